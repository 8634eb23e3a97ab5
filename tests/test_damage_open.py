"""The same damages done to files in data.police.uk's shape; what that format cannot have stands in applicability.csv."""
# ruff: noqa: E501 - a damage a line reads better than one wrapped

import csv
import gzip
import time
from pathlib import Path

import pandas as pd
import pytest
from damage import Desk, accepted, bomb, changed, read_squares, refused, shipped, workbook, zipped
from openfiles import COLUMNS, make_rows, to_csv

import vawg_geo as vg
from vawg_geo.sources.case import load_case

NAME = "street/2022-03-littleshire-street.csv"
FILE = "2022-03-littleshire-street.csv"
FORCE = """
name = "Littleshire"
slug = "littleshire"
already_published = true
default_points = "default_points.csv"
[areas.demo]
path = "areas.gpkg"
[[incidents]]
path = "street/*.csv"
source = "police_uk"
data_cut = "2022-04-05"
"""
OWN = FORCE.replace('"police_uk"', '"own.toml"')


class OpenDesk(Desk):
    force = FORCE

    def __call__(self, content, *, force=None, name=NAME):
        return super().__call__(content, force=force, name=name)


@pytest.fixture
def check(tmp_path, capfd, monkeypatch):
    return OpenDesk(tmp_path, capfd, monkeypatch)


def each(cases):
    return [pytest.param(*one, id=f"{one[0]} {n}", marks=pytest.mark.fault(one[0])) for n, one in enumerate(cases)]


def all_of(cases):
    return pytest.mark.fault(*dict.fromkeys(case[0] for case in cases))


def spread(cases):
    """One file with each case in a row of its own, nine good ones between two; row and case."""
    rows = make_rows(10 * len(cases))
    at = {10 * n + 6: case for n, case in enumerate(cases)}
    for row, case in at.items():
        rows[row] |= case[1]
    return rows, at


def refusals():
    rows = make_rows()
    text = to_csv(rows)
    lines = text.splitlines(keepends=True)
    fewer = [name for name in COLUMNS if name != "LSOA code"]
    yield "I5", to_csv([{k: row[k] for k in fewer} for row in rows], columns=fewer)
    yield "I6", text.replace("LSOA code", "LSOA11CD", 1)
    yield "I5", "".join(lines[1:])
    yield "I7", to_csv(changed(rows, lambda row: {"Longitude": row["Latitude"], "Latitude": row["Longitude"]}))
    yield "I8", to_csv(changed(rows, {"Longitude": "545100", "Latitude": "258100"}))
    yield "I14", to_csv(changed(rows, {"Latitude": "UNKNOWN"}))
    yield "I16", to_csv(changed(rows, {"Month": "March 2022"}))
    yield (
        "I29",
        to_csv(changed(rows, lambda row: {"LSOA code": "E" + row["LSOA code"][1:]}, where=lambda n: n % 3 == 0)),
    )
    yield "I31", b""
    yield "I32", lines[0]
    yield "I33", text[: len(text) - 60]
    yield "I34", "".join(lines[:-1]) + '0a,2022-03,"Littleshire'
    yield "I42", ",".join([*COLUMNS, *(f"c{n}" for n in range(200_000))]) + "\n" + "," * 200_011 + "\n"
    yield "I44", bomb(3_000)
    yield "I47", "<!DOCTYPE html><html><body>Crime ID</body></html>"
    yield "I48", workbook(rows, COLUMNS)
    yield "I48", zipped(text, FILE)  # as the site packs its downloads
    yield "I52", to_csv(make_rows(month="2022-02"))
    yield "I56", text.replace("Latitude", "Longitude", 1)


@pytest.mark.parametrize(("number", "content"), each(refusals()))
def test_a_file_that_cannot_be_trusted_changes_nothing(check, number, content):
    begun = time.monotonic()
    refused(check(content), number, FILE)
    assert time.monotonic() - begun < 10  # seconds, on a busy machine


@pytest.mark.fault("I44")
def test_a_table_that_expands_is_refused_unread(check):
    check.write("own.toml", shipped("police_uk", 'format = "xlsx"\n'))
    refused(check(zipped("<worksheet>", "xl/worksheets/sheet1.xml", megabytes=40), force=OWN), "I44", FILE)


@pytest.mark.fault("I29")
def test_two_vintages_in_a_file_are_refused_and_one_each_is_read(check, tmp_path):
    later = read_squares(tmp_path)
    later["code"] = later["code"].replace({"Z01000006": "Z01000106"})
    later.to_file(check.folder / "later.gpkg")
    force = FORCE.replace("[[", '[areas.later]\npath = "later.gpkg"\n[[')
    rows = make_rows()
    mixed = changed(rows, {"LSOA code": "Z01000106"}, where=lambda n: n < 9)
    refused(check(to_csv(mixed), force=force), "I29", FILE)
    new = changed(rows, lambda row: {"LSOA code": row["LSOA code"].replace("Z01000006", "Z01000106")})
    assert accepted(check(to_csv(new), force=force), rows=120, file=FILE).vintage == "later"


