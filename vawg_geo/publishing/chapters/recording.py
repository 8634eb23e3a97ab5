"""How fully characteristics are recorded: which is recorded worst, where, and whether that is changing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.publishing.chapters._recording_tables import (
    NO_CHART,
    NOT_RECORDED,
    WORDS,
    name_teams,
    put_fields,
    put_groups,
    put_months,
)
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.pictures.multiples import draw_multiples
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "How fully are characteristics recorded?"
_QUESTION = "Which characteristic is recorded worst, where, and is it changing?"


def write(study: Study) -> Section:
    """
    Write how fully characteristics are recorded.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The worst first, a chart a field on one scale, all fields beside the period before.
    """
    fields = put_fields(study)
    worst = worst_field(study)
    if worst is None:
        return Section("recording", _TITLE, _QUESTION, (Paragraph((study.must_say("recording.none"),), lead=True),))
    where = _where(study)
    lead = (study.say("recording.worst", field=study.book.cell(fields, worst, "field", "text"),
                      **share_cells(study.book, fields, worst, names="filled n share low high")),
            _change(study, worst), where)  # fmt: skip
    return Section(
        "recording", _TITLE, _QUESTION,
        (
            Paragraph(lead, lead=True),
            _charts(study),
            Points(tuple(_signal(study, field) for field in WORDS.values()), "Is it changing?"),
            _shown(study, fields),
            Limit((study.say("recording.limit_asked"), study.say("recording.limit_nine"))),
        ),
        _findings(study, worst),
    )  # fmt: skip


def worst_field(study: Study) -> str | None:
    """
    Find the field that is known least often, of those asked often enough.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    field
        The name of its row; None where no field is asked often enough.
    """
    table = study.book.entries[put_fields(study)].table
    enough = table[table["n"] >= SHARE_BASE]
    return None if enough.empty else str(enough["share"].astype("float64").idxmin())


def _change(study: Study, field: str) -> Say:
    """Say whether a field is changing, as its chart alone can tell."""
    cell = study.book.cell
    word = str(study.book.entries["recording_fields"].table["chart"].loc[field])
    if word == NO_CHART:
        return study.say("recording.no_chart")
    before = cell("recording_fields", field, "before", "percent", n="n_before")
    if word in ("above", "below"):
        return study.say(f"recording.{word}", before=before, n=cell("recording_fields", field, "signals"))
    if word == "no signal":
        return study.say("recording.same", before=before)
    return study.say("recording.mixed", before=before, n=cell("recording_fields", field, "signals"))


def _where(study: Study) -> Say:
    """Say which team lies furthest below its limits, after allowing for how many were looked at."""
    unit, teams = name_teams(study)
    name = put_groups(study, "recordingteams_teams", teams)
    table = study.book.entries[name].table
    table = table[table["group"] != NOT_RECORDED]
    below = table[table["told"] == "below"]
    counts = {"compared": len(table), "below": len(below)}
    told = study.book.put(
        "recording_told", pd.DataFrame(counts.items(), columns=["what", "n"]), key="what",
        how="comparisons of a team and a field, and those below the limits for their size after the false discovery "
        "rate, METHODS 8",
        source=name,
    )  # fmt: skip
    cells: dict[str, Any] = {what: study.book.cell(told, what, "n") for what in ("below", "compared")}
    if below.empty:
        return study.say("recording.nowhere", unit=unit, compared=cells["compared"])
    row = str(below["q"].astype("float64").idxmin())
    group, field = (study.book.cell(name, row, column, "text") for column in ("group", "of"))
    return study.say("recording.where", unit=unit, group=group, field=field, **cells)


def _charts(study: Study) -> Picture:
    name = put_months(study)
    table = study.book.entries[name].table
    wide = table.pivot(index="month", columns="field", values="share")  # noqa: PD010 - each cell once
    order = [field for field in WORDS.values() if field in wide.columns]
    charts = {}
    for field in order:
        rows = table[table["field"] == field].set_index("month").reindex(wide.index)
        limits = rows[["centre", "lower", "upper", "signal"]].rename(columns={"lower": "low", "upper": "high"})
        charts[field] = limits.assign(signal=limits["signal"].fillna(""))
    told = table[table["signal"] != ""]
    columns = (
        Column("month", "Month with a signal", "month"), Column("field", "Field", "text"), Column("n", "Records"),
        Column("share", "Known (limits)", "percent", "lower", "upper"), Column("signal", "Signal", "text"),
    )  # fmt: skip
    svg = draw_multiples(
        wide[order], title="Share of records in which each characteristic is known, month by month", unit="share",
        top=1.0, limits=charts,
    )  # fmt: skip
    return Picture(svg, study.say("recording.charts"), name, columns, tuple(told.index), study.say("recording.note"))


def _signal(study: Study, field: str) -> Say:
    """Say of a field whether its chart signals in the period; fields without one share a sentence in the note."""
    table = study.book.entries["recording_fields"].table
    signals, outside = table["signals"].loc[field], table["outside"].loc[field]
    if not signals:
        return None
    cell = study.book.cell
    return study.say(
        "recording.outside" if outside else "recording.pattern", field=cell("recording_fields", field, "field", "text"),
        n=cell("recording_fields", field, "outside" if outside else "signals"),
    )  # fmt: skip


def _shown(study: Study, name: str) -> Table:
    return Table(
        name, "What is known, in this period",
        (
            Column("field", "Field", "text"), Column("asked", "Asked of", "text"), Column("n", "Records asked"),
            Column("share", "Known", "percent", "low", "high"), Column("before", "Period before", "percent"),
            Column("chart", "Its chart says", "text"), Column("outside", "Months outside the limits"),
        ),
        note=study.say("recording.fields_note"), cards=True,
    )  # fmt: skip


def _findings(study: Study, worst: str) -> tuple[Finding, ...]:
    share = study.book.entries["recording_fields"].table["share"].astype("float64").loc[worst]
    if share >= study.written.complete_from:
        return ()
    cell, say = study.book.cell, study.must_say
    cells = share_cells(study.book, "recording_fields", worst, names="filled n share low high")
    field = cell("recording_fields", worst, "field", "text")
    return (
        Finding(
            "recording: the field recorded worst", 0.5,
            say("recording.finding_what", field=field, least=cell("recording_fields", worst, "least", "percent"),
                **cells),
            None, None, _change(study, worst), say("recording.finding_sure"), say("recording.finding_so_what"),
            say("recording.finding_recommend"), "Head of Crime Recording", say("recording.by_when"),
            say("recording.finding_known", field=cell("recording_fields", worst, "of", "text")),
        ),
    )  # fmt: skip
