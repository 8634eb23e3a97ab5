"""The month's median time missing, and what may be said of "the lowest in a year"."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.latest import rank_latest
from vawg_geo.measures.metric_state import read_signal
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.reckoner.read import name_readings, read_plans
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Say, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

METRIC = "missing_median"  # of the ready reckoner
_COLUMNS = ["n", "x", "median", "low", "high", "ripe", "centre", "chart_low", "chart_high", "signal"]
_STATES = {
    "none": VERDICTS["no change"], "up": "a clear rise", "down": "a clear fall",
    "unsteady": "not steady, without a clear direction",
}  # fmt: skip


def median_blocks(study: Study) -> list[Block | None]:
    """
    Say the last month's median in minutes, where it lies in the last year, and what the chart says of it.

    Parameters
    ----------
    study
        The page; the figures are those of the ready reckoner's metric.

    Returns
    -------
    blocks
        The sentences, the months' picture and table; that nothing can be said, where the month has no figure.
    """
    series = name_readings(read_plans(study, names={METRIC}))[METRIC].series
    if str(study.month) not in series.index:
        return [Paragraph((study.must_say("missing.no_median"),))]
    names = {"value": "median", "expected_low": "chart_low", "expected_high": "chart_high"}
    months = series.rename(columns=names).reindex(columns=_COLUMNS)
    months = without_small(months, base="n", columns=("median", "low", "high"))
    name = study.book.put(
        "missing_medians", months.rename_axis("month").reset_index(), key="month",
        how="median minutes missing of the episodes begun in the month, open ones followed to the data cut "
        "(Kaplan-Meier, log-log interval), METHODS 10; XmR chart, METHODS 8: the ready reckoner's own figures",
        source="missing",
    )  # fmt: skip
    columns = (
        Column("month", "Month", "month"), Column("n", "Episodes"), Column("x", "Over by the data cut"),
        Column("median", "Median minutes", "count", "low", "high"), Column("centre", "Usual"),
        Column("chart_low", "Lower limit"), Column("chart_high", "Upper limit"), Column("signal", "Signal", "text"),
    )  # fmt: skip
    said = Paragraph((_month(study, name), _year(study, name)))
    drawn = months.drop(columns=["low", "high"]).rename(
        columns={"median": "value", "chart_low": "low", "chart_high": "high"}
    )
    drawn = drawn[drawn.index.isin(study.months)].assign(signal=drawn["signal"].replace("cannot say", ""))
    if not drawn["value"].notna().any():
        return [said, Table(name, "Median time missing by month", columns, folded=True)]
    title = study.must_say("missing.picture_medians", last=study.book.cell(name, str(study.month), "month", "month"))
    return [said, Picture(draw_run(drawn, title=title.text, of="Median minutes missing"), title, name, columns)]


def _month(study: Study, name: str) -> Say:
    cell, row = study.book.cell, str(study.month)
    fields = {end: cell(name, row, end) for end in ("n", "low", "high")}
    return study.say(
        "missing.median", month=cell(name, row, "month", "month"), median=cell(name, row, "median", n="n"), **fields
    )


def _year(study: Study, name: str) -> Say:
    """Say whether it is the lowest of twelve months, what chance does to that, and what the chart says."""
    table = study.book.entries[name].table
    last = table.loc[str(study.month)]
    if last["median"] != last["median"]:
        return None
    latest = rank_latest(table["median"].where(table["ripe"]))
    if latest is None:
        return study.must_say("missing.no_year")
    row = {"month": str(study.month), "of": latest.of, "lower": latest.lower, "same": latest.same}
    place = study.book.put(
        "missing_latest", pd.DataFrame([row]), key="month", source="the table missing_medians",
        how="the last month's median among those of twelve months, METHODS 8",
    )  # fmt: skip
    cells = {key: study.book.cell(place, row["month"], key) for key in ("of", "lower", "same")}
    told = "missing.lowest_shared" if latest.same else "missing.lowest"
    told = "missing.not_lowest" if latest.lower else told
    said = str(last["signal"])
    state = said if said == "cannot say" else _STATES[read_signal(said)]
    return study.say(told, state=state, **cells)
