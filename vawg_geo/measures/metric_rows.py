"""Which rows of a table a metric's entry counts."""

from __future__ import annotations

import pandas as pd
from pandas.api import types

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.metric_entries import Part

THEME = "theme"  # stands for membership in `themes`, words joined by ";"
MISSING = "missing"  # stands for a value that is not there


def column_of(table: pd.DataFrame, name: str, what: str) -> pd.Series:
    """
    Give a column.

    Parameters
    ----------
    table
        Any table.
    name
        The column.
    what
        The table's name, for the message.

    Returns
    -------
    column
        As it stands.

    Raises
    ------
    SchemaError
        If the table has no column of that name.
    """
    if name not in table.columns:
        raise SchemaError(f"the table {what} has no column {name!r}.")
    column: pd.Series = table[name]
    return column


def numbers_of(table: pd.DataFrame, name: str, what: str) -> pd.Series:
    """
    Give a column as numbers; a force's own columns are read as text.

    Parameters
    ----------
    table, name, what
        As for `column_of`.

    Returns
    -------
    column
        Numbers, NaN where missing.

    Raises
    ------
    SchemaError
        If the column is not there, holds anything else, or is filled in nowhere.
    """
    values = column_of(table, name, what)
    timed = types.is_datetime64_any_dtype(values)
    numbers: pd.Series = pd.to_numeric(values.astype("object") if timed else values, errors="coerce")
    if odd := int((values.notna() & (numbers.isna() | timed)).sum()):
        raise SchemaError(f"column {name!r} of the table {what} must hold numbers: {odd} rows do not.")
    _refuse_blank(values, what)
    return numbers


def times_of(table: pd.DataFrame, name: str, what: str) -> pd.Series:
    """
    Give a column of times.

    Parameters
    ----------
    table, name, what
        As for `column_of`.

    Returns
    -------
    column
        As it stands.

    Raises
    ------
    SchemaError
        If the column is not there, holds anything else, or is filled in nowhere: what a force does not keep is not
        what never happened.
    """
    values = column_of(table, name, what)
    if not types.is_datetime64_any_dtype(values):
        raise SchemaError(f"column {name!r} of the table {what} must hold times.")
    _refuse_blank(values, what)
    return values


def _refuse_blank(values: pd.Series, what: str) -> None:
    if len(values) and values.isna().all():
        raise SchemaError(f"column {values.name!r} of the table {what} is filled in nowhere.")


def pick_rows(table: pd.DataFrame, part: Part) -> pd.DataFrame:
    """
    Pick the rows an entry counts.

    Parameters
    ----------
    table
        The table it names.
    part
        `where` and `without`: column to values, as text; a flag is "true" or "false", what is not there "missing", and
        "theme" asks whether a record belongs to a theme.

    Returns
    -------
    rows
        Those for which every column of `where` holds one of its values, and none of `without` does.

    Raises
    ------
    SchemaError
        If a column is not there, or the whole table holds none of the values wanted: a name that is written otherwise
        must not count as nothing.
    """
    kept = pd.Series(data=True, index=table.index)
    for column, wanted in part.where.items():
        held = _holds(table, column, wanted, part.table)
        if len(table) and not held.any() and not _is_flag(table, column):
            raise SchemaError(f"column {column!r} of the table {part.table} nowhere holds {' or '.join(wanted)}.")
        kept &= held
    for column, unwanted in part.without.items():
        kept &= ~_holds(table, column, unwanted, part.table)
    return table[kept]


def _is_flag(table: pd.DataFrame, column: str) -> bool:
    return column in table.columns and types.is_bool_dtype(table[column])


def _holds(table: pd.DataFrame, column: str, wanted: tuple[str, ...], what: str) -> pd.Series:
    if column == THEME:
        themes = column_of(table, "themes", what)
        held = {text: bool(set(wanted) & set(text.split(";"))) for text in themes.unique()}
        return themes.map(held).astype(bool)
    values = column_of(table, column, what)
    if _is_flag(table, column):
        values = values.astype("boolean").map({True: "true", False: "false"})
    elif types.is_numeric_dtype(values):
        values = values.map(lambda value: f"{value:g}", na_action="ignore")
    known: pd.Series = values.astype("object").where(values.notna(), MISSING).isin(wanted)
    return known
