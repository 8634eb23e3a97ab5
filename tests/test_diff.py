"""vawg-geo diff: two editions as they stand on disk, refused where they are not of one kind."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from vawg_geo.base.errors import VerifyError
from vawg_geo.runs.cli import app
from vawg_geo.runs.diff import diff
from vawg_geo.runs.manifest import write_manifest


def edition(root, month, n, *, profile="p", force="fenshire", **changed):
    """A finished edition with one table of three places."""
    folder = root / month / profile
    (folder / "tables").mkdir(parents=True)
    table = pd.DataFrame({"area": list("abc"), "n": n, "tier": ["A", "B", "B" if n[2] < 50 else "A"]})
    table.assign(marking="OFFICIAL").to_csv(folder / "tables" / "places.csv", index=False)
    made = {
        "profile_sha256": "p1", "notebook_sha256": "n1", "references": {}, "key_id": "k", "inputs": {"x": "1"},
        "parameters": {"profile": profile, "month": month}, "force": {"slug": force, "name": "F"},
        "toolkit": {"code": "c"}, "facts": {"cut": "2022-04-05"}, "version": "v",
        "edition": {"number": 1, "status": "draft"},
    }  # fmt: skip
    write_manifest(folder, made | changed)
    return folder


def test_a_month_later_counts_are_held_against_chance(tmp_path):
    found = diff(edition(tmp_path, "2022-02", [40, 40, 7]), edition(tmp_path, "2022-03", [44, 95, 8]))
    assert found.causes == ("Time: the editions speak of different months.",)
    assert found.verdict == "3 cells of 1 table moved. Of 3 counts that moved with time, 1 moved beyond chance."
    assert tuple(found.moved.loc[0, ["row", "before", "after", "telling"]]) == ("b", "40", "95", 0)
    assert list(found.tables.loc[0]) == ["places", 3, 0, 0]


def test_the_same_month_from_other_data_lays_the_moves_to_the_data(tmp_path):
    after = edition(tmp_path / "later", "2022-03", [40, 41, 60], inputs={"x": "2"}, facts={"cut": "2022-05-05"})
    found = diff(edition(tmp_path, "2022-03", [40, 40, 7]), after)
    assert found.causes == ("Data: the extracts and the data cut differ.",)
    assert set(found.moved["why"]) == {"data"}
    assert found.moved.loc[0, "column"] == "tier", "a word that changed is told before a count"


def test_a_changed_definition_is_named_with_the_way_to_tell_it_apart(tmp_path):
    after = edition(tmp_path / "x", "2022-03", [1, 2, 3], profile_sha256="p2", toolkit={"code": "d"})
    told = " ".join(diff(edition(tmp_path, "2022-02", [1, 2, 4]), after).causes)
    assert "Definition: the profile and the toolkit's code differ." in told
    assert "vawg-geo run PROFILE --month MONTH --as-of DATE" in told


def test_the_same_edition_twice_moved_nothing(tmp_path):
    one = edition(tmp_path, "2022-03", [1, 2, 3])
    assert (diff(one, one).verdict, diff(one, one).causes) == ("No figure moved.", ("Nothing in the making differs.",))


@pytest.mark.parametrize(("other", "told"), [({"profile": "q"}, "one product"), ({"force": "ely"}, "one force")])
def test_editions_of_different_kinds_are_refused(tmp_path, other, told):
    with pytest.raises(VerifyError, match=told):
        diff(edition(tmp_path, "2022-02", [1, 2, 3]), edition(tmp_path / "x", "2022-03", [1, 2, 3], **other))


def test_an_edition_that_was_tampered_with_is_refused(tmp_path):
    one = edition(tmp_path, "2022-02", [1, 2, 3])
    (one / "tables" / "places.csv").write_text("area,n\na,9\n")
    with pytest.raises(VerifyError, match="changed or cut short"):
        diff(one, edition(tmp_path, "2022-03", [1, 2, 3]))


def test_on_the_command_line(tmp_path):
    folders = [str(edition(tmp_path, f"2022-0{m}", [m, 40 * m, 7])) for m in (1, 2)]
    told = CliRunner().invoke(app, ["diff", *folders])
    assert told.exit_code == 0
    assert "Of 2 counts that moved with time, 1 moved beyond chance." in told.output
    assert [path.read_text().count("diff") for path in tmp_path.rglob("access.log")] == [1]
