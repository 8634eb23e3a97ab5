"""Orders and programmes of a period counted: what was granted, breached, begun, and with whom it overlaps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from vawg_geo.base.periods import LONDON

_ORDER_STEPS = ("granted", "applied", "refused", "breached")  # people are counted by the first
_PROGRAMME_STEPS = ("referred", "started", "completed")


def count_orders(orders: pd.DataFrame, *, first: date, last: date, suspects: Collection[str]) -> pd.DataFrame:
    """
    Count orders by type and step.

    Parameters
    ----------
    orders
        The side table: `type`, `applied`, `granted`, `refused`, `breached`, `subject_id`.
    first, last
        The period's days, both included; each step is counted by its own date.
    suspects
        Pseudonyms of the suspects of the period.

    Returns
    -------
    counts
        Index type: `applied`, `granted`, `refused`, `breached`, `subjects` (different people with an order granted),
        `suspects` (of these, suspects of the period).

    References
    ----------
    METHODS 10: applied and granted have different dates and are two counts.
    """
    return _counted(orders, "type", _ORDER_STEPS, (first, last), ("subject_id", suspects))


def count_programmes(programmes: pd.DataFrame, *, first: date, last: date, suspects: Collection[str]) -> pd.DataFrame:
    """
    Count referrals to programmes.

    Parameters
    ----------
    programmes
        The side table: `name`, `referred`, `started`, `completed`, `person_id`.
    first, last, suspects
        As for `count_orders`.

    Returns
    -------
    counts
        Index name: `referred`, `started`, `completed`, `subjects` (different people referred), `suspects` (of these).
    """
    return _counted(programmes, "name", _PROGRAMME_STEPS, (first, last), ("person_id", suspects))


def _counted(
    table: pd.DataFrame,
    by: str,
    steps: tuple[str, ...],
    period: tuple[date, date],
    who: tuple[str, Collection[str]],
) -> pd.DataFrame:
    column, suspects = who
    begin = pd.Timestamp(period[0], tz=LONDON)
    end = pd.Timestamp(period[1], tz=LONDON) + pd.Timedelta(days=1)
    inside = {step: (table[step] >= begin) & (table[step] < end) for step in steps}
    counts = pd.DataFrame({step: rows.groupby(table[by]).sum() for step, rows in inside.items()})
    held = table[inside[steps[0]]].drop_duplicates([by, column])
    counts["subjects"] = held.groupby(by).size()
    counts["suspects"] = held[column].isin(list(suspects)).groupby(held[by]).sum()
    return counts.fillna(0).astype("int64")
