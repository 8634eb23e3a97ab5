"""Preventative orders counted, the one way every page does: what came in, ended and is live, and that it balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.errors import BalanceError
from vawg_geo.base.schema import check_table
from vawg_geo.measures.orders import ARRESTED, NEEDED, order_days, time_decisions

FLOW = (
    "applied", "granted", "refused", "pending", "live_start", "expired", "revoked", "live_end", "breached", ARRESTED,
)  # fmt: skip
DATED = ("applied", "granted", "refused", "expired", "revoked", "breached", ARRESTED)  # counted by a day of their own
Span = tuple[date, date]


def count_flow(orders: pd.DataFrame, *, periods: Mapping[str, Span], types: Sequence[str] = ()) -> pd.DataFrame:
    """
    Count what happened to orders in each period, by type.

    Parameters
    ----------
    orders
        One row an order, as `orders.set_aside` keeps them.
    periods
        Name to first and last day, both included.
    types
        Types that have a row even where nothing happened.

    Returns
    -------
    flow
        Index type, period, in the order given (types beyond it after, sorted). `applied`, `granted`, `refused`,
        `expired`, `revoked`, `breached`, `breach_arrested` by their own day (of an order that was revoked and would
        have expired: the earlier; on one day: expired); `pending` (applied for by the last day and not decided by
        then); `live_start` (as the first day begins), `live_end` (as the last day ends; the day it ends is not live).
        `breach_arrested` is missing where the table does not hold it.

    Raises
    ------
    BalanceError
        If live_end is not live_start + granted - expired - revoked.

    References
    ----------
    METHODS 10: orders reconcile.
    """
    check_table(orders, NEEDED, what="the table orders")
    named = list(dict.fromkeys([*types, *sorted(orders["type"].unique())]))
    day = order_days(orders)
    end = day[["expires", "revoked"]].min(axis="columns")
    runs_out = day["expires"].notna() & (day["expires"] == end)
    day = day.assign(expired=day["expires"].where(runs_out), revoked=day["revoked"].where(~runs_out))
    parts = {name: _counted(day, end, span).groupby(orders["type"]).sum() for name, span in periods.items()}
    empty = pd.DataFrame(columns=list(FLOW), index=pd.Index([], name="type"))
    flow = pd.concat({name: part if len(part) else empty for name, part in parts.items()}, names=["period"])
    flow = flow.reorder_levels(["type", "period"]).reindex(pd.MultiIndex.from_product([named, list(periods)]))
    flow = flow.rename_axis(["type", "period"]).fillna(0).astype("int64").astype({ARRESTED: "float64"})
    if ARRESTED not in orders.columns or not orders[ARRESTED].notna().any():
        flow[ARRESTED] = np.nan
    check_flow(flow)
    return flow[list(FLOW)]


def check_flow(flow: pd.DataFrame) -> None:
    """
    Refuse a flow that does not balance.

    Parameters
    ----------
    flow
        `live_start`, `granted`, `expired`, `revoked`, `live_end`; any index.

    Raises
    ------
    BalanceError
        Telling how many rows do not, and the first one's name.
    """
    off = flow["live_start"] + flow["granted"] - flow["expired"] - flow["revoked"] != flow["live_end"]
    if off.any():
        raise BalanceError(
            "orders live at the end must be those live at the start + granted - expired - revoked: "
            f"{int(off.sum())} of {len(off)} rows do not balance, the first is {flow.index[off][0]}. Nothing is told "
            "from such a table; look for orders that are there twice or that changed while they were read."
        )


def check_chain(flow: pd.DataFrame, *, periods: Sequence[str]) -> None:
    """
    Refuse periods that do not follow from each other: what is live as one ends is live as the next begins.

    Parameters
    ----------
    flow
        As `count_flow` gives it.
    periods
        Names of periods, each beginning the day after the one before ends.

    Raises
    ------
    BalanceError
        Telling how many do not.
    """
    start, end = (
        flow.reset_index().pivot_table(index="type", columns="period", values=name)[list(periods)]
        for name in ("live_start", "live_end")
    )
    off = int((start.iloc[:, 1:].to_numpy() != end.iloc[:, :-1].to_numpy()).sum())
    if off:
        raise BalanceError(
            f"orders live at the start of a period must be those live at the end of the one before: {off} are not. "
            "Give periods that follow on each other without a gap."
        )


def time_flow(orders: pd.DataFrame, *, span: Span, cut: date, fewest: int) -> pd.DataFrame:
    """
    Say how many days orders applied for in a period waited for a decision, those still waiting counted as such.

    Parameters
    ----------
    orders
        As for `count_flow`.
    span
        First and last day of application.
    cut
        The data cut.
    fewest
        Applications below which no median is given.

    Returns
    -------
    waiting
        Index type: `asked` (applied for), `n_open` (not decided at the cut), `median`, `median_low`, `median_high`
        (days; Kaplan-Meier).
    """
    waiting = time_decisions(orders, first=span[0], last=span[1], cut=cut).rename(columns={"n": "asked"})
    medians = ["median", "median_low", "median_high"]
    return waiting.assign(**{name: waiting[name].where(waiting["asked"] >= fewest) for name in medians})


def _counted(day: pd.DataFrame, end: pd.Series, span: Span) -> pd.DataFrame:
    """Tell of each order what it adds to a period."""
    opens, closes = pd.Timestamp(span[0]), pd.Timestamp(span[1])
    granted = day["granted"]
    decided = day[["granted", "refused"]].min(axis="columns")
    return pd.DataFrame(
        {
            **{name: day[name].between(opens, closes) for name in DATED},
            "pending": (day["applied"] <= closes) & ~(decided <= closes),
            "live_start": (granted < opens) & ~(end < opens),
            "live_end": (granted <= closes) & ~(end <= closes),
        }
    )
