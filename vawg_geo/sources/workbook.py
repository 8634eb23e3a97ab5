"""Excel workbooks and Parquet files to the same table of text that delimited files give."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.header import match_header, plain
from vawg_geo.sources.source import Source
from vawg_geo.sources.text import TextTable, to_table

if TYPE_CHECKING:
    import pyarrow as pa
_HEADER_WITHIN = 50
_DATE_WRITTEN = {"day_first": "%d/%m/%Y", "month_first": "%m/%d/%Y", "iso": "%Y-%m-%d"}


def read_workbook(content: bytes, source: Source, *, file: str) -> TextTable:
    """
    Read one sheet of an Excel workbook.

    Parameters
    ----------
    content
        The file's bytes.
    source
        The source: its columns, its sheet (empty: the first) and its caps.
    file
        The file's name, for messages.

    Returns
    -------
    table
        Cells as text: dates in the source's own order, whole numbers without a point; a fraction in the offence column
        becomes empty, because 4.10 has already become 4.1.

    Raises
    ------
    SourceError
        If the bytes are no workbook, unpack beyond the cap, or the sheet or a column is missing.
    """
    from openpyxl import load_workbook

    _refuse_bomb(content, source, file)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if source.sheet and source.sheet not in book.sheetnames:
            raise SourceError(f"{file} has no sheet {source.sheet!r}. Name it in the source's sheet.")  # noqa: TRY301
        sheet = book[source.sheet] if source.sheet else book.worksheets[0]
        rows = list(_cells_of(sheet.iter_rows(values_only=True), source, file))
    except SourceError:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook fails in many ways; none may carry a cell's value further
        raise SourceError(f"{file} is no readable Excel workbook. Save it again, or export it as CSV. [I48]") from None
    return _tabulate(rows, source, file)


def read_parquet(content: bytes, source: Source, *, file: str) -> TextTable:
    """
    Read a Parquet file.

    Parameters
    ----------
    content
        The file's bytes.
    source
        The source: its columns and its caps.
    file
        The file's name, for messages.

    Returns
    -------
    table
        Cells as text, as `read_workbook` writes them.

    Raises
    ------
    SourceError
        If the bytes are no Parquet file, unpack beyond the cap, or a column is missing.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        opened = parquet.ParquetFile(io.BytesIO(content))
        meta = opened.metadata
        source.caps.refuse_size(
            sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups)), file
        )
        source.caps.refuse_rows(meta.num_rows, file)
        header = [str(name) for name in opened.schema_arrow.names]
        match_header(header, source.columns, must_have=source.must_have, file=file, caps=source.caps)
        used = [name for name in header if plain(name) in {plain(theirs) for theirs in source.columns.values()}]
        texts = [name for name in used if _is_text(opened.schema_arrow.field(name).type)]
        packed = parquet.ParquetFile(io.BytesIO(content), read_dictionary=texts)
        columns = [packed.read(columns=[name]).column(0) for name in used]
        source.caps.refuse_size(sum(map(_length, columns)), file)
        cells = [column.to_pylist() for column in columns]
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise SourceError(f"{file} is no readable Parquet file. Write it again, or export it as CSV.") from None
    return _tabulate([used, *zip(*cells, strict=True)], source, file)


def _is_text(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _length(column: pa.ChunkedArray) -> int:
    """Bytes of a column once every cell stands for itself: one long text, named a million times, is packed as one."""
    from pyarrow import compute, types

    if not types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = [compute.take(compute.binary_length(chunk.dictionary), chunk.indices) for chunk in column.chunks]
    return sum(compute.sum(one).as_py() or 0 for one in lengths)


def _refuse_bomb(content: bytes, source: Source, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise SourceError(f"{file} is no Excel workbook (.xlsx). State its format, or export it as CSV.") from None
    source.caps.refuse_unpacked(size, len(content), file)


def _cells_of(rows: Iterator[Sequence[object]], source: Source, file: str) -> Iterator[list[object]]:
    # Empty rows come too: a lone cell far down would make a million of them.
    for number, row in enumerate(rows, start=1):
        source.caps.refuse_columns(len(row), file)
        source.caps.refuse_rows(number, file)
        if any(cell is not None for cell in row):
            yield list(row)


def _tabulate(rows: Sequence[Sequence[object]], source: Source, file: str) -> TextTable:
    wanted = {plain(theirs) for theirs in source.columns.values()}
    scores = [len(wanted & {plain(str(cell)) for cell in row}) for row in rows[:_HEADER_WITHIN]] or [0]
    skip = scores.index(max(scores))
    header = ["" if cell is None else str(cell) for cell in (rows[skip] if rows else [])]
    places = match_header(header, source.columns, must_have=source.must_have, file=file, caps=source.caps)
    write, code = _writer(source), places.get("offence", -1)
    records = [[write(cell, place == code) for place, cell in enumerate(row)] for row in rows[skip + 1 :]]
    table = to_table([_fit(row, len(header)) for row in records], places, width=len(header), file=file)
    if skip:
        table.notes.append(("I46", f"title lines above the header passed over: {skip}", "corrected"))
    return table


def _fit(row: list[str], width: int) -> list[str]:
    """Cut and fill blank cells at the end: in a sheet every cell says which column it stands in."""
    blank = not any(row[width:])
    return row[:width] + [""] * (width - len(row)) if blank else row


def _writer(source: Source) -> Callable[[object, bool], str]:
    day = _DATE_WRITTEN[source.date_order]

    def write(cell: object, is_code: bool) -> str:  # noqa: FBT001 - called once a cell, by position
        if cell is None or cell is pd.NaT:
            return ""
        if isinstance(cell, dt.datetime):
            return cell.strftime(f"{day} %H:%M:%S")
        if isinstance(cell, dt.date):
            return cell.strftime(day)
        if isinstance(cell, float | Decimal):
            if cell != cell:  # noqa: PLR0124 - NaN
                return ""
            return str(int(cell)) if cell % 1 == 0 else "" if is_code else str(cell)
        return str(cell).encode("utf-8", errors="replace").decode("utf-8")

    return write
