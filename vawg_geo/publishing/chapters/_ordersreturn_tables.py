"""The quarterly return's tables: types as they are defined, the quarter, the quarters before, the months."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.order_flow import (
    FLOW,
    Span,
    check_chain,
    check_flow,
    count_flow,
    time_flow,
)
from vawg_geo.measures.orders import ARRESTED
from vawg_geo.publishing.chapters._orders_counted import ALL, GROUPS
from vawg_geo.publishing.report import columns
from vawg_geo.publishing.report.study import Study

MEDIANS = ["median", "median_low", "median_high"]
FEWEST = 10  # applications below which no median is told
OLD_DAYS = 90  # an application undecided for longer is asked after


@cache
def order_types() -> pd.DataFrame:
    """
    Read the types of order the return knows.

    Returns
    -------
    types
        Index type, in the return's order: group (of `GROUPS`), name, asked_by, breach.
    """
    path = Path(columns.__file__).with_name("order_types.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file))).set_index("type")


def list_types(orders: pd.DataFrame) -> pd.DataFrame:
    """
    List the return's types, with those of the table that it does not know after them.

    Parameters
    ----------
    orders
        The table.

    Returns
    -------
    types
        type, group (in words), name, asked_by, breach.
    """
    known = order_types()
    more = sorted(set(orders["type"]) - set(known.index))
    extra = pd.DataFrame({"group": "unlisted", "name": more, "asked_by": "not told", "breach": "not told"}, index=more)
    table = pd.concat([known, extra]).rename_axis("type").reset_index()
    return table.assign(group=table["group"].map(GROUPS))


def find_unkept(orders: pd.DataFrame) -> list[str]:
    """
    Name the steps of which the whole table holds no day: the force's system may not keep them.

    Parameters
    ----------
    orders
        The table.

    Returns
    -------
    steps
        In words.
    """
    words = {"applied": "application", "refused": "refusal", "revoked": "revocation", "breached": "breach"}
    return [word for step, word in words.items() if orders[step].isna().all()]


def return_quarter(orders: pd.DataFrame, study: Study) -> pd.DataFrame:
    """
    Count the period by type, by group and in all, with the days to a decision.

    Parameters
    ----------
    orders
        Rows that are counted.
    study
        The profile under study.

    Returns
    -------
    quarter
        type, name, group, the columns of `FLOW`, asked, n_open, median, median_low, median_high (days), old (of the
        pending: applied for more than 90 days before the period's end).
    """
    types = list_types(orders).set_index("type")
    flow = count_flow(orders, periods={"now": study.period}, types=list(types.index)).droplevel("period")
    waiting = time_flow(orders, span=study.period, cut=study.cut, fewest=FEWEST).reindex(flow.index)
    table = (
        flow.join(waiting)
        .assign(old=_old(orders, study).reindex(flow.index))
        .fillna({"asked": 0, "n_open": 0, "old": 0})
    )
    counts = [*FLOW, "asked", "n_open", "old"]
    whole = pd.concat([table, _sums(table[counts], types["group"])]).rename_axis("type")
    names = {**types["name"], **{group: f"All: {group}" for group in GROUPS.values()}, ALL: "All orders"}
    whole = whole.assign(name=whole.index.map(names), group=types["group"].reindex(whole.index).fillna("sum"))
    kinds = {name: "float64" if name == ARRESTED else "int64" for name in counts}
    return whole.astype(kinds).reset_index()[["type", "name", "group", *counts, *MEDIANS]]


def _sums(counts: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Sum rows of types by group and in all; what is known of no type stays unknown."""
    own = counts.groupby(group.reindex(counts.index), sort=False).sum(min_count=1)
    return pd.concat([own, counts.sum(min_count=1).to_frame(ALL).T])


def _old(orders: pd.DataFrame, study: Study) -> pd.Series:
    """Count applications that have waited long at the period's end."""
    last = pd.Timestamp(study.period[1])
    applied, granted, refused = (orders[name].dt.tz_localize(None) for name in ("applied", "granted", "refused"))
    decided = granted.fillna(refused).dt.normalize() <= last
    old = ~decided & (applied < last - pd.Timedelta(days=OLD_DAYS))
    counts: pd.Series = old.groupby(orders["type"]).sum().astype("int64")
    return counts


def return_periods(orders: pd.DataFrame, periods: Mapping[str, Span]) -> pd.DataFrame:
    """
    Count periods that follow on each other, by type, by group and in all.

    Parameters
    ----------
    orders
        Rows that are counted.
    periods
        Name to first and last day.

    Returns
    -------
    counts
        type, period, the columns of `FLOW`; rows of every known type.

    Raises
    ------
    BalanceError
        If a row does not balance, or a period does not begin as the one before ended.
    """
    types = list_types(orders).set_index("type")
    flow = count_flow(orders, periods=periods, types=list(types.index))
    check_chain(flow, periods=list(periods))
    parts = {
        name: _sums(flow[flow.index.get_level_values("period") == name].droplevel("period"), types["group"])
        for name in periods
    }
    sums = pd.concat(parts, names=["period", "type"]).reorder_levels(["type", "period"])
    order = list(dict.fromkeys(sums.index.get_level_values("type")))
    sums = sums.reindex(pd.MultiIndex.from_product([order, list(periods)], names=["type", "period"]))
    whole = pd.concat([flow, sums])
    check_flow(whole)
    return whole.astype({name: "float64" if name == ARRESTED else "int64" for name in FLOW}).reset_index()


def count_earlier(orders: pd.DataFrame, study: Study) -> pd.DataFrame:
    """
    Count the orders of the return, and those granted in the period that were applied for before it.

    Parameters
    ----------
    orders
        Rows that are counted.
    study
        The profile under study.

    Returns
    -------
    told
        what, n: granted, earlier (of these: applied for before the period), unasked (of these: no day of application).
    """
    first, last = (pd.Timestamp(day) for day in study.period)
    granted, applied = (orders[name].dt.tz_localize(None).dt.normalize() for name in ("granted", "applied"))
    inside = granted.between(first, last)
    counts = {
        "granted": int(inside.sum()),
        "earlier": int((inside & (applied < first)).sum()),
        "unasked": int((inside & applied.isna()).sum()),
        "days": OLD_DAYS,
        "fewest": FEWEST,
    }
    return pd.DataFrame(list(counts.items()), columns=["what", "n"])


def months_of(study: Study) -> dict[str, Span]:
    """Name the months of the return, oldest first."""
    months = [study.month - back for back in reversed(range(study.written.chart_months))]
    return {str(month): (month.first, month.last) for month in months}


def quarters_of(study: Study) -> dict[str, Span]:
    """Name the periods of the return, oldest first; each as long as the profile's."""
    size = study.written.months
    ends: list[Month] = [study.month - size * back for back in reversed(range(study.written.chart_months // size))]
    return {f"{end - (size - 1)} to {end}": ((end - (size - 1)).first, end.last) for end in ends}
