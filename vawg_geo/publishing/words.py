"""Numbers into sentences: the PHIA yardstick, change words, and the words never written. METHODS 13."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date

from vawg_geo.base.shares import percent

PERCENT_BASE = 50  # a percentage change stands only on a base of at least this
SHARE_BASE = 20  # no share is printed below this many

# Gaps of the yardstick go to the nearest band, ties to the one nearer 50 %. METHODS 13.
_BANDS: tuple[tuple[float, bool, str], ...] = (
    (0.075, False, "remote chance"),
    (0.225, False, "highly unlikely"),
    (0.375, False, "unlikely"),
    (0.525, True, "realistic possibility"),
    (0.775, True, "likely"),
    (0.925, True, "highly likely"),
)
YARDSTICK: tuple[tuple[str, str], ...] = (
    ("remote chance", "up to 5%"),
    ("highly unlikely", "10% to 20%"),
    ("unlikely", "25% to 35%"),
    ("realistic possibility", "40% to under 50%"),
    ("likely", "55% to 75%"),
    ("highly likely", "80% to 90%"),
    ("almost certain", "95% or more"),
)
VERDICTS = {
    "no change": "no change we can distinguish from chance",
    "higher": "higher than expected",
    "lower": "lower than expected",
}
_NEVER: tuple[tuple[str, str], ...] = (
    (r"\bspikes?\b", "spike"),
    (r"\bepidemics?\b", "epidemic"),
    (r"\bsurg(?:e|es|ed|ing)\b", "surge"),
    (r"\bprevalen(?:ce|t)\b", "prevalence"),
    (r"\bsignifican(?:t|tly|ce)\b", "significant without a test"),
    (r"\bprevented\b", "prevented without an evaluation"),
    (r"\boffenders?\b", "offender"),
    (r"\b(?:put|placed) (?:her|them)sel(?:f|ves) at risk\b", "blame"),
    (r"\bmade (?:her|them)sel(?:f|ves) vulnerable\b", "blame"),
    (r"\bprovoc(?:ative|atively)\b|\brisky behaviour\b|\bpromiscuous\b", "blame"),
    (r"(?:\balleged|\bclaims? to be an?) victim\b", "blame"),
)


def chance_word(chance: float) -> str:
    """
    Say a chance in the words of the PHIA yardstick.

    Parameters
    ----------
    chance
        0 to 1; NaN gives "cannot say".

    Returns
    -------
    word
        One of seven phrases.

    References
    ----------
    Professional Head of Intelligence Assessment, probability yardstick. METHODS 13.
    """
    if math.isnan(chance):
        return "cannot say"
    tidy = round(chance, 9)  # 0.1 + 0.125 must meet 0.225
    for edge, belongs, word in _BANDS:
        if tidy < edge or (belongs and tidy == edge):
            return word
    return "almost certain"


def number(value: float, places: int = 0) -> str:
    """
    Write a number with thousands separators.

    Parameters
    ----------
    value
        Any number; NaN gives "cannot say".
    places
        Decimals.

    Returns
    -------
    text
        For example "1,148" or "5.1".
    """
    if value is None or math.isnan(value):
        return "cannot say"
    text = f"{value:,.{places}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text  # no figure is "-0.0"


def plural(count: float, thing: str, things: str = "") -> str:
    """Write a count with its noun: 1 offence, 5 offences."""
    return f"{number(count)} {thing if round(count) == 1 else things or thing + 's'}"


def join_words(parts: Sequence[str]) -> str:
    """Write a list as people do: a, b and c."""
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"  # noqa: PLR2004


def day_words(day: date) -> str:
    """Write a date as people do: 5 April 2022."""
    return f"{day.day} {day:%B %Y}"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop, once."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def change_words(before: float, after: float) -> str:
    """
    Write a change: a percentage only on a base of 50 or more, else from a to b.

    Parameters
    ----------
    before, after
        Counts of two periods of equal length.

    Returns
    -------
    text
        For example "from 5 to 40" or "from 200 to 230 (15% more)".

    References
    ----------
    METHODS 8 and 13.
    """
    text = f"from {number(before)} to {number(after)}"
    if before < PERCENT_BASE or before == after:
        return text
    return f"{text} ({percent(abs(after - before) / before)} {'more' if after > before else 'fewer'})"


def tidy(text: str) -> str:
    """Set text as a page does: no gap before a per cent sign, an en dash between figures."""
    tight = re.sub(r"(?<=\d)\s+%", "%", text)
    return re.sub(r"\d{4}-\d\d(?:-\d\d)?|(?<=\d)-(?=\d)", lambda found: "–" if found[0] == "-" else found[0], tight)


def never_words(text: str) -> list[str]:
    """
    Find what is never written about recorded crime.

    Parameters
    ----------
    text
        What people will read, without mark-up.

    Returns
    -------
    faults
        One entry a phrase found; empty when the text may stand.

    References
    ----------
    METHODS 13.
    """
    faults = [name for pattern, name in _NEVER if re.search(pattern, text, re.IGNORECASE)]
    bases = re.findall(r"from ([\d,]+) to [\d,]+ \(\d+% (?:more|fewer)\)", text)
    small = [base for base in bases if int(base.replace(",", "")) < PERCENT_BASE]
    return faults + ["a percentage change on a small base"] * len(small)


FILTERS: dict[str, Callable[..., str]] = {
    "chance_word": chance_word,
    "percent": percent,
    "number": number,
    "plural": plural,
    "join_words": join_words,
    "day_words": day_words,
    "sentence": sentence,
    "tidy": tidy,
}