# One row's fault: the case, what is written instead, and the column the answer must name.
ROWS = [
    ("I7", {"Longitude": "52.2053", "Latitude": "0.1217"}, "Longitude"),
    ("I9", {"Longitude": "545100", "Latitude": "258100"}, "Longitude"),
    ("I10", {"Longitude": "0", "Latitude": "0.000000"}, "Longitude"),
    ("I12", {"Latitude": "5.22053"}, "Latitude"),
    ("I14", {"Longitude": "UNKNOWN"}, "Longitude"),
    ("I14", {"Latitude": ""}, "Latitude"),
    ("I14", {"Latitude": "52,205"}, "Latitude"),
    ("I16", {"Month": "03-2022"}, "Month"),
    ("I16", {"Month": ""}, "Month"),
    ("I16", {"Month": "2022-13"}, "Month"),
    ("I19", {"Month": "1900-01"}, "Month"),
    ("I19", {"Month": "0000-00"}, "Month"),
    ("I24", {"Month": "2022-05"}, "Month"),
    ("I30", {"Crime type": "Canary"}, "Crime type"),
    ("I30", {"Crime type": ""}, "Crime type"),
    ("I43", {"Location": "Canary\0"}, "Location"),
    ("I43", {"Longitude": "0.1\0"}, "Longitude"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"Crime ID": "TOTAL", "Location": "812"}, "Crime ID"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"Crime type": "Total"}, "Crime type"),
]  # fmt: skip


@all_of(ROWS)
def test_faulty_rows_of_every_kind_are_set_aside_and_no_other(check):
    """All of them in one file; one a reading is the next test's."""
    rows, at = spread(ROWS)
    case = accepted(check(to_csv(rows)), rows=len(rows), file=FILE)
    wanted = [[row + 1, number, header] for row, (number, _, header) in at.items()]
    assert case.rejected[["row", "reason", "column"]].to_numpy().tolist() == wanted
    told = case.quality[case.quality["action"] == "quarantined"]
    told = told.join(told["what"].str.extract(r"; column (?P<column>[\w ]+); first row (?P<row>\d+)$"))
    wanted = pd.DataFrame(wanted, columns=["row", "rule", "column"]).groupby(["rule", "column"])["row"]
    told = told.astype({"row": int}).groupby(["rule", "column"])
    pd.testing.assert_series_equal(told["row"].min(), wanted.min())
    pd.testing.assert_series_equal(told["n"].sum(), wanted.size(), check_names=False)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "header"), each(ROWS))
def test_a_faulty_row_is_set_aside_and_no_other(check, number, change, header):
    rows = make_rows()
    rows[6] |= change
    case = accepted(check(to_csv(rows)), rows=120, file=FILE)
    assert case.rejected[["row", "reason", "column"]].to_numpy().tolist() == [[7, number, header]]
    found = case.quality[case.quality["action"] == "quarantined"]
    assert found["what"].str.endswith(f"; column {header}; first row 7").all()


@pytest.mark.fault("I11")
def test_a_default_point_is_no_place(check):
    from openfiles import TO_DEGREES

    lon, lat = TO_DEGREES.transform(545_000, 260_000)
    spot = {"Longitude": f"{lon:.6f}", "Latitude": f"{lat:.6f}"}
    rows = changed(make_rows(), spot, where=lambda n: n == 6)
    case = accepted(check(to_csv(rows)), rows=120, file=FILE)
    assert case.removed.to_numpy().tolist()[0][1:] == ["headquarters", 1]
    check.write("own.toml", shipped("police_uk", f"default_points = [[{lon:.6f}, {lat:.6f}]]\n"))
    aside = accepted(check(to_csv(rows), force=OWN), rows=120, file=FILE).rejected
    assert aside[["row", "reason"]].to_numpy().tolist() == [[7, "I11"]]  # and nobody within a degree of it


@pytest.mark.fault("I27")
def test_a_row_that_comes_again_is_used_once_and_antisocial_behaviour_each_time(check):
    rows = make_rows()
    rows += [dict(rows[3]), dict(rows[9]), rows[4] | {"Crime type": "Drugs"}]
    case = accepted(check(to_csv(rows)), rows=123, file=FILE)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[121, "I27"]]
    shared = case.quality.loc[case.quality["rule"] == "id", ["what", "n"]].to_numpy().tolist()
    assert [n for _, n in shared] == [13, 1]  # without an identifier; one identifier again with other content


