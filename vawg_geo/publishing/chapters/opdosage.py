"""How much patrol a planned operation gives each place, and a timetable of short visits in random order."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import PLANNED
from vawg_geo.measures.operation_results import Operation
from vawg_geo.measures.visit_plan import dose_visits, plan_visits
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Patrols: how much, where, when"
QUESTION = "How many officer-hours give each place how many short visits, and in which order?"
NIGHTS = ("First night", "Second night", "Third night", "Fourth night", "Fifth night", "Sixth night")
SHEETS = ("first sheet", "second sheet", "third sheet", "fourth sheet", "fifth sheet", "sixth sheet")
DATES = "night"  # the row that holds the dates


def write(study: Study) -> Section:
    """
    Write the dosage and the timetable.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Visits and officer-hours by number of pairs, and one pair's timetable.
    """
    planned = [one for one in study.operations if one.stage == PLANNED]
    if not planned:
        return Section("opdosage", TITLE, QUESTION, (Limit((study.say("opexpected.none"),)),))
    book = study.book
    dosage = book.put("op_dosage", list_dosage(planned), key=("operation", "pairs"), source="operation_designs",
                      how="slots of 15 minutes, one in nine a break, pairs of two officers, METHODS 9")  # fmt: skip
    visits = book.put("op_visits", list_visits(study, planned), key=("operation", "block", "start"),
                      source="operation_designs", how="every place once a round, each round in an order drawn at "
                      "random from the seed, no place twice in a row")  # fmt: skip
    seeds = book.put("op_seeds", pd.DataFrame([(one.design.name, seed_of(study, one)) for one in planned],
                     columns=["operation", "seed"]), key="operation", source="operation_designs",
                     how="from the profile's seed and the operation's name: the same plan each time")  # fmt: skip
    blocks: list[Block] = [
        Paragraph(tuple(study.say("opdosage.one", **_fields(study, one)) for one in planned), lead=True),
        Table(dosage, "What pairs on duty deliver",
              (Column("operation", "Operation", "text"), Column("pairs", "Pairs"), Column("visits", "Visits a night"),
               Column("visits_place", "A place and night", "number1"), Column("share", "Of the hours", "percent"),
               Column("minutes", "Patrol minutes in all"), Column("officer_hours", "Officer-hours in all"))),
    ]  # fmt: skip
    table, sheets = book.entries[visits].table, iter(SHEETS)
    for one in planned:
        numbers = sorted(set(table.loc[table["operation"] == one.design.name, "block"]))
        blocks += [_timetable(table, one, int(block), next(sheets, "further sheet")) for block in numbers]
        named = book.cell(seeds, one.design.name, "operation", "text")
        seed = book.cell(seeds, one.design.name, "seed", "text")
        blocks.append(Paragraph((study.say("opdosage.seed", seed=seed, operation=named),)))
    blocks.append(Limit((study.say("opdosage.limit"),)))
    return Section("opdosage", TITLE, QUESTION, tuple(blocks))


def list_dosage(planned: list[Operation]) -> pd.DataFrame:
    """
    List what one to three pairs deliver.

    Parameters
    ----------
    planned
        The planned operations.

    Returns
    -------
    dosage
        operation, pairs, visits, visits_place, minutes, share, officer_hours.
    """
    tables = []
    for one in planned:
        doses = dose_visits(len(one.design.treated), hours=one.design.hours, nights=len(one.nights))
        tables.append(doses.assign(operation=one.design.name))
    columns = ["operation", "pairs", "visits", "visits_place", "minutes", "share", "officer_hours"]
    return pd.concat(tables)[columns]


def seed_of(study: Study, one: Operation) -> int:
    """
    Draw a seed from the profile's and the operation's name: the same plan each time, another for each operation.

    Parameters
    ----------
    study
        The profile under study.
    one
        The operation.

    Returns
    -------
    seed
        Up to six digits.
    """
    text = f"{study.profile.score.seed}|{one.design.name}".encode()
    return int(hashlib.sha256(text).hexdigest()[:8], 16) % 1_000_000


def list_visits(study: Study, planned: list[Operation]) -> pd.DataFrame:
    """
    List one pair's visits, six nights a block.

    Parameters
    ----------
    study
        The profile under study.
    planned
        The planned operations.

    Returns
    -------
    visits
        operation, block, start (the row "night" holds the dates), night1 ... night6 ("" beyond the last night).
    """
    names = study.case.areas["alias"].astype("str").to_dict()
    tables = []
    for one in planned:
        places = [names.get(code, code) for code in one.design.treated]
        plan = plan_visits(places, begins=one.design.begins, hours=one.design.hours, nights=len(one.nights),
                           seed=seed_of(study, one))  # fmt: skip
        plan.loc[DATES] = [f"{night:%a} {night.day} {night:%b}" for night in one.nights]
        plan = plan.loc[[DATES, *plan.index[:-1]]]
        for block, at in enumerate(range(0, len(plan.columns), len(NIGHTS)), start=1):
            part = plan.iloc[:, at : at + len(NIGHTS)]
            part = part.set_axis([f"night{i}" for i in range(1, part.shape[1] + 1)], axis=1)
            tables.append(part.reset_index().assign(operation=one.design.name, block=block))
    table = pd.concat(tables, ignore_index=True)
    columns = ["operation", "block", "start", *(f"night{i}" for i in range(1, len(NIGHTS) + 1))]
    return table.reindex(columns=columns).astype("object").where(lambda t: t.notna(), "")


def _timetable(table: pd.DataFrame, one: Operation, block: int, sheet: str) -> Table:
    rows = table[(table["operation"] == one.design.name) & (table["block"] == block)]
    used = [i for i in range(1, len(NIGHTS) + 1) if (rows[f"night{i}"] != "").any()]
    columns = (Column("start", "From", "text"), *(Column(f"night{i}", NIGHTS[i - 1], "text") for i in used))
    return Table("op_visits", f"One pair's visits, 15 minutes each: {sheet}", columns, tuple(map(str, rows.index)))


def _fields(study: Study, one: Operation) -> dict[str, Any]:
    cell, row = study.book.cell, f"{one.design.name}|1"
    return {
        "operation": cell("op_dosage", row, "operation", "text"), "visits": cell("op_dosage", row, "visits"),
        "place": cell("op_dosage", row, "visits_place", "number1"), "hours": cell("op_dosage", row, "officer_hours"),
        "minutes": cell("op_dosage", row, "minutes"),
    }  # fmt: skip
