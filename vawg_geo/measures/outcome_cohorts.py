"""Outcomes by the month of recording or by the month of the outcome: two measures that are never mixed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.facts import outcome_table
from vawg_geo.base.schema import check_table
from vawg_geo.measures.dispositions import NOT_YET, OUTCOMES, cohort_days, london_days
from vawg_geo.measures.rates import share_intervals

DAYS = 180  # the headline's horizon, and the age from which a cohort is ripe. METHODS 10


@checked
def count_cohort_outcomes(
    outcomes: pd.DataFrame,
    *,
    recorded_on: pd.Series,
    cut: date,
    codes: Collection[str] | None = None,
    days: int = DAYS,
    level: float = 0.95,
) -> pd.DataFrame:
    """
    Count, of the crimes recorded in each month, those that had one of the outcomes within so many days.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`; rows of other crimes and rows dated after the cut are not read.
    recorded_on
        When each crime was recorded, index = incident.
    cut
        The data cut.
    codes
        Outcome codes counted; None = those that make a prosecution possible (the assumed set 1 to 8).
    days
        Days from recording, at least 0.
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    cohorts
        Index month of recording, without gaps: `n` (crimes), `x` (of these with such an outcome in its history within
        `days`), `share`, `low`, `high` (Wilson), `ripe` (every crime of the month has been followed for `days`). A
        month that is not ripe can only rise: draw it as incomplete and give it no colour.

    Raises
    ------
    SchemaError
        If a column is missing or broken, a crime stands twice, or an option is out of range.
    PeriodError
        If a crime was recorded after the cut.

    References
    ----------
    METHODS 10: cohort measure.
    """
    if days < 0 or days % 1:
        raise SchemaError("days must be a whole number, at least 0.")
    recorded = cohort_days(recorded_on, cut)
    rows = _read(outcomes, cut)
    rows = rows[among(rows["incident"], recorded.index) & rows["code"].isin(_counted(codes))]
    waited = (rows["when"] - recorded.reindex(rows["incident"]).to_numpy()).dt.days
    hit = pd.Series(among(recorded.index, rows["incident"][waited <= days]), index=recorded.index)
    month = recorded.dt.to_period("M")
    table = pd.DataFrame({"n": month.groupby(month).size(), "x": hit.groupby(month).sum()}).astype("int64")
    table = table.reindex(_every_month(month), fill_value=0)
    shares = share_intervals(table["x"], table["n"], level=level)
    last_day = table.index.to_timestamp(how="end").normalize()  # type: ignore[attr-defined]
    ripe = (pd.Timestamp(cut) - last_day).days >= days
    return table.join(shares).assign(ripe=ripe).set_axis(table.index.astype("str").rename("month"))


@checked
def count_assigned_outcomes(
    outcomes: pd.DataFrame, *, first: date, last: date, codes: Collection[str] | None = None
) -> pd.DataFrame:
    """
    Count outcomes assigned in each month, whenever their crimes were recorded.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`.
    first, last
        Days of assignment read, both included.
    codes
        As for `count_cohort_outcomes`.

    Returns
    -------
    assigned
        Index month of the outcome, without gaps: `n` (crimes with an outcome assigned), `x` (of these with one of the
        codes). The shares of the two are no cohort's and have no interval here. Code 0 is in neither.

    Raises
    ------
    SchemaError
        If a column is missing or broken, or `last` lies before `first`.

    References
    ----------
    METHODS 10: assigned in period.
    """
    if last < first:
        raise SchemaError("last must not lie before first.")
    rows = _read(outcomes, last)
    rows = rows[rows["when"] >= pd.Timestamp(first)]
    rows = rows.assign(month=rows["when"].dt.to_period("M"))
    counted = rows[rows["code"].isin(_counted(codes))]
    months = pd.period_range(first, last, freq="M")
    figures = {name: part.groupby("month")["incident"].nunique() for name, part in {"n": rows, "x": counted}.items()}
    table = pd.DataFrame({name: figure.reindex(months, fill_value=0) for name, figure in figures.items()})
    return table.astype("int64").set_axis(months.astype("str").rename("month"))


def is_ripe(recorded_on: pd.Series, *, cut: date, days: int = DAYS) -> pd.Series:
    """
    Tell which crimes have been followed long enough.

    Parameters
    ----------
    recorded_on
        When each crime was recorded, index = incident.
    cut
        The data cut.
    days
        Days they must have been followed.

    Returns
    -------
    ripe
        True or False, with the index of `recorded_on`.

    Raises
    ------
    SchemaError
        If a crime stands twice or has no time.
    PeriodError
        If a crime was recorded after the cut.

    References
    ----------
    METHODS 10.
    """
    followed = (pd.Timestamp(cut) - cohort_days(recorded_on, cut)).dt.days
    return pd.Series(followed >= days, name="ripe")


def _read(outcomes: pd.DataFrame, cut: date) -> pd.DataFrame:
    check_table(outcomes, OUTCOMES, what="the table of outcomes")
    when = london_days(outcomes["date"])
    read = ((when <= pd.Timestamp(cut)) & (outcomes["code"] != NOT_YET)).fillna(value=True)
    return outcomes.loc[read.to_numpy(dtype=bool), ["incident", "code"]].assign(when=when)


def _counted(codes: Collection[str] | None) -> list[str]:
    if codes is None:
        table = outcome_table()
        return list(table.index[table["prosecution_possible"]])
    listed = [] if isinstance(codes, str) else list(codes)
    if not listed or NOT_YET in listed:
        raise SchemaError('codes must list at least one outcome code, and never "0", which is no outcome.')
    return listed


def _every_month(month: pd.Series) -> pd.PeriodIndex:
    if not len(month):
        return pd.PeriodIndex(np.array([], dtype="datetime64[us]"), freq="M")
    return pd.period_range(month.min(), month.max(), freq="M")
