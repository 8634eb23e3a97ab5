"""The periods a metric is counted by: months or calendar quarters, and which of them a table covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from pandas.api import types

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.quarters import read_period

FAR = 240  # months: as far back as a table goes, so that its baseline stays where it began
_QUARTER = 3
_SILENCE = 5  # mean gaps between events


@dataclass(frozen=True)
class Period:
    """One month or quarter."""

    label: str  # YYYY-MM, or YYYY-MM to YYYY-MM
    first: date
    last: date

    @property
    def words(self) -> str:
        """The period as people read it: March 2022, January to March 2022."""
        one, other = Month.of(self.first), Month.of(self.last)
        if one == other:
            return one.words
        begin = f"{self.first:%B}" if one.year == other.year else one.words
        return f"{begin} to {other.words}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def make_period(first: Month, last: Month) -> Period:
    """Make the period of whole months."""
    label = str(first) if first == last else f"{first} to {last}"
    return Period(label, first.first, last.last)


def name_period(label: str) -> str:
    """Give a label in words; one that names no months keeps its own."""
    ends = read_period(label)
    return make_period(*ends).words if ends else label


def list_periods(step: str, *, until: Month, months: int) -> tuple[Period, ...]:
    """
    List the periods of a step that end by a month.

    Parameters
    ----------
    step
        "month" or "quarter" (January to March, and so on).
    until
        The last month.
    months
        How many months back; only whole quarters inside them are given.

    Returns
    -------
    periods
        The oldest first.
    """
    every = [until - back for back in range(months - 1, -1, -1)]
    if step == "month":
        return tuple(make_period(month, month) for month in every)
    begins = [month for month in every if month.number % _QUARTER == 1 and until.months_since(month) >= _QUARTER - 1]
    return tuple(make_period(month, month + (_QUARTER - 1)) for month in begins)


def label_rows(values: pd.Series, *, step: str) -> pd.Series:
    """
    Name the period of each row.

    Parameters
    ----------
    values
        Times, or texts YYYY-MM or YYYY-MM to YYYY-MM.
    step
        "month" or "quarter".

    Returns
    -------
    labels
        Text, missing where the row lies in no such period: a quarter cannot be split into months.

    Raises
    ------
    SchemaError
        If the column holds neither times nor text.
    """
    if types.is_datetime64_any_dtype(values):
        local = values.dt.tz_convert(LONDON) if getattr(values.dt, "tz", None) is not None else values
        texts = local.dt.strftime("%Y-%m")
    elif types.is_string_dtype(values) or types.is_object_dtype(values) or values.isna().all():
        texts = values.astype("str")
    else:
        raise SchemaError("the column with the date must hold times, months (YYYY-MM) or quarters.")
    held = {text: _label(str(text), step) for text in texts.dropna().unique()}
    labels: pd.Series = texts.map(held).where(values.notna())
    return labels


def _label(text: str, step: str) -> str | None:
    ends = read_period(text)
    if ends is None:
        return None
    first, last = ends
    if step == "month":
        return str(first) if first == last else None
    begin = first - ((first.number - 1) % _QUARTER)
    return make_period(begin, begin + (_QUARTER - 1)).label if last.months_since(begin) < _QUARTER else None


def covered_periods(
    periods: tuple[Period, ...], values: pd.Series, *, cut: date, within: pd.Series | None = None, settle: int = 0
) -> tuple[Period, ...]:
    """
    Keep the periods a table covers: from the first whole one it begins in, to the last it reaches.

    Parameters
    ----------
    periods
        The oldest first.
    values
        The date of every row of the table: it reaches as far as the last.
    cut
        The data cut: a period that is not over is not counted.
    within
        The dates of the rows that count, where the table may hold other things for longer; None: all.
    settle
        Months at the table's beginning that are left out: it has not seen everybody yet.

    Returns
    -------
    covered
        Some of `periods`; none where the table is empty.
    """
    begins, ends = _span(values if within is None else within), _span(values)
    if begins is None or ends is None:
        return ()
    begin = (Month.of(begins[0]) + settle).first
    return tuple(p for p in periods if begin <= p.first and p.first <= ends[1] and p.last <= cut)


def _span(values: pd.Series) -> tuple[date, date] | None:
    """
    Give the first day of the first whole month, and the last day.

    A month whose first event comes late is whole where such a silence is usual: at most five mean gaps (beyond that,
    chance makes it once in 150).
    """
    known = values.dropna()
    if known.empty:
        return None
    if types.is_datetime64_any_dtype(known):
        first, last = known.min().date(), known.max().date()
        gap = (last - first).days / max(len(known) - 1, 1)
        return (Month.of(first) + (first.day - 1 > _SILENCE * gap)).first, last
    read = [ends for text in known.astype("str").unique() if (ends := read_period(text))]
    return (min(first.first for first, _ in read), max(last.last for _, last in read)) if read else None
