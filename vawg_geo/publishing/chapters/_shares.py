"""Shares as a page may say them: their cells, whether they moved, and none on a small base."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.report.book import Book, Cell
from vawg_geo.publishing.words import SHARE_BASE


def share_cells(
    book: Book, table: str, row: object, *, names: str = "x n share low high", tag: str = ""
) -> dict[str, Cell]:
    """
    Speak of a share, what it is of, and its interval.

    Parameters
    ----------
    book
        The tables.
    table, row
        Where the share stands.
    names
        The columns of the count, of its base, of the share and of the interval's two ends.
    tag
        Put before the fields' names, where a sentence speaks of two shares.

    Returns
    -------
    cells
        Fields x, n, share, low, high.
    """
    x, n, share, low, high = names.split()
    return {
        f"{tag}x": book.cell(table, row, x),
        f"{tag}n": book.cell(table, row, n),
        f"{tag}share": book.cell(table, row, share, "percent", n=n, ends=f"{low} {high}"),
        f"{tag}low": book.cell(table, row, low, "points", n=n),
        f"{tag}high": book.cell(table, row, high, "percent", n=n),
    }


def verdict(before: pd.Series, now: pd.Series) -> str:
    """
    Say whether a share moved by more than chance would make it.

    Parameters
    ----------
    before, now
        `x` and `n` of two periods.

    Returns
    -------
    word
        "higher", "lower" or "same": outside or inside Newcombe's 95 % interval of the difference.

    References
    ----------
    METHODS 8 and 13.
    """
    frames = [pd.DataFrame({"x": [period["x"]], "n": [period["n"]]}, dtype="int64") for period in (before, now)]
    return str(compare_shares(*frames)["word"].iloc[0])


def count_verdict(before: float, now: float) -> str:
    """
    Say whether a count moved by more than chance would make it, in periods of one length.

    Parameters
    ----------
    before, now
        The counts.

    Returns
    -------
    word
        "higher", "lower" or "same": outside or inside the exact 95 % interval of their ratio.

    References
    ----------
    METHODS 8 and 13.
    """
    change = compare_counts(float(before), float(now)).iloc[0]
    return "higher" if change["low"] > 1 else "lower" if change["high"] < 1 else "same"


def without_small(table: pd.DataFrame, *, base: str, columns: Sequence[str] = ("share", "low", "high")) -> pd.DataFrame:
    """
    Take out the shares that rest on too few.

    Parameters
    ----------
    table
        Shares and what they are of.
    base
        The column of what they are of.
    columns
        The shares and the ends of their intervals.

    Returns
    -------
    table
        The same, these columns missing where the base is missing or below 20.

    References
    ----------
    METHODS 8 and 13.
    """
    enough = table[base].astype("Float64").ge(SHARE_BASE).fillna(value=False).astype(bool)
    return table.assign(**{name: table[name].where(enough) for name in columns})
