"""Two measures of outcomes, side by side and never mixed: of the crimes recorded, and of the outcomes assigned."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.publishing.chapters import _outcomes_tables as counted
from vawg_geo.publishing.chapters._possible import known_outcomes, possible_name, say_possible
from vawg_geo.publishing.chapters._shares import share_cells, verdict
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Pairs,
    Paragraph,
    Picture,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

_TITLE = "Outcomes: of crimes recorded, and as assigned"
_QUESTION = "What came of the crimes recorded, what was decided in the period, and why are these two not the same?"
_STEP = 0.05  # the pictures' axis ends at a multiple of it


def write(study: Study) -> Section:
    """
    Write the two measures of outcomes.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The cohort and what was assigned, month by month on one scale; why they differ; every way of counting.
    """
    outcomes = known_outcomes(study)
    first, last = ripe_months(study.cut, until=study.month)
    if outcomes is None or study.during((first.first, last.last)).empty:
        return Section("outcomes", _TITLE, _QUESTION, (Paragraph((study.must_say("outcomes.none"),), lead=True),))
    _put(study, outcomes)
    moved = _moved(study)
    blocks: tuple[Block | None, ...] = (
        Paragraph((_cohort(study), _assigned(study), moved), lead=True),
        _meanings(study),
        *_pictures(study),
        _months(study),
        _ages(study),
        _ways(study),
        Limit((say_possible(study), study.must_say("outcomes.limits"), _revised(study))),
    )
    return Section("outcomes", _TITLE, _QUESTION, blocks, _findings(study, moved))


def _put(study: Study, outcomes: pd.DataFrame) -> None:
    """Put the chapter's tables into the book."""
    put, which = study.book.put, study.possible.words
    months = counted.month_table(study, outcomes)
    put("outcomes_months", months.reset_index(), key="month", source="incidents, outcomes",
        how=f"cohort: crimes in scope recorded in the month whose first outcome within 180 days is of the set {which}; "
        "assigned: crimes with an outcome dated in the month, and with one of the set; code 0 in neither; Wilson "
        "intervals, p-prime charts of complete months, METHODS 8 and 10")  # fmt: skip
    put("outcomes_ways", counted.way_table(study, outcomes), key="way", source="incidents, outcomes",
        how=f"the crimes of the ripe year with an outcome of the set {which}, counted in each way; Wilson interval, "
        "METHODS 10")  # fmt: skip
    put("outcomes_periods", counted.period_table(study, outcomes), key="period", source="incidents, outcomes",
        how="crimes in scope with an outcome dated in the period, whenever they were recorded, each once; Wilson "
        "interval, METHODS 10")  # fmt: skip
    put("outcomes_ages", counted.age_table(study, outcomes), key="words", source="incidents, outcomes",
        how="the crimes with an outcome dated in the period by the days since they were recorded")  # fmt: skip


def _cohort(study: Study) -> Say:
    cell = study.book.cell
    span = {end: cell("outcomes_ways", "x", end, "day") for end in ("first", "last")}
    fields = span | {"days": cell("outcomes_ways", "x", "days")} | share_cells(study.book, "outcomes_ways", "x")
    return study.say("outcomes.cohort", **fields)


def _assigned(study: Study) -> Say:
    cell = study.book.cell
    fields = {name: cell("outcomes_periods", "now", name) for name in ("inside", "old")}
    span = {end: cell("outcomes_periods", "now", end, "day") for end in ("first", "last")}
    days = cell("outcomes_ways", "x", "days")
    return study.say(
        "outcomes.assigned", **span, **fields, days=days, **share_cells(study.book, "outcomes_periods", "now")
    )


def _moved(study: Study) -> Say:
    """Say whether the assigned share moved since the same months a year before."""
    table = study.book.entries["outcomes_periods"].table
    if not table.loc["before", "n"]:
        return study.must_say("outcomes.no_year_before")
    before = share_cells(study.book, "outcomes_periods", "before", tag="before_")
    return study.say(f"outcomes.assigned_{verdict(table.iloc[0], table.iloc[1])}", **before)


