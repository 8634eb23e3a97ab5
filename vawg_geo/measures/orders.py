"""Preventative orders before they are counted: which can be true, how long a decision took, who has a suspect."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.counted_people import not_eliminated
from vawg_geo.measures.survival import score_waiting

EVENTS = ("applied", "granted", "refused", "expires", "revoked", "breached")
ARRESTED = "breach_arrested"  # a column that few systems have
NEEDED = {"type": Column("text"), **{name: Column("time", null=True) for name in EVENTS}}
_ENDS = ("expires", "revoked", "breached")
_HOURS = 24.0


def find_order_faults(orders: pd.DataFrame, *, cut: date) -> pd.DataFrame:
    """
    Tell which orders have days that cannot be true together.

    Parameters
    ----------
    orders
        One row an order: `type` and the days `applied`, `granted`, `refused`, `expires`, `revoked`, `breached`, and
        where the force gives it `breach_arrested`; each missing where it has not been. Missing `applied` is no fault
        where the order was granted: a court may make one unasked. Where there is an `order_id` or a `subject_id`, an
        order entered again is a fault of its later rows.
    cut
        The data cut: no day but `expires` may lie after it.

    Returns
    -------
    faults
        Index of `orders`, a bool column a fault; an order may have several.

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    arrested = {ARRESTED: Column("time", null=True)} if ARRESTED in orders.columns else {}
    check_table(orders, NEEDED | arrested, what="the table orders")
    day = order_days(orders)
    applied, granted, refused = day["applied"], day["granted"], day["refused"]
    late = pd.Timestamp(cut)
    return pd.DataFrame(
        {
            "neither applied for nor granted": applied.isna() & granted.isna(),
            "granted before it was applied for": granted < applied,
            "refused before it was applied for": refused < applied,
            "both granted and refused": granted.notna() & refused.notna(),
            "expires before it was granted": day["expires"] < granted,
            "revoked before it was granted": day["revoked"] < granted,
            "breached before it was granted": day["breached"] < granted,
            "ended or breached, never granted": granted.isna() & day[list(_ENDS)].notna().any(axis="columns"),
            "a day after the data cut": (day.drop(columns="expires") > late).any(axis="columns"),
            "breached after it had ended": day["breached"] > day[["expires", "revoked"]].min(axis="columns"),
            "entered again": _again(orders, day),
        },
        index=orders.index,
    )


def set_aside(orders: pd.DataFrame, *, cut: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Set aside the orders that no page counts.

    Parameters
    ----------
    orders, cut
        As for `find_order_faults`.

    Returns
    -------
    kept
        The orders without a fault.
    faults
        fault, n (orders; one may have several faults).
    """
    found = find_order_faults(orders, cut=cut)
    faults = found.sum().astype("int64").rename_axis("fault").reset_index(name="n")
    return orders[~found.any(axis="columns")], faults


def _again(orders: pd.DataFrame, day: pd.DataFrame) -> pd.Series:
    """Tell the rows after the first of one order: of one number, or of one person, type and every day."""
    again = pd.Series(data=False, index=orders.index)
    if "order_id" in orders.columns:
        again |= orders["order_id"].notna() & orders["order_id"].duplicated()
    if "subject_id" in orders.columns:
        whole = day.assign(type=orders["type"], subject=orders["subject_id"])
        again |= orders["subject_id"].notna() & whole.duplicated()
    return again


def time_decisions(orders: pd.DataFrame, *, first: date, last: date, cut: date) -> pd.DataFrame:
    """
    Say how many days orders applied for in a period waited for a decision.

    Parameters
    ----------
    orders
        As for `find_order_faults`.
    first, last
        Days of application.
    cut
        The data cut: what is not decided has been followed up to it.

    Returns
    -------
    waiting
        Index type, sorted: `n`, `n_open`, `median`, `median_low`, `median_high` (days, Kaplan-Meier).
    """
    rows = orders[order_days(orders)["applied"].between(pd.Timestamp(first), pd.Timestamp(last))]
    decided = rows["granted"].fillna(rows["refused"])
    episodes = pd.DataFrame({"start": rows["applied"], "end": decided.where(decided >= rows["applied"])})
    waiting = score_waiting(episodes, cut=cut, groups=rows["type"]).rename_axis("type")
    names = ["median", "median_low", "median_high"]
    return waiting[["n", "n_open", *names]].assign(**{name: waiting[name] / _HOURS for name in names})


def with_suspect(incidents: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """
    Tell which crimes have a known suspect who was not eliminated.

    Parameters
    ----------
    incidents
        Index = incident.
    people
        `incident`, `pid`, `role`, `eliminated` where known.

    Returns
    -------
    known
        Bool, index of `incidents`.
    """
    rows = not_eliminated(people[(people["role"] == "suspect") & people["pid"].notna()])
    return pd.Series(among(incidents.index, rows["incident"]), index=incidents.index)


def order_days(orders: pd.DataFrame) -> pd.DataFrame:
    """
    Give the days of orders, without their hours.

    Parameters
    ----------
    orders
        As for `find_order_faults`; a column that is not there holds no day.

    Returns
    -------
    days
        Index of `orders`: each of `EVENTS` and `breach_arrested`, midnights without a zone.
    """
    names = [*EVENTS, ARRESTED]
    held = {name: orders[name] if name in orders.columns else pd.Series(pd.NaT, index=orders.index) for name in names}
    return pd.DataFrame({name: _midnight(times) for name, times in held.items()}, index=orders.index)


def _midnight(times: pd.Series) -> pd.Series:
    known = pd.to_datetime(times)
    days: pd.Series = (known.dt.tz_localize(None) if known.dt.tz is not None else known).dt.normalize()
    return days
