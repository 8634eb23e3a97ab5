"""Line numbers up with places by label, or refuse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import count_broken

Floats = npt.NDArray[np.float64]
Numbers = pd.Series | Sequence[float] | npt.NDArray[np.generic] | float


def aligned(
    values: Numbers, index: pd.Index, *, what: str, low: float | None = None, above: float | None = None
) -> Floats:
    """
    Return numbers in the order of an index.

    Parameters
    ----------
    values
        A Series with the same labels (any order), an array of the same length, or one number for all.
    index
        The labels wanted.
    what
        The numbers' name in a message.
    low, above
        Smallest allowed value; value that must be exceeded.

    Returns
    -------
    numbers
        One finite float a label.

    Raises
    ------
    SchemaError
        If labels differ, the length differs, or a number is missing, infinite or out of range.
    """
    if index.has_duplicates:
        raise SchemaError(f"the index of {what} repeats {int(index.duplicated().sum())} labels; each needs its own.")
    if isinstance(values, pd.Series):
        values = _reindexed(values, index, what)
    try:
        numbers = np.array(values, dtype="float64")
    except (TypeError, ValueError):
        raise SchemaError(f"{what} must be numbers; convert the column first.") from None
    if numbers.ndim == 0:
        numbers = np.full(len(index), numbers)
    if numbers.shape != (len(index),):
        raise SchemaError(f"{what} must have one number a row: {numbers.size} were given for {len(index)} rows.")
    refuse(~np.isfinite(numbers), index, f"{what} must be finite numbers, none missing")
    if low is not None:
        refuse(numbers < low, index, f"{what} must be at least {low:g}")
    if above is not None:
        refuse(numbers <= above, index, f"{what} must be above {above:g}")
    return numbers


def _reindexed(values: pd.Series, index: pd.Index, what: str) -> Floats:
    own = values.index
    if own.nlevels != index.nlevels:
        raise SchemaError(f"{what} must have the same labels as the table beside it, in as many levels.")
    if not own.equals(index) and (own.has_duplicates or len(own) != len(index) or not index.isin(own).all()):
        lost, more, twice = (int(many.sum()) for many in (~index.isin(own), ~own.isin(index), own.duplicated()))
        repeats = f", {twice} stand twice" if twice else ""
        raise SchemaError(
            f"{what} must have the same labels as the table beside it, each once: {lost} labels have no value, {more} "
            f"values no label{repeats}; align them first."
        )
    found = values if own.equals(index) else values.reindex(index)
    try:
        return found.to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise SchemaError(f"{what} must be numbers; convert the column first.") from None


def refuse(bad: npt.NDArray[np.bool_], index: pd.Index, rule: str) -> None:
    """
    Raise when any row breaks a rule.

    Parameters
    ----------
    bad
        True where a row breaks it.
    index
        The rows' labels.
    rule
        What must hold, as the start of a sentence.

    Raises
    ------
    SchemaError
        With the number of rows and the first row's label.
    """
    if bad.any():
        raise SchemaError(f"{rule}: {count_broken(index, bad)}.")
