"""A batch of rows with day and month exchanged, inside a file whose other dates are right: told by its delays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.sources.book import Book

_MOST = 12  # days that are months as well
_FEWEST = 5  # rows: fewer say nothing
_REFUSED = 20  # rows: a batch, whose other rows are wrong without a sign of it
_TIMES = 4  # as many as chance explains, so that four in five of those set aside are rightly so
_FAVOURED = 1.5  # times the usual number of rows: a default day, such as the first of the month
_DAYS = 32
_CHANCE = 0.001  # of one false alarm in a file


def reject_exchanged(columns: dict[str, pd.DataFrame], *, order: str, book: Book) -> None:
    """
    Set aside rows whose day and month are exchanged though both orders can read them; refuse a whole batch.

    Parameters
    ----------
    columns
        Field to what `parse_dates` gives for it; `from` and `recorded` are looked at.
    order
        The stated order; by "iso" nothing is exchanged.
    book
        The file's book.

    Raises
    ------
    SourceError
        If 20 rows or more are so (I17).

    Notes
    -----
    A crime of 5 March that was recorded on the 7th, exchanged, reads 3 May and 3 July: the same day of two months.
    All of a batch fall on one day of the month in one year, the number of the true month. By chance few do: as many as
    that day has with each other day. A day that a system writes as a default in both columns says nothing.

    References
    ----------
    FAULTS I16, I17.
    """
    if order == "iso" or not {"from", "recorded"} <= set(columns):
        return
    begun, recorded = columns["from"], columns["recorded"]
    year = recorded["time"].dt.year.to_numpy(dtype="float64")
    day = [dates["day"].to_numpy() for dates in (begun, recorded)]
    month = [dates["month"].to_numpy() for dates in (begun, recorded)]
    both = np.logical_and.reduce([(dates >= 1) & (dates <= _MOST) for dates in (*day, *month)])
    later = both & (begun["time"].dt.year.to_numpy(dtype="float64") == year) & (month[1] > month[0]) & book.used
    bad = np.zeros(len(later), dtype=bool)
    later &= _usual(*day)
    years = np.unique(year[later])
    for one in years:
        rows = later & (year == one)
        for number in _crowded(day[0][rows], day[1][rows], cells=_MOST * len(years)):
            bad |= rows & (day[0] == number) & (day[1] == number)
    if bad.sum() >= _REFUSED:
        heads = f"{book.head('from')} and {book.head('recorded')}"
        book.refuse(
            "I17",
            f"{heads} fall on the same day of different months, as in a batch written with day and month exchanged, "
            "whose other rows cannot be told. Export that batch again as the others are.",
            bad,
        )
    book.reject(bad, "I17", "from")


def _crowded(begun: np.ndarray, recorded: np.ndarray, *, cells: int) -> list[int]:
    """Give the days on which far more rows both began and were recorded than chance explains."""
    from scipy.stats import poisson

    table = np.zeros((_MOST, _MOST))
    np.add.at(table, (begun - 1, recorded - 1), 1)
    on = np.diag(table)
    off = table - np.diag(on)
    # What a day has with the other days, it has with itself: as many crimes began on it, as many were recorded on it.
    sums = np.maximum(off.sum(axis=0), off.sum(axis=1))
    expected = np.maximum(np.maximum(sums, off.sum() / _MOST), 1) / (_MOST - 1)
    rare = poisson.sf(on - 1, expected) * cells < _CHANCE
    return [int(number) + 1 for number in np.flatnonzero(rare & (on >= _FEWEST) & (on > _TIMES * expected))]


def _usual(begun: np.ndarray, recorded: np.ndarray) -> np.ndarray:
    """Tell the rows of days that are no default: where both columns favour a day, its rows meet by custom."""
    apart = begun != recorded
    favoured = np.ones(_DAYS, dtype=bool)
    for days in (begun[apart], recorded[apart]):
        counts = np.bincount(days, minlength=_DAYS)[:_DAYS]
        favoured &= counts > _FAVOURED * np.median(counts[1:])
    return np.asarray(~favoured[np.clip(begun, 0, _DAYS - 1)], dtype=bool)
