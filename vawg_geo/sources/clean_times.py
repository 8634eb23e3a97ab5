"""The three times of a record: occurred from-to and recorded, on London's clock."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON
from vawg_geo.sources.book import Book
from vawg_geo.sources.clean_months import clean_months
from vawg_geo.sources.date_batches import reject_exchanged
from vawg_geo.sources.date_order import check_date_order
from vawg_geo.sources.dates import parse_dates
from vawg_geo.sources.source import Source

_SWAPPED = "a date that can be read only with day and month exchanged: see what else came with it"
_BEFORE = "recorded more than a day before it began"
_SLACK = pd.Timedelta(days=1)  # clocks of two systems may differ, days may not
_DAY_HOURS = pd.Timedelta(hours=24)


def clean_times(cells: pd.DataFrame, source: Source, *, cut: date, book: Book) -> pd.DataFrame:
    """
    Read the times of one file.

    Parameters
    ----------
    cells
        The file's text, one column a field.
    source
        Its date order and columns.
    cut
        The data cut: a later date is a fault.
    book
        The file's book.

    Returns
    -------
    times
        `occurred_from`, `occurred_to`, `recorded_on`, aware (Europe/London), NaT in rejected rows. Without an end
        the end is the start; without a recorded column it is the end. A month alone is a month-long span.

    Raises
    ------
    SourceError
        If the file's dates are not written as stated (I15-I17), or speak of another month than its name (I52).

    References
    ----------
    METHODS 1 and 3. FAULTS I15-I26, I52.
    """
    if "month" in source.columns:
        return clean_months(cells["month"], cut=cut, earliest=date.fromisoformat(source.earliest), book=book)
    after_cut = pd.Timestamp(cut) + pd.Timedelta(days=1)
    parsed = {
        name: parse_dates(_joined(cells, name), source.date_order)
        for name in ("from", "to", "recorded")
        if name in cells.columns
    }
    check_date_order(parsed, order=source.date_order, cut=after_cut, book=book)
    reject_exchanged(parsed, order=source.date_order, book=book)
    earliest = pd.Timestamp(source.earliest)
    for name, dates in parsed.items():
        _reject_unread(name, dates, earliest, after_cut, book)
    local = {name: _to_london(dates, name, book) for name, dates in parsed.items()}
    passes = {name: np.asarray(twice, dtype=bool) for name, (_, twice) in local.items()}
    first_pass = next((name for name, twice in passes.items() if twice.any()), "")
    book.note_rows("I21", np.logical_or.reduce(list(passes.values())), "reported", first_pass)
    times = {name: time for name, (time, _) in local.items()}
    start = times["from"]
    end = times.get("to", start).fillna(start)
    end = _second_pass(parsed.get("to"), start, end)
    recorded = times.get("recorded", end)
    if "recorded" in parsed:
        book.reject(recorded.isna(), "I16", "recorded")
    book.reject(start.isna() | (start > end), "I23", "from")
    book.reject(start - recorded > _SLACK, "I23", "recorded", pd.Series(_BEFORE, index=start.index))
    _note(parsed, start, end, book)
    return pd.DataFrame({"occurred_from": start, "occurred_to": end, "recorded_on": recorded})


def _joined(cells: pd.DataFrame, name: str) -> pd.Series:
    clock = f"{name}_time"
    if clock not in cells.columns:
        return cells[name]
    return (cells[name] + " " + cells[clock]).where(cells[name] != "", "").str.strip()


def _reject_unread(name: str, dates: pd.DataFrame, earliest: pd.Timestamp, after_cut: pd.Timestamp, book: Book) -> None:
    book.reject((dates["fault"] == "I19") | (dates["time"] < earliest), "I19", name)
    book.reject(dates["fault"] == "swapped", "I16", name, pd.Series(_SWAPPED, index=dates.index))
    book.reject(dates["fault"] == "I16", "I16", name)
    book.reject(dates["time"] >= after_cut, "I24", name)
    book.note_rows("I18", dates["midnight24"], "corrected", name)
    book.note_rows("I20", dates["serial"], "corrected", name)


def _to_london(dates: pd.DataFrame, name: str, book: Book) -> tuple[pd.Series, pd.Series]:
    utc = dates["utc"].to_numpy(dtype=bool)
    naive = dates["time"].mask(utc)
    first = naive.dt.tz_localize(LONDON, ambiguous=np.ones(len(naive), dtype=bool), nonexistent="NaT")
    book.reject(first.isna() & naive.notna(), "I22", name)
    last = naive.dt.tz_localize(LONDON, ambiguous=np.zeros(len(naive), dtype=bool), nonexistent="NaT")
    twice = (first != last) & first.notna()
    written = dates["time"].where(utc).dt.tz_localize("UTC").dt.tz_convert(LONDON)
    return first.fillna(written).astype(f"datetime64[us, {LONDON}]"), twice


def _second_pass(to: pd.DataFrame | None, start: pd.Series, end: pd.Series) -> pd.Series:
    # An end before its start in the October hour is the hour's second pass, not a fault.
    if to is None:
        return end
    naive = to["time"].mask(to["utc"].to_numpy(dtype=bool))
    later = naive.dt.tz_localize(LONDON, ambiguous=np.zeros(len(naive), dtype=bool), nonexistent="NaT")
    moved: pd.Series = end.mask((start > end) & (later >= start), later.astype(end.dtype))
    return moved


def _note(parsed: dict[str, pd.DataFrame], start: pd.Series, end: pd.Series, book: Book) -> None:
    used = pd.Series(book.used, index=start.index)
    naive = parsed["from"]["time"]
    book.note_rows("I25", used & (naive == naive.dt.normalize()), "reported", "from")
    book.note_rows("I26", used & (end - start > _DAY_HOURS), "reported", "to")
