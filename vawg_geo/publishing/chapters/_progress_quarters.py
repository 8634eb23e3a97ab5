"""Quarters of recording on one scale: whether cases with a named suspect now come further than before."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.first_outcomes import READ_AT
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.publishing.chapters import _progress_tables as counted
from vawg_geo.publishing.chapters._possible import possible_name
from vawg_geo.publishing.chapters._shares import verdict
from vawg_geo.publishing.pictures.incidence import draw_incidence
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Say
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

_YEAR = 4  # quarters


def quarter_blocks(study: Study) -> list[Block | None]:
    """
    Draw the last quarters of recording on one scale, and hold the latest complete one against a year before.

    Parameters
    ----------
    study
        The profile under study; its book holds progress_quarters and progress_told.

    Returns
    -------
    blocks
        A sentence and the picture; or that there are no quarters large enough.
    """
    name = "progress_quarters"
    table = study.book.entries[name].table
    if table.empty:
        return [Paragraph((study.must_say("progress.no_quarters"),))]
    title = study.must_say("progress.quarters", day=study.book.cell("progress_told", "year", "days"))
    svg = draw_incidence(
        _curves(study), title=title.text, of=f"Share with a first outcome: {study.possible.name}", day=DAYS
    )  # fmt: skip
    columns = (
        Column("quarter", "Recorded", "text"), Column("n", "Crimes"), Column("day", "Day"),
        Column("incidence", possible_name(study), "percent1", "low", "high"),
        Column("at_risk", "Still without outcome"),
        Column("state", "At this day", "text"),
    )  # fmt: skip
    rows = tuple(row for row in table.index if int(row.rpartition("|")[2]) in READ_AT)
    return [Paragraph((_quarter_moved(study),)), Picture(svg, title, name, columns, rows=rows)]


def _curves(study: Study) -> pd.DataFrame:
    """Give the curves that are drawn; one that ends early has no figure after its end."""
    drawn = list(counted.quarter_spans(study.month))[-counted.DRAWN :]
    table = study.book.entries["progress_quarters"].table
    kept = table[table["quarter"].isin(drawn)].rename(columns={"label": "group"})
    ends = kept.groupby("group", sort=False)["day"].max() + 1
    after = pd.DataFrame({"group": ends.index, "day": ends.to_numpy(), "ripe": False})
    return pd.concat([kept, after[after["day"] <= DAYS]], ignore_index=True)


def _quarter_moved(study: Study) -> Say:
    """Compare the latest complete quarter with the same quarter a year before."""
    table = study.book.entries["progress_quarters"].table
    at = table[(table["day"] == DAYS) & table["ripe"].astype(bool)]
    spans = list(counted.quarter_spans(study.month))
    last = next((name for name in reversed(spans) if name in set(at["quarter"])), None)
    before = spans[spans.index(last) - _YEAR] if last and spans.index(last) >= _YEAR else None
    if last is None or before is None or before not in set(at["quarter"]):
        return study.must_say("progress.no_quarter_before")
    lines = [at[at["quarter"] == name].iloc[0] for name in (before, last)]
    counts = [pd.Series({"x": round(line["incidence"] * line["n"]), "n": line["n"]}) for line in lines]
    cell = study.book.cell
    fields: dict[str, Cell] = {}
    for tag, name in (("before_", before), ("", last)):
        row = f"{name}|{DAYS}"
        fields[f"{tag}quarter"] = cell("progress_quarters", row, "quarter", "text")
        fields[f"{tag}share"] = cell("progress_quarters", row, "incidence", "percent1", n="n", ends="low high")
        fields[f"{tag}n"] = cell("progress_quarters", row, "n")
    return study.say(f"progress.quarter_{verdict(*counts)}", **fields)
