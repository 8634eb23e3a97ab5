"""First outcomes compared: between teams, between ripe years, and by how long they waited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes
from vawg_geo.measures.funnels import funnel_limits
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.survival import score_waiting

_HOURS = 24.0
_WAITED = ["n", "n_open", "median", "median_low", "median_high"]


def compare_teams(
    first: pd.DataFrame, teams: pd.Series, *, code: str, least: int, fewest: int = 0, days: int = DAYS
) -> pd.DataFrame:
    """
    Compare how often a code is a team's first outcome, with the limits for teams of its size.

    Parameters
    ----------
    first
        As `first_outcomes` gives it.
    teams
        Team of every crime of a ripe cohort, index = incident; crimes without one are told as "not recorded".
    code
        The outcome.
    least
        Crimes below which nothing is said of a team.
    fewest
        Crimes with (or without) that outcome below which nothing may be shown of a team.
    days
        Days within which the outcome came.

    Returns
    -------
    compared
        Index team, sorted: `n` (crimes), `x` (with that first outcome within `days`), and for teams large enough the
        columns of `funnel_limits`; the others' are missing, and their `signal` says "cannot say".

    References
    ----------
    METHODS 8 (funnel). Teams differ in what they are given; a team outside the limits is a question, not an answer.
    """
    named = teams.fillna("not recorded").replace("", "not recorded")
    hit = among(named.index, first.index[(first["code"] == code) & (first["days"] <= days)])
    counts = pd.DataFrame({"n": named.groupby(named).size(), "x": pd.Series(hit, named.index).groupby(named).sum()})
    counts = counts.astype("int64").rename_axis("team").sort_index()
    enough = (counts["n"] >= least) & (counts.index != "not recorded")
    enough &= (counts["x"] >= fewest) & (counts["n"] - counts["x"] >= fewest)
    large = counts[enough]
    funnel = funnel_limits(large["x"], large["n"]).reindex(counts.index)
    return counts.join(funnel.assign(signal=funnel["signal"].mask(~enough, "cannot say")))


def time_outcomes(
    first: pd.DataFrame, *, recorded_on: pd.Series, groups: Mapping[str, pd.Series], cut: date
) -> pd.DataFrame:
    """
    Say how long crimes wait for their first outcome, of whatever kind.

    Parameters
    ----------
    first
        As `first_outcomes` gives it.
    recorded_on
        When each crime was recorded, index = incident.
    groups
        Name to a bool Series (index of `recorded_on`): crimes of the group; groups may overlap.
    cut
        The data cut; crimes without an outcome are followed up to it.

    Returns
    -------
    waiting
        Index group: `n`, `n_open`, `median`, `median_low`, `median_high` (days, Kaplan-Meier).
    """
    end = first["at"].reindex(recorded_on.index)
    episodes = pd.DataFrame(
        {"start": recorded_on, "end": end.where(end >= recorded_on, recorded_on).where(end.notna())}
    )
    tables = [
        score_waiting(episodes[inside.to_numpy()], cut=cut).set_axis([name])
        for name, inside in groups.items()
        if inside.any()
    ]
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in _WAITED}).rename_axis("group")
    table = pd.concat(tables)[_WAITED].rename_axis("group")
    return table.assign(**{name: table[name] / _HOURS for name in _WAITED[2:]})


def compare_years(
    outcomes: pd.DataFrame, rows: pd.DataFrame, *, last: Month, cut: date, possible: Collection[str], years: int
) -> pd.DataFrame:
    """
    Count ripe years of crimes and those of them whose first outcome made a prosecution possible in time.

    Parameters
    ----------
    outcomes
        History.
    rows
        `recorded_on`, `day`, index = incident: crimes of all time.
    last
        The last ripe month.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible.
    years
        How many years of twelve months.

    Returns
    -------
    years
        One row a year, oldest first: `first`, `last` (ISO days), `days`, `n`, `x`, `share`, `low`, `high` (Wilson).
        Every crime of them has been followed, so nothing is left to estimate.
    """
    spans = [((last - 12 * back - 11).first, (last - 12 * back).last) for back in reversed(range(years))]
    parts = [rows[rows["day"].between(pd.Timestamp(a), pd.Timestamp(b))] for a, b in spans]
    found = [first_outcomes(outcomes, recorded_on=part["recorded_on"], cut=cut, possible=possible) for part in parts]
    x = [int(((one["kind"] == POSSIBLE) & (one["days"] <= DAYS)).sum()) for one in found]
    table = pd.DataFrame(
        {
            "first": [a.isoformat() for a, _ in spans], "last": [b.isoformat() for _, b in spans], "days": DAYS,
            "n": [len(part) for part in parts], "x": x,
        }
    )  # fmt: skip
    return table.join(share_intervals(table["x"], table["n"]))
