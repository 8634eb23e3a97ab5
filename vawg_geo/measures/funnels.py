"""Funnel limits: which forces, teams or districts differ by more than their size explains."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, Numbers, aligned, refuse
from vawg_geo.measures.rates import one_tail, whole

LEVELS = (0.95, 0.998)  # about two and three standard errors
WINSORISED = 0.1  # of the units at each end, so that the outliers looked for do not widen the limits
_LEAST_UNITS = 10  # fewer cannot tell over-dispersion from the outliers themselves
Kind = Literal["share", "rate"]


@checked
def funnel_limits(
    x: pd.Series,
    n: Numbers,
    *,
    kind: Kind = "share",
    centre: float | None = None,
    levels: tuple[float, float] = LEVELS,
    over_dispersion: bool = True,
) -> pd.DataFrame:
    """
    Give each unit the limits in which units of its size lie, and say which lie outside.

    Parameters
    ----------
    x
        Events (whole, >= 0), one a unit.
    n
        For a share: trials (whole, >= x). For a rate: exposure (above 0). A Series with the labels of `x`, or one
        number.
    kind
        "share" (exact binomial limits) or "rate" (exact Poisson limits).
    centre
        The share or rate to compare with, such as a national one; None = all units together.
    levels
        Coverage of the inner and outer limits.
    over_dispersion
        Widen the limits where units differ by more than chance, as they usually do. Ten units are needed.

    Returns
    -------
    funnel
        Index of `x`: `value` (NaN without trials), `centre`, `low`, `high` (inner limits), `low_outer`, `high_outer`,
        `z` (mid-probability z, after over-dispersion; 0 without trials), `signal` ("above", "below", "far above", "far
        below" or ""). Centre and limits are NaN where nobody has trials. `.attrs["phi"]` (over-dispersion found; 1 =
        chance alone).

    Raises
    ------
    SchemaError
        If a count is missing, negative, broken or above its trials, or an option is out of range.

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, 1185-1202
    (limits here from both tails, so that neither side signals more often than stated);
    Spiegelhalter et al. (2012), JRSS A 175(1), 1-47 (winsorised, additive and multiplicative dispersion). METHODS 8.
    """
    if kind not in ("share", "rate"):
        raise SchemaError('kind must be "share" or "rate".')
    events, size = whole(x, x.index, what="x"), _sizes(x, n, kind)
    tails = [one_tail(level) for level in levels]
    if len(tails) != 2 or tails[1] > tails[0]:  # noqa: PLR2004 - an inner and an outer one
        raise SchemaError("levels must be the inner, then the outer coverage, for example (0.95, 0.998).")
    mean = _centre(events, size, centre, kind)
    z = _mid_z(events, size, mean, kind)
    phi = _dispersion(z) if over_dispersion else 1.0
    value = np.divide(events, size, out=np.full(len(size), np.nan), where=size > 0)
    inner, outer = (_limits(size, mean, tail, phi, kind) for tail in tails)
    columns = {"low": inner[0], "high": inner[1], "low_outer": outer[0], "high_outer": outer[1]}
    signal = _signal(value, inner, outer)
    funnel = pd.DataFrame(
        {"value": value, "centre": mean, **columns, "z": z / np.sqrt(phi), "signal": signal}, index=x.index
    )
    funnel.attrs = {"phi": phi}
    return funnel


def _sizes(x: pd.Series, n: Numbers, kind: Kind) -> Floats:
    if kind == "rate":
        return aligned(n, x.index, what="n", above=0)
    size = whole(n, x.index, what="n")
    refuse(x.to_numpy(dtype="float64") > size, x.index, "x must not exceed n")
    return size


def _centre(events: Floats, size: Floats, centre: float | None, kind: Kind) -> float:
    if centre is None:
        return float(events.sum() / size.sum()) if size.sum() > 0 else np.nan
    if not (0 < centre < 1 if kind == "share" else centre > 0):
        raise SchemaError("centre must lie between 0 and 1 for a share, above 0 for a rate.")
    return float(centre)


def _law(size: Floats, mean: float, kind: Kind) -> stats.rv_discrete:
    return stats.binom(size, mean) if kind == "share" else stats.poisson(size * mean)


def _mid_z(events: Floats, size: Floats, mean: float, kind: Kind) -> Floats:
    # The chance of fewer, plus half the chance of just as many: fair for whole counts. From the nearer tail, so that
    # far units keep their digits.
    law = _law(size, mean, kind)
    half = law.pmf(events) / 2
    lower, upper = law.cdf(events - 1) + half, law.sf(events) + half
    z: Floats = np.where(lower < upper, stats.norm.ppf(lower), stats.norm.isf(upper))
    return np.where(size > 0, z, 0.0)


def _dispersion(z: Floats) -> float:
    if len(z) < _LEAST_UNITS:
        return 1.0
    ends = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    # Winsorising takes spread away even where there is chance alone: divide by what it leaves of a normal's.
    return max(1.0, float((np.clip(z, *ends) ** 2).mean()) / _kept())


def _kept() -> float:
    q = float(stats.norm.isf(WINSORISED))
    return float(1 - 2 * WINSORISED - 2 * q * stats.norm.pdf(q) + 2 * WINSORISED * q**2)


def _limits(size: Floats, mean: float, tail: float, phi: float, kind: Kind) -> tuple[Floats, Floats]:
    # Between two whole counts, as far as the tail's chance lies between theirs: a unit is outside just where the
    # chance of its count or one further out is below the tail. Over-dispersion stretches the limits from the centre.
    law = _law(size, mean, kind)
    below, above = law.ppf(tail), law.isf(tail)
    ends = below - _part(law.cdf(below) - tail, law.pmf(below)), above + _part(law.sf(above - 1) - tail, law.pmf(above))
    sized = [np.divide(end, size, out=np.full(len(size), np.nan), where=size > 0) for end in ends]
    low, high = (mean + np.sqrt(phi) * (end - mean) for end in sized)
    return np.maximum(low, 0), np.minimum(high, 1) if kind == "share" else high


def _part(beyond: Floats, at: Floats) -> Floats:
    return np.divide(beyond, at, out=np.zeros(len(at)), where=at > 0)


def _signal(value: Floats, inner: tuple[Floats, Floats], outer: tuple[Floats, Floats]) -> list[str]:
    words = np.full(len(value), "", dtype=object)
    for (low, high), how in ((inner, ""), (outer, "far ")):
        words[value < low] = f"{how}below"
        words[value > high] = f"{how}above"
    return words.tolist()
