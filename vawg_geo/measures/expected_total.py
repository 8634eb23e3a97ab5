"""The range a whole period's count was to be expected in, from the months before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.measures.align import Floats, Numbers, aligned
from vawg_geo.measures.rates import one_tail, whole

LEAST_MONTHS = 24  # two whole years: no season weighs more than another
_MOVING = 1.128  # d2: mean moving range of two normal values, in standard deviations


@dataclass(frozen=True)
class ExpectedTotal:
    """Expected count of a period with its range; NaN = cannot say."""

    expected: float = np.nan
    low: float = np.nan
    high: float = np.nan
    months: int = 0  # it rests on


def expect_total(before: pd.Series, sizes: Numbers, *, size: float, level: float = 0.95) -> ExpectedTotal:
    """
    Expect a period's count from the months before it, if nothing changed.

    Parameters
    ----------
    before
        Whole counts (>= 0), a month a row in order of time, as many whole years as are to count.
    sizes
        Days (> 0) of those months: a Series with the same labels or one number.
    size
        Days of the period (> 0).
    level
        Coverage of the range, between 0 and 1.

    Returns
    -------
    total
        The rate of the months before times `size`. Its variance is that of a count and of the rate, both widened by
        the months' own ups and downs (Laney's sigma of the u' chart, never below chance alone); all NaN below 24
        months or without an offence.

    Raises
    ------
    SchemaError
        If a count is missing, negative or broken, or a size is not above 0.

    References
    ----------
    Laney (2002), Quality Engineering 14(4), 531-537; the variance of a predicted Poisson count: Krishnamoorthy & Peng
    (2011), Journal of Statistical Planning and Inference 141, 1709-1718. METHODS 8.
    """
    n, days = whole(before, before.index, what="before"), aligned(sizes, before.index, what="sizes", above=0)
    aligned(size, pd.RangeIndex(1), what="size", above=0)
    tail = one_tail(level)
    if len(n) < LEAST_MONTHS or not n.sum():
        return ExpectedTotal(months=len(n))
    rate = float(n.sum() / days.sum())
    spread = max(1.0, _sigma(n, days, rate))
    expected = rate * size
    half = float(stats.norm.isf(tail)) * spread * np.sqrt(expected * (1 + size / days.sum()))
    return ExpectedTotal(expected, max(0.0, expected - half), expected + half, len(n))


def _sigma(n: Floats, days: Floats, rate: float) -> float:
    z = (n / days - rate) / np.sqrt(rate / days)
    return float(np.abs(np.diff(z)).mean()) / _MOVING
