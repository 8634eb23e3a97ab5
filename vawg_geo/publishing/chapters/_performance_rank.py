"""Where the force stands among forces: a rank with what chance alone does to it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.own_force import MEASURES, move_force, rank_force
from vawg_geo.publishing.chapters._possible import known_outcomes
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Points, Say, Table
from vawg_geo.publishing.report.study import Study

WORDS = {
    "da_prosecution_possible": "Domestic abuse: prosecution possible",
    "sexual_prosecution_possible": "Sexual offences: prosecution possible",
    "da_victim_declined": "Domestic abuse: victim does not support further action",
}
_COLUMNS = (
    Column("label", "Measure", "text"), Column("n", "With it"), Column("d", "Crimes"),
    Column("share", "This force", "percent1", "low", "high"), Column("middle", "Middle force", "percent1"),
    Column("rank", "Rank", "count", "rank_low", "rank_high"), Column("forces", "Forces"),
)  # fmt: skip


def rank_blocks(study: Study) -> list[Block | None]:
    """
    Rank the force on the measures of the profile's themes.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    blocks
        A sentence a measure and the table; or that there are no other forces' figures.
    """
    comparators = study.case.tables.get("comparators")
    outcomes = known_outcomes(study, study.case.incidents)
    if comparators is None or outcomes is None:
        return [Paragraph((study.must_say("performance.no_rank"),))]
    first, last = ripe_months(study.cut, until=study.month)
    ranks = rank_force(
        comparators, outcomes, study.case.incidents, first=first.first, last=last.last, cut=study.cut,
        possible=study.possible.codes,
    )  # fmt: skip
    own = set(study.written.themes)
    sexual = bool(own & {"sexual", "rape", "child_sexual"})
    kept = [not own or (sexual if MEASURES[measure][0] == "sexual" else "da" in own) for measure in ranks["measure"]]
    ranks = ranks[kept]
    if ranks.empty:
        return [Paragraph((study.must_say("performance.no_rank"),))]
    blocks = _ranked(study, ranks, (first.first, last.last))
    before = ((first - 12).first, (last - 12).last)
    moves = move_force(
        comparators, outcomes, study.case.incidents, before=before, now=(first.first, last.last), cut=study.cut,
        possible=study.possible.codes,
    )  # fmt: skip
    moves = moves[moves["measure"].isin(ranks["measure"])]
    moved = _moved(study, moves, before) if len(moves) else study.must_say("performance.no_move")
    return [*blocks, *([moved] if isinstance(moved, Points) else [Paragraph((moved,))]), _definition(study)]


def _ranked(study: Study, ranks: pd.DataFrame, period: tuple[date, date]) -> list[Block | None]:
    """Say each rank with its interval."""
    first, last = period
    table = ranks.assign(label=ranks["measure"].map(WORDS), first=first.isoformat(), last=last.isoformat()).reset_index(
        drop=True
    )
    name = study.book.put(
        "performance_rank", table, key="measure",
        how="our share of crimes of the ripe year, victims of any sex and age, beside other forces' figures as they "
        "came; 90% intervals from Beta posterior draws over all forces, METHODS 8",
        source="comparators, incidents, outcomes",
    )  # fmt: skip
    said = tuple(_said(study, name, measure) for measure in table["measure"])
    return [Points(said, "Beside other forces"), Table(name, "Rank among forces, largest share first", _COLUMNS)]


def _moved(study: Study, moves: pd.DataFrame, before: tuple[date, date]) -> Points:
    """Say each move since the year before, with how often chance alone makes one of that size."""
    table = moves.assign(
        label=moves["measure"].map(WORDS), places=moves["move"].abs(), first=before[0].isoformat(),
        last=before[1].isoformat(),
    ).reset_index(drop=True)  # fmt: skip
    name = study.book.put(
        "performance_moves", table, key="measure",
        how="ranks of the ripe year and of the year before; how often a force moves as far or further in draws of both "
        "years in which no force changes (parametric bootstrap), METHODS 8",
        source="comparators, incidents, outcomes",
    )  # fmt: skip
    said = tuple(_say_move(study, name, measure) for measure in table["measure"])
    return Points(said, "Since the year before")


def _say_move(study: Study, name: str, measure: str) -> Say:
    cell = study.book.cell
    columns = {"before": "rank_before", "after": "rank_after", "usual": "usual_move"}
    columns |= {name: name for name in ("places", "forces", "d", "d_before")}
    fields = {field: cell(name, measure, column) for field, column in columns.items()}
    move = cell(name, measure, "move").base
    if move:
        fields["p"] = cell(name, measure, "p_move", "percent")
    way = "kept" if not move else "up" if move > 0 else "down"
    return study.say(f"performance.move_{way}", what=WORDS[measure], **fields)


def _definition(study: Study) -> Paragraph:
    """Say that the others' figures come in their own definition."""
    kind = "assumed" if study.possible.assumed else "own"
    return Paragraph((study.must_say(f"performance.rank_{kind}"),))


def _said(study: Study, name: str, measure: str) -> Say:
    cell = study.book.cell
    return study.say(
        "performance.rank", what=WORDS[measure],
        share=cell(name, measure, "share", "percent1", n="d", ends="low high"),
        n=cell(name, measure, "d"), rank=cell(name, measure, "rank"), forces=cell(name, measure, "forces"),
        low=cell(name, measure, "rank_low"), high=cell(name, measure, "rank_high"),
    )  # fmt: skip
