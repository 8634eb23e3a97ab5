"""When a place's offences happen: the shortest part of the night that holds half of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import WEEKDAYS
from vawg_geo.measures.align import Floats
from vawg_geo.measures.elapsed import DAY, spans
from vawg_geo.measures.nights import aoristic_bins

OPENS, HOURS = 18, 12  # the night-time economy's hours, 18:00 to 06:00. METHODS 3
LEAST = 15  # offences before hours are given. METHODS 6.7
ALL = "all"  # nights pooled; always labelled as such. METHODS 3
_INTERVAL = (0.025, 0.975)
_CLOSE = 1e-9


@dataclass(frozen=True)
class PeakWindow:
    """The peak of one weekday's nights (or of all nights), with its bootstrap interval (95 %)."""

    day: str  # "Mon" to "Sun", or "all"
    n: float  # offences by aoristic weight in those nights
    n_wide: int  # offences with a span over 24 hours: counted, without part in the hours
    begins: str = ""  # "HH:MM"; empty where there are too few offences
    ends: str = ""
    begins_low: str = ""
    begins_high: str = ""
    ends_low: str = ""
    ends_high: str = ""

    @property
    def enough(self) -> bool:
        """Whether hours can be given."""
        return bool(self.begins)

    @property
    def low(self) -> str:
        """The earliest begin the interval holds."""
        return self.begins_low

    @property
    def high(self) -> str:
        """The latest end the interval holds."""
        return self.ends_high

    @property
    def text(self) -> str:
        """The window as people write it: Sat 23:00-02:30."""
        if not self.enough:
            return "too few for hours"
        return f"{'all nights' if self.day == ALL else self.day} {self.begins}-{self.ends}"


@checked
def find_peak_window(
    start: pd.Series,
    end: pd.Series,
    *,
    day: str | None = None,
    share: float = 0.5,
    minutes: int = 30,
    least: int = LEAST,
    draws: int = 1_000,
    seed: int = 0,
) -> PeakWindow:
    """
    Find the shortest contiguous window of the night that holds a share of the aoristic weight.

    Parameters
    ----------
    start, end
        Times with one index; naive times are London's; a missing end means the start.
    day
        Weekday of the night ("Mon" to "Sun"; 02:00 on Sunday belongs to "Sat"), "all" for all nights pooled, or None
        for the weekday with most, falling back on all nights when that has too few.
    share
        Part of the night's weight the window must hold, above 0 up to 1.
    minutes
        Step of the window; it must divide the hour.
    least
        Offences in those nights below which no hours are given.
    draws
        Bootstrap samples of offences.
    seed
        Of the bootstrap.

    Returns
    -------
    window
        The shortest window (ties: the heaviest, then the earliest) with a 95 % bootstrap interval of its begin and end.
        It holds that share of the offences seen; of those to come it holds less (about 40 % for half of 15 seen, 49 %
        from 70), for it was picked to be short. The interval holds the true ends where a night has one peak; on a
        night without one, or with two, it is too narrow below about 100 offences.

    Raises
    ------
    PeriodError
        If an option is out of range, or `minutes` does not divide the hour.
    SchemaError
        If a start is missing or after its end.

    References
    ----------
    METHODS 3 and 6.7. Offences with a span over 24 hours are counted and left out.
    """
    if day not in (None, ALL, *WEEKDAYS):
        raise PeriodError(f'day must be None, "all" or one of {", ".join(WEEKDAYS)}.')
    if not 0 < share <= 1:
        raise PeriodError("share must lie above 0 and up to 1.")
    if minutes < 1 or draws < 1:
        raise PeriodError("minutes and draws must be at least 1.")
    order = np.lexsort(spans(start, end)[::-1])  # the bootstrap must not hang on the order of rows
    start, end = start.iloc[order], end.iloc[order]
    first, last = spans(start, end)
    narrow = last - first <= DAY
    n_wide = int((~narrow).sum())
    by_day = _by_night(aoristic_bins(start[narrow], end[narrow], minutes=minutes), minutes)
    day, bins = _chosen(by_day, day, least)
    n = float(bins.sum())
    if n < least - _CLOSE:
        return PeakWindow(day, n, n_wide)
    bins = bins[bins.sum(axis=1) > 0]
    samples = np.random.default_rng(seed).multinomial(len(bins), np.full(len(bins), 1 / len(bins)), size=draws)
    begins, ends = _shortest(bins.sum(axis=0, keepdims=True), share)
    drawn = _shortest(samples @ bins, share)
    edges = [np.quantile(edge, at, method="nearest") for edge in drawn for at in _INTERVAL]
    return PeakWindow(day, n, n_wide, *(_clock(int(at), minutes) for at in (begins[0], ends[0], *edges)))


def _by_night(week: Floats, minutes: int) -> npt.NDArray[np.float64]:
    """Cut the week into nights: offences x 7 weekdays x bins from 18:00 to 06:00."""
    an_hour = 60 // minutes
    starts = (np.arange(7) * 24 + OPENS) * an_hour
    return week[:, (starts[:, None] + np.arange(HOURS * an_hour)) % week.shape[1]]


def _chosen(by_day: npt.NDArray[np.float64], day: str | None, least: int) -> tuple[str, Floats]:
    if day is None:
        weight = by_day.sum(axis=(0, 2))
        busiest = int(weight.argmax())
        day = WEEKDAYS[busiest] if weight[busiest] >= least - _CLOSE else ALL
    return day, by_day.sum(axis=1) if day == ALL else by_day[:, WEEKDAYS.index(day)]


def _shortest(bins: Floats, share: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find begin and end (in bins) of the shortest heavy-enough window of each row."""
    running = np.concatenate([np.zeros((len(bins), 1)), bins.cumsum(axis=1)], axis=1)
    needed = share * running[:, -1] - _CLOSE
    begins = np.full(len(bins), -1, dtype="int64")
    length = np.zeros(len(bins), dtype="int64")
    for size in range(1, bins.shape[1] + 1):
        held = running[:, size:] - running[:, :-size]
        found = (begins < 0) & (held.max(axis=1) >= needed)
        begins[found] = held[found].argmax(axis=1)
        length[found] = size
    return begins, begins + length


def _clock(at: int, minutes: int) -> str:
    hour, minute = divmod(OPENS * 60 + at * minutes, 60)
    return f"{hour % 24:02d}:{minute:02d}"
