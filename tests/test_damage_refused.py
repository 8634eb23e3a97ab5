"""Extracts that cannot be trusted as a whole: refused by the command line, with a reason, and nothing has changed."""

import gzip
import time
import tracemalloc

import geopandas as gpd
import pandas as pd
import pytest
from damage import (
    FORCE,
    YEAR,
    Desk,
    accepted,
    bomb,
    changed,
    early,
    month_first,
    parquet_file,
    read_squares,
    refused,
    shipped,
    workbook,
    zipped,
)
from extracts import COLUMNS, make_rows, to_csv

from vawg_geo.sources.case import load_case

OWN = FORCE.replace('"demo"', '"own.toml"')


@pytest.fixture
def check(tmp_path, capfd, monkeypatch):
    return Desk(tmp_path, capfd, monkeypatch)


def refusals():
    rows, year = make_rows(), make_rows(1_000, **YEAR)
    text = to_csv(rows)
    lines = text.splitlines(keepends=True)
    fewer = [name for name in COLUMNS if name != "beat"]
    yield "I5", "a column is gone", to_csv([{k: row[k] for k in fewer} for row in rows], columns=fewer)
    yield "I6", "a column is renamed", text.replace("easting", "Eastings", 1)
    yield "I5", "no header row", "".join(lines[1:])
    yield "I6", "gender for sex", text.replace("victim_sex", "Victim_Gender", 1)
    yield "I5", "a like word is no likely name", text.replace("victim_age", "victim_name", 1)
    yield "I7", "swapped", to_csv(changed(rows, lambda row: {"easting": row["northing"], "northing": row["easting"]}))
    yield "I8", "lat and lon", to_csv(changed(rows, {"easting": "0.1217", "northing": "52.2053"}))
    yield "I8", "lon and lat", to_csv(changed(rows, {"easting": "52.2053", "northing": "0.1217"}))
    yield "I14", "no numbers at all", to_csv(changed(rows, {"easting": "UNKNOWN"}))
    yield "I15", "a month, month first", to_csv(month_first(rows))
    yield "I15", "a year, month first", to_csv(month_first(year))
    yield "I15", "one month of a year, month first", to_csv(year + month_first(make_rows(100, seed=3)))
    yield (
        "I16",
        "iso dates",
        to_csv(changed(rows, lambda row: {"from": f"{row['from'][6:10]}-{row['from'][3:5]}-{row['from'][:2]} 10:00"})),
    )
    yield "I16", "two-digit years", to_csv(changed(rows, lambda row: {"from": f"{row['from'][:6]}{row['from'][8:]}"}))
    yield "I17", "a month's days 1 to 12", to_csv(month_first(early(rows)))
    yield "I17", "a year's days 1 to 12", to_csv(month_first(early(year)))
    yield "I17", "one early March among a year", to_csv(year + month_first(early(make_rows(200, seed=3))))
    yield (
        "I17",
        "one early autumn among a year",
        to_csv(year + month_first(early(make_rows(400, seed=3, first=pd.Timestamp("2021-09-01"), days=12)))),
    )
    yield "I17", "recorded alone exchanged", to_csv(month_first(early(year), ["recorded"]))
    yield "I17", "from and to alone exchanged", to_csv(year + month_first(early(year), ["from", "to"]))
    yield "I31", "0 bytes", b""
    yield "I31", "nothing but NUL", b"\0" * 5_000
    yield "I31", "0 bytes in gzip", gzip.compress(b"")
    yield "I31", "blank lines", b"\n\n\n"
    yield "I32", "header alone", lines[0]
    yield "I33", "cut in a row", text[: len(text) - 40]
    yield "I33", "gzip cut short", gzip.compress(text.encode())[:-400]
    yield "I34", "cut in a quote", "".join(lines[:-1]) + '35/9/22,"8N'
    yield "I34", "a quote opened early, cut", lines[0] + '35/9/22,"8N\n' + "".join(lines[2:])
    yield "I34", "a quote opened and never closed in a long file", lines[0] + '35/9/22,"8N\n' + "".join(lines[2:]) * 20
    yield (
        "I42",
        "200,000 columns",
        ",".join([*COLUMNS, *(f"c{n}" for n in range(200_000))]) + "\n" + "," * 200_028 + "\n",
    )
    yield "I42", "200,000 unnamed columns", "," * 200_000 + "\n" + "," * 200_000 + "\n"
    yield "I44", "a gzip bomb", bomb(3_000)
    yield "I47", "a web page", "<!DOCTYPE html><html><body><table><tr><td>crime_number</td></tr></table></body></html>"
    yield "I47", "a table alone", f"\ufeff\n <TABLE><tr><td>{lines[0]}</td></tr></TABLE>"
    yield "I47", "a comment first", "<!-- report --><html></html>"
    yield "I47", "a page in UTF-16", "<html><body>crime_number</body></html>".encode("utf-16")
    yield "I48", "xlsx", workbook(rows)
    yield "I48", "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000
    yield "I48", "zip", zipped(text)
    yield "I48", "a zip bomb, unopened", zipped(b"", megabytes=40)
    yield "I48", "xlsx in gzip", gzip.compress(workbook(rows))
    yield "I56", "a header twice", text.replace("northing", "easting", 1)
    yield "I56", "a header twice, another case", text.replace("beat\n", "beat,EASTING\n", 1)


