"""Demand as it is said and shown: paragraphs, pictures and tables from the chapter's tables."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._changes import based_on
from vawg_geo.publishing.chapters._few_children import guards_children
from vawg_geo.publishing.pictures.multiples import draw_multiples
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Points, Say, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.names import NO_THEME
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import PERCENT_BASE, VERDICTS

YOUNG = 3  # the last months by the day of the offence, told in words


def charted_themes(themes: pd.DataFrame) -> list[str]:
    """Choose the themes with enough offences for a line of their own."""
    return [str(t) for t in themes.loc[(themes["n"] >= PERCENT_BASE) & (themes["theme"] != ""), "theme"]]


def period_cells(study: Study) -> dict[str, Cell | str]:
    """Give the cells of the two periods."""
    cell = study.book.cell
    return {
        "first": cell("demand_periods", "now", "first", "day"),
        "last": cell("demand_periods", "now", "last", "day"),
        "n": cell("demand_periods", "now", "n", ends="expected_low expected_high"),
        "ceiling": cell("demand_periods", "now", "ceiling"),
        "low": cell("demand_periods", "now", "expected_low"),
        "high": cell("demand_periods", "now", "expected_high"),
    }


def say_level(study: Study) -> tuple[Say, ...]:
    """Say the period's count and where it lies."""
    now = period_cells(study)
    verdict = str(study.book.entries["demand_periods"].table.loc["now", "verdict"])
    place = {"higher than expected": "above", "lower than expected": "below"}.get(verdict, "within")
    first = study.say("demand.in_scope", n=now["n"], first=now["first"], last=now["last"], ceiling=now["ceiling"])
    return first, study.say("demand.expected", place=place, verdict=verdict, low=now["low"], high=now["high"])


def say_change(study: Study) -> Say:
    """Say the period against the one before: a percentage on a base of fifty alone, and neither good nor bad."""
    cell = study.book.cell
    before, now = cell("demand_periods", "before", "n"), cell("demand_periods", "now", "n")
    change: dict[str, Cell | str] = {"before": before, "n": now}
    change |= {name: cell("demand_periods", "now", name, "number2") for name in ("ratio", "low", "high")}
    if before.base < PERCENT_BASE:
        return study.say("demand.change_few", **change)
    shares = {name: cell("demand_periods", "now", name, "change") for name in ("change", "change_low", "change_high")}
    change |= {name: based_on(one, before) for name, one in shares.items()}
    includes = shares["change_low"].base <= 0 <= shares["change_high"].base
    return study.say("demand.change_same" if includes else "demand.change", **change)


