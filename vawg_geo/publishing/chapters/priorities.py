"""Which themes come first: the prioritisation matrix, and how far its order hangs on the weights."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _priorities_tables as counted
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

MATRIX = [
    "theme", "label", "n", *counted.WEIGHTS, "score", "rank", "rank_low", "rank_high", "p_top", "driver",
]  # fmt: skip
_WEIGHT = 0.44  # an order of themes is a judgement: it stands behind what was counted


def write(study: Study) -> Section:
    """
    Write the prioritisation matrix.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Themes ranked by harm, volume, trend, repeated harm and children harmed: what a strategic assessment reads.
    """
    book, counts = study.book, counted.count_criteria(study)
    title = "Priorities: what comes first?"
    question = "Which themes weigh most, and would they still if the weights were others?"
    if counts.empty:
        return Section("priorities", title, question, (Paragraph((study.say("priorities.none"),), lead=True),))
    criteria = book.put(
        "priorities_criteria", counts, key="theme",
        how="by theme, an offence in each of its themes: offences, known harm, exact interval of now over before, "
        "share whose victim was recorded before in a year, share of victims under 18; METHODS 2, 8, 14",
        source="incidents, people",
    )  # fmt: skip
    matrix = book.put(
        "priorities_matrix", counted.rank_themes(counts)[MATRIX], key="theme",
        how="criteria on one scale of 0 to 5, weighted; ranks drawn again with each weight up to a quarter more or "
        "less, METHODS 8", source="priorities_criteria",
    )  # fmt: skip
    weights = book.put(
        "priorities_weights", pd.DataFrame(list(counted.WEIGHTS.items()), columns=["criterion", "weight"]),
        key="criterion", how="judgements, to be discussed", source="the toolkit",
    )  # fmt: skip
    return Section("priorities", title, question, _blocks(study, matrix, criteria, weights), (_finding(study, matrix),))


def _first(study: Study, matrix: str) -> dict[str, Cell]:
    """Speak of the theme that comes first."""
    first = str(study.book.entries[matrix].table.index[0])
    return {
        "theme": study.book.cell(matrix, first, "label", "text"),
        "score": study.book.cell(matrix, first, "score"),
        "low": study.book.cell(matrix, first, "rank_low"),
        "high": study.book.cell(matrix, first, "rank_high"),
        "driver": study.book.cell(matrix, first, "driver", "text"),
    }


def _lead(study: Study, matrix: str) -> Sentence:
    """Say what comes first, and whether other weights would change it."""
    cells = _first(study, matrix)
    steady = cells["low"].shown == cells["high"].shown
    return study.must_say("priorities.lead_steady" if steady else "priorities.lead", **cells)


def _finding(study: Study, matrix: str) -> Finding:
    """Say what comes first: the weightier, the oftener it stays among the first three with other weights."""
    table, say = study.book.entries[matrix].table, study.must_say
    alone = bool(table["rank_high"].iloc[0] == 1)
    return Finding(
        "priorities", _WEIGHT * float(table["p_top"].iloc[0]), _lead(study, matrix), None, None, None,
        say("priorities.sure" if alone else "priorities.unsure"), say("priorities.so_what"),
        say("priorities.recommend", theme=_first(study, matrix)["theme"]), "Chair of the strategic tasking group",
        say("priorities.by_when"), say("priorities.how_known"),
    )  # fmt: skip


def _blocks(study: Study, matrix: str, criteria: str, weights: str) -> tuple[Block | None, ...]:
    return (
        Paragraph((_lead(study, matrix),), lead=True),
        Table(matrix, "Themes by weighted score, with the range of their rank",
              (Column("label", "Theme", "text"), Column("n", "Offences"),
               Column("rank", "Rank", "count", "rank_low", "rank_high"),
               Column("score", "Score of a hundred", bar=True), Column("p_top", "Among the first three", "percent"),
               Column("driver", "Most of it from", "text"))),
        Table(matrix, "The scores, each from 0 to 5",
              (Column("label", "Theme", "text"), *(Column(name, name.capitalize(), "number1")
                                                   for name in counted.WEIGHTS)), folded=True),
        Table(criteria, "What the scores are made of",
              (Column("label", "Theme", "text"), Column("n", "Offences"), Column("harm", "Known harm"),
               Column("ratio", "Now over before", "number2", "low", "high"),
               Column("again", "Victim recorded before", "percent"), Column("children", "Under 18", "percent"),
               Column("known", "Of known age")), folded=True),
        Table(weights, "The weights", (Column("criterion", "Criterion", "text"), Column("weight", "Weight")),
              folded=True),
        Limit((study.say("priorities.limit"),)),
    )  # fmt: skip
