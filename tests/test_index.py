"""A month's page: what stands, what failed, what was damaged, under the highest marking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_made import drawn_map

from vawg_geo.base.errors import RunError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.runs.failures import note_failure
from vawg_geo.runs.index import highest_marking, list_products, missing_months, write_index
from vawg_geo.runs.manifest import hash_code, write_manifest

DRAWN = drawn_map()
OWN = "RESTRICTED: force only"


def product(name, **scopes):
    return Profile(name, f"Title of {name}", "?", "n", **scopes)


def finished(folder, name, edition=("draft", 1), cut="2022-04-05", code="", *, page="x"):
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "index.html").write_text(page)
    facts = {"headline": "41 recorded", "gate": "amber", "cut": cut}
    manifest = {"title": name, "marking": "OFFICIAL", "facts": facts, "version": "v"}
    manifest["toolkit"] = {"code": code or hash_code()}
    write_manifest(
        folder / name, manifest | {"edition": {"status": edition[0], "number": edition[1], "withdrawn_because": "x"}}
    )


def test_products_failures_and_damage_stand_side_by_side(tmp_path):
    for name in ("a", "b", "c", "e"):
        finished(tmp_path, name)
    note_failure(tmp_path, product("b"), "no <March> in the data.")
    note_failure(tmp_path, product("d"), "refused.")
    (tmp_path / "c" / "manifest.json").write_text("{}")
    (tmp_path / "e" / "index.html").write_text("")
    rows = list_products(tmp_path)
    assert [(row.title, row.trouble, bool(row.href)) for row in rows] == [
        ("a", "", True),
        ("b", "Failed", True),
        ("c", "Damaged", False),
        ("Title of d", "Failed", False),
        ("e", "Damaged", False),
    ]
    page = write_index(tmp_path, force_name="Fen & Co", month=Month(2022, 3)).read_text()
    assert all(words in page for words in ("no &lt;March&gt;", "Fen &amp; Co", "41 recorded", "OFFICIAL-SENSITIVE"))
    assert "<strong>2 damaged</strong>, <strong>2 failed</strong>" in page
    assert "1 file changed or cut short (first: index.html)" in page


def test_what_a_run_has_not_finished_is_not_listed(tmp_path):
    finished(tmp_path, "a")
    finished(tmp_path, ".a.new")
    assert [row.title for row in list_products(tmp_path)] == ["a"]


def test_the_month_shows_the_map_of_its_first_product(tmp_path):
    for name, page in (("a", "x"), ("b", DRAWN), ("c", DRAWN)):
        finished(tmp_path, name, page=page)

    def shown():
        page = write_index(tmp_path, force_name="Fen", month=Month(2022, 3)).read_text()
        return [part.count('id="vm_') for part in page.split("<h2>")]

    assert shown() == [0, 0, 1, 0]
    note_failure(tmp_path, product("b"), "no map.")  # what failed is not shown as if it were this month's last word
    assert shown() == [0, 0, 0, 1]
    finished(tmp_path, "c", edition=("withdrawn", 1), page=DRAWN)
    assert shown() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("edition", "changed", "stale"),
    [
        ("draft", {}, ""),
        ("draft", {"cut": "2022-05-05"}, "Stale"),
        ("draft", {"code": "0" * 64}, "Stale"),
        ("signed", {"code": "0" * 64}, ""),  # what was signed stays as it was
    ],
)
def test_an_old_product_is_called_stale(tmp_path, edition, changed, stale):
    finished(tmp_path, "a", (edition, 1), code=changed.get("code", ""))
    finished(tmp_path, "b", cut=changed.get("cut", "2022-04-05"))
    (tmp_path / "a" / "manifest.json").write_text(
        (tmp_path / "a" / "manifest.json").read_text().replace('"signed"', '"signed", "signed_by": "A"')
    )
    from vawg_geo.runs.manifest import END, hash_file

    (tmp_path / "a" / END).write_text(hash_file(tmp_path / "a" / "manifest.json"))
    assert [row.trouble for row in list_products(tmp_path)] == [stale, ""]


def test_the_months_that_are_due_and_missing_are_told_until_they_are_made(tmp_path):
    def make(month, cut):
        finished(tmp_path / month, "a", cut=cut)
        write_index(tmp_path / month, force_name="F", month=Month.parse(month))

    def told():
        return [p.parent.name for p in sorted(tmp_path.glob("*/index.html")) if "Missing" in p.read_text()]

    (tmp_path / "elsewhere").mkdir()
    make("2022-03", "2022-07-05")
    assert missing_months(tmp_path, Month(2022, 3), cut="2022-07-05") == [
        Month(2022, 4),
        Month(2022, 5),
        Month(2022, 6),
    ]
    assert "no products stand for April 2022 to June 2022" in (tmp_path / "2022-03" / "index.html").read_text()
    make("2022-06", "2022-07-05")
    assert "Missing: 2 months." in (tmp_path / "2022-03" / "index.html").read_text()
    make("2022-04", "2022-07-05")
    assert told() == ["2022-04"]
    assert missing_months(tmp_path, Month(2022, 6), cut="") == []


@given(st.lists(st.sampled_from(["OFFICIAL", "OFFICIAL: for publication", "OFFICIAL-SENSITIVE", "", OWN])))
def test_the_highest_marking_wins(markings):
    order = ["", "OFFICIAL: for publication", "OFFICIAL", "OFFICIAL-SENSITIVE", OWN]
    expected = max(markings, key=order.index) if markings else "OFFICIAL-SENSITIVE"
    assert highest_marking(markings) == expected


def test_a_month_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "none").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="could not be written"):
        write_index(tmp_path / "none", force_name="F", month=Month(2022, 3))
