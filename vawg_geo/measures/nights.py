"""Which night, which hours: incidents placed on the clock of the night-time economy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import LONDON, clock
from vawg_geo.measures.elapsed import DAY, HOUR, Ints, Tally, as_times, spans, tally_between, wall_seconds

_WEEK = 7 * DAY
_MONDAY = 4 * DAY  # 1970-01-05, the first Monday of the epoch
_BLOCK = 8_192  # rows worked on at once: small enough to stay in the processor's cache


@checked
def night_of(times: pd.Series, *, cutoff_hour: int = 6) -> pd.Series:
    """
    Name the night each time belongs to: 02:00 on 1 January belongs to 31 December.

    Parameters
    ----------
    times
        Aware times of any zone; naive times are London's.
    cutoff_hour
        Wall-clock hour at which one night ends and the next day begins, 0 to 23.

    Returns
    -------
    night
        Midnight (no zone) of the night's date, with the index of `times`; NaT where missing.

    Raises
    ------
    PeriodError
        If `cutoff_hour` is not an hour.
    SchemaError
        If `times` holds no times.

    References
    ----------
    METHODS 3: the zone is dropped first, then the hours are taken off, so clock changes do not move a night.
    """
    if cutoff_hour not in range(24):
        raise PeriodError("cutoff_hour must be a whole hour from 0 to 23.")
    if times.isna().all():
        return pd.Series(pd.NaT, index=times.index, dtype="datetime64[us]", name="night")
    times = as_times(times, what="times")
    if times.dt.tz is not None:
        times = times.dt.tz_convert(LONDON).dt.tz_localize(None)
    return (times - pd.Timedelta(hours=int(cutoff_hour))).dt.normalize().rename("night")


@checked
def window_weight(start: pd.Series, end: pd.Series, *, begins: str, ends: str) -> pd.Series:
    """
    Measure how much of each from-to span lies in a nightly window.

    Parameters
    ----------
    start, end
        Times with one index; naive times are London's; a missing end means the start.
    begins, ends
        The half-open window on the wall clock, "HH:MM"; it may run over midnight.

    Returns
    -------
    weight
        Share of the elapsed time, 0 to 1, with the index of `start`; a point in time is 0 or 1.

    Raises
    ------
    PeriodError
        If `begins` or `ends` is no time of day, or both are the same.
    SchemaError
        If a start is missing or after its end.

    References
    ----------
    METHODS 3.
    """
    opens, closes = (clock(text).hour * HOUR + clock(text).minute * 60 for text in (begins, ends))
    if opens == closes:
        raise PeriodError("a window must end at another time of day than it begins.")
    first, last = spans(start, end)
    length = (closes - opens) % DAY
    weight = ((wall_seconds(first) - opens) % DAY < length).astype("float64")
    longer = last > first
    if longer.any():
        counted = tally_between(first[longer], last[longer], _window_tally(opens, length))
        weight[longer] = np.clip(counted / (last - first)[longer], 0, 1)
    return pd.Series(weight, index=start.index, name="weight")


def _window_tally(opens: int, length: int) -> Tally:
    def tally(seconds: Ints) -> npt.NDArray[np.float64]:
        days, rest = np.divmod(seconds - opens, DAY)
        return (days * length + np.minimum(rest, length)).astype("float64")

    return tally


@checked
def aoristic_hours(start: pd.Series, end: pd.Series) -> pd.DataFrame:
    """
    Spread each incident over the hours of the week it may have happened in.

    Parameters
    ----------
    start, end
        Times with one index; naive times are London's; a missing end means the start. Any span.

    Returns
    -------
    weights
        One row an incident, columns 0 to 167 (24 * weekday + hour on the London clock, Monday 0); rows sum to 1.

    Raises
    ------
    SchemaError
        If a start is missing or after its end.

    References
    ----------
    Ratcliffe (2000), Aoristic analysis, International Journal of GIS 14(7), 669-679; Ashby & Bowers (2013), A
    comparison of methods for temporal analysis of aoristic crime, Crime Science 2:1. METHODS 3.
    """
    return pd.DataFrame(aoristic_bins(start, end, minutes=60), index=start.index, columns=range(168))


def aoristic_bins(start: pd.Series, end: pd.Series, *, minutes: int) -> npt.NDArray[np.float64]:
    """
    Spread each incident over equal bins of the week.

    Parameters
    ----------
    start, end
        As for `aoristic_hours`.
    minutes
        Length of a bin; it must divide the hour.

    Returns
    -------
    weights
        Rows x bins of the London week from Monday 00:00; rows sum to 1.

    Raises
    ------
    PeriodError
        If `minutes` does not divide the hour.
    SchemaError
        If a start is missing or after its end.
    """
    if minutes < 1 or 60 % minutes:
        raise PeriodError("minutes must divide the hour, so that clock changes fall between bins.")
    first, last = spans(start, end)
    step = minutes * 60
    weights = np.zeros((len(first), _WEEK // step))
    for at in range(0, len(first), _BLOCK):
        block = slice(at, at + _BLOCK)
        _fill(weights[block], first[block], last[block], step)
    return weights


def _fill(weights: npt.NDArray[np.float64], first: Ints, last: Ints, step: int) -> None:
    # Most records lie in one bin of the clock: they need no tally.
    one = (last == first) | ((first // step == (last - 1) // step) & (last > first))
    rows = np.flatnonzero(one)
    weights[rows, (wall_seconds(first[one]) - _MONDAY) % _WEEK // step] = 1.0
    if not one.all():
        counted = tally_between(first[~one], last[~one], _bin_tally(step))
        shares = np.maximum(counted, 0)
        weights[~one] = shares / shares.sum(axis=1, keepdims=True)


def _bin_tally(step: int) -> Tally:
    edges = np.arange(0, _WEEK, step)

    def tally(seconds: Ints) -> npt.NDArray[np.float64]:
        weeks, rest = np.divmod(seconds - _MONDAY, _WEEK)
        return weeks[:, None] * float(step) + np.clip(rest[:, None] - edges, 0, step)

    return tally
