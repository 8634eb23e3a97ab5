"""The month's median time missing, and what may be said of "the lowest in a year"."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.charts import FROZEN_AT, control_limits
from vawg_geo.measures.latest import YEAR, rank_latest
from vawg_geo.measures.metric_state import read_signal
from vawg_geo.measures.missing_time import median_months
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Say, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

_STATES = {
    "none": VERDICTS["no change"], "up": "a clear rise", "down": "a clear fall",
    "unsteady": "not steady, without a clear direction",
}  # fmt: skip


def median_blocks(study: Study, episodes: pd.DataFrame) -> list[Block | None]:
    """
    Say the last month's median in minutes, where it lies in the last year, and what the chart says of it.

    Parameters
    ----------
    study
        The page.
    episodes
        `start`, `end` of every episode begun by the cut.

    Returns
    -------
    blocks
        The sentences, and the months' table folded.
    """
    months = median_months(episodes, months=study.months, cut=study.cut)
    shown = without_small(months.reset_index(), base="n", columns=("median", "low", "high")).set_index("month")
    known = shown.loc[shown["ripe"], "median"].dropna()
    chart = pd.DataFrame(index=shown.index, columns=["centre", "chart_low", "chart_high"], dtype="float64")
    signal = pd.Series("", index=shown.index)
    if len(known) >= YEAR:  # fewer months do not say what is usual
        limits = control_limits(known, chart="xmr", baseline=min(FROZEN_AT, len(known)))
        chart = limits.rename(columns={"low": "chart_low", "high": "chart_high"}).reindex(shown.index)
        signal = chart["signal"].fillna("")
    name = study.book.put(
        "missing_medians",
        shown.join(chart[["centre", "chart_low", "chart_high"]]).assign(signal=signal).reset_index(), key="month",
        how="median minutes missing of the episodes begun in the month, open ones followed to the data cut "
        "(Kaplan-Meier, log-log interval), METHODS 10; XmR chart, METHODS 8", source="missing",
    )  # fmt: skip
    columns = (
        Column("month", "Month", "month"), Column("n", "Episodes"), Column("n_open", "Still missing"),
        Column("median", "Median minutes", "count", "low", "high"), Column("centre", "Usual"),
        Column("chart_low", "Lower limit"), Column("chart_high", "Upper limit"), Column("signal", "Signal", "text"),
    )  # fmt: skip
    return [
        Paragraph((_month(study, name), _year(study, name, charted=len(known) >= YEAR))),
        Table(name, "Median time missing by month", columns, folded=True),
    ]


def _month(study: Study, name: str) -> Say:
    cell, row = study.book.cell, str(study.month)
    fields = {end: cell(name, row, end) for end in ("n", "low", "high")}
    return study.say(
        "missing.median", month=cell(name, row, "month", "month"), median=cell(name, row, "median", n="n"), **fields
    )


def _year(study: Study, name: str, *, charted: bool) -> Say:
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
    state = _STATES[read_signal(str(last["signal"]))] if charted else "too few months to chart"
    return study.say(told, state=state, **cells)
