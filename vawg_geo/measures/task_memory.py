"""What became of each task: asked, delivered, done or overdue at a day, and what is carried over."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON, Month

NEARLY = 0.9  # of the minutes asked: a patrol task counts as delivered. A policy of this product
DELIVERED, SHORT, UNDER_WAY, NOT_LOGGED = "delivered", "short", "under way", "not logged"
DONE, OPEN, OVERDUE, NOT_TOLD = "done", "open", "overdue", "not told"
CARRIED = (OPEN, OVERDUE)  # states of an earlier month's task that the next page carries on
COLUMNS = ["month", "area", "asked", "owner", "due", "done_on", "asked_minutes", "delivered_minutes", "state"]


def patrol_minutes(patrols: pd.DataFrame | None, area: str, month: Month) -> float:
    """
    Add up the minutes patrolled in an area on the nights of a month.

    Parameters
    ----------
    patrols
        area, start, end; None: there is no patrol log.
    area
        The area's code.
    month
        A patrol belongs to the month it began in.

    Returns
    -------
    minutes
        Elapsed minutes of visits; NaN without a log.
    """
    if patrols is None or patrols.empty:
        return float("nan")
    begins = pd.Timestamp(month.first, tz=LONDON)
    ends = pd.Timestamp((month + 1).first, tz=LONDON)
    start = patrols["start"]
    inside = (patrols["area"] == area) & (start >= begins) & (start < ends)
    spent = (patrols["end"] - start)[inside]
    return float(spent.dt.total_seconds().sum() / 60)


def remember_tasks(tasks: pd.DataFrame | None, patrols: pd.DataFrame | None, *, cut: date) -> pd.DataFrame:
    """
    Say of every task what state it was in at a day.

    Parameters
    ----------
    tasks
        month (YYYY-MM), area, asked, asked_minutes, delivered_minutes; and where the force has them owner, due,
        done_on. None: the force keeps none.
    patrols
        area, start, end: the log from which minutes are summed where the task does not say them.
    cut
        The day; what was done after it is not known.

    Returns
    -------
    remembered
        Index of `tasks`: month, area, asked, owner ("" unknown), due, done_on (midnight, NaT unknown), asked_minutes,
        delivered_minutes, and `state`. A patrol task (minutes asked) is "not logged", "under way" (its month is not
        over), "delivered" (90 % of the minutes or more) or "short". Any other task is "done", "open" (not yet due),
        "overdue", or "not told" (nobody keeps when tasks are done, or until when).

    References
    ----------
    PRODUCTS 4.3 (5): what was asked, what was delivered, what was counted.
    """
    if tasks is None or tasks.empty:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(index=tasks.index)
    for name in ("month", "area", "asked", "owner"):
        given = tasks[name] if name in tasks else pd.Series(pd.NA, index=tasks.index, dtype="str")
        table[name] = given.astype("object").where(given.notna(), "").astype("str").str.strip()
    for name in ("due", "done_on"):
        table[name] = _days(tasks, name)
    table.loc[table["done_on"] > pd.Timestamp(cut), "done_on"] = pd.NaT
    for name in ("asked_minutes", "delivered_minutes"):
        given = tasks[name] if name in tasks else pd.Series(np.nan, index=tasks.index)
        table[name] = pd.to_numeric(given, errors="coerce").astype("float64")
    unlogged = table["delivered_minutes"].isna() & ~(table["asked_minutes"] == 0)
    for row in table.index[unlogged]:
        month = Month.parse(str(table.loc[row, "month"]))
        table.loc[row, "delivered_minutes"] = patrol_minutes(patrols, str(table.loc[row, "area"]), month)
    table["state"] = _states(table, cut)
    return table[COLUMNS]


def carried_over(remembered: pd.DataFrame, month: Month) -> pd.DataFrame:
    """
    Pick the tasks of earlier months that are still to be done.

    Parameters
    ----------
    remembered
        What `remember_tasks` gives.
    month
        The reporting month.

    Returns
    -------
    carried
        Their rows, the longest due first, those without a date last; ties by month and area.
    """
    earlier = remembered[(remembered["month"] < str(month)) & remembered["state"].isin(CARRIED)]
    return earlier.sort_values(["due", "month", "area"], na_position="last")


def count_states(remembered: pd.DataFrame) -> pd.DataFrame:
    """
    Count tasks by month and state.

    Parameters
    ----------
    remembered
        What `remember_tasks` gives.

    Returns
    -------
    counts
        month, tasks, patrol (tasks with minutes), asked_minutes, delivered_minutes (of tasks whose minutes are known),
        share (delivered / asked, NaN where none), done (delivered or done), overdue.
    """
    patrol = remembered["asked_minutes"] > 0
    known = patrol & remembered["delivered_minutes"].notna()
    table = pd.DataFrame(
        {
            "month": remembered["month"],
            "tasks": 1,
            "patrol": patrol.astype("int64"),
            "asked_minutes": remembered["asked_minutes"].where(known, 0.0),
            "delivered_minutes": remembered["delivered_minutes"].where(known, 0.0),
            "done": remembered["state"].isin([DELIVERED, DONE]).astype("int64"),
            "overdue": (remembered["state"] == OVERDUE).astype("int64"),
        }
    )
    counts = table.groupby("month").sum().reset_index()
    counts["share"] = counts["delivered_minutes"] / counts["asked_minutes"].where(counts["asked_minutes"] > 0)
    return counts


def _days(tasks: pd.DataFrame, name: str) -> pd.Series:
    if name not in tasks:
        return pd.Series(pd.NaT, index=tasks.index, dtype="datetime64[ns]")
    times = pd.to_datetime(tasks[name])
    times = times.dt.tz_convert(LONDON).dt.tz_localize(None) if times.dt.tz is not None else times
    return times.dt.normalize()


def _states(table: pd.DataFrame, cut: date) -> pd.Series:
    day, kept = pd.Timestamp(cut), bool(table["done_on"].notna().any())
    asked, given = table["asked_minutes"], table["delivered_minutes"]
    over = table["month"].map(lambda text: Month.parse(text).last < cut)
    patrol, full = asked > 0, given >= NEARLY * asked
    tests = {
        DONE: table["done_on"].notna(),
        NOT_LOGGED: patrol & given.isna(),
        DELIVERED: patrol & full,
        UNDER_WAY: patrol & ~over,
        SHORT: patrol,
        OPEN: table["due"] >= day,
        OVERDUE: table["due"].notna() & kept,
    }
    masks = [test.to_numpy(dtype=bool) for test in tests.values()]
    return pd.Series(np.select(masks, list(tests), default=NOT_TOLD), index=table.index)
