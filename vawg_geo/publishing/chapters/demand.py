"""How much, and is it changing: counts and harm by month, by theme, by the day of the offence, and what is ahead."""

from __future__ import annotations

from dataclasses import replace

from vawg_geo.publishing.chapters import _demand_blocks as shown
from vawg_geo.publishing.chapters import _demand_context as context
from vawg_geo.publishing.chapters import _demand_tables as counted
from vawg_geo.publishing.report.blocks import Finding, Limit, Paragraph, Section
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

count_periods = counted.count_periods  # the totals that every other table of a page is held against


def write(study: Study) -> Section:
    """
    Write demand.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The level against its range, the charts, the themes, late reports, calls, what is ahead, what it cannot tell.
    """
    put_tables(study)
    return Section(
        "demand",
        "Demand: how much, and is it changing?",
        "How many offences were recorded, month by month, and is that more or fewer than chance would give?",
        (
            Paragraph(shown.say_level(study), lead=True),
            *shown.chart_blocks(study),
            *shown.theme_blocks(study),
            *shown.occurred_blocks(study),
            *shown.context_blocks(study),
            *shown.ahead_blocks(study),
            Limit((study.say("demand.recorded_only"), study.say("demand.chart_rule"), study.say("demand.neutral"))),
        ),
        _findings(study),
    )


def put_tables(study: Study) -> None:
    """Put the chapter's tables into the book."""
    book = study.book
    changes = context.list_changes(study)
    notes = changes[~changes["what"].str.contains("calls", case=False)].groupby("month")["what"].agg("; ".join)
    themes = counted.count_themes(study)
    book.put(
        "demand_periods", counted.count_periods(study), key="period",
        how="recorded offences in scope, floor and ceiling of unrecorded sex and age, METHODS 1; exact test of two "
        "Poisson counts, and the range expected from the rate of the 24 months before, METHODS 8", source="incidents",
    )  # fmt: skip
    book.put(
        "demand_months", counted.count_by_month(study, notes), key="month",
        how="recorded offences in scope a month; u-prime chart by days of the month, harm by XmR chart, METHODS 8",
        source="incidents",
    )  # fmt: skip
    book.put(
        "demand_themes", themes, key="theme",
        how="offences in scope by theme, an offence in each of its themes; exact test of two Poisson counts, false "
        "discovery rate over the themes, METHODS 8", source="incidents",
    )  # fmt: skip
    charted = shown.charted_themes(themes)
    book.put(
        "demand_theme_months",
        counted.shown_theme_months(study, charted).reset_index().melt("month", var_name="theme", value_name="n"),
        key=("month", "theme"), how="recorded offences in scope a month, by theme", source="incidents",
    )  # fmt: skip
    book.put(
        "demand_occurred", context.count_occurred(study), key="month",
        how="offences by the month they happened, completed by the chain-ladder on reporting delay, METHODS 8",
        source="incidents",
    )  # fmt: skip
    book.put(
        "demand_changes", changes, key=("date", "what"), how="as the force's calendar names them", source="calendar"
    )
    book.put(
        "demand_calls", context.count_calls(study, changes), key="line",
        how="calls of the months; signals against the limits of the first 24 held, METHODS 8", source="indicators",
    )  # fmt: skip
    book.put(
        "demand_share", context.share_of_all(study), key="of",
        how="offences in scope over all recorded crime, Wilson interval, METHODS 4", source="incidents, indicators",
    )  # fmt: skip
    book.put(
        "demand_surveys", context.read_surveys(study), key="survey",
        how="national estimate as the survey gives it", source="indicators",
    )  # fmt: skip
    book.put(
        "demand_ahead", context.expect_ahead(study), key="ahead",
        how="next month: negative-binomial regression on season, trend and days, METHODS 8; next period: the rate of "
        "the last 24 months with their own ups and downs", source="incidents",
    )  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    """Tell a level outside its range, and the theme that changed most surely."""
    book, found = study.book, []
    now = shown.period_cells(study)
    verdict = str(book.entries["demand_periods"].table.loc["now", "verdict"])
    if verdict in ("higher than expected", "lower than expected"):
        word = "above" if verdict.startswith("higher") else "below"
        found.append(_finding(study, "demand.level", 0.6, study.must_say("demand.found_level", side=word, **now)))
    themes = book.entries["demand_themes"].table
    told = themes[themes["trend"].isin(["more", "fewer"])].sort_values(["q", "theme"])
    if len(told):
        row = str(told.index[0])
        cells = {
            name: book.cell("demand_themes", row, name, form, ends=ends)
            for name, form, ends in (("before", "count", ""), ("n", "count", ""), ("ratio", "number2", "low high"))
        }
        label, trend = str(told.iloc[0]["label"]), str(told.iloc[0]["trend"])
        what = study.must_say("demand.found_theme", theme=label, trend=trend, **cells)
        found.append(replace(_finding(study, f"demand.{row or 'none'}", 0.55, what), change=None))
    return tuple(found)


def _finding(study: Study, name: str, weight: float, what: Sentence) -> Finding:
    return Finding(
        name=name, weight=weight, what=what, where=None, who=None, change=shown.say_change(study),
        confidence=study.say("demand.sure"), so_what=study.must_say("demand.so_what"),
        recommendation=study.must_say("demand.recommend"), owner="Force Crime Registrar",
        by_when=study.must_say("demand.by_when"), how_known=study.must_say("demand.how_known"),
    )  # fmt: skip
