"""What last month's meeting asked for, what was delivered, and whether the counts can tell anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.periods import Month, nights_between
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.measures.place_changes import NO_CHANGE
from vawg_geo.measures.task_memory import patrol_minutes
from vawg_geo.publishing.figure_tables import FigureTable
from vawg_geo.publishing.words import number, percent, plural, sentence

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case

LEVEL = 0.05  # METHODS 8: E-test
BASE_MONTHS = 12  # rolling year before, never month on month
FEW = 10  # below, a month of a place could hardly show anything
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class TaskRow:
    """One task in finished words."""

    place: str
    asked: str
    delivered: str
    counted: str


def task_rows(case: Case, found: Hotspots, *, month: Month) -> list[TaskRow]:
    """
    Say of each of the month's tasks what was asked, what was delivered and what was counted.

    Parameters
    ----------
    case
        Its `tasks` (month, area, asked, asked_minutes, delivered_minutes) and `patrols` (area, start, end, officers).
    found
        The hot spots, for the events.
    month
        The month the tasks were for.

    Returns
    -------
    rows
        One a task; empty when none is recorded.

    References
    ----------
    PRODUCTS 4.3 (5), METHODS 8.
    """
    tasks = case.tables.get("tasks")
    if tasks is None or tasks.empty:
        return []
    mine = tasks[tasks["month"].astype("str") == str(month)]
    return [_task_row(case, found, task, month, tests=len(mine)) for _, task in mine.iterrows()]


def _task_row(case: Case, found: Hotspots, task: pd.Series, month: Month, *, tests: int) -> TaskRow:
    area = str(task["area"])
    place = str(case.areas.loc[area, "alias"]) if area in case.areas.index else "the whole force"
    asked, logged = (_minutes(task, name) for name in ("asked_minutes", "delivered_minutes"))
    if pd.isna(logged):
        logged = patrol_minutes(case.tables.get("patrols"), area, month)
    own = found.scores["expected_n"]
    return TaskRow(
        place,
        sentence(str(task["asked"])),
        delivered_words(logged, asked),
        counted_words(
            found.events[found.events["area"] == area] if area in own.index else found.events,
            month,
            expected_year=float(own.get(area, own.sum())),
            tests=tests,
        ),
    )


def task_figures(rows: list[TaskRow]) -> FigureTable:
    """Put the tasks in a table of figures."""
    cells = tuple((row.place, row.asked, row.delivered, row.counted) for row in rows)
    return FigureTable("Tasks of the month", ("Place", "Asked", "Delivered", "Counted"), cells)


def _minutes(task: pd.Series, name: str) -> float:
    return float(pd.to_numeric(str(task.get(name)), errors="coerce"))


def delivered_words(minutes: float, asked: float) -> str:
    """Say how much of what was asked was delivered; nothing of a task that asks for no patrol."""
    if asked == 0:
        return ""
    if pd.isna(minutes):
        return "Delivered: not logged."
    if pd.isna(asked):
        return f"{plural(minutes, 'patrol minute')} logged."
    return f"{number(minutes)} of {number(asked)} minutes delivered ({percent(minutes / asked)})."


def counted_words(events: pd.DataFrame, month: Month, *, expected_year: float, tests: int = 1) -> str:
    """
    Set a place's offences of the month beside those expected, and say whether they can tell anything.

    Parameters
    ----------
    events
        The place's events: `night`.
    month
        The month of the task.
    expected_year
        Offences expected there in a year, shrunk: a place is tasked because its count was high, and would fall back
        without any task (regression to the mean).
    tests
        How many tasks are tested on the page; the level is shared among them.

    Returns
    -------
    text
        For example "7 offences against 5.3 expected: too few to tell."

    References
    ----------
    METHODS 8: E-test with nights as exposure; 9: the baseline is the shrunk one.
    """
    first = (month - BASE_MONTHS).first
    before = int(events["night"].between(pd.Timestamp(first), pd.Timestamp((month - 1).last)).sum())
    after = int(events["night"].between(pd.Timestamp(month.first), pd.Timestamp(month.last)).sum())
    nights = (len(nights_between(first, (month - 1).last)), len(nights_between(month.first, month.last)))
    expected = expected_year * nights[1] / DAYS_A_YEAR
    text = f"{plural(after, 'offence')} against {number(expected, 1)} expected"
    tested = compare_counts(before, after, exposure_before=nights[0], exposure_after=nights[1])
    if float(tested["p"].iloc[0]) < LEVEL / tests and (after - expected) * (after / nights[1] - before / nights[0]) > 0:
        if after > expected:
            return f"{text}: more than chance explains; why, counts cannot say."
        return f"{text}: fewer so far than chance explains; late records are still to come."
    return f"{text}: {'too few to tell' if max(after, expected) < FEW else NO_CHANGE}."
