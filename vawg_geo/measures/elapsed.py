"""The London clock: elapsed time that is counted by what the clock on the wall shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON
from vawg_geo.measures.align import refuse

Ints = npt.NDArray[np.int64]
HOUR = 3_600
DAY = 24 * HOUR
# What has been counted from the epoch to each second of a clock without changes: seconds -> anything, row by row.
Tally = Callable[[Ints], npt.NDArray[np.float64]]


def spans(start: pd.Series, end: pd.Series) -> tuple[Ints, Ints]:
    """
    Turn from-to times into elapsed (UTC) seconds.

    Parameters
    ----------
    start, end
        Times with one index; naive times are London's. A missing end means the start.

    Returns
    -------
    start, end
        Seconds since 1970, UTC.

    Raises
    ------
    SchemaError
        If the indexes differ, a column is no time, a start is missing, a start is after its end, or a naive time
        falls into the hour that does not exist in March.
    """
    if not start.index.equals(end.index):
        raise SchemaError("start and end must have one index; take both columns from the same table.")
    begins, ends = utc_seconds(start, what="start"), utc_seconds(end, what="end")
    missing = np.iinfo("int64").min
    refuse(begins == missing, start.index, "start must not be missing")
    ends = np.where(ends == missing, begins, ends)
    refuse(begins > ends, start.index, "start must not be after end")
    return begins, ends


def as_times(times: pd.Series, *, what: str) -> pd.Series:
    """
    Give times the dtype of numpy or pandas, whatever holds them.

    Parameters
    ----------
    times
        Times, also as categories or in Arrow.
    what
        The column's name in a message.

    Returns
    -------
    times
        The same, datetime64 with or without a zone.

    Raises
    ------
    SchemaError
        If the column holds no times.
    """
    held = times.dtype.categories.dtype if isinstance(times.dtype, pd.CategoricalDtype) else times.dtype
    if not is_datetime64_any_dtype(held):
        raise SchemaError(f"{what} must hold times; convert the column with pd.to_datetime first.")
    return pd.Series(pd.DatetimeIndex(times), index=times.index, name=times.name)


def utc_seconds(times: pd.Series, *, what: str) -> Ints:
    """
    Turn times into elapsed (UTC) seconds.

    Parameters
    ----------
    times
        Aware times of any zone; naive ones are London's, and in the hour that happens twice the first is meant.
    what
        The column's name in a message.

    Returns
    -------
    seconds
        Seconds since 1970, UTC; the smallest integer where missing.

    Raises
    ------
    SchemaError
        If the column holds no times, or a time the London clock never showed.
    """
    if not len(times):
        return np.empty(0, dtype="int64")
    if times.isna().all():
        return np.full(len(times), np.iinfo("int64").min)
    index = pd.DatetimeIndex(as_times(times, what=what))
    if index.tz is None:
        aware = index.tz_localize(LONDON, ambiguous=np.ones(len(index), dtype=bool), nonexistent="NaT")
        refuse(
            np.asarray(aware.isna()) & ~np.asarray(index.isna()),
            times.index,
            f"{what} must be a time the London clock showed",
        )
        index = aware
    seconds: Ints = index.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype("int64")
    return seconds


def tally_between(begins: Ints, ends: Ints, tally: Tally) -> npt.NDArray[np.float64]:
    """
    Count what the London clock showed between two moments, across clock changes.

    Parameters
    ----------
    begins, ends
        Seconds since 1970, UTC.
    tally
        A running count over a clock without changes (its value at b less its value at a is what lies between).

    Returns
    -------
    counted
        One row a pair, shaped as `tally` shapes it.

    Notes
    -----
    Between two clock changes the wall clock runs evenly, so the count is a difference of the tally; at each change
    the wall clock jumps, and what the jump adds to the tally is taken off again.
    """
    changes, offsets = clock_changes(int(begins.min()), int(ends.max()))
    first, last = (np.searchsorted(changes, moments, side="right") for moments in (begins, ends))
    counted: npt.NDArray[np.float64] = tally(ends + offsets[last]) - tally(begins + offsets[first])
    for change, before, after in zip(changes, offsets[:-1], offsets[1:], strict=True):
        crossed = (begins < change) & (ends >= change)
        if crossed.any():
            jump = tally(np.array([change + after])) - tally(np.array([change + before]))
            counted[crossed] -= jump
    return counted


def clock_changes(first: int, last: int) -> tuple[Ints, Ints]:
    """
    List London's clock changes between two moments.

    Parameters
    ----------
    first, last
        Seconds since 1970, UTC.

    Returns
    -------
    changes, offsets
        The moments of change, and the offset in seconds before the first, between, and after the last.
    """
    days = np.arange(first - DAY, last + 2 * DAY, DAY, dtype="int64") // HOUR * HOUR
    changed = np.flatnonzero(np.diff(_offsets(days)))
    hours = np.unique((days[changed][:, None] + np.arange(0, DAY + HOUR, HOUR)).ravel())
    offsets = _offsets(hours) if len(hours) else np.empty(0, dtype="int64")
    steps = np.flatnonzero(np.diff(offsets))
    before = _offsets(days[:1])
    return hours[steps + 1], np.concatenate([before, offsets[steps + 1]])


def _offsets(moments: Ints) -> Ints:
    utc = pd.DatetimeIndex(moments.astype("datetime64[s]"))
    wall = utc.tz_localize("UTC").tz_convert(LONDON).tz_localize(None)
    offsets: Ints = (wall - utc).to_numpy().astype("timedelta64[s]").astype("int64")
    return offsets


def wall_seconds(moments: Ints) -> Ints:
    """
    Read the London clock.

    Parameters
    ----------
    moments
        Seconds since 1970, UTC.

    Returns
    -------
    seconds
        What the wall clock shows, as seconds since 1970 on that clock.
    """
    return moments + _offsets(moments)
