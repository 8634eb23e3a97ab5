"""Rates and shares, shrunk or with their intervals."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats, Numbers, aligned, refuse
from vawg_geo.measures.shrinkage import Prior

_COUNTS = {"n": Column("count", low=0), "population": Column("number", above=0)}


@checked
def smooth_rates(areas: pd.DataFrame, *, per: float = 1_000) -> pd.Series:
    """
    Shrink each area's rate towards the rate of the whole map.

    Parameters
    ----------
    areas
        One row an area: `n` (incidents, whole, >= 0), `population` (exposure, > 0).
    per
        Residents that one unit of rate speaks of.

    Returns
    -------
    rate
        Incidents per `per` residents, with the index and order of `areas`; between the raw and the mean rate.

    Raises
    ------
    SchemaError
        If a column is missing, a value is missing or out of range, or `per` is not above 0.

    References
    ----------
    Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40(2),
    283-294: global estimator. METHODS 4.
    """
    check_table(areas, _COUNTS, what="the table of areas")
    _above_nought(per)
    n, people = (areas[name].to_numpy(dtype="float64") for name in _COUNTS)
    return pd.Series(per * Prior.fit(n, people).shrink(n, people), index=areas.index, name="rate")


@checked
def rate_intervals(
    n: pd.Series,
    exposure: Numbers,
    *,
    per: float = 1_000,
    level: float = 0.95,
    method: Literal["exact", "byar"] = "exact",
) -> pd.DataFrame:
    """
    Give each rate its Poisson interval.

    Parameters
    ----------
    n
        Counts, whole, >= 0.
    exposure
        Person-years, nights or km2, > 0: a Series with the labels of `n`, or one number.
    per
        Exposure that one unit of rate speaks of.
    level
        Coverage, between 0 and 1.
    method
        "exact" (chi-squared) or "byar" (its close approximation).

    Returns
    -------
    intervals
        Index of `n`: `rate, low, high`; n = 0 has low 0.

    Raises
    ------
    SchemaError
        If a count is negative, broken or missing, an exposure is not above 0, or an option is out of range.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442; Breslow & Day (1987), Statistical Methods in Cancer Research II, 69
    (Byar). METHODS 4.
    """
    counts = whole(n, n.index, what="n")
    size = aligned(exposure, n.index, what="exposure", above=0)
    tail = one_tail(level)
    _above_nought(per)
    if method == "exact":
        low = np.where(counts > 0, stats.chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
        high = stats.chi2.isf(tail, 2 * counts + 2) / 2
    elif method == "byar":
        low, high = _byar(counts, float(stats.norm.isf(tail)))
    else:
        raise SchemaError('method must be "exact" or "byar".')
    scale = per / size
    return pd.DataFrame({"rate": scale * counts, "low": scale * low, "high": scale * high}, index=n.index)


@checked
def share_intervals(x: pd.Series, n: Numbers, *, level: float = 0.95) -> pd.DataFrame:
    """
    Give each share its Wilson interval.

    Parameters
    ----------
    x
        Successes, whole, 0 to n.
    n
        Trials, whole: a Series with the labels of `x`, or one number.
    level
        Coverage, between 0 and 1.

    Returns
    -------
    intervals
        Index of `x`: `share, low, high`; n = 0 has no share (NaN) and the interval 0 to 1.

    Raises
    ------
    SchemaError
        If a count is negative, broken or missing, or x exceeds n.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212. METHODS 4.
    """
    hits, trials = whole(x, x.index, what="x"), whole(n, x.index, what="n")
    refuse(hits > trials, x.index, "x must not exceed n")
    z2 = float(stats.norm.isf(one_tail(level))) ** 2
    none = trials == 0
    size = np.where(none, 1.0, trials)
    share = hits / size
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * share * (1 - share) / size + z2**2 / (4 * size**2)) / (1 + z2 / size)
    low = np.where(none | (hits == 0), 0.0, np.clip(centre - half, 0, 1))
    high = np.where(none | (hits == trials), 1.0, np.clip(centre + half, 0, 1))
    return pd.DataFrame({"share": np.where(none, np.nan, share), "low": low, "high": high}, index=x.index)


def whole(values: Numbers, index: pd.Index, *, what: str) -> Floats:
    """
    Return whole, non-negative counts in the order of an index.

    Parameters
    ----------
    values
        A Series with the same labels, an array, or one number for all.
    index
        The labels wanted.
    what
        The counts' name in a message.

    Returns
    -------
    counts
        One a label.

    Raises
    ------
    SchemaError
        If a count is missing, negative or broken, or labels differ.
    """
    counts = aligned(values, index, what=what, low=0)
    refuse(counts % 1 != 0, index, f"{what} must be whole counts")
    return counts


def one_tail(level: float) -> float:
    """
    Turn a coverage into the chance left in one tail.

    Parameters
    ----------
    level
        Coverage, between 0 and 1.

    Returns
    -------
    tail
        (1 - level) / 2.

    Raises
    ------
    SchemaError
        If `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise SchemaError("level must lie between 0 and 1, for example 0.95.")
    return (1 - level) / 2


def _above_nought(per: float) -> None:
    if per <= 0:
        raise SchemaError("per must be above 0: it says how many residents, nights or km2 a rate speaks of.")


def _byar(counts: Floats, z: float) -> tuple[Floats, Floats]:
    more, some = counts + 1, np.maximum(counts, 1)
    low = some * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(counts > 0, low, 0.0), high