# What the message of a refusal must name: of a column, its header; of rows, how many and the first.
NAMED = {
    "a column is gone": ["lacks 1 columns", "'beat'"],
    "a column is renamed": ["'easting' (is it the one headed 'eastings'?)"],
    "gender for sex": ["'victim_sex' (is it the one headed 'victim gender'?)"],
    "swapped": ["200 of 200 rows", "first is row 1", "easting and northing are swapped"],
    "lat and lon": ["200 of 200 rows", "easting and northing hold degrees (latitude, longitude)", "crs = 'EPSG:4326'"],
    "no numbers at all": ["200 of 200 rows", "easting and northing are no numbers"],
    "one month of a year, month first": ["the first is row 10", "from, to, recorded", "date_order"],
    "iso dates": ["200 of 200 rows", "column from is not written day first"],
    "one early autumn among a year": ["of 1,", "the first is row 10", "same day of different months"],
    "200,000 columns": ["200,029 columns", "max_columns"],
    "a gzip bomb": ["100 times its size"],
    "a header twice": ["'easting' more than once"],
}  # fmt: skip


REFUSALS = list(refusals())


@pytest.mark.parametrize(
    ("rule", "what", "content"),
    [pytest.param(*one, id=f"{one[0]} {one[1]}", marks=pytest.mark.fault(one[0])) for one in REFUSALS],
)
def test_a_file_that_cannot_be_trusted_changes_nothing(check, rule, what, content):
    begun = time.monotonic()
    answer = check(content)
    refused(answer, rule)
    assert time.monotonic() - begun < 10  # seconds, on a busy machine; a second on an idle one
    assert [words for words in NAMED.get(what, ()) if words not in answer.err] == [], answer.err


def test_every_refusal_with_words_of_its_own_is_tried():
    assert NAMED.keys() <= {what for _, what, _ in REFUSALS}


@pytest.mark.fault("I44")
def test_a_bomb_is_never_kept_in_memory(check):
    tracemalloc.start()
    refused(check(bomb(3_000)), "I44")
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


@pytest.mark.fault("I44")
@pytest.mark.parametrize(("form", "content"), [
    ("xlsx", zipped("<worksheet>", "xl/worksheets/sheet1.xml", megabytes=40)),
    ("xlsx", zipped("<worksheet>", "xl/sharedStrings.xml", megabytes=40)),
])  # fmt: skip
def test_a_workbook_that_expands_is_refused_unread(check, form, content):
    check.write("own.toml", shipped("demo", f'format = "{form}"\n'))
    refused(check(content, force=OWN), "I44")


