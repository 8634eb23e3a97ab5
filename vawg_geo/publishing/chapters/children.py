"""Child sexual abuse and exploitation: contact and online, ages, children as suspects, missing, disclosure."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from vawg_geo.base import ages
from vawg_geo.measures.children import (
    ADULT,
    AGELESS,
    AGES,
    DELAYS,
    FLAGGED,
    IN_PERSON,
    LATER,
    NOBODY,
    NOT_FLAGGED,
    ONLINE,
    OTHER_SETTING,
    PEER,
    POLICE,
    SETTINGS,
    UNKNOWN,
    missing_near,
    name_ages,
    name_context,
    name_delay,
    name_mode,
    name_suspects,
)
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.themed import has_theme
from vawg_geo.publishing.chapters._guarded import ALL, put_guarded
from vawg_geo.publishing.chapters._people import every_person
from vawg_geo.publishing.chapters._shares import share_cells, verdict
from vawg_geo.publishing.pictures.bars import draw_bars
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
from vawg_geo.publishing.report.study import Study

_NOWHERE = "No place in an area"
_SEX, OTHER_SEX = {"F": "Girl", "M": "Boy"}, "Other, or not recorded"
NEAR = 90  # days around the recording in which a missing episode counts
TITLE = "Children"
_QUESTION = "What is done to children, online and in person, by whom, and how long does it take to be told?"
_FLAG = {True: FLAGGED, False: NOT_FLAGGED}


def write(study: Study) -> Section:
    """
    Write child sexual abuse and exploitation.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Counts by mode, age, suspect, place, delay and district, all of them guarded; shares where the base allows.
    """
    rows = {"now": _children(study.now), "before": _children(study.earlier)}
    if len(rows["now"]) < study.written.least:
        return Section("children", TITLE, _QUESTION, (Paragraph((study.must_say("children.few"),), lead=True),))
    tables = _tables(study, rows)  # first: a share tells no count that a table hides
    shares = _shares(study, rows)
    lead = Paragraph((_told(study, shares, "online"), _told(study, shares, "peer")), lead=True)
    points = Points(tuple(_told(study, shares, name) for name in ("police", "young", "late", "cse", "missing")))
    blocks: list[Block | None] = [lead, points, *tables, Limit((study.must_say("children.limits"),))]
    return Section("children", TITLE, _QUESTION, tuple(blocks), _findings(study, shares))


def _children(rows: pd.DataFrame) -> pd.DataFrame:
    """Pick the sexual offences, by whatever code, whose victim is under 18: many codes of a child's end at 16."""
    return rows[has_theme(rows, "child_sexual", "sexual") & (rows["victim_age"] < ages.ADULT)]


def _shares(study: Study, rows: dict[str, pd.DataFrame]) -> str:
    """Put the shares that sentences speak of, with what they are of; a small count has neither."""
    parts = []
    for period, part in rows.items():
        mode, suspects = name_mode(part), name_suspects(part.index, every_person(study))
        near = _near(study, part)
        cse, every = part["cse"].astype("boolean"), pd.Series(data=True, index=part.index)
        pairs = {
            "online": (mode == ONLINE, every),
            "peer": (suspects == PEER, suspects.isin([PEER, ADULT])),
            "police": (part["reported_by"] == POLICE, part["reported_by"].notna()),
            "young": (name_ages(part["victim_age"]) == next(iter(AGES)), part["victim_age"].notna()),
            "late": (name_delay(part) == LATER, every),
            "cse": (cse.fillna(value=False), every),
            "missing": (near.fillna(value=False), near.notna()),
        }
        for what, (yes, known) in pairs.items():
            both = yes.fillna(value=False).astype(bool) & known.astype(bool)
            parts.append({"what": what, "period": period, "x": int(both.sum()), "n": int(known.sum()), "near": NEAR})
    table = pd.DataFrame(parts)
    table = table.join(share_intervals(table["x"], table["n"]))
    small = _hidden(study, table)
    words = [_word(table, row) for row in table.to_dict("records")]
    either = small.groupby(table["what"]).transform("any") & (table["period"] == "now")
    hidden = {name: table[name].astype("Int64").mask(small) for name in ("x", "n")}
    hidden |= {name: table[name].mask(small) for name in ("share", "low", "high")}
    table = table.assign(**hidden, moved=pd.Series(words, index=table.index).mask(small | either, "cannot say"))
    return study.book.put(
        "children_shares", table, key=("what", "period"),
        how="records of child sexual abuse or exploitation with each trait, of those in which it is recorded; Wilson "
        "interval; a row with a count below the least that may be shown, or that another table hides, is hidden whole, "
        "METHODS 12",
        source="incidents, people, missing",
    )  # fmt: skip


# A share -> the table and the rows of it that would give its counts away: its own, and those outside its base.
_TOLD_BY = {
    "online": ("children_mode", (ONLINE,)), "peer": ("children_suspects", (PEER, ADULT)),
    "young": ("children_ages", (next(iter(AGES)),)), "late": ("children_delay", (LATER,)),
    "cse": ("children_flags", (FLAGGED,)),
}  # fmt: skip


def _hidden(study: Study, table: pd.DataFrame) -> pd.Series:
    """Tell the shares with a count below the least that may be shown, or with one that a table of the page hides."""
    least = study.written.least
    small = (table["x"] < least) | (table["n"] - table["x"] < least)
    for at, (what, period) in enumerate(zip(table["what"], table["period"], strict=True)):
        name, rows = _TOLD_BY.get(what, ("", ()))
        cells = study.book.entries[name].table[period].reindex(rows) if name else pd.Series(0, index=[what])
        small.iloc[at] |= bool(cells.isna().any())
    return small


