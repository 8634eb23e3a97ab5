"""The release ledger: every figure that ever left for partners or the public, one file a product edition."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month

# What an attacker knows of a figure (publishing.attack reads these), then which edition showed it.
PUBLISHED_COLUMNS = ("table", "row", "column", "value", "audience", "period", "rounded_to", "parts")
LEDGER_COLUMNS = (*PUBLISHED_COLUMNS, "profile", "month", "edition")
RELEASED = "released.csv"  # in a run's working folder: what this edition adds; the run moves it into the ledger
_WHOLE = ("value", "rounded_to", "edition")


def entry_name(month: Month, *, profile: str, edition: int) -> str:
    """
    Name an edition's file in the ledger.

    Parameters
    ----------
    month
        The reporting month.
    profile
        The product's name.
    edition
        The edition's number: a draft made again writes over its own file, a new edition adds one.

    Returns
    -------
    name
        For example "2022-03-nte_monthly-1.csv".
    """
    return f"{month}-{profile}-{edition}.csv"


def empty_ledger() -> pd.DataFrame:
    """Return a ledger of nothing, with its columns and their kinds."""
    return _typed(pd.DataFrame(columns=list(LEDGER_COLUMNS), dtype="str")).assign(order=pd.Series(dtype="int64"))


def read_ledger(folder: str | Path) -> pd.DataFrame:
    """
    Read everything a folder's ledger holds, oldest first.

    Parameters
    ----------
    folder
        The ledger's folder; "" or one that is not there holds nothing.

    Returns
    -------
    released
        `LEDGER_COLUMNS`, a row a published cell: `value` Int64 (<NA> = shown as hidden), `rounded_to` and `edition`
        Int64, the others text; and `order` (which file, 0 the oldest).

    Raises
    ------
    DisclosureError
        If a file is not a whole ledger file: without all that was released no attack can be tried, so nothing may be.
    """
    files = sorted(Path(folder).glob("*.csv")) if str(folder) else []
    tables = [table for table in map(_read, files) if len(table)]
    tables.sort(key=lambda table: (table["month"].iloc[0], table["edition"].iloc[0]))
    ordered = [table.assign(order=number) for number, table in enumerate(tables)]
    return pd.concat(ordered, ignore_index=True) if ordered else empty_ledger()


def _read(path: Path) -> pd.DataFrame:
    broken = DisclosureError(
        f"{path.name} in the release ledger cannot be read, or is not whole. Put it back from the backup: without "
        "everything released so far nothing can be proved about a new release."
    )
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
        typed = _typed(table) if tuple(table.columns) == LEDGER_COLUMNS else None
    except (OSError, ValueError):
        raise broken from None
    if typed is None:
        raise broken
    return typed


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {name: pd.to_numeric(table[name].replace("", None)).astype("Int64") for name in _WHOLE}
    return table.assign(**numbers)


def write_entry(published: pd.DataFrame, path: Path) -> Path:
    """
    Write what one edition releases, in the ledger's form.

    Parameters
    ----------
    published
        `LEDGER_COLUMNS`, or without `edition`, which the run fills in when it knows the number.
    path
        The file.

    Returns
    -------
    path
        The file written.
    """
    path.write_bytes(entry_bytes(published))
    return path


def entry_bytes(published: pd.DataFrame) -> bytes:
    """
    Spell a ledger file: one spelling for the same figures.

    Parameters
    ----------
    published
        As for `write_entry`.

    Returns
    -------
    content
        UTF-8, LF, a header, hidden cells empty.
    """
    table = published.reindex(columns=list(LEDGER_COLUMNS))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(LEDGER_COLUMNS)
    rows.writerows([("" if pd.isna(cell) else cell) for cell in row] for row in table.itertuples(index=False))
    return text.getvalue().encode()
