"""From values to places on the picture: scales, round ticks, months."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month

_LEAST = 1e-9  # a range below it is none
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(frozen=True)
class Scale:
    """Places of values between two ends, straight or by ratio; values beyond the ends stay at the ends."""

    low: float
    high: float
    start: float
    end: float
    ratio: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value; NaN for one that is not known."""
        if not math.isfinite(value):
            return math.nan
        held = min(max(value, self.low), self.high)
        low, high, at = (
            (math.log(v) for v in (self.low, self.high, held)) if self.ratio else (self.low, self.high, held)
        )
        return self.start + (self.end - self.start) * (at - low) / (high - low)


def round_ticks(low: float, high: float, *, most: int = 5, whole: bool = False) -> list[float]:
    """
    Choose round values that reach from below the lowest to above the highest.

    Parameters
    ----------
    low, high
        The values to hold; low < high.
    most
        How many steps at most.
    whole
        Whether only whole numbers may be ticks.

    Returns
    -------
    ticks
        Ascending, evenly apart; the first at most `low`, the last at least `high`.
    """
    raw = (high - low) / most
    size = 10.0 ** math.floor(math.log10(raw))
    sizes = [step * size * lift for lift in (1, 10) for step in _STEPS]
    fits = [step for step in sizes if step >= raw * (1 - 1e-9) and (not whole or step == round(step))]
    step = fits[0] if fits else 1.0
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) for at in range(first, max(last, first + 1) + 1)]


def finite(values: Iterable[float]) -> list[float]:
    """Keep the values that are known."""
    return [float(value) for value in values if math.isfinite(float(value))]


def axis_values(known: Sequence[float], *, top: float | None, share: bool = False, whole: bool = False) -> list[float]:
    """
    Choose an axis's ticks from the values it must hold.

    Parameters
    ----------
    known
        All values to draw.
    top
        The axis's fixed end; None = the highest value rounded up.
    share
        Whether the values are shares: the axis does not pass 1.
    whole
        Whether only whole numbers may be ticks.

    Returns
    -------
    ticks
        From 0, or below where there are values below 0.
    """
    low, high = min([0.0, *known]), top if top is not None else max([0.0, *known])
    if high - low < _LEAST:
        high = 1.0 if not share else 0.1
    ticks = round_ticks(low, min(high, 1.0) if share else high, whole=whole)
    return [tick for tick in ticks if not share or tick <= 1 + 1e-9]


def read_months(index: pd.Index) -> list[Month] | None:
    """Read an index of months (text YYYY-MM, periods or months); None when it holds anything else."""
    try:
        return [Month.parse(str(label)) for label in index]
    except PeriodError:
        return None


def month_short(month: Month) -> str:
    """Write a month for an axis: Mar 2022."""
    return f"{month.first:%b %Y}"


def label_words(label: object) -> str:
    """Write a label in words: a month as people do, anything else as it stands."""
    try:
        return Month.parse(str(label)).words
    except PeriodError:
        return str(label)


def label_places(index: pd.Index, *, width: float, apart: float = 62) -> list[tuple[int, str]]:
    """
    Choose which points of an axis of time carry their label.

    Parameters
    ----------
    index
        Months, or labels of any kind.
    width
        Room of the axis.
    apart
        Room a label needs.

    Returns
    -------
    places
        Position and label: Januaries, Januaries and Julies, quarters or months, as room allows; the first point when
        none of these is in the index.
    """
    months = read_months(index)
    gap = width / max(1, len(index) - 1)
    if months is None:
        every = max(1, math.ceil(apart / gap)) if gap else 1
        return [(at, str(index[at])) for at in range(0, len(index), every)]
    step = next((s for s in _MONTH_STEPS if s * gap >= apart), _MONTH_STEPS[-1])
    found = [at for at, month in enumerate(months) if (month.year * 12 + month.number - 1) % step == 0]
    return [(at, month_short(months[at])) for at in found or [0][: len(months)]]
