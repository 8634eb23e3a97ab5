"""The dictionary of the tables beside a written profile: what may leave, and what each column means."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from vawg_geo.base.errors import DisclosureError

HERE = Path(__file__).parent / "dictionary"
_SHARED = "partner_"
_HEADER = ["table", "column", "meaning"]


@cache
def dictionary() -> dict[str, dict[str, str]]:
    """
    Read every CSV of the folder `dictionary`: table, column, meaning; a row without a column says what the table is.

    Returns
    -------
    tables
        Table to its columns and their meanings; "" to what the table is.

    Raises
    ------
    DisclosureError
        If a row says nothing, or a column of a table is there twice.
    """
    tables: dict[str, dict[str, str]] = {}
    for path in sorted(HERE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            known = tables.setdefault(row["table"], {})
            if list(row) != _HEADER or not row["meaning"] or row["column"] in known:
                raise DisclosureError(f"{path.name} has a row without a meaning, or one column of a table twice.")
            known[row["column"]] = row["meaning"]
    return tables


def allowed_columns(name: str) -> tuple[str, ...]:
    """
    Give the columns of a table that may leave.

    Parameters
    ----------
    name
        The table.

    Returns
    -------
    columns
        In the dictionary's order.

    Raises
    ------
    DisclosureError
        If the dictionary does not know the table.
    """
    if name not in dictionary():
        raise DisclosureError(
            f"table {name!r} may not leave: publishing/report/dictionary has no rows for it. Add them only after a "
            "disclosure review."
        )
    return tuple(column for column in dictionary()[name] if column)


def allowed_tables() -> dict[str, tuple[str, ...]]:
    """Give every table's columns that may leave."""
    return {name: allowed_columns(name) for name in dictionary()}


def shared_tables() -> dict[str, tuple[str, ...]]:
    """Give the tables of a partnership pack: of all in the dictionary they alone may stand beside a partners' page."""
    return {name: columns for name, columns in allowed_tables().items() if name.startswith(_SHARED)}


def table_words() -> dict[str, str]:
    """Give one sentence a table, for a workbook's cover."""
    return {name: columns[""] for name, columns in dictionary().items() if "" in columns}
