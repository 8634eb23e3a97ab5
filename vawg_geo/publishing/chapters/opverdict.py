"""Repeat, stop or change: the decision a written rule draws from what was registered and counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import ENDED
from vawg_geo.measures.operation_effect import CANNOT, CHANGE, REPEAT, RULES, STOP
from vawg_geo.measures.operation_results import Operation
from vawg_geo.publishing.chapters.opeffect import effect_cells, tell
from vawg_geo.publishing.chapters.opprocess import delivered_share
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE, QUESTION = "Repeat, stop or change", "What follows, by rules written before the results?"
WORDS = {REPEAT: "repeat", STOP: "stop", CHANGE: "change", CANNOT: "cannot"}


def write(study: Study) -> Section:
    """
    Write the decision.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Each ended operation's decision with the rule that gave it, and all the rules.
    """
    ended = [one for one in study.operations if one.stage == ENDED]
    if not ended:
        return Section("opverdict", TITLE, QUESTION, (Limit((study.say("opeffect.none"),)),))
    book = study.book
    decided = book.put("op_decisions", decide_all(study, ended), key="operation", source="incidents, patrols, tasks",
                       how="the first rule that holds, in the order of op_rules; METHODS 9")  # fmt: skip
    rules = book.put("op_rules", pd.DataFrame([(at, decision, text) for at, (_, decision, text) in enumerate(RULES, 1)],
                     columns=["order", "decision", "rule"]), key="order", source="the toolkit's own rules",
                     how="written before any result, in the order in which they are asked")  # fmt: skip
    said = [
        study.say("opverdict.decision", operation=book.cell(decided, one.design.name, "operation", "text"),
                  decision=book.cell(decided, one.design.name, "decision", "text"),
                  rule=book.cell(decided, one.design.name, "rule", "text"))
        for one in ended
    ]  # fmt: skip
    blocks: tuple[Block, ...] = (
        *(Paragraph((decision,), lead=True) for decision in said),
        Table(decided, "Decision for the meeting",
              (Column("operation", "Operation", "text"), Column("decision", "By the rule", "text"),
               Column("rule", "Because", "text")), cards=True),
        Table(rules, "The rules, in the order in which they are asked",
              (Column("order", "Order"), Column("decision", "Decision", "text"), Column("rule", "Where", "text")),
              folded=True),
        Limit((study.say("opverdict.limit"),)),
    )  # fmt: skip
    return Section("opverdict", TITLE, QUESTION, blocks, tuple(_finding(study, one) for one in ended))


def decide_all(study: Study, ended: list[Operation]) -> pd.DataFrame:
    """
    Decide on every ended operation.

    Parameters
    ----------
    study
        The profile under study.
    ended
        The operations.

    Returns
    -------
    decisions
        operation, decision, rule (its text), delivered (share of the minutes asked).
    """
    rows = []
    for one in ended:
        share = delivered_share(study, one)
        made = one.decision(share)
        rows.append((one.design.name, made.decision, made.text, share))
    return pd.DataFrame(rows, columns=["operation", "decision", "rule", "delivered"])


def _finding(study: Study, one: Operation) -> Finding:
    book = study.book
    if "op_told" not in book.entries:
        told_of = pd.DataFrame([tell(other) for other in study.operations if other.stage == ENDED])
        book.put("op_told", told_of, key="operation", source="incidents",
                 how="negative-binomial forecast and smallest fall that would show, METHODS 9")  # fmt: skip
    fields = effect_cells(study, "op_told", one)
    told: dict[str, Any] = {
        "operation": fields["operation"], "decision": book.cell("op_decisions", one.design.name, "decision", "text"),
        "rule": book.cell("op_decisions", one.design.name, "rule", "text"),
    }  # fmt: skip
    kind = WORDS[str(told["decision"].value)]
    change = (
        study.say("opeffect.change", **fields) if one.design.control else study.say("opeffect.no_control", **fields)
    )
    return Finding(
        f"operation_{one.design.name}", 0.8, study.must_say("opverdict.decision", **told), None, None, change,
        study.say("opverdict.sure"), study.must_say(f"opverdict.{kind}_so_what", **told),
        study.must_say(f"opverdict.{kind}", **told), "Chair of the tasking group",
        study.must_say("opverdict.by_when"), study.must_say("opverdict.how_known"),
    )  # fmt: skip
