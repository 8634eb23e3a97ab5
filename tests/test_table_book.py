"""The workbook beside a page: marked, deterministic, and text is text."""

import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest

from vawg_geo.publishing.allow_lists import ALLOWED, ALLOWED_SHARED, TABLE_WORDS
from vawg_geo.publishing.exports import mark_table
from vawg_geo.publishing.table_book import Cover, write_book

COVER = Cover("Nights", "Fenshire", "March 2022", date(2022, 4, 5), "OFFICIAL", "partners & others", synthetic=True)
TEXT = ["=1+1", "+44", "-5 and", "@SUM(A1)", "\tx", "a\rb", "\x00=HYPERLINK(1)", "\ud800é", None, "#N/A", "1e5"]


@pytest.fixture
def book(tmp_path):
    table = pd.DataFrame({"place": pd.Series(TEXT, dtype="object"), "n": [-5, 2.1234567, None, *range(8)]})
    marked = mark_table(table, allowed=("place", "n"), marking="OFFICIAL", what="t")
    return write_book({"t": marked}, tmp_path / "tables.xlsx", cover=COVER)


@pytest.mark.fault("X21")
def test_no_cell_is_a_formula_and_numbers_are_numbers(book):
    sheets = openpyxl.load_workbook(book)
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    column = [cell.value for cell in sheets["t"]["A"]][1:]
    assert column == [
        "'=1+1",
        "'+44",
        "'-5 and",
        "'@SUM(A1)",
        "'\tx",
        "a b",
        "'=HYPERLINK(1)",
        "é",
        None,
        "#N/A",
        "1e5",
    ]
    assert [cell.value for cell in sheets["t"]["B"]][1:4] == [-5, 2.12346, None]
    with zipfile.ZipFile(book) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_every_sheet_and_every_printed_page_carries_the_marking(book):
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["Cover", "t"]
    assert all(s.oddHeader.center.text == s.oddFooter.center.text == "OFFICIAL · partners && others" for s in sheets)
    assert [cell.value for cell in sheets["t"]["C"]] == ["marking", *["OFFICIAL"] * len(TEXT)]
    said = {row[0].value: row[1].value for row in sheets["Cover"].iter_rows()}
    assert (said["Marking"], said["Handling"], said["Data cut"]) == ("OFFICIAL", "partners & others", "2022-04-05")
    assert "draft, signed or withdrawn" in said["Status"]
    assert said["Data"].startswith("Synthetic")


def test_the_same_tables_give_the_same_bytes(tmp_path, monkeypatch):
    table = mark_table(pd.DataFrame({"n": [1]}), allowed=("n",), marking="OFFICIAL", what="t")
    made = [write_book({"t": table}, tmp_path / "a.xlsx", cover=COVER).read_bytes()]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    made.append(write_book({"t": table}, tmp_path / "b.xlsx", cover=COVER).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2022, 4, 5, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2022-04-05T00:00:00Z") == 2


def test_the_cover_can_say_what_every_table_holds():
    assert {*ALLOWED, *ALLOWED_SHARED} <= {*TABLE_WORDS}
