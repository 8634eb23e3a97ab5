"""How far campaigns made Street Safe's numbers: reports a day while people were asked, and while they were not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON
from vawg_geo.measures.change import compare_counts

DURING, OUTSIDE = "in a campaign", "outside campaigns"
KIND, BEGINS = "campaign", "street safe"  # what the table `calendar` calls them


def street_safe_campaigns(calendar: pd.DataFrame | None, first: date, last: date) -> pd.DataFrame:
    """
    Pick the Street Safe campaigns that touch a period.

    Parameters
    ----------
    calendar
        The side table: `date`, `until` (missing: one day), `kind`, `name`; None: the force keeps none.
    first, last
        The period's days, both included.

    Returns
    -------
    campaigns
        `name`, `first`, `last` (midnight, clipped to the period), by first day.
    """
    if calendar is None or calendar.empty:
        return pd.DataFrame({"name": [], "first": pd.DatetimeIndex([]), "last": pd.DatetimeIndex([])})
    ours = calendar[calendar["kind"].eq(KIND) & calendar["name"].str.lower().str.startswith(BEGINS)]
    begins = _days(ours["date"])
    ends = _days(ours["until"]).fillna(begins) if "until" in ours else begins
    found = pd.DataFrame({"name": ours["name"], "first": begins, "last": ends})
    found = found[(found["first"] <= pd.Timestamp(last)) & (found["last"] >= pd.Timestamp(first))]
    found["first"] = found["first"].where(found["first"] >= pd.Timestamp(first), pd.Timestamp(first))
    found["last"] = found["last"].where(found["last"] <= pd.Timestamp(last), pd.Timestamp(last))
    return found.sort_values(["first", "name"]).reset_index(drop=True)


def compare_campaigns(reports: pd.DataFrame, campaigns: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """
    Set the reports a day during campaigns beside those of all other days.

    Parameters
    ----------
    reports
        `reported_on`, of the period.
    campaigns
        What `street_safe_campaigns` gives; days of two campaigns count once.
    first, last
        The period's days, both included.

    Returns
    -------
    compared
        Two rows, `when` ("in a campaign", "outside campaigns"): `days`, `n`, `of` (all reports), `share`, `a_day`; in
        the first also `ratio` (a day, during over outside) with its exact 95 % interval `low`, `high`. NaN where there
        are no such days.

    References
    ----------
    METHODS 8, 11: campaign dates stand beside every count over time.
    """
    every = pd.date_range(first, last, freq="D")
    asked = pd.Series(data=False, index=every)
    for begins, ends in zip(campaigns["first"], campaigns["last"], strict=True):
        asked[begins:ends] = True
    during = int(asked.reindex(_days(reports["reported_on"])).fillna(value=False).sum())
    days = [int(asked.sum()), int((~asked).sum())]
    n = [during, len(reports) - during]
    table = pd.DataFrame({"when": [DURING, OUTSIDE], "days": days, "n": n, "of": len(reports)})
    table["share"] = table["n"] / table["of"].where(table["of"] > 0)
    table["a_day"] = table["n"] / table["days"].where(table["days"] > 0)
    compared = dict.fromkeys(("ratio", "low", "high"), np.nan)
    if all(days):
        tested = compare_counts(n[1], n[0], exposure_before=days[1], exposure_after=days[0]).iloc[0]
        compared = {name: float(tested[name]) for name in compared}
    for name, value in compared.items():
        table[name] = [value, np.nan]
    return table


def _days(times: pd.Series) -> pd.Series:
    times = pd.to_datetime(times)
    return (times.dt.tz_convert(LONDON).dt.tz_localize(None) if times.dt.tz is not None else times).dt.normalize()