def chart_blocks(study: Study) -> tuple[Block | None, ...]:
    """Show the months: counts, harm, reports of long ago."""
    cell, months = study.book.cell, study.book.entries["demand_months"].table
    inside = months[months["in_period"]]
    signals = [m for m in inside.index if inside.loc[m, "signal"]]
    harm: dict[str, Cell | str] = {
        "before": cell("demand_periods", "before", "harm"),
        "harm": cell("demand_periods", "now", "harm"),
        "largest": cell("demand_periods", "now", "largest", "percent1", n="n"),
        "unweighted": cell("demand_periods", "now", "unweighted"),
    }
    late: dict[str, Cell | str] = {
        name: cell("demand_periods", row, "nonrecent") for name, row in (("before", "before"), ("late", "now"))
    }
    moved = study.book.entries["demand_periods"].table.loc["now", "verdict"] in (VERDICTS["higher"], VERDICTS["lower"])
    told = study.say("demand.no_signal_whole" if moved else "demand.no_signal")
    if months["centre"].isna().all():
        told = study.say("demand.no_chart")
    elif signals:
        told = study.say("demand.signals", month=cell("demand_months", signals[-1], "month", "month"))
    run = months.rename(columns={"n": "value"})[["value", "centre", "low", "high", "signal", "note"]]
    return (
        Picture(
            draw_run(run, title="Offences recorded each month", of="Recorded offences"),
            study.say("demand.picture_months"), "demand_months", note=study.say("demand.note_months"),
        ),
        Paragraph((told, say_change(study))),
        Paragraph((study.say("demand.harm", **harm), study.say("demand.harm_chart", word=_harm_word(inside)))),
        Picture(
            draw_run(
                months.filter(regex="^harm").rename(columns=lambda name: name.removeprefix("harm_"))
                .rename(columns={"harm": "value"}),
                title="Known harm recorded each month", of="Harm",
            ),
            study.say("demand.picture_harm"), "demand_months",
        ),
        Paragraph((study.say("demand.late", **late),)),
        _late_picture(study, months),
        Table(
            "demand_periods", "This period and the one before",
            (Column("label", "Period", "text"), Column("n", "Offences"), Column("ceiling", "At most"),
             Column("recent", "Recent"), Column("nonrecent", "Of long ago"), Column("harm", "Known harm"),
             Column("unweighted", "Without a weight"), Column("largest", "Largest one’s share of harm", "percent1")),
        ),
        Table(
            "demand_months", "Month by month: counts and harm with their limits",
            (Column("month", "Month", "month"), Column("n", "Offences"), Column("centre", "Usual", low="low",
             high="high"), Column("signal", "Signal", "text"), Column("rolling", "Year to then"),
             *((Column("nonrecent", "Of long ago"),) if months["nonrecent"].notna().any() else ()),
             Column("harm", "Known harm"),
             Column("harm_centre", "Usual harm", low="harm_low", high="harm_high"),
             Column("harm_signal", "Signal, harm", "text")), folded=True,
        ),
        _changes(study),
    )  # fmt: skip


def _late_picture(study: Study, months: pd.DataFrame) -> Picture | None:
    """Draw the months' reports of long ago; none where a profile of children hides them."""
    late = months[["nonrecent"]].set_axis(["value"], axis=1)
    svg = draw_run(late, title="Offences recorded more than a year after they happened", of="Offences of long ago")
    return Picture(svg, study.say("demand.picture_late"), "demand_months") if late["value"].notna().any() else None


def _harm_word(inside: pd.DataFrame) -> str:
    return "at least one month signals" if (inside["harm_signal"] != "").any() else VERDICTS["no change"]


def _changes(study: Study) -> Block:
    if not len(study.book.entries["demand_changes"].table):
        return Paragraph((study.say("demand.no_changes"),))
    return Table(
        "demand_changes", "Changes of recording in the months charted",
        (Column("date", "From", "day"), Column("what", "What changed", "text")), note=study.say("demand.note_changes"),
    )  # fmt: skip


def theme_blocks(study: Study) -> tuple[Block | None, ...]:
    """Show the themes."""
    themes = study.book.entries["demand_themes"].table
    told = [
        str(label) for label, word in zip(themes["label"], themes["trend"], strict=True) if word in ("more", "fewer")
    ]
    lines = study.book.entries["demand_theme_months"].table
    wide = lines.pivot_table(index="month", columns="theme", values="n", sort=False) if len(lines) else pd.DataFrame()
    lead = study.say("demand.themes_told", themes=_list(told)) if told else study.say("demand.themes_same")
    return (
        Paragraph((lead, study.say("demand.themes_overlap", none=NO_THEME))),
        Picture(
            draw_multiples(wide, title="Offences recorded each month, by theme, on one scale"),
            study.say("demand.picture_themes"), "demand_theme_months", note=study.say("demand.note_themes"),
        ) if len(wide) else None,
        Table(
            "demand_themes", "By theme: this period and the one before",
            (Column("label", "Theme", "text"), Column("before", "Before"), Column("n", "Now", bar=True),
             Column("ratio", "Now over before", "number2", low="low", high="high"), Column("trend", "Change", "text"),
             Column("harm", "Known harm")), cards=True,
        ),
    )  # fmt: skip


