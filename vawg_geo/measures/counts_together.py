"""Several counts of two periods judged together: which changed, allowing for how many were looked at."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.recorded import DISCOVERIES

HIGHER, LOWER, SAME = "higher", "lower", "same"


def judge_together(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """
    Say of each of several counts whether it changed by more than chance would make it, all of them looked at together.

    Parameters
    ----------
    before, after
        Counts of two periods of one length, one index: every count that is told a change of in one place.

    Returns
    -------
    judged
        Index of `before`: `ratio`, `low`, `high` (exact, 95 %), `p` (E-test), `q` (the false discovery rate at which
        it would be told; NaN where there was none in both periods), `word`: "higher" or "lower" where q is at most
        5 % and the interval leaves out no change, else "same". Where nothing changed, any word but "same" is given to
        any of them at most one time in twenty.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300. METHODS 7 and 8.
    """
    judged = compare_counts(before, after)[["ratio", "low", "high", "p"]]
    judged = judged.assign(q=adjust_discoveries(judged["p"]))
    told = judged["q"] <= DISCOVERIES
    words = pd.Series(SAME, index=judged.index, dtype="str")
    words = words.mask(told & (judged["low"] > 1), HIGHER).mask(told & (judged["high"] < 1), LOWER)
    return judged.assign(word=words)
