"""Whether a median wait moved: the interval of the difference of two medians."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from vawg_geo.measures.progress import middle_days


def compare_medians(before: pd.Series, after: pd.Series) -> dict[str, float | str]:
    """
    Compare the median waits of two periods.

    Parameters
    ----------
    before, after
        Whole days, one a case that is over.

    Returns
    -------
    change
        `difference` (after less before, days), `low`, `high` (95%; infinite where an interval of one of the medians is
        open), `word`: "higher" or "lower" where the interval leaves out 0, else "same". Without cases on either side
        all but the word is NaN.

    References
    ----------
    Brookmeyer & Crowley (1982), Biometrics 38, 29-41 (each median); Zou & Donner (2008), Statistics in Medicine 27,
    1693-1702 (the difference, from the two intervals). METHODS 8 and 10.
    """
    (old, old_low, old_high), (new, new_low, new_high) = middle_days(before), middle_days(after)
    gap = new - old
    if math.isnan(gap):
        return {"difference": np.nan, "low": np.nan, "high": np.nan, "word": "same"}
    low, high = gap - math.hypot(new - new_low, old_high - old), gap + math.hypot(new_high - new, old - old_low)
    word = "higher" if low > 0 else "lower" if high < 0 else "same"
    return {"difference": gap, "low": low, "high": high, "word": word}
