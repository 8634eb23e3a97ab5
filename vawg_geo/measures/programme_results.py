"""What was recorded after referrals to programmes, against people like those referred: all programmes, and each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.involvement import YEAR, Involvement, list_involvement
from vawg_geo.measures.matched_ratio import MatchedRatio, compare_matched
from vawg_geo.measures.programme_cohort import (
    FOLLOWED,
    LEAST_FOLLOWED,
    first_referrals,
    sort_people,
)
from vawg_geo.measures.programme_matching import FEWEST, match_people

STAGES = ("referred", "started", "completed")
FEWEST_PEOPLE = 20  # people compared, below which nothing is said of a programme
FEWEST_EXPECTED = 5.0  # new involvements expected, below which no ratio is told
ALL = ""


@dataclass(frozen=True)
class Cohort:
    """The people of one programme, or of all, by what became of them."""

    flow: pd.Series  # referrals by reason, then the people referred
    people: pd.DataFrame  # pid, day, started, completed, name, why, crimes (of the year before)
    own: pd.DataFrame  # people who are compared: history, what followed, started, completed
    others: pd.DataFrame  # one row a person compared (`set`) and one like them

    def compare(self, stage: str = "referred", *, count: str = "events") -> MatchedRatio:
        """
        Compare the people who came to a stage with those like them.

        Parameters
        ----------
        stage
            "referred" (everybody: as intended), "started" or "completed".
        count
            "events" or "da_events".

        Returns
        -------
        compared
            As `compare_matched` gives it.
        """
        own = self.own if stage == "referred" else self.own[self.own[stage]]
        return compare_matched(own[count], self.others.assign(events=self.others[count]))


@dataclass(frozen=True)
class ProgrammeResults:
    """All programmes together (""), and each by its name."""

    first: date  # the records' first day
    last: date  # and the last one looked at
    rows: int  # referrals read
    cohorts: dict[str, Cohort] = field(default_factory=dict)

    @property
    def index_days(self) -> tuple[date, date]:
        """The days between which a referral can be followed."""
        return self.first + timedelta(days=YEAR - 1), self.last - timedelta(days=LEAST_FOLLOWED)


@checked
def follow_programmes(
    programmes: pd.DataFrame, rows: pd.DataFrame, people: pd.DataFrame, *, first: date, last: date
) -> ProgrammeResults:
    """
    Follow everybody referred to a programme, and those like them, from the day of the referral.

    Parameters
    ----------
    programmes
        The side table: `person_id`, `name`, `referred`, `started`, `completed`.
    rows
        Live crimes in scope, as `list_involvement` takes them.
    people
        The table of people, of all crimes.
    first
        The first day the records cover.
    last
        The last day looked at.

    Returns
    -------
    results
        The day of a person's first referral (to any programme; for one programme, to it) is where they are followed
        from, whether they started or not: at least 90 days, at most a year.

    Raises
    ------
    SchemaError
        If a column is missing or broken.

    References
    ----------
    METHODS 14; PRODUCTS 4.5 (intention to treat).
    """
    inside = rows[rows["day"] <= pd.Timestamp(last)]
    known = programmes["person_id"].dropna()
    record = Involvement.of(list_involvement(inside, people), also=known)
    suspects = set(people.loc[people["role"] == "suspect", "pid"].dropna()) & set(known)
    names = [ALL, *sorted(programmes["name"].unique())]
    parts = {name: first_referrals(programmes, last=last, name=name) for name in names}
    referred = parts[ALL][0].set_index("pid")["day"]
    union = pd.concat([part[["pid", "day"]] for part, _ in parts.values()]).drop_duplicates(ignore_index=True)
    results = ProgrammeResults(first, last, len(programmes))
    begin, end = (pd.Timestamp(day) for day in results.index_days)
    able = pd.to_datetime(union["day"], unit="D").between(begin, end)
    own, others = match_people(union[able], record, referred=referred, last=last)
    label = pd.Series(union.index, index=pd.MultiIndex.from_frame(union))
    for name, (part, flow) in parts.items():
        held = part.set_axis(label.reindex(pd.MultiIndex.from_frame(part[["pid", "day"]])).to_numpy())
        why = sort_people(held, own, suspects=suspects, first=first, last=last)
        matched = held.index[(why == FOLLOWED) & (own["others"].reindex(held.index) >= FEWEST)]
        mine = own.loc[matched].join(held[["started", "completed"]])
        told = held.assign(why=why, crimes=own["n"].reindex(held.index))
        results.cohorts[name] = Cohort(flow, told, mine, others[others["set"].isin(matched)])
    return results


def can_say(compared: MatchedRatio) -> bool:
    """
    Tell whether a ratio may be told: enough people, enough expected of them, an interval with two ends.

    Parameters
    ----------
    compared
        The comparison.

    Returns
    -------
    enough
        True where it may.
    """
    firm = compared.people >= FEWEST_PEOPLE and compared.expected >= FEWEST_EXPECTED
    return firm and compared.high < float("inf")
