"""Who is harmed, and who is missing from the data: ages, groups, repeats, pairs, places, concentration."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.record_fields import NOT_STATED
from vawg_geo.publishing.chapters._people import firm_shares, people_of
from vawg_geo.publishing.chapters._people_ages import age_table, ages_picture
from vawg_geo.publishing.chapters._people_harm import (
    beyond_chance,
    curve_blocks,
    curve_cells,
    enough_people,
    harm_curve,
)
from vawg_geo.publishing.chapters._people_places import places
from vawg_geo.publishing.chapters._people_repeats import pair_table, repeat_table
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Say, Section, Table
from vawg_geo.publishing.report.study import Study

GROUPS = {"W": "White", "A": "Asian or Asian British", "B": "Black or Black British", "M": "Mixed or multiple",
          "O": "Other ethnic group"}  # fmt: skip


def write(study: Study) -> Section:
    """
    Write victims.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Ages against residents, ethnicity and disability where they are known well enough, repeats, pairs as counts,
        kind of place, concentration of harm.
    """
    victims = people_of(study, study.now, "victim")
    ages, groups = age_table(study), _known(study, victims)
    harm_curve(study, victims, "victim")
    repeats, pairs = repeat_table(study, "victim"), pair_table(study)
    lead = Paragraph((*_age_words(study, ages), study.say("victims.repeats", **share_cells(
        study.book, repeats, "365", names="repeats n share low high"))), lead=True)  # fmt: skip
    return Section(
        "victims",
        "Victims: who is harmed?",
        "Which women, girls and others are recorded as harmed, how often again, and who is missing from the data?",
        (
            lead,
            ages_picture(study, ages),
            *_groups(study, victims, groups),
            _shown_repeats(study, repeats),
            _shown_pairs(study, pairs),
            *places(study),
            *curve_blocks(study, "victim"),
            Paragraph((_curve_words(study),)),
            Limit((study.say("victims.limit_recorded"), study.say("victims.limit_fallacy"))),
        ),
        _findings(study, repeats),
    )


def _age_words(study: Study, name: str) -> tuple[Say, ...]:
    """Say which age has the highest rate, for each sex that the profile counts."""
    table = study.book.entries[name].table
    if table["female_rate"].isna().all():
        return (study.say("victims.no_rates"),)
    sexes = {"F": ["female"], "M": ["male"]}.get(study.profile.scope.victim_sex, ["female", "male"])
    return tuple(_top_age(study, name, sex) for sex in sexes)


def _top_age(study: Study, name: str, sex: str) -> Say:
    table = study.book.entries[name].table.drop(index="All ages")
    rated = table[table[f"{sex}_rate"].notna()]
    if rated.empty:  # every age is hidden
        return None
    top, cell = str(rated[f"{sex}_rate"].idxmax()), study.book.cell
    return study.say(
        f"victims.top_{sex}", age=cell(name, top, "age", "text"),
        rate=cell(name, top, f"{sex}_rate", "number1", n=sex, ends=f"{sex}_low {sex}_high"),
        low=cell(name, top, f"{sex}_low", "number1"), high=cell(name, top, f"{sex}_high", "number1"),
        n=cell(name, top, sex), every=cell(name, "All ages", f"{sex}_rate", "number1", n=sex),
    )  # fmt: skip


def _known(study: Study, victims: pd.DataFrame) -> str:
    least = study.written.complete_from
    fields = {"Ethnicity": "ethnicity", "Disability": "disability"}
    rows = []
    for words, column in fields.items():
        values = victims[column].astype("str").where(victims[column].notna(), "") if column in victims else None
        blank = len(victims) if values is None else int((values == "").sum())
        stated = 0 if values is None else int((values == NOT_STATED).sum())
        rows.append((words, len(victims), len(victims) - blank - stated, stated, blank))
    table = pd.DataFrame(rows, columns=["field", "n", "known", "not_stated", "blank"])
    table = table.join(firm_shares(table["known"], table["n"]))
    table["least"] = least
    return study.book.put(
        "victims_known", table, key="field",
        how="victims of records in scope in the period, each once a crime, whose ethnicity or disability is known; "
        "groups are compared only from the share the profile asks for", source="people",
    )  # fmt: skip


def _groups(study: Study, victims: pd.DataFrame, known: str) -> tuple[Block | None, ...]:
    """Show groups of people where enough is known of them; say so where it is not."""
    book = study.book
    blocks: list[Block | None] = []
    for field, name in (("Ethnicity", "ethnicity"), ("Disability", "disability")):
        share = book.cell(known, field, "share", "percent", n="n", ends="low high")
        least = book.cell(known, field, "least", "percent")
        enough = float(share.value) >= study.written.complete_from  # type: ignore[arg-type]  # nobody: NaN, never
        cells: dict[str, Any] = {"share": share, "least": least, "field": field.lower()}
        if not enough:
            blocks.append(Paragraph((study.say("victims.cannot_say", **cells),)))
            continue
        blocks += [_group_table(study, victims, name), Paragraph((study.say("victims.can_say", **cells),))]
    shown = Table(
        known, "How often the victim's ethnicity and disability are known",
        (Column("field", "Field", "text"), Column("n", "Victims"), Column("known", "Known"),
         Column("not_stated", "Asked, not stated"), Column("blank", "Blank"),
         Column("share", "Known", "percent", "low", "high")), folded=True,
    )  # fmt: skip
    return (*blocks, shown)


def _group_table(study: Study, victims: pd.DataFrame, field: str) -> Table:
    values = victims[field][victims[field].notna()]
    if field == "ethnicity":
        codes = values[values != NOT_STATED].astype("str").replace("O1", "A4")  # the old code for Chinese
        named = codes.str[0].map(GROUPS).fillna(GROUPS["O"])
        order = list(GROUPS.values())
    else:
        named = values.astype(bool).map({True: "Disabled", False: "Not disabled"})
        order = ["Disabled", "Not disabled"]
    n = named.value_counts().reindex(order, fill_value=0)
    table = pd.DataFrame({"group": order, "n": n.to_numpy(), "of": len(named)})
    table = table.join(firm_shares(table["n"], table["of"]))
    few = table["n"] < study.written.least
    if few.sum() == 1:  # the total tells a single hidden count; the smallest of the others is hidden with it
        few |= table["n"] == table["n"][~few].min()
    table[["share", "low", "high"]] = table[["share", "low", "high"]].mask(few)
    name = study.book.put(
        f"victims_{field}", table.assign(n=table["n"].astype("Int64").mask(few)), key="group",
        how="victims of records in scope in the period of whom it is known, each once a crime; Wilson interval, "
        "METHODS 4", source="people",
    )  # fmt: skip
    return Table(
        name, f"Victims by {field}, of those of whom it is known",
        (Column("group", "Group", "text"), Column("n", "Victims"), Column("share", "Share", "percent", "low", "high")),
    )  # fmt: skip


def _shown_repeats(study: Study, name: str) -> Table:
    return Table(
        name, "Victims recorded again",
        (
            Column("days", "Within days"), Column("n", "Victims, once a crime"), Column("repeats", "Recorded before"),
            Column("share", "Share", "percent", "low", "high"),
            Column("before", "Period before", "percent", "before_low", "before_high"),
            Column("censored", "Not to be seen"),
        ),
        note=study.say("victims.repeats_note"),
    )  # fmt: skip


def _shown_pairs(study: Study, name: str) -> Table:
    return Table(
        name, "The same victim and the same suspect",
        (Column("crimes_together", "Crimes together", "text"), Column("pairs", "Pairs"), Column("crimes", "Crimes")),
        note=study.say("victims.pairs_note"), folded=True,
    )  # fmt: skip


def _findings(study: Study, repeats: str) -> tuple[Finding, ...]:
    cells = share_cells(study.book, repeats, "365", names="repeats n share low high")
    before = share_cells(
        study.book, repeats, "365", names="repeats before_n before before_low before_high", tag="then_"
    )
    told = study.book.cell(repeats, "365", "told", "text")
    what = study.say("victims.finding_what", **cells)
    if what is None:
        return ()
    say = study.must_say
    return (
        Finding(
            "victims_repeat", 0.45, what, None, None, study.say("victims.finding_change", told=told, **before),
            study.say("victims.finding_confidence", **cells), say("victims.finding_so_what"),
            say("victims.finding_recommendation"), "Head of Protecting Vulnerable People",
            say("victims.finding_by_when"), say("victims.finding_how_known"),
        ),
    )  # fmt: skip


def _curve_words(study: Study) -> Any:  # noqa: ANN401 - a sentence or none
    if not enough_people(study, "victim"):
        return study.say("victims.no_curve")
    verdict = "more than" if beyond_chance(study, "victim") else "about what"
    return study.say("victims.curve_words", verdict=verdict, **curve_cells(study, "victim"))
