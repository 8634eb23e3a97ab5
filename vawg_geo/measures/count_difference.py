"""How many more or fewer: the interval of the difference of two counts, which stands where the first is none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.rates import rate_intervals, whole


@checked
def compare_sizes(before: pd.Series, after: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """
    Give the difference of two Poisson counts of periods of one length with its interval.

    Parameters
    ----------
    before, after
        Whole counts, >= 0, with one index.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    differences
        Index of `before`: `difference` (after less before), `low`, `high`. Unlike a ratio it is known where one of the
        counts is none.

    Raises
    ------
    SchemaError
        If labels differ, a count is missing, negative or broken, or the level is out of range.

    References
    ----------
    Donner & Zou (2012), Statistical Methods in Medical Research 21, 347-359: limits recovered from the exact ones of
    each count. METHODS 4 and 8.
    """
    old = rate_intervals(before, 1, per=1, level=level)
    new = rate_intervals(pd.Series(whole(after, before.index, what="after"), before.index), 1, per=1, level=level)
    gap = new["rate"] - old["rate"]
    low = gap - np.hypot(new["rate"] - new["low"], old["high"] - old["rate"])
    high = gap + np.hypot(new["high"] - new["rate"], old["rate"] - old["low"])
    return pd.DataFrame({"difference": gap, "low": low, "high": high})
