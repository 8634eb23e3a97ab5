"""What kinds: threats by the space they happen in, the harm they carry, what stands together, who did it."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _kinds_tables as counted
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.pictures.matrix import draw_matrix
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Made,
    Paragraph,
    Picture,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.book import SEPARATOR, Cell
from vawg_geo.publishing.report.names import SPACES
from vawg_geo.publishing.report.study import Study

SHOWN = 10  # kinds in the picture of harm
_HALF = 0.5
_SAID = {
    "public": "in public places", "private": "in private places", "education": "at schools and colleges",
    "online": "online", "": "in spaces not recorded",
}  # fmt: skip
_PLACES = {words: _SAID[space] for space, words in SPACES.items()}


def write(study: Study) -> Section:
    """
    Write kinds.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The matrix, the ranking by harm, flags together, spiking, relationships, what it cannot tell.
    """
    _put(study)
    return Section(
        "kinds",
        "Kinds: what is done, and where?",
        "Which threats are recorded in public, in private, at school and online, and which carry the harm?",
        (
            Paragraph(_lead(study), lead=True),
            Made(draw_matrix(
                study.book.entries["kinds_matrix"].table, title="Threats by space", of="Offences of the period",
            )),
            Paragraph((_changed(study), study.say("kinds.overlap"))),
            _table_of_matrix(),
            *_harm(study),
            *_together(study),
            *_relationships(study),
            Limit((study.say("kinds.principal"), study.say("kinds.no_method"), study.say("kinds.flags_thin"))),
        ),
        _findings(study),
    )  # fmt: skip


def _put(study: Study) -> None:
    book = study.book
    book.put(
        "kinds_matrix", counted.count_matrix(study), key=("threat", "space"),
        how="offences in scope by theme and space, an offence in each of its themes; exact test of two Poisson "
        "counts, false discovery rate over the cells, METHODS 8", source="incidents",
    )  # fmt: skip
    book.put(
        "kinds_harm", counted.rank_harm(study), key="kind",
        how="known harm by kind of offence, each once, METHODS 2", source="incidents",
    )  # fmt: skip
    book.put("kinds_flags", counted.count_flags(study), key="flag", how="flags of the offences", source="incidents")
    book.put(
        "kinds_together", counted.count_together(study), key="flags",
        how="offences by the flags set on them, each once", source="incidents",
    )  # fmt: skip
    book.put(
        "kinds_relationship", counted.count_relationships(study), key="relationship",
        how="relationship as recorded; shares of those recorded, Wilson interval, METHODS 4", source="incidents",
    )  # fmt: skip


def _row(threat: str, space: str) -> str:
    return SEPARATOR.join((threat, space))


def _lead(study: Study) -> tuple[Say, ...]:
    matrix, harm = (study.book.entries[name].table for name in ("kinds_matrix", "kinds_harm"))
    spaces = matrix[matrix["theme"] == counted.EVERY].sort_values("n", ascending=False, kind="stable")
    if not len(harm):
        return (study.say("kinds.none"),)
    cell = study.book.cell
    first, second = (str(name) for name in spaces["space"].head(2))
    where: dict[str, Cell | str] = {
        "first": _PLACES[first], "second": _PLACES[second],
        "n": cell("kinds_matrix", _row(counted.EVERY, first), "n"),
        "m": cell("kinds_matrix", _row(counted.EVERY, second), "n"),
    }  # fmt: skip
    return (study.say("kinds.where", **where), study.say("kinds.most_harm", **_most_harm(study)))


def _most_harm(study: Study) -> dict[str, Cell | str]:
    harm, cell = study.book.entries["kinds_harm"].table, study.book.cell
    row = str(harm.index[0])
    return {
        "kind": row,
        "harm": cell("kinds_harm", row, "share_harm", "percent", n="of"),
        "share": cell("kinds_harm", row, "share_n", "percent", n="of"),
    }  # fmt: skip


def _changed(study: Study) -> Say:
    matrix = study.book.entries["kinds_matrix"].table
    told = matrix[matrix["state"].isin(["higher", "lower"])]
    if not len(told):
        return study.say("kinds.same")
    cells = [f"{row['threat']}, {row['space']}".lower() for _, row in told.iterrows()]
    return study.say("kinds.changed", cells="; ".join(cells))


def _table_of_matrix() -> Table:
    return Table(
        "kinds_matrix", "Threats by space: this period and the one before",
        (Column("threat", "Threat", "text"), Column("space", "Space", "text"), Column("before", "Before"),
         Column("n", "Now"), Column("ratio", "Now over before", "number2", low="low", high="high"),
         Column("state", "Change", "text"), Column("harm", "Known harm")), folded=True,
    )  # fmt: skip


def _harm(study: Study) -> tuple[Block | None, ...]:
    table = study.book.entries["kinds_harm"].table
    if not len(table):
        return ()
    half = str(table.index[int((table["upto"] >= _HALF - 1e-9).to_numpy().argmax())])
    upto = study.book.cell("kinds_harm", half, "upto", "percent", n="of")
    alone = half == table.index[0] and table["upto"].notna().any()  # the lead has said so
    said = None if alone else study.say("kinds.half", kind=half, upto=upto)
    top = table.head(SHOWN)
    picture = draw_bars(
        pd.DataFrame({"value": top["share_harm"]}), title="Share of the known harm", of="Share of the known harm",
        unit="share",
    )  # fmt: skip
    columns = (
        Column("kind", "Kind of offence", "text"), Column("n", "Offences"),
        Column("share_n", "Share of offences", "percent1"), Column("harm", "Known harm"),
        Column("share_harm", "Share of harm", "percent1"), Column("upto", "With those above", "percent1"),
        Column("unweighted", "Without a weight"),
    )  # fmt: skip
    return (
        Paragraph((said,)),
        Picture(picture, study.say("kinds.picture_harm"), "kinds_harm"),
        Table("kinds_harm", "Kinds of offence by their known harm", columns, folded=True),
    )


def _together(study: Study) -> tuple[Block, ...]:
    cell = study.book.cell
    spiking = {
        "n": cell("kinds_flags", "spiking", "yes"), "before": cell("kinds_flags", "spiking", "before"),
        "unknown": cell("kinds_flags", "spiking", "unknown"),
    }  # fmt: skip
    return (
        Paragraph((study.say("kinds.spiking", **spiking),)),
        Table(
            "kinds_together", "Flags that stand together",
            (Column("flags", "Flags on the offence", "text"), Column("n", "Offences", bar=True),
             Column("harm", "Known harm")), note=study.say("kinds.note_together"),
        ),
        Table(
            "kinds_flags", "Each flag: set, not set, not recorded",
            (Column("label", "Flag", "text"), Column("before", "Set before"), Column("yes", "Set"),
             Column("no", "Not set"), Column("unknown", "Not recorded")), folded=True,
        ),
    )  # fmt: skip


def _relationships(study: Study) -> tuple[Block | None, ...]:
    table, cell = study.book.entries["kinds_relationship"].table, study.book.cell
    lost = cell("kinds_relationship", counted.NOT_RECORDED, "n")
    columns = (
        Column("relationship", "Relationship", "text"), Column("before", "Before"), Column("n", "Now", bar=True),
        Column("share", "Share of those recorded", "percent", low="low", high="high"),
    )  # fmt: skip
    shown = Table("kinds_relationship", "Who the suspect was to the victim, as recorded", columns)
    if not int(table["recorded"].iloc[0]):
        return (Paragraph((study.say("kinds.no_relationship", lost=lost),)), shown)
    row = str(table.index[0])
    said = study.say(
        "kinds.relationship", most=cell("kinds_relationship", row, "relationship", "text"), lost=lost,
        share=cell("kinds_relationship", row, "share", "percent", n="recorded", ends="low high"),
        low=cell("kinds_relationship", row, "low", "points"), high=cell("kinds_relationship", row, "high", "percent"),
    )  # fmt: skip
    return (Paragraph((said,)), shown)


def _findings(study: Study) -> tuple[Finding, ...]:
    found = []
    matrix = study.book.entries["kinds_matrix"].table
    told = matrix[matrix["state"].isin(["higher", "lower"]) & (matrix["theme"] != counted.EVERY)].sort_values("q")
    if len(told):
        row, line = str(told.index[0]), told.iloc[0]
        cell = study.book.cell
        what = study.must_say(
            "kinds.found_cell", threat=str(line["threat"]), space=str(line["space"]).lower(), state=str(line["state"]),
            before=cell("kinds_matrix", row, "before"), n=cell("kinds_matrix", row, "n"),
            ratio=cell("kinds_matrix", row, "ratio", "number2", ends="low high"),
        )  # fmt: skip
        found.append(
            Finding(
                f"kinds.{line['theme'] or 'none'}", 0.55, what, None, None, None, study.say("kinds.sure_cell"),
                study.must_say("kinds.so_what_cell"), study.must_say("kinds.recommend_cell"),
                "Head of Protecting Vulnerable People", study.must_say("kinds.by_when"),
                study.must_say("kinds.known_cell"),
            )
        )  # fmt: skip
    said = study.say("kinds.most_harm", **_most_harm(study)) if len(study.now) else None
    if said is not None:
        found.append(
            Finding(
                "kinds.harm", 0.3, said, None, None, None, study.say("kinds.sure_harm"),
                study.must_say("kinds.so_what_harm"), study.must_say("kinds.recommend_harm"),
                "Head of Protecting Vulnerable People", study.must_say("kinds.by_when"),
                study.must_say("kinds.known_harm"),
            )
        )  # fmt: skip
    return tuple(found)
