"""What was chosen on the way to the hot spots, in words for the manifest and the back of the page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.coverage import OFFICERS, PATROL_BEGINS, PATROL_ENDS
from vawg_geo.measures.hexagons import FLAT_M, LEAST_OFFENCES, LEAST_VICTIMS
from vawg_geo.measures.origins import Standing
from vawg_geo.measures.place_changes import LEAST_BOTH


def describe_choices(
    standing: Standing, origins: Sequence[str], scores: pd.DataFrame, *, month: Month, first: Month,
    extra_nights: Sequence[str],
) -> dict[str, str]:  # fmt: skip
    """
    Say every choice the procedure made.

    Parameters
    ----------
    standing
        What was scored, and by which strata.
    origins
        Months the history was told by.
    scores
        The scores.
    month, first
        The reporting month, and the first month the data hold whole.
    extra_nights
        Nights counted as weekend nights too.

    Returns
    -------
    chosen
        What was chosen -> the choice, in words.
    """
    profile = standing.profile
    windows, score = profile.windows, profile.score
    held = month.months_since(first) + 1
    short = f"; only {held} months are held" if held < windows.evidence_months else ""
    extra = [night for night in extra_nights if night.startswith(str(month))]
    return {
        "hours": f"{profile.nte.begins} to {profile.nte.ends}; a night's date is that of its evening, and a record "
        "belongs to the night its time span has its middle in",
        "weekend nights": ", ".join([*profile.nte.weekend, *extra]),
        "uncertain times": f"counted by the share of the span inside the hours in the month's totals; counted whole by "
        f"place when at least {profile.nte.member_at:g} of it is inside; spans over 24 hours left out",
        "evidence": f"{windows.evidence_months} months to {month.words}, half weight after {windows.half_life_days} "
        f"days; the data hold {first.words} onwards{short}",
        "score": f"shrunk harm, k = {score.k:g}, expected a year; {score.draws} draws, seed {score.seed}, list of "
        f"{score.top}",
        "strata": standing.strata_words,
        "history": f"rolling origin at {', '.join(origins)}, by nights up to each and by what is known now",
        "badge": badge_words(scores, profile),
        "change": f"12 months against the 12 before, E-test, false discovery rate .05 over areas with at least "
        f"{LEAST_BOTH} offences in both together",
        "coverage": f"{OFFICERS} officers a place, {PATROL_BEGINS} to {PATROL_ENDS}, every weekend night of "
        f"{(month + 1).words}; harm a year inside those places and hours over all expected night-time harm",
        "hexagons": f"{FLAT_M:g} m flat to flat, drawn from {LEAST_OFFENCES} offences and {LEAST_VICTIMS} victims in "
        f"{windows.display_months} months",
        "no weight": f"{unweighted(standing, month)} offences of the evidence have no harm weight: each is counted, "
        "and taken to have the mean harm of its place",
    }  # fmt: skip


def badge_words(scores: pd.DataFrame, profile: Profile) -> str:
    """
    Say how the Gi* badge was given, or why it was not.

    Parameters
    ----------
    scores
        `z`, NaN where there was no badge.
    profile
        Windows and permutations.

    Returns
    -------
    words
        One phrase.
    """
    if scores["z"].isna().all():
        return "left out: under 30 areas, or over 80 % of them without an offence, or all alike"
    return (
        f"Gi* on {profile.windows.evidence_months} months' counts, queen neighbours, {profile.score.permutations} "
        "permutations, false discovery rate .05, only above the mean"
    )


def unweighted(standing: Standing, month: Month) -> int:
    """
    Count the offences of the evidence window without a harm weight.

    Parameters
    ----------
    standing
        What is scored.
    month
        The reporting month.

    Returns
    -------
    n
        Offences.
    """
    return int(standing.evidence(month)["harm"].isna().sum())
