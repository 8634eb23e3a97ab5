"""What the partner and the public page say: counts, years and rules in finished sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.profile import Profile
from vawg_geo.measures.change import compare_counts
from vawg_geo.publishing.disclosure import Rule
from vawg_geo.publishing.release_cells import NIGHTS
from vawg_geo.publishing.tasking_terms import scope_words
from vawg_geo.publishing.words import VERDICTS, change_words, number, plural

if TYPE_CHECKING:
    from vawg_geo.publishing.release import Release

LEVEL = 0.05  # METHODS 8: E-test


def hidden_words(rule: Rule) -> str:
    """Say what stands in a table where a figure is hidden."""
    return f"<{rule.threshold} or hidden"


def hidden_spoken(rule: Rule) -> str:
    """Say the same in full: for the map's key and for those who hear the page."""
    return f"fewer than {rule.threshold}, or hidden to protect another"


def rounded_words(n: float, rule: Rule) -> str:
    """Write a count as an audience reads it: exact, or "about" where it was rounded."""
    return f"about {number(n)}" if rule.rounded_to else number(n)


def total_of(release: Release) -> float:
    """Return the whole force's count of the period, NaN where it is not shown."""
    years = release.tables.get("years")
    if years is None or years.empty or pd.isna(years["n"].iloc[-1]):
        return float("nan")
    return float(years["n"].iloc[-1])


def summary_words(release: Release, *, force: str) -> tuple[str, str]:
    """
    Say what was recorded, and whether it differs from the year before.

    Parameters
    ----------
    release
        Its `years`, oldest first.
    force
        The force's name.

    Returns
    -------
    level, change
        Two sentences; the second is empty where there is no year before.
    """
    total = total_of(release)
    if pd.isna(total):
        return f"The number of offences in {force} from {release.period_words} is not shown.", ""
    said = rounded_words(total, release.rule)
    whom = "against women and girls " if release.rule.rounded_to else ""
    where = "in public places at night " if release.statistic == NIGHTS else ""
    level = f"{said} offences {whom}were recorded {where}in {force} from {release.period_words}."
    years = release.tables["years"]["n"]
    if len(years) < 2 or pd.isna(years.iloc[-2]):  # noqa: PLR2004 - a year and the one before
        return _capital(level), ""
    return _capital(level), year_words(float(years.iloc[-2]), total, release.rule)


def year_words(before: float, after: float, rule: Rule) -> str:
    """
    Compare two years' counts: a difference is told only where chance does not explain it.

    Parameters
    ----------
    before, after
        Counts of 12 months each, as the audience sees them.
    rule
        Rounded counts are told as such.

    Returns
    -------
    words
        A sentence.

    References
    ----------
    METHODS 8, 13.
    """
    told = _differs(before, after)
    if rule.rounded_to:
        if not told:
            return f"The year before it was about {number(before)}: a difference of this size can be chance."
        way, why = ("more", " More people telling us can be one reason.") if after > before else ("fewer", "")
        return f"That is {way} than the year before (about {number(before)}).{why}"
    if not told:
        return f"From {number(before)} to {number(after)} since the year before: {VERDICTS['no change']}."
    way = "More" if after > before else "Fewer"
    return f"{way} than the year before: {change_words(before, after)}."


def _differs(before: float, after: float) -> bool:
    return before + after > 0 and bool(compare_counts(round(before), round(after))["p"].iloc[0] < LEVEL)


def shared_scope(profile: Profile, *, public: bool) -> str:
    """Say whose harm is counted, where and when; for the public in plain words."""
    if profile.written is None:
        return public_scope(profile) if public else scope_words(profile)
    return (
        f"We count every offence of violence against women and girls aged {profile.scope.min_age} and over that was "
        "recorded in these months, at any hour: at home, in public or online, whenever it happened."
    )


def public_scope(profile: Profile) -> str:
    """Say in plain words whose harm is counted, where and when."""
    nte = profile.nte
    return (
        f"We count offences against women and girls aged {profile.scope.min_age} and over, at night "
        f"({clock_words(nte.begins)} to {clock_words(nte.ends)}), in places open to everyone: streets, pubs and clubs, "
        "takeaways, taxis, buses and trains, car parks and parks."
    )


def clock_words(clock: str) -> str:
    """Write an hour as people say it: 18:00 is 6pm, 06:30 is 6:30am."""
    hour, minute = (int(part) for part in clock.split(":"))
    minutes = f":{minute:02d}" if minute else ""
    return f"{(hour - 1) % 12 + 1}{minutes}{'pm' if hour >= 12 else 'am'}"  # noqa: PLR2004 - noon


def contact_link(contact: str) -> str:
    """
    Give where a line of help leads when somebody taps it; nothing is asked for before.

    Parameters
    ----------
    contact
        "Call 101", "Text 61016" or "www.police.uk".

    Returns
    -------
    address
        A telephone, text-message or web address; "" for other words.
    """
    if re.fullmatch(r"www\.[a-z0-9.-]+(?:/[a-z0-9/-]*)?", contact):
        return f"https://{contact}"
    number = re.fullmatch(r"(Call|Text) ([0-9][0-9 ]+)", contact)
    return f"{'tel' if number[1] == 'Call' else 'sms'}:{number[2].replace(' ', '')}" if number else ""


def shown_words(table: pd.DataFrame, *, of: str, least: int) -> str:
    """Say how many areas a map shows a figure of."""
    shown = int(table["n"].notna().sum())
    return f"{number(shown)} of {plural(len(table), of)} with {least} or more"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
