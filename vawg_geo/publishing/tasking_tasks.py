"""What last month's meeting asked for, what was delivered, and whether the counts can tell anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.periods import Month, nights_between
from vawg_geo.base.shares import percent
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.measures.place_changes import NO_CHANGE
from vawg_geo.measures.task_memory import CARRIED, DELIVERED, DONE, OPEN, OVERDUE, SHORT, carried_over, remember_tasks
from vawg_geo.publishing.figure_tables import FigureTable
from vawg_geo.publishing.words import day_words, number, plural, sentence

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
    counted: str  # "" for a task of an earlier month
    owner: str
    due: str
    state: str  # a word of `measures.task_memory`
    since: str = ""  # the month of a task that is carried over, in words


def task_rows(case: Case, found: Hotspots, *, month: Month) -> list[TaskRow]:
    """
    Say of each task what was asked, what was delivered and what was counted.

    Parameters
    ----------
    case
        Its `tasks` (month, area, asked, asked_minutes, delivered_minutes; owner, due, done_on where it has them) and
        `patrols` (area, start, end, officers).
    found
        The hot spots, for the events.
    month
        The month the tasks were for.

    Returns
    -------
    rows
        Tasks of earlier months that are still to be done, the longest due first; then the month's own. Empty when none
        is recorded.

    References
    ----------
    PRODUCTS 4.3 (5), METHODS 8.
    """
    tasks = remember_tasks(case.tables.get("tasks"), case.tables.get("patrols"), cut=case.cut)
    mine = tasks[tasks["month"] == str(month)]
    carried = [_task_row(case, task) for _, task in carried_over(tasks, month).iterrows()]
    rows = [_task_row(case, task) for _, task in mine.iterrows()]
    seen = [_counted(found, str(area), month, tests=len(mine)) for area in mine["area"]]
    return [
        *(replace(row, since=Month.parse(text).words.split(" ")[0])
          for row, text in zip(carried, carried_over(tasks, month)["month"], strict=True)),
        *(replace(row, counted=words) for row, words in zip(rows, seen, strict=True)),
    ]  # fmt: skip


def _task_row(case: Case, task: pd.Series) -> TaskRow:
    area, due = str(task["area"]), task["due"]
    place = str(case.areas.loc[area, "alias"]) if area in case.areas.index else "the whole force"
    asked = float(task["asked_minutes"])
    told = state_words(task) if asked == 0 or task["state"] in CARRIED else ""
    delivered = delivered_words(float(task["delivered_minutes"]), asked)
    return TaskRow(
        place, sentence(str(task["asked"])), " ".join(filter(None, (delivered if asked else "", told))), "",
        str(task["owner"]), "" if pd.isna(due) else day_words(due.date()), str(task["state"]),
    )  # fmt: skip


def _counted(found: Hotspots, area: str, month: Month, *, tests: int) -> str:
    own, here = found.scores["expected_n"], found.events["area"] == area
    events = found.events[here] if area in own.index else found.events
    return counted_words(events, month, expected_year=float(own.get(area, own.sum())), tests=tests)


def state_words(task: pd.Series) -> str:
    """Say whether something that is not counted in minutes was done, and of an open one by whom and by when."""
    who = f", {task['owner']}" if task["owner"] else ""
    if task["state"] == DONE:
        return f"Done on {day_words(task['done_on'].date())}."
    if task["state"] == OVERDUE:
        return f"Not done: overdue since {day_words(task['due'].date())}{who}."
    return f"Still open, due {day_words(task['due'].date())}{who}." if task["state"] == OPEN else ""


def memory_words(rows: list[TaskRow], month: Month) -> str:
    """
    Say in a sentence what became of the month's tasks, and whether older ones are still to be done.

    Parameters
    ----------
    rows
        What `task_rows` gives.
    month
        The month.

    Returns
    -------
    text
        "" where no task is recorded.
    """
    mine, older = [row for row in rows if not row.since], [row for row in rows if row.since]
    parts = []
    if mine:
        good = sum(row.state in (DELIVERED, DONE) for row in mine)
        short = sum(row.state == SHORT for row in mine)
        said = f"{number(good)} of {plural(len(mine), 'task')} for {month.words.split(' ')[0]} done or delivered"
        parts.append(f"{said}, {number(short)} short of the minutes asked." if short else f"{said}.")
    if older:
        parts.append(f"{plural(len(older), 'older task')} still to be done.")
    return " ".join(parts)


def task_figures(rows: list[TaskRow]) -> FigureTable:
    """Put the tasks in a table of figures."""
    cells = tuple(
        (row.place, row.asked, row.since or "this month", row.owner, row.due, row.state, row.delivered, row.counted)
        for row in rows
    )
    return FigureTable("Tasks", ("Place", "Asked", "For", "Owner", "Due", "State", "Delivered", "Counted"), cells)


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
