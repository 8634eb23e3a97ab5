"""The reckoner's two tables: a row a metric, and a row a metric and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.measures.metric_periods import list_periods
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing.report.study import Study

MONTHS = 13  # of a spark
_FORMS = {"share": "percent", "within": "percent", "overdue": "percent", "rate": "number1"}
POLARITY = {"up": "more is good", "down": "less is good", "neutral": "neither is good or bad"}
STATES = {
    "up": "a clear rise", "down": "a clear fall", "unsteady": "not steady, without a clear direction",
    "none": "no change we can distinguish from chance", "cannot say": "no usual range is known to tell a change by",
}  # fmt: skip
_SERIES = ["words", "value", "x", "n", "low", "high", "ripe", "centre", "expected_low", "expected_high", "signal"]


def form_of(reading: Reading) -> str:
    """Name the form a metric's figure is printed in."""
    return reading.metric.form or _FORMS.get(reading.metric.measure, "count")


def list_latest(plans: list[tuple[str, list[Reading]]]) -> pd.DataFrame:
    """
    List every metric's latest figure.

    Parameters
    ----------
    plans
        Name of the plan, and its readings.

    Returns
    -------
    latest
        One row a metric, as `report/dictionary/tracker.csv` describes it.
    """
    rows = [_row(plan, reading) for plan, readings in plans for reading in readings]
    table = pd.DataFrame(rows)
    return table.astype({"target": "float64"}) if rows else table


def _row(plan: str, reading: Reading) -> dict[str, object]:
    metric, figure = reading.metric, reading.figure
    series = reading.series
    known = bool(reading.period)
    few = reading.rule == "too few" and metric.of is not None
    colour, text = RULES[reading.rule]
    value = np.nan if few else figure.value  # a share of too few is not printed
    return {
        "metric": metric.name, "plan": plan, "words": metric.words, "owner": metric.owner,
        "polarity": POLARITY[metric.polarity], "period": str(series.loc[reading.period, "words"]) if known else "",
        "value": value, "low": np.nan if few else figure.low, "high": np.nan if few else figure.high,
        "x": series.loc[reading.period, "x"] if known else np.nan, "n": _base(reading),
        **{name: reading.chart.get(name, np.nan) for name in ("centre", "expected_low", "expected_high")},
        "state": STATES[figure.signal] if known else "cannot say", "target": metric.target, "least": metric.least,
        "days": metric.days or np.nan, "hours": metric.hours or np.nan,
        "rag": "no colour" if colour == "none" else colour,
        "rule": reading.rule, "rule_text": text, "ripeness": ripe_words(reading), "young": reading.young,
        "reason": reading.reason, "note": metric.note,
    }  # fmt: skip


def _base(reading: Reading) -> float:
    series = reading.series
    return float(series["n"].loc[reading.period]) if reading.period else np.nan


def ripe_words(reading: Reading) -> str:
    """Say whether later periods are not yet complete."""
    if not reading.period:
        return ""
    if reading.rule == "unripe":
        return "not old enough"
    if not reading.young:
        return "complete"
    return "later periods not yet old enough"


def list_series(plans: list[tuple[str, list[Reading]]]) -> pd.DataFrame:
    """List every metric's periods: metric, period, and the columns of its series."""
    parts = []
    for _, readings in plans:
        for reading in readings:
            if len(reading.series):
                rows = reading.series.reindex(columns=_SERIES).rename_axis("period").reset_index()
                parts.append(rows.assign(metric=reading.metric.name))
    columns = ["metric", "period", *_SERIES]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def drawn(reading: Reading, study: Study) -> pd.DataFrame:
    """Pick the periods a spark shows: those of the last thirteen months."""
    shown = {p.label for p in list_periods(reading.metric.step, until=study.month, months=MONTHS)}
    series = reading.series
    return series.tail(MONTHS) if reading.metric.measure == "value" else series[series.index.isin(shown)]