def _list(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"  # noqa: PLR2004


def occurred_blocks(study: Study) -> tuple[Block, ...]:
    """Show the months by the day of the offence."""
    table = study.book.entries["demand_occurred"].table
    if not len(table):
        return (Paragraph((study.say("demand.no_" + ("occurred" if guards_children(study) else "nowcast")),)),)
    cell = study.book.cell
    said = tuple(
        study.say(
            "demand.occurred", month=cell("demand_occurred", row, "month", "month"),
            n=cell("demand_occurred", row, "n"),
            expected=cell("demand_occurred", row, "expected", n="n", ends="low high"),
            low=cell("demand_occurred", row, "low"), high=cell("demand_occurred", row, "high"),
        )
        for row in (str(label) for label in table.index[-YOUNG:])
    )  # fmt: skip
    shape = table.rename(columns={"n": "value"})[["value"]].assign(ripe=table["ripe"] == "yes")
    return (
        Points(said, "By the day they happened, with the reports still to come"),
        Picture(
            draw_run(shape, title="Offences by the month they happened", of="Offences that happened"),
            study.say("demand.picture_occurred"), "demand_occurred",
        ),
        Table(
            "demand_occurred", "Recorded in the month, and happened in the month",
            (Column("month", "Month", "month"), Column("recorded", "Recorded in it"), Column("n", "Happened in it"),
             Column("expected", "Expected in the end", low="low", high="high"),
             Column("share_known", "Known so far", "percent"), Column("ripe", "Complete", "text")), folded=True,
        ),
    )  # fmt: skip


def context_blocks(study: Study) -> tuple[Block | None, ...]:
    """Show calls, incidents that are no crime, the share of all crime, national surveys."""
    cell, book = study.book.cell, study.book
    share = {
        "share": cell("demand_share", "all recorded crime", "share", "percent1", n="n", ends="low high"),
        "low": cell("demand_share", "all recorded crime", "low", "percent1"),
        "high": cell("demand_share", "all recorded crime", "high", "percent1"),
        "every": cell("demand_share", "all recorded crime", "all_crime"),
    }
    calls, surveys = len(book.entries["demand_calls"].table), len(book.entries["demand_surveys"].table)
    return (
        Paragraph((
            study.say("demand.share", **share),
            study.say("demand.non_crime", n=cell("demand_share", "all recorded crime", "non_crime")),
            None if calls else study.say("demand.no_calls"),
            None if surveys else study.say("demand.no_surveys"),
        )),
        Table(
            "demand_calls", "Calls to the force, of every kind",
            (Column("line", "Line", "text"), Column("before", "Before"), Column("n", "Now"),
             Column("signals", "Months outside their limits"), Column("change", "Change of counting", "text")),
            note=study.say("demand.note_calls"),
        ) if calls else None,
        Table(
            "demand_surveys", "National surveys: England and Wales, not this force",
            (Column("survey", "Survey", "text"), Column("period", "Period", "text"),
             Column("share", "Share", "percent1"), Column("d", "Of people")),
            note=study.say("demand.note_surveys"),
        ) if surveys else None,
    )  # fmt: skip


def ahead_blocks(study: Study) -> tuple[Block, ...]:
    """Say what to expect next."""
    cell = study.book.cell

    def cells(row: str) -> dict[str, Cell | str]:
        """Give what a row of `demand_ahead` says."""
        return {
            "expected": cell("demand_ahead", row, "expected", n="months", ends="low95 high95"),
            "low": cell("demand_ahead", row, "low80"), "high": cell("demand_ahead", row, "high80"),
            "last": cell("demand_ahead", row, "last", "day"),
        }  # fmt: skip

    month = cells("month") | {"month": cell("demand_ahead", "month", "month", "month")}
    held = {"held": cell("demand_ahead", "month", "held", n="tried"), "tried": cell("demand_ahead", "month", "tried")}
    return (
        Paragraph((
            study.say("demand.next_month", expected=month["expected"], low=month["low"], high=month["high"],
                      month=month["month"]),
            study.say("demand.held", **held),
            study.say("demand.next_period", **cells("period")),
        )),
    )  # fmt: skip