@pytest.mark.fault("I33", "I41")
def test_a_stray_comma_or_a_lost_field_costs_its_own_row_alone(check):
    lines = to_csv(make_rows()).splitlines()
    lines[5] = lines[5].replace("Plough Lane", "Plough, Lane")  # its last cell is blank, as all of Context are
    lines[7] = ",".join(lines[7].split(",")[:-2])
    case = accepted(check("\n".join(lines) + "\n"), rows=120, file=FILE)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[5, "I41"], [7, "I33"]]


CURES = [
    ("I20", {"Month": "Mar-22"}, lambda row: str(row.occurred_from)[:10] == "2022-03-01", "corrected"),
    ("I20", {"Month": "44621"}, lambda row: str(row.occurred_from)[:10] == "2022-03-01", "corrected"),
    ("I50", {"LSOA code": "Z01999999", "Longitude": "-2.5", "Latitude": "53.7"}, lambda row: row.located == "outside", "reported"),
    ("I52", {"Month": "2022-02"}, lambda row: str(row.occurred_from)[:10] == "2022-02-01", "reported"),
    ("I54", {"LSOA code": " z01000004 "}, lambda row: row.area == "Z01000004", "corrected"),
    ("I54", {"Crime type": "robbery"}, lambda row: row.category == "Robbery", "corrected"),
    ("I55", {"LSOA code": "Z01000004\u200b"}, lambda row: row.area == "Z01000004", "corrected"),
]  # fmt: skip
KEPT = [
    ("I37", {"Crime ID": "007"}, lambda row: True),
    ("I38", {"Location": "NA"}, lambda row: row.place == "NA"),
    ("I39", {"Location": "None"}, lambda row: row.place == "None"),
    ("I40", {"Location": 'one\ntwo "three"'}, lambda row: row.place == 'one\ntwo "three"'),
    ("I51", {"LSOA code": "Z01000005"}, lambda row: row.area == "Z01000005"),
]  # fmt: skip


def read_changed(check, change):
    rows = make_rows()
    rows[6] |= change
    case = accepted(check(to_csv(rows)), rows=120, file=FILE)
    assert case.rejected.empty
    return case, next(case.incidents.iloc[6:7].itertuples())


@all_of(CURES + KEPT)
def test_curable_rows_and_those_that_only_look_wrong_are_all_used(check):
    """All of them in one file; one a reading is the next two tests'."""
    rows, at = spread(CURES + KEPT)
    case = accepted(check(to_csv(rows)), rows=len(rows), file=FILE)
    assert case.rejected.empty
    records = list(case.incidents.itertuples())
    assert [number for row, (number, _, holds, *_) in at.items() if not holds(records[row])] == []
    told = case.quality[case.quality["action"].isin(["corrected", "reported"])]
    for number, actions in {case[0]: {one[3] for one in CURES if one[0] == case[0]} for case in CURES}.items():
        lines = told[told["rule"] == number]
        assert lines["n"].sum() == sum(case[0] == number for case in CURES)
        assert set(lines["action"]) == actions
        assert (lines["cure"] != "").all()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "holds", "action"), each(CURES))
def test_a_curable_row_is_used_and_told(check, number, change, holds, action):
    case, row = read_changed(check, change)
    assert holds(row)
    line = case.quality[case.quality["rule"] == number].iloc[0]
    assert line[["n", "action"]].tolist() == [1, action]
    assert line["cure"]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "holds"), each(KEPT))
def test_what_only_looks_wrong_is_kept(check, number, change, holds):
    _, row = read_changed(check, change)
    assert holds(row)


@pytest.mark.fault("I37")
def test_identifiers_keep_their_leading_zeros(check):
    rows = make_rows()
    for n, name in enumerate(["007", "07", "7", "7.0", "7e0"]):
        rows[n]["Crime ID"] = name
    assert accepted(check(to_csv(rows)), rows=120, file=FILE).incidents.index.is_unique


@pytest.mark.fault("I51")
def test_a_point_on_an_edge_without_a_code_counts_in_the_lowest(check):
    import geopandas as gpd
    import shapely

    squares = [shapely.box(0.10, 52.20, 0.12, 52.22), shapely.box(0.12, 52.20, 0.14, 52.22)]
    edge = gpd.GeoDataFrame({"code": ["A2", "A1"], "name": ""}, geometry=squares, crs=4326).to_crs(27700)
    edge.to_file(check.folder / "edge.gpkg")
    corner = {"LSOA code": "", "Longitude": "0.12", "Latitude": "52.20"}
    case = accepted(
        check(to_csv(changed(make_rows(9), corner)), force=FORCE.replace("areas.gpkg", "edge.gpkg")), rows=9, file=FILE
    )
    assert case.incidents["area"].tolist() == ["A1"] * 9


