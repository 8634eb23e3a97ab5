"""The tables beside a page as one workbook: a cover, a sheet a table, the marking on every sheet and printed page."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.publishing.allow_lists import TABLE_WORDS
from vawg_geo.publishing.report.columns import table_words

STATUS = "The page beside this file, index.html, says whether its edition is a draft, signed or withdrawn."
COVER = "Cover"
_WIDEST = 60  # characters of a column
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True)
class Cover:
    """What the first sheet says, and what every printed page carries."""

    title: str
    force: str
    period: str
    cut: date
    marking: str
    handling: str = ""
    synthetic: bool = False

    @property
    def words(self) -> str:
        """Marking and handling in one line."""
        return " · ".join(text for text in (self.marking, self.handling) if text)

    def rows(self) -> list[tuple[str, str]]:
        """Give the first sheet's lines: a label and what it says."""
        lines = [
            ("Marking", self.marking),
            ("Handling", self.handling),
            ("Title", self.title),
            ("Force", self.force),
            ("Data", "Synthetic: an invented county. No person, place or offence is real." if self.synthetic else ""),
            ("Period", self.period),
            ("Data cut", f"{self.cut:%Y-%m-%d}"),
            ("Status", STATUS),
            ("Counts", "Recorded, not all, offences. An empty cell is not known, cannot be said, or is hidden."),
        ]
        return [line for line in lines if line[1]]


def cover_of(facts: Mapping[str, Any]) -> Cover:
    """
    Give a workbook's cover from the facts of the tasking group's page.

    Parameters
    ----------
    facts
        `title`, `force`, `month`, `cut`, `marking`, and where they are there `handling` and `synthetic`.

    Returns
    -------
    cover
        What the first sheet says.
    """
    return Cover(
        title=str(facts["title"]),
        force=str(facts["force"]),
        period=f"reporting month {Month.parse(str(facts['month'])).words}",
        cut=date.fromisoformat(str(facts["cut"])),
        marking=str(facts["marking"]),
        handling=str(facts.get("handling", "")),
        synthetic=bool(facts.get("synthetic", False)),
    )


def write_book(tables: Mapping[str, pd.DataFrame], path: Path, *, cover: Cover) -> Path:
    """
    Write tables as an XLSX whose bytes depend on its content alone.

    Parameters
    ----------
    tables
        Name to table, already harmless: text neutralised, `marking` the last column.
    path
        The file.
    cover
        What the first sheet says.

    Returns
    -------
    path
        The file written: text is text, never a formula; FAULTS X21.
    """
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = COVER
    _fill_cover(first, cover, list(tables))
    for name, table in tables.items():
        _fill_sheet(book.create_sheet(name[:31]), table)  # the format's longest name
    for sheet in book.worksheets:
        mark_sheet(sheet, cover)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sealed_book(book, cover.cut))
    return path


def sealed_book(book: Any, cut: date) -> bytes:  # noqa: ANN401 - openpyxl has no types
    """
    Give a workbook's bytes, which depend on its content alone.

    Parameters
    ----------
    book
        An openpyxl workbook.
    cut
        The data cut, which stands where the clock would.

    Returns
    -------
    content
        The file's bytes.
    """
    raw = io.BytesIO()
    book.save(raw)
    return without_clock(raw.getvalue(), cut)


def _fill_cover(sheet: Any, cover: Cover, names: list[str]) -> None:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.styles import Alignment, Font

    rows = [*cover.rows(), ("", ""), ("Sheet", "What it holds")]
    words = TABLE_WORDS | table_words()
    rows += [(name, words.get(name, "")) for name in names]
    for at, (label, text) in enumerate(rows, start=1):
        put_cell(sheet.cell(at, 1), label)
        put_cell(sheet.cell(at, 2), text)
        sheet.cell(at, 1).font = Font(bold=True)
        sheet.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90


def _fill_sheet(sheet: Any, table: pd.DataFrame) -> None:  # noqa: ANN401
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(table.columns, start=1):
        heading = sheet.cell(1, at)
        put_cell(heading, str(column))
        heading.font = Font(bold=True)
        longest = len(str(column))
        for row, value in enumerate(table[column], start=2):
            if not pd.isna(value):
                put_cell(sheet.cell(row, at), value)
                longest = max(longest, len(str(value)))
        sheet.column_dimensions[get_column_letter(at)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def put_cell(cell: Any, value: object) -> None:  # noqa: ANN401
    """Write a number as a number; all else as text, which no spreadsheet computes."""
    if isinstance(value, str | bool) or not hasattr(value, "__float__"):
        cell.value, cell.data_type = str(value), "s"
    else:
        cell.value = float(f"{float(value):.6g}")  # as in the CSV


def mark_sheet(sheet: Any, cover: Cover) -> None:  # noqa: ANN401
    """Put the marking on every printed page of a sheet, A4 across."""
    words = cover.words.replace("&", "&&")
    for place in (sheet.oddHeader, sheet.oddFooter):
        place.center.text = words
    sheet.oddFooter.right.text = "Page &P of &N"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def without_clock(raw: bytes, cut: date) -> bytes:
    """
    Put the data cut wherever the clock stands, in an office document's properties and in its archive.

    Parameters
    ----------
    raw
        A workbook or a Word document, as a library wrote it.
    cut
        The data cut.

    Returns
    -------
    content
        The same document.
    """
    stamp = datetime(cut.year, cut.month, cut.day)  # noqa: DTZ001 - an archive's times have no zone
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _CLOCK.sub(rb"\g<1>" + f"{stamp:%Y-%m-%dT%H:%M:%SZ}".encode(), old.read(name))
            entry = zipfile.ZipInfo(name, date_time=stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
