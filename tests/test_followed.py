"""What became of the records of the cut before: told from two real cuts, in counts alone."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from damage import SECRETS, Desk
from extracts import make_rows, to_csv

from vawg_geo.sources.case import load_case
from vawg_geo.sources.followed import follow_records

YEAR = {"first": pd.Timestamp("2021-03-15"), "days": 380}


@pytest.fixture
def check(tmp_path, capfd, monkeypatch):
    return Desk(tmp_path, capfd, monkeypatch)


def next_cut(rows):
    """A month on: ten kinds of change to known rows, 30 new rows, and the extract reaches back a month less."""
    old = [dict(row) for row in rows if row["recorded"][3:10] != "03/2021"]
    for n in range(12):
        old[n]["status"] = "Cancelled"
    for n in range(12, 17):
        old[n]["status"] = "Transferred"
    for n in range(17, 20):
        old[n]["ho_code"] = "88E" if old[n]["ho_code"] != "88E" else "8N"
    for n in range(20, 24):
        old[n]["to"] = old[n]["from"]
    for n in range(24, 26):
        old[n]["easting"] = "549500"
    for n in range(26, 27):
        old[n]["place_type"] = "Dwelling"
    gone, kept = old[27:33], old[:27] + old[33:]
    new = make_rows(30, seed=5, first=pd.Timestamp("2022-04-06"), days=1)
    new = [row | {"crime_number": f"36/{n:06d}/22", "recorded": "07/04/2022 12:00"} for n, row in enumerate(new)]
    late = [row | {"crime_number": f"37/{n:06d}/22"} for n, row in enumerate(make_rows(7, seed=6))]
    return kept + new + late, len(gone)


@pytest.mark.fault("I57")
def test_two_cuts_are_compared_and_only_counted(check):
    rows = make_rows(1_000, **YEAR)
    rows[990] |= {"crime_number": ""}
    first = check(to_csv(rows))
    assert "I57" in first.out
    assert "no earlier data cut is kept, there is nothing to compare with" in " ".join(
        first.out.replace("│", " ").split()
    )
    assert first.case().followed.since is None
    again, gone = next_cut(rows)
    answer = check(to_csv(again), force=check.force.replace("2022-04-05", "2022-05-05"))
    assert (answer.code, answer.err) == (0, "")
    case = answer.case()
    assert case.followed.since == date(2022, 4, 5)
    assert list(case.followed.counts.values()) == [12, 5, 0, 3, 4, 3, gone, 7, 30]
    assert (
        "12 cancelled, 5 transferred, 3 reclassified, 4 with other times, 3 with another place" in case.followed.words
    )
    lines = case.quality[case.quality["rule"] == "I57"]
    assert lines["n"].tolist() == list(case.followed.counts.values())
    assert not SECRETS.search(answer.out)
    told = " ".join([*lines["what"], case.followed.words, str(case.followed.facts)])
    assert not set(case.incidents.index) & set(told.replace(",", " ").split())
    # The earlier cut, made again, knows nothing of the later one.
    assert load_case(answer.folder / "force.toml", as_of="2022-04-05").followed.since is None


@pytest.mark.fault("I57")
def test_a_crime_that_lives_again(check):
    rows = [row | {"status": "Cancelled"} for row in make_rows(40)]
    check(to_csv(rows))
    answer = check(to_csv(make_rows(40)), force=check.force.replace("2022-04-05", "2022-05-05"))
    assert answer.case().followed.counts["live again"] == 40


def test_a_damaged_past_stops_no_present(check):
    first = check(to_csv(make_rows(40)))
    for file in (first.folder / "snapshots" / "2022-04-05").rglob("incidents.parquet"):
        file.write_bytes(b"damaged")
    answer = check(to_csv(make_rows(40)), force=check.force.replace("2022-04-05", "2022-05-05"))
    assert answer.code == 0
    assert "cannot be read" in answer.case().followed.words


def table(names, **columns):
    frame = pd.DataFrame({"status": "live", "offence_code": "8N"} | columns, index=pd.Index(names, name="incident_id"))
    frame["recorded_on"] = pd.Timestamp("2022-03-01", tz="Europe/London")
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([1.0] * len(names), [2.0] * len(names)), crs=27700)


def test_shared_and_stand_in_names_are_never_followed():
    before, now = table(["aa", "bb", "bb-2", "cc-row"]), table(["aa", "bb", "cc-row"], status="cancelled")
    assert follow_records(before, now, since=date(2022, 4, 5)).counts["cancelled"] == 1


def test_the_same_cut_again_has_no_change_and_an_empty_one_is_all_gone():
    before = table(["aa", "bb"])
    assert follow_records(before, before, since=date(2022, 4, 5)).words.endswith("nothing changed.")
    assert not any(follow_records(before, before.iloc[:0], since=date(2022, 4, 5)).counts.values())
