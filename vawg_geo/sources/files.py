"""Which files an extract is, and each file as a table of text with its book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.book import Book
from vawg_geo.sources.raw import file_hash, read_bytes, to_text
from vawg_geo.sources.source import Source
from vawg_geo.sources.text import TextTable, read_table_text
from vawg_geo.sources.workbook import read_parquet, read_workbook


@dataclass(frozen=True)
class OpenFile:
    """One file of an extract."""

    cells: pd.DataFrame  # text, one column a field, index = data row
    book: Book
    sha256: str
    chosen: dict[str, str]


def find_files(path: str | Path | Sequence[str | Path]) -> list[Path]:
    """
    List an extract's files.

    Parameters
    ----------
    path
        A file, a pattern such as street/2022-*.csv, or a list of either.

    Returns
    -------
    files
        Sorted by name within each pattern.

    Raises
    ------
    SourceError
        If a path or pattern names no file.
    """
    found: list[Path] = []
    for one in [path] if isinstance(path, str | Path) else path:
        matches = [Path(one)] if Path(one).is_file() else _match(Path(one))
        files = [match for match in matches if match.is_file()]
        if not files:
            raise SourceError(f"{Path(one).name} names no file. Check the path or the pattern.")
        found += [file for file in files if file not in found]
    return found


def open_file(path: Path, source: Source, *, name: str) -> OpenFile:
    """
    Read one file as text.

    Parameters
    ----------
    path
        The file.
    source
        What it looks like.
    name
        How messages and tables call it.

    Returns
    -------
    file
        Its cells and its book, with what was corrected on the way.

    Raises
    ------
    SourceError
        If the file is refused (FAULTS I5, I6, I31-I34, I42, I44, I46-I48, I56).
    """
    content = read_bytes(path, source.caps)
    chosen: dict[str, str] = {}
    if source.format == "csv":
        raw = to_text(content, file=name, encoding=source.encoding)
        chosen["encoding"] = raw.encoding
        table = read_table_text(
            raw.text, source.columns, must_have=source.must_have, file=name, delimiter=source.delimiter,
            caps=source.caps,
        )  # fmt: skip
        table.notes[:0] = raw.notes
    else:
        read = read_workbook if source.format == "xlsx" else read_parquet
        table = read(content, source, file=name)
    return OpenFile(table.frame, open_book(table, name, source.columns), file_hash(path), chosen | table.chosen)


def name_files(paths: Sequence[Path]) -> list[str]:
    """
    Name files for messages: the file's name, with its folder's where two are alike.

    Parameters
    ----------
    paths
        The files.

    Returns
    -------
    names
        One a file, no two alike.
    """
    names = [path.name for path in paths]
    longer = [f"{path.parent.name}/{path.name}" if names.count(path.name) > 1 else path.name for path in paths]
    return [name if longer.count(name) == 1 else f"{name} ({number})" for number, name in enumerate(longer, start=1)]


def open_book(table: TextTable, name: str, headers: Mapping[str, str]) -> Book:
    """
    Open the book of a file that was read as text.

    Parameters
    ----------
    table
        The text.
    name
        How messages call the file.
    headers
        Our field to the file's header.

    Returns
    -------
    book
        With its broken lines, its NUL characters and what was corrected on the way.
    """
    book = Book(name, table.frame.index, dict(table.broken), headers)
    for rule, what, action in table.notes:
        book.note(rule, 1, action, what)
    for rule, column, rows in table.marks:
        if rule == "I43":
            book.reject(rows, rule, column)
        else:
            book.note_rows(rule, rows, "corrected", column)
    return book


def last_change(paths: Sequence[Path]) -> datetime:
    """Return when the newest of some files was last changed."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), tz=UTC)


def _match(pattern: Path) -> list[Path]:
    # The part before the first wildcard is a folder; the rest is matched inside it.
    parts = pattern.parts
    wild = next((place for place, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    return sorted(Path(*parts[:wild]).glob(str(Path(*parts[wild:])))) if wild < len(parts) else []
