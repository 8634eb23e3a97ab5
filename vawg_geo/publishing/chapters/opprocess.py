"""Whether each operation took place: visits and minutes on its nights, and what its months' tasks asked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import ENDED
from vawg_geo.measures.operation_process import count_visits, share_delivered, tasks_of_operation
from vawg_geo.measures.operation_results import Operation
from vawg_geo.measures.task_memory import remember_tasks
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE, QUESTION = "What was delivered", "Did the patrols take place as asked?"


def write(study: Study) -> Section:
    """
    Write what was delivered.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Visits by place from the log; minutes asked and delivered from the tasks.
    """
    ended = [one for one in study.operations if one.stage == ENDED]
    if not ended:
        return Section("opprocess", TITLE, QUESTION, (Limit((study.say("opeffect.none"),)),))
    book = study.book
    places = book.put("op_places", pd.concat([list_places(study, one) for one in ended]), key=("operation", "area"),
                      source="patrols, tasks", how="visits that began on the operation's nights and hours; minutes of "
                      "the tasks for the months of its nights")  # fmt: skip
    sums = book.put("op_process", pd.DataFrame([sum_process(study, one) for one in ended]), key="operation",
                    source="patrols, tasks", how="the places together; share of the minutes asked of tasks whose "
                    "delivery is known")  # fmt: skip
    columns = (
        Column("operation", "Operation", "text"), Column("place", "Place", "text"),
        Column("asked", "Minutes asked in the months"), Column("delivered", "Delivered"),
        Column("visits", "Visits on the nights"), Column("minutes", "Minutes on the nights"),
        Column("officer_hours", "Officer-hours", "number1"),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        *(Paragraph(tuple(_lead(study, sums, one)), lead=True) for one in ended),
        Table(places, "Patrols by place", columns, note=study.say("opprocess.note"), cards=True),
        Limit((study.say("opprocess.limit"),)),
    )
    return Section("opprocess", TITLE, QUESTION, blocks)


def list_places(study: Study, one: Operation) -> pd.DataFrame:
    """
    List an operation's places with their patrols.

    Parameters
    ----------
    study
        The profile under study.
    one
        The operation.

    Returns
    -------
    places
        operation, area, place, asked, delivered (minutes of its months' tasks), visits, minutes, officer_hours (on its
        nights); NaN where not logged.
    """
    visits = count_visits(study.case.tables.get("patrols"), one.design)
    tasks = _tasks(study, one).groupby("area")[["asked_minutes", "delivered_minutes"]].sum(min_count=1)
    tasks = tasks.reindex(visits.index).rename(columns={"asked_minutes": "asked", "delivered_minutes": "delivered"})
    if study.case.tables.get("tasks") is not None:
        nothing = tasks["asked"].isna()
        tasks[nothing] = 0.0  # nothing was asked there
    place = study.case.areas["alias"].astype("str").reindex(visits.index)
    table = pd.DataFrame({"operation": one.design.name, "place": place}).join(tasks).join(visits)
    return table.drop(columns="logged").reset_index()[
        ["operation", "area", "place", "asked", "delivered", "visits", "minutes", "officer_hours"]
    ]


def sum_process(study: Study, one: Operation) -> dict[str, Any]:
    """
    Sum an operation's patrols.

    Parameters
    ----------
    study
        The profile under study.
    one
        The operation.

    Returns
    -------
    sums
        operation, nights, logged (nights within the log), visits, minutes, officer_hours, asked, delivered, share.
    """
    visits = count_visits(study.case.tables.get("patrols"), one.design)
    tasks = _tasks(study, one)
    known = tasks[tasks["delivered_minutes"].notna()]
    logged = visits["logged"].iloc[0]
    return {
        "operation": one.design.name, "nights": len(one.nights), "logged": logged if logged == logged else 0.0,  # noqa: PLR0124
        **{name: visits[name].sum(min_count=1) for name in ("visits", "minutes", "officer_hours")},
        "asked": known["asked_minutes"].sum(min_count=1), "delivered": known["delivered_minutes"].sum(min_count=1),
        "share": share_delivered(tasks),
    }  # fmt: skip


def delivered_share(study: Study, one: Operation) -> float:
    """
    Give the share of the patrol minutes asked in an operation's areas and months that was delivered.

    Parameters
    ----------
    study
        The profile under study.
    one
        The operation.

    Returns
    -------
    share
        NaN where no task asked for minutes.
    """
    return share_delivered(_tasks(study, one))


def _tasks(study: Study, one: Operation) -> pd.DataFrame:
    tables = study.case.tables
    return tasks_of_operation(remember_tasks(tables.get("tasks"), tables.get("patrols"), cut=study.cut), one.design)


def _lead(study: Study, sums: str, one: Operation) -> list[Any]:
    cell, name = study.book.cell, one.design.name
    fields = {
        "operation": cell(sums, name, "operation", "text"), "nights": cell(sums, name, "nights"),
        "logged": cell(sums, name, "logged"), "visits": cell(sums, name, "visits"),
        "minutes": cell(sums, name, "minutes"), "hours": cell(sums, name, "officer_hours", "number1"),
        "asked": cell(sums, name, "asked"), "delivered": cell(sums, name, "delivered"),
        "share": cell(sums, name, "share", "percent", n="asked"),
    }  # fmt: skip
    return [study.say("opprocess.visits", **fields), study.say("opprocess.asked", **fields)]
