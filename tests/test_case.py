"""The case: every row accounted for, the same from snapshots, one vintage a file, units across vintages."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from case_made import FORCE, RECORDS, record, write_force

from vawg_geo.base.errors import PeriodError, PlaceError, PseudonymKeyError, SourceError, VintageError
from vawg_geo.base.force import read_force
from vawg_geo.base.periods import Month
from vawg_geo.sources.case import load_case
from vawg_geo.sources.pseudonyms import KEY_VARIABLE


def totals(case):
    return case.incidents["located"].value_counts().to_dict()


def test_every_row_is_placed_or_counted_as_not(tmp_path):
    case = load_case(write_force(tmp_path), month=Month(2022, 3))
    assert totals(case) == {"placed": 4, "default_point": 2, "unlocated": 1, "outside": 1, "online": 1}
    ledger = case.ledger.set_index("file")
    assert ledger.loc["incidents.csv"].tolist() == [10, 9, 1]  # 0,0 is set aside at reading
    assert (case.ledger["rows_in"] == case.ledger["used"] + case.ledger["rejected"]).all()
    assert len(case.incidents) == ledger.loc["incidents.csv", "used"]
    assert case.rejected[["file", "reason"]].to_numpy().tolist() == [
        ["incidents.csv", "I10"],
        ["street_safe.csv", "I16"],
    ]
    assert case.removed.to_dict("list") == {
        "place": ["Market Square", "Market Square", "online"],
        "what": ["headquarters", "hospital", "online offence"],
        "n": [1, 1, 1],
    }
    assert case.cut == date(2022, 4, 5)
    assert case.areas["alias"].tolist() == ["Market Square", "Two", "Three"]
    assert set(case.inputs) == {"incidents.csv", "people.csv", "street_safe.csv", "tasks.csv", "population.csv"}
    assert case.backdrop["labels"]["name"].tolist() == ["East", "Market Square"]


def test_side_tables_are_tied_to_crimes_people_and_places(tmp_path):
    case = load_case(write_force(tmp_path))
    assert case.tables["street_safe"]["area"].isna().tolist() == [False, True]
    assert case.tables["street_safe"]["reasons"].tolist() == ["followed", "followed"]
    assert case.tables["tasks"]["area"].tolist() == ["A2"]
    outside = case.quality[case.quality["what"].str.contains("outside the force's areas")].set_index("what")["n"]
    assert outside["street_safe: outside the force's areas"] == outside["tasks: outside the force's areas"] == 1
    suspect = case.people[case.people["role"] == "suspect"].iloc[0]
    assert suspect["incident"] in case.incidents.index
    assert suspect["incident"] != "C1"
    assert suspect["pid"] != "S1"


def test_curation_takes_places_out_and_joins_them(tmp_path):
    case = load_case(write_force(tmp_path, curation="A1,exclude,,prison\nA3,merge,A2,one square\n"))
    assert totals(case)["excluded"] == 2
    assert case.areas.index.tolist() == ["A1", "A2"]
    assert case.areas["excluded"].tolist() == ["prison", ""]
    assert case.incidents["area"].value_counts().to_dict() == {"A2": 2}
    assert ["Market Square", "excluded: prison", 2] in case.removed.to_numpy().tolist()


def test_an_excluded_place_without_records_is_listed_too(tmp_path):
    case = load_case(write_force(tmp_path, records=RECORDS[:2], curation="A3,exclude,,quarry\n"))
    assert case.removed.to_numpy().tolist() == [["Three", "excluded: quarry", 0]]


def test_a_day_reads_nothing_but_the_snapshot(tmp_path):
    path = write_force(tmp_path)
    first = load_case(path)
    again = load_case(path)
    for name in ("incidents.csv", "street_safe.csv", "people.csv", "tasks.csv", "population.csv"):
        (tmp_path / name).unlink()
    kept = load_case(path, as_of="2022-04-20")
    for one in (again, kept):
        pd.testing.assert_frame_equal(pd.DataFrame(one.incidents), pd.DataFrame(first.incidents))
        pd.testing.assert_frame_equal(one.people, first.people)
        pd.testing.assert_frame_equal(one.ledger, first.ledger)
        assert one.inputs == first.inputs
        assert one.chosen == first.chosen
    with pytest.raises(PeriodError, match="data cuts kept are: 2022-04-05"):
        load_case(path, as_of=date(2022, 4, 4))
    with pytest.raises(PeriodError, match="YYYY-MM-DD"):
        load_case(path, as_of="5 April")


@pytest.mark.fault("F13")
def test_what_a_folder_went_through_is_not_told_and_another_file_is(tmp_path):
    """One force's folder moved and restored, the other fresh: the same inputs, so the same words."""
    before, moved, fresh = tmp_path / "before", tmp_path / "moved", tmp_path / "fresh"
    for folder in (before, fresh):
        folder.mkdir()
        path = write_force(folder)
    survey = (before / "street_safe.csv").read_text("utf-8")
    first = load_case(before / "force.toml").chosen
    (before / "street_safe.csv").write_text("\n".join(survey.splitlines()[:-1]) + "\n", "utf-8")
    assert load_case(before / "force.toml").chosen["snapshot"] != first["snapshot"]
    (before / "street_safe.csv").write_text(survey, "utf-8")
    before.rename(moved)
    assert load_case(moved / "force.toml").chosen == load_case(path).chosen == first


