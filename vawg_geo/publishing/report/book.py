"""The book of a page: every table it rests on, and the cells its sentences and pictures speak of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.exports import DIGITS, check_columns
from vawg_geo.publishing.report.columns import allowed_columns
from vawg_geo.publishing.report.forms import show

SEPARATOR = "|"  # between the key columns of a row's name


@dataclass(frozen=True)
class Cell:
    """One value of the page and where it stands: a cell of a table that lies beside it."""

    table: str
    row: str
    column: str
    value: object
    form: str
    n: object = None  # the base it rests on
    low: object = None  # its interval
    high: object = None

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return show(self.value, self.form)

    @property
    def base(self) -> float:
        """What a guard asks of: the base where there is one, else the value itself."""
        value = self.value if self.n is None else self.n
        return float("nan") if value is None or value is pd.NA else float(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Entry:
    """A table of the book, with how it was made."""

    table: pd.DataFrame  # its index is the rows' names
    key: tuple[str, ...]
    how: str  # the formula in words
    source: str  # what it was counted from
    hash: str  # of its bytes as they stand beside the page


@dataclass(frozen=True)
class Book:
    """Tables by name, each put in once; and the few files beside the page that are no tables."""

    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)  # name to content; a run must know the name (runs/pages.py)

    def put(self, name: str, table: pd.DataFrame, *, key: str | Sequence[str], how: str, source: str) -> str:
        """
        Put a table into the book.

        Parameters
        ----------
        name
            Its file's name beside the page; the dictionary (`report/dictionary/*.csv`) must know it.
        table
            The columns that leave, as they leave; the index is not read.
        key
            The column or columns that name a row; their values must differ from row to row.
        how
            How it was made, in words with METHODS' name for it.
        source
            What it was counted from: incidents, outcomes, street_safe, ...

        Returns
        -------
        name
            The same name, for the block that shows it.

        Raises
        ------
        SchemaError
            If the name is taken, or two rows have one name.
        DisclosureError
            If the dictionary does not know the table or one of its columns.
        """
        if name in self.entries:
            raise SchemaError(f"the book has a table {name!r} already; each has its own name.")
        columns = (key,) if isinstance(key, str) else tuple(key)
        check_columns(table, allowed_columns(name), what=name)
        kept = _as_filed(table.reset_index(drop=True))
        named = pd.Series(
            [SEPARATOR.join(map(_spell, row)) for row in kept[list(columns)].to_numpy(dtype=object)], dtype="str"
        )
        if named.duplicated().any():
            raise SchemaError(
                f"table {name!r} has {int(named.duplicated().sum())} rows of a name that another row has; the key "
                f"({', '.join(columns)}) must tell them apart."
            )
        data = kept.to_csv(index=False, lineterminator="\n", float_format=DIGITS).encode()
        kept.index = pd.Index(named, name="row")
        self.entries[name] = Entry(kept, columns, how, source, hashlib.sha256(data).hexdigest()[:12])
        return name

    def cell(self, name: str, row: object, column: str, form: str = "count", *, n: str = "", ends: str = "") -> Cell:
        """
        Speak of one cell.

        Parameters
        ----------
        name
            The table.
        row
            The row's name: its key's values joined by "|".
        column
            The column.
        form
            How it is printed: a name of `report.forms.FORMS`.
        n
            The column of the same row that holds its base, if any.
        ends
            The columns that hold its interval, "low high", if any.

        Returns
        -------
        cell
            What sentences are made of.

        Raises
        ------
        SchemaError
            If the table has no such row or column.
        """
        entry = self.entries.get(name)
        row = _spell(row)
        if entry is None or row not in entry.table.index or column not in entry.table.columns:
            raise SchemaError(f"the book has no cell of that row in column {column!r} of table {name!r}.")
        line = entry.table.loc[row]
        low, high = ends.split() if ends else ("", "")
        return Cell(
            name, row, column, line[column], form,
            line[n] if n else None, line[low] if low else None, line[high] if high else None,
        )  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give every table as it stands beside the page."""
        return {name: entry.table.reset_index(drop=True) for name, entry in self.entries.items()}


def _spell(value: object) -> str:
    """Spell a part of a row's name as the file does."""
    return DIGITS % value if isinstance(value, float) else str(value)


def _as_filed(table: pd.DataFrame) -> pd.DataFrame:
    """Give broken numbers the digits they have in the file, so that page and file round alike."""
    broken = table.select_dtypes("float")
    return table.assign(**{str(name): [float(DIGITS % value) for value in broken[name]] for name in broken})
