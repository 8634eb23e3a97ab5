"""How a picture writes the figures of its table, and what it says when there are none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.shares import percent
from vawg_geo.publishing.pictures.scales import finite, label_words
from vawg_geo.publishing.words import join_words, number

Unit = Literal["count", "share", "rate"]
NOTHING = "Cannot say: there are no figures to draw."
_NAMED = 3
_PLACES = 9


def say(value: float, unit: Unit = "count") -> str:
    """Write a figure: a count whole, a rate with one decimal, a share as a percentage; unknown is "cannot say"."""
    value = float(value)
    if not math.isfinite(value):
        return "cannot say"
    if unit == "share":
        return percent(value)
    return number(value, 1 if unit == "rate" else 0)


def say_tick(value: float, unit: Unit = "count", *, step: float = 1) -> str:
    """Write a tick with as many decimals as its step needs."""
    size = step * 100 if unit == "share" else step
    places = next((p for p in range(_PLACES) if math.isclose(round(size, p), size, rel_tol=1e-6)), _PLACES)
    return f"{100 * value:.{places}f}%" if unit == "share" else number(value, places)


def need(table: pd.DataFrame, *columns: str) -> None:
    """
    Refuse a table that lacks a column.

    Parameters
    ----------
    table
        The table to draw.
    *columns
        What it must have.

    Raises
    ------
    SchemaError
        If a column is not there.
    """
    lost = [name for name in columns if name not in table.columns]
    if lost:
        raise SchemaError(f"a table to draw must have the columns {', '.join(columns)}; not there: {', '.join(lost)}.")


def values(column: pd.Series) -> list[float]:
    """Read a column as plain numbers; what is missing or endless is NaN."""
    found = pd.to_numeric(column).astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    return [float(value) if math.isfinite(value) else math.nan for value in found]


def optional(table: pd.DataFrame, column: str) -> list[float]:
    """Read a column that may be left out as plain numbers."""
    return values(table[column]) if column in table.columns else [math.nan] * len(table)


def flags(table: pd.DataFrame, column: str, *, missing: bool) -> list[bool]:
    """Read a column of yes and no that may be left out."""
    if column not in table.columns:
        return [missing] * len(table)
    return [bool(value) for value in table[column].astype("boolean").fillna(missing)]


def words_of(table: pd.DataFrame, column: str) -> list[str]:
    """Read a column of text that may be left out; missing is empty."""
    if column not in table.columns:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value) for value in table[column]]


def known(*columns: Sequence[float]) -> list[float]:
    """Gather the known values of columns."""
    return finite(value for column in columns for value in column)


def is_whole(found: Sequence[float]) -> bool:
    """Tell whether all values are whole."""
    return all(value == round(value) for value in found)


def name_some(labels: Sequence[object]) -> str:
    """Name labels in words, the first three at most: "July 2021, May 2020 and others"."""
    names = [label_words(label) for label in labels]
    return join_words(names if len(names) <= _NAMED else [*names[:_NAMED], "others"])


def say_extremes(labels: Sequence[object], found: Sequence[float], unit: Unit = "count") -> str:
    """Say where the highest and the lowest value stand: "Highest 61 (July 2021), lowest 22 (May 2020)"."""
    pairs = [(value, label) for label, value in zip(labels, found, strict=True) if math.isfinite(value)]
    if not pairs:
        return "cannot say"
    high, low = max(value for value, _ in pairs), min(value for value, _ in pairs)
    if high == low:
        return f"{say(high, unit)} throughout" if len(pairs) > 1 else f"{say(high, unit)} ({label_words(pairs[0][1])})"
    top, bottom = ([label for value, label in pairs if value == end] for end in (high, low))
    return f"Highest {say(high, unit)} ({name_some(top)}), lowest {say(low, unit)} ({name_some(bottom)})"


def begin_low(words: str) -> str:
    """Begin words small, to stand inside a sentence."""
    return f"{words[:1].lower()}{words[1:]}"
