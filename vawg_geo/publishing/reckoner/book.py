"""The reckoner's two tables: a row a metric, and a row a metric and period."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from vawg_geo.measures.dispositions import london_days
from vawg_geo.measures.metric_periods import list_periods
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.measures.quarters import read_period
from vawg_geo.publishing.report.study import Study

MONTHS = 13  # of a spark
_FORMS = {"share": "percent", "within": "percent", "overdue": "percent", "rate": "number1"}
POLARITY = {"up": "more is good", "down": "less is good", "neutral": "neither is good or bad"}
STATES = {
    "up": "a clear rise", "down": "a clear fall", "unsteady": "not steady, without a clear direction",
    "none": "no change we can distinguish from chance", "cannot say": "no usual range is known to tell a change by",
}  # fmt: skip
_SERIES = ["words", "value", "x", "n", "low", "high", "ripe", "centre", "expected_low", "expected_high", "signal",
           "baseline"]  # fmt: skip


def form_of(reading: Reading) -> str:
    """Name the form a metric's figure is printed in."""
    return reading.metric.form or _FORMS.get(reading.metric.measure, "count")


def list_latest(plans: list[tuple[str, list[Reading]]], said: Mapping[str, str] = MappingProxyType({})) -> pd.DataFrame:
    """
    List every metric's latest figure.

    Parameters
    ----------
    plans
        Name of the plan, and its readings.
    said
        Metric to what is said beside it: `find_moved`, `find_days`.

    Returns
    -------
    latest
        One row a metric, as `report/dictionary/tracker.csv` describes it.
    """
    rows = [_row(plan, reading, said) for plan, readings in plans for reading in readings]
    table = pd.DataFrame(rows)
    return table.astype({"target": "float64"}) if rows else table


def find_moved(plans: list[tuple[str, list[Reading]]], last: pd.DataFrame | None) -> dict[str, str]:
    """
    Find the metrics whose baseline begins elsewhere than in the last edition, though no entry says why.

    Parameters
    ----------
    plans
        Name of the plan, and its readings.
    last
        The last edition's metrics; None where there is none.

    Returns
    -------
    moved
        Metric to what is said of it.

    References
    ----------
    METHODS 8: a baseline is frozen; it is told anew for a logged reason alone.
    """
    if last is None or not {"metric", "baseline"} <= set(last.columns):
        return {}
    before = last.set_index("metric")["baseline"].dropna().astype("str").to_dict()
    now = {reading.metric.name: reading for _, readings in plans for reading in readings}
    return {
        name: f"The usual range was of {before[name]} in the last edition; no reason for another is entered."
        for name, reading in now.items()
        if reading.baseline
        and before.get(name)
        and not reading.metric.rebaseline
        and _begin(before[name]) != _begin(reading.baseline)
    }


def find_days(plans: list[tuple[str, list[Reading]]], calendar: pd.DataFrame | None) -> dict[str, str]:
    """
    Find the days of the calendar inside the latest period of the metrics that ask for some.

    Parameters
    ----------
    plans
        Name of the plan, and its readings.
    calendar
        The side table: `date`, `until` (missing = one day), `kind`, `name`; None where the force gives none.

    Returns
    -------
    days
        Metric to the names in words; of a metric whose kinds nobody keeps, that it cannot be said.
    """
    found = {}
    for reading in (one for _, readings in plans for one in readings):
        kinds, ends = reading.metric.calendar, read_period(reading.period)
        if not kinds or ends is None:
            continue
        if calendar is None or not {"date", "until", "kind", "name"} <= set(calendar.columns):
            found[reading.metric.name] = f"Whether there was a {' or '.join(kinds)} cannot be said: no calendar."
            continue
        begin, end = (london_days(calendar[name]) for name in ("date", "until"))
        inside = (begin <= pd.Timestamp(ends[1].last)) & (end.fillna(begin) >= pd.Timestamp(ends[0].first))
        inside &= calendar["kind"].isin(kinds)
        names = ", ".join(dict.fromkeys(calendar.loc[inside, "name"]))
        found[reading.metric.name] = (
            f"In the calendar: {names}." if names else f"No {' or '.join(kinds)} in the period."
        )
    return found


def _begin(baseline: str) -> str:
    return baseline.partition(" to ")[0]


def _note(reading: Reading, said: str) -> str:
    """Say what a figure must not be read as, and where its usual range comes from if that has changed."""
    anew = reading.metric.rebaseline
    parts = [reading.metric.note]
    if anew:
        parts.append(f"Usual range told anew from {anew.month.words}: {anew.why.rstrip('.')}.")
    parts.append(said)
    return " ".join(part for part in parts if part)


def _row(plan: str, reading: Reading, said: Mapping[str, str]) -> dict[str, object]:
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
        "baseline": reading.baseline, "reason": reading.reason, "note": _note(reading, said.get(metric.name, "")),
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
