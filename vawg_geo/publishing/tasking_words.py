"""The tasking page's sentences: headline, movement, held-out score, data gate."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from vawg_geo.base.profile import Profile
from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspot_types import DataGate, Headline, Hotspots
from vawg_geo.publishing.words import VERDICTS, day_words, join_words, number, plural, sentence


def headline_words(headline: Headline) -> tuple[str, str]:
    """
    Write the month in one sentence and its verdict in another.

    Parameters
    ----------
    headline
        The month's numbers.

    Returns
    -------
    level, verdict
        "41 recorded offences on 8 weekend nights, 5.1 a night; expected 3.9 to 6.6." and what may be said of it.

    References
    ----------
    PRODUCTS 4.3, METHODS 13.
    """
    level = f"{plural(headline.n, 'recorded offence')} on {plural(headline.nights, 'weekend night')}"
    if not math.isnan(headline.per_night):
        level += f", {number(headline.per_night, 1)} a night"
    if math.isnan(headline.low) or math.isnan(headline.high) or headline.verdict not in VERDICTS:
        return (
            f"{level}.",
            "Whether that is more or less than expected, we cannot say: the record behind it is too short.",
        )
    level += f"; expected {number(headline.low, 1)} to {number(headline.high, 1)}."
    return level, sentence(VERDICTS[headline.verdict])


def movement_words(listed: pd.DataFrame) -> str:
    """Say which places are new, which are leaving, and that the rest stand."""
    if not len(listed):
        return "No place has enough evidence to be listed."
    parts = []
    for status, words in (("new", "New on the list"), ("leaving", "Leaving it")):
        names = [str(name) for name in listed.loc[listed["status"] == status, "place"]]
        if names:
            parts.append(f"{words}: {join_words(names)}.")
    rest = int((~listed["status"].isin(("new", "leaving"))).sum())
    if not parts:
        return f"The list is the same as before: {plural(rest, 'place')}."
    if rest:
        verb = "was" if rest == 1 else "were"
        parts.append(f"{'The other place' if rest == 1 else f'The other {rest} places'} {verb} listed before.")
    return " ".join(parts)


def capture_words(capture: pd.DataFrame, *, horizon_months: int = 12) -> str:
    """
    Say how this list would have done on later months, beside both naive lists.

    Parameters
    ----------
    capture
        `Hotspots.capture`.
    horizon_months
        3 or 12.

    Returns
    -------
    text
        One or two sentences.

    References
    ----------
    METHODS 6.8.
    """
    rows = capture[(capture["horizon_months"] == horizon_months) & capture["share_harm"].notna()]
    own = rows[rows["method"] == "shrunk harm"]
    if own.empty:
        return "How this list would have done on later months: cannot say, the record is too short."
    row = own.iloc[0]
    text = (
        f"Tested on {plural(int(row['origins']), 'earlier month')}: this method’s list went on to hold "
        f"{percent(row['share_harm'])} (95% interval {number(100 * row['low'])} to {number(100 * row['high'])}) of the "
        f"next {horizon_months} months’ harm in {percent(row['share_places'], 1)} of areas"
    )
    others = [
        f"{percent(other['share_harm'])} for {other['method']}"
        for _, other in rows[rows["method"] != "shrunk harm"].iterrows()
    ]
    return f"{text}; {join_words(others)}." if others else f"{text}."


def gate_words(found: Hotspots, profile: Profile) -> str:
    """Say why the data gate is not green; empty when it is."""
    gate = found.gate
    if gate.colour == "green":
        return ""
    low = []
    if not gate.geocoded >= profile.gate.geocoded:
        low.append(f"{percent(gate.geocoded)} of records are located (at least {percent(profile.gate.geocoded)} asked)")
    if not gate.time_certain >= profile.gate.time_certain:
        low.append(
            f"{percent(gate.time_certain)} are certain in time (at least {percent(profile.gate.time_certain)} asked)"
        )
    reason = join_words(low) or "the data gate was not passed"
    advice = "Do not task patrols from this page alone." if gate.colour == "red" else "Read the list with care."
    return f"{gate.colour.upper()}: {reason}. {advice}"


def late_words(gate: DataGate) -> str:
    """Say how many records of the month's weekend nights are still to come; the nowcast note of the head."""
    low, high = gate.may_rise
    return "cannot say" if math.isnan(low) else f"{number(low)} to {number(high)} more"


def date_words(text: str) -> str:
    """Write a date given as YYYY-MM-DD as people do; anything else stays as it is."""
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text
