"""Too little memory, no end, two at once, a wrong clock: a readable reason, and what stood still stands (FAULTS F)."""

import csv
import json
import shutil
import signal
import subprocess
import sys

import pytest
import trouble
from fault_made import (
    WHERE,
    Run,
    alive,
    arguments,
    content,
    environment,
    finish,
    kernels,
    make_world,
    monthly_world,
    runs_again,
    sources,
    stands,
    start,
    until,
)
from trouble import FINISH, PAGE, write_notebook

from vawg_geo.runs.manifest import read_manifest, write_manifest
from vawg_geo.runs.verify import verify
from vawg_geo.sources.case import load_case

MONTH = WHERE.parent
GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A world in which one run ended well."""
    world = make_world(tmp_path_factory.mktemp("good"))
    assert finish(world)[0] == 0
    return world


@pytest.fixture
def world(good, tmp_path):
    home = good["force"].parents[1]
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return {n: tmp_path / p.relative_to(home) for n, p in good.items() if n != "month"} | {"month": "2022-03"}


def with_cell(world, *cells):
    """Put other cells into the notebook; give what puts the good one back."""
    notebook = world["profile"].with_suffix(".ipynb")
    quick = notebook.read_bytes()
    write_notebook(notebook, *cells)
    return lambda: notebook.write_bytes(quick)


def reason(world):
    return json.loads((world["out_dir"] / MONTH / "failures.json").read_text())["tiny"]["reason"]


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    "cell",
    [
        "x = bytearray(64 << 30)",
        "import numpy as np\nx = np.ones(8 << 30)",
        "x = []\nwhile True: x.append(bytearray(8 << 20))",
    ],
    ids=["one large block", "a large array", "bit by bit"],
)
def test_a_cell_that_needs_more_memory_than_there_is(world, cell):
    before, back = content(world["out_dir"] / WHERE), with_cell(world, PAGE, cell, FINISH)
    code, _, err = finish(world, limits={"RLIMIT_AS": 5 * GIGABYTE})
    assert code == 1
    assert err.startswith("vawg-geo: cell 'cell-2' failed with ")
    assert "MemoryError" in err
    assert "there is not enough memory; make fewer products at a time" in err
    assert err.count("\n") == 1
    stands(world, before)
    assert "MemoryError" in reason(world)
    back()
    runs_again(world, before)


@pytest.mark.fault("F10")
@pytest.mark.parametrize("megabytes", [200, *(pytest.param(n, marks=pytest.mark.slow) for n in (60, 350, 500))])
def test_a_run_that_cannot_even_begin_for_want_of_memory(world, megabytes):
    """A whole interpreter with so little; a library of C that gets no thread aborts with words of its own."""
    before = content(world["out_dir"] / WHERE)
    order = [sys.executable, "-m", "vawg_geo.runs.cli", *arguments(world)]
    limit = ["sh", "-c", f'ulimit -v {1024 * megabytes}; exec "$@"', "sh"]
    done = subprocess.run([*limit, *order], capture_output=True, text=True, check=False, env=environment(world))
    assert content(world["out_dir"] / WHERE) == before
    assert done.returncode != 0
    told = [line for line in done.stderr.splitlines() if not line.startswith("<jemalloc>")]  # a library's own word
    assert len(told) == 1
    if done.returncode == 1:
        assert told[0].startswith("vawg-geo: ")
    assert len(verify(world["out_dir"])) == 1
    runs_again(world, before)


@pytest.mark.parametrize(
    "cell",
    ["import time\ntime.sleep(600)", "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"],
    ids=["asleep", "at work and deaf"],
)
def test_a_notebook_that_hangs_is_ended_and_said_so(world, cell):
    before, back = content(world["out_dir"] / WHERE), with_cell(world, PAGE, cell, FINISH)
    profile = world["profile"].read_text()
    world["profile"].write_text(profile + "cell_minutes = 0.05\n")
    child = start(world)
    until(lambda: kernels(world["out_dir"]))
    kernel = kernels(world["out_dir"])
    _, err = child.communicate()
    assert child.returncode == 1
    assert err == (
        "vawg-geo: cell 'cell-2' took longer than 0.05 minutes and was ended; nothing was published. "
        "If it needs more, set cell_minutes in the profile.\n"
    )
    assert not any(map(alive, kernel))
    stands(world, before)
    assert "took longer" in (world["out_dir"] / MONTH / "index.html").read_text()
    assert "a cell may take 0.05 minutes" in (world["out_dir"] / MONTH / "run.log").read_text()  # announced
    back()
    world["profile"].write_text(profile)
    runs_again(world, before)


@pytest.mark.fault("F9")
def test_two_runs_at_once_the_second_is_refused_and_the_first_ends_well(world):
    waits = "import pathlib, time\npathlib.Path(out, 'asleep').touch()\n"
    waits += "while pathlib.Path(force).with_name('wait').exists(): time.sleep(0.02)\n"
    waits += "pathlib.Path(out, 'asleep').unlink()"
    with_cell(world, PAGE, waits, FINISH)
    wait = world["force"].with_name("wait")
    wait.touch()
    first = start(world)
    until((world["out_dir"] / MONTH / ".tiny.new" / "asleep").exists)
    before = content(world["out_dir"] / WHERE)
    code, _, err = finish(world)
    assert code == 1
    assert err == "vawg-geo: another run is writing tiny; wait until it has finished, then run again.\n"
    assert content(world["out_dir"] / WHERE) == before
    signing = ("sign", str(world["out_dir"] / WHERE), "--by", "A. Analyst")
    assert "another run is writing tiny" in order(world, *signing)[2]
    wait.unlink()
    first.communicate()
    assert first.returncode == 0
    assert content(world["out_dir"] / WHERE) != before  # the notebook was another one
    assert len(verify(world["out_dir"])) == 1


def order(world, *arguments):
    """Any other order of the command line."""
    child = Run(list(arguments), environment(world), {})
    out, err = child.communicate()
    return child.returncode, out, err


@pytest.mark.fault("F9")
def test_a_run_while_a_signature_is_being_written(world):
    """The signing process is halted with its copy half made; the run is refused, then the signature is finished."""
    product = world["out_dir"] / WHERE
    for number in range(400):  # something to copy
        (product / "tables" / f"more-{number}.csv").write_text("month\n2022-03\n")
    manifest = read_manifest(product)
    write_manifest(product, {key: value for key, value in manifest.items() if key != "outputs"})
    before = content(product)
    signing = Run(["sign", str(product), "--by", "A. Analyst"], environment(world), {})
    until((world["out_dir"] / MONTH / ".tiny.new").exists)
    signing.send_signal(signal.SIGSTOP)
    code, _, err = finish(world)
    assert (code, "another run is writing tiny" in err) == (1, True)
    assert content(product) == before
    signing.send_signal(signal.SIGCONT)
    signing.communicate()
    assert signing.returncode == 0
    assert "signed" in verify(world["out_dir"])[0]
    assert finish(world)[0] == 0
    assert "editions/1: edition 1, signed" in verify(world["out_dir"])[1]  # what is signed stays


@pytest.mark.fault("F9")
def test_two_months_at_once(world):
    other = world | {"month": "2022-02"}
    children = [start(world), start(other)]
    for child in children:
        _, err = child.communicate()
        assert (child.returncode, err) == (0, "")
    stood = [line.split(":")[0] for line in verify(world["out_dir"])]
    assert stood == ["fen/2022-02/tiny", "fen/2022-03/tiny"]
    for month in ("2022-02", "2022-03"):
        assert sorted(p.name for p in (world["out_dir"] / "fen" / month).iterdir()) == ["index.html", "run.log", "tiny"]


@pytest.mark.fault("F9")
def test_products_that_end_at_once_are_all_on_the_month_s_page(tmp_path):
    world = monthly_world(tmp_path, **dict.fromkeys("abcd", "1"))
    own = tmp_path / "f" / "profiles"
    children = [start(world | {"profile": own / f"{name}.toml"}) for name in "abcd"]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    page = (world["out_dir"] / MONTH / "index.html").read_text()
    assert all(f'href="{name}/index.html"' in page for name in "abcd")
    assert "<strong>" not in page.split("<main")[1].split("<ul")[0]  # nothing failed, stale or missing
    assert sorted(p.name for p in (world["out_dir"] / MONTH).iterdir()) == [*"abcd", "index.html", "run.log"]


@pytest.mark.fault("F12", "F17")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"parameters": trouble.PARAMETERS.replace("month:", "monht:")}, "unknown parameter 'month'"),
        ({"tags": ()}, "the first code cell, and no other, must carry the tag 'parameters'; 0 cells carry it."),
    ],
    ids=["F12", "F17"],
)
def test_a_wrong_parameter_never_makes_the_default_month(world, options, told):
    before, notebook = content(world["out_dir"] / WHERE), world["profile"].with_suffix(".ipynb")
    quick = notebook.read_bytes()
    write_notebook(notebook, PAGE, FINISH, **options)
    code, _, err = finish(world)
    assert code == 1
    assert told in err
    assert err.count("\n") == 1
    stands(world, before)
    assert "1999-12" not in str([p.name for p in (world["out_dir"] / "fen").iterdir()])
    notebook.write_bytes(quick)
    runs_again(world, before)


@pytest.mark.fault("F13", "F15")
def test_a_rerun_gives_the_same_bytes_in_any_zone(world):
    before, read = content(world["out_dir"] / WHERE), sources(world)
    for zone in ("Pacific/Auckland", "America/St_Johns"):
        assert finish(world, env={"TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "7"})[0] == 0
        stands(world, before)
    assert sources(world) == read


@pytest.mark.slow
@pytest.mark.fault("F13", "F15", "F11")
def test_both_nights_of_the_clock_change_through_the_whole_run(county, tmp_path):
    """
    Records in the hour that is not there and in the hour that happens twice, read and counted in two zones.

    27 March 2022 01:30 did not exist and is quarantined; 31 October 2021 01:30 is counted once, and both belong to the
    night before. A record at 03:15 after the spring change belongs to the night of the 26th, a Saturday.
    """
    shutil.copytree(county, tmp_path / "f", ignore=shutil.ignore_patterns("snapshots"))
    (tmp_path / "tmp").mkdir()
    world = {"profile": "nte_monthly", "force": tmp_path / "f" / "force.toml", "month": "2022-03"}
    path = tmp_path / "f" / "extracts" / "incidents.csv"
    lines = path.read_text("utf-8").splitlines()
    head, *rows = csv.reader(lines)
    like = next(row for row in rows if len(row) == len(head) and {"105A", "Street", "F", "Live"} <= set(row))
    for n, at in enumerate(("27/03/2022 01:30", "27/03/2022 03:15", "31/10/2021 01:30")):
        row = dict(zip(head, like, strict=True))
        row |= {"crime_number": f"FN/99999{n}/22", "from": at, "to": at, "recorded": "28/03/2022 09:00"}
        lines.append(",".join(row.values()))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    seen = []
    for zone in ("Pacific/Auckland", "UTC"):
        world["out_dir"] = tmp_path / zone.partition("/")[0]
        code, _, err = finish(world, env={"TZ": zone})
        assert (code, err) == (0, "")
        seen.append(content(world["out_dir"] / "fenshire" / "2022-03" / "nte_monthly"))
        shutil.rmtree(tmp_path / "f" / "snapshots")
    assert seen[0] == seen[1]
    case = load_case(world["force"])
    lost = case.rejected[(case.rejected["row"] > len(rows)) & (case.rejected["reason"] == "I22")]
    assert len(lost) == 1
    kept = case.incidents["occurred_from"].dt.strftime("%Y-%m-%d %H:%M")
    assert (kept == "2022-03-27 03:15").sum() >= 1
    assert (kept == "2021-10-31 01:30").sum() >= 1


@pytest.mark.fault("F1", "F2")
def test_a_month_goes_on_past_a_failed_product_and_shows_it(tmp_path):
    broken = {"killed": trouble.KILLED, "foreign": trouble.FOREIGN, "well": "1"}
    world = monthly_world(tmp_path, **broken)
    (tmp_path / "f" / "profiles" / "unread.toml").write_text("nonsense")
    code, out, err = finish(world | {"profiles": "killed,foreign,well,unread"}, "monthly")
    assert code == 1
    assert "3 of 4 products failed" in err
    assert err.count("\n") == 1
    assert "well: done" in out
    page = (world["out_dir"] / MONTH / "index.html").read_text()
    assert "4 products, <strong>3 failed</strong>" in page
    assert page.count("<strong>Failed.</strong>") == 3
    assert trouble.CANARY not in page + err + out


@pytest.mark.fault("F2")
def test_a_month_that_is_killed_shows_what_it_lacks(tmp_path):
    world = monthly_world(tmp_path, first="1", second=trouble.SLEEPS, third="1")
    child = start(world, "monthly")
    until((world["out_dir"] / MONTH / ".second.new" / "asleep").exists)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    page = (world["out_dir"] / MONTH / "index.html").read_text()
    assert "3 products, <strong>1 not finished</strong>, <strong>1 not made</strong>" in page
    assert "A run began and has not ended: it is at work, or it was killed." in page
    assert "It is due, and no run has begun." in page
    until(lambda: not kernels(world["out_dir"]))
    own = tmp_path / "f" / "profiles"
    write_notebook(own / "second.ipynb", PAGE, FINISH)
    assert finish(world, "monthly")[0] == 0
    assert "<strong>1" not in (world["out_dir"] / MONTH / "index.html").read_text()
    assert sorted(p.name for p in (world["out_dir"] / MONTH).iterdir()) == [
        "first", "index.html", "run.log", "second", "third"
    ]  # fmt: skip
