"""Control charts: which months are more than the usual ups and downs."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, Numbers, aligned, refuse
from vawg_geo.measures.rates import whole

Chart = Literal["c", "u", "p", "u'", "p'", "xmr"]
FROZEN_AT = 24  # points whose centre and limits are kept. METHODS 8
_MOVING = 1.128  # d2: mean moving range of two normal values, in standard deviations
_XMR = 2.66  # 3 / d2, as published


@checked
def control_limits(
    series: pd.Series, *, chart: Chart, sizes: Numbers | None = None, baseline: int | None = None
) -> pd.DataFrame:
    """
    Give each point of a series its control limits and say which points signal.

    Parameters
    ----------
    series
        Points in order of time: counts for c, u, u', p, p' (whole, >= 0), any measure for xmr.
    chart
        "c" counts; "u" counts per size; "p" shares of a size; "u'" and "p'" the same with Laney's correction for
        over-dispersion; "xmr" single measures. No moving range is screened.
    sizes
        For u and p charts: nights or cases a point (> 0), a Series with the labels of `series` or one number.
    baseline
        The first points that set centre and limits, at least 2; None = the first 24, or all when there are fewer.

    Returns
    -------
    chart
        Index of `series`: `value`, `centre`, `low`, `high` (three sigma; counts and shares stop at 0, shares at 1,
        xmr is not clipped), `signal` (text, "" = none): a point outside; the points of a run on one side of the
        centre that is longer than chance allows; at the last point, too few crossings of the centre.

    Raises
    ------
    SchemaError
        If the chart is unknown, sizes are missing or not wanted, a value is missing or out of range, or the
        baseline is too short or too long.

    References
    ----------
    Laney (2002), Quality Engineering 14(4), 531-537; Anhoej & Olesen (2014), PLoS ONE 9(11), e113825 (runs);
    Wheeler (2000), Understanding Variation, 2nd ed. (XmR). METHODS 8.
    """
    if chart not in get_args(Chart):
        raise SchemaError(f"chart must be one of {', '.join(get_args(Chart))}.")
    sized = chart not in ("c", "xmr")
    if sized != (sizes is not None):
        raise SchemaError(f"chart {chart} {'needs' if sized else 'takes no'} sizes.")
    points = _points(series, chart)
    size = aligned(1.0 if sizes is None else sizes, series.index, what="sizes", above=0)
    if chart in ("p", "p'"):
        refuse(points > size, series.index, "a count must not exceed its size")
    base = min(len(points), FROZEN_AT) if baseline is None else baseline
    if len(points) and not (2 if baseline is not None else 1) <= base <= len(points):
        raise SchemaError(f"baseline must be at least 2 and at most the {len(points)} points given.")
    value, centre, half = _limits(points, size, base, chart)
    low, high = centre - half, centre + half
    if chart != "xmr":
        low = np.maximum(low, 0)
    if chart in ("p", "p'"):
        high = np.minimum(high, 1)
    table = {"value": value, "centre": np.full(len(value), centre), "low": low, "high": high}
    return pd.DataFrame(table | {"signal": _signals(value, centre, low, high)}, index=series.index)


def _points(series: pd.Series, chart: Chart) -> Floats:
    return (
        aligned(series, series.index, what="series") if chart == "xmr" else whole(series, series.index, what="series")
    )


def _limits(points: Floats, size: Floats, base: int, chart: Chart) -> tuple[Floats, float, Floats]:
    value = points / size
    if not len(points):
        return value, 0.0, value
    centre = float(points[:base].sum() / size[:base].sum())
    if chart == "xmr":
        return value, centre, np.full(len(points), _XMR * _moving_range(value[:base]))
    variance = centre * (1 - centre) if chart in ("p", "p'") else centre
    sigma = np.sqrt(variance / size)
    if chart in ("u'", "p'") and variance > 0:
        sigma = sigma * _moving_range(((value - centre) / sigma)[:base]) / _MOVING
    return value, centre, 3 * sigma


def _moving_range(values: Floats) -> float:
    return float(np.abs(np.diff(values)).mean()) if len(values) > 1 else 0.0


def _signals(value: Floats, centre: float, low: Floats, high: Floats) -> list[str]:
    words: list[list[str]] = [[] for _ in value]
    for at in np.flatnonzero(value > high):
        words[at].append("above the upper limit")
    for at in np.flatnonzero(value < low):
        words[at].append("below the lower limit")
    useful = np.flatnonzero(value != centre)  # points on the centre belong to no side
    side = np.sign(value[useful] - centre)
    n = len(useful)
    for run in np.split(useful, np.flatnonzero(np.diff(side)) + 1) if n else []:
        if len(run) > longest_run(n):
            where = "above" if value[run[0]] > centre else "below"
            for at in run:
                words[at].append(f"part of a run of {len(run)} {where} the centre")
    crossings = int(np.count_nonzero(np.diff(side)))
    if n > 1 and crossings < fewest_crossings(n):
        words[-1].append(f"only {crossings} crossings of the centre")
    return ["; ".join(parts) for parts in words]


def longest_run(n: int) -> int:
    """
    Give the longest run on one side of the centre that chance allows.

    Parameters
    ----------
    n
        Points not on the centre, at least 1.

    Returns
    -------
    points
        round(log2 n) + 3. METHODS 8.
    """
    return round(float(np.log2(n))) + 3


def fewest_crossings(n: int) -> int:
    """
    Give the fewest crossings of the centre that chance allows.

    Parameters
    ----------
    n
        Points not on the centre, at least 2.

    Returns
    -------
    crossings
        The 5 % quantile of Binomial(n - 1, 1/2). METHODS 8.
    """
    return int(stats.binom.ppf(0.05, n - 1, 0.5))
