"""Records by theme: themes overlap, so a record stands once in each of its own."""

from __future__ import annotations

import pandas as pd


def by_theme(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Give each record a row a theme.

    Parameters
    ----------
    rows
        `themes`: words joined by ";", "" when none.

    Returns
    -------
    themed
        The columns of `rows` and `theme`, the records' labels; a record without a theme has one row, theme "".

    References
    ----------
    METHODS 1: totals count a record once; the themes' counts do not sum to the total.
    """
    held = {text: text.split(";") for text in rows["themes"].unique()}
    return rows.assign(theme=rows["themes"].map(held)).explode("theme")


def has_theme(rows: pd.DataFrame, *names: str) -> pd.Series:
    """
    Say which records belong to a theme, or to one of several.

    Parameters
    ----------
    rows
        `themes`: words joined by ";", "" when none.
    *names
        Themes.

    Returns
    -------
    belongs
        Bool, index of `rows`.
    """
    held = {text: not set(names).isdisjoint(text.split(";")) for text in rows["themes"].unique()}
    return rows["themes"].map(held).astype(bool)


def harm_of(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """
    Count records and their harm in groups.

    Parameters
    ----------
    rows
        `harm` (missing = no weight) and the columns of `by`; their missing values make no group.
    by
        Names of columns.

    Returns
    -------
    groups
        Index `by`: `n` (records), `harm` (sum of the known weights), `unweighted` (records without one).

    References
    ----------
    METHODS 2: count and harm stand side by side; a missing weight is never 0 and always counted.
    """
    grouped = rows.assign(unweighted=rows["harm"].isna()).groupby(by, observed=True)
    return grouped.agg(n=("unweighted", "size"), harm=("harm", "sum"), unweighted=("unweighted", "sum"))
