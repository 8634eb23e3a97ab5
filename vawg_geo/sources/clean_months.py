"""Records that know their month alone, as data.police.uk gives them: an honest month-long span."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON
from vawg_geo.sources.book import Book
from vawg_geo.sources.dates import EXCEL_EPOCH

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_NO_MONTH = r"0000-[0-9]{2}|[0-9]{4}-00"
_EXCEL = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-[0-9]{2}"  # what Excel makes of 2022-03
_SERIAL = r"[0-9]{5}"


def clean_months(texts: pd.Series, *, cut: date, earliest: date, book: Book) -> pd.DataFrame:
    """
    Read the months of one file.

    Parameters
    ----------
    texts
        Months written YYYY-MM; those that a spreadsheet has rewritten (Mar-22, or a day number) are read and told.
    cut
        The data cut: a later month is a fault.
    earliest
        A month before this is a default, not a memory.
    book
        The file's book.

    Returns
    -------
    times
        `occurred_from` (first of the month), `occurred_to` (first of the next), `recorded_on` (= from), aware
        (Europe/London), NaT in rejected rows.

    Raises
    ------
    SourceError
        If more than half of the months cannot be read (I16), or are of another month than the file's name says (I52).

    References
    ----------
    FAULTS I16, I19, I20, I24, I52. DATA 11.
    """
    start = _read(texts, book)
    zero = texts.str.fullmatch(_NO_MONTH) | (start < pd.Timestamp(earliest))
    unread = start.isna() & ~zero
    if unread.sum() > len(texts) / 2:
        book.refuse("I16", f"column {book.head('month')} is not written YYYY-MM. Export it so.", unread)
    book.reject(zero, "I19", "month")
    book.reject(unread, "I16", "month")
    book.reject(start > pd.Timestamp(cut), "I24", "month")
    _check_name(start, book)
    first = start.dt.tz_localize(LONDON)
    last = (start + pd.DateOffset(months=1)).dt.tz_localize(LONDON).astype(first.dtype)
    return pd.DataFrame({"occurred_from": first, "occurred_to": last, "recorded_on": first})


def _read(texts: pd.Series, book: Book) -> pd.Series:
    start = pd.to_datetime(texts.where(texts.str.fullmatch(_MONTH)), format="%Y-%m", errors="coerce")
    start = start.astype("datetime64[us]")
    named = pd.to_datetime(texts.where(texts.str.fullmatch(_EXCEL)), format="%b-%y", errors="coerce")
    days = pd.to_numeric(texts.where(texts.str.fullmatch(_SERIAL)), errors="coerce").astype("float64")
    serial = pd.Series(EXCEL_EPOCH, index=texts.index) + pd.to_timedelta(days, unit="D")
    serial = serial.where(serial.dt.day == 1)  # a month's own number is its first day
    mended = named.astype(start.dtype).fillna(serial.astype(start.dtype))
    book.note_rows("I20", mended.notna(), "corrected", "month", "months that Excel rewrote read as months")
    found: pd.Series = start.fillna(mended)
    return found


def _check_name(start: pd.Series, book: Book) -> None:
    named = _MONTH.search(book.file)
    if not named:
        return
    other = start.notna() & (start != pd.Timestamp(f"{named[0]}-01"))
    if other.sum() > len(start) / 2:
        book.refuse("I52", f"they are of another month than the file's name says, {named[0]}. Check the file.", other)
    book.note_rows("I52", np.asarray(other) & book.used, "reported", "month")
