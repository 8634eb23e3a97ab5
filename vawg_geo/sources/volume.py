"""Is the extract the one that was meant: its month, its volume, its weights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.base.periods import Month
from vawg_geo.sources.book import Book
from vawg_geo.sources.rules import RULES

_BEFORE = 12  # months that say what is usual
_ENOUGH = 6  # of them, to say so at all
_HALF = 0.5
_NAMED = 5  # reasons in one message


def check_month(incidents: pd.DataFrame, month: Month | None) -> None:
    """
    Refuse an extract that holds nothing of the month it should cover.

    Parameters
    ----------
    incidents
        As read.
    month
        The expected month; None: any.

    Raises
    ------
    SourceError
        If nothing was recorded in that month.

    References
    ----------
    FAULTS I52.
    """
    if month is None or (_months(incidents) == str(month)).any():
        return
    raise SourceError(f"no row was recorded in {month.words}: this is another month's extract. Check the file. [I52]")


def refuse_nothing(rows: pd.DataFrame, books: Sequence[Book]) -> None:
    """
    Refuse an extract of which no row can be used.

    Parameters
    ----------
    rows
        The rows in use.
    books
        One a file.

    Raises
    ------
    SourceError
        With the commonest reasons, each with its first row.

    References
    ----------
    FAULTS, the invariant of section I: a page of nothing would read as a month without crime.
    """
    if len(rows):
        return
    quality = pd.concat([book.quality for book in books], ignore_index=True)
    faults = quality[quality["action"] == "quarantined"].sort_values("n", ascending=False, kind="stable")
    total = sum(len(book.rejected) for book in books)
    told = "; ".join(f"{line.n:,} rows: {line.what} [{line.rule}]" for line in faults.head(_NAMED).itertuples())
    raise SourceError(
        f"{books[0].file}: none of {total:,} rows can be used: {told}. Correct the extract or its source."
    )


def note_volume(incidents: pd.DataFrame, cut: date) -> pd.DataFrame:
    """
    Warn when the last full month holds less than half of what is usual.

    Parameters
    ----------
    incidents
        As read.
    cut
        The data cut.

    Returns
    -------
    quality
        One row or none.

    References
    ----------
    FAULTS I53.
    """
    last = Month.of(cut) - 1 if cut < Month.of(cut).last else Month.of(cut)
    counts = _months(incidents).value_counts()
    before = [counts.get(str(last - back), 0) for back in range(1, _BEFORE + 1)]
    usual = pd.Series([n for n in before if n]).median()
    short = sum(n > 0 for n in before) >= _ENOUGH and counts.get(str(last), 0) < _HALF * usual
    rows = [("I53", f"{RULES['I53'].what} ({last})", int(counts.get(str(last), 0)))] if short else []
    return _quality(rows)


def note_weights(incidents: pd.DataFrame) -> pd.DataFrame:
    """
    Count the records whose offence has no weight.

    Parameters
    ----------
    incidents
        As read.

    Returns
    -------
    quality
        One row a code.

    References
    ----------
    METHODS 2: a missing weight is never 0; "n unweighted" stands beside every harm figure.
    """
    bare = incidents.loc[incidents["harm"].isna() & incidents["offence_code"].notna(), "offence_code"]
    counts = bare.value_counts().sort_index()
    return _quality(
        [("METHODS 2", f"offence {code} has no open weight: counted, no harm", n) for code, n in counts.items()]
    )


def _months(incidents: pd.DataFrame) -> pd.Series:
    months: pd.Series = incidents["recorded_on"].dt.strftime("%Y-%m")
    return months


def _quality(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["rule", "what", "n"]).astype({"n": "int64"})
    return table.assign(file="", action="reported")[["file", "rule", "what", "n", "action"]]
