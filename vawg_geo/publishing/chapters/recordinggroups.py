"""Whether groups of residents are recorded as harmed more often: only where enough is known to say so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.ethnicity import GROUPS, ethnic_group
from vawg_geo.measures.disproportion import compare_residents
from vawg_geo.publishing.chapters._people import firm_shares, people_of
from vawg_geo.publishing.chapters._people_places import area_context, hide_few, scope_residents
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study

_TITLE = "Are groups recorded more often than others?"
_QUESTION = "Of which ethnic groups are victims recorded more often per resident, if enough is known to say?"
_SHARES = {"W": "women_white", "A": "women_asian", "B": "women_black", "M": "women_mixed", "O": "women_other"}
_KNOWN, _RATES, _SUSPECTS = "recordinggroups_known", "recordinggroups_victims", "recordinggroups_suspects"
_ROLES = {"victim": "Victims", "suspect": "Suspects (allegations)"}
_REFERENCE = "W"


def write(study: Study) -> Section:
    """
    Write whether groups are recorded more often than others.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        How much is known against the threshold; rates and ratios only above it; how to read them.
    """
    people = {role: people_of(study, study.now, role) for role in _ROLES}
    _put_known(study, people)
    victims, words = _victims(study, people["victim"])
    return Section(
        "recordinggroups", _TITLE, _QUESTION,
        (
            Paragraph((_ask(study, "victim"), words), lead=True),
            Paragraph((_ask(study, "suspect"), _suspect_words(study))),
            *victims,
            *_suspects(study, people["suspect"]),
            _shown_known(),
            Points(
                tuple(study.say(f"recordinggroups.{name}") for name in ("ecological", "crude", "bounds", "predictor")),
                "How to read it",
            ),
            Limit((study.say("recordinggroups.limit"),)),
        ),
    )  # fmt: skip


def _put_known(study: Study, people: dict[str, pd.DataFrame]) -> None:
    rows = []
    for role, table in people.items():
        known = int(ethnic_group(table["ethnicity"]).notna().sum())
        needed = study.written.complete_from
        rows.append(
            {"who": _ROLES[role], "n": len(table), "known": known, "missing": len(table) - known, "least": needed,
             "more": max(0, _ceil(needed * len(table)) - known)}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    study.book.put(
        _KNOWN, table.join(firm_shares(table["known"], table["n"])), key="who", source="people",
        how="people of records in scope in the period, each once a crime, whose ethnic group is known (a code of the "
        "list); more: how many more would have to be known to reach the share the profile asks for; Wilson interval, "
        "METHODS 4",
    )  # fmt: skip


def _ceil(value: float) -> int:
    return -int(-value // 1)


def _enough(study: Study, role: str) -> bool:
    row = study.book.entries[_KNOWN].table.loc[_ROLES[role]]
    return bool(row["share"] >= row["least"])  # nobody, or too few for a share: NaN, never enough


def _ask(study: Study, role: str) -> Say:
    cells: dict[str, Any] = share_cells(study.book, _KNOWN, _ROLES[role], names="known n share low high")
    cells = {key: cells[key] for key in ("n", "share")}
    cells |= {key: study.book.cell(_KNOWN, _ROLES[role], key) for key in ("missing", "more")}
    cells["least"] = study.book.cell(_KNOWN, _ROLES[role], "least", "percent")
    if _enough(study, role):
        return study.say("recordinggroups.enough", who=role, share=cells["share"], n=cells["n"], least=cells["least"])
    return study.say("recordinggroups.too_little", who=role, **cells)


def _victims(study: Study, victims: pd.DataFrame) -> tuple[tuple[Block, ...], Say]:
    if not _enough(study, "victim"):
        return (), None
    residents = _residents(study)
    if residents is None or not residents[_REFERENCE]:
        return (), study.say("recordinggroups.no_residents")
    group = ethnic_group(victims["ethnicity"])
    n = group.value_counts().reindex(list(GROUPS), fill_value=0).astype("int64")
    rates = compare_residents(
        n, residents, reference=_REFERENCE, unknown=int(group.isna().sum()), years=study.written.months / 12
    )
    few = hide_few(rates.reset_index(names="group"), study.written.least)
    hidden = few["n"].isna()
    table = few.assign(
        group=few["group"].map(GROUPS), told=few["told"].mask(hidden, ""),
        **{end: few[end].mask(hidden) for end in ("least", "most")},
    )  # fmt: skip
    name = study.book.put(
        _RATES, table, key="group", source="people, population, area_context",
        how="victims of records in scope in the period whose ethnic group is known, each once a crime, per 1,000 "
        "residents in scope of the group a year (residents by area times the area's share of women of the group); "
        "exact intervals, ratio to White residents; least and most: if all those not known were White, or of the "
        "group, METHODS 4 and 8",
    )  # fmt: skip
    shown = Table(
        name, "Victims by ethnic group, per resident",
        (
            Column("group", "Group", "text"), Column("n", "Victims"), Column("residents", "Residents"),
            Column("rate", "Per 1,000", "number1", "low", "high"),
            Column("ratio", "Ratio to White", "number1", "ratio_low", "ratio_high"),
            Column("least", "If all not known were of others", "number1", "", ""),
            Column("most", "If all were of this group", "number1"), Column("told", "Told", "text"),
        ),
        note=study.say("recordinggroups.note"), cards=True,
    )  # fmt: skip
    told = study.book.entries[name].table
    rows = told[told["told"] != ""].index
    said = tuple(_ratio(study, str(row), str(told["told"].loc[row])) for row in rows)
    lead = study.say("recordinggroups.some" if said else "recordinggroups.nobody")
    return ((shown, Points(said, "Beyond chance, whatever those not known may be")) if said else (shown,)), lead


def _ratio(study: Study, row: str, side: str) -> Say:
    cell = study.book.cell
    return study.say(
        f"recordinggroups.{side}", group=cell(_RATES, row, "group", "text"), n=cell(_RATES, row, "n"),
        ratio=cell(_RATES, row, "ratio", "number1"), low=cell(_RATES, row, "ratio_low", "number1"),
        high=cell(_RATES, row, "ratio_high", "number1"),
    )  # fmt: skip


def _residents(study: Study) -> pd.Series | None:
    """Count residents in scope by group: an area's residents times its share of women of each group."""
    context, residents = area_context(study), scope_residents(study)
    if context is None or residents is None or study.profile.scope.victim_sex != "F":
        return None
    shares = context.reindex(columns=list(_SHARES.values())).dropna()
    if shares.empty:
        return None
    n = residents.reindex(shares.index).fillna(0).astype("float64")
    whole = {letter: round(float((shares[column] * n).sum())) for letter, column in _SHARES.items()}
    return pd.Series(whole, dtype="int64")


