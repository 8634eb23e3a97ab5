"""Who is suspected, how few of them stand for how much, and what was done: allegations, never guilt, never names."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.publishing.chapters._people import firm_shares, people_of
from vawg_geo.publishing.chapters._people_ages import suspect_ages
from vawg_geo.publishing.chapters._people_harm import (
    beyond_chance,
    curve_blocks,
    curve_cells,
    enough_people,
    harm_curve,
)
from vawg_geo.publishing.chapters._people_repeats import repeat_table
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.chapters._suspects_work import orders, overlap, programmes
from vawg_geo.publishing.pictures.pyramid import draw_pyramid
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.study import Study

NOT_RECORDED = "Not recorded"
EVERY = "All offences"


def write(study: Study) -> Section:
    """
    Write suspects.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        How often a suspect is known, stranger or known, ages, repeats, the power few against chance, themes in which
        the same person is recorded, orders and programmes.
    """
    suspects = people_of(study, study.now, "suspect")
    known = _relations(study, suspects)
    harm_curve(study, suspects, "suspect")
    ages, repeats = suspect_ages(study, suspects), repeat_table(study, "suspect")
    unknown = share_cells(study.book, known, EVERY, names="unknown n unknown_share unknown_low unknown_high")
    again = share_cells(study.book, repeats, "365", names="repeats n share low high")
    people = {
        "people": study.book.cell(ages, "All ages", "people"),
        "children": study.book.cell(ages, "Under 18", "people"),
    }
    pids = set(suspects["pid"].dropna())
    return Section(
        "suspects",
        "Suspects: who is suspected, and how concentrated is it?",
        "How often is a suspect known, who are they, and with how few of them does most of the harm stand?",
        (
            Paragraph((study.say("suspects.unknown", **unknown), _curve_words(study)), lead=True),
            _shown_relations(study, known),
            Paragraph((study.say("suspects.people", **people), study.say("suspects.repeats", **again))),
            _ages_picture(study, ages),
            _shown_repeats(repeats),
            *curve_blocks(study, "suspect"),
            overlap(study, suspects),
            *orders(study, pids),
            programmes(study, pids),
            Limit((study.say("suspects.limit"), study.say("suspects.limit_unknown"))),
        ),
        _findings(study),
    )


def _relations(study: Study, suspects: pd.DataFrame) -> str:
    rows = study.now
    named = pd.Series(pd.Index(suspects["incident"].unique()).get_indexer(rows.index) >= 0, index=rows.index)
    relation = rows["relationship"].astype("object").where(rows["relationship"].notna(), NOT_RECORDED)
    counts = pd.DataFrame({"n": relation.value_counts(), "suspect": named.groupby(relation).sum()})
    order = sorted(counts.index, key=lambda word: (word == NOT_RECORDED, -int(counts["n"][word]), word))
    counts = counts.loc[order]
    counts.loc[EVERY] = [len(rows), int(named.sum())]
    counts = counts.fillna(0).astype("int64").rename_axis("relation").reset_index()
    counts["unknown"] = counts["n"] - counts["suspect"]
    counts = counts.join(firm_shares(counts["unknown"], counts["n"]).add_prefix("unknown_"))
    counts["part"] = firm_shares(counts["n"], pd.Series(len(rows), index=counts.index))["share"]
    return study.book.put(
        "suspects_relations", counts, key="relation",
        how="records in scope in the period by the relationship recorded; without a suspect: none is recorded who was "
        "not eliminated; Wilson interval, METHODS 4", source="incidents, people",
    )  # fmt: skip


def _shown_relations(study: Study, name: str) -> Table:
    return Table(
        name, "Stranger or known to the victim",
        (
            Column("relation", "Relationship recorded", "text"), Column("n", "Offences"),
            Column("part", "Of all", "percent"), Column("suspect", "With a suspect"),
            Column("unknown_share", "Without one", "percent", "unknown_low", "unknown_high"),
        ),
        note=study.say("suspects.relations_note"),
    )  # fmt: skip


def _ages_picture(study: Study, name: str) -> Picture:
    table = study.book.entries[name].table.set_index("age")
    rated = table[table["female_residents"].notna() & (table.index != "All ages")]
    rated = rated if len(rated) else table.iloc[:0]
    drawn = rated[["female_rate", "male_rate"]].set_axis(["female", "male"], axis=1)
    return Picture(
        draw_pyramid(drawn, title="Suspects per 1,000 residents a year, by age",
                     of="People recorded as a suspect per 1,000 residents a year"),
        study.say("suspects.pyramid"), name,
        (
            Column("age", "Age", "text"), Column("people", "People"), Column("female", "Women and girls"),
            Column("female_rate", "Per 1,000", "number1"), Column("male", "Men and boys"),
            Column("male_rate", "Per 1,000", "number1"), Column("other", "Other or not recorded"),
        ),
        note=study.say("suspects.ages_note"),
    )  # fmt: skip


def _shown_repeats(name: str) -> Table:
    return Table(
        name, "Suspects recorded again",
        (
            Column("days", "Within days"), Column("n", "Suspects, once a crime"), Column("repeats", "Recorded before"),
            Column("share", "Share", "percent", "low", "high"),
            Column("before", "Period before", "percent", "before_low", "before_high"),
            Column("censored", "Not to be seen"),
        ),
        folded=True,
    )  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    if not beyond_chance(study, "suspect"):
        return ()
    what = study.say("suspects.finding_what", **curve_cells(study, "suspect"))
    if what is None:
        return ()
    say = study.must_say
    return (
        Finding(
            "suspects_few", 0.4, what, None, None, None, say("suspects.finding_confidence"),
            say("suspects.finding_so_what"), say("suspects.finding_recommendation"), "DCI Public Protection",
            say("suspects.finding_by_when"), say("suspects.finding_how_known"),
        ),
    )  # fmt: skip


def _curve_words(study: Study) -> Any:  # noqa: ANN401 - a sentence or none
    if not enough_people(study, "suspect"):
        return study.say("suspects.no_curve")
    words = "suspects.curve_words" if beyond_chance(study, "suspect") else "suspects.curve_chance"
    return study.say(words, **curve_cells(study, "suspect"))