@pytest.mark.fault("I44", "I42")
@pytest.mark.parametrize(
    ("cap", "rule", "cure"),
    [
        ("max_rows = 100", "I44", "raise max_rows"),
        ("max_columns = 20", "I42", "raise max_columns"),
        ("max_mb = 0", "I44", "raise max_mb"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_is_more_than_a_source_allows_is_refused(check, form, cap, rule, cure):
    rows = make_rows()
    check.write("own.toml", shipped("demo", f'format = "{form}"\n{cap}\n'))
    content = {"csv": to_csv, "xlsx": workbook, "parquet": parquet_file}[form](rows)
    answer = check(content, force=OWN)
    refused(answer, rule)
    assert cure in answer.err


@pytest.mark.fault("I44")
def test_a_long_text_named_a_million_times_is_refused_unread(check):
    table = pd.DataFrame(changed(make_rows(1), {}), columns=COLUMNS).loc[[0] * 1_000]
    bombed = parquet_file(table.assign(premises_name="Canary " * 150_000))
    assert len(bombed) < 3_000_000
    check.write("own.toml", shipped("demo", 'format = "parquet"\n'))
    refused(check(bombed, force=OWN), "I44")
    check.write("own.toml", shipped("demo", 'format = "parquet"\n'))
    assert len(accepted(check(parquet_file(make_rows()), force=OWN), rows=200).incidents) == 200


@pytest.mark.fault("I42", "I44")
def test_a_lone_cell_far_out_makes_no_million_of_cells(check):
    from io import BytesIO

    from openpyxl import Workbook

    check.write("own.toml", shipped("demo", 'format = "xlsx"\n'))
    for row, column, rule in ((1, 16_384, "I42"), (1_048_576, 1, "I32")):
        book, out = Workbook(), BytesIO()
        book.active.append(list(COLUMNS))
        book.active.cell(row, column, "x" if column > 1 else None)
        book.save(out)
        begun = time.monotonic()
        refused(check(out.getvalue(), force=OWN), rule)
        assert time.monotonic() - begun < 20


@pytest.mark.fault("I29")
def test_mixed_vintages_are_refused(check, tmp_path):
    later = read_squares(tmp_path)
    later["code"] = later["code"].replace({"Z01000006": "Z01000106"})
    later.to_file(check.folder / "later.gpkg")
    force = FORCE.replace("[[", '[areas.later]\npath = "later.gpkg"\n[[')
    rows = make_rows()
    refused(check(to_csv(changed(rows, {"lsoa": "Z01000106"}, where=lambda n: n < 9)), force=force), "I29")
    foreign = to_csv(changed(rows, lambda row: {"lsoa": "E" + row["lsoa"][1:]}, where=lambda n: n % 3 == 0))
    answer = check(foreign, force='place_by = "code"\n' + FORCE)
    assert (answer.code, answer.untouched) == (1, True)
    assert "I29" in answer.err


@pytest.mark.fault("I29")
def test_each_file_may_have_a_vintage_of_its_own(check, tmp_path):
    later = gpd.GeoDataFrame(read_squares(tmp_path))
    later["code"] = later["code"].replace({"Z01000006": "Z01000106"})
    later.to_file(check.folder / "later.gpkg")
    force = FORCE.replace("[[", '[areas.later]\npath = "later.gpkg"\n[[')
    rows = changed(make_rows(), lambda row: {"lsoa": row["lsoa"].replace("Z01000006", "Z01000106")})
    assert accepted(check(to_csv(rows), force=force), rows=200).vintage == "later"


@pytest.mark.fault("I35")
def test_a_column_of_codes_like_numbers_stays_text(check):
    rows = changed(make_rows(), lambda row: {"ho_code": "8E5" if row["beat"] < "020" else "1E3"})
    answer = check(to_csv(rows))
    refused(answer, "I30")  # not one of its rows can be used, and each code is named once, as it was written
    assert "none of 200 rows" in answer.err
    assert answer.err.count("8E5") == answer.err.count("1E3") == 1
    answer = check(to_csv(rows[:50] + make_rows()[50:]))
    assert accepted(answer, rows=200).rejected["reason"].tolist() == ["I30"] * 50
    assert "800000" not in answer.out
    check.write("own.toml", shipped("demo") + '[values.offence]\n"8E5" = "8N"\n"1E3" = "19C"\n')
    used = accepted(check(to_csv(rows), force=OWN), rows=200).incidents["offence_code"]
    assert used.tolist() == ["8N" if row["beat"] < "020" else "19C" for row in rows]


@pytest.mark.fault("I52")
def test_another_month_is_refused(check):
    answer = check(to_csv(make_rows(first=pd.Timestamp("2022-01-01"), days=28)))
    with pytest.raises(ValueError, match=r"no row was recorded in March 2022.*Check the file\. \[I52\]"):
        load_case(answer.folder / "force.toml", month="2022-03")


@pytest.mark.fault("I27")
def test_records_that_two_extracts_share_would_count_twice(check):
    twice = FORCE + '[[incidents]]\npath = "more.csv"\nsource = "demo"\ndata_cut = "2022-04-05"\n'
    check.write("more.csv", to_csv(make_rows()[150:] + [row | {"crime_number": ""} for row in make_rows()[:9]]))
    answer = check(to_csv(make_rows()), force=twice)
    assert answer.code == 1
    assert "vawg-geo: 50 records of more.csv stand in another extract as well and would count twice" in answer.err
    assert answer.untouched
    answer = check(to_csv(make_rows()[:150]), force=twice)
    assert (answer.code, len(answer.case().incidents)) == (0, 150 + 59)