def dresses():
    rows = make_rows()
    rows[0]["Location"] = "On or near Café Row – east"
    text = to_csv(rows)
    yield "I1", text.encode("cp1252")
    yield "I2", text.encode("utf-16")
    yield "I2", text.encode("utf-16-le")
    yield "I3", text.encode("utf-8-sig")
    yield "I45", to_csv(rows, delimiter=";").encode()
    yield "I46", ("Downloaded by desk 4\n\n" + text).encode()


@pytest.mark.parametrize(("number", "content"), each(dresses()))
def test_a_file_in_another_dress_gives_the_same_records(check, number, content):
    case = accepted(check(content), rows=120, file=FILE)
    assert case.rejected.empty
    assert case.incidents["place"].iloc[0] == "On or near Café Row – east"
    assert case.incidents["area"].notna().all()
    line = case.quality[case.quality["rule"] == number].iloc[0]
    assert line[["file", "action"]].tolist() == [FILE, "corrected"]


def test_a_compressed_file_is_read(check):
    assert len(accepted(check(gzip.compress(to_csv(make_rows()).encode())), rows=120, file=FILE).incidents) == 120


@pytest.mark.fault("I4")
def test_mojibake_is_told_not_guessed(check):
    case, row = read_changed(check, {"Location": "CafÃ© Row"})
    assert row.place == "CafÃ© Row"
    assert case.quality.loc[case.quality["rule"] == "I4", "action"].tolist() == ["reported"]


@pytest.mark.fault("I26")
def test_every_record_spans_its_month_and_claims_no_hour(check):
    _, row = read_changed(check, {})
    assert (str(row.occurred_from)[:16], str(row.occurred_to)[:16]) == ("2022-03-01 00:00", "2022-04-01 00:00")
    hours = vg.aoristic_hours(pd.Series([row.occurred_from]), pd.Series([row.occurred_to]))
    assert hours.max(axis=None) < 0.01


@pytest.mark.fault("I52")
def test_a_month_that_is_not_there_is_refused(check):
    answer = check(to_csv(make_rows()))
    with pytest.raises(ValueError, match="I52"):
        load_case(answer.folder / "force.toml", month="2022-02")


@pytest.mark.fault("I53")
def test_half_the_volume_is_a_warning(check):
    months = [f"2021-{n:02d}" for n in range(4, 13)] + ["2022-01", "2022-02"]
    for n, month in enumerate(months):
        check.write(f"street/{month}-littleshire-street.csv", to_csv(make_rows(month=month, seed=n + 1)))
    check.write("own.csv", "")
    keep = {path.name: path.read_bytes() for path in (check.folder / "street").glob("*.csv")}
    force = FORCE.replace('"street/*.csv"', '"months/*.csv"')
    for name, content in keep.items():
        check.write(f"months/{name}", content)
    check.write(f"months/{FILE}", to_csv(make_rows(50)))
    answer = check(to_csv(make_rows(50)), force=force)
    line = answer.case().quality.set_index("rule").loc["I53"]
    assert line[["n", "action"]].tolist() == [50, "reported"]
    assert line["what"].endswith("(2022-03)")


@pytest.mark.fault("I57")
def test_what_changed_since_the_last_download_is_counted(check):
    rows = make_rows()
    assert check(to_csv(rows)).case().followed.since is None
    again = changed(rows, {"Crime type": "Drugs"}, where=lambda n: n == 1) + make_rows(5, seed=4)
    again = [row for n, row in enumerate(again) if n not in {10, 11, 19}]  # 19 has no identifier: nobody can miss it
    counts = check(to_csv(again), force=FORCE.replace("2022-04-05", "2022-05-05")).case().followed.counts
    assert {what: n for what, n in counts.items() if n} == {
        "reclassified": 1, "no longer in the extract, or set aside now": 2,
        "recorded by then but not in it, or set aside then": 5,
    }  # fmt: skip


def test_every_case_is_tried_or_cannot_occur():
    """The table says why; nothing that occurs is left out of it or of the tests."""
    here = Path(__file__)
    with here.with_name("applicability.csv").open(encoding="utf-8", newline="") as file:
        spared = {row["case"]: row["reason"] for row in csv.DictReader(file) if row["format"] == "data.police.uk"}
    with here.with_name("cases.csv").open(encoding="utf-8", newline="") as file:
        cases = [row["case"] for row in csv.DictReader(file) if row["case"].startswith("I")]
    module = globals()
    tried = {
        number
        for test in module.values()
        for mark in getattr(test, "pytestmark", [])
        for number in (mark.args if mark.name == "fault" else ())
    }
    tried |= {case[0] for table in (refusals(), ROWS, CURES, KEPT, dresses()) for case in table}
    assert sorted(set(cases) - tried) == sorted(spared)
    assert all(spared.values())
