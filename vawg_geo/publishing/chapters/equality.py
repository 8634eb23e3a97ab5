"""Equality and ethics: who is counted and who is not, how places differ, and whether we find where we looked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.measures.feedback import WITHOUT_POLICE, rerank_places
from vawg_geo.measures.place_groups import rate_groups
from vawg_geo.measures.record_fields import mark_fields
from vawg_geo.publishing.chapters._few_children import hide_rows
from vawg_geo.publishing.chapters._geography_public import find_places
from vawg_geo.publishing.chapters._people import firm_shares, people_of
from vawg_geo.publishing.chapters._people_places import area_context, hide_few, private_counts, scope_residents
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Equality and ethics"
QUESTION = "Who is counted and who is not, are places treated alike, and do we find harm only where we look?"
UNKNOWN_VICTIM = "Victim's sex or age not recorded"
MIXED = ("women_asian", "women_black", "women_mixed", "women_other")
_FIFTHS = ("Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth")
_QUARTERS = ("Fewest, a quarter of areas", "Second quarter", "Third quarter", "Most, a quarter of areas")
_POLICE = "police"


def write(study: Study) -> Section:
    """
    Write the equality assessment.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Who is counted, rates by kind of place, listed places and deprivation, the feedback-loop test, when not to use
        the profile.
    """
    counted = _counted(study)
    unknown = share_cells(study.book, counted, UNKNOWN_VICTIM, names="n of share low high")
    places, place_words = _places(study)
    listed, listed_words = _listed(study)
    lead = Paragraph((study.say("equality.unknown", **unknown), place_words, listed_words), lead=True)
    return Section(
        "equality",
        TITLE,
        QUESTION,
        (
            lead,
            _shown_counted(study, counted),
            *places,
            *listed,
            *_feedback(study),
            Points(
                tuple(study.say(f"equality.{name}") for name in ("words", "people", "characteristics", "small")),
                "How this profile treats people",
            ),
            Points(
                tuple(
                    study.say(f"equality.{name}") for name in ("not_person", "not_community", "not_search", "not_copy")
                ),
                "When not to use it",
            ),
            Limit((study.say("equality.limit"),)),
        ),
    )


def _counted(study: Study) -> str:
    now, ceiling = study.now, study.during(study.period, study.scoped.ceiling)
    marks, victims = mark_fields(now, study.case.people), people_of(study, now, "victim")
    rows = [
        (UNKNOWN_VICTIM, len(ceiling) - len(now), len(ceiling)),
        ("Victim's ethnicity not known", *_blank(marks["ethnicity"])),
        ("Victim's disability not known", *_blank(marks["disability"])),
        ("Victim not identified: a second crime cannot be seen", int(victims["pid"].isna().sum()), len(victims)),
        ("Place not known, or only roughly", *_blank(marks["place"])),
        ("No suspect recorded", *_blank(marks["suspect"])),
    ]
    table = pd.DataFrame(rows, columns=["what", "n", "of"])
    table = table.join(firm_shares(table["n"], table["of"]))
    return study.book.put(
        "equality_counted", hide_rows(study, table, "n", "of", columns=("n", "share", "low", "high")), key="what",
        source="incidents, people",
        how="records in scope in the period (the first row: and those that may be) in which it is not known; Wilson "
        "interval, METHODS 1 and 4",
    )  # fmt: skip


def _blank(filled: pd.Series) -> tuple[int, int]:
    asked = filled.dropna()
    return int((~asked.astype(bool)).sum()), len(asked)


def _shown_counted(study: Study, name: str) -> Table:
    return Table(
        name, "Who is not counted, or not seen",
        (
            Column("what", "What is missing", "text"), Column("n", "Records"), Column("of", "Of"),
            Column("share", "Share", "percent", "low", "high"),
        ),
        note=study.say("equality.counted_note"),
    )  # fmt: skip


def _places(study: Study) -> tuple[tuple[Block, ...], Say]:
    rows, residents = area_context(study), scope_residents(study)
    if rows is None or residents is None:
        return (Paragraph((study.say("equality.no_context"),)),), None
    n, years = private_counts(study), study.written.months / 12
    fifths = pd.Series(
        [_FIFTHS[(int(decile) - 1) // 2] for decile in rows["imd_decile"]], index=rows.index, dtype="object"
    )
    kinds: dict[str, tuple[pd.Series, tuple[str, ...], str]] = {"Deprivation": (fifths, _FIFTHS, _FIFTHS[-1])}
    mixed = rows[list(MIXED)].sum(axis=1, min_count=len(MIXED)).dropna()
    if len(mixed) >= len(_QUARTERS):
        at = (mixed.rank(method="first", pct=True) * len(_QUARTERS)).map(np.ceil).astype(int)
        quarters = pd.Series([_QUARTERS[i - 1] for i in at], index=mixed.index, dtype="object")
        kinds["Residents of minority ethnic groups"] = (quarters, _QUARTERS, _QUARTERS[0])
    parts = []
    for kind, (groups, order, reference) in kinds.items():
        rates = rate_groups(n, residents, groups, reference=reference, years=years)
        part = rates.reindex([name for name in order if name in rates.index]).reset_index(names="group")
        parts.append(hide_few(part, study.written.least).assign(kind=kind))
    name = study.book.put(
        "equality_places", pd.concat(parts)[["kind", "group", *parts[0].columns.drop(["kind", "group"])]],
        key=("kind", "group"), source="incidents, population, area_context",
        how="recent offences in private places by kind of area, per 1,000 residents in scope a year; exact intervals, "
        "ratio to the least deprived fifth, or to the quarter of areas with fewest women of minority ethnic groups, "
        "METHODS 4 and 8",
    )  # fmt: skip
    row = f"Deprivation|{_FIFTHS[0]}"
    cells = {
        "ratio": study.book.cell(name, row, "ratio", "number1", n="n", ends="ratio_low ratio_high"),
        "low": study.book.cell(name, row, "ratio_low", "number1"),
        "high": study.book.cell(name, row, "ratio_high", "number1"),
    }
    shown = Table(
        name, "Offences in private places, by kind of area",
        (
            Column("kind", "By", "text"), Column("group", "Areas", "text"), Column("areas", "How many"),
            Column("n", "Offences"), Column("residents", "Residents"),
            Column("rate", "Per 1,000", "number1", "low", "high"),
            Column("ratio", "Ratio", "number1", "ratio_low", "ratio_high"),
        ),
        note=study.say("equality.places_note"), folded=True, cards=True,
    )  # fmt: skip
    return (shown,), study.say("equality.deprived", **cells)


def _listed(study: Study) -> tuple[tuple[Block, ...], Say]:
    """Set the share of listed places in the most deprived tenth beside the share of offences there."""
    context = area_context(study)
    if not study.written.hotspots:
        return (Paragraph((study.say("equality.no_list"),)),), None
    if context is None:
        return (Paragraph((study.say("equality.no_tenth"),)),), None
    found = find_places(study)
    if found is None:
        return (Paragraph((study.say("equality.no_months"),)),), None
    deprived = set(context.index[context["imd_decile"] == 1])
    year = found.events[found.events["night"] > pd.Timestamp(study.month.last) - pd.DateOffset(months=12)]
    listed = found.scores.index[found.scores["tier"].isin(["A", "B"])]
    rows = [
        ("Listed places", sum(code in deprived for code in listed), len(listed)),
        ("Offences in public places by night, last 12 months", int(year["area"].isin(deprived).sum()), len(year)),
        ("All areas", len(deprived & set(found.scores.index)), len(found.scores)),
    ]
    table = pd.DataFrame(rows, columns=["what", "n", "of"])
    table = table.join(firm_shares(table["n"], table["of"]))
    name = study.book.put(
        "equality_listed", table, key="what", source="incidents, area_context",
        how="how many lie in the most deprived tenth of areas: places of tiers A and B of the monthly night-time list, "
        "the offences it rests on in the last 12 months, all areas; Wilson interval, METHODS 4 and 6",
    )  # fmt: skip
    cells: dict[str, Any] = {
        "n": study.book.cell(name, "Listed places", "n", n="of"), "of": study.book.cell(name, "Listed places", "of"),
        "share": study.book.cell(name, rows[1][0], "share", "percent", n="of", ends="low high"),
    }  # fmt: skip
    shown = Table(
        name, "Listed places and the most deprived tenth of areas",
        (
            Column("what", "What", "text"), Column("n", "In the most deprived tenth"), Column("of", "Of"),
            Column("share", "Share", "percent", "low", "high"),
        ),
        note=study.say("equality.listed_note"), folded=True,
    )  # fmt: skip
    return (shown,), study.say("equality.listed", **cells)


def _feedback(study: Study) -> tuple[Block, ...]:
    if not study.written.hotspots:
        return ()
    found, patrols = find_places(study), study.case.tables.get("patrols")
    if found is None:
        return (Paragraph((study.say("equality.no_loop_months"),)),)
    events = found.events
    if events.empty or events["reported_by"].isna().all():
        return (Paragraph((study.say("equality.no_reporter"),)),)
    first = study.month - (study.nights.windows.evidence_months - 1)
    patrolled: set[str] = set()
    if patrols is not None:
        day = patrols["start"].dt.tz_localize(None)
        inside = (day >= pd.Timestamp(first.first)) & (day < pd.Timestamp((study.month + 1).first))
        patrolled = set(patrols.loc[inside, "area"])
    police = events["reported_by"].astype("str").str.lower().str.startswith(_POLICE)
    table = rerank_places(
        events, study.case.areas, police=police, patrolled=patrolled, top=study.nights.score.top,
        as_of=(study.month + 1).first, half_life_days=study.nights.windows.half_life_days,
    )  # fmt: skip
    name = study.book.put(
        "equality_feedback", table, key="test", source="incidents, patrols",
        how="shrunk harm of public places by night ranked again, without strata; Spearman's rank correlation over "
        "areas with an offence; beside it how many stay when as many records are left out at random, METHODS 5",
    )  # fmt: skip
    cell = study.book.cell
    cells = {column: cell(name, WITHOUT_POLICE, column) for column in ("kept", "listed")}
    cells |= {column: cell(name, WITHOUT_POLICE, column, "number1") for column in ("chance", "chance_low")}
    cells["rho"] = cell(name, WITHOUT_POLICE, "rho", "number2")
    fewer = table["kept"].iloc[0] < table["chance_low"].iloc[0]
    return (
        Paragraph((study.say("equality.loop" if fewer else "equality.no_loop", **cells),)),
        Table(
            name, "The list made again",
            (
                Column("test", "Ranked again", "text"), Column("records", "Records"), Column("areas", "Areas"),
                Column("rho", "Rank correlation", "number2"), Column("listed", "Listed"),
                Column("kept", "Still listed"), Column("chance", "If chosen at random", "number1"),
            ),
            note=study.say("equality.feedback_note"), folded=True, cards=True,
        ),
    )  # fmt: skip
