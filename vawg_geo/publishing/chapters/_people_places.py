"""Where those who are harmed at home live: deprivation and students of the place, never of the person."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.place_groups import rate_groups
from vawg_geo.measures.residents import pick_residents
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Table
from vawg_geo.publishing.report.study import Study

_TENTHS_FROM = 300  # offences; with fewer a tenth of areas would often hold fewer than 20
_STUDENTS = {"under a tenth": 0.0, "a tenth to a quarter": 0.1, "a quarter or more": 0.25}


def places(study: Study) -> tuple[Block | None, ...]:
    """
    Compare private-place offences per resident by deprivation and by students of the area.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    blocks
        What they say and their tables; the words that say what is missing where the force gives no context.
    """
    context, residents = area_context(study), scope_residents(study)
    if context is None or residents is None:
        return (Paragraph((study.say("victims.no_context"),)),)
    n = private_counts(study)
    deciles = context["imd_decile"].astype("int64")
    fine = int(n.sum()) >= _TENTHS_FROM
    group = deciles if fine else (deciles + 1) // 2
    rates = rate_groups(n, residents, group, reference=int(group.max()), years=study.written.months / 12)
    name = study.book.put(
        "victims_deprivation", _named(study, rates, {1: " (most deprived)", int(group.max()): " (least deprived)"}),
        key="group",
        how="recent offences in private places with a known place, by the deprivation (in tenths of areas; in fifths "
        "where there are few) of the area they happened in, per 1,000 residents in scope a year; exact intervals, "
        "ratio to the least deprived, METHODS 4 and 8", source="incidents, population, area_context",
    )  # fmt: skip
    first = next(iter(study.book.entries[name].table.index))
    cells = {
        "ratio": study.book.cell(name, first, "ratio", "number1", n="n", ends="ratio_low ratio_high"),
        "low": study.book.cell(name, first, "ratio_low", "number1"),
        "high": study.book.cell(name, first, "ratio_high", "number1"),
    }
    part = "tenth" if fine else "fifth"
    return (
        Paragraph((study.say("victims.deprivation", part=part, **cells),)),
        Picture(
            draw_bars(
                study.book.entries[name]
                .table.set_index("group")[["rate", "low", "high"]]
                .rename(columns={"rate": "value"}),
                title="Offences in private places, by deprivation of the area",
                of="Offences in private places per 1,000 residents in scope a year",
                unit="rate",
            ),
            study.say("victims.deprivation_title", part=part),
            name,
            columns_of(f"{part.capitalize()} of areas"),
            note=study.say("victims.places_note"),
        ),
        *_students(study, n, residents, context),
    )


def _students(study: Study, n: pd.Series, residents: pd.Series, context: pd.DataFrame) -> tuple[Block, ...]:
    share = context["student_share"].dropna()
    if share.empty:
        return (Paragraph((study.say("victims.no_students"),)),)
    steps = list(_STUDENTS)
    group = pd.cut(share, [*_STUDENTS.values(), float("inf")], right=False, labels=steps).astype("str")
    if steps[0] not in set(group):
        return (Paragraph((study.say("victims.no_students"),)),)
    rates = rate_groups(n, residents, group, reference=steps[0], years=study.written.months / 12)
    rates = rates.reindex([step for step in steps if step in rates.index])
    name = study.book.put(
        "victims_students", _named(study, rates, {}), key="group",
        how="as by deprivation, by the share of students among the area's residents; ratio to areas with fewest",
        source="incidents, population, area_context",
    )  # fmt: skip
    return (
        Table(
            name, "Offences in private places, by students among residents", columns_of("Students"),
            note=study.say("victims.places_note"), folded=True,
        ),
    )  # fmt: skip


def area_context(study: Study) -> pd.DataFrame | None:
    """
    Give what kind of place each area is.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    context
        Index area, each once (of areas that curation has merged, the first of the table speaks); None where the force
        gives none.
    """
    context = study.case.tables.get("area_context")
    if context is None or context.empty:
        return None
    return context.drop_duplicates("area").set_index("area")


def private_counts(study: Study) -> pd.Series:
    """
    Count the period's recent offences in private places by area.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    n
        Index area; METHODS 4 allows residents as a denominator for these alone.
    """
    rows = study.now
    private = (rows["space"] == "private").fillna(value=False).astype(bool) & (rows["located"] == "placed")
    kept = rows[private & rows["recent"].astype(bool)]
    return kept["area"].value_counts().reindex(study.case.areas.index, fill_value=0).astype("int64")


def scope_residents(study: Study) -> pd.Series | None:
    """
    Count the residents that the scope speaks of, by area.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    residents
        Index area; None where the force gives no population.
    """
    population, scope = study.case.tables.get("population"), study.profile.scope
    if population is None or population.empty:
        return None
    picked = pick_residents(population, sex=scope.victim_sex, min_age=scope.min_age, max_age=scope.max_age)
    return picked.groupby("area")["n"].sum().reindex(study.case.areas.index, fill_value=0)


def _named(study: Study, rates: pd.DataFrame, words: dict[int, str]) -> pd.DataFrame:
    table = hide_few(rates.reset_index(names="group"), study.written.least)
    table["group"] = [f"{group}{words.get(group, '')}" for group in table["group"]]
    return table


def hide_few(rates: pd.DataFrame, least: int) -> pd.DataFrame:
    """
    Hide the groups of places with few offences, and a second where one alone could be worked out from the total.

    Parameters
    ----------
    rates
        As `rate_groups` gives them.
    least
        Counts below are hidden, and what is made from them.

    Returns
    -------
    shown
        The same rows; `n` may be hidden, the rates and ratios of those missing.
    """
    few = rates["n"] < least
    if few.sum() == 1:
        few |= rates["n"] == rates.loc[~few, "n"].min()
    shown = rates.assign(n=rates["n"].astype("Int64").mask(few))
    for name in ("rate", "low", "high", "ratio", "ratio_low", "ratio_high"):
        shown[name] = shown[name].mask(few)
    return shown


def columns_of(label: str) -> tuple[Column, ...]:
    """Show a table of rates: the group, counts, the rate and the ratio with their intervals."""
    return (
        Column("group", label, "text"), Column("areas", "Areas"), Column("n", "Offences"),
        Column("residents", "Residents"), Column("rate", "Per 1,000", "number1", "low", "high"),
        Column("ratio", "Ratio", "number1", "ratio_low", "ratio_high"),
    )  # fmt: skip
