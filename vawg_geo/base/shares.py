"""A share told as a percentage."""

from __future__ import annotations

import math


def percent(share: float, places: int = 0) -> str:
    """
    Write a share as a percentage; a chance is never rounded up to certainty or down to none.

    Parameters
    ----------
    share
        0 to 1; NaN gives "cannot say".
    places
        Decimals.

    Returns
    -------
    text
        For example "86%", "over 99%", "under 1%".
    """
    if math.isnan(share):
        return "cannot say"
    text = f"{100 * share:.{places}f}%"
    if share < 1 and text == f"{100:.{places}f}%":
        return "over 99%"
    return "under 1%" if share > 0 and text == f"{0:.{places}f}%" else text
