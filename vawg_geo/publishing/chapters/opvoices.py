"""What patrols cannot raise by recording: ambulance calls, Street Safe reports, how safe women say they feel."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import ENDED
from vawg_geo.measures.operation_effect import TOGETHER
from vawg_geo.measures.operation_results import Operation
from vawg_geo.measures.operation_voices import count_reports_round, evaluate_ambulance, survey_round
from vawg_geo.measures.street_safe_campaigns import compare_campaigns, street_safe_campaigns
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Measures that patrols do not raise"
QUESTION = "Did ambulance calls, Street Safe reports or answers about fear change?"
ASKED, WOMEN = "Feels safe alone by night", "women"
FEW = 5  # reports before and after together, below which nothing is said


def write(study: Study) -> Section:
    """
    Write the independent measures.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Each measure the force has, and which it lacks.
    """
    ended = [one for one in study.operations if one.stage == ENDED]
    if not ended:
        return Section("opvoices", TITLE, QUESTION, (Limit((study.say("opeffect.none"),)),))
    book, tables = study.book, study.case.tables
    ambulance = book.put("op_ambulance", _stack([list_ambulance(study, one) for one in ended], AMBULANCE),
                         key=("operation", "where"), source="ambulance", how="as recorded offences: weighted "
                         "displacement difference by nights, 90 % interval, METHODS 9")  # fmt: skip
    told = book.put("op_reports", _stack([list_reports(study, one) for one in ended], REPORTS),
                    key=("operation", "zone"), source="street_safe, calendar", how="reports of the twelve weeks before "
                    "the first and after the last night, and days of a campaign among them")  # fmt: skip
    asked = book.put("op_survey", _stack([list_survey(study, one) for one in ended], SURVEY),
                     key=("operation", "when"), source="survey", how="share of women who say they feel safe alone by "
                     "night, in the rounds next before and after; Wilson interval, METHODS 4")  # fmt: skip
    blocks: tuple[Block, ...] = (
        *(Paragraph(tuple(_lead(study, one)), lead=True) for one in ended),
        Table(ambulance, "Ambulance calls to violence in public places by night",
              (Column("operation", "Operation", "text"), Column("where", "Where", "text"), Column("before", "Before"),
               Column("after", "During"), Column("control_before", "Control before"),
               Column("control_after", "Control during"), Column("change", "Change", "number1", "low", "high")),
              cards=True),
        Table(told, "Street Safe reports, twelve weeks before and after",
              (Column("operation", "Operation", "text"), Column("zone", "Where", "text"), Column("before", "Before"),
               Column("after", "After"), Column("days_before", "Campaign days before"),
               Column("days_after", "Campaign days after")), cards=True),
        Table(asked, "Women who say they feel safe alone by night, whole force",
              (Column("operation", "Operation", "text"), Column("period", "Asked in", "text"), Column("d", "Asked"),
               Column("share", "Feel safe", "percent", "low", "high")), cards=True),
        Limit((*(study.say(f"opvoices.no_{name}") for name in ("ambulance", "street_safe", "survey")
                 if tables.get(name) is None), study.say("opvoices.limit"))),
    )  # fmt: skip
    return Section("opvoices", TITLE, QUESTION, blocks)


AMBULANCE = ["operation", "where", "before", "after", "control_before", "control_after", "change", "low", "high"]
REPORTS = ["operation", "zone", "before", "after", "days_before", "days_after"]
SURVEY = ["operation", "when", "period", "n", "d", "share", "low", "high"]


def list_ambulance(study: Study, one: Operation) -> pd.DataFrame:
    """
    Put an operation's ambulance calls in a table.

    Parameters
    ----------
    study
        The profile under study.
    one
        An ended operation.

    Returns
    -------
    calls
        operation, where, before, after, control_before, control_after, change, low, high; empty where not known.
    """
    effects = evaluate_ambulance(study.case.tables.get("ambulance"), one.design, one.before)
    table = effects.rename_axis("where").reset_index().assign(operation=one.design.name)
    if len(table) and not one.design.control:
        table[["change", "low", "high"]] = float("nan")
    return table.reindex(columns=AMBULANCE)


def list_reports(study: Study, one: Operation) -> pd.DataFrame:
    """
    Put the reports from an operation's places in a table.

    Parameters
    ----------
    study
        The profile under study.
    one
        An ended operation.

    Returns
    -------
    reports
        operation, zone (operation area, control), before, after, days_before, days_after (of a campaign).
    """
    design = one.design
    counts = count_reports_round(study.case.tables.get("street_safe"), design, cut=pd.Timestamp(study.cut))
    if counts.empty:
        return pd.DataFrame(columns=REPORTS)
    day, weeks = pd.Timedelta(days=1), pd.Timedelta(days=84)
    spans = {"before": (design.first - weeks, design.first - day), "after": (design.last + day, design.last + weeks)}
    days = {f"days_{when}": _campaign_days(study, first, last) for when, (first, last) in spans.items()}
    table = counts.rename(index={"treated": "operation area"}).rename_axis("zone").reset_index()
    return table.assign(operation=design.name, **days)[REPORTS]


def list_survey(study: Study, one: Operation) -> pd.DataFrame:
    """
    Put the survey rounds next to an operation in a table.

    Parameters
    ----------
    study
        The profile under study.
    one
        An ended operation.

    Returns
    -------
    rounds
        operation, when, period, n, d, share, low, high.
    """
    rounds = survey_round(study.case.tables.get("survey"), one.design, question=ASKED, group=WOMEN)
    return rounds.rename_axis("when").reset_index().assign(operation=one.design.name).reindex(columns=SURVEY)


def _stack(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=columns)


def _campaign_days(study: Study, first: pd.Timestamp, last: pd.Timestamp) -> int:
    span = (first.date(), last.date())
    campaigns = street_safe_campaigns(study.case.tables.get("calendar"), *span)
    none = pd.DataFrame({"reported_on": pd.DatetimeIndex([])})
    return int(compare_campaigns(none, campaigns, *span)["days"].iloc[0])


def _lead(study: Study, one: Operation) -> list[Any]:
    book, name, said = study.book, one.design.name, []
    rows = {table: book.entries[table].table.index for table in ("op_ambulance", "op_reports", "op_survey")}
    label = book.cell("op_designs", name, "operation", "text")
    if f"{name}|{TOGETHER}" in rows["op_ambulance"] and one.design.control:
        row = f"{name}|{TOGETHER}"
        fields = {key: book.cell("op_ambulance", row, key, "number1") for key in ("change", "low", "high")}
        low, high = (float(str(fields[end].value)) for end in ("low", "high"))
        kind = "same" if low <= 0 <= high else "changed"
        said.append(study.say(f"opvoices.ambulance_{kind}", operation=label, **fields))
    else:
        said.append(study.say("opvoices.ambulance_unknown", operation=label))
    if f"{name}|before" in rows["op_survey"] and f"{name}|after" in rows["op_survey"]:
        before, after = (
            {f"{key}_{when}": book.cell("op_survey", f"{name}|{when}", key, form, n="d")
             for key, form in (("share", "percent"), ("low", "points"), ("high", "percent"), ("period", "text"))}
            for when in ("before", "after")
        )  # fmt: skip
        rounds = book.entries["op_survey"].table.loc[[f"{name}|before", f"{name}|after"]]
        apart = bool(rounds["low"].max() > rounds["high"].min())
        said.append(study.say("opvoices.survey_apart" if apart else "opvoices.survey_same", **before, **after))
    return said
