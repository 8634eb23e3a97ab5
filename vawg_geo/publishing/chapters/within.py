"""What domestic abuse holds: children towards parents, honour-based abuse, stalking, and how cases end."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.themed import has_theme
from vawg_geo.measures.young_suspects import GAP, young_towards_older
from vawg_geo.publishing.chapters._demand_tables import trend_words
from vawg_geo.publishing.chapters._guarded import put_guarded
from vawg_geo.publishing.chapters._people import every_person
from vawg_geo.publishing.chapters._shares import share_cells, without_small
from vawg_geo.publishing.chapters._within_ends import end_table, say_ends, say_offers
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

TITLE = "Within domestic abuse"
_QUESTION = "Which kinds of domestic abuse need an answer of their own, and how do cases end?"
ALL = "all"
YOUNG = "young"
KINDS = {  # row -> its name and its theme; no theme: by people, or by delay
    YOUNG: ("A child or young person towards an older relative", ""),
    "hba": ("Honour-based abuse, FGM, forced marriage", "hba"), "stalking": ("Stalking", "stalking"),
    "sexual": ("Sexual offences", "sexual"), "online": ("Online", "online"),
    "late": ("Recorded more than a year after", ""), ALL: ("All domestic abuse, each once", ""),
}  # fmt: skip
AGES = {"Suspect aged 10 to 15": 16, "Suspect aged 16 or 17": 18}


def write(study: Study) -> Section:
    """
    Write what domestic abuse holds.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Kinds within it with their change, abuse by children of older relatives and what was offered, charges and
        endings out of court.
    """
    rows = {at: part[has_theme(part, "da")] for at, part in (("now", study.now), ("before", study.earlier))}
    if rows["now"].empty:
        return Section("within", TITLE, _QUESTION, (Paragraph((study.must_say("within.none"),), lead=True),))
    found = {at: young_towards_older(part, every_person(study)) for at, part in rows.items()}
    kinds = _put_kinds(study, rows, found)
    cell, points = study.book.cell, (*_family(study, found["now"]), *say_offers(study), *say_ends(study))
    said = [_told(study, kinds, what) for what in (YOUNG, "hba", "stalking")]
    blocks: list[Block | None] = [
        Paragraph(tuple(said), lead=True),
        Points(points), _kind_table(study, kinds), *_young_table(study, found), *end_table(study),
        Limit((study.must_say("within.limits", gap=cell(kinds, ALL, "gap")),)),
    ]  # fmt: skip
    return Section("within", TITLE, _QUESTION, tuple(blocks), _findings(study, kinds))


def _put_kinds(study: Study, rows: dict[str, pd.DataFrame], found: dict[str, pd.DataFrame]) -> str:
    """Count each kind in both periods; small counts are hidden, and nothing is said of them."""
    counts: dict[str, list[float]] = {}
    for what, (_, theme) in KINDS.items():
        counts[what] = [
            len(part) if what == ALL
            else int(found[at]["young"].sum()) if what == YOUNG
            else int((~part["recent"]).sum()) if what == "late"
            else int(has_theme(part, theme).sum())
            for at, part in rows.items()
        ]  # fmt: skip
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["n", "before"])
    change = compare_counts(table["before"], table["n"])[["ratio", "low", "high", "p"]]
    small = table[["n", "before"]].lt(study.written.least) & table[["n", "before"]].gt(0)
    few = (table["before"] < SHARE_BASE) | small.any(axis="columns")  # a ratio would tell the count that is hidden
    change = change.mask(few | (table.index == ALL))
    words = trend_words(change["ratio"], adjust_discoveries(change["p"]))
    table = table.assign(of=len(rows["now"]), **change[["ratio", "low", "high"]], trend=words, gap=GAP)
    shares = without_small(table[["of"]].join(share_intervals(table["n"], len(rows["now"]))), base="of")
    table = table.join(shares[["share", "low", "high"]].add_prefix("of_"))
    table[["n", "before"]] = table[["n", "before"]].astype("Int64").mask(small)
    gone = ["of_share", "of_low", "of_high"]
    table.loc[small["n"], gone] = float("nan")
    table.loc[ALL, gone] = 1.0, float("nan"), float("nan")
    table.loc[ALL, "trend"] = ""
    named = table.rename_axis("what").reset_index()
    named.insert(1, "label", [KINDS[what][0] for what in named["what"]])
    return study.book.put(
        "within_kinds", named, key="what",
        how="offences of domestic abuse in scope by kind, an offence in each of its kinds; exact test of two Poisson "
        "counts, false discovery rate over the kinds, METHODS 8; share with Wilson interval, METHODS 4; small counts "
        "hidden", source="incidents, people",
    )  # fmt: skip


def _told(study: Study, name: str, what: str) -> Say:
    """Say a kind's count and whether it moved."""
    cell = study.book.cell
    if cell(name, what, "n").shown in ("hidden", "cannot say"):
        return study.must_say("within.hidden", label=cell(name, what, "label", "text"))
    fields = {
        "x": cell(name, what, "n"), "n": cell(name, what, "of"),
        "share": cell(name, what, "of_share", "percent1", n="of", ends="of_low of_high"),
        "low": cell(name, what, "of_low", "points1", n="of"), "high": cell(name, what, "of_high", "percent1", n="of"),
        "before": cell(name, what, "before"), "moved": cell(name, what, "trend", "text"),
    }  # fmt: skip
    return study.must_say(f"within.{what}", **fields)


