"""What reading gives: the records, the people, and the account of every row."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from vawg_geo.sources.book import Book


@dataclass(frozen=True)
class Intake:
    """An extract, read: rows in = used + rejected, file by file."""

    incidents: gpd.GeoDataFrame
    people: pd.DataFrame  # incident, pid, role, sex, age, ethnicity, disability, eliminated
    rejected: pd.DataFrame  # file, row (1-based data row), reason (FAULTS number), column
    quality: pd.DataFrame  # file, rule, what, n, action
    ledger: pd.DataFrame  # file, rows_in, used, rejected
    inputs: dict[str, str]  # file -> SHA-256
    key_id: str
    chosen: dict[str, str] = field(default_factory=dict)  # every automatic choice, in words


def collect_rejected(books: list[Book]) -> pd.DataFrame:
    """Stack the quarantined rows of all files."""
    return pd.concat([book.rejected for book in books], ignore_index=True)


def collect_quality(books: list[Book]) -> pd.DataFrame:
    """Stack the reconciliations of all files."""
    return pd.concat([book.quality for book in books], ignore_index=True)


def balance(books: list[Book]) -> pd.DataFrame:
    """
    Draw up the ledger.

    Parameters
    ----------
    books
        One a file.

    Returns
    -------
    ledger
        file, rows_in, used, rejected; rows_in = used + rejected.
    """
    rows = [(book.file, len(book.rows) + len(book.broken), int(book.used.sum()), len(book.rejected)) for book in books]
    return pd.DataFrame(rows, columns=["file", "rows_in", "used", "rejected"])
