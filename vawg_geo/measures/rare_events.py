"""Control charts for rare events: the time, or the number of cases, from one to the next."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats, refuse
from vawg_geo.measures.charts import fewest_crossings, longest_run
from vawg_geo.measures.elapsed import spans

LEAST_GAPS = 8  # fewer gaps in the baseline cannot set a limit
_TAIL = 0.00135  # beyond three sigma of a normal value, on one side
_DAY = 86_400


@checked
def rare_event_limits(events: pd.Series, *, chart: Literal["t", "g"], baseline: int | None = None) -> pd.DataFrame:
    """
    Chart how long it is between rare events, and say which gaps signal.

    Parameters
    ----------
    events
        For "t": the times of the events, in order. For "g": the number of cases (or nights) without an event between
        one event and the next, whole, >= 0, in order of time.
    chart
        "t" (elapsed days between events) or "g" (cases between events).
    baseline
        The first gaps that set centre and limits, at least 8; None = all.

    Returns
    -------
    chart
        One row a gap; for "t" the index of the later event. `value` (days, or cases), `centre` (median to be
        expected), `low`, `high` (each passed by chance in 0.135 % of gaps: the exponential's or the geometric's own
        quantiles), `signal` (text, "" = none): a short gap means more events, and is called so; runs and crossings
        as in `control_limits`. With a count so small a fast rise shows first in runs, not in a single gap.

    Raises
    ------
    SchemaError
        If the chart is unknown, a time or count is missing or out of order or range, or the baseline is too short or
        too long.

    References
    ----------
    Benneyan (2001), Health Care Management Science 4, 305-318 (g chart); Provost & Murray (2011), The Health Care
    Data Guide, ch. 7 (t chart); Anhoej & Olesen (2014), PLoS ONE 9(11), e113825 (runs). METHODS 8.
    """
    if chart not in ("t", "g"):
        raise SchemaError('chart must be "t" or "g".')
    gaps = _days_between(events) if chart == "t" else _cases(events)
    base = len(gaps) if baseline is None else baseline
    if not LEAST_GAPS <= base <= len(gaps):
        raise SchemaError(f"baseline must be at least {LEAST_GAPS} and at most the {len(gaps)} gaps given.")
    mean = float(gaps.iloc[:base].mean())
    if mean == 0:
        raise SchemaError("the gaps of the baseline are all 0: these events are not rare; use a c or u chart.")
    centre, low, high = _exponential(mean) if chart == "t" else _geometric(mean)
    value = gaps.to_numpy(dtype="float64")
    table = {"value": value, "centre": centre, "low": low, "high": high, "signal": _signals(value, centre, low, high)}
    return pd.DataFrame(table, index=gaps.index)


def _days_between(events: pd.Series) -> pd.Series:
    check_table(events.to_frame("events"), {"events": Column("time")}, what="events")
    seconds, _ = spans(events, events)
    gaps = np.diff(seconds) / _DAY
    refuse(np.append(False, gaps < 0), events.index, "events must be in order of time")
    return pd.Series(gaps, index=events.index[1:])


def _cases(events: pd.Series) -> pd.Series:
    check_table(events.to_frame("events"), {"events": Column("count", low=0)}, what="events")
    return events.astype("float64")


def _exponential(mean: float) -> tuple[float, float, float]:
    centre, low, high = stats.expon.ppf([0.5, _TAIL, 1 - _TAIL], scale=mean).tolist()
    return centre, low, high


def _geometric(mean: float) -> tuple[float, float, float]:
    # Cases before the next event: the chance p = 1 / (mean + 1). A lower limit of 0 cannot be passed.
    law = stats.geom(1 / (mean + 1), loc=-1)
    return float(np.log(0.5) / np.log(mean / (mean + 1))) - 0.5, float(law.ppf(_TAIL)), float(law.isf(_TAIL))


def _signals(value: Floats, centre: float, low: float, high: float) -> list[str]:
    words: list[list[str]] = [[] for _ in value]
    for at in np.flatnonzero(value > high):
        words[at].append("a longer gap than chance allows: fewer events")
    for at in np.flatnonzero(value < low):
        words[at].append("a shorter gap than chance allows: more events")
    useful = np.flatnonzero(value != centre)
    side = np.sign(value[useful] - centre)
    for run in np.split(useful, np.flatnonzero(np.diff(side)) + 1):
        if len(run) > longest_run(max(len(useful), 1)):
            how = "long gaps: fewer events" if value[run[0]] > centre else "short gaps: more events"
            for at in run:
                words[at].append(f"part of a run of {len(run)} {how}")
    crossings = int(np.count_nonzero(np.diff(side)))
    if len(useful) > 1 and crossings < fewest_crossings(len(useful)):
        words[-1].append(f"only {crossings} crossings of the centre")
    return ["; ".join(parts) for parts in words]
