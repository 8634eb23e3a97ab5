"""The register over time: overdue visits month by month, how long since the last visit, and each officer's load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.schema import Column, check_table

VISITS = {
    "person_id": Column("text", null=True), "officer": Column("text", null=True), "due": Column("time"),
    "done": Column("time", null=True),
}  # fmt: skip


def count_overdue(visits: pd.DataFrame, *, months: Sequence[str], cut: date) -> pd.DataFrame:
    """
    Count, at each month's end, the people known so far and those with a visit overdue.

    Parameters
    ----------
    visits
        One row a visit: `person_id`, `officer`, `due`, `done` (missing = not yet done).
    months
        Months, YYYY-MM; one that ends after the cut is taken at the cut.
    cut
        The data cut.

    Returns
    -------
    overdue
        Index month: `people` (with a visit due by then or done by then), `overdue` (of these with a visit due before
        that day and not done by it).

    Raises
    ------
    SchemaError
        If a column is missing or broken.

    References
    ----------
    METHODS 14: counts only.
    """
    check_table(visits, VISITS, what="the table visits")
    rows = []
    for month in months:
        at = min(pd.Timestamp(Month.parse(month).last, tz=LONDON), pd.Timestamp(cut, tz=LONDON))
        known = visits[(visits["due"] <= at) | (visits["done"] <= at)]
        late = known[(known["due"] < at) & ~(known["done"] <= at)]
        rows.append({"month": month, "people": known["person_id"].nunique(), "overdue": late["person_id"].nunique()})
    return pd.DataFrame(rows, columns=["month", "people", "overdue"]).set_index("month").astype("int64")


def time_since_visit(rso: pd.DataFrame, *, cut: date) -> pd.Series:
    """
    Give the days since each person's last visit.

    Parameters
    ----------
    rso
        One row a person: `last_visit` (missing = none known).
    cut
        The data cut.

    Returns
    -------
    days
        Index of `rso`; NaN where no visit is known.
    """
    days: pd.Series = (pd.Timestamp(cut, tz=LONDON) - rso["last_visit"]).dt.total_seconds() / 86_400
    return days


def count_caseloads(visits: pd.DataFrame, homes: pd.Series) -> pd.DataFrame:
    """
    Give each officer's load, without saying whose it is.

    Parameters
    ----------
    visits
        As for `count_overdue`.
    homes
        District of each person, index = person_id; missing where not known.

    Returns
    -------
    loads
        One row an officer, the largest load first: `people` (whose latest visit is theirs, by the day it is due) and
        `districts` (different ones these live in). Officers are not named, and rows of no officer are left out.

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    check_table(visits, VISITS, what="the table visits")
    rows = visits[visits["person_id"].notna() & visits["officer"].notna()].sort_values("due", kind="stable")
    latest = rows.drop_duplicates("person_id", keep="last")
    district = latest["person_id"].map(homes)
    loads = (
        latest.assign(district=district)
        .groupby("officer")
        .agg(people=("person_id", "size"), districts=("district", "nunique"))
    )
    return loads.sort_values(["people", "districts"], ascending=False).reset_index(drop=True)
