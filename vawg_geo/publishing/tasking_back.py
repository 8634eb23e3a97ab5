"""The back of the tasking page: a card for each listed place, for the inspector who sends the patrol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from vawg_geo.base.facts import read_facts
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing.decision import peak_slots
from vawg_geo.publishing.figures import draw_grid, draw_spark
from vawg_geo.publishing.nearby import SMALLEST, Nearby, street_safe_reasons, venues_near
from vawg_geo.publishing.place_questions import Question, ask_questions
from vawg_geo.publishing.place_rows import PlaceRow, place_rows
from vawg_geo.publishing.tasking_terms import read_small
from vawg_geo.publishing.words import plural

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case

VENUES_SHOWN, REASONS_SHOWN, MIX_SHOWN, RESPONSES_SHOWN = 6, 4, 6, 5


@dataclass(frozen=True)
class Card:
    """One place's card: every value finished."""

    row: PlaceRow
    district: str
    facts: tuple[str, ...]
    spark: Markup
    grid: Markup | None
    mix: tuple[tuple[str, int], ...]
    other: int
    venues: tuple[Nearby, ...]
    reasons: tuple[tuple[str, int], ...]
    questions: tuple[Question, ...]
    slots: tuple[str, ...]
    responses: tuple[dict[str, str], ...]
    contact: str


def place_cards(case: Case, found: Hotspots, *, profile: Profile, month: Month) -> list[Card]:
    """
    Make a card for each listed place.

    Parameters
    ----------
    case
        For venues, Street Safe and districts.
    found
        The hot spots.
    profile
        For how many offences hours need.
    month
        The reporting month.

    Returns
    -------
    cards
        In the order of the list.
    """
    first = pd.Timestamp((month - (profile.windows.display_months - 1)).first)
    year = found.events[(found.events["night"] >= first) & (found.events["nte"] >= profile.nte.member_at)]
    return [
        _card(case, found, row, year[year["area"] == row.area], profile=profile, month=month)
        for row in place_rows(found.listed)
    ]


def _card(
    case: Case, found: Hotspots, row: PlaceRow, events: gpd.GeoDataFrame, *, profile: Profile, month: Month
) -> Card:
    place: pd.Series = found.listed.loc[row.area]  # type: ignore[assignment]  # one row a label
    near = venues_near(events, case.tables.get("venues"))
    reasons = street_safe_reasons(case.tables.get("street_safe"), row.area, month=month)
    questions = ask_questions(events, near, reasons, peak=row.peak, victims=int(place["victims12"]))
    mix, other = offence_mix(events)
    enough = int(place["n12"]) >= profile.evidence.hours and row.area in found.grids
    return Card(
        row=row,
        district=str(case.areas.loc[row.area, "district"]),
        facts=tuple(fact_words(place)),
        spark=draw_spark(place["monthly"], last=month, low=place["expected_low"], high=place["expected_high"]),
        grid=draw_grid(found.grids[row.area], of=f"{row.place}, 12 months") if enough else None,
        mix=tuple(mix[:MIX_SHOWN]),
        other=other + sum(n for _, n in mix[MIX_SHOWN:]),
        venues=tuple(near[:VENUES_SHOWN]),
        reasons=tuple(reasons[:REASONS_SHOWN]),
        questions=tuple(questions),
        slots=tuple(peak_slots(row.peak)),
        responses=tuple(responses_for(questions)),
        contact="not given",
    )


def fact_words(place: pd.Series) -> list[str]:
    """
    Say a place's year in sentences.

    Parameters
    ----------
    place
        A row of `Hotspots.listed`.

    Returns
    -------
    sentences
        The count with its nights and victims, the largest offence, the badge and the peak's interval where there are.
    """
    share = float(place["largest_share"])
    largest = "No single offence makes half its harm" if share < 0.5 else "One offence makes most of its harm"  # noqa: PLR2004
    said = [
        (
            f"{plural(place['n12'], 'offence')} in 12 months on {plural(place['nights12'], 'night')}, "
            f"at least {plural(place['victims12'], 'person', 'people')} harmed."
        ),
        f"{largest}; the largest is {percent(share)}.",
    ]
    if bool(place["cluster"]):
        said.append("Part of a cluster: its surroundings are high as well.")
    if str(place["peak_low"]) and str(place["peak_high"]) and str(place["peak_low"]) != "nan":
        said.append(
            f"Peak {place['peak_text']}; with 95% confidence within {place['peak_low']} and {place['peak_high']}."
        )
    return said


def offence_mix(events: pd.DataFrame) -> tuple[list[tuple[str, int]], int]:
    """
    Count a place's offence types; a type with fewer than three is never named.

    Parameters
    ----------
    events
        The place's offences of 12 months: `offence_code`.

    Returns
    -------
    mix
        Label and number, most first, numbers from 3.
    other
        All the rest together.

    References
    ----------
    METHODS 12.
    """
    labels = read_facts("offences").drop_duplicates("code").set_index("code")["label"]
    counts = events["offence_code"].map(labels).value_counts()
    named = sorted(((str(label), int(n)) for label, n in counts.items() if n >= SMALLEST), key=lambda r: (-r[1], r[0]))
    return named, len(events) - sum(n for _, n in named)


def responses_for(questions: list[Question]) -> list[dict[str, str]]:
    """Give the responses the questions point to, after those that always stand."""
    pointed = ["always", *(question.points_to for question in questions)]
    rows = [row for when in dict.fromkeys(pointed) for row in read_small("responses") if row["when"] == when]
    return rows[:RESPONSES_SHOWN]