def _meanings(study: Study) -> Pairs:
    """Say in words what each measure is, and why they part."""
    say = study.must_say
    fields = {"revised": _cell(study, "revised"), "n": _cell(study, "n")}
    return Pairs(
        (
            ("Cohort", say("outcomes.means_cohort", days=_cell(study, "days"))),
            ("Assigned in period", say("outcomes.means_assigned")),
            ("Why they differ", say("outcomes.differ")),
            ("History", study.say("outcomes.history", **fields)),
        ),
        "Two measures, never mixed",
    )


def _cell(study: Study, column: str) -> Cell:
    return study.book.cell("outcomes_ways", "x", column)


def _pictures(study: Study) -> tuple[Block, ...]:
    """Draw both measures of the same months on one scale."""
    months = study.book.entries["outcomes_months"].table
    known = months[["share", "assigned_share", "upper", "assigned_upper"]].max().max()
    top = min(1.0, _STEP * (int(float(known) / _STEP) + 1)) if known == known else None  # noqa: PLR0124 - NaN
    names = {"share": "value", "centre": "centre", "lower": "low", "upper": "high", "signal": "signal", "ripe": "ripe"}
    cohort = months[list(names)].rename(columns=names)
    names = {f"assigned_{name}": new for name, new in names.items() if name != "ripe"}
    assigned = months[list(names)].rename(columns=names)
    end = study.book.cell("outcomes_months", study.month, "month", "month")
    titles = [study.must_say(f"outcomes.picture_{name}", last=end, days=_cell(study, "days")) for name in _DRAWN]
    svgs = [
        draw_run(table, title=title.text, of=of, unit="share", top=top)
        for table, title, of in zip((cohort, assigned), titles, _DRAWN.values(), strict=True)
    ]
    return tuple(Picture(svg, title, "outcomes_months") for svg, title in zip(svgs, titles, strict=True))


_DRAWN = {"cohort": "Share of the crimes recorded", "assigned": "Share of the crimes with an outcome assigned"}


def _months(study: Study) -> Table:
    label = possible_name(study)
    return Table(
        "outcomes_months", "The same months in both measures",
        (Column("month", "Month", "month"), Column("n", "Recorded"), Column("open", "Of these without an outcome yet"),
         Column("x", f"{label} (first, in time)"), Column("share", "Cohort share", "percent", "low", "high"),
         Column("state", "Cohort is", "text"),
         Column("assigned", "With an outcome assigned"), Column("assigned_x", f"{label} (assigned)"),
         Column("assigned_share", "Assigned share", "percent", "assigned_low", "assigned_high")),
        rows=tuple(str(study.month - back) for back in range(13) if str(study.month - back) in study.months),
        note=study.must_say("outcomes.months_note"),
    )  # fmt: skip


def _ages(study: Study) -> Table:
    return Table(
        "outcomes_ages", "Outcomes assigned in the period, by how long ago the crime was recorded",
        (Column("words", "Recorded before the outcome", "text"), Column("n", "Crimes with an outcome assigned"),
         Column("x", possible_name(study)), Column("inside", "Of these, recorded in the period")),
    )  # fmt: skip


def _ways(study: Study) -> Table:
    return Table(
        "outcomes_ways", f"{possible_name(study)}: the ripe year, counted in every way in use",
        (Column("words", "What is counted", "text"), Column("x", "With it"), Column("n", "Crimes"),
         Column("share", "Share", "percent1", "low", "high")),
        note=study.must_say("outcomes.ways_note"), folded=True,
    )  # fmt: skip


def _revised(study: Study) -> Say:
    share = study.book.cell("outcomes_ways", "ever", "share", "percent1", n="n", ends="low high")
    return study.say("outcomes.revised", share=share)


def _findings(study: Study, moved: Say) -> tuple[Finding, ...]:
    """Make a finding of an assigned share that moved."""
    table = study.book.entries["outcomes_periods"].table
    word = verdict(table.iloc[0], table.iloc[1]) if table.loc["before", "n"] else "same"
    what = _assigned(study)
    if word == "same" or what is None or moved is None or not table["share"].notna().all():
        return ()
    say = study.must_say
    return (
        Finding(
            "outcomes: assigned in the period", 0.55 if word == "lower" else 0.4, what, None, None, moved,
            say("outcomes.sure"), say("outcomes.so_what"), say("outcomes.recommend"), "Head of Investigations",
            say("outcomes.by_when"), say("outcomes.how_known"),
        ),
    )  # fmt: skip
