"""Suspects by recorded involvement, under pseudonyms: the restricted list with the safeguards it already has."""

from __future__ import annotations

from datetime import date

import pandas as pd
from markupsafe import Markup

from vawg_geo.measures.suspects import find_suspects
from vawg_geo.publishing.fragment import Fragment
from vawg_geo.publishing.report.blocks import Column, Limit, Made, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.suspects_page import suspects_page

_TITLE = "Suspects by recorded involvement"
_QUESTION = "Which adults are recorded as suspects of more than one crime with a named victim?"


def write(study: Study) -> Section:
    """
    Write the list of suspects.

    Parameters
    ----------
    study
        The profile under study, which must be a restricted one in force.

    Returns
    -------
    section
        Why the list exists, the list, who is counted and what must not be read from it.

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force.
    """
    today = date.today()  # noqa: DTZ011 - the day where it is read
    people = study.case.people
    if people is None:
        return Section(
            "keyoffenders", _TITLE, _QUESTION, (Paragraph((study.must_say("keyoffenders.none"),), lead=True),)
        )
    found = find_suspects(
        people, study.case.incidents, month=study.month, profile=study.profile, cut=study.cut, today=today
    )
    page = suspects_page(study.case, found, profile=study.profile, month=study.month, today=today)
    told = study.book.put(
        "keyoffenders_told", _told(study, found), key="what",
        how="adults recorded as suspects of more than one crime with a named victim, METHODS 14",
        source="people, incidents",
    )  # fmt: skip
    listed = study.book.put(
        "keyoffenders_list", page.listed(), key="number",
        how="recorded involvement in 365 days, ordered as the profile says; cancelled crimes, eliminated suspects and "
        "people under 18 or of unknown age are left out, METHODS 14", source="people, incidents",
    )  # fmt: skip
    cell = study.book.cell
    fields = {key: cell(told, "list", key) for key in ("people", "days", "shown")}
    fields |= {key: cell(told, "list", key, "day") for key in ("first", "last", "expires")}
    columns = (
        Column("number", "Number"), Column("suspect", "Suspect", "text"), Column("crimes", "Crimes"),
        Column("victims", "Named victims"), Column("harm", "Summed harm", bar=True),
        Column("largest_share", "Largest crime’s share", "percent"), Column("unweighted", "Not weighed"),
        Column("last_recorded", "Last recorded", "day"),
    )  # fmt: skip
    return Section(
        "keyoffenders", _TITLE, _QUESTION,
        (
            Paragraph((study.must_say("keyoffenders.lead", **fields),), lead=True),
            _piece(page.paper()),
            Table(listed, "Suspects, by pseudonym", columns, cards=True, note=study.must_say("keyoffenders.names")),
            _piece(page.rules()),
            Limit((study.must_say("keyoffenders.limits"),)),
        ),
    )  # fmt: skip


def _piece(fragment: Fragment) -> Made:
    """Take a piece of the restricted page, its heads one level lower: here they stand inside a section."""
    lower = str(fragment.html).replace("<h2", "<h3").replace("</h2>", "</h3>")  # a Markup would escape what it is given
    return Made(Markup(lower))  # noqa: S704 - it was Markup, and only its heads changed


def _told(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """Say how long the list is, of when, until when."""
    first, last = (date.fromisoformat(found.attrs[end]) for end in ("first", "last"))
    return pd.DataFrame(
        [
            {
                "what": "list", "people": len(found), "shown": min(len(found), study.profile.score.top),
                "days": (last - first).days + 1, "first": first.isoformat(), "last": last.isoformat(),
                "expires": found.attrs["expires"],
            }
        ]
    )  # fmt: skip