def test_a_second_load_reads_no_extract(tmp_path, monkeypatch):
    path, told = write_force(tmp_path), []
    load_case(path)
    monkeypatch.setattr("vawg_geo.sources.extracts.read_incidents", None)
    load_case(path, progress=told.append)
    assert told == ["Demonstration county: 1 files as read before", "placing"]


def test_another_cut_is_kept_beside_the_first(tmp_path):
    path = write_force(tmp_path)
    load_case(path)
    write_force(
        tmp_path, records=[*RECORDS, record(11, 500_500, day="09/04/2022")], force=FORCE.replace("04-05", "05-05")
    )
    assert len(load_case(path).incidents) == 10
    assert len(load_case(path, as_of="2022-04-30").incidents) == 9


def test_the_month_must_be_in_the_data(tmp_path):
    with pytest.raises(SourceError, match="April 2021"):
        load_case(write_force(tmp_path), month=Month(2021, 4))


def test_a_force_file_without_areas_is_refused(tmp_path):
    path = write_force(tmp_path, force='name = "x"\nslug = "x"\nincidents = []\nareas = {}\n')
    with pytest.raises(PlaceError, match="names no areas"):
        load_case(path)


def test_real_records_need_a_key_and_keep_it(tmp_path, monkeypatch):
    source = tmp_path / "own.toml"
    path = write_force(
        tmp_path, force=FORCE.replace("synthetic = true", "").replace('"demo"\ndata', '"own.toml"\ndata')
    )
    shipped = read_force(path)
    assert not shipped.synthetic
    from vawg_geo.sources.source import descriptions

    text = (descriptions() / "demo.toml").read_text("utf-8").replace("synthetic = true", "")
    source.write_text(text, "utf-8")
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv("VAWG_GEO_KEY_FILE", raising=False)
    with pytest.raises(PseudonymKeyError):
        load_case(path)
    monkeypatch.setenv(KEY_VARIABLE, "k" * 40)
    first = load_case(path)
    monkeypatch.setenv(KEY_VARIABLE, "j" * 40)
    with pytest.raises(PseudonymKeyError, match="made with key"):
        load_case(path)
    with pytest.raises(PseudonymKeyError, match=r"kept under the key.*Give the key"):
        load_case(path, as_of="2022-04-05")
    monkeypatch.setenv(KEY_VARIABLE, "k" * 40)
    assert load_case(path, as_of="2022-04-05").key_id == first.key_id


POLICE = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"  # noqa: E501
TWO = """
name = "Open"
slug = "open"
already_published = true
[areas.2011]
path = "old.geojson"
lookup = "lookup.csv"
[areas.2021]
path = "new.geojson"
[[incidents]]
path = "street/*-street.csv"
source = "police_uk"
data_cut = "2024-02-01"
"""
OLD, NEW = ["E01000001", "E01032797"], ["E01000001", "E01035515", "E01035517"]


