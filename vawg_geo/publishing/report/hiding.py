"""A list of counts by place with the small ones hidden, so that their sum does not give them away."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.disclosure import suppress_small


def hide_few(counts: pd.Series, least: int) -> pd.Series:
    """
    Hide counts below the least that may be shown, and as many others as keep them hidden.

    Parameters
    ----------
    counts
        Whole counts, whose sum is told elsewhere.
    least
        Counts below are hidden, noughts too.

    Returns
    -------
    shown
        Int64, missing where hidden.
    """
    whole = counts.astype("Int64")
    if not (counts < least).any():
        return whole
    hidden: pd.Series = suppress_small(counts.to_frame("n"), threshold=least)["n"]
    return hidden
