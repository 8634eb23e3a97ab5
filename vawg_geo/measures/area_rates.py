"""How far each area's rate is believed to lie from the rate of all areas together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.measures.align import aligned
from vawg_geo.measures.rates import one_tail, whole
from vawg_geo.measures.shrinkage import Prior


def believe_rates(n: pd.Series, residents: pd.Series, *, years: float = 1, per: float = 1_000) -> pd.DataFrame:
    """
    Shrink each area's rate towards that of all, and say how far it can be told from it.

    Parameters
    ----------
    n
        Offences by area, whole, >= 0.
    residents
        Residents by area (> 0), with the same labels.
    years
        Length of the period (> 0).
    per
        Residents that one unit of rate speaks of.

    Returns
    -------
    rates
        Index of `n`: `rate` (raw), `shrunk` (empirical Bayes) with its 95 % interval `low`, `high`, and `ratio`,
        `ratio_low`, `ratio_high`: the same over the rate of all areas. Where chance alone explains the differences,
        every shrunk rate is that of all and the ratio 1.

    Raises
    ------
    SchemaError
        If a count is missing or broken, or residents or years are not above 0.

    References
    ----------
    Marshall (1991), Applied Statistics 40(2), 283-294 (moments of the prior); the interval is the gamma posterior with
    those moments. METHODS 4, 5.
    """
    counts = whole(n, n.index, what="n")
    size = aligned(residents, n.index, what="residents", above=0) * aligned(
        years, pd.RangeIndex(1), what="years", above=0
    )
    tail = one_tail(0.95)
    prior = Prior.fit(counts, size)
    table = pd.DataFrame({"rate": counts / size, "shrunk": prior.shrink(counts, size)}, index=n.index)
    if prior.spread > 0:
        shape, pace = prior.mean**2 / prior.spread + counts, prior.mean / prior.spread + size
        table["low"], table["high"] = stats.gamma.ppf(tail, shape) / pace, stats.gamma.isf(tail, shape) / pace
    else:
        table["low"] = table["high"] = table["shrunk"]
    mean = prior.mean if prior.mean > 0 else np.nan
    ratios = table[["shrunk", "low", "high"]].div(mean).set_axis(["ratio", "ratio_low", "ratio_high"], axis=1)
    return (table * per).join(ratios)
