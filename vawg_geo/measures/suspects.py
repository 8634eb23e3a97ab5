"""Suspects by recorded involvement: a restricted list with a purpose, a reviewer and an expiry."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.restricted import require_restricted
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.cohort_rules import in_offence_scope, is_other_victim, is_unknown_victim
from vawg_geo.measures.repeats import DAYS, PEOPLE

WORDS = (
    "Recorded involvement as a suspect in 365 days. A suspect is not convicted of anything; the list says "
    "nothing about what anybody will do."
)
LISTED = "counted: in more than one crime"
_PEOPLE = PEOPLE | {"age": Column("number", null=True), "eliminated": Column("flag", null=True)}
_INCIDENTS = {
    "recorded_on": Column("time"),
    "status": Column("text"),
    "harm": Column("number", null=True, low=0),
    "scope": Column("text", null=True),
    "victim_sex": Column("text", null=True),
    "victim_age": Column("number", null=True, low=0),
}


@checked
def find_suspects(
    people: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    month: Month | str,
    profile: Profile,
    cut: date,
    today: date | None = None,
) -> pd.DataFrame:
    """
    List adults recorded as suspects in more than one crime with a named victim, by recorded involvement.

    Parameters
    ----------
    people
        One row a person and crime: `incident`, `pid`, `role`, `age`, `eliminated`. No other characteristic of a
        person is read, and age only to leave out who may be under 18: there is no way to rank by one.
    incidents
        Index = incident: `recorded_on`, `status`, `harm` (NaN = unweighted), `scope`, `victim_sex`, `victim_age`.
    month
        Crimes recorded in the 365 days that end with this month are counted.
    profile
        A restricted profile that is in force: its scope says which crimes count, its `predictors` order the list.
    cut
        The data cut; the month must be over.
    today
        The clock's date; None asks the clock.

    Returns
    -------
    suspects
        Index pid, most harm first unless the profile orders otherwise (ties by pseudonym): `n` (crimes), `victims`
        (named, distinct), `harm`, `n_unweighted` (crimes without a weight, not in `harm`), `largest_share` (largest
        single crime's share of harm), `last_on`. `.attrs`: `words`, `purpose`, `reviewer`, `expires`; `first`, `last`
        (days counted); `censored` (the records do not reach back 365 days); `flow` (step and number of involvements:
        the first is all, the last those listed, the steps between sum to the difference).

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force.
    PeriodError
        If the month is not over at the cut.
    SchemaError
        If a column is missing or broken.

    References
    ----------
    METHODS 14: counted without cancelled crimes, eliminated suspects and under-18s.
    """
    paper = require_restricted(profile.restricted, today=today or date.today())  # noqa: DTZ011 - the day where it is read
    month = Month.parse(month)
    if cut <= month.last:
        raise PeriodError(f"{month.words} must be over at the data cut, {cut.day} {cut:%B %Y}; take an earlier month.")
    check_table(people, _PEOPLE, what="the table of people")
    check_table(incidents, _INCIDENTS, what="the table of incidents")
    begin, end = _window(month.last)
    rows, steps = _involved(people, incidents, (begin, end), profile)
    order = list(paper.predictors or ("harm",))
    suspects = _summed(rows, people).sort_index().sort_values(order, ascending=False, kind="stable")
    suspects.attrs = {
        "words": WORDS, "purpose": paper.purpose, "reviewer": paper.reviewer, "expires": paper.expires,
        "first": str(begin.date()), "last": str(month.last), "flow": steps,
        "censored": bool(incidents["recorded_on"].min() > begin + pd.Timedelta(days=1)),
    }  # fmt: skip
    return suspects


def counted_crimes(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell which crimes a list of people may rest on: in scope, and not cancelled.

    Parameters
    ----------
    incidents
        `status`, `scope`, `victim_sex`, `victim_age`.
    profile
        The scope.

    Returns
    -------
    counted
        Bool, index of `incidents`.
    """
    known = ~is_other_victim(incidents, profile) & ~is_unknown_victim(incidents, profile)
    return (incidents["status"] != "cancelled") & in_offence_scope(incidents, profile) & known


def _window(last: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    end = pd.Timestamp(last, tz="Europe/London") + pd.Timedelta(days=1)
    return end - pd.Timedelta(days=DAYS), end


def _involved(
    people: pd.DataFrame, incidents: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp], profile: Profile
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Return the involvements that count, with their crime's day and harm, and what became of the others."""
    rows = people[people["role"] == "suspect"]
    crime = incidents[["recorded_on", "harm"]].reindex(rows["incident"]).set_axis(rows.index)
    rows = rows.assign(on=crime["recorded_on"], harm=crime["harm"])
    scope = rows["incident"].isin(incidents.index[counted_crimes(incidents, profile)])
    reasons = {
        "not identified": rows["pid"].isna(),
        "named again in the same crime": rows.duplicated(["incident", "pid"]),
        "eliminated from the inquiry": rows["eliminated"].fillna(value=False).astype(bool),
        "crime not among the records used": ~rows["incident"].isin(incidents.index),
        f"recorded outside the {DAYS} days": ~rows["on"].between(*window, inclusive="left"),
        "cancelled, or offence or victim outside the scope": ~scope,
        "no named victim": ~rows["incident"].isin(_named(people)["incident"]),
    }
    why = pd.Series(np.select(list(reasons.values()), list(reasons), ""), index=rows.index, dtype="object")
    kept = rows[why == ""]
    # A person under 18 in any of these crimes is left out with all of them; one with no age in any of them too.
    youngest = kept["pid"].map(kept.groupby("pid")["age"].min())
    crimes = kept.groupby("pid")["incident"].transform("size")
    last = {
        "under 18 in one of the crimes": youngest < ADULT,
        "age not recorded": youngest.isna(),
        "in one crime only": crimes == 1,
    }
    why[kept.index] = np.select(list(last.values()), list(last), LISTED)
    counts = why.value_counts()
    steps = [
        ("recorded as a suspect", len(rows)),
        *((step, int(counts.get(step, 0))) for step in (*reasons, *last, LISTED)),
    ]
    return rows[why == LISTED], tuple(steps)


def _named(people: pd.DataFrame) -> pd.DataFrame:
    return people.loc[(people["role"] == "victim") & people["pid"].notna(), ["incident", "pid"]]


def _summed(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    by = rows.assign(harm=rows["harm"].astype("float64")).groupby("pid")
    table = by.agg(n=("incident", "size"), harm=("harm", "sum"), largest=("harm", "max"), last_on=("on", "max"))
    met = rows[["incident", "pid"]].merge(_named(people), on="incident", suffixes=("", "_victim"))
    table["victims"] = met.groupby("pid")["pid_victim"].nunique().reindex(table.index)
    table["n_unweighted"] = rows["harm"].isna().groupby(rows["pid"]).sum().astype("int64")
    table["largest_share"] = table["largest"] / table["harm"].where(table["harm"] > 0)
    return table[["n", "victims", "harm", "n_unweighted", "largest_share", "last_on"]]