def _suspect_words(study: Study) -> Say:
    return study.say("recordinggroups.no_suspect_residents") if _enough(study, "suspect") else None


def _suspects(study: Study, suspects: pd.DataFrame) -> tuple[Block, ...]:
    """Show suspects by group, of those known: no residents to compare with, so no rate and no ratio."""
    if not _enough(study, "suspect"):
        return ()
    group = ethnic_group(suspects["ethnicity"])
    n = group.value_counts().reindex(list(GROUPS), fill_value=0).astype("int64").rename("n")
    table = n.rename_axis("group").reset_index().assign(of=int(n.sum()))
    table = table.join(firm_shares(table["n"], table["of"]))
    few = table["n"] < study.written.least
    if few.sum() == 1:  # the total tells a single hidden count; the smallest of the others is hidden with it
        few |= table["n"] == table["n"][~few].min()
    table = table.assign(group=table["group"].map(GROUPS), n=table["n"].astype("Int64").mask(few))
    table[["share", "low", "high"]] = table[["share", "low", "high"]].mask(few)
    name = study.book.put(
        _SUSPECTS, table, key="group", source="people",
        how="people recorded as a suspect in records in scope in the period, each once a crime, of those whose ethnic "
        "group is known; Wilson interval, METHODS 4",
    )  # fmt: skip
    return (
        Table(
            name, "Suspects by ethnic group, of those of whom it is known (allegations)",
            (Column("group", "Group", "text"), Column("n", "Suspects"),
             Column("share", "Share", "percent", "low", "high")),
            folded=True,
        ),
    )  # fmt: skip


def _shown_known() -> Table:
    return Table(
        _KNOWN, "Is enough known to compare groups?",
        (
            Column("who", "Who", "text"), Column("n", "People"), Column("known", "Ethnic group known"),
            Column("missing", "Not known"), Column("share", "Known", "percent", "low", "high"),
            Column("least", "Needed", "percent"), Column("more", "More to be known"),
        ), cards=True,
    )  # fmt: skip
