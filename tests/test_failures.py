"""The month's list of what did not end well: kept until a run ends well, whole while many write."""

import subprocess
import sys

import pytest

from vawg_geo.base.errors import RunError
from vawg_geo.base.profile import Profile
from vawg_geo.runs.failures import BEGUN, DUE, FAILED, note_begun, note_due, note_failure, read_failures


def product(name):
    return Profile(name, f"Title of {name}", "?", "n")


def words(folder):
    return {name: kept["word"] for name, kept in read_failures(folder).items()}


def test_a_failure_is_kept_until_a_run_ends_well(tmp_path):
    note_failure(tmp_path, product("a"), "one")
    note_failure(tmp_path, product("b"), "two")
    note_failure(tmp_path, product("a"), "")
    assert words(tmp_path) == {"b": FAILED}
    note_failure(tmp_path, product("b"), "")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "failures.json").write_text("{half")
    assert read_failures(tmp_path) == {}


def test_a_product_is_due_until_a_run_begins_and_unfinished_until_it_ends(tmp_path):
    (tmp_path / "stands").mkdir()
    note_due(tmp_path, product("stands"))
    note_due(tmp_path, product("a"))
    assert words(tmp_path) == {"a": DUE}
    note_begun(tmp_path, product("a"))
    note_due(tmp_path, product("a"))
    assert words(tmp_path) == {"a": BEGUN}
    note_failure(tmp_path, product("a"), "no data.")
    assert words(tmp_path) == {"a": FAILED}


@pytest.mark.fault("F9")
def test_many_runs_that_fail_at_once_are_all_listed(tmp_path):
    code = """
import sys, pathlib
from vawg_geo.base.profile import Profile
from vawg_geo.runs.failures import note_failure
for n in range(20):
    note_failure(pathlib.Path(sys.argv[1]), Profile(f"{sys.argv[2]}-{n}", "t", "?", "n"), "failed")"""
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)]) for n in range(4)]
    assert [child.wait() for child in running] == [0] * 4
    assert len(read_failures(tmp_path)) == 80
    assert [p.name for p in tmp_path.iterdir()] == ["failures.json"]


def test_a_list_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "none").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="could not be written"):
        note_failure(tmp_path / "none", product("a"), "failed")
