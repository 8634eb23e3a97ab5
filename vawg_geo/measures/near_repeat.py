"""Near repeats: events that follow one another, close in place and in time, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types
from scipy import sparse, spatial

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.points import metres, need_positive

Ints = npt.NDArray[np.int64]
_DAY_US = 86_400_000_000
_OVER = 1 + 1e-9  # the tree is asked for a little more; what is in a band is decided by its exact distance
Tally = Callable[[Ints, Ints, Ints, int], Ints]


@checked
def score_near_repeat(
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    times: pd.Series,
    *,
    distances_m: Sequence[float],
    days: Sequence[float],
    permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Count pairs of events close in place and time, against times dealt out at random (Knox test).

    Parameters
    ----------
    points
        Events, in metres (EPSG:27700).
    times
        When each happened, with the index of `points`.
    distances_m
        Edges of the distance bands, rising; the first band starts at 0 whether or not 0 is named.
    days
        Edges of the time bands in elapsed days of 24 hours, likewise.
    permutations
        How often the times are dealt out among the places.
    seed
        Of the permutations; the result does not depend on the order of rows.

    Returns
    -------
    knox
        One row a band of distance and time, [lo, hi) each (index `distance_m`, `days`: pandas intervals):
        `observed` (pairs), `expected` (mean over the permutations), `ratio` (NaN where 0 are expected), `p` (one-sided:
        the share of permutations with as many pairs, the observed one included).

    Raises
    ------
    PlaceError
        If points are not in metres, or one is missing.
    PeriodError
        If a time is missing, or these are no times.
    SchemaError
        If labels differ, edges do not rise, or `permutations` is below 1.

    References
    ----------
    Knox (1964), The detection of space-time interactions, Applied Statistics 13(1), 25-29; Johnson et al. (2007),
    Space-time patterns of risk, Journal of Quantitative Criminology 23, 201-219: permutations. METHODS 7.
    """
    if permutations < 1:
        raise SchemaError("permutations must be at least 1.")
    far, late = _edges(distances_m, "distances_m"), _edges(days, "days")
    at, moments = _sorted(metres(points), _micros(times, points.index))
    left, right, away = _pairs(at, far[-1])
    width = len(late) - 1
    band = np.searchsorted(far, away, side="right") - 1
    pairs = np.stack([left, right, band * width])
    limits = np.round(late[1:] * _DAY_US).astype("int64")
    tally, order = _compiled(), np.arange(len(at))
    observed = tally(pairs, moments, limits, (len(far) - 1) * width)
    rng = np.random.default_rng(seed)
    total, reached = np.zeros(len(observed)), np.zeros(len(observed), dtype="int64")
    for _ in range(permutations):
        chance = tally(pairs, moments[rng.permutation(order)], limits, len(observed))
        total += chance
        reached += chance >= observed
    expected = total / permutations
    ratio = np.divide(observed, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    p = (1 + reached) / (1 + permutations)
    return pd.DataFrame({"observed": observed, "expected": expected, "ratio": ratio, "p": p}, index=_bands(far, late))


@checked
def near_repeat_chains(
    points: gpd.GeoSeries | gpd.GeoDataFrame, times: pd.Series, *, distance_m: float, days: float
) -> pd.Series:
    """
    Join events into chains: each link is closer than both limits. For an analyst's review, not for a product.

    Parameters
    ----------
    points
        Events, in metres (EPSG:27700).
    times
        When each happened, with the index of `points`.
    distance_m
        Two events are linked when strictly closer than this.
    days
        They must also be strictly fewer elapsed days of 24 hours apart than this.

    Returns
    -------
    chain
        Index of `points`: whole numbers from 0, chains numbered by their first event; a single event has its own.

    Raises
    ------
    PlaceError
        If points are not in metres, one is missing, or a limit is not above 0.
    PeriodError
        If a time is missing, or these are no times.
    SchemaError
        If labels differ.

    References
    ----------
    Haberman & Ratcliffe (2012), The predictive policing challenges of near repeat armed street robberies, Policing
    6(2), 151-166: chains. METHODS 7.
    """
    need_positive(distance_m, "distance_m")
    need_positive(days, "days")
    labels = points.index
    at, moments = metres(points), _micros(times, labels)
    left, right, away = _pairs(at, distance_m)
    linked = (away < distance_m) & (np.abs(moments[left] - moments[right]) < days * _DAY_US)
    ends = (left[linked], right[linked])
    graph = sparse.coo_array((np.ones(len(ends[0])), ends), shape=(len(at), len(at)))
    chain = sparse.csgraph.connected_components(graph, directed=False)[1] if len(at) else np.zeros(0, dtype="int64")
    # Events alike in time and place are linked, so the first of a chain does not hang on the order of rows.
    by_time = np.lexsort((at[:, 1], at[:, 0], moments))
    number = pd.Series(pd.factorize(chain[by_time])[0], index=by_time).sort_index()
    return pd.Series(number.to_numpy("int64"), index=labels, name="chain")


def _micros(times: pd.Series, labels: pd.Index) -> Ints:
    """Give moments as whole microseconds in the order of the labels, so that limits are compared exactly."""
    if not types.is_datetime64_any_dtype(times):
        raise PeriodError("times must be a Series of dates or times.")
    if labels.has_duplicates or times.index.has_duplicates or len(times) != len(labels):
        raise SchemaError("points and times must have one row each under the same labels, none repeated.")
    aligned = times.reindex(labels)
    if missing := int(aligned.isna().sum()):
        first = labels[aligned.isna()][0]
        raise PeriodError(f"every event must have a time: {missing} have none, the first is row {first!r}.")
    utc = aligned.dt.tz_convert("UTC").dt.tz_localize(None) if aligned.dt.tz is not None else aligned
    return utc.to_numpy("datetime64[us]").astype("int64")


def _sorted(at: Floats, moments: Ints) -> tuple[Floats, Ints]:
    order = np.lexsort((moments, at[:, 1], at[:, 0]))
    return at[order], moments[order]


def _edges(edges: Sequence[float], name: str) -> Floats:
    rising = np.asarray(edges, dtype="float64").ravel()
    if len(rising) and rising[0] != 0:
        rising = np.append(0.0, rising)
    if len(rising) < 2 or not np.isfinite(rising).all() or (np.diff(rising) <= 0).any():  # noqa: PLR2004 - two edges a band
        raise SchemaError(f"{name} must be rising edges from 0, for example (0, 100, 200).")
    return rising


def _pairs(at: Floats, within: float) -> tuple[Ints, Ints, Floats]:
    """Give each pair closer than a distance once, with its exact distance."""
    if len(at) < 2:  # noqa: PLR2004 - a pair
        none = np.zeros(0, dtype="int64")
        return none, none, np.zeros(0)
    pairs = spatial.cKDTree(at).query_pairs(within * _OVER, output_type="ndarray")
    left, right = pairs[:, 0].astype("int64"), pairs[:, 1].astype("int64")
    away = np.hypot(*(at[left] - at[right]).T)
    near = away < within
    return left[near], right[near], away[near]


def _bands(far: Floats, late: Floats) -> pd.MultiIndex:
    both = [pd.IntervalIndex.from_breaks(edges, closed="left") for edges in (far, late)]
    return pd.MultiIndex.from_product(both, names=["distance_m", "days"])


def _tally(pairs: Ints, moments: Ints, limits: Ints, size: int) -> Ints:
    """Count pairs (left, right, first cell of its distance band) by cell; `limits` end the time bands."""
    counts = np.zeros(size, dtype=np.int64)
    for k in range(pairs.shape[1]):
        apart = abs(moments[pairs[0, k]] - moments[pairs[1, k]])
        if apart < limits[-1]:
            band = 0
            while apart >= limits[band]:
                band += 1
            counts[pairs[2, k] + band] += 1
    return counts


@cache
def _compiled() -> Tally:
    import numba

    fast: Any = numba.njit(_tally)
    return cast("Tally", fast)
