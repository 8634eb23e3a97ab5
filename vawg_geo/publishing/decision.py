"""What the chair decides between, and when officers would call: coverage and visits in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.shares import percent
from vawg_geo.publishing.words import number, tidy


@dataclass(frozen=True)
class Option:
    """One line of the decision box."""

    key: str
    what: str
    gain: str


def decision_options(coverage: pd.DataFrame, *, most: int = 3) -> tuple[str, list[Option]]:
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
    when
        The nights and hours all options share; empty when they differ, and each names its own.
    options
        One a line.
    """
    rows = [row for _, row in coverage.head(most).iterrows()]
    times = [tidy(f"{row['nights']}, {row['hours']}") for row in rows]
    shared = times[0] if len(set(times)) == 1 else ""
    options = []
    for i, row in enumerate(rows):
        gain = f"{percent(row['share'])} of expected harm lies there; {number(row['officer_hours'])} officer-hours"
        if i:
            gain += f" (+{number(100 * row['adds'])} points)"
        what = place_words(str(row["places"]))
        options.append(Option(f"option-{i + 1}", what if shared else f"{what}, {times[i]}", gain))
    return shared, [*options, Option("option-none", "No new patrol task", "keep what runs now")]


def place_words(places: str) -> str:
    """Write which places an option takes: Place 1, Places 1–4; names stay as they are."""
    if re.fullmatch(r"[\d–, -]+", places):
        return f"Place {places}" if places.isdigit() else f"Places {places}"
    return places


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
