"""The old output stays until the new one is whole (FAULTS F2, F5-F9)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from vawg_geo.base.errors import BusyError, RunError
from vawg_geo.runs import output
from vawg_geo.runs.output import locked, replacing, write_file


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / "index.html").write_text("old")
    (folder / "old.csv").write_text("old")
    return folder


def read(folder):
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def beside(target):
    return sorted(p.name for p in target.parent.iterdir())


def write_new(target):
    with locked(target), replacing(target) as fresh:
        (fresh / "tables").mkdir()
        (fresh / "index.html").write_text("new")
        (fresh / "tables" / "a.csv").write_text("new")


NEW = {"index.html": "new", "tables/a.csv": "new"}


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_takes_the_old_one_s_place_whole(target, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(output, "_exchange", lambda *_: False)
    write_new(target)
    assert read(target) == NEW
    assert beside(target) == ["product"]


def test_the_first_output_needs_no_old_one(tmp_path):
    write_new(tmp_path / "a" / "b" / "product")
    assert read(tmp_path / "a" / "b" / "product") == NEW


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_whatever_stops_the_block_the_old_one_stands(target, error):
    with pytest.raises(error), locked(target), replacing(target) as fresh:  # noqa: PT012 - the half file first
        (fresh / "index.html").write_text("half")
        raise error
    assert read(target) == {"index.html": "old", "old.csv": "old"}
    assert beside(target) == ["product"]


@pytest.mark.parametrize("step", ["_settle", "_swap"])
def test_a_disk_that_fails_late_leaves_the_old_one(target, monkeypatch, step):
    def full(*_):
        raise OSError(28, "x")

    monkeypatch.setattr(output, step, full)
    with pytest.raises(RunError, match="No space left"):
        write_new(target)
    assert read(target)["index.html"] == "old"
    assert beside(target) == ["product"]


def test_a_failed_second_rename_is_undone(target, monkeypatch):
    monkeypatch.setattr(output, "_exchange", lambda *_: False)
    rename, calls = Path.rename, []

    def second_fails(self, to):
        calls.append(self)
        if len(calls) == 2:
            raise OSError(5, "x")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(RunError, match="still stands"):
        write_new(target)
    assert read(target)["index.html"] == "old"


def test_a_run_killed_between_the_renames_is_put_right(target):
    target.rename(target.with_name(".product.old"))
    shutil.copytree(target.with_name(".product.old"), target.with_name(".product.new"))
    with locked(target):
        assert read(target)["index.html"] == "old"
        assert beside(target) == [".product.lock", "product"]


@pytest.mark.fault("F9")
def test_a_second_run_is_refused_while_the_first_one_writes(target):
    with locked(target), pytest.raises(BusyError, match="another run is writing product"):
        write_new(target)
    write_new(target)
    assert read(target) == NEW


@pytest.mark.fault("F2")
def test_a_killed_holder_leaves_no_lock(target):
    code = f"""
import os, pathlib
from vawg_geo.runs.output import locked, replacing
target = pathlib.Path({str(target)!r})
with locked(target), replacing(target) as fresh:
    (fresh / "index.html").write_text("half")
    os.kill(os.getpid(), 9)"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert read(target)["index.html"] == "old"
    write_new(target)
    assert read(target) == NEW
    assert beside(target) == ["product"]


def test_one_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    page = tmp_path / "index.html"
    write_file(page, b"old")

    def full(_):
        raise OSError(28, "x")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="No space left"):
        write_file(page, b"new")
    assert page.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [page]


def test_an_exchange_that_fails_for_another_reason_is_told(tmp_path):
    if not hasattr(os, "O_TMPFILE"):
        pytest.skip("renameat2 is Linux's")
    with pytest.raises(OSError, match="No such file"):
        output._exchange(tmp_path / "a", tmp_path / "b")


def in_own_mounts(script: str) -> subprocess.CompletedProcess:
    """Run a shell script in a private mount namespace, where a small or read-only disk can be had."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no private mount namespace here (unshare -rm)")
    return subprocess.run(["unshare", "-rm", "sh", "-ec", script], capture_output=True, text=True, check=False)


WRITE = """
import pathlib, sys
from vawg_geo.base.errors import RunError
from vawg_geo.runs.output import locked, replacing
target = pathlib.Path(sys.argv[1])
try:
    with locked(target), replacing(target) as fresh:
        (fresh / "index.html").write_bytes(b"n" * 3_000_000)
except RunError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize(
    ("mount", "told"),
    [
        ("size=1m", "No space left on device"),
        ("size=9m", "Read-only file system"),
    ],
    ids=["full disk", "read-only disk"],
)
def test_a_real_disk_that_cannot_be_written(tmp_path, mount, told):
    script = f"""
        mount -t tmpfs -o {mount} none {tmp_path}
        mkdir {tmp_path}/product; echo old > {tmp_path}/product/index.html
        {"mount -o remount,ro " + str(tmp_path) if "Read" in told else ""}
        {sys.executable} -c '{WRITE}' {tmp_path}/product || code=$?
        cat {tmp_path}/product/index.html; ls -A {tmp_path}; exit ${{code:-0}}"""
    done = in_own_mounts(script)
    assert done.returncode == 1, done.stderr
    assert told in done.stderr
    assert done.stdout.split()[0] == "old"
    assert ".product.new" not in done.stdout


def test_recovery_that_cannot_be_done_is_told(target, monkeypatch):
    target.with_name(".product.new").mkdir()

    def denied(_):
        raise PermissionError(13, "x")

    monkeypatch.setattr(shutil, "rmtree", denied)
    with pytest.raises(RunError, match="Permission denied"), locked(target):
        pass
    monkeypatch.undo()
    assert FileLock(target.with_name(".product.lock")).acquire(timeout=0)
