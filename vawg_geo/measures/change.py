"""Two periods compared: by how much a count changed, and whether chance would do as much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.measures.align import Floats, Numbers, aligned
from vawg_geo.measures.rates import one_tail, whole

EXACT_UP_TO = 200  # both counts together; above, the normal approximation. METHODS 8
_LEVEL = 0.95
_LOST = 1e-13  # probability left out at each end of the grid
_CLOSE = 1e-9  # test statistics this close are the same


@checked
def compare_counts(
    before: pd.Series | float,
    after: pd.Series | float,
    *,
    exposure_before: Numbers = 1,
    exposure_after: Numbers = 1,
) -> pd.DataFrame:
    """
    Compare counts of two periods, with exposures.

    Parameters
    ----------
    before, after
        Whole counts, >= 0, with one index; or two numbers, which make a table of one row.
    exposure_before, exposure_after
        Nights, days or hours, > 0: a Series with the same labels, or one number for all rows.

    Returns
    -------
    changes
        Index of `before`: `before, after`; `ratio` (rate after / rate before; infinite when `before` is 0) with its
        exact conditional 95 % interval `low, high`; `p` (two-sided E-test up to 200 incidents, normal above).
        Ratio, interval and p are NaN for (0, 0), which says nothing.

    Raises
    ------
    SchemaError
        If labels differ, a count is missing, negative or broken, or an exposure is not above 0.

    References
    ----------
    Krishnamoorthy & Thomson (2004), A more powerful test for comparing two Poisson means, Journal of Statistical
    Planning and Inference 119, 23-35; Przyborowski & Wilenski (1940), Biometrika 31, 313-323. METHODS 8.
    """
    first = before if isinstance(before, pd.Series) else pd.Series([before])
    index = first.index
    a = whole(first, index, what="before")
    b = whole(after, index, what="after")
    t0 = aligned(exposure_before, index, what="exposure_before", above=0)
    t1 = aligned(exposure_after, index, what="exposure_after", above=0)
    counts = {"before": a.astype("int64"), "after": b.astype("int64")}
    ratio, low, high = _ratio(a, b, t0, t1)
    return pd.DataFrame(counts | {"ratio": ratio, "low": low, "high": high, "p": _p(a, b, t0, t1)}, index=index)


def _ratio(a: Floats, b: Floats, t0: Floats, t1: Floats) -> tuple[Floats, Floats, Floats]:
    # Given their sum, the later count is binomial; Clopper-Pearson limits of its share become limits of the ratio.
    tail = one_tail(_LEVEL)
    none = a + b == 0
    ratio = np.divide(b * t0, a * t1, out=np.where(none, np.nan, np.inf), where=a > 0)
    low = np.where(b > 0, stats.beta.ppf(tail, np.maximum(b, 1), a + 1), 0.0)
    high = np.where(a > 0, stats.beta.isf(tail, b + 1, np.maximum(a, 1)), 1.0)

    def odds(p: Floats) -> Floats:
        inner = np.divide(p, 1 - p, out=np.full(len(p), np.inf), where=p < 1)
        result: Floats = np.where(none, np.nan, inner * t0 / t1)
        return result

    return ratio, odds(low), odds(high)


def _p(a: Floats, b: Floats, t0: Floats, t1: Floats) -> Floats:
    total = a + b
    z = (b / t1 - a / t0) / np.sqrt(np.where(total > 0, total, np.nan) / (t0 * t1))
    p: Floats = 2 * stats.norm.sf(np.abs(z))
    exact = (total > 0) & (total <= EXACT_UP_TO)
    rows = np.column_stack([a, b, t0, t1])[exact]
    cases, which = np.unique(rows, axis=0, return_inverse=True)
    p[exact] = np.array([_e_test(*case) for case in cases])[which.ravel()] if len(cases) else []
    return p


def _e_test(a: float, b: float, t0: float, t1: float) -> float:
    pooled = (a + b) / (t0 + t1)
    y0, p0 = _likely(pooled * t0)
    y1, p1 = _likely(pooled * t1)
    seen = abs(_statistic(np.array([a]), np.array([b]), t0, t1)[0, 0])
    as_extreme = np.abs(_statistic(y0, y1, t0, t1)) >= seen * (1 - _CLOSE)
    return float(min(p0 @ as_extreme @ p1, 1.0)) if seen > 0 else 1.0


def _likely(mean: float) -> tuple[Floats, Floats]:
    values = np.arange(stats.poisson.ppf(_LOST, mean), stats.poisson.isf(_LOST, mean) + 1)
    return values, stats.poisson.pmf(values, mean)


def _statistic(y0: Floats, y1: Floats, t0: float, t1: float) -> npt.NDArray[np.float64]:
    total = y0[:, None] + y1
    difference = y1 / t1 - y0[:, None] / t0
    statistic: Floats = difference / np.sqrt(np.maximum(total, 1) / (t0 * t1))  # (0, 0) differs by nothing
    return statistic
