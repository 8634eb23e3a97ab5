"""A month's page: what stands, what failed, what was damaged, under the highest marking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import RunError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.runs.index import highest_marking, list_products, note_failure, read_failures, write_index
from vawg_geo.runs.manifest import write_manifest

OWN = "RESTRICTED: force only"


def product(name, **scopes):
    return Profile(name, f"Title of {name}", "?", "n", **scopes)


def finished(folder, name, edition=("draft", 1)):
    (folder / name).mkdir()
    (folder / name / "index.html").write_text("x")
    facts = {"headline": "41 recorded", "gate": "amber", "cut": "2022-04-05"}
    manifest = {"title": name, "marking": "OFFICIAL", "facts": facts, "version": "v"}
    write_manifest(folder / name, manifest | {"edition": {"status": edition[0], "number": edition[1]}})


def test_products_failures_and_damage_stand_side_by_side(tmp_path):
    for name in ("a", "b", "c"):
        finished(tmp_path, name)
    note_failure(tmp_path, product("b"), "no <March> in the data.")
    note_failure(tmp_path, product("d"), "refused.")
    (tmp_path / "c" / "manifest.json").write_text("{}")
    rows = list_products(tmp_path)
    assert [(row.title, row.status, bool(row.href), bool(row.failure)) for row in rows] == [
        ("a", "Draft, edition 1", True, False),
        ("b", "Draft, edition 1", True, True),
        ("c", "Damaged", False, True),
        ("Title of d", "Failed", False, True),
    ]
    page = write_index(tmp_path, force_name="Fen & Co", month=Month(2022, 3)).read_text()
    assert all(words in page for words in ("no &lt;March&gt;", "Fen &amp; Co", "41 recorded", "OFFICIAL-SENSITIVE"))


def test_a_failure_is_kept_until_a_run_ends_well(tmp_path):
    note_failure(tmp_path, product("a"), "one")
    note_failure(tmp_path, product("b"), "two")
    note_failure(tmp_path, product("a"), "")
    assert set(read_failures(tmp_path)) == {"b"}
    note_failure(tmp_path, product("b"), "")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "failures.json").write_text("{half")
    assert read_failures(tmp_path) == {}


@given(st.lists(st.sampled_from(["OFFICIAL", "OFFICIAL: for publication", "OFFICIAL-SENSITIVE", "", OWN])))
def test_the_highest_marking_wins(markings):
    order = ["", "OFFICIAL: for publication", "OFFICIAL", "OFFICIAL-SENSITIVE", OWN]
    expected = max(markings, key=order.index) if markings else "OFFICIAL-SENSITIVE"
    assert highest_marking(markings) == expected


def test_a_month_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "none").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="could not be written"):
        write_index(tmp_path / "none", force_name="F", month=Month(2022, 3))
