"""When: hours of the week, nights of a kind, months of the year."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _time_hours as spread
from vawg_geo.publishing.chapters import _time_tables as counted
from vawg_geo.publishing.pictures.forest import draw_forest
from vawg_geo.publishing.pictures.hours import draw_hours
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Points,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.book import SEPARATOR, Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

MOST_TOLD = 5  # kinds of night in words; the table has all
LEAST_DRAWN = 100  # offences with hours, below which the week's cells are mostly chance


def write(study: Study) -> Section:
    """
    Write time.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Hours and weekdays, nights of the calendar, months of the year, the busiest nights, what it cannot tell.
    """
    _put(study)
    return Section(
        "time",
        "Time: when?",
        "At which hours, on which nights and in which months are the offences, beyond what chance gives?",
        (
            Paragraph((study.say("time.weekend", **_clock(study, _first(study))), *_lead_nights(study)), lead=True),
            *_hours(study),
            *_nights(study),
            *_months(study),
            *_busiest(study),
            Limit((study.say("time.spread"), study.say("time.overlap"), study.say("time.recorded"))),
        ),
        _findings(study),
    )


def _put(study: Study) -> None:
    book = study.book
    hours, clocks = spread.spread_hours(study)
    rows, marks, last = counted.dated(study), counted.mark_nights(study), counted.last_complete(study)
    book.put(
        "time_clocks", clocks, key="space",
        how="recent offences of the period: those spread, spans over 24 hours, reports of long ago; METHODS 3",
        source="incidents",
    )  # fmt: skip
    book.put(
        "time_hours", hours, key=("space", "day", "hour"),
        how="offences spread evenly over their possible hours (aoristic), METHODS 3", source="incidents",
    )  # fmt: skip
    book.put(
        "time_nights", counted.compare_marked(study, rows, marks, last), key=("what", "space"),
        how="Mantel-Haenszel rate ratio against nights of the same weekday and month (terms: and year), widened by the "
        "other nights' own ups and downs; false discovery rate over all rows, METHODS 8", source="incidents, calendar",
    )  # fmt: skip
    book.put(
        "time_months", counted.compare_months(study, rows, last), key="month",
        how="rate ratio of the month's nights against the other nights of its year, as for nights, METHODS 8",
        source="incidents",
    )  # fmt: skip
    book.put(
        "time_busiest", counted.list_busiest(study, rows, marks), key="night",
        how="offences by the night their time span has its middle in, METHODS 3", source="incidents, calendar",
    )  # fmt: skip


def _first(study: Study) -> str:
    """Choose the space the first sentence speaks of: public places where there are enough."""
    clocks = study.book.entries["time_clocks"].table
    return "public" if study.written.hotspots and _enough(clocks, "public") else "all"


def _enough(clocks: pd.DataFrame, space: str, least: int = SHARE_BASE) -> bool:
    return bool((clocks.loc[[space], "spread"] >= least).all())


def _clock(study: Study, space: str) -> dict[str, Cell | str]:
    cell = study.book.cell
    said = {"all": "all spaces", "public": "public places", "private": "private places"}
    return {
        "where": said[space],
        "weekend": cell("time_clocks", space, "weekend", "percent", n="spread", ends="low high"),
        "low": cell("time_clocks", space, "low", "points"), "high": cell("time_clocks", space, "high", "percent"),
        "n": cell("time_clocks", space, "n"), "spread": cell("time_clocks", space, "spread"),
        "long": cell("time_clocks", space, "long"), "late": cell("time_clocks", space, "nonrecent"),
        "precise": cell("time_clocks", space, "precise", "percent", n="spread"),
        "midnight": cell("time_clocks", space, "midnight", "percent1", n="spread"),
    }  # fmt: skip


def _told(study: Study) -> pd.DataFrame:
    """Give the kinds of night that changed by more than chance, the furthest from none first."""
    table = study.book.entries["time_nights"].table
    told = table[table["told"].isin(["more", "fewer"])]
    return told.sort_values("q", kind="stable")


def _lead_nights(study: Study) -> tuple[Say, ...]:
    told = _told(study)
    if not len(told):
        return (study.say("time.no_night") if len(study.book.entries["time_nights"].table) else None,)
    return (study.say("time.night", **_night(study, str(told.index[0]))),)


def _night(study: Study, row: str) -> dict[str, Cell | str]:
    cell = study.book.cell
    space = row.rpartition(SEPARATOR)[2].lower()
    return {
        "what": cell("time_nights", row, "what", "text"), "space": space,
        "ratio": cell("time_nights", row, "ratio", "number1", ends="low high"),
        "low": cell("time_nights", row, "low", "number1"), "high": cell("time_nights", row, "high", "number1"),
        "night": cell("time_nights", row, "per_night", "number1"),
        "usual": cell("time_nights", row, "usual", "number1"),
        "nights": cell("time_nights", row, "nights"),
    }  # fmt: skip


def _hours(study: Study) -> tuple[Block | None, ...]:
    clocks, hours = (study.book.entries[name].table for name in ("time_clocks", "time_hours"))
    shown = [space for space in ("public", "private") if _enough(clocks, space, LEAST_DRAWN)]
    shown = shown or ["all"] * _enough(clocks, "all", LEAST_DRAWN)
    pictures = [
        Picture(
            draw_hours(spread.as_grid(hours, space), title=f"Hours of the week: {spread.SPACES[space].lower()}"),
            study.say(f"time.picture_{space}"), "time_hours",
        )
        for space in shown
    ]  # fmt: skip
    columns = (
        Column("label", "Space", "text"), Column("n", "Offences"), Column("spread", "With hours"),
        Column("long", "Spans over 24 hours"), Column("nonrecent", "Of long ago"),
        Column("precise", "Time known", "percent"), Column("midnight", "At midnight sharp", "percent1"),
        Column("weekend", "In weekend nights", "percent", low="low", high="high"),
    )  # fmt: skip
    return (
        *pictures,
        Paragraph(
            (None if pictures else study.say("time.no_hours"), study.say("time.precise", **_clock(study, "all")))
        ),
        Table("time_clocks", "How well times are known", columns, note=study.say("time.note_clocks"), cards=True),
    )


def _nights(study: Study) -> tuple[Block | None, ...]:
    table = study.book.entries["time_nights"].table
    if not len(table):
        return (Paragraph((study.say("time.no_calendar"),)),)
    told = _told(study)
    known = table[table["ratio"].notna()]
    space = max(spread.SPACES.values(), key=lambda name: int((known["space"] == name).sum()))
    drawn = known[known["space"] == space].set_index("what").sort_values("ratio", ascending=False)
    drawn = drawn.rename(columns={"usual": "before", "per_night": "after"})
    title = study.say(f"time.picture_nights_{'public' if space == spread.SPACES['public'] else 'private'}")
    return (
        Points(tuple(study.say("time.night", **_night(study, str(row))) for row in told.index[1:MOST_TOLD])),
        Picture(
            draw_forest(
                drawn[["before", "after", "ratio", "low", "high", "told"]],
                title=f"Nights of a kind against nights like them: {space.lower()}", periods=("Usual", "Then"),
            ),
            title, "time_nights", note=study.say("time.note_forest"),
        ) if len(drawn) else None,
        Table(
            "time_nights", "Nights of a kind against nights like them",
            (Column("what", "Nights", "text"), Column("space", "Space", "text"), Column("nights", "How many"),
             Column("n", "Offences"), Column("per_night", "A night", "number1"), Column("usual", "Usual", "number1"),
             Column("ratio", "Ratio", "number2", low="low", high="high"), Column("told", "Told", "text")),
            note=study.say("time.note_nights"), folded=True,
        ),
    )  # fmt: skip


def _months(study: Study) -> tuple[Block | None, ...]:
    table = study.book.entries["time_months"].table
    if not len(table):
        return (Paragraph((study.say("time.no_months"),)),)
    moved = [str(row) for row in table.index if table.loc[row, "told"] in ("more", "fewer")]
    cell = study.book.cell
    said = tuple(
        study.say(
            "time.month", month=row, told=str(table.loc[row, "told"]),
            ratio=cell("time_months", row, "ratio", "number2", ends="low high"),
            low=cell("time_months", row, "low", "number2"), high=cell("time_months", row, "high", "number2"),
        )
        for row in moved
    )  # fmt: skip
    return (
        Paragraph(said or (study.say("time.same_months"),)),
        Picture(
            draw_forest(
                table[["ratio", "low", "high", "told"]], title="Months of the year against the rest of their year"
            ),
            study.say("time.picture_months"), "time_months",
            (Column("month", "Month", "text"), Column("nights", "Nights"), Column("n", "Offences"),
             Column("ratio", "Ratio", "number2", low="low", high="high"), Column("told", "Told", "text")),
            note=study.say("time.note_forest"),
        ),
    )  # fmt: skip


def _busiest(study: Study) -> tuple[Block, ...]:
    return (
        Table(
            "time_busiest", "The period’s busiest nights",
            (Column("night", "Night of", "day"), Column("weekday", "Day", "text"), Column("n", "Offences"),
             Column("usual", "Usual for the day", "number1"), Column("what", "In the calendar", "text")),
            note=study.say("time.note_busiest"), folded=True,
        ),
    )  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    told = _told(study)
    told = told[told["told"] == "more"]
    if not len(told):
        return ()
    what = study.must_say("time.night", **_night(study, str(told.index[0])))
    return (
        Finding(
            "time.nights", 0.45, what, None, None, None, study.say("time.sure"), study.must_say("time.so_what"),
            study.must_say("time.recommend"), "Chief Inspector, operational planning", study.must_say("time.by_when"),
            study.must_say("time.known"),
        ),
    )  # fmt: skip
