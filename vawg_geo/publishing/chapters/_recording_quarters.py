"""Since when: the team and field furthest below its limits, quarter by quarter."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.charts import control_limits
from vawg_geo.publishing.chapters._recording_tables import NOT_RECORDED, WORDS, marks_of
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Say
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TEAMS, _QUARTERS = "recordingteams_teams", "recordingteams_quarters"
_BASE = 8  # quarters: METHODS 8's 24 months, as the monthly charts have
_MONTHS = 3


def quarters(study: Study, unit: str, teams: pd.Series) -> tuple[Block, ...]:
    """
    Chart the clearest team and field by quarter, where one lies below its limits.

    Parameters
    ----------
    study
        The profile under study, its teams compared.
    unit
        What a team is called.
    teams
        Each marked record's.

    Returns
    -------
    blocks
        Since when, and the chart; nothing where no team is told, or its quarters are too small or too few.
    """
    table = study.book.entries[_TEAMS].table
    below = table[(table["told"] == "below") & (table["group"] != NOT_RECORDED)]
    if below.empty:
        return ()
    row = str(below["q"].astype("float64").idxmin())
    field = {words: name for name, words in WORDS.items()}[str(below["field"].loc[row])]
    counts = _count(study, field, teams == below["group"].loc[row])
    whole = len(counts) > _BASE and counts["n"].min() > 0 and counts["n"].median() >= SHARE_BASE / 2
    if not whole:
        return ()
    # Eight points cannot tell how much quarters truly vary: p-prime limits of so few signal by chance three times too
    # often, and a team's quarters are so small that chance is most of it.
    chart = control_limits(counts["filled"], chart="p", sizes=counts["n"], baseline=_BASE)
    drawn = counts.index.isin(study.months)
    chart, counts = chart[drawn], counts[drawn]
    shown = counts.assign(
        share=chart["value"], centre=chart["centre"], lower=chart["low"], upper=chart["high"], signal=chart["signal"]
    )
    # No count is hidden: beside a share and its base it would be hidden from nobody. METHODS 12 shows counts inside.
    named = shown.rename_axis("quarter").reset_index()
    named = named.assign(group=below["group"].loc[row], of=below["of"].loc[row])
    study.book.put(
        _QUARTERS, named[["group", "of", "quarter", *shown.columns]], key=("group", "quarter"),
        how="share of the team's records in which the field is known, by quarter of recording; p chart with "
        "limits of its first two years held, METHODS 8", source="incidents, people",
    )  # fmt: skip
    first = str(study.book.entries[_QUARTERS].table.index[0])
    group, of = (study.book.cell(_QUARTERS, first, column, "text") for column in ("group", "of"))
    words: dict[str, Cell | str] = {"unit": unit.capitalize(), "group": group, "field": of}
    title = study.must_say("recordingteams.quarters", **words)
    svg = draw_run(
        chart.rename_axis("quarter"),
        title=title.text,
        of="Share of records in which it is known",
        unit="share",
        top=1.0,
    )  # fmt: skip
    columns = (
        Column("quarter", "Quarter from", "month"), Column("n", "Records"), Column("filled", "Known"),
        Column("share", "Share (limits)", "percent", "lower", "upper"), Column("signal", "Signal", "text"),
    )  # fmt: skip
    words["unit"] = unit
    return (
        Paragraph((_since(study, chart, words),)),
        Picture(svg, title, _QUARTERS, columns, note=study.say("recordingteams.quarters_note")),
    )


def _count(study: Study, field: str, ours: pd.Series) -> pd.DataFrame:
    """Count the team's records by whole quarter held, from the first it has any in to that which ends the period."""
    marks = marks_of(study)
    asked = marks.loc[ours.reindex(marks.index).fillna(value=False).astype(bool), [field, "day"]].dropna()
    months = list(study.held)
    first = {
        month: months[len(months) - 1 - back // _MONTHS * _MONTHS - (_MONTHS - 1)]
        for back, month in enumerate(reversed(months))
        if back // _MONTHS * _MONTHS + _MONTHS <= len(months)
    }
    quarter = asked["day"].dt.strftime("%Y-%m").map(first)
    by = asked[field].astype("int64").groupby(quarter)
    every = sorted(set(first.values()))
    table = pd.DataFrame({"n": by.size(), "filled": by.sum()})
    table = table.reindex(every, fill_value=0).astype("int64")
    return table[(table["n"] > 0).cummax()]


def _since(study: Study, chart: pd.DataFrame, words: dict[str, Cell | str]) -> Say:
    """Say since which quarter every one has lain below the limits."""
    below = chart["value"] < chart["low"]
    last = below[::-1].cumprod()[::-1].astype(bool)
    if not last.any():
        return study.say("recordingteams.not_since", **words)
    row = study.book.entries[_QUARTERS].table.index[int(last.to_numpy().argmax())]
    first = study.book.cell(_QUARTERS, row, "quarter", "month")
    return study.say("recordingteams.since", first=first, **words)
