"""What a planned operation's nights would bring without it, and how small a fall the counts could show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import PLANNED, ZONES
from vawg_geo.measures.operation_results import Operation
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "What to expect without it"
QUESTION = "How many offences would these nights bring anyway, and how small a fall could the counts show?"
WORDS = dict(zip(ZONES, ("operation area", "around it", "control"), strict=True))


def write(study: Study) -> Section:
    """
    Write what is expected.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Expected offences by zone with their range, and the smallest fall that would show.
    """
    planned = [one for one in study.operations if one.stage == PLANNED]
    if not planned:
        return Section("opexpected", TITLE, QUESTION, (Limit((study.say("opexpected.none"),)),))
    book = study.book
    expected = book.put(
        "op_expected", expect_zones(planned), key=("operation", "zone"), source="incidents",
        how="negative-binomial forecast from the same days of the week and hours of the months before, 80 % range, "
        "without offences that officers recorded themselves, METHODS 8 and 9",
    )  # fmt: skip
    shown = book.put(
        "op_shown", list_shown(planned), key="operation", source="incidents",
        how="smallest fall of the operation area's count at which the test against the control rejects with 80 % "
        "power, 90 % interval, METHODS 9",
    )  # fmt: skip
    columns = (
        Column("operation", "Operation", "text"), Column("zone", "Where", "text"), Column("nights", "Nights"),
        Column("expected", "Expected", "number1"), Column("low", "80% range from"), Column("high", "to"),
        Column("model", "From", "text"),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        *(Paragraph(tuple(_lead(study, one)), lead=True) for one in planned),
        Table(expected, "Offences expected on these nights without the operation", columns, cards=True),
        Table(shown, "What the counts could show",
              (Column("operation", "Operation", "text"), Column("expected", "Expected", "number1"),
               Column("fall", "Smallest fall that would show", "number1"), Column("wanted", "Fall wanted", "number1"),
               Column("needed", "Nights that would show it")), note=study.say("opexpected.note"), cards=True),
        Limit((study.say("opexpected.limit"),)),
    )  # fmt: skip
    return Section("opexpected", TITLE, QUESTION, blocks, tuple(_finding(study, one) for one in planned))


def expect_zones(planned: list[Operation]) -> pd.DataFrame:
    """
    Put the forecasts of every zone in a table.

    Parameters
    ----------
    planned
        The planned operations.

    Returns
    -------
    expected
        operation, zone, nights, expected, low, high (80 %), model, months.
    """
    rows = [
        {"operation": one.design.name, "zone": WORDS[zone], "nights": len(one.nights), "expected": told.expected,
         "low": told.low80, "high": told.high80, "model": told.model, "months": told.months}
        for one in planned
        for zone, told in one.expected.items()
        if one.design.codes(zone)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def list_shown(planned: list[Operation]) -> pd.DataFrame:
    """
    Put what the counts could show in a table.

    Parameters
    ----------
    planned
        The planned operations.

    Returns
    -------
    shown
        operation, nights, expected, fall, share (fall over expected), smallest (wanted, as a share), wanted (offences),
        needed (nights).
    """
    rows = []
    for one in planned:
        expected = one.expected["treated"].expected
        rows.append(
            {"operation": one.design.name, "nights": len(one.nights), "expected": expected, "fall": one.fall,
             "share": one.fall / expected if expected > 0 else float("nan"), "smallest": one.design.smallest,
             "wanted": one.design.smallest * expected, "needed": one.needed}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _fields(study: Study, one: Operation) -> dict[str, Any]:
    cell, name = study.book.cell, one.design.name
    area = f"{name}|{WORDS['treated']}"
    return {
        "operation": cell("op_shown", name, "operation", "text"), "nights": cell("op_shown", name, "nights"),
        "expected": cell("op_expected", area, "expected", "number1", ends="low high"),
        "low": cell("op_expected", area, "low"), "high": cell("op_expected", area, "high"),
        "fall": cell("op_shown", name, "fall", "number1"), "wanted": cell("op_shown", name, "wanted", "number1"),
        "smallest": cell("op_shown", name, "smallest", "percent"), "needed": cell("op_shown", name, "needed"),
    }  # fmt: skip


def _lead(study: Study, one: Operation) -> list[Any]:
    fields = _fields(study, one)
    return [study.say("opexpected.expected", **fields), study.say(f"opexpected.{_kind(one)}", **fields)]


def _kind(one: Operation) -> str:
    """Name what can be said of the smallest fall."""
    if not one.design.control:
        return "no_control"
    if one.fall != one.fall:
        return "never"
    wanted = one.design.smallest * one.expected["treated"].expected
    return "enough" if one.fall <= wanted else "few"


def _finding(study: Study, one: Operation) -> Finding:
    fields, kind = _fields(study, one), _kind(one)
    return Finding(
        f"operation_{one.design.name}", 0.8, study.must_say("opexpected.expected", **fields), None, None, None,
        study.say(f"opexpected.{kind}", **fields), study.must_say(f"opexpected.{kind}_so_what", **fields),
        study.must_say(f"opexpected.{kind}_recommendation", **fields), "Operation lead",
        study.must_say("opexpected.by_when", **fields), study.must_say("opexpected.how_known", **fields),
    )  # fmt: skip
