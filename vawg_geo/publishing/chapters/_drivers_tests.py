"""Hypotheses about why, each with the line that the data would have to stay below for it to be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.measures.cohort_rules import span_hours
from vawg_geo.measures.nights import window_weight
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.repeat_windows import count_repeats
from vawg_geo.publishing.chapters._people import counted_people
from vawg_geo.publishing.report.study import Study

Counted = tuple[int, int, float]  # n, d, the line
CERTAIN_HOURS = 24.0  # a longer span names no hour
TENTH = 0.1  # of the areas
A_FEW = 0.05  # one in twenty: with fewer, those recorded again drive nothing
HALF = 0.5
YEAR = 365
NEAR = ("Partner", "Ex-partner", "Family")  # as sources/descriptions write a relationship
NO_LINE: Counted = (0, 0, float("nan"))


@dataclass(frozen=True)
class Hypothesis:
    """One reason that could be why, on one side of the triangle."""

    name: str  # its sentences in the catalogue: <name>_says, <name>_wrong
    problem: str
    side: str  # victim, suspect or place
    count: Callable[[Study], Counted]


def _public(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["space"] == "public").fillna(value=False)]


def _at_night(study: Study, rows: pd.DataFrame) -> pd.Series:
    """Tell which records of a known hour lie in the core of the night."""
    nte = study.profile.nte
    known = rows[span_hours(rows) <= CERTAIN_HOURS]
    weight = window_weight(known["occurred_from"], known["occurred_to"], begins=nte.core_begins, ends=nte.core_ends)
    return weight >= nte.member_at


def night(study: Study) -> Counted:
    """Count public-space offences in the core of the night; the line is the night's share of the clock."""
    inside = _at_night(study, _public(study.now))
    begins, ends = (pd.Timedelta(f"{text}:00") for text in (study.profile.nte.core_begins, study.profile.nte.core_ends))
    hours = ((ends - begins) / pd.Timedelta(hours=1)) % 24
    return int(inside.sum()), len(inside), hours / 24


def alcohol(study: Study) -> Counted:
    """Count nightly public-space offences flagged with alcohol; the line is the most that day's offences may have."""
    rows = _public(study.now)
    inside = _at_night(study, rows)
    flagged = rows.loc[inside.index, "alcohol"].astype("boolean")
    told = flagged.notna()
    at_night, by_day = flagged[told & inside], flagged[told & ~inside]
    if not len(by_day):
        return NO_LINE
    line = share_intervals(pd.Series([int(by_day.sum())]), len(by_day))["high"].iloc[0]
    return int(at_night.sum()), len(at_night), float(line)


def same_places(study: Study) -> Counted:
    """Count public-space offences in the tenth of areas that had most in the period before; the line is that tenth."""
    areas = study.case.areas.index
    before = _public(study.earlier)["area"].value_counts().reindex(areas, fill_value=0)
    size = int(np.ceil(TENTH * len(areas)))
    top = before.sort_index().sort_values(ascending=False, kind="stable").index[:size]
    now = _public(study.now)["area"].dropna()
    return int(now.isin(top).sum()), len(now), size / len(areas)


def fear_there(study: Study) -> Counted:
    """Count Street Safe reports in the tenth of areas with most public-space offences; the line is that tenth."""
    reports = study.case.tables.get("street_safe")
    if reports is None or "area" not in reports.columns:
        return NO_LINE
    areas = study.case.areas.index
    size = int(np.ceil(TENTH * len(areas)))
    counts = _public(study.earlier)["area"].value_counts().reindex(areas, fill_value=0)
    top = counts.sort_index().sort_values(ascending=False, kind="stable").index[:size]
    day = reports["reported_on"].dt.tz_localize(None).dt.normalize()
    inside = reports.loc[day.between(*(pd.Timestamp(one) for one in study.period)), "area"].dropna()
    return int(inside.isin(top).sum()), len(inside), size / len(areas)


def known_suspect(study: Study) -> Counted:
    """Count offences by partners, former partners and family; the line is one half."""
    told = study.now["relationship"].dropna()
    return int(told.isin(NEAR).sum()), len(told), HALF


def _again(study: Study, role: str) -> Counted:
    room = pd.Timestamp(study.period[0]) - pd.Timedelta(days=YEAR + 1)
    rows = study.rows[study.rows["day"] >= room]
    people = counted_people(study, rows)
    if not (people["role"] == role).any():
        return NO_LINE
    first, last = study.period
    told = count_repeats(people, times=rows["recorded_on"], role=role, first=first, last=last, windows=(YEAR,)).iloc[0]
    return int(told["repeats"]), int(told["n"]), A_FEW


def harmed_again(study: Study) -> Counted:
    """Count victims recorded as victims in the year before; the line is one in twenty."""
    return _again(study, "victim")


def named_again(study: Study) -> Counted:
    """Count suspects recorded as suspects in the year before; the line is one in twenty."""
    return _again(study, "suspect")


HYPOTHESES = (
    Hypothesis("night", "public_night", "place", night),
    Hypothesis("alcohol", "public_night", "place", alcohol),
    Hypothesis("same_places", "public_night", "place", same_places),
    Hypothesis("fear_there", "public_night", "place", fear_there),
    Hypothesis("harmed_again", "da", "victim", harmed_again),
    Hypothesis("named_again", "da", "suspect", named_again),
    Hypothesis("known_suspect", "da", "suspect", known_suspect),
)
