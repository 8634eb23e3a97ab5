"""A notebook ran to its end, or the run says so: papermill's flags prove nothing (FAULTS F1, F10, L5)."""

import json
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest
import trouble
from trouble import CANARY, FINISH, PAGE, VALUES, write_notebook

from vawg_geo.base.errors import ParameterError, RunError
from vawg_geo.runs.execute import execute, read_notebook
from vawg_geo.runs.launch import private_folder


@pytest.fixture
def run(tmp_path):
    def _run(*cells, progress=None, **changed):
        path = write_notebook(tmp_path / "n.ipynb", *cells)
        before, out = path.read_bytes(), tmp_path / "out"
        out.mkdir()
        try:
            return execute(path, {**VALUES, "out": str(out), **changed}, out=out, progress=progress)
        finally:
            assert path.read_bytes() == before

    return _run


def test_our_values_win_and_every_step_is_told(run):
    steps = []
    done = run(PAGE, FINISH, progress=lambda *step: steps.append(step))
    assert done.facts["month"] == "2022-03"
    assert "of 2022-03" in done.notebook.cells[2].outputs[0].data["text/html"]
    assert steps == [("parameters", 1, 3), ("cell-1", 2, 3), ("cell-2", 3, 3)]


def test_hostile_text_in_a_parameter_is_only_text(run):
    text = "a\"'\\n{{7*7}} {x} '); raise SystemExit #\n\N{SNOWMAN}"
    assert run("import json, pathlib\npathlib.Path(out, 'facts.json').write_text(json.dumps({'x': force}))", force=text
    ).facts == {"x": text}  # fmt: skip


def test_the_kernel_is_fresh_private_and_of_this_interpreter(run):
    look = """import json, os, pathlib, stat, sys
home = pathlib.Path(os.environ["IPYTHONDIR"])
facts = {"python": sys.executable, "cwd": os.getcwd(), "tz": os.environ["TZ"], "mode": home.stat().st_mode,
         "key": [p.name for p in home.glob("*.json")], "folder": str(home)}
pathlib.Path(out, "facts.json").write_text(json.dumps(facts))"""
    facts = run(look).facts
    assert facts["python"] == sys.executable
    assert facts["tz"] == "Europe/London"
    assert facts["mode"] & 0o077 == 0
    assert facts["key"] == []  # F16: gone as soon as the sockets stand
    assert Path(facts["cwd"]).name == "out"
    assert not Path(facts["folder"]).exists()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        pytest.param(trouble.KILLED, "kernel died in cell 'cell-1'", marks=pytest.mark.fault("F1")),
        (trouble.OURS, "^3 rows lack a date.$"),
        pytest.param(
            trouble.FOREIGN, "'cell-1' failed with KeyError, at the cell's line 1", marks=pytest.mark.fault("L5")
        ),
        pytest.param(trouble.MEMORY, "failed with MemoryError.*not enough memory", marks=pytest.mark.fault("F10")),
        pytest.param(trouble.FULL, "OSError, at the cell's line 1: No space left", marks=pytest.mark.fault("F5")),
    ],
)
def test_a_failed_cell_is_told_in_one_line_without_data(run, capfd, cell, told):
    with pytest.raises(RunError, match=told) as failed:
        run(cell, FINISH)
    assert CANARY not in str(failed.value) + "".join(capfd.readouterr())
    assert "\n" not in str(failed.value)


def test_no_traceback_with_data_is_left_in_memory_to_be_printed(run):
    with pytest.raises(RunError) as failed:
        run(trouble.FOREIGN, FINISH)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


@pytest.mark.fault("F1")
def test_a_kernel_that_dies_in_its_last_cell_has_not_finished(run):
    with pytest.raises(RunError):
        run(FINISH, trouble.KILLED)


def test_an_end_without_proof_is_no_end(run):
    with pytest.raises(RunError, match="proof of the end"):
        run(PAGE)


@pytest.mark.fault("F12")
def test_a_wrong_parameter_never_reaches_a_kernel(run):
    with pytest.raises(ParameterError, match="unknown parameter 'monht'"):
        run(FINISH, monht="2022-03")


def test_what_is_not_a_notebook_is_refused(tmp_path):
    with pytest.raises(RunError, match="cannot be read"):
        read_notebook(tmp_path / "none.ipynb")
    for text in ("", "[]", json.dumps({"nbformat": 2})):
        (tmp_path / "bad.ipynb").write_text(text)
        with pytest.raises(RunError, match="not a notebook"):
            read_notebook(tmp_path / "bad.ipynb")


@pytest.mark.fault("F16")
def test_a_killed_run_s_folder_goes_with_the_next_run(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "vawg-geo-kernel-999999999-x").mkdir()
    alive = tmp_path / f"vawg-geo-kernel-{os.getpid()}-x"
    alive.mkdir()
    with private_folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
    assert list(tmp_path.iterdir()) == [alive]
