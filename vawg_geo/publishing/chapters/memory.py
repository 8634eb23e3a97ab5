"""Tasking memory: what a year's meetings asked, what was delivered, what was seen, what is still to be done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.periods import Month, nights_between
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.street_safe_places import in_public
from vawg_geo.measures.task_memory import CARRIED, DELIVERED, DONE, OVERDUE, count_states, remember_tasks
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS, day_words

TITLE = "What was asked, delivered and seen"
QUESTION = "What did the meetings ask, was it delivered, did the places change, and what is still to be done?"
FEW = 10  # offences of a place's task months or of those before, below which a change could hardly show
LEVEL = 0.05  # METHODS 8, shared among the places
NOBODY, NO_DATE, FORCE = "nobody named", "no date", "the whole force"


def write(study: Study) -> Section:
    """
    Write the tasking memory.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Tasks of the period by month and by place, those still to be done, and what was recorded in the places.
    """
    tasks = tasks_of_period(study)
    if study.case.tables.get("tasks") is None or tasks.empty:
        return Section("memory", TITLE, QUESTION, (Limit((study.say("memory.no_table"),)),))
    book = study.book
    total = book.put("memory_total", count_total(tasks), key="row", source="tasks, patrols", how="tasks of the period "
                     "by their state at the data cut; minutes of tasks whose delivery is known")  # fmt: skip
    months = book.put("memory_months", count_states(tasks)[MONTHS], key="month", source="tasks, patrols",
                      how="the same by month")  # fmt: skip
    places = book.put("memory_places", count_places(study, tasks), key="area", source="tasks, patrols, incidents",
                      how="tasks of the period by place; offences in public places recorded in the months with a task "
                      "there and in the twelve months before the first, by days; E-test, its level shared among the "
                      "places, METHODS 8")  # fmt: skip
    still = book.put("memory_open", list_open(study, tasks), key="number", source="tasks",
                     how="tasks of the period that were not done by the data cut")  # fmt: skip
    fields = {name: book.cell(total, "all", name) for name in ("tasks", "good", "overdue", "asked", "delivered")}
    fields["share"] = book.cell(total, "all", "share", "percent", n="asked")
    opened = len(book.entries[still].table) > 0
    blocks = (
        Paragraph((study.say("memory.done", **fields), study.say("memory.minutes", **fields),
                   study.say("memory.overdue", **fields)), lead=True),
        Table(places, "By place: asked, delivered, seen",
              (Column("place", "Place", "text"), Column("tasks", "Tasks"), Column("good", "Done or delivered"),
               Column("asked", "Minutes asked"), Column("delivered", "Delivered"),
               Column("before", "Offences a year before"),
               Column("during", "In the task months"), Column("told", "Can it be told?", "text")),
              note=study.say("memory.note"), cards=True),
        Table(still, "Still to be done",
              (Column("place", "Place", "text"), Column("asked", "What was asked", "text"),
               Column("month", "For", "month"), Column("owner", "Who", "text"), Column("due", "Due", "text"),
               Column("state", "State", "text")), cards=True)
        if opened else Paragraph((study.say("memory.nothing_open"),)),
        Table(months, "By month",
              (Column("month", "Month", "month"), Column("tasks", "Tasks"), Column("done", "Done or delivered"),
               Column("overdue", "Overdue"), Column("asked_minutes", "Minutes asked"),
               Column("delivered_minutes", "Delivered")), folded=True),
        Limit((study.say("memory.limit"),)),
    )  # fmt: skip
    return Section("memory", TITLE, QUESTION, blocks, _finding(study, still, fields))


MONTHS = ["month", "tasks", "patrol", "asked_minutes", "delivered_minutes", "done", "overdue"]


def tasks_of_period(study: Study) -> pd.DataFrame:
    """
    Remember the tasks of the period's months.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    tasks
        As `remember_tasks`.
    """
    tables = study.case.tables
    tasks = remember_tasks(tables.get("tasks"), tables.get("patrols"), cut=study.cut)
    return tasks[tasks["month"].between(f"{study.period[0]:%Y-%m}", str(study.month))]


def count_total(tasks: pd.DataFrame) -> pd.DataFrame:
    """
    Count the tasks together.

    Parameters
    ----------
    tasks
        Of the period.

    Returns
    -------
    total
        row, tasks, good (done or delivered), overdue, asked, delivered (minutes), share.
    """
    sums = count_states(tasks).drop(columns=["month", "share"]).sum()
    asked, given = float(sums["asked_minutes"]), float(sums["delivered_minutes"])
    row = {"row": "all", "tasks": int(sums["tasks"]), "good": int(sums["done"]), "overdue": int(sums["overdue"])}
    return pd.DataFrame([row | {"asked": asked, "delivered": given, "share": given / asked if asked else float("nan")}])


def count_places(study: Study, tasks: pd.DataFrame) -> pd.DataFrame:
    """
    Count the tasks of each place, and what was recorded there in their months and in the year before them.

    Parameters
    ----------
    study
        The profile under study.
    tasks
        Of the period.

    Returns
    -------
    places
        area, place, tasks, good, asked, delivered (minutes), before, during (offences; hidden below the least), told
        (what the two can tell).
    """
    names, offences = study.case.areas["alias"].astype("str"), in_public(study.rows)
    listed = tasks[tasks["area"].isin(names.index)]
    rows = []
    for area, own in listed.groupby("area"):
        spans = [(Month.parse(text).first, Month.parse(text).last) for text in sorted(set(own["month"]))]
        begin = Month.parse(own["month"].min())
        year = ((begin - 12).first, (begin - 1).last)
        here = offences[offences["area"] == area]
        before, during = len(study.during(year, here)), sum(len(study.during(span, here)) for span in spans)
        days = len(nights_between(*year)), sum(len(nights_between(*span)) for span in spans)
        known = own[own["delivered_minutes"].notna()]
        rows.append(
            {
                "area": str(area), "place": names[area], "tasks": len(own),
                "good": int(own["state"].isin([DELIVERED, DONE]).sum()),
                "asked": float(known["asked_minutes"].sum()), "delivered": float(known["delivered_minutes"].sum()),
                "before": before, "during": during,
                "told": tell_change(before, during, days=days, tests=listed["area"].nunique()),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).sort_values(["tasks", "asked", "area"], ascending=[False, False, True])
    for column in ("before", "during"):
        table[column] = table[column].astype("Int64").mask(table[column] < study.written.least)
    return table.reset_index(drop=True)


def tell_change(before: int, during: int, *, days: tuple[int, int], tests: int) -> str:
    """
    Say whether the counts of a place can tell anything.

    Parameters
    ----------
    before, during
        Offences of the year before the first task and of the months with a task.
    days
        Days of each.
    tests
        How many places are tested on the page; they share the level.

    Returns
    -------
    told
        In words without a figure.

    References
    ----------
    METHODS 8, 9: a place is tasked because its count was high, and falls back without any task.
    """
    tested = compare_counts(before, during, exposure_before=days[0], exposure_after=days[1]).iloc[0]
    if not float(tested["p"]) < LEVEL / tests:
        return "too few to tell" if min(before, during) < FEW else VERDICTS["no change"]
    if float(tested["ratio"]) > 1:
        return "more than chance explains; why, counts cannot say"
    return "fewer than chance explains; busy places also fall back by themselves"


def list_open(study: Study, tasks: pd.DataFrame) -> pd.DataFrame:
    """
    List the tasks that are still to be done, the longest due first.

    Parameters
    ----------
    study
        The profile under study.
    tasks
        Of the period.

    Returns
    -------
    listed
        number, place, asked, month, owner, due, state.
    """
    names = study.case.areas["alias"].astype("str").to_dict()
    left = tasks[tasks["state"].isin(CARRIED)].sort_values(["due", "month", "area"], na_position="last")
    return pd.DataFrame(
        {
            "number": range(1, len(left) + 1), "place": [names.get(area, FORCE) for area in left["area"]],
            "asked": left["asked"],
            "month": left["month"], "owner": left["owner"].where(left["owner"] != "", NOBODY),
            "due": [NO_DATE if pd.isna(day) else day_words(day.date()) for day in left["due"]], "state": left["state"],
        }
    )  # fmt: skip


def _finding(study: Study, still: str, fields: dict[str, Any]) -> tuple[Finding, ...]:
    table = study.book.entries[still].table
    late = table[table["state"] == OVERDUE]
    if late.empty:
        return ()
    row = str(late.index[0])
    cell = {name: study.book.cell(still, row, name, "text") for name in ("place", "asked", "owner", "due")}
    return (
        Finding(
            "task_overdue", 0.5, study.must_say("memory.finding", overdue=fields["overdue"], **cell),
            study.say("memory.where", place=cell["place"]), None, None, study.say("memory.sure"),
            study.must_say("memory.so_what"), study.must_say("memory.recommendation", **cell),
            str(cell["owner"].value), study.must_say("memory.by_when"), study.must_say("memory.how_known"),
        ),
    )  # fmt: skip
