"""Whether a share moved: the interval of the difference of two shares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.rates import share_intervals

WORDS = ("same", "higher", "lower")


@checked
def compare_shares(before: pd.DataFrame, after: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """
    Compare the shares of two periods.

    Parameters
    ----------
    before, after
        `x` (whole, 0 to n), `n` (whole); one index.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    changes
        Index of `before`: `difference` (after less before, -1 to 1), `low`, `high`, `word`: "higher" or "lower" where
        the interval leaves out 0, else "same". Without cases on either side all but the word is NaN.

    Raises
    ------
    SchemaError
        If a count is negative, broken or missing, or x exceeds n.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890: method 10, from the two Wilson intervals. METHODS 8.
    """
    old = share_intervals(before["x"], before["n"], level=level)
    new = share_intervals(after["x"], after["n"], level=level).reindex(old.index)
    gap = new["share"] - old["share"]
    low = gap - np.hypot(new["share"] - new["low"], old["high"] - old["share"])
    high = gap + np.hypot(new["high"] - new["share"], old["share"] - old["low"])
    word = np.select([low > 0, high < 0], ["higher", "lower"], default="same")
    return pd.DataFrame({"difference": gap, "low": low, "high": high, "word": word}, index=old.index)
