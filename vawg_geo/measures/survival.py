"""How long something lasts when some of it is not over yet: Kaplan-Meier medians, and the share over in a day."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats, refuse
from vawg_geo.measures.elapsed import spans
from vawg_geo.measures.rates import one_tail

WITHIN_HOURS = 24  # METHODS 10: share of missing episodes over within a day
_HOUR = 3_600
Flags = npt.NDArray[np.bool_]
_EPISODES = {"start": Column("time"), "end": Column("time", null=True)}


@checked
def score_waiting(
    episodes: pd.DataFrame,
    *,
    cut: date | datetime | pd.Timestamp,
    groups: pd.Series | None = None,
    within_hours: float = WITHIN_HOURS,
    level: float = 0.95,
) -> pd.DataFrame:
    """
    Give the median length of episodes, of which some are still open, and the share over within some hours.

    Parameters
    ----------
    episodes
        One row an episode: `start`, `end` (missing = open). An end after the cut is not known yet: open.
    cut
        When the data were taken; a date means the end of that day.
    groups
        Kind of each episode, with the index of `episodes`; None = all together.
    within_hours
        Hours the share speaks of, above 0.
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    waiting
        Index group, sorted ("all" without groups): `n`, `n_open`; `median`, `median_low`, `median_high` in elapsed
        hours (NaN median = more than half are still open at the longest; infinite upper limit = not reached);
        `share`, `share_low`, `share_high` (over within `within_hours`; NaN when nobody was followed so long).

    Raises
    ------
    SchemaError
        If a column is missing, a start is missing, after its end or after the cut, groups have other labels, or an
        option is out of range.

    References
    ----------
    Kaplan & Meier (1958), JASA 53, 457-481; Brookmeyer & Crowley (1982), Biometrics 38, 29-41 (median, log-log scale);
    Dorey & Korn (1987), Statistics in Medicine 6, 679-687 (Wilson interval on the effective number). METHODS 10.
    """
    if not within_hours > 0:
        raise SchemaError("within_hours must be above 0.")
    z = float(stats.norm.isf(one_tail(level)))
    hours, closed = _lengths(episodes, cut)
    kind = pd.Series("all", index=episodes.index) if groups is None else groups
    if not kind.index.equals(episodes.index):
        raise SchemaError("groups must have the index of episodes; align them first.")
    refuse(kind.isna().to_numpy(), episodes.index, "groups must not be missing")
    rows = {
        name: _summary(hours[at], closed[at], within_hours, z)
        for name in sorted(kind.unique())
        for at in [(kind == name).to_numpy()]
    }
    names = ["n", "n_open", "median", "median_low", "median_high", "share", "share_low", "share_high"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("group")
    return table.astype({"n": "int64", "n_open": "int64"})


def survival_curve(hours: Floats, closed: Flags) -> pd.DataFrame:
    """
    Give the Kaplan-Meier curve.

    Parameters
    ----------
    hours
        Length of each episode, or how long it has been open.
    closed
        True where it is over.

    Returns
    -------
    curve
        Index of the distinct lengths, ascending: `ended`, `at_risk`, `open` (share not over after it), `se`
        (Greenwood).

    References
    ----------
    Kaplan & Meier (1958), JASA 53, 457-481.
    """
    times, which = np.unique(hours, return_inverse=True)
    ended = np.bincount(which, weights=closed, minlength=len(times))
    at_risk = len(hours) - np.concatenate([[0], np.cumsum(np.bincount(which, minlength=len(times)))[:-1]])
    still = np.cumprod(1 - ended / at_risk)
    hazard = np.divide(ended, at_risk * (at_risk - ended), out=np.zeros(len(times)), where=ended < at_risk)
    columns = {"ended": ended, "at_risk": at_risk, "open": still, "se": still * np.sqrt(np.cumsum(hazard))}
    return pd.DataFrame(columns, index=pd.Index(times, name="hours"))


def _lengths(episodes: pd.DataFrame, cut: date | datetime | pd.Timestamp) -> tuple[Floats, Flags]:
    check_table(episodes, _EPISODES, what="the table of episodes")
    start, end = episodes["start"], episodes["end"]
    moment = pd.Timestamp(cut)
    if not isinstance(cut, datetime):
        moment += pd.Timedelta(days=1)
    at_cut, _ = spans(pd.Series([moment]), pd.Series([moment]))
    first, last = spans(start, end)
    refuse(first > at_cut[0], episodes.index, "start must not lie after the cut")
    closed = end.notna().to_numpy() & (last <= at_cut[0])
    return (np.where(closed, last, at_cut[0]) - first) / _HOUR, closed


def _summary(hours: Floats, closed: Flags, within: float, z: float) -> list[float]:
    curve = survival_curve(hours, closed)
    return [len(hours), float((~closed).sum()), *_median(curve, z), *_share(hours, closed, within, z)]


def _median(curve: pd.DataFrame, z: float) -> tuple[float, float, float]:
    events = curve[curve["ended"] > 0]
    if events.empty:
        return np.nan, np.nan, np.inf
    still, se, times = events["open"].to_numpy(), events["se"].to_numpy(), events.index.to_numpy(dtype="float64")
    over = np.flatnonzero(still <= 0.5 + 1e-12)
    inside = (still > 0) & (still < 1)
    distance = np.where(still > 0, np.inf, -np.inf)  # in standard errors of log(-log S); after all are over: below
    log = np.log(still[inside])
    distance[inside] = (np.log(np.log(0.5) / log)) * still[inside] * -log / se[inside]
    low = np.flatnonzero(distance <= z)
    high = np.flatnonzero(distance < -z)
    return (
        times[over[0]] if len(over) else np.nan,
        times[low[0]] if len(low) else np.nan,
        times[high[0]] if len(high) else np.inf,
    )


def _share(hours: Floats, closed: Flags, within: float, z: float) -> tuple[float, float, float]:
    curve = survival_curve(hours, closed)
    before = curve[curve.index <= within]
    share, se = (1 - before["open"].iloc[-1], before["se"].iloc[-1]) if len(before) else (0.0, 0.0)
    if share < 1 and hours.max() < within:
        return np.nan, np.nan, np.nan
    # As many episodes as would give this variance if all were followed; where there is no variance, those that were.
    followed = float(len(hours) - np.count_nonzero(~closed & (hours < within)))
    inner = share * (1 - share)
    size = inner / se**2 if inner > 0 and se > 0 else followed
    centre, half = share + z**2 / (2 * size), z * np.sqrt(inner / size + z**2 / (4 * size**2))
    low, high = (centre - half) / (1 + z**2 / size), (centre + half) / (1 + z**2 / size)
    return float(share), max(float(low), 0.0) if share > 0 else 0.0, min(float(high), 1.0)
