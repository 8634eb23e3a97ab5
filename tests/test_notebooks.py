"""Notebooks: their form, and that every one of them runs to its end and draws without a network."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from notebook_made import write_downloads

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.force import read_force
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.words import never_words
from vawg_geo.runs.parameters import read_parameters
from vawg_geo.runs.run import run_profile
from vawg_geo.sources.open_data import write_open_data_force

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PRODUCTS = {read_profile(path.stem).notebook for path in (ROOT / "profiles").glob("*.toml")}
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.IfExp, ast.Try,
    ast.With, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Match, ast.Assert,
)  # fmt: skip
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


# Form


@each
def test_it_is_stripped_and_its_cells_are_named_by_hand(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch("[a-z]{2,}(-[a-z]+)*", name)] == []
    for cell in code_of(notebook):
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert set(cell.metadata) <= {"tags"}


@each
def test_its_parameters_are_literals_with_help(path):
    parameters = read_parameters(nbformat.read(path, as_version=4))
    assert all(parameter.help for parameter in parameters.values())
    if path.stem in PRODUCTS:
        releases = ["ledger"] if "vg.make_releases(" in path.read_text("utf-8") else []
        compares = ["previous"] if "previous=previous" in path.read_text("utf-8") else []
        assert list(parameters) == ["profile", "force", "month", "as_of", "out", *releases, *compares]
        assert read_profile(parameters["profile"].default).notebook == path.stem


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "profiles").glob("*.toml")))
def test_a_written_profile_lists_its_sections_in_the_order_of_its_notebook(name):
    profile = read_profile(name)
    cells = [cell.id for cell in nbformat.read(ROOT / "notebooks" / f"{profile.notebook}.ipynb", as_version=4).cells]
    wanted = profile.written.sections if profile.written else ()
    assert [cell for cell in cells if cell in wanted] == [*wanted]


@each
def test_it_loads_calls_and_shows(path):
    first, *cells = code_of(nbformat.read(path, as_version=4))
    assert first.id == "parameters"
    for number, cell in enumerate(cells):
        assert len(cell.source.splitlines()) <= 8, cell.id
        nodes = list(ast.walk(tree := ast.parse(cell.source)))
        assert [type(n).__name__ for n in nodes if isinstance(n, LOGIC)] == [], cell.id
        kinds = [isinstance(n, ast.Import | ast.ImportFrom) for n in tree.body]
        assert kinds == sorted(kinds, reverse=True), "imports stand at the top"
        assert number == 0 or not any(kinds), "imports stand in the first cell after the parameters"


@each
def test_it_says_what_it_is_and_claims_nothing(path):
    notebook = nbformat.read(path, as_version=4)
    said = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert notebook.cells[0].source == said[0]
    assert said[0].startswith("# ")
    assert never_words("\n".join(said)) == []


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_a_product_ends_with_its_proof(name):
    last = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells[-1]
    assert (last.id, last.source) in {("finish", "page.finish(out)"), ("finish", "report.finish(out)")}


def test_the_start_page_has_ten_code_cells():
    assert len(code_of(nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4))) == 10


# explore.ipynb in a real kernel


@pytest.fixture(scope="module")
def explored(county, tmp_path_factory):
    """The start page, executed by an ordinary kernel: cell id -> outputs."""
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("explore")
    notebook = nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4)
    first = code_of(notebook)[0]
    default = read_parameters(notebook)["force"].default
    first.source = first.source.replace(json.dumps(default), json.dumps(str(county / "force.toml")))
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return {cell.id: cell.outputs for cell in code_of(notebook)}


def html_of(outputs):
    return "".join(output.get("data", {}).get("text/html", "") for output in outputs)


def test_every_cell_shows_something_and_nothing_is_noise(explored):
    kinds = {cell: [output.output_type for output in outputs] for cell, outputs in explored.items()}
    assert {cell: kind for cell, kind in kinds.items() if kind != ["execute_result"]} == {"parameters": []}


def test_the_answers_are_the_planted_ones(explored, found):
    shown = html_of(explored["ask-where"])
    assert list(found.listed.index) == re.findall(r"<th>(Z\d{8})</th>", shown)
    assert all(place in shown for place in found.listed["place"])
    assert all(note.split(": ")[1] in html_of(explored["ask-why-not"]) for note in found.watch["note"].str[:200])


def test_tables_are_cut_to_what_people_read(explored):
    for cell, outputs in explored.items():
        text = html_of(outputs)
        if "<iframe" not in text:
            assert re.findall(r">\s*-?[\d,]*\.\d{3,}", text) == [], cell
            assert "...<" not in text, cell
    assert "violence with injury" in html_of(explored["ask-your-own"])


def test_frames_hold_no_outside_address(explored):
    frames = [text for text in map(html_of, explored.values()) if "<iframe" in text]
    assert len(frames) == 2
    named = {"www.w3.org", "leafletjs.com", "bugzilla.mozilla.org"}  # in Leaflet's own text; fetched by nobody
    for text in frames:
        assert set(re.findall(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", text)) <= named
        assert "File > Trust Notebook" in text


@pytest.mark.browser
def test_maps_draw_and_ask_for_nothing(explored, browser, tmp_path, case):
    frames = "".join(text for text in map(html_of, explored.values()) if "<iframe" in text)
    (tmp_path / "maps.html").write_text(f"<!DOCTYPE html><html><body>{frames}</body></html>", "utf-8")
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "maps.html").as_uri())
    check_maps(page, len(case.areas))
    assert [url for url in asked if not url.startswith(("file:", "about:", "data:"))] == []
    page.close()


def check_maps(page, areas):
    for number in range(2):
        frame = page.locator("iframe").nth(number)
        frame.scroll_into_view_if_needed()
        frame.content_frame.locator("figure[data-ready]").first.wait_for()
        assert frame.content_frame.locator("path.vm-area").count() >= areas - 1


def test_a_missing_force_is_told_with_its_cure(tmp_path):
    with pytest.raises(ProfileError, match=r"no file force\.toml there.*make demo.*vawg-geo new"):
        read_force(tmp_path / "force.toml")


# The open-data notebooks, on a county small enough to make here


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    return write_open_data_force(write_downloads(folder / "data"), folder / "force")


@pytest.mark.parametrize(
    ("profile", "month"), [("open_data", "2022-03"), ("open_data", "2024-03"), ("open_data_compare", "2024-03")]
)
def test_open_data_runs_on_downloads_of_any_size(downloads, tmp_path, profile, month):
    result = run_profile(profile, force=downloads, month=month, out_dir=tmp_path)
    page = result.html.read_text("utf-8")
    assert "all victims, all hours" in page
    ledger = (result.html.parent / "tables" / "ledger.csv").read_text("utf-8").splitlines()[1:]
    assert all(int(rows) == int(used) + int(rejected) for _, rows, used, rejected, _ in (x.split(",") for x in ledger))
    assert ("cannot say" in page) or profile == "open_data_compare"


# JupyterLab itself


@pytest.fixture
def lab(county, tmp_path):
    """A JupyterLab over a copy of notebooks/, beside the county as `make demo` leaves it; gives its address."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "fenshire-data").symlink_to(county)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = {name: str(tmp_path / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    settings = tmp_path / "jupyter_config_dir" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # Otherwise cells out of sight are not in the document, and cannot be asked for.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', "utf-8")
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=test",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=None",
        ],
        cwd=tmp_path / "notebooks",
        env=os.environ | homes | {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(lambda: _answers(port), seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _answers(port):
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(ready, *, seconds):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not ready after {seconds} s"
        time.sleep(0.2)


@pytest.mark.browser
@pytest.mark.slow
def test_the_start_page_in_jupyterlab(lab, browser, case):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}/lab/tree/explore.ipynb?token=test")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)  # before, it asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(".jp-CodeCell", has_text="pd.crosstab(kind, night)")
    noise = page.locator("[data-mime-type$='stderr'], [data-mime-type$='error']")
    ended = last.locator("[data-mime-type='text/html']")
    _wait_for(lambda: ended.count() + noise.count(), seconds=400)  # 30 s; more when the machine is shared
    assert noise.all_inner_texts() == []
    check_maps(page, len(case.areas))
    assert [url for url in asked if not url.startswith((lab, "about:", "data:", "blob:"))] == []
    assert errors == []
    page.close()
