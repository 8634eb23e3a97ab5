"""Events of some people against those of others like them: a ratio whose interval counts people, not events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats, refuse
from vawg_geo.measures.rates import one_tail, whole

Ints = npt.NDArray[np.int64]
POWER = 0.8
_PAIR = 2  # others a person needs at least, so that they can differ from each other
_OTHERS = {"set": Column("any"), "pid": Column("text"), "events": Column("count", low=0)}


@dataclass(frozen=True)
class MatchedRatio:
    """What was recorded of people, against what people like them lead one to expect."""

    people: int
    others: int  # different people they are held against
    events: int  # of the people
    expected: float  # of as many others, a mean of each person's own
    expected_low: float  # its interval
    expected_high: float
    ratio: float
    low: float
    high: float
    smallest: float  # the ratio nearest 1 that would be told from chance with the stated power; NaN: not even 0


@dataclass(frozen=True)
class _Sums:
    """Sums over sets: events, expected, what people differ beyond chance, how uncertain the expected are."""

    n: int
    seen: float
    expected: float
    excess: float
    error: float
    stretch: float  # by how much the people differ more than the others lead one to expect, at least 1


@checked
def compare_matched(
    events: pd.Series, others: pd.DataFrame, *, level: float = 0.95, power: float = POWER
) -> MatchedRatio:
    """
    Compare people's counts with those of others who were matched to each of them.

    Each person is held against the mean of their own set of others, who were followed as long. Counts of one person
    hang together: the variance of a person's count is ratio * mean + ratio^2 * (what others of one set differ beyond
    chance), stretched where the people themselves differ more than that; somebody who stands in several sets counts
    as one. The interval holds every ratio that (events - ratio * expected)^2 does not refuse.

    Parameters
    ----------
    events
        A person's count, whole, >= 0; index = set.
    others
        One row a set and other person: `set`, `pid`, `events`; at least two rows a set.
    level
        Coverage, between 0 and 1.
    power
        For the smallest difference that would be told, between 0 and 1.

    Returns
    -------
    compared
        NaN ratio where nothing was expected; an infinite `high` where the counts bear no upper end.

    Raises
    ------
    SchemaError
        If a column is missing or broken, a set has fewer than two others, or an option is out of range.

    References
    ----------
    Fieller (1954), JRSS B 16, 175-185; McCullagh & Nelder (1989), Generalized Linear Models, ch. 9 (variance as a
    function of the mean). METHODS 4, 8 and 14.
    """
    if not 0 < power < 1:
        raise SchemaError("power must lie between 0 and 1, for example 0.8.")
    tail = one_tail(level)
    check_table(others, _OTHERS, what="the table of others")
    own = whole(events, events.index, what="events")
    which = events.index.get_indexer(pd.Index(others["set"]))
    held, which = others[which >= 0], which[which >= 0]
    refuse(np.bincount(which, minlength=len(own)) < _PAIR, events.index, "each set must have at least two others")
    code, people = pd.factorize(held["pid"])
    sums = _sum(own, held["events"].to_numpy(dtype="float64"), which, code)
    c = float(stats.t.isf(tail, sums.n - 1)) if sums.n > 1 else np.nan
    low, high = _limits(sums, c)
    half = float(stats.norm.isf(tail) * np.sqrt(sums.error))
    return MatchedRatio(
        people=sums.n,
        others=len(people),
        events=int(sums.seen),
        expected=sums.expected,
        expected_low=max(sums.expected - half, 0.0),
        expected_high=sums.expected + half,
        ratio=sums.seen / sums.expected if sums.expected > 0 else np.nan,
        low=low,
        high=high,
        smallest=_smallest(sums, c, float(stats.norm.isf(1 - power))),
    )


def _sum(own: Floats, counts: Floats, which: Ints, code: Ints) -> _Sums:
    size = np.bincount(which, minlength=len(own))
    mean = np.bincount(which, weights=counts, minlength=len(own)) / size
    step = counts - mean[which]
    spread = np.bincount(which, weights=step**2, minlength=len(own)) / (size - 1)
    expected = float(mean.sum())
    excess = max(float((spread - mean).sum()), 0.0)
    # A person in several sets: their distances from each set's mean are summed before they are squared.
    error = float((np.bincount(code, weights=step / np.sqrt(size * (size - 1))[which]) ** 2).sum())
    n = len(own)
    ratio = own.sum() / expected if expected > 0 else 0.0
    model = ratio * expected + ratio**2 * (excess + error)
    found = float(((own - ratio * mean) ** 2).sum()) * n / max(n - 1, 1)
    return _Sums(n, float(own.sum()), expected, excess, error, max(found / model, 1.0) if model > 0 else 1.0)


def _limits(sums: _Sums, c: float) -> tuple[float, float]:
    """Solve (seen - r expected)^2 = c^2 stretch (r expected + r^2 (excess + error)) for r."""
    if not (sums.expected > 0 and c == c):  # noqa: PLR0124 - NaN: one person alone
        return np.nan, np.nan
    wide = c**2 * sums.stretch
    a = sums.expected**2 - wide * (sums.excess + sums.error)
    b = 2 * sums.seen * sums.expected + wide * sums.expected
    root = np.sqrt(max(b**2 - 4 * a * sums.seen**2, 0.0))
    return 2 * sums.seen**2 / (b + root), (b + root) / (2 * a) if a > 0 else np.inf


def _smallest(sums: _Sums, c: float, z: float) -> float:
    """Find the ratio below 1 whose interval would leave out 1 with the stated chance."""
    expected, more = sums.expected, sums.excess + sums.error

    def margin(ratio: float) -> float:
        at_one, there = np.sqrt(expected + more), np.sqrt(ratio * expected + ratio**2 * more)
        return float((1 - ratio) * expected - np.sqrt(sums.stretch) * (c * at_one + z * there))

    if not (expected > 0 and margin(0) > 0):
        return float("nan")
    return float(optimize.brentq(margin, 0, 1))
