"""Months, nights and windows: the calendar every product is cut by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Self

import pandas as pd

from vawg_geo.base.errors import PeriodError

LONDON = "Europe/London"
FRIDAY, SATURDAY = 4, 5
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month: `Month.parse("2022-03")`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str | Month) -> Self:
        """
        Read a month written YYYY-MM.

        Parameters
        ----------
        text
            Four digits, a hyphen, 01 to 12; a month stays what it is.

        Returns
        -------
        month
            The month.

        Raises
        ------
        PeriodError
            If the text is anything else.
        """
        if isinstance(text, Month):
            return cls(text.year, text.number)
        found = _MONTH.fullmatch(str(text).strip())
        if not found:
            raise PeriodError("A month is written YYYY-MM, for example 2022-03.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> Month:
        years, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, index + 1)

    def __sub__(self, months: int) -> Month:
        return self + -months

    def months_since(self, earlier: Month) -> int:
        """Return how many months lie between an earlier month and this one."""
        return (self.year - earlier.year) * 12 + self.number - earlier.number

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return (self + 1).first - timedelta(days=1)

    @property
    def words(self) -> str:
        """The month as people write it: March 2022."""
        return self.first.strftime("%B %Y")


def nights_between(first: date, last: date) -> pd.DatetimeIndex:
    """
    List the nights from one day to another, both included.

    Parameters
    ----------
    first, last
        Dates of nights (the night of 31 December ends on the morning of 1 January).

    Returns
    -------
    nights
        Midnights, one a night, without zone.
    """
    return pd.date_range(first, last, freq="D", unit="us")


def weekend_nights(first: date, last: date, *, weekdays: tuple[int, ...] = (FRIDAY, SATURDAY)) -> pd.DatetimeIndex:
    """
    List the weekend nights from one day to another, both included.

    Parameters
    ----------
    first, last
        Dates of nights.
    weekdays
        Monday 0; by default Friday and Saturday. METHODS 3.

    Returns
    -------
    nights
        Midnights, one a night, without zone. February 2022 has 8, December 2022 has 10.
    """
    nights = nights_between(first, last)
    return nights[nights.day_of_week.isin(weekdays)]


def clock(text: str) -> time:
    """
    Read a wall-clock time written HH:MM.

    Parameters
    ----------
    text
        For example "18:00".

    Returns
    -------
    time
        The time of day.

    Raises
    ------
    PeriodError
        If the text is not a time of day.
    """
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(text)):
        raise PeriodError("A time of day is written HH:MM, for example 18:00.")
    return time.fromisoformat(text)


def span_words(first: date, last: date) -> str:
    """Write a span of days as people do: 1-31 March 2022, or 1 April 2021 to 31 March 2022."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
