"""What an output was made from: one spelling, no clock, no path of a machine (FAULTS F13, L8)."""

import getpass
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trouble import write_world

from vawg_geo.base.errors import VerifyError
from vawg_geo.base.force import read_force
from vawg_geo.runs.manifest import (
    canonical,
    describe_toolkit,
    extract_files,
    hash_code,
    hash_outputs,
    read_manifest,
    reference_files,
    version_of,
    write_manifest,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
)


@given(st.dictionaries(st.text(), JSON))
def test_canonical_json_reads_back_and_ignores_order(thing):
    assert json.loads(canonical(thing)) == thing
    assert canonical(dict(reversed(thing.items()))) == canonical(thing)


def test_nan_has_no_place_in_a_manifest():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})


def test_end_vouches_for_the_manifest_and_the_manifest_for_the_files(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("a\n")
    (tmp_path / "editions" / "1").mkdir(parents=True)
    (tmp_path / "editions" / "1" / "index.html").write_text("kept")
    write_manifest(tmp_path, {"b": 1, "a": 2})
    content = (tmp_path / "manifest.json").read_bytes()
    assert (tmp_path / "END").read_text() == hashlib.sha256(content).hexdigest() + "\n"
    assert read_manifest(tmp_path) == {"a": 2, "b": 1, "outputs": {"tables/a.csv": hashlib.sha256(b"a\n").hexdigest()}}


@pytest.mark.parametrize("damage", ["missing END", "missing manifest", "changed manifest", "binary END"])
def test_without_a_true_end_nothing_is_finished(tmp_path, damage):
    write_manifest(tmp_path, {"a": 1})
    what, name = damage.split()
    path = tmp_path / {"END": "END", "manifest": "manifest.json"}[name]
    path.unlink() if what == "missing" else path.write_bytes(path.read_bytes() + b"\xff")
    with pytest.raises(VerifyError):
        read_manifest(tmp_path)


def test_inputs_are_named_inside_the_force_s_folder_only(tmp_path):
    world = write_world(tmp_path)
    (tmp_path / "elsewhere.csv").write_text("x")
    (tmp_path / "f" / "areas.gpkg").write_text("x")
    with world["force"].open("a") as file:
        file.write('lookup = "../elsewhere.csv"\n')
    force = read_force(world["force"])
    assert set(extract_files(force)) == {"extracts/incidents.csv"}
    assert set(reference_files(force)) == {"areas.gpkg", "elsewhere.csv"}
    assert all(path.is_file() for path in reference_files(force).values())


def test_the_toolkit_is_described_without_clock_path_or_user():
    told = canonical(describe_toolkit()).decode()
    assert json.loads(told)["code"] == hash_code()
    assert str(Path.home()) not in told or str(Path.home()) == "/"
    assert getpass.getuser() not in json.loads(told)["libraries"].values()
    assert "pandas" in json.loads(told)["libraries"]


def test_the_version_moves_with_any_input():
    one = {"inputs": {"a": "1"}, "parameters": {"month": "2022-03"}}
    assert version_of(one) == version_of(dict(reversed(one.items())))
    assert version_of(one) != version_of({**one, "inputs": {"a": "2"}})
    assert len(version_of(one)) == 10


def test_hashes_leave_out_manifest_end_and_editions(tmp_path):
    for name in ("index.html", "manifest.json", "END"):
        (tmp_path / name).write_text(name)
    assert list(hash_outputs(tmp_path)) == ["index.html"]
