"""Programmes of a period counted by step, and the people behind orders and programmes: each once, suspects apart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from vawg_geo.base.periods import LONDON

_PROGRAMME_STEPS = ("referred", "started", "completed")  # people are counted by the first


def count_subjects(orders: pd.DataFrame, *, first: date, last: date, suspects: Collection[str]) -> pd.DataFrame:
    """
    Count the people with an order granted, by its type.

    Parameters
    ----------
    orders
        `type`, `granted`, `subject_id`; the orders that are counted (`orders.set_aside`).
    first, last
        The period's days, both included.
    suspects
        Pseudonyms of the suspects of the period.

    Returns
    -------
    people
        Index type, every type of `orders`: `subjects` (different people with an order granted), `suspects` (of these,
        suspects of the period).
    """
    inside = _within(orders["granted"], first, last)
    every = pd.Index(sorted(orders["type"].unique()), name="type")
    return _people(orders[inside], "type", "subject_id", suspects).reindex(every, fill_value=0)


def count_programmes(programmes: pd.DataFrame, *, first: date, last: date, suspects: Collection[str]) -> pd.DataFrame:
    """
    Count referrals to programmes.

    Parameters
    ----------
    programmes
        The side table: `name`, `referred`, `started`, `completed`, `person_id`.
    first, last, suspects
        As for `count_subjects`; each step is counted by its own day.

    Returns
    -------
    counts
        Index name: `referred`, `started`, `completed`, `subjects` (different people referred), `suspects` (of these).
    """
    inside = {step: _within(programmes[step], first, last) for step in _PROGRAMME_STEPS}
    counts = pd.DataFrame({step: rows.groupby(programmes["name"]).sum() for step, rows in inside.items()})
    people = _people(programmes[inside[_PROGRAMME_STEPS[0]]], "name", "person_id", suspects)
    return counts.join(people).fillna(0).astype("int64")


def _within(times: pd.Series, first: date, last: date) -> pd.Series:
    begin, end = pd.Timestamp(first, tz=LONDON), pd.Timestamp(last, tz=LONDON) + pd.Timedelta(days=1)
    inside: pd.Series = (times >= begin) & (times < end)
    return inside


def _people(rows: pd.DataFrame, by: str, person: str, suspects: Collection[str]) -> pd.DataFrame:
    """Count different people, and those of them who are suspects."""
    held = rows.drop_duplicates([by, person])
    known = held[person].isin(list(suspects))
    counts = pd.DataFrame({"subjects": held.groupby(by).size(), "suspects": known.groupby(held[by]).sum()})
    return counts.astype("int64")