def _word(table: pd.DataFrame, row: dict[Hashable, Any]) -> str:
    before = table[(table["what"] == row["what"]) & (table["period"] == "before")].iloc[0]
    return "" if row["period"] == "before" else verdict(before, pd.Series(row))


def _near(study: Study, part: pd.DataFrame) -> pd.Series:
    missing = study.case.tables.get("missing")
    if missing is None:
        return pd.Series(pd.NA, index=part.index, dtype="boolean")
    return missing_near(part, missing, days=NEAR)


def _told(study: Study, name: str, what: str) -> Say:
    """Say a share and whether it moved; nothing of what is hidden."""
    cell, row = study.book.cell, f"{what}|now"
    if cell(name, row, "share", "percent").shown == "cannot say":
        return study.say("children.hidden", what=_WHAT[what])
    fields = share_cells(study.book, name, row) | {"near": cell(name, row, "near")}
    return study.say(f"children.{what}", moved=_MOVED[cell(name, row, "moved", "text").shown], **fields)


_WHAT = {
    "online": "how many offences were online", "peer": "how many suspects were children themselves",
    "police": "how much the police found themselves", "young": "how many of the children were under ten",
    "late": "how many were told after more than a year", "cse": "how many carry the exploitation flag",
    "missing": "how many of the children had been missing",
}  # fmt: skip
_MOVED = {
    "higher": "higher than in the period before", "lower": "lower than in the period before",
    "same": "no change from the period before that we can distinguish from chance",
    "cannot say": "the period before has too few to compare",
}  # fmt: skip


def _tables(study: Study, rows: dict[str, pd.DataFrame]) -> list[Block | None]:
    """Put the guarded tables."""
    people, areas = every_person(study), study.case.areas
    districts = {at: part["area"].map(areas["district"]).fillna(_NOWHERE) for at, part in rows.items()}
    delays, suspects = ([*DELAYS, LATER], [PEER, ADULT, AGELESS, NOBODY])
    mode, ages, delay, youngest = (
        {at: make(part) for at, part in rows.items()}
        for make in (
            name_mode, lambda p: name_ages(p["victim_age"]), name_delay, lambda p: name_suspects(p.index, people)
        )
    )  # fmt: skip
    kinds = {at: name_context(part["place_type"], mode=mode[at]) for at, part in rows.items()}
    sexes = {at: part["victim_sex"].map(_SEX).astype("object").fillna(OTHER_SEX) for at, part in rows.items()}
    specs = [
        ("mode", "Online or in person", mode, [ONLINE, IN_PERSON], False),
        ("ages", "Age of the child", ages, [*AGES, UNKNOWN], False),
        ("sex", "Sex of the child", sexes, [*_SEX.values(), OTHER_SEX], False),
        ("suspects", "Youngest known suspect", youngest, suspects, False),
        ("delay", "From the offence to its recording", delay, delays, True),
        ("flags", "Exploitation flag",
         {at: p["cse"].astype("boolean").fillna(value=False).map(_FLAG).astype("object") for at, p in rows.items()},
         [FLAGGED, NOT_FLAGGED], True),
        ("places", "Setting", kinds, [*SETTINGS, OTHER_SETTING], True),
        ("districts", "District", districts, _order(districts), True),
    ]  # fmt: skip
    blocks: list[Block | None] = []
    for name, caption, parts, order, folded in specs:
        put = put_guarded(
            study, f"children_{name}", parts, order=order, key="what",
            how=f"records of child sexual abuse or exploitation by: {caption.lower()}",
        )  # fmt: skip
        columns = (Column("what", caption, "text"), Column("now", "The period"), Column("before", "The period before"))
        blocks.append(
            Table(put, f"Offences against children by {caption[0].lower()}{caption[1:]}", columns, folded=folded)
        )
        if name == "ages":
            blocks[-1] = _age_picture(study, put, columns)
    return blocks


def _age_picture(study: Study, name: str, columns: tuple[Column, ...]) -> Picture:
    """Draw the children's ages; a hidden count has no bar."""
    table = study.book.entries[name].table.drop(index=ALL)
    title = study.must_say("children.ages", n=study.book.cell(name, ALL, "now"))
    svg = draw_bars(table[["now"]].rename(columns={"now": "value"}), title=title.text, of="Offences of the period")
    return Picture(svg, title, name, columns)


def _order(parts: dict[str, pd.Series]) -> list[str]:
    held = {str(label) for labels in parts.values() for label in labels.unique()}
    return [*sorted(held - {_NOWHERE}), *(held & {_NOWHERE})]


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding where the share of offences by children, or online, moved."""
    found, say = [], study.must_say
    for what, weight in (("online", 0.55), ("peer", 0.5)):
        said = _told(study, name, what)
        if said is not None and study.book.cell(name, f"{what}|now", "moved", "text").shown in ("higher", "lower"):
            found.append(
                Finding(
                    f"children: {what}", weight, said, None, None, None, say("children.sure"),
                    say(f"children.so_what_{what}"), say(f"children.recommend_{what}"), "Head of Child Protection",
                    say("children.by_when"), say("children.how_known"),
                )
            )  # fmt: skip
    return tuple(found)
