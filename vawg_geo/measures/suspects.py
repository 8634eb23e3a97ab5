"""Suspects by recorded involvement: a restricted list with a purpose, a reviewer and an expiry."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.repeats import DAYS, known_people

ADULT = 18
LONGEST_DAYS = 183  # a list older than half a year is made again, not kept
WORDS = (
    "Recorded involvement as a suspect in the last 365 days. A suspect is not convicted of anything; the list says "
    "nothing about what anybody will do."
)
_INCIDENTS = {"recorded_on": Column("time"), "status": Column("text"), "harm": Column("number", null=True, low=0)}


def find_suspects(
    people: pd.DataFrame, incidents: pd.DataFrame, *, cut: date, purpose: str, reviewer: str, expires: date
) -> pd.DataFrame:
    """
    List adults recorded as suspects in more than one crime with a named victim, by summed harm.

    Parameters
    ----------
    people
        One row a person and crime: `incident`, `pid`, `role`, `age`, `eliminated`. No other characteristic of a
        person is read: there is no way to rank by one.
    incidents
        Index = incident: `recorded_on`, `status`, `harm` (NaN = unweighted).
    cut
        The data cut: crimes recorded in the 365 days up to it are counted.
    purpose, reviewer
        Why the list is made, and who checks it: neither may be blank.
    expires
        When it must be destroyed: after the cut, at most half a year later.

    Returns
    -------
    suspects
        Index pid, most harm first (ties by pseudonym): `n` (crimes), `victims` (named, distinct), `harm`,
        `n_unweighted` (crimes without a weight, not in `harm`), `largest_share` (largest single crime's share of
        harm), `last_on`. `.attrs`: `words`, `purpose`, `reviewer`, `expires`, `age_unknown` (people left out because
        nobody knows whether they are adults). People of crimes that are not among the incidents are not counted.

    Raises
    ------
    DisclosureError
        If purpose or reviewer is blank, or the expiry is not within half a year after the cut.
    SchemaError
        If a column is missing or broken.

    References
    ----------
    METHODS 14: counted without cancelled crimes, eliminated suspects and under-18s.
    """
    if not purpose.strip() or not reviewer.strip():
        raise DisclosureError("a list of suspects needs a purpose and a reviewer; neither may be blank.")
    if not 0 < (expires - cut).days <= LONGEST_DAYS:
        raise DisclosureError(f"a list of suspects must expire after the cut, at most {LONGEST_DAYS} days later.")
    check_table(people, {"age": Column("number", null=True), "eliminated": Column("flag", null=True)}, what="people")
    check_table(incidents, _INCIDENTS, what="the table of incidents")
    rows, age_unknown = _counted(people, incidents, cut)
    suspects = _summed(rows, people, incidents)
    suspects.attrs = {"words": WORDS, "purpose": purpose, "reviewer": reviewer, "expires": expires.isoformat()}
    suspects.attrs["age_unknown"] = age_unknown
    return suspects


def _counted(people: pd.DataFrame, incidents: pd.DataFrame, cut: date) -> tuple[pd.DataFrame, int]:
    suspects, _ = known_people(people, incidents["recorded_on"], "suspect")
    victims, _ = known_people(people, incidents["recorded_on"], "victim")
    end = pd.Timestamp(cut, tz="Europe/London") + pd.Timedelta(days=1)
    begin = end - pd.Timedelta(days=DAYS)
    inside = suspects["seconds"].between(begin.timestamp(), end.timestamp(), inclusive="left")
    live = suspects["incident"].map(incidents["status"]) != "cancelled"
    named = suspects["incident"].isin(victims["incident"])
    rows = suspects[inside & live & named]
    # A person under 18 in any of these crimes is left out with all of them; one with no age in any of them too.
    ages = people["age"].reindex(rows.index).groupby(rows["pid"]).agg(["min"])["min"]
    unknown, minor = ages.index[ages.isna()], ages.index[ages < ADULT]
    return rows[~rows["pid"].isin(unknown.union(minor))], len(unknown)


def _summed(rows: pd.DataFrame, people: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    crimes = rows.assign(
        harm=rows["incident"].map(incidents["harm"]).astype("float64"),
        on=rows["incident"].map(incidents["recorded_on"]),
    )
    by = crimes.groupby("pid")
    table = by.agg(n=("incident", "size"), harm=("harm", "sum"), largest=("harm", "max"), last_on=("on", "max"))
    named = people[(people["role"] == "victim") & people["pid"].notna()][["incident", "pid"]]
    met = rows[["incident", "pid"]].merge(named, on="incident", suffixes=("", "_victim"))
    table["victims"] = met.groupby("pid")["pid_victim"].nunique().reindex(table.index)
    table["n_unweighted"] = crimes["harm"].isna().groupby(crimes["pid"]).sum()
    table["largest_share"] = np.where(
        table["harm"] > 0, table["largest"] / table["harm"].where(table["harm"] > 0), np.nan
    )
    table = table[table["n"] > 1].sort_index().sort_values("harm", ascending=False, kind="stable")
    return table[["n", "victims", "harm", "n_unweighted", "largest_share", "last_on"]]
