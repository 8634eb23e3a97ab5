"""The gallery: every measure of the public face is called once, and the whole runs to its end without noise."""

import ast
import importlib
import json
import time
from pathlib import Path

import nbformat
import pytest

import vawg_geo as vg

ROOT = Path(__file__).parents[1]
GALLERY = nbformat.read(ROOT / "notebooks" / "gallery.ipynb", as_version=4)
MEASURES = [
    name
    for name in vg.__all__
    if importlib.import_module(getattr(vg, name).__module__).__name__.split(".")[1] == "measures"
]
CODE = [cell for cell in GALLERY.cells if cell.cell_type == "code"]


def test_every_measure_is_called_and_named_in_words():
    nodes = [node for cell in CODE for node in ast.walk(ast.parse(cell.source))]
    called = {n.attr for n in nodes if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "vg"}
    said = "\n".join(cell.source for cell in GALLERY.cells if cell.cell_type == "markdown")
    assert [name for name in MEASURES if name not in called] == []
    assert [name for name in MEASURES if f"`{name}`" not in said] == []


def test_it_is_no_product():
    profiles = "".join(path.read_text("utf-8") for path in (ROOT / "profiles").glob("*.toml"))
    assert "gallery" not in profiles


@pytest.mark.slow
def test_it_runs_to_its_end_quietly(county, case, tmp_path, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel inherits it, and under Agg no picture is shown

    notebook = nbformat.from_dict(GALLERY)
    first = next(cell for cell in notebook.cells if cell.id == "parameters")
    first.source = first.source.replace("../out/fenshire-data/force.toml", json.dumps(str(county / "force.toml"))[1:-1])
    begun = time.monotonic()
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    print(f"the gallery took {time.monotonic() - begun:.0f} s")  # noqa: T201
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    kinds = {output.output_type for given in outputs.values() for output in given}
    noise = [cell for cell, given in outputs.items() if any(o.get("name") == "stderr" for o in given)]
    assert kinds <= {"execute_result", "display_data", "stream"}
    assert noise == []
    assert {cell for cell, given in outputs.items() if not given} <= {"parameters", "load", "county"}
    assert list(tmp_path.iterdir()) == []
