"""When: nights, hours, uncertain spans and the delay before a crime is recorded."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Bools, Floats, Ints, index
from vawg_geo.runs.county.plan import MONTHS, calendar

WEEKDAY = np.array([0.055, 0.055, 0.085, 0.12, 0.25, 0.345, 0.09])  # nights, Monday first
PEAK_MIN, PEAK_SD = {True: 395, False: 290}, {True: 105, False: 125}  # minutes after 18:00: weekend or not
NIGHT_MIN = 12 * 60
FEASTS = ("12-31", "12-24", "10-31")  # nights about three times as busy
HOURS = {
    "day": np.array([0] * 6 + [1, 3, 6, 4, 4, 5, 6, 6, 6, 8, 8, 6] + [0] * 6, dtype="float64"),
    "private": np.array([5, 4, 3, 2, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 8, 8, 7], dtype="float64"),
    "online": np.array([3, 2, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 7, 7, 7, 6, 5], dtype="float64"),
}
# chance of a span: exact, within the hour, a few hours, half a day, days; spans are drawn within (low, high) minutes
SPANS = {
    "nte": ((0.70, 0, 0), (0.12, 5, 60), (0.11, 60, 180), (0.055, 180, 720), (0.015, 1_620, 6_000)),
    "day": ((0.70, 0, 0), (0.12, 5, 60), (0.10, 60, 240), (0.06, 240, 720), (0.02, 1_620, 9_000)),
    "private": ((0.60, 0, 0), (0.12, 5, 60), (0.12, 60, 300), (0.08, 300, 900), (0.08, 1_620, 43_000)),
}
DELAYS = ((0.42, 0.15), (0.36, 2.5), (0.17, 16.0), (0.05, 75.0))  # share, mean days
LONGEST_DELAY_DAYS = 330.0
MINUTES_A_DAY = 1_440


def draw_days(rng: np.random.Generator, month: Ints, weekday: Floats) -> Array:
    """
    Draw a day in each row's month.

    Parameters
    ----------
    rng
        The generator.
    month
        Position of each row's month.
    weekday
        Seven weights, Monday first.

    Returns
    -------
    days
        datetime64[D].
    """
    days = pd.date_range(MONTHS[0].first, MONTHS[-1].last, freq="D")
    weight = weekday[days.day_of_week] * np.where(days.strftime("%m-%d").isin(FEASTS), 2.8, 1.0)
    steps = np.concatenate([[0.0], np.cumsum(weight)])
    starts = days.searchsorted(pd.DatetimeIndex([m.first for m in MONTHS]))
    low, high = steps[starts], steps[np.append(starts[1:], len(days))]
    at = np.searchsorted(steps, low[month] + rng.random(len(month)) * (high - low)[month], side="right") - 1
    drawn: Array = days.to_numpy().astype("datetime64[D]")[np.clip(at, 0, len(days) - 1)]
    return drawn


def draw_night(rng: np.random.Generator, month: Ints, shift_min: Floats) -> Array:
    """
    Draw a moment in the nights of each row's month: 18:00 to 05:59, Fridays and Saturdays busiest.

    Parameters
    ----------
    rng
        The generator.
    month
        Position of each row's month.
    shift_min
        Minutes by which each row's place is later than usual.

    Returns
    -------
    moments
        datetime64[m], wall clock.
    """
    night = draw_days(rng, month, WEEKDAY)
    weekend = np.isin((night.astype("int64") + 3) % 7, (4, 5))  # 1 January 1970 was a Thursday
    middle = np.where(weekend, PEAK_MIN[True], PEAK_MIN[False]) + shift_min
    drawn = np.abs(rng.normal(middle, np.where(weekend, PEAK_SD[True], PEAK_SD[False])))
    minute: Ints = np.where(drawn >= NIGHT_MIN, 2 * NIGHT_MIN - 1 - drawn, drawn).astype("int64")
    return _moments(rng, night, 18 * 60 + minute)


def draw_hours(rng: np.random.Generator, month: Ints, kind: str) -> Array:
    """
    Draw a moment by the hours of a kind of offence.

    Parameters
    ----------
    rng
        The generator.
    month
        Position of each row's month.
    kind
        A key of `HOURS`.

    Returns
    -------
    moments
        datetime64[m], wall clock.
    """
    hour = index(rng, HOURS[kind], len(month))
    return _moments(rng, draw_days(rng, month, np.ones(7)), hour * 60 + rng.integers(0, 60, len(month)))


def draw_months(rng: np.random.Generator, size: int) -> Ints:
    """Draw months by the calendar's busyness."""
    return index(rng, calendar(), size)


def _moments(rng: np.random.Generator, day: Array, minute: Ints) -> Array:
    """Round most to five minutes, as people say them; never exactly midnight, which is a default (planted apart)."""
    minute = np.where(rng.random(len(minute)) < 0.8, minute // 5 * 5, minute)
    minute = np.where(minute % MINUTES_A_DAY == 0, minute + 5, minute)
    moments: Array = day.astype("datetime64[m]") + minute.astype("timedelta64[m]")
    return moments


def draw_spans(rng: np.random.Generator, moments: Array, kind: str) -> tuple[Array, Array]:
    """
    Hide each moment in the span its victim could give.

    Parameters
    ----------
    rng
        The generator.
    moments
        When it happened, datetime64[m].
    kind
        A key of `SPANS`.

    Returns
    -------
    start, end
        datetime64[m]; equal where the moment is known.
    """
    share, low, high = np.array(SPANS[kind]).T
    at = index(rng, share, len(moments))
    width = np.floor(low[at] + rng.random(len(moments)) * (high - low)[at])
    before = np.floor(width * rng.random(len(moments)))
    start = moments - before.astype("timedelta64[m]")
    return _off_midnight(start), _off_midnight(start + width.astype("timedelta64[m]"))


def _off_midnight(moments: Array) -> Array:
    at_midnight = moments == moments.astype("datetime64[D]")
    return np.where(at_midnight, moments + np.timedelta64(5, "m"), moments)


def draw_recorded(rng: np.random.Generator, end: Array) -> Array:
    """
    Draw when each crime was recorded: most in days, some after months.

    Parameters
    ----------
    rng
        The generator.
    end
        When it was over at the latest.

    Returns
    -------
    recorded
        datetime64[m].
    """
    share, mean = np.array(DELAYS).T
    days = rng.exponential(mean[index(rng, share, len(end))])
    minutes = 9 + np.floor(np.minimum(days, LONGEST_DELAY_DAYS) * MINUTES_A_DAY)
    recorded: Array = end + minutes.astype("timedelta64[m]")
    return recorded


def clock_change(moments: Array) -> tuple[Bools, Bools]:
    """
    Find wall-clock times in the hour that does not exist in March, and in the one that comes twice in October.

    Parameters
    ----------
    moments
        datetime64[m]; NaT is in neither.

    Returns
    -------
    missing, doubled
        True where the time lies in 01:00-01:59 of the last Sunday of March, of October.
    """
    times = pd.DatetimeIndex(moments)
    hour = (times.hour == 1) & (times.day_of_week == 6) & (times.day >= 25)  # the last Sunday of a 31-day month
    return np.asarray(hour & (times.month == 3)), np.asarray(hour & (times.month == 10))