def write_open(folder, months):
    (folder / "street").mkdir()
    for name, codes in (("old", OLD), ("new", NEW)):
        shapes = [shapely.box(545_000 + i * 500, 258_000, 545_500 + i * 500, 259_000) for i in range(len(codes))]
        areas = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=shapes, crs=27700)
        areas.to_file(folder / f"{name}.geojson")
    (folder / "lookup.csv").write_text(
        "LSOA11CD,LSOA21CD,CHGIND\nE01000001,E01000001,U\nE01032797,E01035515,S\nE01032797,E01035517,S\n", "utf-8"
    )
    for month, codes in months.items():
        rows = [
            f"id{i},{month},F,F,0.13,52.2,On or near {place},{code},,Violence and sexual offences,,"
            for i, (code, place) in enumerate(codes)
        ]
        (folder / "street" / f"{month}-open-street.csv").write_text("\n".join([POLICE, *rows]) + "\n", "utf-8")
    (folder / "force.toml").write_text(TWO, "utf-8")
    return folder / "force.toml"


MARCH = [("E01032797", "High Street"), ("E01032797", "Prison"), ("E01000001", "A Road"), ("E01999999", "B Road")]
JANUARY = [("E01035515", "High Street"), ("E01035517", "High Street"), ("E01000001", "A Road")]


def test_each_file_is_counted_on_its_own_vintage(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH, "2024-01": JANUARY})
    case = load_case(path, month=Month(2022, 3))
    assert (case.vintage, case.areas.index.tolist()) == ("2011", OLD)
    assert load_case(path, month=Month(2024, 1)).vintage == load_case(path).vintage == "2021"
    assert case.incidents.index.is_unique  # the same identifier stands in both months
    assert totals(case) == {"placed": 5, "default_point": 1, "outside": 1}
    assert case.removed.to_numpy().tolist() == [["E01032797", "prison", 1]]
    assert "2011" in case.chosen["areas"]
    units = case.on_units()
    counts = units.incidents.groupby(["vintage", "area"]).size()
    assert counts["2011", "E01035515+E01035517"] == 1
    assert counts["2021", "E01035515+E01035517"] == 2
    at_prison = units.incidents.loc[units.incidents["located"] == "default_point", "supplied_area"]
    assert at_prison.tolist() == ["E01035515+E01035517"]
    assert units.areas.index.tolist() == ["E01000001", "E01035515+E01035517"]
    assert units.vintage == "units"


def test_a_file_of_two_vintages_is_refused(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH + JANUARY})
    with pytest.raises(VintageError, match=r"2022-03-open-street\.csv mixes"):
        load_case(path)


def test_a_file_that_does_not_tell_its_vintage_is_asked_about(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH[2:3]})
    with pytest.raises(VintageError, match=r"does not tell the vintage .* areas = '2011' or '2021'"):
        load_case(path)
    path.write_text(TWO + 'areas = "2011"\n', "utf-8")
    assert load_case(path).vintage == "2011"
    path.write_text(TWO + 'areas = "2001"\n', "utf-8")
    with pytest.raises(VintageError, match="there are: 2011, 2021"):
        load_case(path)


def test_units_need_the_lookup_and_a_snapshot_its_areas(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH})
    load_case(path)
    path.write_text(TWO.replace('lookup = "lookup.csv"', ""), "utf-8")
    with pytest.raises(VintageError, match="needs the official lookup"):
        load_case(path).on_units()
    path.write_text(TWO.replace("[areas.2011]", "[areas.2001]"), "utf-8")
    with pytest.raises(VintageError, match=r"read with \[areas\.2011\]"):
        load_case(path, as_of="2024-02-01")


def test_merges_stay_within_a_vintage(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH})
    path.write_text('curation = "curation.csv"\n' + TWO, "utf-8")
    (tmp_path / "curation.csv").write_text("area,action,value,reason\nE01032797,merge,E01035515,x\n", "utf-8")
    with pytest.raises(PlaceError, match="merges area E01032797 with one of another vintage"):
        load_case(path)


def test_merged_areas_stay_within_their_unit(tmp_path):
    path = write_open(tmp_path, {"2022-03": MARCH, "2024-01": JANUARY})
    path.write_text('curation = "curation.csv"\n' + TWO, "utf-8")
    (tmp_path / "curation.csv").write_text("area,action,value,reason\nE01035517,merge,E01035515,x\n", "utf-8")
    case = load_case(path, month=Month(2024, 1))
    assert case.areas.index.tolist() == ["E01000001", "E01035515"]
    assert case.on_units().incidents.groupby("vintage")["area"].value_counts()["2021", "E01035515"] == 2
    assert case.on_units().incidents.groupby("vintage")["area"].value_counts()["2011", "E01035515"] == 1
