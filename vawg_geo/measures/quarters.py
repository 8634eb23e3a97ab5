"""Counts that come by quarter: which quarters lie inside a period, and what they sum to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.rates import share_intervals

_SPAN = " to "


def inside_period(periods: pd.Series, *, first: date, last: date) -> pd.Series:
    """
    Tell which quarters (or months) lie wholly inside a period.

    Parameters
    ----------
    periods
        Texts "YYYY-MM to YYYY-MM", or "YYYY-MM" for one month; another text lies in no period.
    first, last
        The period's days, both included.

    Returns
    -------
    inside
        Bool, index of `periods`.
    """
    held = {text: _inside(str(text), first, last) for text in periods.unique()}
    return periods.map(held).astype(bool)


def read_period(text: str) -> tuple[Month, Month] | None:
    """Read the first and the last month of "YYYY-MM to YYYY-MM" or "YYYY-MM"; None where a text says neither."""
    ends = text.split(_SPAN)
    try:
        return Month.parse(ends[0]), Month.parse(ends[-1])
    except ValueError:
        return None


def _inside(text: str, first: date, last: date) -> bool:
    months = read_period(text)
    return months is not None and first <= months[0].first and months[1].last <= last


def sum_quarters(table: pd.DataFrame, *, by: Sequence[str], first: date, last: date) -> pd.DataFrame:
    """
    Sum the quarters of a period and give each share its interval.

    Parameters
    ----------
    table
        `period`, `n`, optional `d` (missing = a count alone), and the columns of `by`.
    by
        What tells the sums apart.
    first, last
        The period's days, both included.

    Returns
    -------
    sums
        Index `by`, sorted: `quarters` (how many different ones), `n`, `d` (NaN where a row has none), `share`, `low`,
        `high` (Wilson; NaN without `d` or where `n` exceeds it).
    """
    rows = table[inside_period(table["period"], first=first, last=last)]
    size = rows["d"].astype("Float64") if "d" in rows.columns else pd.Series(pd.NA, index=rows.index, dtype="Float64")
    keys = [rows[name].fillna("not recorded").astype("str") for name in by]
    sums = pd.DataFrame(
        {
            "quarters": rows["period"].groupby(keys).nunique(),
            "n": rows["n"].groupby(keys).sum(),
            "d": size.groupby(keys).sum(min_count=1).where(size.notna().groupby(keys).all()),
        }
    ).astype({"d": "float64"})
    sums.index.names = list(by)
    fit = sums["d"].notna() & (sums["d"] > 0) & (sums["n"] <= sums["d"])
    shares = share_intervals(sums["n"].where(fit, 0), sums["d"].where(fit, 1))
    return sums.join(shares.where(fit, np.nan))
