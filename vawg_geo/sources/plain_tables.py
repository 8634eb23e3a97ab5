"""A small table beside the extract: every column as text, through the same door as the extract itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import PlaceError, SourceError
from vawg_geo.sources.header import plain
from vawg_geo.sources.raw import read_bytes, to_text
from vawg_geo.sources.text import TextTable, find_header, read_table_text


def read_plain_table(path: Path, wanted: Iterable[str]) -> TextTable:
    """
    Read a table of any columns.

    Parameters
    ----------
    path
        A delimited file in any encoding and with any separator that extracts may have; a header alone is an empty
        table.
    wanted
        Columns that are looked for, whatever the case and spaces of their headers.

    Returns
    -------
    table
        Text, one column a header (under the name in `wanted` where it is one), index = data row; rows that do not fit
        the header stand in `broken`.

    Raises
    ------
    SourceError
        If the file cannot be read or is refused (FAULTS I31, I33, I34, I42, I44, I47, I48, I56).
    """
    raw = to_text(read_bytes(path), file=path.name)
    text = raw.text
    names = {plain(name): name for name in wanted}
    delimiter, skip = find_header(text, {name: name for name in names.values()}, "")
    lines = io.StringIO(text, newline="")
    for _ in range(skip):
        next(lines)
    try:
        header = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        raise SourceError(f"{path.name} has a header that cannot be read: a quote is not closed. [I34]") from None
    columns = {names.get(plain(cell), cell.strip()): cell for cell in header if plain(cell)}
    if columns and not lines.read().strip():
        empty = pd.DataFrame(columns=list(columns), dtype="str", index=pd.Index([], dtype="int64", name="row"))
        return TextTable(empty, notes=list(raw.notes))
    table = read_table_text(text, columns, must_have=(), file=path.name)
    table.notes[:0] = raw.notes
    return table


def read_list(path: Path, columns: tuple[str, ...], *, refusal: type[PlaceError] = PlaceError) -> pd.DataFrame:
    """
    Read a list that is used whole or not at all: aliases, decisions, default points, the lookup.

    Parameters
    ----------
    path
        The file.
    columns
        Its columns; none: all there are.
    refusal
        The kind of error.

    Returns
    -------
    table
        Those columns as text, "" where blank, RangeIndex.

    Raises
    ------
    refusal
        If the file cannot be read, lacks a column, or a row does not fit the header or holds a NUL: of such a list
        nothing is left out in silence.
    """
    try:
        table = read_plain_table(path, columns)
    except SourceError as error:
        raise refusal(str(error)) from None
    missing = [column for column in columns if column not in table.frame.columns]
    if missing:
        raise refusal(f"{path.name} has no column {', '.join(missing)}; it needs {', '.join(columns)}. Add it.")
    if table.broken:
        raise refusal(
            f"{path.name}: every row must have the header's fields; {len(table.broken)} do not, the first is row "
            f"{min(table.broken)}. Put a text that holds a comma between quotes."
        )
    spoilt = [int(table.frame.index[rows][0]) for rule, _, rows in table.marks if rule == "I43"]
    if spoilt:
        raise refusal(f"{path.name}: a cell holds a NUL character, the first is in row {min(spoilt)}. Clear it. [I43]")
    return table.frame[list(columns) or list(table.frame.columns)].reset_index(drop=True)
