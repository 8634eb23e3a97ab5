"""How far cases with a named suspect come: competing outcomes stacked, by theme, by quarter, by step, by person."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.first_outcomes import READ_AT
from vawg_geo.measures.progress import ALSO, ANY, CHARGED, NO_SUSPECT
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.suspects_reached import count_suspects
from vawg_geo.publishing.chapters import _progress_tables as counted
from vawg_geo.publishing.chapters._possible import known_outcomes, possible_name, say_possible
from vawg_geo.publishing.chapters._progress_quarters import quarter_blocks
from vawg_geo.publishing.chapters._shares import share_cells, without_small
from vawg_geo.publishing.pictures.journey import draw_journey
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Say, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "Progress: how far a case with a named suspect comes"
_QUESTION = "Once a suspect is named, what does the case come to, how soon, and does it differ by theme or over time?"
_COLUMNS = {CHARGED: "charged", ALSO: "also", "15": "outcome_15", "16": "outcome_16", NO_SUSPECT: "unidentified",
            counted.OTHER: "other"}  # fmt: skip
_FEW = 0.05  # of the crimes with a suspect: more that deny one are a fault of recording, not slips


def write(study: Study) -> Section:
    """
    Write the progress of cases with a named suspect.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Outcomes stacked by day, every outcome and theme with its medians, quarters of recording, steps, suspects.
    """
    outcomes = known_outcomes(study)
    if outcomes is None or study.case.people.empty:
        return _nothing(study)
    rows = counted.named_rows(study)
    ripe = counted.ripe_part(study, rows)
    if ripe.empty:
        return _nothing(study)
    held = outcomes[among(outcomes["incident"], ripe.index)]
    _put(study, rows, ripe, held)
    blocks: tuple[Block | None, ...] = (
        Paragraph((_lead(study), _charged(study), _median(study)), lead=True),
        _stack(study, ripe, held),
        *_themes(study),
        *quarter_blocks(study),
        *_steps(study),
        _people(study, ripe, held),
        Limit((say_possible(study), study.must_say("progress.limits"), _denied(study))),
    )
    return Section("progress", _TITLE, _QUESTION, blocks, _findings(study))


def _nothing(study: Study) -> Section:
    return Section("progress", _TITLE, _QUESTION, (Paragraph((study.must_say("progress.none"),), lead=True),))


def _put(study: Study, rows: pd.DataFrame, ripe: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    """Put the tables that several blocks speak of."""
    put, source = study.book.put, "incidents, people, outcomes"
    put("progress_told", counted.told_table(study, rows, outcomes), key="what", source=source,
        how="crimes of the ripe year with a recorded suspect who was not eliminated, whenever named; Wilson "
        "interval")  # fmt: skip
    put("progress_themes", counted.theme_table(study, ripe, outcomes), key=("theme", "outcome"), source=source,
        how="first outcomes within 180 days of the crimes with a named suspect (Aalen-Johansen, 95%); median: the day "
        "by which half of all crimes have come to it; half: the day by which half of those that came to it in time "
        "had; METHODS 10")  # fmt: skip
    put("progress_quarters", counted.quarter_table(study, rows), key=("quarter", "day"), source=source,
        how="cumulative incidence (Aalen-Johansen) of a first outcome that makes a prosecution possible, others "
        "competing, by quarter of recording; 95% interval, METHODS 10")  # fmt: skip
    put("progress_steps", counted.steps_table(study, ripe), key=("track", "step"), source="journey, incidents, people",
        how="crimes with a named suspect that reached each recorded step, of those that began; Wilson interval; median "
        "elapsed days of those that reached it")  # fmt: skip


def _row(outcome: str, study: Study, theme: str = counted.ALL) -> str:
    return f"{theme}|{counted.kind_words(study)[outcome]}"


def _lead(study: Study) -> Say:
    cell = study.book.cell
    span = {end: cell("progress_told", "year", end, "day") for end in ("first", "last")}
    return study.say("progress.lead", **span, **share_cells(study.book, "progress_told", "year"))


def _charged(study: Study) -> Say:
    cell, table = study.book.cell, "progress_themes"
    shares = {
        name: cell(table, _row(kind, study), "share", "percent", n="n", ends="low high")
        for name, kind in (("share", CHARGED), ("evidence", "15"), ("declined", "16"))
    }
    ends = {
        end: cell(table, _row(CHARGED, study), end, form, n="n")
        for end, form in (("low", "points"), ("high", "percent"))
    }
    return study.say("progress.charged", n=cell(table, _row(CHARGED, study), "n"), days=_days(study), **shares, **ends)


def _days(study: Study) -> Cell:
    return study.book.cell("progress_told", "year", "days")


def _median(study: Study) -> Sentence:
    """Say the medians: of any outcome where there is one, of a charge only where half are ever charged."""
    cell, table = study.book.cell, "progress_themes"
    held = study.book.entries[table].table
    any_row, charged = _row(ANY, study), _row(CHARGED, study)
    fields = {"half": cell(table, charged, "half"), "x": cell(table, charged, "x"), "days": _days(study)}
    medians = held["median"].notna().to_dict()
    if not medians[any_row]:
        return study.must_say("progress.no_median")
    median = cell(table, any_row, "median")
    if medians[charged]:
        return study.must_say("progress.medians", median=median, charged=cell(table, charged, "median"))
    return study.must_say("progress.median_any", median=median, **fields)


def _stack(study: Study, ripe: pd.DataFrame, outcomes: pd.DataFrame) -> Picture:
    """Stack the outcomes by day, from the report on."""
    days = counted.day_table(study, ripe, outcomes)
    last = int(days.index[days["ripe"].astype(bool)].max())
    year = study.book.entries["progress_told"].table.iloc[0]
    table = days.rename(columns=_COLUMNS).reset_index().assign(first=year["first"], last=year["last"])
    name = study.book.put(
        "progress_days", table, key="day", source="incidents, people, outcomes",
        how="cumulative incidence (Aalen-Johansen) of each kind of first outcome, the others competing, METHODS 10",
    )  # fmt: skip
    cell = study.book.cell
    span = {end: cell("progress_told", "year", end, "day") for end in ("first", "last")}
    title = study.must_say("progress.stack", n=cell(name, 0, "at_risk"), **span)
    words = counted.kind_words(study)
    shown = days[list(_COLUMNS)].rename(columns=words)
    svg = draw_journey(shown, title=title.text, of="crimes with a named suspect", ripe_day=last)
    columns = tuple(Column(column, words[kind], "percent1") for kind, column in _COLUMNS.items())
    read = tuple(str(day) for day in READ_AT if day in days.index)
    return Picture(
        svg, title, name, (Column("day", "By day"), *columns, Column("at_risk", "Still without outcome")), rows=read
    )


def _themes(study: Study) -> list[Block | None]:
    table = study.book.entries["progress_themes"].table
    words = counted.kind_words(study)
    every = [row for row in table.index if row.startswith(f"{counted.ALL}|")]
    charged = [row for row in table.index if row.endswith(f"|{words[CHARGED]}")]
    half = Column("half", "Of these, half by day", "count", "half_low", "half_high")
    median = Column("median", "Half of all crimes by day", "count", "median_low", "median_high")
    share = Column("share", "Share", "percent1", "low", "high")
    return [
        Table(
            "progress_themes", "Every outcome within the days: how many came to it, and how soon",
            (Column("outcome", "First outcome", "text"), Column("x", "With it"), share, median, half),
            rows=tuple(every), note=study.must_say("progress.medians_note"), cards=True,
        ),
        Table(
            "progress_themes", "Charged or summonsed, by theme",
            (Column("theme", "Theme", "text"), Column("n", "With a named suspect"), Column("x", "Charged"), share,
             median, half), rows=tuple(charged), note=study.must_say("progress.overlap"), cards=True,
        ),
        Table(
            "progress_themes", "Every theme and outcome",
            (Column("theme", "Theme", "text"), Column("outcome", "First outcome", "text"), Column("n", "Crimes"),
             Column("x", "With it"), share, median, half), folded=True,
        ),
    ]  # fmt: skip


def _steps(study: Study) -> list[Block | None]:
    if study.book.entries["progress_steps"].table.empty:
        return [Paragraph((study.must_say("progress.no_steps"),))]
    return [
        Table(
            "progress_steps", "Steps recorded on the way",
            (Column("step", "Step", "text"), Column("track", "Of", "text"), Column("n", "Crimes"),
             Column("of", "That began"), Column("share", "Share", "percent", "low", "high"),
             Column("days", "Median days to it", "number1")),
            note=study.must_say("progress.steps_note"), folded=True,
        )
    ]  # fmt: skip


def _people(study: Study, ripe: pd.DataFrame, outcomes: pd.DataFrame) -> Table:
    """Count the suspects by how many crimes of the year name them."""
    table = count_suspects(
        study.case.people, ripe["recorded_on"], outcomes, cut=study.cut, possible=study.possible.codes
    )  # fmt: skip
    name = study.book.put(
        "progress_people", without_small(table, base="n"), key="crimes_each", source="people, incidents, outcomes",
        how="people named as suspects in the crimes of the ripe year, without eliminated ones, and those with at least "
        "one crime whose first outcome within 180 days makes a prosecution possible; Wilson interval",
    )  # fmt: skip
    label = possible_name(study)
    return Table(
        name, "The same by suspect: people, not crimes",
        (Column("crimes_each", "Named in", "text"), Column("n", "People"), Column("involved", "Crimes summed"),
         Column("x", f"{label} in one or more"), Column("share", "Share of people", "percent", "low", "high")),
        note=study.must_say("progress.people_note"), cards=True,
    )  # fmt: skip


def _denied(study: Study) -> Say:
    cell = study.book.cell
    fields = {name: cell("progress_told", "year", name) for name in ("denied", "x")}
    return study.say("progress.denied", **fields)


def _findings(study: Study) -> tuple[Finding, ...]:
    """Make a finding of outcomes that deny a suspect who is recorded, where they are more than a few."""
    told = study.book.entries["progress_told"].table
    wrong = share_intervals(told["denied"], told["x"])
    what = _denied(study)
    if what is None or told["x"].iloc[0] < SHARE_BASE or not float(wrong["low"].iloc[0]) > _FEW:
        return ()
    say = study.must_say
    return (
        Finding(
            "progress: outcome without a suspect", 0.5, what, None, None, None, say("progress.sure"),
            say("progress.so_what"), say("progress.recommend"), "Force Crime Registrar", say("progress.by_when"),
            say("progress.how_known"),
        ),
    )  # fmt: skip
