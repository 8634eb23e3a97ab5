"""A metric read: its series with limits, its latest figure, and the colour the rules give it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError, ProfileError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.measures.metric_charts import CHARTED, chart_series
from vawg_geo.measures.metric_counts import Source, count_metric
from vawg_geo.measures.metric_entries import Metric
from vawg_geo.measures.metric_periods import Period, list_periods
from vawg_geo.measures.metric_state import Figure, judge_figure, read_signal


@dataclass(frozen=True)
class Reading:
    """What is known of a metric in one month."""

    metric: Metric
    series: (
        pd.DataFrame
    )  # index period: words, value, x, n, low, high, ripe, filled, centre, expected_*, signal, baseline
    figure: Figure
    rule: str  # a key of metric_state.RULES
    period: str = ""  # label of the latest figure's period; "" = there is none
    young: int = 0  # periods after it that are not old enough
    reason: str = ""  # why nothing can be said, where that is so
    chart: dict[str, float] = field(default_factory=dict)  # the latest point's centre, expected_low, expected_high
    baseline: str = ""  # the periods that set them, in words; "" = none
    hidden: bool = False  # whether the latest count is too small to be shown


@dataclass(frozen=True)
class Terms:
    """When a metric is read, and how good its data must be."""

    until: Month  # the last month
    months: int  # how far back
    cut: date
    complete: float = 0.8  # share of cases filled in, below which the data are poor
    gate: float = 0.5  # below which nothing is said


def read_metric(metric: Metric, source: Source, *, terms: Terms) -> Reading:
    """
    Count a metric, chart it, and judge its latest figure.

    Parameters
    ----------
    metric
        The entry.
    source
        From a part of the entry to the table it asks for; may raise SchemaError.
    terms
        The month, how far back, the data cut, how complete the data must be.

    Returns
    -------
    reading
        A table that is missing or does not hold what is asked for is no error: the reading is grey and says why.

    References
    ----------
    METHODS 8 (charts), 10 (ripeness), 13 (colours).
    """
    periods = list_periods(metric.step, until=terms.until, months=terms.months)
    try:
        counted = count_metric(metric, source, periods=periods, cut=terms.cut)
        series = chart_series(metric, counted, periods)
    except (SchemaError, PeriodError, ProfileError) as error:
        return _nothing(metric, str(error))
    if series["value"].isna().all():
        return _nothing(metric, "the period has no case.")
    return _judge(metric, series, periods, terms)


def _nothing(metric: Metric, reason: str) -> Reading:
    figure = Figure(np.nan, data="none")
    rule = judge_figure(figure, polarity=metric.polarity, least=metric.least, target=metric.target)
    return Reading(metric, pd.DataFrame(columns=["words", "value"]), figure, rule, reason=reason)


def _judge(metric: Metric, series: pd.DataFrame, periods: tuple[Period, ...], terms: Terms) -> Reading:
    known = series[series["value"].notna()]
    ripe = known[known["ripe"]]
    row = (ripe if len(ripe) else known).iloc[-1]
    label = str(row.name)
    young = int((~known["ripe"]).sum()) if len(ripe) else len(known)
    # Five where forty are usual is much to judge by: a count's base is the larger of the two.
    base = np.fmax(row["x"], row["centre"]) if metric.of is None and row["n"] != row["n"] else row["n"]
    if metric.measure == "value" and base != base:  # noqa: PLR0124 - NaN: a figure made elsewhere, its base told there
        base = float(metric.least)
    said = str(row["signal"])
    figure = Figure(
        float(row["value"]), float(row["low"]), float(row["high"]), float(base),
        said if said in ("up", "down", "none", "cannot say") else read_signal(said),  # type: ignore[arg-type]
        float(row["centre"]), bool(len(ripe)), _data(row, _is_old(label, series, periods), terms),
    )  # fmt: skip
    rule = judge_figure(
        figure, polarity=metric.polarity, least=metric.least, target=metric.target, baseline=metric.baseline
    )
    chart = {name: float(row[name]) for name in CHARTED[:3]}
    return Reading(metric, series, figure, rule, label, young, chart=chart, baseline=str(row["baseline"]))


def _is_old(label: str, series: pd.DataFrame, periods: tuple[Period, ...]) -> bool:
    """Tell whether a later period should have a figure by now: the table does not reach so far."""
    labels = [period.label for period in periods]
    if label not in labels:
        return False
    later = labels[labels.index(label) + 1 :]
    known = (series["value"].notna() | series["x"].notna()).reindex(later, fill_value=False)  # no case is no gap
    young = (~series["ripe"]).reindex(later, fill_value=False)
    return bool((~known & ~young).any())


def _data(row: pd.Series, old: bool, terms: Terms) -> Literal["good", "poor", "gate"]:  # noqa: FBT001
    filled = float(row["filled"])
    if filled < terms.gate:
        return "gate"
    return "poor" if old or filled < terms.complete else "good"


def hide_small(reading: Reading) -> Reading:
    """
    Hide the counts that are too small to be shown, everywhere in a reading.

    Parameters
    ----------
    reading
        A reading; its metric's `suppress` is the least count shown.

    Returns
    -------
    reading
        Counts below it missing, with what was made of them; a latest figure that is hidden is judged as too few.
    """
    least = reading.metric.suppress
    if not least or reading.series.empty:
        return reading
    small = reading.series["x"] < least
    shown = ["value", "x", "low", "high"]
    series = reading.series.assign(**{name: reading.series[name].mask(small) for name in shown})
    hidden = reading.period in series.index and bool(small[reading.period])
    if not hidden:
        return replace(reading, series=series)
    figure = replace(reading.figure, value=np.nan, low=np.nan, high=np.nan, base=np.nan)
    return replace(_judged(reading, figure), series=series, hidden=True)


def _judged(reading: Reading, figure: Figure) -> Reading:
    """Judge a reading's metric again, by another figure."""
    metric = reading.metric
    rule = judge_figure(
        figure, polarity=metric.polarity, least=metric.least, target=metric.target, baseline=metric.baseline
    )
    return replace(reading, figure=figure, rule=rule)


def gate_reading(reading: Reading, colour: str) -> Reading:
    """
    Judge a reading again under a data gate that its figure was made behind.

    Parameters
    ----------
    reading
        A reading with a figure.
    colour
        Of the gate: "green", "amber" (poor data) or "red" (nothing can be said).

    Returns
    -------
    reading
        Its rule as the gate leaves it.

    References
    ----------
    METHODS 6.0 (the gate), 13.
    """
    if colour == "green":
        return reading
    return _judged(reading, replace(reading.figure, data="gate" if colour == "red" else "poor"))
