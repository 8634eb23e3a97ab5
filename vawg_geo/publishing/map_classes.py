"""Colour classes of a map: fixed breaks where a profile gives them, else breaks told from the figures and announced."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.words import number

Floats = npt.NDArray[np.float64]
CLASSES = 5  # the most that people tell apart on a small map
_SHARES = (0.5, 0.75, 0.9, 0.97)  # of the positive figures: harm is concentrated, so most areas stay pale


def choose_breaks(values: pd.Series) -> tuple[float, ...]:
    """
    Choose breaks from the figures, rounded to two digits.

    Parameters
    ----------
    values
        One figure an area; missing ones are left out.

    Returns
    -------
    breaks
        Up to four rising breaks; empty when no figure is above 0.
    """
    figures = _figures(values)
    positive = figures[(figures > 0) & np.isfinite(figures)]
    if not positive.size:
        return ()
    rounded = [float(f"{edge:.2g}") for edge in np.quantile(positive, _SHARES)]
    return tuple(sorted(set(rounded)))


def class_of(values: pd.Series, breaks: Sequence[float]) -> pd.Series:
    """
    Return each figure's class: how many breaks it has reached.

    Parameters
    ----------
    values
        One figure an area.
    breaks
        Rising, at most four.

    Returns
    -------
    classes
        0 to 4, with the index of `values`; missing where the figure is missing or suppressed.

    Raises
    ------
    SchemaError
        If the breaks do not rise, are more than four, or a figure is no finite number.
    """
    edges = [float(edge) for edge in breaks]
    if len(edges) >= CLASSES or any(not a < b for a, b in pairwise(edges)):
        raise SchemaError(f"colour breaks must rise and be at most {CLASSES - 1}; these are {list(breaks)}.")
    figures = _figures(values)
    endless = np.isinf(figures)
    if endless.any():
        first = values.index[endless][0]
        raise SchemaError(f"mapped figures must be finite; {int(endless.sum())} rows break this, first {first!r}.")
    reached = pd.Series(np.digitize(figures, edges), index=values.index, dtype="Int64")
    return reached.mask(np.isnan(figures))


def _figures(values: pd.Series) -> Floats:
    try:
        numbers: Floats = pd.to_numeric(values.astype("object")).to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise SchemaError("mapped figures must be numbers; convert the column first, or give each label one.") from None
    return numbers


def class_words(breaks: Sequence[float]) -> list[str]:
    """
    Write each class for the legend.

    Parameters
    ----------
    breaks
        Rising.

    Returns
    -------
    words
        One more than there are breaks: "under 2", "2 to 5", "5 or more" (the upper end is not included).
    """
    if not breaks:
        return ["none"]
    said = [_short(edge) for edge in breaks]
    middle = [f"{low} to {high}" for low, high in pairwise(said)]
    return [f"under {said[0]}", *middle, f"{said[-1]} or more"]


def _short(edge: float) -> str:
    if edge >= 1_000 and edge == round(edge):  # noqa: PLR2004 - thousands are grouped
        return number(edge)
    return f"{edge:.6g}"
