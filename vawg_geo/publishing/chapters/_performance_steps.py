"""Arrests and charges of the ripe year, beside the year before it, where no section of its own tells the journey."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.journeys import count_steps, covered_months, reach_steps
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.chapters._tracks import TRACKS
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Say, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

ASKED = {"da": ("Suspect arrested", "Charged"), "sexual": ("File to the CPS", "Charged")}
ARREST = "Domestic abuse: suspect arrested"
_YEAR = 12
COLUMNS = [
    "what", "n", "of", "share", "low", "high", "days", "before_n", "before_of", "before_share", "told",
]  # fmt: skip


def step_blocks(study: Study) -> list[Block | None]:
    """
    Tell how often a suspect was arrested, a file went to the prosecutors and a suspect was charged.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    blocks
        None where another section of the page tells it, or the force keeps no steps.
    """
    journey = study.case.tables.get("journey")
    if "journey" in study.written.sections:
        return []
    table = pd.DataFrame(columns=COLUMNS) if journey is None else count_asked(study, journey)
    if table.empty:
        return [Paragraph((study.must_say("performance.no_steps"),))]
    name = study.book.put(
        "performance_steps", table, key="what",
        how="crimes of the ripe year that reached the step, of those that began the way (a first contact or a report "
        "with its time); Wilson interval; change: Newcombe's interval of the difference of two shares; median elapsed "
        "time of those that reached it, METHODS 4 and 8", source="journey, incidents",
    )  # fmt: skip
    said: tuple[Say, ...] = ()
    if ARREST in table["what"].to_list():
        told = str(study.book.entries[name].table.loc[ARREST, "told"])
        cells = share_cells(study.book, name, ARREST, names="n of share low high")
        before = study.book.cell(name, ARREST, "before_share", "percent", n="before_of")
        said = (
            study.say("performance.arrests", **cells), study.say("performance.arrests_before", before=before, told=told)
        )  # fmt: skip
    columns = (
        Column("what", "Step", "text"), Column("of", "Crimes"), Column("n", "Reached it"),
        Column("share", "Share", "percent", "low", "high"), Column("before_share", "The year before", "percent"),
        Column("told", "Change", "text"), Column("days", "Median days to it", "number1"),
    )  # fmt: skip
    note = study.must_say("performance.steps_note")
    return [Paragraph(said), Table(name, "Arrests, files and charges of the ripe year", columns, note=note)]


def count_asked(study: Study, journey: pd.DataFrame) -> pd.DataFrame:
    """
    Count the steps asked for in the ripe year and in the year before it.

    Parameters
    ----------
    study
        The profile under study.
    journey
        The force's table of steps.

    Returns
    -------
    steps
        `COLUMNS`: shares on fewer than 20 crimes missing; the year before missing where the steps were not kept all
        through it, `told` then "cannot say".
    """
    first, last = ripe_months(study.cut, until=study.month)
    rows = []
    for track, steps in ASKED.items():
        now, before = (_count(study, journey, track, (first - back, last - back)) for back in (0, _YEAR))
        if now is not None:
            way = TRACKS[track].words.capitalize()
            rows += [{"what": f"{way}: {step[:1].lower()}{step[1:]}", **_beside(now, before, step)} for step in steps]
    table = without_small(pd.DataFrame(rows, columns=COLUMNS), base="of")
    return without_small(table, base="before_of", columns=("before_share",))


def _count(study: Study, journey: pd.DataFrame, track: str, span: tuple[Month, Month]) -> pd.DataFrame | None:
    """Count the steps of a year; None where they were not kept in the whole of it."""
    months = [str(span[0] + i) for i in range(span[1].months_since(span[0]) + 1)]
    if covered_months(journey, months) != months:
        return None
    way = TRACKS[track]
    reached = reach_steps(journey, study.during((span[0].first, span[1].last)).index, track=track)
    if way.start not in reached or not reached[way.start].notna().any():
        return None
    return count_steps(reached, start=way.start, steps=way.steps).set_index("step")


def _beside(now: pd.DataFrame, before: pd.DataFrame | None, step: str) -> dict[str, object]:
    row = now.loc[step]
    found: dict[str, object] = {name: row[name] for name in ("n", "of", "share", "low", "high")}
    found |= {"days": row["hours"] / 24, "told": "cannot say"}
    if before is None:
        return found
    was = before.loc[step]
    pair = (pd.Series({"x": was["n"], "n": was["of"]}), pd.Series({"x": row["n"], "n": row["of"]}))
    word = verdict(*pair)
    told = VERDICTS["no change"] if word == "same" else word
    return found | {"before_n": was["n"], "before_of": was["of"], "before_share": was["share"], "told": told}
