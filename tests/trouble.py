"""One tiny notebook a trouble, and a force and profile to run it with."""

from pathlib import Path

import nbformat

PARAMETERS = """profile: str = ""  # a shipped profile or a path
force: str = ""  # a force.toml
month: str = "1999-12"  # reporting month, YYYY-MM
as_of: str = ""  # data cut
out: str = ""  # working folder"""
VALUES = {"profile": "p", "force": "f", "month": "2022-03", "as_of": "", "out": ""}
PAGE = """from markupsafe import Markup
from vawg_geo.publishing.fragment import Fragment
Fragment(Markup(f"<p><!--status-->x<!--/status--> <!--version-->y<!--/version--> of {month}</p>"))"""
FINISH = """import json, pathlib
pathlib.Path(out, "tables").mkdir()
pathlib.Path(out, "tables", "months.csv").write_text(f"month\\n{month}\\n")
pathlib.Path(out, "facts.json").write_text(json.dumps({"month": month, "chosen": {"seed": "0"}}))"""

CANARY = "Canary Wharf 4471"
KILLED = "import os\nos.kill(os.getpid(), 9)"
FOREIGN = f"raise KeyError({CANARY!r})"
OURS = 'from vawg_geo.base.errors import SchemaError\nraise SchemaError("3 rows lack a date.")'
MEMORY = "raise MemoryError"
FULL = 'open("/dev/full", "w").write("x" * 100_000)'
SLEEPS = "import time, pathlib\npathlib.Path(out, 'asleep').touch()\ntime.sleep(60)"


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS, tags=("parameters",)) -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(parameters, id="parameters", metadata={"tags": list(tags)})]
    notebook.cells += [nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells, start=1)]
    nbformat.write(notebook, path)
    return path


def write_world(folder: Path, *cells: str) -> dict[str, Path]:
    """Write a profile with its notebook, and a force with one extract; return what `run_profile` takes."""
    (folder / "f" / "extracts").mkdir(parents=True)
    (folder / "f" / "extracts" / "incidents.csv").write_text("crime_number\n1\n")
    (folder / "f" / "force.toml").write_text(
        'name = "Fen & Co"\nslug = "fen"\nincidents = [{ path = "extracts/*.csv", source = "demo" }]\n'
        '[areas.demo]\npath = "areas.gpkg"\n'
    )
    write_notebook(folder / "tiny.ipynb", *(cells or (PAGE, FINISH)))
    (folder / "tiny.toml").write_text(
        'name = "tiny"\ntitle = "A tiny product"\nquestion = "Does it run?"\nnotebook = "tiny"\n'
    )
    return {"profile": folder / "tiny.toml", "force": folder / "f" / "force.toml"}


RELEASED = """import csv, pathlib
from vawg_geo.publishing.ledger import LEDGER_COLUMNS
before = sorted(path.name for path in pathlib.Path(ledger).iterdir())
row = ["t", "A", "total", "7", "partner", month, "0", "", "shared", month, ""]
with pathlib.Path(out, "released.csv").open("w", newline="") as file:
    csv.writer(file, lineterminator="\\n").writerows([LEDGER_COLUMNS, row])"""


def write_shared_world(folder: Path, *cells: str) -> dict[str, Path]:
    """Write a world whose product has readers beyond the tasking group; its partner page names what was released."""
    world = write_world(folder)
    parameters = PARAMETERS + '\nledger: str = ""  # what was released so far'
    path = write_notebook(folder / "shared.ipynb", PAGE, RELEASED, *(cells or (FINISH,)), parameters=parameters)
    notebook = nbformat.read(path, as_version=4)
    for audience, said in (("partner", "of {before}"), ("public", "for all")):
        source = f'Fragment(Markup(f"<p><!--status-->x<!--/status--> {said}</p>"))'
        cell = nbformat.v4.new_code_cell(source, id=f"{audience}-page", metadata={"tags": [audience]})
        notebook.cells.insert(3, cell)
    nbformat.write(notebook, path)
    (folder / "shared.toml").write_text(
        'name = "shared"\ntitle = "A shared product"\nquestion = "Does it run?"\nnotebook = "shared"\n'
        'audiences = ["internal", "partner", "public"]\n'
    )
    return world | {"profile": folder / "shared.toml"}
