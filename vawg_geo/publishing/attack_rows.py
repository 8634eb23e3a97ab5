"""Published figures as an attacker reads them: spans of months, sums of parts, ranges of true values."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.schema import count_broken

NEEDED = ("table", "row", "column", "value", "audience", "period")
OPENNESS = ("public", "partner", "internal")  # who holds a later one's tables holds those of all before it
TOTALS = frozenset({"total", "totals", "all"})
_SPAN = re.compile(r"(\d{4}-\d{2})(?:\s*(?:\.\.|/|–|to|:)\s*(\d{4}-\d{2}))?")
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])")
_YEAR = re.compile(r"\d{4}")

Span = tuple[int, int]  # months since year 0, half-open


def is_total(label: str) -> bool:
    """Tell whether a label names the sum of the others."""
    return label.strip().casefold() in TOTALS


def read_span(period: str) -> Span | None:
    """
    Read a period's months: 2022-03, 2021-04..2022-03 (or "/", "to"), 2022-Q1 or 2021; None for any other label.

    Parameters
    ----------
    period
        The period as published.

    Returns
    -------
    span
        First month and the month after the last, counted from year 0; or None.

    Raises
    ------
    SchemaError
        If the period ends before it begins.
    """
    text = period.strip()
    if _YEAR.fullmatch(text):
        return 12 * int(text), 12 * int(text) + 12
    if quarter := _QUARTER.fullmatch(text):
        first = 12 * int(quarter[1]) + 3 * int(quarter[2]) - 3
        return first, first + 3
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    first, last = (_months(Month.parse(said)) for said in (found[1], found[2] or found[1]))
    if last < first:
        raise SchemaError("a period must not end before it begins; write it first..last, for example 2021-04..2022-03.")
    return first, last + 1


def span_text(span: Span) -> str:
    """Write a span of months as a period."""
    first, last = (f"{month // 12:04d}-{month % 12 + 1:02d}" for month in (span[0], span[1] - 1))
    return first if first == last else f"{first}..{last}"


def _months(month: Month) -> int:
    return 12 * month.year + month.number - 1


def read_published(published: pd.DataFrame) -> pd.DataFrame:
    """
    Check a table of published figures and give each the range its true value lies in.

    Parameters
    ----------
    published
        As `attack_tables` takes it.

    Returns
    -------
    rows
        One row a figure: table, row, column, audience, period (text), low, high (NaN where hidden), edition (0, 1, ...
        in order of publication), openness (0 = public).

    Raises
    ------
    SchemaError
        If a column is missing, a label is missing, or a value is not a count.
    """
    missing = [name for name in NEEDED if name not in published.columns]
    if missing:
        raise SchemaError(f"published figures need the columns {', '.join(NEEDED)}; missing: {', '.join(missing)}.")
    rows = pd.DataFrame({name: _labels(published[name], name) for name in NEEDED if name != "value"})
    value = _counts(published["value"])
    half = np.zeros(len(published))
    if "rounded_to" in published.columns:
        half = pd.to_numeric(published["rounded_to"]).fillna(0).to_numpy("float64") / 2
        if (half < 0).any():
            raise SchemaError("rounded_to must be 0 (exact) or the base values are rounded to; none may be below 0.")
    rows["low"], rows["high"] = np.maximum(np.ceil(value - half), 0), np.floor(value + half)
    rows["edition"] = 0
    if "edition" in published.columns:
        rows["edition"] = published["edition"].rank(method="dense").fillna(0).astype("int64").to_numpy()
    known = {name: place for place, name in enumerate(OPENNESS)}
    rows["openness"] = rows["audience"].map(known).fillna(0).astype("int64")
    return rows.reset_index(drop=True)


def _labels(labels: pd.Series, name: str) -> npt.NDArray[np.object_]:
    if labels.isna().any():
        raise SchemaError(f"{name} must not be missing: {int(labels.isna().sum())} rows break this; name each figure.")
    return labels.astype(str).to_numpy(object)


def _counts(values: pd.Series) -> npt.NDArray[np.float64]:
    try:
        floats = pd.to_numeric(values).astype("Float64").to_numpy("float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise SchemaError("value must hold whole numbers, <NA> where hidden; convert the column first.") from None
    numbers: npt.NDArray[np.float64] = np.asarray(floats, dtype="float64")
    bad = ~np.isnan(numbers) & ((numbers < 0) | (numbers != np.round(numbers)) | np.isinf(numbers))
    if bad.any():
        raise SchemaError(
            f"value must be a count, 0 or more, or <NA> where hidden: "
            f"{count_broken(values.index, bad)}; counts are published, never rates or shares."
        )
    return numbers


def read_parts(published: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """
    List the atomic rows that each row adds up; geography is no secret, so parts said once hold everywhere.

    Parameters
    ----------
    published
        As `attack_tables` takes it.

    Returns
    -------
    parts
        (table, row) -> labels of its parts, sorted; rows without parts are left out.

    Raises
    ------
    DisclosureError
        If a row is said to have different parts.
    """
    if "parts" not in published.columns:
        return {}
    said = published[["table", "row", "parts"]].dropna().astype(str).drop_duplicates()
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, row, text in said.itertuples(index=False):
        own = tuple(sorted({part for part in text.split(";") if part}))
        if own and parts.setdefault((table, row), own) != own:
            raise DisclosureError(f"row {row!r} of table {table!r} has two lists of parts; give each its own name.")
    return parts


def atoms_of(label: str, table: str, parts: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """List the atomic rows of one row: its parts, or itself."""
    return parts.get((table, label), (label,))
