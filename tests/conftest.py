"""What tests share: the synthetic county (made once a session), a browser, the open data where they are."""

import json
import os
import pickle
import shutil
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from vawg_geo.base.notebook_library import load_nbformat

# As in the runs' own kernels: on tables this small, two threads a worker wait for each other more than they work.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# No test fails because the machine was busy, nor because of the day's draw: `make explore` draws anew, and more.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False, max_examples=1_000)
settings.load_profile("house")
load_nbformat()  # as a run does, before any test imports it: a second less in each worker

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """
    Make a thing once for all workers of a session: `shared(name, make)` gives what `make()` gave to the first.

    The others read a copy back, so what is made must be the same when pickled, and nobody may change it.
    """
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def once(name, make):
        path = base / f"{name}.pickle"
        with FileLock(f"{path}.lock"):
            if not path.exists():
                path.with_suffix(".new").write_bytes(pickle.dumps(make()))
                path.with_suffix(".new").rename(path)
            return pickle.loads(path.read_bytes())

    once.folder = base
    return once


@pytest.fixture(scope="session")
def _county(shared):
    """The county's folder and what was planted in it, told by the writer itself."""
    from vawg_geo.runs.county import write_county
    from vawg_geo.sources.case import load_case

    def make():
        told = []
        truth = write_county(shared.folder / "county", progress=told.append)
        assert told
        load_case(shared.folder / "county" / "force.toml")  # the snapshot is made here, once
        return truth

    return shared.folder / "county", shared("truth", make)


@pytest.fixture(scope="session")
def county(_county) -> Path:
    """The folder of the synthetic county, shared by all workers of a session: read, never write."""
    return _county[0]


@pytest.fixture(scope="session")
def truth(_county):
    """What was planted in the county."""
    return _county[1]


@pytest.fixture(scope="session")
def case(county):
    """The county, read, checked and located."""
    from vawg_geo.sources.case import load_case

    return load_case(county / "force.toml")


@pytest.fixture(scope="session")
def found(case, shared):
    """The county's hot spots in March 2022."""
    from vawg_geo.base.periods import Month
    from vawg_geo.base.profile import read_profile
    from vawg_geo.measures.hotspots import find_hotspots

    def make():
        return find_hotspots(
            case.incidents,
            case.areas,
            month=Month(2022, 3),
            profile=read_profile("nte_monthly"),
            cut=case.cut,
            street_safe=case.tables["street_safe"],
        )

    return shared("found", make)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of open data (DATA, else ../shared/data); tests are skipped, visibly, without it."""
    root = Path(__file__).parents[1]
    folder = Path(os.environ.get("DATA", root.parent / "shared" / "data"))
    if not (folder / "police_uk").is_dir():
        pytest.skip("no open data here: set DATA to their folder")
    return folder.resolve()


@pytest.fixture(scope="session")
def open_force(data, shared) -> Path:
    """The force.toml of the open data, read once for its two vintages: its folder is to be read, never written."""
    from vawg_geo.sources.case import load_case
    from vawg_geo.sources.open_data import write_open_data_force

    def make():
        (shared.folder / "open").mkdir()
        force = write_open_data_force(data, shared.folder / "open")
        load_case(force, month="2022-03")
        return force

    return shared("open_force", make)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium without a network; tests are skipped, visibly, where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def pytest_collection_modifyitems(items):
    """Let each test's report carry the METHODS sections and the numbered FAULTS cases it says it tests."""
    for item in items:
        for name in ("methods", "fault"):
            said = [str(number) for mark in item.iter_markers(name) for number in mark.args]
            item.user_properties.append((name, said))


def pytest_terminal_summary(terminalreporter):
    """Name every METHODS section that has a test, and, for `make trust`, every FAULTS case with how it fared."""
    tell_methods(terminalreporter)
    if target := os.environ.get("TRUST"):
        from scoreboard import score

        board = score(
            (outcome, dict(report.user_properties).get("fault", []), report.nodeid)
            for outcome in ("passed", "failed", "error", "skipped")
            for report in terminalreporter.stats.get(outcome, [])
            if hasattr(report, "user_properties")
        )
        Path(target).parent.mkdir(exist_ok=True)
        Path(target).write_text(json.dumps(board, indent=1) + "\n", "utf-8")


def tell_methods(terminalreporter):
    tested = Counter(
        section
        for report in terminalreporter.stats.get("passed", [])
        for name, sections in report.user_properties
        if name == "methods"
        for section in sections
    )
    if tested:
        words = ", ".join(f"{section} ({tested[section]})" for section in sorted(tested, key=int))
        terminalreporter.write_line(f"METHODS sections with passing tests: {words}")
        missing = [str(section) for section in range(1, 15) if str(section) not in tested]
        terminalreporter.write_line(f"METHODS sections without one in this run: {', '.join(missing) or 'none'}")
