"""What will be counted of a planned operation, who counts it, and what will not be said."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.operation_design import PLANNED, SETTLE_DAYS
from vawg_geo.publishing.report.blocks import Limit, Pairs, Paragraph, Section
from vawg_geo.publishing.report.study import Study

TITLE, QUESTION = (
    "What will be counted",
    "What will be counted afterwards, from which tables, and what will not be said?",
)
SOURCES = ("patrols", "ambulance", "street_safe", "survey")


def write(study: Study) -> Section:
    """
    Write what will be counted.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The measures of the evaluation, and which of their tables the force has.
    """
    planned = [one for one in study.operations if one.stage == PLANNED]
    if not planned:
        return Section("opcounted", TITLE, QUESTION, (Limit((study.say("opexpected.none"),)),))
    book = study.book
    when = book.put(
        "op_evaluated", pd.DataFrame([_when(one.design.name, one.design.last) for one in planned]), key="operation",
        source="operation_designs", how="the last night and four weeks, in which late records come in",
    )  # fmt: skip
    rows = [("Recorded offences", study.say("opcounted.offences"))]
    rows += [
        (title, study.say(f"opcounted.{name}" if study.case.tables.get(name) is not None else f"opcounted.no_{name}"))
        for name, title in zip(SOURCES, ("Patrols", "Ambulance calls", "Street Safe", "Survey"), strict=True)
    ]
    lead = [
        study.say("opcounted.when", operation=book.cell(when, one.design.name, "operation", "text"),
                  day=book.cell(when, one.design.name, "from", "day"))
        for one in planned
    ]  # fmt: skip
    blocks = (Paragraph(tuple(lead), lead=True), Pairs(tuple(rows)), Limit((study.say("opcounted.limit"),)))
    return Section("opcounted", TITLE, QUESTION, blocks)


def _when(name: str, last: pd.Timestamp) -> dict[str, str]:
    return {"operation": name, "from": f"{last + pd.Timedelta(days=SETTLE_DAYS):%Y-%m-%d}"}
