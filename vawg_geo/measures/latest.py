"""What "the lowest in a year" is worth: how often chance alone makes the latest of some figures the lowest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.errors import SchemaError

YEAR = 12  # months


@dataclass(frozen=True)
class Latest:
    """The latest of a series' last figures among them."""

    of: int  # figures, the latest included
    lower: int  # of the earlier ones
    same: int
    chance: float  # that the latest is lowest, if nothing changed: NaN where it is not

    @property
    def lowest(self) -> bool:
        """Whether no earlier figure was lower."""
        return self.lower == 0


def rank_latest(series: pd.Series, *, last: int = YEAR) -> Latest | None:
    """
    Say whether the latest figure is the lowest of the last few, and how often chance alone would make it so.

    Parameters
    ----------
    series
        Figures in the order of time, the latest last.
    last
        How many count, the latest included; at least 2.

    Returns
    -------
    latest
        None where one of them is not known, or there are fewer: then nothing can be said. `chance` is that of figures
        that come in any order alike: one in `of`, or as many as share the lowest place.

    Raises
    ------
    SchemaError
        If `last` is below 2.

    References
    ----------
    METHODS 8: a month is judged by its chart; being the lowest is no signal. David & Nagaraja (2003), Order
    Statistics, 3rd ed.: ranks of exchangeable values are all alike.
    """
    if last < 2:  # noqa: PLR2004 - one figure is always its own lowest
        raise SchemaError("last must be at least 2.")
    values = series.tail(last)
    if len(values) < last or values.isna().any():
        return None
    now, earlier = values.iloc[-1], values.iloc[:-1]
    lower, same = int((earlier < now).sum()), int((earlier == now).sum())
    return Latest(last, lower, same, math.nan if lower else (1 + same) / last)
