"""Months above a line that is talked about: what each bears and all together; younger ones say nothing."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.above_line import hold_line
from vawg_geo.measures.latest import YEAR
from vawg_geo.measures.metric_state import read_signal
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.publishing.chapters._outcomes_tables import month_table
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Say, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

LAST = 3  # months: "above 15 % for three months"
_STATES = {"none": "steady", "up": "rise", "down": "fall", "unsteady": "unsteady"}


def line_blocks(study: Study, outcomes: pd.DataFrame) -> list[Block | None]:
    """
    Say whether the last three ripe months lie above the line that is talked about, and what that is worth.

    Parameters
    ----------
    study
        The page: `written.possible_line` is the line.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    blocks
        The sentences, and the months' table folded; that too few months are old enough, where it is so.
    """
    months = month_table(study, outcomes)
    ripe = months[months["ripe"]]
    if len(ripe) < LAST or (ripe["n"].tail(LAST) == 0).any():
        return [Paragraph((study.must_say("performance.line_none"),))]
    name = _put_months(study, months)
    columns = (
        Column("month", "Month of recording", "month"), Column("n", "Crimes"), Column("x", "With it"),
        Column("share", "Share", "percent", "share_low", "share_high"), Column("centre", "Usual", "percent"),
        Column("chart_low", "Lower limit", "percent"), Column("chart_high", "Upper limit", "percent"),
        Column("signal", "Signal", "text"), Column("told", "Old enough", "text"),
    )  # fmt: skip
    return [
        Paragraph((*_held(study, ripe.tail(LAST)), _chart(study, name, ripe), _young(study, months))),
        Table(name, f"Prosecution possible within {DAYS} days, by month of recording", columns, folded=True),
    ]


def _put_months(study: Study, months: pd.DataFrame) -> str:
    """Put the months as the product of outcomes has them; one not old enough has no share, small counts are hidden."""
    names = {"lower": "chart_low", "upper": "chart_high", "low": "share_low", "high": "share_high"}
    table = months.rename(columns=names).assign(told=months["ripe"].map({True: "yes", False: "no"}))
    shares = ("share", "share_low", "share_high")
    small = months["x"] < study.written.least
    table = table.assign(**{column: table[column].where(months["ripe"] & ~small) for column in shares})
    table = table.assign(x=table["x"].astype("Int64").mask(small))
    columns = ["n", "x", *shares, "centre", "chart_low", "chart_high", "signal", "told"]
    return study.book.put(
        "performance_months", table[columns].rename_axis("month").reset_index(), key="month",
        how="crimes by month of recording, and those of them whose first outcome came within so many days and makes a "
        "prosecution possible; Wilson interval, METHODS 10; p-prime chart of the months old enough, METHODS 8",
        source="incidents, outcomes",
    )  # fmt: skip


def _held(study: Study, last: pd.DataFrame) -> tuple[Say, ...]:
    """Say the months each and together, beside the line."""
    line = study.written.possible_line
    held = hold_line(last["x"], last["n"], line=line)
    smallest, first, over = int(last["n"].min()), str(last.index[0]), str(last.index[-1])
    row = pd.DataFrame([held.to_dict()]).assign(
        of="last months", line=line, first=first, last=over, days=DAYS, least=smallest
    )
    name = study.book.put(
        "performance_line", row, key="of",
        how="the last three months old enough, beside the line that is talked about; Wilson intervals, and the chance "
        "that every month lies above the line if the true share is the line itself, METHODS 4 and 8",
        source="the table performance_months",
    )  # fmt: skip
    cell = study.book.cell
    fields: dict[str, Cell] = {
        field: cell(name, "last months", field) for field in ("months", "above", "clear", "n", "x", "days")
    }
    fields |= {field: cell(name, "last months", field, "month") for field in ("first", "last")}
    fields |= {field: cell(name, "last months", field, "percent1", n="n") for field in ("share", "high")}
    fields |= {
        "low": cell(name, "last months", "low", "points1", n="n"),
        "line": cell(name, "last months", "line", "percent"),
    }
    fields |= {"chance": cell(name, "last months", "chance", "percent"), "least": cell(name, "last months", "least")}
    every = held["above"] == held["months"]
    said = [study.say("performance.line_every" if every else "performance.line_some", **fields)]
    if said[0] is None or said[0].short:
        return tuple(said)
    return (*said, study.say(f"performance.line_{held['verdict']}", **fields))


def _chart(study: Study, name: str, ripe: pd.DataFrame) -> Say:
    """Say what the chart says of the last ripe month."""
    if len(ripe) < YEAR:  # fewer months do not say what is usual
        return None
    said = str(study.book.entries[name].table.loc[str(ripe.index[-1]), "signal"])
    return study.must_say(f"performance.line_{_STATES[read_signal(said)]}")


def _young(study: Study, table: pd.DataFrame) -> Say:
    young = table.index[~table["ripe"]]
    if not len(young):
        return None
    row = {"of": "young", "n": len(young), "first": young[0], "last": young[-1]}
    name = study.book.put(
        "performance_young", pd.DataFrame([row]), key="of", source="incidents",
        how="months whose crimes have not all been followed so long, METHODS 10",
    )  # fmt: skip
    cell = study.book.cell
    return study.must_say(
        "performance.line_young", n=cell(name, "young", "n"), first=cell(name, "young", "first", "month"),
    )  # fmt: skip
