"""Files beside a page: no cell computes, no cell ends its record, no NUL gets in or out (FAULTS X20-X22)."""
# ruff: noqa: E501 - payloads a line read better than wrapped ones

import csv
import re
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hostile import PAYLOADS, RUNS

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.force import read_force
from vawg_geo.publishing.exports import neutralise, write_tables
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.map_element import escape_json
from vawg_geo.publishing.seal import seal
from vawg_geo.sources.incidents import read_incidents

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("https://x.example","y")',
    '=WEBSERVICE("//x")', "-2-3+cmd|' /C calc'!A0", "@=1", "==1", "=\u0000=1", "\u0000=1", "\u0007=1+1", "'=1+1", "-5", "+44",
    "{=1+1}", "_xlfn.X", "a\rb,=1+1", "a\r\n=1+1", 'a"\n=1+1', "\u2028=1+1", "DDE(1)", "a,b;c\td", "%0A=1+1",
]  # fmt: skip
TEXTS = [*FORMULAS, *PAYLOADS]
FACTS = {"title": "=1+1", "force": "@x", "month": "2022-03", "cut": "2022-04-05", "marking": "=M", "handling": "+h"}
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Every payload in every text column of a table, with numbers beside them, in all three kinds of file."""
    out = tmp_path_factory.mktemp("files")
    watch = pd.DataFrame({"area": TEXTS, "place": TEXTS, "why": TEXTS, "n12": range(-1, len(TEXTS) - 1), "note": TEXTS})
    places = gpd.GeoDataFrame(
        {"place": TEXTS}, geometry=[shapely.box(5e5, 2e5, 5e5 + 9, 2e5 + 9)] * len(TEXTS), crs=27700
    )
    write_tables({"watch": watch}, places, FACTS, out)
    return out


@pytest.mark.fault("X20", "X1", "X2")
def test_no_cell_of_a_csv_computes_or_ends_its_record(files):
    raw = (files / "tables" / "watch.csv").read_bytes()
    rows = list(csv.DictReader(raw.decode().splitlines()))
    assert len(rows) == len(TEXTS) == raw.count(b"\n") - 1
    assert not set(raw) & set(b"\r\0\x07")
    for text, row in zip(TEXTS, rows, strict=True):
        for column in ("area", "place", "why", "note"):
            assert row[column] == neutralise(text)
            assert not row[column].startswith(STARTS)
    assert [row["n12"] for row in rows[:3]] == ["-1", "0", "1"]  # a number stays a number


@pytest.mark.fault("X21", "X1", "X2")
def test_no_cell_of_a_workbook_computes(files):
    with zipfile.ZipFile(files / "tables.xlsx") as book:
        for name in book.namelist():
            part = book.read(name).decode()
            assert not re.search(r"<f[ >/]|<ddeLink|externalLink|<hyperlink", part), name
    book = openpyxl.load_workbook(files / "tables.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    told = [cell for row in book["watch"].iter_rows() for cell in row if cell.data_type == "s"]
    assert [cell.value for cell in told if str(cell.value or "").startswith(STARTS)] == []
    shown = [row[1].value for row in book["watch"].iter_rows(min_row=2)]
    assert [str(one or "") for one in shown] == [neutralise(text) for text in TEXTS]
    assert book["watch"]["D2"].value == -1
    assert book["watch"]["D2"].data_type == "n"


@pytest.mark.fault("X20")
def test_a_layer_s_text_is_neutralised_too(files):
    layer = gpd.read_file(files / "hotspots.gpkg")
    assert list(layer["place"].fillna("")) == [neutralise(text) for text in TEXTS]


def test_what_is_harmless_stands_as_typed():
    odd = [text for text in PAYLOADS if neutralise(text) != text]
    assert all(text.startswith(STARTS) or "\u2028" in text for text in odd)
    assert len(odd) < 10


@pytest.mark.fault("X22", "I43")
def test_a_nul_is_rejected_with_its_reason(case, county, tmp_path):
    assert int(case.rejected["reason"].eq("I43").sum()) == 3
    with (county / "extracts" / "incidents.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = [next(file) for _ in range(9)]
    name = rows[3].split(",")[12]
    rows[3] = rows[3].replace(f",{name},", f",{name}\0x,", 1)
    (tmp_path / "a.csv").write_text(head + "".join(rows), "utf-8")
    intake = read_incidents(tmp_path / "a.csv", source="demo", cut=case.cut)
    assert intake.rejected[["row", "reason", "column"]].to_numpy().tolist() == [[4, "I43", "premises_name"]]


@pytest.mark.fault("X22")
def test_a_nul_in_the_analyst_s_own_files_is_refused(county, tmp_path):
    text = (county / "force.toml").read_text("utf-8")
    (tmp_path / "force.toml").write_text(text.replace("A. Analyst", "A.\0Analyst"), "utf-8")
    with pytest.raises(ProfileError, match="not valid TOML"):
        read_force(tmp_path / "force.toml")


@pytest.mark.fault("X22")
def test_no_nul_gets_out(files):
    page = seal(str(fill("sections/headline.html.j2", dict.fromkeys(("level", "verdict", "movement"), "a\0b")).html).join(
        ["<!doctype html><html><head></head><body>", "</body></html>"]))  # fmt: skip
    for text in (
        page,
        escape_json({"a\0": f"\0{RUNS}"}),
        neutralise("\0a\0"),
        (files / "tables" / "watch.csv").read_text(),
    ):
        assert "\0" not in text
