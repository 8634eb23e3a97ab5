"""The demonstration, start to finish, and `check` on copies of it."""

import re
import shutil
import subprocess
import sys

import pytest

from vawg_geo.base.errors import RunError
from vawg_geo.runs.county import ENTRIES
from vawg_geo.runs.demo import write_demo_data
from vawg_geo.runs.verify import verify


def vawg_geo(*arguments, cwd=None):
    command = [sys.executable, "-m", "vawg_geo.runs.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def content(folder, *but):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in but and "snapshots" not in p.parts
    }


@pytest.fixture
def copy(county, tmp_path):
    return shutil.copytree(county, tmp_path / "copy", ignore=shutil.ignore_patterns("snapshots"))


def test_the_county_is_written_into_an_empty_folder(county, tmp_path):
    """Over an older county: tests/test_county.py."""
    force = write_demo_data(tmp_path)
    assert force == tmp_path / "force.toml"
    assert {path.name for path in tmp_path.iterdir()} == set(ENTRIES)
    assert content(tmp_path) == content(county)


def test_the_county_overwrites_nobody_s_files(tmp_path):
    for name, told in (("extracts", "already holds extracts"), ("force.toml", "a force of another kind")):
        (tmp_path / name).write_text("mine")
        with pytest.raises(RunError, match=told):
            write_demo_data(tmp_path)
        assert (tmp_path / name).read_text() == "mine"
        (tmp_path / name).unlink()
        assert not list(tmp_path.iterdir())


def test_check_accounts_for_every_row(county):
    done = vawg_geo("check", "--force", county / "force.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(title in done.stdout for title in ("Rows in = used + rejected", "Rows set aside", "What was found"))


def test_check_refuses_a_damaged_copy_in_one_line(copy):
    path = copy / "extracts" / "incidents.csv"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"easting", b"eastng", 1))
    done = vawg_geo("check", "--force", copy / "force.toml")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "easting" in done.stderr


@pytest.mark.slow
def test_the_demo_runs_and_twice_gives_the_same_bytes(tmp_path):
    outs = [tmp_path / "a", tmp_path / "b"]
    for out in outs:
        done = vawg_geo("demo", "--out", out)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == str(out / "fenshire" / "2022-03" / "index.html")
        assert verify(out)
    one, other = (content(out, "run.log", "access.log") for out in outs)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    page = one["fenshire/2022-03/nte_monthly/index.html"].decode()
    assert str(tmp_path) not in page
    assert re.search(r"<!--status-->Draft<!--/status-->", page)
