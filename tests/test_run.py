"""One product, whole or not at all (FAULTS F, L2, L5, L8); killed, starved and stopped: tests/test_faults_*.py."""

import json
import shutil
import time
from pathlib import Path

import pytest
import trouble
from trouble import CANARY, FINISH, PAGE, write_notebook, write_world

from vawg_geo.base.errors import ParameterError, PeriodError, ProfileError, RunError
from vawg_geo.runs import run as run_module
from vawg_geo.runs.editions import sign, withdraw
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.verify import verify

WHERE = Path("fen/2022-03/tiny")


@pytest.fixture
def world(tmp_path):
    return write_world(tmp_path) | {"month": "2022-03", "out_dir": tmp_path / "out"}


@pytest.fixture(scope="session")
def ran(tmp_path_factory):
    """A world in which one run ended well, made once."""
    folder = tmp_path_factory.mktemp("ran")
    run_profile(**write_world(folder), month="2022-03", out_dir=folder / "out")
    return folder


@pytest.fixture
def made(ran, tmp_path):
    """A copy of that world: an output holds no path, so it can be moved."""
    shutil.copytree(ran, tmp_path, dirs_exist_ok=True)
    names = {"profile": "tiny.toml", "force": "f/force.toml", "out_dir": "out"}
    return {what: tmp_path / name for what, name in names.items()} | {"month": "2022-03"}


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def swap_notebook(world, *cells, **options):
    return write_notebook(Path(world["profile"]).with_name("tiny.ipynb"), *cells, **options)


def test_a_run_gives_page_tables_manifest_and_end(made):
    result = run_profile(**made)
    product = made["out_dir"] / WHERE
    assert (result.html, result.manifest, result.status) == (product / "index.html", product / "manifest.json", "draft")
    assert set(content(product)) == {"index.html", "tables/months.csv", "manifest.json", "END"}
    manifest = json.loads(result.manifest.read_text())
    assert manifest["parameters"] == {"profile": "tiny", "month": "2022-03", "as_of": ""}
    assert list(manifest["inputs"]) == ["extracts/incidents.csv"]
    assert manifest["chosen"] == {"seed": "0"}
    page = result.html.read_text()
    assert f"<!--version-->{manifest['version']}<!--/version--> of 2022-03" in page
    assert "<!--status-->Draft<!--/status-->" in page
    assert "OFFICIAL-SENSITIVE" in page
    assert 'href="tiny/index.html"' in (product.parent / "index.html").read_text()
    assert verify(product)


@pytest.mark.fault("F13", "F15")
def test_the_same_inputs_give_the_same_bytes_whatever_the_clock_and_zone(made, tmp_path, monkeypatch):
    first = content(made["out_dir"])
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    shutil.rmtree(made["out_dir"])
    run_profile(**made)
    second = content(made["out_dir"])
    monkeypatch.undo()
    time.tzset()
    for log in ("fen/2022-03/run.log", "fen/access.log"):
        assert first.pop(log)
        assert second.pop(log)
    assert first == second


def test_the_version_moves_when_an_input_does(made):
    before = json.loads((made["out_dir"] / WHERE / "manifest.json").read_text())
    (Path(made["force"]).parent / "extracts" / "incidents.csv").write_text("crime_number\n2\n")
    assert json.loads(run_profile(**made).manifest.read_text())["version"] != before["version"]


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        pytest.param(trouble.KILLED, RunError, marks=pytest.mark.fault("F1", "F7"), id="killed"),
        pytest.param(trouble.FOREIGN, RunError, marks=pytest.mark.fault("L5"), id="foreign error"),
        pytest.param(trouble.OURS, RunError, id="our error"),
        pytest.param(trouble.FULL, RunError, marks=pytest.mark.fault("F5", "F7"), id="full disk"),
    ],
)
def test_a_failed_run_leaves_the_good_output_and_says_so(made, cell, error):
    product = made["out_dir"] / WHERE
    before = content(product)
    swap_notebook(made, PAGE, cell, FINISH)
    with pytest.raises(error) as failed:
        run_profile(**made)
    assert content(product) == before
    told = json.loads((product.parent / "failures.json").read_text())
    assert told["tiny"]["reason"] == str(failed.value)
    assert "The page linked here is the earlier one." in (product.parent / "index.html").read_text()
    assert not any(CANARY.encode() in bytes_ for bytes_ in content(made["out_dir"]).values())


