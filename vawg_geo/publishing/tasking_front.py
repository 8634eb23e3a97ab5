"""What the front of the tasking page says: sentences and rows, computed from the found hot spots."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Headline, Hotspots
from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.words import (
    VERDICTS, chance_word, join_words, number, percent, plural, sentence, tidy,
)  # fmt: skip

TRENDS = {
    "up": ("▲", "clear rise"),
    "down": ("▼", "clear fall"),
    "none": ("▬", "no clear change"),
}
NOT_RANKED = "leaving"


@dataclass(frozen=True)
class PlaceRow:
    """One listed place as the table shows it: every value finished text."""

    area: str
    number: int
    place: str
    status: str
    chip: str
    n12: str
    n_month: str
    harm: str
    bar: Markup
    largest: str
    chance: str
    percent: str
    ranks: str
    glyph: str
    trend: str
    peak: str
    behaviours: str
    fear: str
    cluster: bool


def place_rows(listed: pd.DataFrame) -> list[PlaceRow]:
    """
    Turn the listed places into the table's rows.

    Parameters
    ----------
    listed
        `Hotspots.listed`, in display order.

    Returns
    -------
    rows
        One a place.
    """
    most = float(listed["shrunk_harm"].max()) if len(listed) else math.nan
    return [_place_row(str(area), listed.loc[area], most) for area in listed.index]


def _place_row(area: str, row: pd.Series, most: float) -> PlaceRow:
    glyph, trend = TRENDS[str(row["trend"])]
    return PlaceRow(
        area=area,
        number=int(row["number"]),
        place=str(row["place"]),
        status=str(row["status"]) or "listed",
        chip=status_words(str(row["status"]), int(row["status_months"])),
        n12=number(row["n12"]),
        n_month=number(row["n_month"]),
        harm=number(row["shrunk_harm"]),
        bar=draw_bar(float(row["shrunk_harm"]) / most if most else math.nan),
        largest=percent(float(row["largest_share"])),
        chance=chance_word(float(row["p_top"])),
        percent=percent(float(row["p_top"])),
        ranks=rank_words(int(row["rank_low"]), int(row["rank_high"])),
        glyph=glyph,
        trend=trend,
        peak=tidy(str(row["peak_text"])),
        behaviours=str(row["behaviours"]) or "no type with 3 or more",
        fear="" if pd.isna(row["fear"]) else number(float(row["fear"])),
        cluster=bool(row["cluster"]),
    )


def rank_words(low: int, high: int) -> str:
    """Write a rank interval: rank 1, or rank 1 to 4."""
    return f"rank {low}" if low == high else f"rank {low} to {high}"


def status_words(status: str, months: int) -> str:
    """Write how long a place has been on the list."""
    return f"stable {plural(months, 'month')}" if status == "stable" and months else status or "listed"


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
        return f"{level}.", "Whether that is more or less than expected, we cannot say: the record behind it is too short."
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
        f"{percent(row['share_harm'])} ({number(100 * row['low'])} to {number(100 * row['high'])}) of the next "
        f"{horizon_months} months’ harm in {percent(row['share_places'], 1)} of areas"
    )
    others = [
        f"{percent(other['share_harm'])} for {other['method']}"
        for _, other in rows[rows["method"] != "shrunk harm"].iterrows()
    ]
    return f"{text}; {join_words(others)}." if others else f"{text}."


@dataclass(frozen=True)
class Option:
    """One line of the decision box."""

    key: str
    what: str
    gain: str


def decision_options(coverage: pd.DataFrame, *, most: int = 3) -> list[Option]:
    """
    Turn the coverage curve into the lines the chair ticks; the last is always no new task.

    Parameters
    ----------
    coverage
        `Hotspots.coverage`.
    most
        How many lines of the curve to offer.

    Returns
    -------
    options
        One a line.
    """
    options = []
    for i, (_, row) in enumerate(coverage.head(most).iterrows()):
        gain = f"{percent(row['share'])} of expected harm for {number(row['officer_hours'])} officer-hours a month"
        if i:
            gain += f" (adds {number(100 * row['adds'])} points)"
        options.append(Option(f"option-{i + 1}", tidy(f"{row['places']}, {row['nights']} {row['hours']}"), gain))
    return [*options, Option("option-none", "No new patrol task", "keep what runs now")]


def gate_words(found: Hotspots, profile: Profile) -> str:
    """Say why the data gate is not green; empty when it is."""
    gate = found.gate
    if gate.colour == "green":
        return ""
    low = []
    if not gate.geocoded >= profile.gate.geocoded:
        low.append(f"{percent(gate.geocoded)} of records are located (at least {percent(profile.gate.geocoded)} asked)")
    if not gate.time_certain >= profile.gate.time_certain:
        low.append(f"{percent(gate.time_certain)} are certain in time (at least {percent(profile.gate.time_certain)} asked)")
    reason = join_words(low) or "the data gate was not passed"
    advice = "Do not task patrols from this page alone." if gate.colour == "red" else "Read the list with care."
    return f"{gate.colour.upper()}: {reason}. {advice}"


def peak_slots(peak: str, *, visits: int = 4, minutes: int = 15) -> list[str]:
    """
    Suggest short visits spread evenly over a peak window.

    Parameters
    ----------
    peak
        Text such as "Sat 23:00-02:30"; anything without two clock times gives none.
    visits
        How many visits.
    minutes
        Length of a visit.

    Returns
    -------
    slots
        "23:15 to 23:30", ...

    References
    ----------
    Koper (1995), Justice Quarterly 12(4): visits of 10 to 15 minutes last longest. METHODS 9.
    """
    times = re.findall(r"(\d{1,2}):(\d{2})", peak)
    if len(times) != 2:  # noqa: PLR2004 - a window has two ends
        return []
    begin, end = (60 * int(hour) + int(minute) for hour, minute in times)
    length = (end - begin) % 1_440 or 1_440
    count = max(1, min(visits, length // (2 * minutes)))
    gap = (length - count * minutes) / (count + 1)
    starts = [begin + 5 * round((gap + i * (minutes + gap)) / 5) for i in range(count)]
    return [f"{_clock(start)} to {_clock(start + minutes)}" for start in starts]


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def change_rows(changes: pd.DataFrame, listed: pd.DataFrame) -> list[dict[str, str]]:
    """
    Give the whole and every listed or told place of the change table.

    Parameters
    ----------
    changes
        `Hotspots.changes`; the whole is row "all".
    listed
        `Hotspots.listed`.

    Returns
    -------
    rows
        place, before, after, text; the whole first, then in the table's order.
    """
    shown = changes[changes.index.isin(["all", *listed.index]) | changes["told"].astype("bool")]
    order = sorted(shown.index, key=lambda area: area != "all")
    return [
        {
            "place": str(shown.at[area, "place"]),
            "before": number(shown.at[area, "before"]),
            "after": number(shown.at[area, "after"]),
            "text": str(shown.at[area, "text"]),
        }
        for area in order
    ]
