"""Delimited text to a table of text: delimiter, header row, and every line that does not fit."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.base.offences import INVISIBLE
from vawg_geo.sources.caps import CAPS, Caps
from vawg_geo.sources.header import match_header, plain
from vawg_geo.sources.raw import Note

if TYPE_CHECKING:
    from _csv import Reader
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HEADER_WITHIN = 50  # lines; titles above the header are a few
_HEAD = 1_000_000  # characters in which the header is looked for
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass
class TextTable:
    """A file as text: one column a field of ours, index = the file's data row from 1."""

    frame: pd.DataFrame
    broken: dict[int, str] = field(default_factory=dict)  # data row -> FAULTS number
    notes: list[Note] = field(default_factory=list)  # FAULTS number, what, action: of the whole file
    marks: list[tuple[str, str, np.ndarray]] = field(default_factory=list)  # FAULTS number, field, its rows
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def rows_in(self) -> int:
        """Data rows in the file, fit or not."""
        return len(self.frame) + len(self.broken)


def read_table_text(
    text: str,
    columns: Mapping[str, str],
    *,
    must_have: Sequence[str],
    file: str,
    delimiter: str = "",
    caps: Caps = CAPS,
) -> TextTable:
    """
    Read delimited text.

    Parameters
    ----------
    text
        The whole file.
    columns
        Our field to the file's header.
    must_have
        Fields whose column must be there.
    file
        The file's name, for messages.
    delimiter
        The stated delimiter; empty: told from the header row.
    caps
        How many columns and rows are read at most.

    Returns
    -------
    table
        The fields that the file has, every cell exact text, stripped of outer and invisible spaces; rows with too many
        (I41) or too few fields (I33) stand in `broken`; `marks` tells the rows with a NUL (I43) and those of which
        invisible characters were taken out (I55).

    Raises
    ------
    SourceError
        If there is no text (I31), if the header lacks, repeats or exceeds what it may hold (I5, I6, I42, I56), if there
        is no data row (I32), or if the file ends inside a row or a quote (I33, I34).
    """
    if not text.strip("\0").strip():
        raise SourceError(f"{file} holds nothing but blank lines: the export did not finish. Export it again. [I31]")
    lines = io.StringIO(text, newline="")
    try:
        used, skip = find_header(text, columns, delimiter)
        for _ in range(skip):
            next(lines)
        reader = csv.reader(lines, delimiter=used)
        header = next(reader, [])
        places = match_header(header, columns, must_have=must_have, file=file, caps=caps)
        records, last = _records(reader, lines, text, width=len(header), delimiter=used, caps=caps, file=file)
        _refuse_cut(text[last:], records, len(header), used, file)
    except csv.Error:
        raise SourceError(
            f"{file} holds a field longer than 131,072 characters: a quote is not closed. Export it again. [I34]"
        ) from None
    table = to_table(records, places, width=len(header), file=file)
    table.chosen["delimiter"] = _DELIMITERS.get(used, "as stated")
    if used != "," and not delimiter:
        table.notes.append(("I45", f"read as separated by {_DELIMITERS[used]}s", "corrected"))
    if skip:
        table.notes.append(("I46", f"title lines above the header passed over: {skip}", "corrected"))
    return table


def to_table(records: Sequence[Sequence[str]], places: Mapping[str, int], *, width: int, file: str) -> TextTable:
    """
    Put records into a table, setting aside those that do not fit the header.

    Parameters
    ----------
    records
        Cells as text, one sequence a data row.
    places
        Our field to its position.
    width
        The header's number of columns.
    file
        The file's name, for messages.

    Returns
    -------
    table
        The table.

    Raises
    ------
    SourceError
        If there is no data row (I32).
    """
    if not records:
        raise SourceError(
            f"{file} has a header and no rows: the export found nothing or did not finish. Export it again. [I32]"
        )
    usual = Counter(map(len, records)).most_common(1)[0][0]
    reasons = [_misfit(record, width, usual) for record in records]
    broken = {number: reason for number, reason in enumerate(reasons, start=1) if reason}
    fit = [record for record, reason in zip(records, reasons, strict=True) if not reason]
    columns = list(zip(*fit, strict=False)) if fit else [()] * width
    table = TextTable(pd.DataFrame(), broken)
    cells = {name: _clean(columns[place], name, table.marks) for name, place in places.items()}
    rows = [number for number in range(1, len(records) + 1) if number not in broken]
    table.frame = pd.DataFrame(cells, dtype="str").set_axis(pd.Index(rows, dtype="int64", name="row"))
    return table


