"""Disks that are really full or read-only, and places with odd names: the good output stands (FAULTS F5-F8)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fault_made import WHERE, arguments, content, environment, finish, make_world, runs_again, sources, stands
from trouble import FINISH, PAGE, write_notebook

from vawg_geo.base.errors import RunError
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.verify import verify

MONTH = WHERE.parent
LARGE = """import pathlib
for n in range(8): pathlib.Path(out, "tables", f"large-{n}.csv").write_text("month,n\\n" + "2022-03,1\\n" * 2000)"""


class Disk:
    """A small disk mounted for one test; where mounting is not allowed, a limit on the size of every file written."""

    def __init__(self, folder):
        self.folder, self.options = folder, {}
        folder.mkdir()
        order = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "none", str(folder)]
        self.mounted = os.name == "posix" and os.geteuid() == 0 and subprocess.run(order, check=False).returncode == 0

    def fill(self, left_kb):
        """Leave only so many kilobytes."""
        if not self.mounted:
            self.options = {"limits": {"RLIMIT_FSIZE": 1024 * left_kb}}
            return
        space = os.statvfs(self.folder)
        (self.folder / "filler").write_bytes(b"x" * max(0, space.f_bavail * space.f_frsize - 1024 * left_kb))

    def free(self):
        self.options = {}
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self, *, how="ro"):
        """Let nobody write, or let them again."""
        if self.mounted:
            subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)
        else:
            for path in (self.folder, *(p for p in self.folder.rglob("*") if p.is_dir())):
                path.chmod(0o500 if how == "ro" else 0o700)

    def remove(self):
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A world in which one run ended well."""
    world = make_world(tmp_path_factory.mktemp("good"))
    assert finish(world)[0] == 0
    return world


@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.remove()


def moved(good, home):
    """A copy of a world: an output holds no path, so it can be moved."""
    old = good["force"].parents[1]
    shutil.copytree(old, home, dirs_exist_ok=True)
    return {name: home / p.relative_to(old) for name, p in good.items() if name != "month"} | {"month": "2022-03"}


