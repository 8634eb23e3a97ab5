"""Ambulance calls to violence beside what police recorded of the same nights, hours and kind of place."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from scipy import optimize, special

from vawg_geo.measures.align import Floats
from vawg_geo.measures.cohort import LONGEST_SPAN_HOURS
from vawg_geo.measures.cohort_rules import middle_of, span_hours
from vawg_geo.measures.nights import night_of, window_weight
from vawg_geo.measures.rates import one_tail, whole
from vawg_geo.measures.recorded import DISCOVERIES
from vawg_geo.measures.recording import adjust_chances, fisher_chances
from vawg_geo.measures.street_safe_places import in_public

BEGINS, ENDS, NIGHT_ENDS = "18:00", "06:00", 6  # the hours that the table of calls speaks of
STEPS = ("in scope", "recent, in a public place that is known", "in the hours", "on a night of the period")
MORE, FEWER, SAME, FEW = "more calls", "fewer calls", "not told apart", "too few"
BOTH, NONE = "both", "none"  # which of the two words a place may be given
_LEVEL, _FAR = 0.95, 40.0  # of the interval; logarithm of odds no counts reach


def pick_calls(calls: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """
    Pick the calls of some nights.

    Parameters
    ----------
    calls
        date (of the evening of the night), area, n; a night and area without a call has no row.
    first, last
        Nights, both included.

    Returns
    -------
    picked
        Their rows with `night`; a row without a date or a number is no call that can be counted.
    """
    kept = calls[calls["date"].notna() & calls["n"].notna()]
    night = night_of(kept["date"], cutoff_hour=0)
    return kept.assign(night=night)[night.between(pd.Timestamp(first), pd.Timestamp(last))]


def pick_offences(rows: pd.DataFrame, first: date, last: date, *, member_at: float) -> tuple[pd.DataFrame, pd.Series]:
    """
    Pick the offences that can stand beside the calls of some nights.

    Parameters
    ----------
    rows
        Records in scope: `occurred_from`, `occurred_to`, and what `in_public` asks for.
    first, last
        Nights, both included.
    member_at
        The share of an offence's time span that must lie in the hours.

    Returns
    -------
    picked, flow
        The offences with `night`, and how many are left after each of `STEPS`.

    References
    ----------
    METHODS 3: an offence belongs to the night that the middle of its span lies in; a span of more than a day to none.
    """
    public = in_public(rows)
    timed = public[span_hours(public) <= LONGEST_SPAN_HOURS]
    inside = timed[window_weight(timed["occurred_from"], timed["occurred_to"], begins=BEGINS, ends=ENDS) >= member_at]
    night = night_of(middle_of(inside), cutoff_hour=NIGHT_ENDS)
    picked = inside.assign(night=night)[night.between(pd.Timestamp(first), pd.Timestamp(last))]
    flow = pd.Series([len(rows), len(public), len(inside), len(picked)], index=pd.Index(STEPS, name="step"))
    return picked, flow


def compare_sources(
    calls: pd.Series, offences: pd.Series, *, totals: tuple[int, int] | None = None, sides: pd.Series | None = None
) -> pd.DataFrame:
    """
    Say where calls are more, or fewer, for each recorded offence than in all other places together.

    Parameters
    ----------
    calls, offences
        Counts by place, whole, one index.
    totals
        Calls and offences of all places; None: the sums.
    sides
        Which word a place may be given: "both", "more calls", "fewer calls" or "none"; None: both everywhere. For
        places of which a page knows one count only as an upper limit.

    Returns
    -------
    compared
        Index of `calls`: `ratio` (calls for each offence over that of the other places: the conditional odds ratio),
        `low`, `high` (exact, 95 %), `q` (false discovery rate over the places, of Fisher's exact test), `told`: "more
        calls" or "fewer calls" where q is at most 5 % and the interval leaves out 1, "not told apart", or "too few"
        where no word may be given, or the counts leave nothing to compare.

    References
    ----------
    Fisher (1935), JRSS 98, 39-54; Cornfield (1956), Proceedings of the Third Berkeley Symposium 4, 135-148; Benjamini
    & Hochberg (1995), JRSS B 57, 289-300. METHODS 7 and 8.
    """
    index = calls.index
    ours = {name: whole(n, index, what=name).astype("int64") for name, n in (("calls", calls), ("offences", offences))}
    c, o = ours["calls"], ours["offences"]
    every = totals or (int(c.sum()), int(o.sum()))
    rest_c, rest_o = np.maximum(every[0] - c, 0), np.maximum(every[1] - o, 0)
    side = pd.Series(BOTH, index=index) if sides is None else sides
    ends = pd.DataFrame(map(_odds, c, o, rest_c, rest_o, side != NONE), index=index, columns=["ratio", "low", "high"])
    p = fisher_chances(pd.DataFrame({"x": c, "n": c + o}), pd.DataFrame({"x": rest_c, "n": rest_c + rest_o}))
    wanted = pd.Series(np.select([ends["low"] > 1, ends["high"] < 1], [MORE, FEWER], SAME), index=index)
    open_ = (side == BOTH) | (side == wanted)  # a word that may not be given is not looked for
    q = adjust_chances(pd.Series(p, index=index).where(open_, 1.0))
    told = wanted.where(open_ & (q <= DISCOVERIES), SAME).mask(ends["ratio"].isna(), FEW)
    return ends.assign(q=q, told=told.astype("str"))


def _odds(c: int, o: int, rest_c: int, rest_o: int, wanted: bool) -> tuple[float, float, float]:  # noqa: FBT001
    """Give the conditional odds ratio with its exact interval; NaN where either side has nothing."""
    # scipy.stats.contingency.odds_ratio says the same, a tenth of a second a place: a county would wait ten seconds.
    if not wanted or not c + o or not rest_c + rest_o:
        return float("nan"), float("nan"), float("nan")
    k = np.arange(max(0, c - rest_o), min(c + o, c + rest_c) + 1)  # calls this place may have had, all margins as seen
    parts = (k, c + o - k, c + rest_c - k, rest_o - c + k)
    ways = -sum(special.gammaln(part + 1.0) for part in parts)

    def solve(weigh: Floats, wanted: float, end: float) -> float:
        """Find the odds at which the mean of the weights is the one wanted; `end` where no odds reach it."""

        def miss(log_odds: float) -> float:
            tilted = ways + log_odds * k
            likely = np.exp(tilted - tilted.max())
            return float(weigh @ likely / likely.sum()) - wanted

        return end if c == (k[0] if end == 0 else k[-1]) else float(np.exp(optimize.brentq(miss, -_FAR, _FAR)))

    tail = one_tail(_LEVEL)
    low = solve((k >= c).astype("float64"), tail, 0.0)
    high = solve((k <= c).astype("float64"), tail, float("inf"))
    if len(k) == 1:  # the margins leave nothing to chance
        return float("nan"), low, high
    middle = 0.0 if c == k[0] else solve(k.astype("float64"), float(c), float("inf"))
    return middle, low, high
