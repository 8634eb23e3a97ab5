# Two commands do everything on a fresh machine: make demo, make test. Each makes .venv first.
OUT  ?= out
DATA ?= ../shared/data
PYTHON ?= python3
BIN  := .venv/bin
READY := .venv/.ready
# Kernels and workers start from compiled files, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo real test test-slow explore trust lint bench study constraints wheelhouse clean
help:            ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(READY)  ## make .venv with everything pinned in constraints.txt
$(READY): pyproject.toml constraints.txt .ci/setup
	@PYTHON="$(PYTHON)" sh .ci/setup

demo: $(READY)   ## the synthetic county, from extract to tasking page; the last line is the page's path
	@$(BIN)/vawg-geo demo --out "$(OUT)"

real: $(READY)   ## the open-data profile on data.police.uk files in DATA
	@$(BIN)/python -m vawg_geo.runs.real --data "$(DATA)" --out "$(OUT)"

test: $(READY)   ## every quick test (browser tests too, where there is a Chromium)
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow"

test-slow: $(READY)  ## the tests that take minutes
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow

explore: $(READY) ## the laws again on other draws, and more of them: what it finds becomes an @example
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" --hypothesis-profile=explore $$(grep -l "^from hypothesis" tests/test_*.py)

trust: $(READY)  ## every numbered fault, input, leak and disclosure case; prints the scoreboard, writes docs/trust.md
	@TRUST=build/trust.json $(BIN)/python -m pytest -q -n 2 --dist worksteal -m fault; told=$$?; \
	$(BIN)/python tests/scoreboard.py build/trust.json && exit $$told

lint: $(READY)   ## ruff, mypy, layers, docstrings, notebooks
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache
	@$(BIN)/numpydoc lint $$(git ls-files 'vawg_geo/*.py' 'vawg_geo/**/*.py')
	@$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb

bench: $(READY)  ## set-up, one month of products, and each measure beside a peer
	@$(BIN)/python tests/bench/bench.py

study: $(READY)  ## does the ranking hold? the method's own test, on known truth and on open data; writes docs/study
	@$(BIN)/python -m vawg_geo.runs.study --data "$(DATA)" --out docs/study

constraints: $(READY)  ## compile both lists of versions again (newest that fit)
	@uv pip compile -q --universal --all-extras --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o constraints.txt
	@uv pip compile -q --universal --all-extras --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links --generate-hashes -c constraints.txt pyproject.toml -o constraints-hashed.txt

wheelhouse: $(READY)  ## every wheel an offline machine needs, in wheelhouse/, checked by hash
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@rm -rf wheelhouse && $(BIN)/python -m pip wheel -q --require-hashes --no-deps -w wheelhouse -r constraints-hashed.txt
	@$(BIN)/python -m pip wheel -q --no-deps -w wheelhouse .
	@$(BIN)/python tests/list_wheels.py wheelhouse

clean:           ## remove what was made here (never a force's folder)
	@rm -rf .venv out build dist .mypy_cache .ruff_cache .pytest_cache
