"""What changed since the last edition: the period, the findings, the figures, and what it comes from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.chapters import _changed_tables as counted
from vawg_geo.publishing.editions_compared import Cause, read_edition_tables
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Say, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study

STATES = ("new", "gone", "still")


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write what changed.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section, whose findings are set beside the last edition's.

    Returns
    -------
    section
        In its first block what the summary repeats.
    """
    last = read_edition_tables(study.previous) if study.previous else {}
    title, question = "What changed since the last edition", "What is new, what no longer holds, and why?"
    if not last:
        return Section("changed", title, question, (Paragraph((study.say("changed.first"),), lead=True),))
    changed = counted.definition_changed(study, last)
    causes: set[Cause] = {"time", "data", *(("definition",) if changed else ())}
    findings = study.book.put(
        "changed_findings", counted.compare_findings(all_findings(done)[: study.written.findings], last), key="name",
        how="the first page's findings by name, beside the last edition's", source="the sections, the last edition",
    )  # fmt: skip
    states = study.book.put(
        "changed_states", _states(study.book.entries[findings].table), key="state",
        how="findings by whether the last edition had them", source="the sections, the last edition",
    )  # fmt: skip
    moved = study.book.put(
        "changed_tables", counted.count_moved(study, last, causes), key="table",
        how="cells that differ from the last edition's table; counts by an exact test of two Poisson counts, false "
        "discovery rate over the table, METHODS 8", source="the tables, the last edition",
    )  # fmt: skip
    cells = {state: study.book.cell(states, state, "n") for state in STATES}
    sentence = "changed.findings_same" if not (cells["new"].base or cells["gone"].base) else "changed.findings"
    blocks: tuple[Block | None, ...] = (
        Paragraph((*_period(study, last, changed=changed), study.say(sentence, **cells)), lead=True),
        Table(findings, "Findings, beside the last edition’s",
              (Column("what", "Finding", "text"), Column("state", "It is", "text"))),
        Table(moved, "Figures that moved, by table",
              (Column("table", "Table", "text"), Column("moved", "Cells that moved"),
               Column("beyond", "Counts beyond chance")), folded=True),
        Limit((study.say("changed.limit"), study.say("changed.definition") if changed else None)),
    )  # fmt: skip
    return Section("changed", title, question, blocks)


def _states(findings: pd.DataFrame) -> pd.DataFrame:
    counts = findings["state"].value_counts()
    return pd.DataFrame({"state": STATES, "n": [int(counts.get(state, 0)) for state in STATES]})


def _period(study: Study, last: Mapping[str, pd.DataFrame], *, changed: bool) -> tuple[Say, ...]:
    """Say what the last edition told, and whether this one tells another thing."""
    told = counted.last_period(last)
    if told is None:
        return (study.say("changed.untold"),)
    name = study.book.put(
        "changed_edition", counted.compare_periods(study, told), key="edition",
        how="the last edition's period counted again; the days that only one of the two periods has, exact test of "
        "two Poisson counts, METHODS 8", source="incidents, the last edition",
    )  # fmt: skip
    cells = {
        column: study.book.cell(name, "last", column, form, ends=ends)
        for column, form, ends in (
            ("first", "day", ""), ("last", "day", ""), ("n", "count", ""), ("again", "count", ""),
            ("now", "count", ""), ("entered", "count", ""), ("left", "count", ""), ("ratio", "number2", "low high"),
            ("low", "number2", ""), ("high", "number2", ""), ("verdict", "text", ""),
        )
    }  # fmt: skip
    compared = not changed and counted.same_length(study, told)
    return (
        study.say("changed.period", **_of(cells, "first", "last", "n", "again", "now")),
        study.say("changed.verdict", **_of(cells, "entered", "left", "ratio", "low", "high", "verdict"))
        if compared
        else study.say("changed.not_compared"),
    )


def _of(cells: Mapping[str, Cell], *names: str) -> dict[str, Cell]:
    return {name: cells[name] for name in names}
