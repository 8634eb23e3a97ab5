"""Which places changed: twelve months against the twelve before, told only when chance cannot explain it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.hotspot_types import CHANGE_COLUMNS

ALL = "all"  # the row of the whole force
LEAST_SHOWN = 0.01  # smaller ratios are not told apart
LEAST_BOTH = 10  # offences before + after; fewer could hardly be told, and testing them would hide the rest
DISCOVERIES = 0.05  # share of told changes that may be false. METHODS 8
PERCENT_BASE = 50  # METHODS 8: a percentage only on a base of at least this
RATIO_BASE = 5
NOT_HELD = "cannot say: the data do not hold the twelve months before"
NO_CHANGE = "no change we can distinguish from chance"  # METHODS 13


class ChangeRow(NamedTuple):
    """What a sentence about one change needs."""

    before: int
    after: int
    ratio: float
    low: float
    high: float
    p: float
    told: bool


def compare_years(before: pd.Series, after: pd.Series, names: pd.Series, *, nights: tuple[int, int]) -> pd.DataFrame:
    """
    Compare each area's twelve months with the twelve before, with the false discovery rate held over areas.

    Parameters
    ----------
    before, after
        Offences by area, whole numbers.
    names
        What people call each area, same index.
    nights
        Nights of the two periods: their exposures. 0 where the data do not hold the whole of a period: nothing is
        compared then.

    Returns
    -------
    changes
        Index area, and "all" first: `place`, `before`, `after`, `ratio`, `low`, `high`, `p` (E-test), `q`
        (Benjamini-Hochberg over the areas tested; for "all" its p), `told` (q <= .05, and the interval leaves out 1),
        `text` (a finished phrase).
        Areas with fewer than 10 offences in both periods together are left out of the test: p and q are NaN.

    References
    ----------
    METHODS 8, 13.
    """
    counts = pd.DataFrame({"before": before, "after": after}).astype("int64")
    whole = pd.DataFrame({"before": [counts["before"].sum()], "after": [counts["after"].sum()]}, index=[ALL])
    table = pd.concat([whole, counts]).rename_axis("area")
    table["place"] = ["the whole force", *names.reindex(counts.index)]
    held = min(nights) > 0
    pairs = table.loc[held & ((table["before"] + table["after"]) >= LEAST_BOTH)]
    told = compare_counts(
        pairs["before"], pairs["after"], exposure_before=max(nights[0], 1), exposure_after=max(nights[1], 1)
    )
    table = table.join(told[["ratio", "low", "high", "p"]])
    table["q"] = pd.concat([table["p"].iloc[:1], adjust_discoveries(table["p"].iloc[1:])])  # the whole is one test
    table["told"] = (table["q"] <= DISCOVERIES).fillna(value=False).astype(bool) & without_one(table)
    rows = table[list(ChangeRow._fields)].itertuples(index=False)
    table["text"] = [change_text(ChangeRow(*row)) if held else NOT_HELD for row in rows]
    return table[list(CHANGE_COLUMNS)]


def without_one(table: pd.DataFrame) -> pd.Series:
    """
    Tell whether each interval of a ratio leaves out 1: test and interval can differ by a hair, and both are printed.

    Parameters
    ----------
    table
        `low`, `high`.

    Returns
    -------
    outside
        Bool, index of `table`.

    References
    ----------
    METHODS 13: an interval that includes no change is no change.
    """
    return (table["low"] > 1) | (table["high"] < 1)


def change_text(row: ChangeRow, *, per: str = "a night") -> str:
    """
    Put one row of changes into words.

    Parameters
    ----------
    row
        One place's counts, ratio and test; p is NaN where there were too few to test.
    per
        What the rates are counted by; "" where both periods are of one length.

    Returns
    -------
    text
        Never a percentage on a base below 50, never more than the test bears.

    References
    ----------
    METHODS 13.
    """
    before, after = row.before, row.after
    pair = f"from {before} to {after}"
    if np.isnan(row.p):
        return f"{pair}: too few to tell"
    if not row.told:
        return f"{pair}: {NO_CHANGE}"
    word = "higher" if row.ratio > 1 else "lower"
    size = f", {100 * abs(after / before - 1):.0f} %" if before >= PERCENT_BASE else ""
    # On a base of a few the interval of a ratio reaches into the thousands and informs nobody.
    interval = (
        f" ({_times(row.low)} to {_times(row.high)} times as many{f' {per}' if per else ''}, 95 % interval)"
        if before >= RATIO_BASE
        else ""
    )
    return f"{word}, {pair}{size}{interval}"


def _times(ratio: float) -> str:
    """Write a ratio so that a small one does not read as nought, nor one beside 1 as no change."""
    if ratio < LEAST_SHOWN:
        return f"under {LEAST_SHOWN}"
    texts = [f"{ratio:.{digits}f}" for digits in ((1, 2, 3) if ratio >= 1 else (2, 3))]
    return next((text for text in texts if float(text) != 1), texts[-1])