def test_a_failure_is_forgotten_when_the_next_run_ends_well(made):
    product = made["out_dir"] / WHERE
    swap_notebook(made, PAGE, parameters="")
    with pytest.raises(ParameterError):
        run_profile(**made)
    assert "Failed" in (product.parent / "index.html").read_text()
    swap_notebook(made, PAGE, FINISH)
    run_profile(**made)
    assert not (product.parent / "failures.json").exists()
    assert "Failed" not in (product.parent / "index.html").read_text()


def test_a_first_run_that_fails_leaves_no_product(world):
    swap_notebook(world, PAGE)
    with pytest.raises(RunError, match="proof of the end"):
        run_profile(**world)
    assert sorted(p.name for p in (world["out_dir"] / WHERE.parent).iterdir() if p.name[0] != ".") == [
        "failures.json",
        "index.html",
        "run.log",
    ]


@pytest.mark.fault("F12", "F17")
def test_a_lost_tag_and_an_unknown_parameter_are_refused(world):
    swap_notebook(world, PAGE, FINISH, tags=())
    with pytest.raises(ParameterError, match="must carry the tag"):
        run_profile(**world)
    swap_notebook(world, PAGE, FINISH, parameters=trouble.PARAMETERS.replace("month:", "monht:"))
    with pytest.raises(ParameterError, match="unknown parameter 'month'"):
        run_profile(**world)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("open(out + '/victims.csv', 'w').write('x')", "1 files that no product may hold"),
        ("open(out + '/tables/paths.csv', 'w').write(force)", "paths.csv holds a path"),
    ],
    ids=["L2 a leftover file", "L8 a path"],
)
def test_only_known_files_without_paths_leave(world, cell, told):
    swap_notebook(world, PAGE, FINISH, cell)
    with pytest.raises(RunError, match=told):
        run_profile(**world)
    assert not (world["out_dir"] / WHERE).exists()


def test_an_input_that_changes_while_it_is_read_is_noticed(world):
    cell = "import pathlib\npathlib.Path(force).parent.joinpath('extracts/incidents.csv').write_text('changed')"
    swap_notebook(world, PAGE, cell, FINISH)
    with pytest.raises(RunError, match="input changed"):
        run_profile(**world)


def test_a_signed_edition_is_kept_by_every_run(made):
    product = made["out_dir"] / WHERE
    sign(product, by="A. Analyst")
    signed = content(product)
    for extract, why, told in (
        ("", "", "run again with the same data and the same toolkit"),
        ("crime_number\n2\n", "", "the data changed"),
        ("crime_number\n2\n", "late records", "late records"),
    ):
        if extract:
            (Path(made["force"]).parent / "extracts" / "incidents.csv").write_text(extract)
        edition = json.loads(run_profile(**made, why=why).manifest.read_text())["edition"]
        assert (edition["number"], edition["status"], edition["reason"]) == (2, "draft", told)
        assert {k.removeprefix("editions/1/"): v for k, v in content(product).items() if "editions" in k} == signed
    assert len(verify(product)) == 2
    withdraw(product, why="wrong extract")
    again = json.loads(run_profile(**made).manifest.read_text())["edition"]
    assert (again["number"], again["reason"]) == (3, "the edition before was withdrawn")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"month": "March"}, PeriodError),
        ({"as_of": "5 April"}, PeriodError),
        ({"profile": "none"}, ProfileError),
        ({"force": "none.toml"}, ProfileError),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_written(world, changed, error):
    with pytest.raises(error):
        run_profile(**{**world, **changed})
    assert not world["out_dir"].exists()


def test_a_file_where_the_output_folder_should_be_is_named(world, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for out in ("notes.txt", "notes.txt/out"):
        with pytest.raises(RunError, match=r"notes\.txt is a file; products go into a folder"):
            run_profile(**{**world, "out_dir": tmp_path / out})


def test_a_name_that_would_leave_the_output_folder_is_refused(world):
    path = Path(world["profile"])
    path.write_text(path.read_text().replace('"tiny"\ntitle', '"../../x"\ntitle'))
    with pytest.raises(ProfileError, match="names a folder"):
        run_profile(**world)


def test_a_page_that_cannot_be_rendered_publishes_nothing(world, monkeypatch):
    def full(*_):
        raise OSError(28, "x")

    monkeypatch.setattr(run_module, "render_pages", full)
    with pytest.raises(RunError, match="No space left"):
        run_profile(**world)
    assert not (world["out_dir"] / WHERE).exists()
