"""When offences happen, hour by hour and day by day, with how precisely their times are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.periods import WEEKDAYS
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.elapsed import HOUR, spans
from vawg_geo.measures.nights import aoristic_hours

PRECISE_HOURS = 1.0  # a span of at most an hour names its hour, or two
LONGEST_HOURS = 24.0  # METHODS 3: longer spans leave hour-of-day plots and are counted
_TIMES = {"occurred_from": Column("time"), "occurred_to": Column("time", null=True)}


@checked
def time_grid(incidents: pd.DataFrame, *, precise_hours: float = PRECISE_HOURS) -> pd.DataFrame:
    """
    Spread offences over the week, by weekday and hour.

    Parameters
    ----------
    incidents
        `occurred_from`, `occurred_to` (missing = the start); naive times are London's.
    precise_hours
        Longest span, in hours, that counts as a known time.

    Returns
    -------
    grid
        Mon..Sun x hours 0..23 on the London clock: summed aoristic weight; the whole is the number of offences spread.
        `.attrs`: `n` (offences spread), `precise` (share of them with a known time, NaN when there are none), `long`
        (spans over 24 hours, left out), `midnight` (share of starts at 00:00 sharp: a default time, if high).

    Raises
    ------
    SchemaError
        If a column is missing, or a start is missing or after its end.

    References
    ----------
    Ratcliffe (2000), International Journal of GIS 14(7), 669-679; Ashby & Bowers (2013), Crime Science 2:1. METHODS 3.
    """
    check_table(incidents, _TIMES, what="the table of incidents")
    start, end = incidents["occurred_from"], incidents["occurred_to"]
    first, last = spans(start, end)
    hours = (last - first) / HOUR
    short = hours <= LONGEST_HOURS
    week = aoristic_hours(start[short], end[short]).to_numpy().sum(axis=0)
    grid = pd.DataFrame(week.reshape(7, 24), index=pd.Index(WEEKDAYS, name="day"), columns=pd.RangeIndex(24))
    n = int(short.sum())
    zero = pd.DatetimeIndex(start[short]).tz_convert("Europe/London") if start.dt.tz else pd.DatetimeIndex(start[short])
    at_midnight = np.asarray((zero.hour == 0) & (zero.minute == 0) & (zero.second == 0))
    grid.attrs = {"n": n, "long": int((~short).sum())}
    grid.attrs["precise"] = float((hours[short] <= precise_hours).mean()) if n else np.nan
    grid.attrs["midnight"] = float(at_midnight.mean()) if n else np.nan
    return grid