def _family(study: Study, found: pd.DataFrame) -> tuple[Say, ...]:
    """Say for how many offences in the family it can be told at all."""
    row = {"what": "family", "x": int(found["told"].sum()), "n": int(found["family"].sum())}
    table = pd.DataFrame([row])
    name = study.book.put(
        "within_known", without_small(table.join(share_intervals(table["x"], table["n"])), base="n"), key="what",
        how="offences in the family in which the victim's age and a suspect's are recorded; Wilson interval",
        source="incidents, people",
    )  # fmt: skip
    return (study.say("within.known", **share_cells(study.book, name, "family")),)


def _kind_table(study: Study, name: str) -> Table:
    columns = (
        Column("label", "Kind", "text"), Column("before", "Before"), Column("n", "Now"),
        Column("of_share", "Of all", "percent1", "of_low", "of_high"),
        Column("ratio", "Now over before", "number2", "low", "high"), Column("trend", "Change", "text"),
    )  # fmt: skip
    return Table(name, "Kinds within domestic abuse", columns, note=study.say("within.note"))


def _young_table(study: Study, found: dict[str, pd.DataFrame]) -> list[Block | None]:
    """Put the ages of the young suspects; small counts hidden."""
    parts = {
        at: pd.cut(part.loc[part["young"], "age"], [0, *AGES.values()], right=False, labels=list(AGES)).astype("object")
        for at, part in found.items()
    }
    if all(part.empty for part in parts.values()):
        return []
    name = put_guarded(
        study, "within_young", parts, order=list(AGES), key="what",
        how="offences by a child or young person towards an older relative, by the youngest suspect's age",
    )  # fmt: skip
    columns = (Column("what", "Suspect", "text"), Column("now", "The period"), Column("before", "The period before"))
    return [Table(name, "A child or young person towards an older relative", columns, folded=True)]


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding where a kind that needs an answer of its own moved."""
    cell, say = study.book.cell, study.must_say
    return tuple(
        Finding(
            f"within: {what}", 0.5, said, None, None, None, say("within.sure"), say(f"within.so_what_{what}"),
            say(f"within.recommend_{what}"), "Head of Protecting Vulnerable People", say("within.by_when"),
            say("within.how_known"),
        )
        for what in (YOUNG, "hba", "stalking")
        if cell(name, what, "trend", "text").shown in ("more", "fewer")
        and (said := _told(study, name, what)) is not None
    )  # fmt: skip
