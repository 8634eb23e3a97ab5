"""The latest day by which a recommendation is to be done: its sentence says how long, the calendar says which day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.publishing.report.sentences import Sentence, template_of
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import day_words

EDITION = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}  # months from one edition to the next
QUARTER = 3
NO_DAY = "to be agreed"


def latest_day(said: Sentence, study: Study) -> date | None:
    """
    Say which day a sentence of "by when" means.

    Parameters
    ----------
    said
        The sentence; its template names the time in `due`.
    study
        The profile under study.

    Returns
    -------
    day
        The last day of the next edition's period, or of the quarter that follows the period, or the day so many months
        after the data cut; None where the template names no time, or editions are made on request.
    """
    template = template_of(said)
    due = template.due if template else ""
    if due == "edition":
        months = EDITION.get(study.profile.cadence)
        return (study.month + months).last if months else None
    if due == "quarter":
        ahead = study.month + 1
        return (ahead + (-ahead.number % QUARTER)).last
    months = {"one month": 1, "two months": 2, "three months": 3}.get(due)
    return (pd.Timestamp(study.cut) + pd.DateOffset(months=months)).date() if months else None


def latest_words(said: Sentence, study: Study) -> str:
    """Put the latest day into words; where none follows from the sentence it is to be agreed."""
    day = latest_day(said, study)
    return day_words(day) if day else NO_DAY
