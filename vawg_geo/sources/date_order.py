"""Is the stated order of day and month the true one? What the dates themselves say against it."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from vawg_geo.sources.book import Book

_MANY = 20  # rows: a few stray rows are quarantined, a batch means that readable neighbours are wrong as well
_MOST = 0.8  # of the rows out of order: chance cures half
_WORDS = {"day_first": "day first", "month_first": "month first", "iso": "year first"}


def check_date_order(columns: dict[str, pd.DataFrame], *, order: str, cut: pd.Timestamp, book: Book) -> None:
    """
    Refuse a file whose dates are written in another order than its source states.

    Parameters
    ----------
    columns
        Field to what `parse_dates` gives for it; from, to, recorded as there are.
    order
        The stated order.
    cut
        First moment after the data cut, without zone.
    book
        The file's book.

    Raises
    ------
    SourceError
        If more than half of a column cannot be read (I16), if dates are readable only with day and month exchanged in
        number (I15), if every date could be read both ways and the other way is the plausible one, or if one column's
        dates are out of order with the others' and would not be with day and month exchanged (I17).
    """
    for name, dates in columns.items():
        unread = dates["fault"].isin(["I16"])
        if unread.sum() > (dates["fault"] != "blank").sum() / 2:
            book.refuse("I16", f"column {book.head(name)} is not written {_WORDS[order]}. {_CURE}", unread)
    if order == "iso":
        return
    everything = pd.concat(columns.values())
    swapped = (everything["fault"] == "swapped").sum()
    proven = (everything["day"].gt(12) & everything["fault"].eq("")).sum()  # only the stated order can read these
    stray = np.logical_or.reduce([dates["fault"] == "swapped" for dates in columns.values()])
    heads = ", ".join(book.head(name) for name in columns)
    if swapped >= _MANY or swapped > proven:
        words = f"dates in {heads} can only be read with day and month exchanged, not {_WORDS[order]}."
        book.refuse("I15", f"{words} {_CURE}", stray)
    exchanged = {name: _exchange(dates) for name, dates in columns.items()}
    late = _late(columns, cut)
    cured = late & ~_late(exchanged, cut)
    if cured.sum() >= _MANY and cured.sum() > 0.9 * late.sum():
        words = f"dates in {heads} lie after the data cut, and would not with day and month exchanged."
        book.refuse("I17", f"{words} {_CURE}", cured)
    if not proven and not swapped and _implausible(columns, cut) > 2 * _implausible(exchanged, cut):
        words = f"no day in {heads} is above 12, and the dates are plausible only with day and month exchanged."
        book.refuse("I17", f"{words} {_CURE}", late)
    _refuse_one_column(columns, exchanged, book)


_CURE = "State the true date_order in the source, or export that part of the file again."


def _refuse_one_column(columns: dict[str, pd.DataFrame], exchanged: dict[str, pd.DataFrame], book: Book) -> None:
    """Refuse dates of some columns alone that are exchanged: half of them come before what they should follow."""
    wrong = _out_of_order(columns)
    for size in range(1, len(columns)):
        for names in itertools.combinations(columns, size):
            other = columns | {name: exchanged[name] for name in names}
            moved = wrong & np.logical_or.reduce([columns[n]["time"] != exchanged[n]["time"] for n in names])
            cured = moved & ~_out_of_order(other)
            if cured.sum() >= _MANY and cured.sum() > _MOST * moved.sum():
                words = f"dates in {', '.join(map(book.head, names))} are out of order with the others, and would not "
                book.refuse("I17", f"{words}be with day and month exchanged. {_CURE}", cured)


def _out_of_order(columns: dict[str, pd.DataFrame]) -> np.ndarray:
    times = {name: dates["time"].to_numpy(dtype="datetime64[us]") for name, dates in columns.items()}
    pairs = [("from", "to", 0), ("from", "recorded", 1)]  # days that two clocks may differ by
    wrong = [
        times[first] - times[then] > np.timedelta64(days, "D")
        for first, then, days in pairs
        if first in times and then in times
    ]
    none = np.zeros(len(next(iter(times.values()))), dtype=bool)
    return np.asarray(np.logical_or.reduce([none, *wrong]), dtype=bool)


def _exchange(dates: pd.DataFrame) -> pd.DataFrame:
    # A date that both orders can read, moved to the day and month of the other order; its hour stays.
    both = dates["day"].between(1, 12) & dates["month"].between(1, 12) & dates["time"].notna()
    time = dates["time"].to_numpy(dtype="datetime64[us]").copy()
    chosen = both.to_numpy()
    day, month = (dates[name].to_numpy()[chosen] for name in ("day", "month"))
    clock = time[chosen] - time[chosen].astype("datetime64[D]")
    year = time[chosen].astype("datetime64[Y]")
    time[chosen] = (year.astype("datetime64[M]") + (day - 1)).astype("datetime64[D]") + (month - 1) + clock
    return dates.assign(time=time)


def _late(columns: dict[str, pd.DataFrame], cut: pd.Timestamp) -> np.ndarray:
    return np.asarray(np.logical_or.reduce([dates["time"] >= cut for dates in columns.values()]), dtype=bool)


def _implausible(columns: dict[str, pd.DataFrame], cut: pd.Timestamp) -> float:
    """Score a reading: rows out of order or in the future, and how far apart its dates lie."""
    times = [dates["time"].reset_index(drop=True) for dates in columns.values()]
    wrong = _late(columns, cut).sum()
    apart = 0.0
    for first, second in itertools.pairwise(times):
        wrong += (first > second).sum()
        apart += (second - first).abs().dt.total_seconds().sum() / 86_400
    pooled = pd.concat(times).dropna()
    spread = (pooled.quantile(0.9) - pooled.quantile(0.1)).total_seconds() / 86_400 if len(pooled) else 0.0
    return float(wrong * 30 + apart + spread)
