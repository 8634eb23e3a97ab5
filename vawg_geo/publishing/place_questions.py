"""Hypotheses to test on the ground, put as questions from a place's own data: place, guardian, people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from vawg_geo.publishing.nearby import SMALLEST, Nearby
from vawg_geo.publishing.words import join_words, plural

DARK = ("badly_lit", "lit", "light")
SIGHT = ("layout", "visibility", "isolated")
CLOSERS = ("pub", "bar", "club", "takeaway", "hotel", "licensed")
KNOWN = ("partner", "ex-partner", "family")


@dataclass(frozen=True)
class Question:
    """One hypothesis: which side of the problem-analysis triangle, the question, what it points to."""

    side: str
    text: str
    points_to: str  # the `when` of responses.csv


def ask_questions(
    events: pd.DataFrame, near: Sequence[Nearby], reasons: Sequence[tuple[str, int]], *, peak: str, victims: int
) -> list[Question]:
    """
    Put what the data suggest as questions, each to be tested before money is spent.

    Parameters
    ----------
    events
        The place's offences of 12 months.
    near
        What stands within reach.
    reasons
        Street Safe reasons with 3 reports or more.
    peak
        The peak window in words.
    victims
        Distinct victims in 12 months.

    Returns
    -------
    questions
        At most five; the last resort is the open question.

    References
    ----------
    Problem-analysis triangle (Eck); PRODUCTS 4.1 (13). A question never blames a victim.
    """
    asked = [
        *_closing(near, peak),
        *_venue(events, near),
        *_rank(events, near),
        *_light(reasons),
        *_camera(near),
        *_people(events, victims),
    ]
    return asked[:5] or [
        Question("place", "Nothing in the data points to a cause. What do officers and door staff see?", "always")
    ]


def _closing(near: Sequence[Nearby], peak: str) -> list[Question]:
    late = [v for v in near if v.closes and any(word in v.kind.lower() for word in CLOSERS)]
    times = re.findall(r"\d{1,2}:\d{2}", peak)
    if not late or len(times) != 2:  # noqa: PLR2004 - a window has two ends
        return []
    inside = [v for v in late if _inside(v.closes, times[0], times[1])]
    if not inside:
        return []
    named = join_words([f"{v.name} ({v.closes})" for v in inside[:3]])
    return [Question("place, its manager", f"Do people leaving {named} meet here in the peak, {peak}?", "closing")]


def _inside(closes: str, begins: str, ends: str) -> bool:
    """Tell whether a closing time lies in the window or up to half an hour outside it, on the night's own clock."""
    if not re.fullmatch(r"\d{1,2}:\d{2}", closes):
        return False
    at, low, high = ((60 * int(t.split(":")[0]) + int(t.split(":")[1]) - 720) % 1440 for t in (closes, begins, ends))
    return low - 30 <= at <= high + 30


def _venue(events: pd.DataFrame, near: Sequence[Nearby]) -> list[Question]:
    inside = int((events["place_type"] == "licensed").sum())
    if inside < SMALLEST or not near:
        return []
    return [
        Question(
            "place, its manager",
            f"{plural(inside, 'offence')} inside licensed premises: what do their door and bar staff see, and report?",
            "venue",
        )
    ]


def _rank(events: pd.DataFrame, near: Sequence[Nearby]) -> list[Question]:
    travel = int(events["place_type"].isin(["transport", "taxi"]).sum())
    has_rank = any("taxi" in v.kind.lower() for v in near)
    if travel < SMALLEST and not has_rank:
        return []
    marshal = any("marshal" in v.kind.lower() for v in near)
    watched = (
        "a marshal is listed: on which nights?"
        if marshal
        else "no marshal is listed: how long is the wait after closing?"
    )
    begin = (
        "A taxi rank stands here"
        if has_rank
        else f"{plural(travel, 'offence')} on the way home, at ranks, stops or in vehicles"
    )
    return [Question("guardian", f"{begin}; {watched}", "rank")]


def _light(reasons: Sequence[tuple[str, int]]) -> list[Question]:
    asked = []
    for words, what, response in (
        (DARK, "the lighting work on the way people take", "lighting"),
        (SIGHT, "people see and be seen here", "sight"),
    ):
        n = sum(count for label, count in reasons if any(word in label.lower() for word in words))
        if n >= SMALLEST:
            verb = "Does" if response == "lighting" else "Can"
            asked.append(
                Question("place", f"{verb} {what}? {n} Street Safe mentions in 12 months say otherwise.", response)
            )
    return asked


def _camera(near: Sequence[Nearby]) -> list[Question]:
    if not near or any("cctv" in v.kind.lower() or "camera" in v.kind.lower() for v in near):
        return []
    return [Question("guardian", "No camera is listed within 100 m: is the place watched at all in the peak?", "cctv")]


def _people(events: pd.DataFrame, victims: int) -> list[Question]:
    asked = []
    known = int(events["relationship"].astype("string").str.lower().isin(KNOWN).sum())
    if known >= SMALLEST:
        asked.append(
            Question(
                "people",
                f"In {known} of {len(events)} the suspect is a partner, former partner or relative: "
                "is it domestic abuse seen in public?",
                "known",
            )
        )
    named = int(events["victim"].notna().sum())
    if named - victims >= SMALLEST:
        asked.append(
            Question(
                "people",
                f"{named} offences, {victims} people: who is harmed again, and what support do they have?",
                "repeat",
            )
        )
    return asked
