"""Preventative orders: applied for, granted, refused, breached, each by its own day, and how many were live."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.survival import score_waiting

EVENTS = ("applied", "granted", "refused", "expires", "revoked", "breached")
_NEEDED = {"type": Column("text"), **{name: Column("time", null=True) for name in EVENTS}}
_HOURS = 24.0


def count_orders(orders: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """
    Count what happened to orders in a period, by type.

    Parameters
    ----------
    orders
        One row an order: `type` and the days `applied`, `granted`, `refused`, `expires`, `revoked`, `breached`, each
        missing where it has not been.
    first, last
        The period's days, both included.

    Returns
    -------
    counts
        Index type, sorted: `applied`, `granted`, `refused`, `breached` (each by its own day: an order granted in the
        period may have been applied for before it); `live_start` (live as the first day begins), `ended` (expired or
        revoked in the period, whichever came first), `live_end` (live as the last day ends). Always
        live_end = live_start + granted - ended.

    Raises
    ------
    SchemaError
        If a column is missing or broken.

    References
    ----------
    METHODS 10: orders reconcile.
    """
    check_table(orders, _NEEDED, what="the table orders")
    days = {name: _day(orders[name]) for name in EVENTS}
    end = pd.concat([days["expires"], days["revoked"]], axis="columns").min(axis="columns")
    end = end.where(end.isna() | (end >= days["granted"]), days["granted"])  # none ends before it began
    opens, closes = pd.Timestamp(first), pd.Timestamp(last)
    counted = {name: days[name].between(opens, closes) for name in ("applied", "granted", "refused", "breached")}
    counted |= {
        "live_start": (days["granted"] < opens) & ~(end < opens),
        "ended": days["granted"].notna() & end.between(opens, closes) & (days["granted"] <= closes),
        "live_end": (days["granted"] <= closes) & ~(end <= closes),
    }
    return pd.DataFrame(counted).groupby(orders["type"]).sum().astype("int64").rename_axis("type").sort_index()


def time_decisions(orders: pd.DataFrame, *, first: date, last: date, cut: date) -> pd.DataFrame:
    """
    Say how many days orders applied for in a period waited for a decision.

    Parameters
    ----------
    orders
        As for `count_orders`.
    first, last
        Days of application.
    cut
        The data cut: what is not decided has been followed up to it.

    Returns
    -------
    waiting
        Index type, sorted: `n`, `n_open`, `median`, `median_low`, `median_high` (days, Kaplan-Meier).
    """
    rows = orders[_day(orders["applied"]).between(pd.Timestamp(first), pd.Timestamp(last))]
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
    rows = people[(people["role"] == "suspect") & people["pid"].notna()]
    if "eliminated" in rows.columns:
        rows = rows[~rows["eliminated"].fillna(value=False).astype(bool)]
    return pd.Series(incidents.index.isin(rows["incident"]), index=incidents.index)


def _day(times: pd.Series) -> pd.Series:
    days: pd.Series = times.dt.tz_localize(None).dt.normalize()
    return days