def find_header(text: str, columns: Mapping[str, str], delimiter: str) -> tuple[str, int]:
    """
    Find the header row and the delimiter that show most of the columns.

    Parameters
    ----------
    text
        The whole file.
    columns
        Our field to the file's header.
    delimiter
        The stated delimiter; empty: any of comma, semicolon, tab and bar.

    Returns
    -------
    delimiter, skip
        The delimiter, and how many lines stand above the header.
    """
    wanted = {plain(theirs) for theirs in columns.values()}
    best = (0, delimiter or ",", 0)
    for candidate in [delimiter] if delimiter else _DELIMITERS:
        for number, line in enumerate(_LINE_END.split(text[:_HEAD])[:_HEADER_WITHIN]):
            found = len(wanted.intersection(plain(cell) for cell in _cells(line, candidate)))
            if found > best[0]:
                best = (found, candidate, number)
    return best[1], best[2]


def _records(
    reader: Reader, lines: io.StringIO, text: str, *, width: int, delimiter: str, caps: Caps, file: str
) -> tuple[list[list[str]], int]:
    records: list[list[str]] = []
    start = end = lines.tell()
    before = reader.line_num
    for record in reader:
        start, end = end, lines.tell()
        several, before = reader.line_num > before + 1, reader.line_num
        if several and _swallowed(record, width, delimiter):
            # A stray quote has joined lines: each is counted for itself, so that no row disappears.
            split = (_cells(line, delimiter) for line in _LINE_END.split(text[start:end]))
            records.extend(cells for cells in split if cells)
        elif record:  # an empty line is no row
            records.append(record)
        caps.refuse_rows(len(records), file)
    return records, start


def _swallowed(record: Sequence[str], width: int, delimiter: str) -> bool:
    # A cell that holds a line end and a whole row's delimiters is the end of one row and the beginning of another.
    long = [cell for cell in record if "\n" in cell or "\r" in cell]
    return bool(long) and (len(record) != width or any(cell.count(delimiter) >= width - 1 for cell in long))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]  # one field too long: it fits no header


def _refuse_cut(tail: str, records: Sequence[Sequence[str]], width: int, delimiter: str, file: str) -> None:
    try:
        list(csv.reader(io.StringIO(tail, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise SourceError(f"{file} ends inside a quote: it was cut short. Copy or export it again. [I34]") from None
    if records and len(records[-1]) < width and not tail.endswith(("\n", "\r")):
        raise SourceError(f"{file} ends in the middle of a row: it was cut short. Copy or export it again. [I33]")


def _misfit(record: Sequence[str], width: int, usual: int) -> str:
    if len(record) < width:
        return "I33"
    if len(record) == width:
        return ""
    # Blank cells beyond the header are harmless when every line ends so. In one line they are what an unquoted comma
    # has pushed out, and everything behind it stands in the wrong column.
    return "" if len(record) == usual and not any(cell.strip() for cell in record[width:]) else "I41"


def _clean(cells: Sequence[str], name: str, marks: list[tuple[str, str, np.ndarray]]) -> pd.Series:
    column, whole = pd.Series(list(cells), dtype="str"), "".join(cells)
    if "\0" in whole:
        marks.append(("I43", name, column.str.contains("\0", regex=False).to_numpy(dtype=bool)))
    if name == "offence":  # its spaces and invisible characters are counted when codes are read
        return column
    if not whole.isascii():
        seen = column.str.replace(INVISIBLE.pattern, "", regex=True)
        marks.append(("I55", name, (seen != column).to_numpy(dtype=bool)))
        column = seen
    return column.str.strip()
