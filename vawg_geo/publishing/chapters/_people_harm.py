"""The curve of harm over people, for victims and for suspects: how few hold how much, beside chance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.people_curve import draw_curve
from vawg_geo.publishing.pictures.concentration import draw_concentration
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture
from vawg_geo.publishing.report.study import Study

_FEW, _MARKED = "0.05", (0.05, 0.2)
_LEAST = 100  # people; of fewer, five in a hundred are a handful
_BEYOND = 0.01  # of all harm above chance's band: less is nothing to work with, however sure


def harm_curve(study: Study, people: pd.DataFrame, role: str) -> None:
    """
    Put the curve of harm over the people of a role, and what is not in it, into the book.

    Parameters
    ----------
    study
        The profile under study.
    people
        As `people_of` gives them.
    role
        "victim" or "suspect": tables `victims_harm` and `victims_harm_of`, or those of suspects.
    """
    known = people[people["pid"].notna() & people["harm"].notna()]
    curve = draw_curve(known[["incident", "pid", "harm"]])
    curve["of"] = known["pid"].nunique()
    curve["marked"] = curve["units"].isin(_MARKED)
    source = "incidents, people"
    study.book.put(
        f"{role}s_harm", curve, key="units", source=source,
        how=f"known severity weights of the crimes in which a person is recorded as a {role}, most first; chance: "
        "everybody keeps one crime, the others fall at random, harms shuffled, METHODS 2, 7 and 14",
    )  # fmt: skip
    row = {
        "of": "period", "people": known["pid"].nunique(), "unnamed": int(people["pid"].isna().sum()),
        "unweighted": int(study.now["harm"].isna().sum()),
    }  # fmt: skip
    study.book.put(
        f"{role}s_harm_of", pd.DataFrame([row]), key="of", source=source,
        how="people in the curve; rows of people without an identifier and records without a known weight, which are "
        "not in it, METHODS 2",
    )  # fmt: skip


def enough_people(study: Study, role: str) -> bool:
    """Tell whether there are enough people for a curve."""
    few = study.book.entries[f"{role}s_harm_of"].table["people"].iloc[0] < _LEAST
    return not few and len(study.book.entries[f"{role}s_harm"].table) > 0


def beyond_chance(study: Study, role: str) -> bool:
    """Tell whether the few hold more than chance would give them, by a hundredth of all harm at least."""
    few = study.book.entries[f"{role}s_harm"].table.reindex([_FEW])
    return enough_people(study, role) and bool((few["share"] >= few["chance_high"] + _BEYOND).any())


def curve_cells(study: Study, role: str) -> dict[str, Any]:
    """Speak of the few with most harm: how many, how much, and what chance would give."""
    name = f"{role}s_harm"
    return {
        "few": study.book.cell(name, _FEW, "units", "percent"),
        "people": study.book.cell(name, _FEW, "people"),
        "share": study.book.cell(name, _FEW, "share", "percent", n="of"),
        "low": study.book.cell(name, _FEW, "chance_low", "points"),
        "high": study.book.cell(name, _FEW, "chance_high", "percent"),
    }


def curve_blocks(study: Study, role: str) -> tuple[Block, ...]:
    """Draw the curve, and say what is not in it."""
    if not enough_people(study, role):
        return ()
    name = f"{role}s_harm"
    cell = study.book.cell
    return (
        Picture(
            draw_concentration(
                study.book.entries[name].table, title=f"Harm by {role}", units=f"{role}s", of="harm",
                hold="are recorded with",
            ),
            study.say(f"{role}s.curve"), name,
            (
                Column("units", f"Share of {role}s", "percent"), Column("people", f"{role.capitalize()}s"),
                Column("share", "Share of harm", "percent"),
                Column("chance", "By chance", "percent", "chance_low", "chance_high"),
            ),
        ),
        Paragraph(
            (
                study.say(
                    f"{role}s.unweighted", n=cell(f"{name}_of", "period", "unweighted"),
                    unnamed=cell(f"{name}_of", "period", "unnamed"),
                ),
            )
        ),
    )  # fmt: skip