def refused(done):
    """One readable line, no traceback, and a code that says so."""
    code, _, err = done
    assert code == 1, err
    assert err.startswith("vawg-geo: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.fault("F5", "F6", "F7")
@pytest.mark.parametrize("left_kb", [0, 12, *(pytest.param(kb, marks=pytest.mark.slow) for kb in (4, 8, 16, 24, 48))])
def test_a_disk_that_is_full_at_any_depth_of_the_run(good, disk, left_kb):
    world = moved(good, disk.folder)
    write_notebook(world["profile"].with_suffix(".ipynb"), PAGE, FINISH, LARGE)
    finish(world)
    before, read = content(world["out_dir"] / WHERE), sources(world)
    assert before
    disk.fill(left_kb)
    told = refused(finish(world, **disk.options))
    assert any(words in told for words in ("No space left", "File too large", "no room in the temporary folder"))
    disk.free()
    stands(world, before)
    assert sources(world) == read  # the good notebook too: no run writes one
    runs_again(world, before)


@pytest.mark.fault("F5")
def test_a_first_output_on_a_full_disk_is_none(disk):
    world = make_world(disk.folder / "w")
    disk.fill(12)
    write_notebook(world["profile"].with_suffix(".ipynb"), PAGE, FINISH, LARGE)
    refused(finish(world, **disk.options))
    assert not (world["out_dir"] / WHERE).exists()
    disk.free()
    assert finish(world)[0] == 0
    assert len(verify(world["out_dir"])) == 1


@pytest.mark.fault("F5")
def test_a_cell_that_fills_the_disk_is_told_by_name(good, disk):
    world = moved(good, disk.folder)
    before, notebook = content(world["out_dir"] / WHERE), world["profile"].with_suffix(".ipynb")
    quick = notebook.read_bytes()
    write_notebook(notebook, PAGE, 'open(out + "/tables.csv", "wb").write(b"x" * 20_000_000)', FINISH)
    disk.options = {"limits": {"RLIMIT_FSIZE": 8_000_000}}
    told = refused(finish(world, **(disk.options if not disk.mounted else {})))
    assert told.startswith("vawg-geo: cell 'cell-2' failed with OSError, at the cell's line 1: ")
    stands(world, before)
    assert "No space left" in (world["out_dir"] / MONTH / "index.html").read_text() or not disk.mounted
    notebook.write_bytes(quick)
    runs_again(world, before)


@pytest.mark.fault("F8")
@pytest.mark.parametrize("whole", [True, False], ids=["everything", "the month alone"])
def test_a_folder_that_cannot_be_written(good, tmp_path, disk, whole):
    world = moved(good, disk.folder if whole else tmp_path / "w")
    if not whole:
        month = world["out_dir"] / MONTH
        shutil.copytree(month, disk.folder, dirs_exist_ok=True)
        shutil.rmtree(month)
        month.symlink_to(disk.folder)  # a month on another disk
    before = content(world["out_dir"] / WHERE)
    disk.close()
    told = refused(finish(world))
    disk.close(how="rw")
    assert "cannot be written" in told or "could not be written" in told
    stands(world, before)
    if whole:
        runs_again(world, before)


@pytest.mark.fault("F5")
def test_a_log_that_cannot_be_written_stops_nothing(good, tmp_path):
    world = moved(good, tmp_path / "w")
    before, log = content(world["out_dir"] / WHERE), world["out_dir"] / MONTH / "run.log"
    log.unlink()
    log.symlink_to("/dev/full")
    assert finish(world)[0] == 0
    stands(world, before)


@pytest.mark.fault("F5")
def test_a_month_s_page_that_cannot_be_written_harms_no_product(good, tmp_path):
    world = moved(good, tmp_path / "w")
    before, page = content(world["out_dir"] / WHERE), world["out_dir"] / MONTH / "index.html"
    page.unlink()
    page.mkdir()
    assert finish(world)[0] == 0
    assert content(world["out_dir"] / WHERE) == before
    assert "the month's page could not be written" in (page.parent / "run.log").read_text()
    page.rmdir()
    runs_again(world, before)


@pytest.mark.fault("F5")
def test_a_full_disk_under_the_caller_s_own_log_stops_nothing(good, tmp_path):
    world = moved(good, tmp_path / "w")
    before = content(world["out_dir"] / WHERE)
    order = [sys.executable, "-m", "vawg_geo.runs.cli", *arguments(world)]
    with Path("/dev/full").open("w") as full:
        child = subprocess.run(order, stdout=full, stderr=subprocess.PIPE, env=environment(world), check=False)
    assert child.returncode != 0  # the caller was not told the page: not well, but the product is right
    assert b"Traceback" not in child.stderr
    stands(world, before)
    assert "done in" in (world["out_dir"] / MONTH / "run.log").read_text().splitlines()[-1]


def test_a_place_with_spaces_other_letters_and_a_link_on_the_way(good, disk, tmp_path):
    """Another disk than the one of the temporary folder, reached by a link."""
    home = disk.folder / "Ausgabe für März – 夜 'x' %20"
    world = moved(good, home)
    (tmp_path / "a link").symlink_to(home)
    linked = {name: tmp_path / "a link" / p.relative_to(home) for name, p in world.items() if name != "month"}
    before = content(world["out_dir"] / WHERE)
    assert finish(linked | {"month": "2022-03"})[0] == 0
    stands(world, before)
    runs_again(world, before)


def test_a_product_that_is_a_link_is_refused_and_left(good, tmp_path):
    world = moved(good, tmp_path / "w")
    product = world["out_dir"] / WHERE
    product.rename(tmp_path / "elsewhere")
    product.symlink_to(tmp_path / "elsewhere")
    before = content(tmp_path / "elsewhere")
    with pytest.raises(RunError, match="is a link to another folder"):
        run_profile(**world)
    assert product.is_symlink()
    assert content(tmp_path / "elsewhere") == before


@pytest.mark.fault("F13")
def test_a_clock_that_jumped_back_changes_nothing(good, tmp_path):
    """Everything there is dated ten years from now; what a killed run left is from the future too."""
    world = moved(good, tmp_path / "w")
    before, future = content(world["out_dir"] / WHERE), time.time() + 10 * 365 * 86400
    left = world["out_dir"] / MONTH / ".tiny.new"
    left.mkdir()
    (left / "index.html").write_text("half")
    (left.with_name(".tiny.lock")).touch()
    for path in sorted((tmp_path / "w").rglob("*"), reverse=True):
        os.utime(path, (future, future))
    runs_again(world, before)


WRITES = """
import pathlib, sys
from vawg_geo.runs.output import write_file
page = pathlib.Path(sys.argv[1])
for n in range(10**6):
    write_file(page, f"<p>{n}</p>".encode() * 2000)
"""


@pytest.mark.fault("F9", "F14")
def test_a_page_is_whole_at_every_moment_while_it_is_written(tmp_path):
    page = tmp_path / "index.html"
    writer = subprocess.Popen([sys.executable, "-c", WRITES, str(page)])
    end, seen = time.monotonic() + 3, set()
    while time.monotonic() < end:
        if page.exists():
            parts = page.read_text().split("</p>")[:-1]
            assert len(parts) == 2000
            assert len(set(parts)) == 1
            seen.add(parts[0])
    writer.kill()
    writer.wait()
    assert len(seen) > 10
