"""Recorded offences before and during each operation, against its control, with what may have moved next door."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import ENDED
from vawg_geo.measures.operation_effect import TOGETHER
from vawg_geo.measures.operation_results import Operation
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Recorded offences, before and during"
QUESTION = (
    "Did recorded offences change more than in the control areas, there and around, and could the counts show it?"
)
HARM = "harm, both together"


def write(study: Study) -> Section:
    """
    Write what was recorded.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Expected and recorded offences, the weighted displacement difference in count and harm, and what officers
        recorded themselves.
    """
    ended = [one for one in study.operations if one.stage == ENDED]
    if not ended:
        return Section("opeffect", TITLE, QUESTION, (Limit((study.say("opeffect.none"),)),))
    book = study.book
    effects = book.put(
        "op_effects", pd.concat([list_effects(one) for one in ended]), key=("operation", "where"), source="incidents",
        how="weighted displacement difference by nights: change in the operation's areas minus change in the control, "
        "times the operation's nights; 90 % interval; around them and both together against the same control, each "
        "count once; without offences that officers recorded themselves, METHODS 9",
    )  # fmt: skip
    shown = book.put(
        "op_told", pd.DataFrame([tell(one) for one in ended]), key="operation", source="incidents",
        how="expected: negative-binomial forecast from the months before, 80 % range; smallest fall the test would "
        "show with 80 % power, METHODS 8 and 9",
    )  # fmt: skip
    police = book.put("op_police", pd.concat([list_police(one) for one in ended]), key=("operation", "zone"),
                      source="incidents", how="offences recorded on the same nights, by who reported them")  # fmt: skip
    table = book.entries[effects].table
    harm = table["where"] == HARM
    blocks: list[Block] = [
        *(Paragraph(tuple(_lead(study, shown, one)), lead=True) for one in ended),
        Table(effects, "Change against the control, on the operation's nights",
              (Column("operation", "Operation", "text"), Column("where", "Where", "text"), Column("before", "Before"),
               Column("after", "During"), Column("control_before", "Control before"),
               Column("control_after", "Control during"), Column("change", "Change", "number1", "low", "high")),
              tuple(map(str, table.index[~harm])), note=study.say("opeffect.note"), cards=True),
        Table(effects, "Change of harm against the control",
              (Column("operation", "Operation", "text"), Column("where", "Where", "text"),
               Column("change", "Change in units of harm", "count", "low", "high")),
              tuple(map(str, table.index[harm])), note=study.say("opeffect.harm")),
        Table(police, "Who reported",
              (Column("operation", "Operation", "text"), Column("zone", "Where", "text"),
               Column("before", "Others, before"), Column("after", "Others, during"),
               Column("police_before", "Officers, before"), Column("police_after", "Officers, during"),
               Column("nights_before", "Nights before"), Column("nights_after", "Nights")), folded=True),
        Limit((study.say("opeffect.limit"),
               None if all(one.nightly.told for one in ended) else study.say("opeffect.untold"))),
    ]  # fmt: skip
    return Section("opeffect", TITLE, QUESTION, tuple(blocks))


def list_effects(one: Operation) -> pd.DataFrame:
    """
    Put an operation's effects in a table.

    Parameters
    ----------
    one
        An ended operation.

    Returns
    -------
    effects
        operation, where, before, after, control_before, control_after (counts; missing for harm), change, low, high; of
        a design without control the change is missing.
    """
    table = one.effects.rename_axis("where").reset_index()
    harm = pd.DataFrame([{"where": HARM, **one.harm[["change", "low", "high"]].to_dict()}])
    both = pd.concat([table, harm], ignore_index=True).assign(operation=one.design.name)
    if not one.design.control:
        both[["change", "low", "high"]] = float("nan")
    columns = ["operation", "where", "before", "after", "control_before", "control_after", "change", "low", "high"]
    return both[columns]


def list_police(one: Operation) -> pd.DataFrame:
    """
    Put an operation's counts by who reported in a table.

    Parameters
    ----------
    one
        An ended operation.

    Returns
    -------
    counts
        operation, zone, before, after, police_before, police_after, nights_before, nights_after.
    """
    words = {"treated": "operation area", "buffer": "around it", "control": "control"}
    table = one.counts.rename(index=words).rename_axis("zone").reset_index()
    columns = ["zone", "before", "after", "police_before", "police_after", "nights_before", "nights_after"]
    return table[columns].assign(operation=one.design.name)[["operation", *columns]]


def tell(one: Operation) -> dict[str, Any]:
    """
    Put what is told of an operation first in a row.

    Parameters
    ----------
    one
        An ended operation.

    Returns
    -------
    told
        operation, nights, expected, low, high (80 %), recorded, police, fall, wanted, change, change_low, change_high
        (both together, 90 %), unweighted (offences without a harm weight).
    """
    expected, effect = one.expected["treated"], one.effects.T[TOGETHER]
    known = bool(one.design.control)
    nan = float("nan")
    return {
        "operation": one.design.name, "nights": len(one.nights), "expected": expected.expected, "low": expected.low80,
        "high": expected.high80, "recorded": int(one.counts.T["treated"]["after"]),
        "police": int(one.counts.T["treated"]["police_after"]), "fall": one.fall,
        "wanted": one.design.smallest * expected.expected,
        **{f"change{end}": float(effect[name]) if known else nan
           for end, name in (("", "change"), ("_low", "low"), ("_high", "high"))},
        "unweighted": float(one.harm["unweighted"]),
    }  # fmt: skip


def _lead(study: Study, shown: str, one: Operation) -> list[Any]:
    fields = effect_cells(study, shown, one)
    low, high = float(fields["low"].value), float(fields["high"].value)
    recorded = float(fields["recorded"].value)
    verdict = "more than" if recorded > high else "fewer than" if recorded < low else "within"
    said = [study.say("opeffect.recorded", verdict=verdict, **fields)]
    if not one.design.control:
        return [*said, study.say("opeffect.no_control", **fields)]
    said.append(study.say("opeffect.change", **fields))
    wanted = float(fields["wanted"].value)
    if one.fall != one.fall:
        return [*said, study.say("opeffect.never", **fields)]
    return [*said, study.say("opeffect.few" if one.fall > wanted else "opeffect.enough", **fields)]


def effect_cells(study: Study, shown: str, one: Operation) -> dict[str, Any]:
    """
    Give the cells that speak of an operation's effect.

    Parameters
    ----------
    study
        The profile under study.
    shown
        The table `op_told`.
    one
        The operation.

    Returns
    -------
    cells
        By field of the sentences.
    """
    cell, name = study.book.cell, one.design.name
    counts = {key: cell(shown, name, key) for key in ("nights", "low", "high", "recorded", "police")}
    numbers = {key: cell(shown, name, key, "number1") for key in ("fall", "wanted", "change_low", "change_high")}
    return {
        "operation": cell(shown, name, "operation", "text"),
        "expected": cell(shown, name, "expected", "number1", ends="low high"),
        "change": cell(shown, name, "change", "number1", ends="change_low change_high"), **counts, **numbers,
    }  # fmt: skip
