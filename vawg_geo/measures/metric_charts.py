"""A metric's course charted: the usual range of its first 24 periods, and what differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.charts import FROZEN_AT, control_limits
from vawg_geo.measures.held_charts import LEAST_POINTS
from vawg_geo.measures.metric_entries import Metric
from vawg_geo.measures.metric_periods import Period, name_period

_UNSAID = {"signal": "cannot say", "baseline": ""}  # where no usual range is known
CHARTED = ["centre", "expected_low", "expected_high", *_UNSAID]


def chart_series(metric: Metric, counted: pd.DataFrame, periods: tuple[Period, ...]) -> pd.DataFrame:
    """
    Give each ripe period its control limits, in the unit of the metric.

    Parameters
    ----------
    metric
        The entry: its chart.
    counted
        As `count_metric` gives it.
    periods
        What its index names.

    Returns
    -------
    series
        And `centre`, `expected_low`, `expected_high`, `signal` ("" = none), `baseline` (the periods that set them, in
        words); NaN and "cannot say" where fewer than 12 ripe periods are known, or the period is not ripe. From
        `rebaseline.since` on a chart of its own begins.

    References
    ----------
    METHODS 8: three sigma limits of the first 24 points.
    """
    series = counted.assign(words=[name_period(str(label)) for label in counted.index])
    if metric.chart == "given":
        ends = {name: series.get(name, np.nan) for name in CHARTED[:3]}
        return series.assign(**ends, signal=series.get("signal", "cannot say"), baseline="")
    done = series[series["ripe"] & series["value"].notna()]
    own = {period.label: period for period in periods}
    since = metric.rebaseline.month.first if metric.rebaseline else date.max
    anew = np.array([own[str(label)].first >= since for label in done.index], dtype=bool)
    chart = pd.concat([_charted(metric, done[side], own) for side in (~anew, anew)]).reindex(series.index)
    told = {name: chart[name].where(chart[name].notna(), other) for name, other in _UNSAID.items()}
    return series.join(chart.assign(**told))


def _charted(metric: Metric, done: pd.DataFrame, periods: Mapping[str, Period]) -> pd.DataFrame:
    """Chart the periods that have one baseline; too few of them say nothing of what is usual."""
    if len(done) < LEAST_POINTS:
        return pd.DataFrame(np.nan, index=done.index, columns=CHARTED).astype(dict.fromkeys(_UNSAID, "object"))
    days = pd.Series({label: float(period.days) for label, period in periods.items()})
    chart = _limits(metric, done, days).rename(columns={"low": "expected_low", "high": "expected_high"})
    first, last = (periods[str(label)] for label in (done.index[0], done.index[:FROZEN_AT][-1]))
    return chart.assign(baseline=f"{Month.of(first.first).words} to {Month.of(last.last).words}")[CHARTED]


def _limits(metric: Metric, done: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    base = min(FROZEN_AT, len(done))
    kind, ends = metric.chart, ["centre", "low", "high"]
    if kind == "xmr":
        return control_limits(done["value"], chart="xmr", baseline=base)
    if kind == "c":
        return control_limits(done["x"], chart="c", baseline=base)
    if kind == "p'":
        return control_limits(done["x"], chart="p'", sizes=done["n"], baseline=base)
    sizes = days.reindex(done.index) if metric.measure == "count" else done["n"]
    chart = control_limits(done["x"], chart="u'", sizes=sizes, baseline=base)
    scale = sizes if metric.measure == "count" else metric.per
    return chart.assign(**chart[ends].mul(scale, axis=0) if metric.measure == "count" else chart[ends] * scale)
