"""The same crimes and outcomes counted in every way in use, so that nobody mixes two of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.dispositions import NOT_YET, cohort_days, london_days
from vawg_geo.measures.first_outcomes import READ_AT, first_outcomes
from vawg_geo.measures.outcome_cohorts import DAYS, count_cohort_outcomes


def count_statuses(
    outcomes: pd.DataFrame, *, recorded_on: pd.Series, cut: date, possible: Collection[str], days: int = DAYS
) -> pd.DataFrame:
    """
    Count what the crimes recorded in each month had come to by the cut.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`; code 0, rows of other crimes and rows dated after the cut are not read.
    recorded_on
        When each crime was recorded, index = incident.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible.
    days
        Days within which `x` and `ever` count.

    Returns
    -------
    months
        Index month of recording, without gaps: `n` (crimes); `decided` (with an outcome by the cut) and `open`, which
        sum to n; `x` (whose first outcome came within `days` and makes a prosecution possible); `ever` (with such an
        outcome within `days`, first or later); `latest` (whose latest outcome by the cut is one); `revised` (with
        outcomes of more than one code); `share`, `low`, `high` (of x, Wilson); `ripe` (every crime of the month has
        been followed for `days`).

    References
    ----------
    METHODS 10: cohort (recorded in the period, status at the cut); a crime counts once, whatever its history.
    """
    recorded = cohort_days(recorded_on, cut)
    own = outcomes[among(outcomes["incident"], recorded.index) & (outcomes["code"] != NOT_YET)]
    own = own[london_days(own["date"]) <= pd.Timestamp(cut)]
    first = first_outcomes(own, recorded_on=recorded_on, cut=cut, possible=possible)
    firsts = pd.DataFrame({"incident": first.index, "code": first["code"], "date": first["at"]})
    table = count_cohort_outcomes(firsts, recorded_on=recorded_on, cut=cut, codes=possible, days=days)
    ever = count_cohort_outcomes(own, recorded_on=recorded_on, cut=cut, codes=possible, days=days)
    month = recorded.dt.strftime("%Y-%m")
    last = own.sort_values(["incident", "date"], kind="stable").drop_duplicates("incident", keep="last")
    codes = own.groupby("incident")["code"].nunique()
    hits: dict[str, pd.Index | pd.Series] = {
        "decided": first.index, "latest": last["incident"][last["code"].isin(possible)],
        "revised": codes.index[codes > 1],
    }  # fmt: skip
    counts = {
        name: month[among(month.index, crimes)].value_counts().reindex(table.index, fill_value=0)
        for name, crimes in hits.items()
    }
    table = table.assign(**counts, ever=ever["x"])
    columns = ["n", "decided", "open", "x", "ever", "latest", "revised", "share", "low", "high", "ripe"]
    return table.assign(open=table["n"] - table["decided"])[columns]


def age_assigned(
    outcomes: pd.DataFrame,
    *,
    recorded_on: pd.Series,
    first: date,
    last: date,
    possible: Collection[str],
    edges: Sequence[int] = READ_AT,
) -> pd.DataFrame:
    """
    Count the crimes with an outcome assigned in a period by how old they were then.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`.
    recorded_on
        When each crime was recorded, index = incident; outcomes of other crimes are not read.
    first, last
        Days of assignment, both included.
    possible
        Codes that make a prosecution possible.
    edges
        Last days of the bands, ascending; the last band is open.

    Returns
    -------
    ages
        One row a band: `from_day`, `to_day` (missing for the last), `n` (crimes by their first outcome of the period),
        `x` (crimes by the first of these that makes a prosecution possible), `inside` (of x, recorded in the period).
        A crime counts once in each column, and the columns sum to those of `count_assigned_outcomes` over the period.

    Raises
    ------
    SchemaError
        If `last` lies before `first`, or the edges do not ascend.

    References
    ----------
    METHODS 10: assigned in period.
    """
    if last < first:
        raise SchemaError("last must not lie before first.")
    if not edges or list(edges) != sorted(set(edges)):
        raise SchemaError("edges must be days that ascend, at least one.")
    when = london_days(outcomes["date"])
    own = outcomes.assign(when=when)[when.between(pd.Timestamp(first), pd.Timestamp(last))]
    own = own[among(own["incident"], recorded_on.index) & (own["code"] != NOT_YET)].sort_values("when", kind="stable")
    recorded = london_days(recorded_on.reindex(own["incident"].unique()))
    starts = [0, *(edge + 1 for edge in edges)]
    table = pd.DataFrame({"from_day": starts, "to_day": pd.array([*edges, None], dtype="Int64")})
    for name, rows in (("n", own), ("x", own[own["code"].isin(possible)])):
        once = rows.drop_duplicates("incident")
        began = recorded.reindex(once["incident"]).to_numpy()
        waited = (once["when"].to_numpy() - began) / np.timedelta64(1, "D")
        band = np.searchsorted(edges, waited)
        table[name] = np.bincount(band, minlength=len(starts))
        inside = band[(began >= np.datetime64(first)) & (began <= np.datetime64(last))]
    return table.assign(inside=np.bincount(inside, minlength=len(starts)))


def sum_ways(statuses: pd.DataFrame) -> dict[str, int]:
    """
    Sum months of a cohort.

    Parameters
    ----------
    statuses
        Months as `count_statuses` gives them.

    Returns
    -------
    sums
        `n`, `decided`, `open`, `x`, `ever`, `latest`, `revised` over the months.
    """
    names = ["n", "decided", "open", "x", "ever", "latest", "revised"]
    return {name: int(statuses[name].sum()) for name in names}
