"""Kinds of place: those too few to be shrunk by themselves join the one most like them."""

from __future__ import annotations

import pandas as pd

SMALL_STRATUM = 30  # areas; fewer bear no prior of their own by moments


def merge_strata(strata: pd.Series, n: pd.Series) -> tuple[pd.Series | None, str]:
    """
    Join strata of fewer than 30 areas to the one most like them.

    Parameters
    ----------
    strata
        Each area's kind of place; NA joins the rest.
    n
        Offences by area.

    Returns
    -------
    strata, words
        The joined strata (None when one is left), and what was done.

    References
    ----------
    METHODS 5: shrink within the stratum; a prior by moments needs many places.
    """
    groups = strata.astype("object").where(strata.notna(), "other")
    sizes = groups.value_counts().sort_index()
    while len(sizes) > 1 and sizes.min() < SMALL_STRATUM:
        small = str(sizes.index[int(sizes.argmin())])
        means = n.groupby(groups).mean()
        nearest = str((means.drop(index=small) - float(means.loc[small])).abs().idxmin())
        groups = groups.replace(dict.fromkeys((small, nearest), f"{nearest} + {small}"))
        sizes = groups.value_counts().sort_index()
    if len(sizes) == 1:
        return None, "all areas are shrunk together: there is one kind of place that is large enough"
    words = ", ".join(f"{name} ({size} areas)" for name, size in sizes.items())
    return groups.rename("stratum"), f"shrunk within {words}"
