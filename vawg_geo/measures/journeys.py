"""How far crimes came, step by step, and how long the way took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.rates import share_intervals

STEPS = {"incident": Column("text"), "track": Column("text"), "step": Column("text"), "at": Column("time")}
_HOUR = 3_600.0


def reach_steps(journey: pd.DataFrame, incidents: pd.Index, *, track: str) -> pd.DataFrame:
    """
    Lay out when each crime reached each step.

    Parameters
    ----------
    journey
        One row a step reached: `incident`, `track`, `step`, `at`.
    incidents
        The crimes wanted.
    track
        The way they went, such as "da".

    Returns
    -------
    reached
        Index incident (only crimes with a step on the track, in the order of `incidents`), a column a step: the first
        time it was reached, NaT where it was not.

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    check_table(journey, STEPS, what="the table journey")
    rows = journey[(journey["track"] == track) & among(journey["incident"], incidents)]
    wide = rows.pivot_table(index="incident", columns="step", values="at", aggfunc="min")
    return wide.reindex(incidents[among(incidents, wide.index)])


def count_steps(reached: pd.DataFrame, *, start: str, steps: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """
    Count the crimes that reached each step, of those that began.

    Parameters
    ----------
    reached
        As `reach_steps` gives it.
    start
        The step with which the way begins.
    steps
        Name to the steps of the table that count as it (any of them).

    Returns
    -------
    steps
        One row a step: `step`, `n`, `of` (crimes that began), `share`, `low`, `high` (Wilson), `hours` (median elapsed
        hours from the start, of those that reached it; NaN for none). A later step does not need an earlier one: some
        records skip one.

    Raises
    ------
    SchemaError
        If no crime has the start.
    """
    if start not in reached.columns or not reached[start].notna().any():
        raise SchemaError(f"no crime has the step {start!r}; the way must begin with a step that is recorded.")
    began = reached[reached[start].notna()]
    rows = []
    for name, codes in steps.items():
        at = _earliest(began, codes)
        held = at.notna()
        hours = _hours(began.loc[held, start], at[held])
        middle = float(hours.median()) if len(hours) else float("nan")
        rows.append({"step": name, "n": int(held.sum()), "of": len(began), "hours": middle})
    table = pd.DataFrame(rows)
    return table.join(share_intervals(table["n"], table["of"]))[["step", "n", "of", "share", "low", "high", "hours"]]


def count_within(reached: pd.DataFrame, *, start: str, step: str, hours: float, months: Sequence[str]) -> pd.DataFrame:
    """
    Count, month by month, the crimes that reached a step within some hours of the start.

    Parameters
    ----------
    reached
        As `reach_steps` gives it.
    start, step
        The two steps.
    hours
        Elapsed hours.
    months
        Months of the start, YYYY-MM, in order.

    Returns
    -------
    months
        Index month: `n` (crimes that began), `x` (of these at the step in time; those that never reached it are not).
    """
    began = reached[reached[start].notna()]
    waited = _hours(began[start], _earliest(began, [step]))
    month = began[start].dt.strftime("%Y-%m")
    counts = pd.DataFrame({"n": month.groupby(month).size(), "x": (waited <= hours).groupby(month).sum()})
    return counts.reindex(list(months), fill_value=0).astype("int64").rename_axis("month")


def covered_months(journey: pd.DataFrame, months: Sequence[str]) -> list[str]:
    """
    Pick the months from the first whole one the steps were kept in.

    Parameters
    ----------
    journey
        `at`.
    months
        Months, YYYY-MM, in order.

    Returns
    -------
    covered
        Those months, in order.
    """
    if journey.empty:
        return []
    begin = journey["at"].min().tz_convert(LONDON).date()
    first = Month.of(begin) + (begin.day > 1)
    return [month for month in months if Month.parse(month).months_since(first) >= 0]


def _earliest(reached: pd.DataFrame, steps: Sequence[str]) -> pd.Series:
    """Give the first time any of the steps was reached, UTC."""
    times = [pd.to_datetime(reached[step], utc=True) for step in steps if step in reached.columns]
    if not times:
        return pd.Series(pd.NaT, index=reached.index, dtype="datetime64[us, UTC]")
    return pd.concat(times, axis="columns").min(axis="columns")


def _hours(start: pd.Series, end: pd.Series) -> pd.Series:
    hours: pd.Series = (end - start.dt.tz_convert("UTC")).dt.total_seconds() / _HOUR
    return hours
