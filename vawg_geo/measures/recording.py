"""Which teams, entry channels or kinds of crime are recorded less fully than others, and where that has changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from vawg_geo.measures.align import Floats
from vawg_geo.measures.funnels import funnel_limits
from vawg_geo.measures.share_change import compare_shares

FALSE_ALARMS = 0.05  # of what is told, at most this share is chance. METHODS 8
_CLOSE = 1e-7  # tables this close in chance are as likely as one another
_CELL = ["field", "group"]
_NOTHING = {
    **dict.fromkeys(_CELL, "str"), "n": "int64", "filled": "int64",
    **dict.fromkeys(("value", "centre", "low", "high", "low_outer", "high_outer", "z"), "float64"), "signal": "str",
    "phi": "float64", "q": "float64", "told": "str",
}  # fmt: skip


def compare_groups(counts: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    Set every group's completeness against the limits for groups of its size, field by field.

    Parameters
    ----------
    counts
        As `record_fields.count_fields` gives them: `group`, `field`, `n`, `filled`; groups must not overlap.
    least
        Records below which nothing is said of a group.

    Returns
    -------
    compared
        Groups with enough records: `field`, `group`, `n`, `filled`, the columns of `funnel_limits`, `phi` (its
        over-dispersion), `q` (two-sided, false discovery rate over all fields and groups) and `told`: "below", "above"
        where q is at most 0.05, else "".

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202; Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    METHODS 8.
    """
    parts = []
    for _, part in counts[counts["n"] >= least].groupby("field", sort=False):
        rows = part[["field", "group", "n", "filled"]].reset_index(drop=True)
        funnel = funnel_limits(rows["filled"], rows["n"])
        parts.append(rows.join(funnel).assign(phi=funnel.attrs["phi"]))
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _NOTHING.items()})
    table = pd.concat(parts, ignore_index=True)
    q = adjust_chances(pd.Series(2 * stats.norm.sf(table["z"].abs()), index=table.index))
    side = np.where(table["z"] < 0, "below", "above")
    return table.assign(q=q, told=np.where(q <= FALSE_ALARMS, side, ""))


def compare_with_before(counts: pd.DataFrame, before: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    Compare every group's completeness with that of the period before.

    Parameters
    ----------
    counts, before
        As for `compare_groups`.
    least
        Records in each period below which nothing is said of a group.

    Returns
    -------
    changes
        Groups with enough records in both: `field`, `group`, `n`, `filled`, `n_before`, `filled_before`, `difference`,
        `low`, `high` (Newcombe), `q` (Fisher's exact test, false discovery rate over all) and `told`: "fell", "rose"
        where q is at most 0.05 and the interval leaves out 0, else "".

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890; Benjamini & Hochberg (1995). METHODS 8.
    """
    wanted = [*_CELL, "n", "filled"]
    names = dict.fromkeys(_CELL, "str")
    both = counts[wanted].astype(names).merge(before[wanted].astype(names), on=_CELL, suffixes=("", "_before"))
    both = both[(both["n"] >= least) & (both["n_before"] >= least)].reset_index(drop=True)
    old = pd.DataFrame({"x": both["filled_before"], "n": both["n_before"]}, dtype="int64")
    new = pd.DataFrame({"x": both["filled"], "n": both["n"]}, dtype="int64")
    change = compare_shares(old, new)
    q = adjust_chances(pd.Series(fisher_chances(new, old), index=both.index, dtype="float64"))
    moved = change["word"].map({"lower": "fell", "higher": "rose"}).fillna("").where(q <= FALSE_ALARMS, "")
    return both.join(change[["difference", "low", "high"]]).assign(q=q, told=moved.astype("str"))


def fisher_chances(new: pd.DataFrame, old: pd.DataFrame) -> Floats:
    """
    Give the chance of two shares as far apart as these, or further, all pairs at once.

    Parameters
    ----------
    new, old
        `x` (whole, 0 to n), `n` (whole); rows in pairs.

    Returns
    -------
    chances
        Two-sided, by Fisher's exact test: of all tables with these margins, those no likelier than the one seen.
    """
    if new.empty:
        return np.zeros(0)
    x, n, x0, n0 = (one.to_numpy()[:, None] for one in (new["x"], new["n"], old["x"], old["n"]))
    k = np.arange(int(n.max()) + 1)[None, :]
    log = special.gammaln(np.arange(int((n + n0).max()) + 2) + 1.0)  # logarithms of factorials
    rest = x + x0 - k
    inside = (k <= n) & (rest >= 0) & (rest <= n0)
    far, near = np.where(inside, k, 0), np.where(inside, rest, 0)
    ways = log[n] - log[far] - log[np.maximum(n - far, 0)] + log[n0] - log[near] - log[np.maximum(n0 - near, 0)]
    share = ways - (log[n + n0] - log[x + x0] - log[n + n0 - x - x0])
    likely = np.where(inside, np.exp(share), 0.0)
    seen = np.take_along_axis(likely, x, axis=1)
    chances: Floats = np.where(likely <= seen * (1 + _CLOSE), likely, 0.0).sum(axis=1)
    return np.minimum(chances, 1.0)


def adjust_chances(chances: pd.Series) -> pd.Series:
    """
    Adjust chances for how many were looked at.

    Parameters
    ----------
    chances
        P-values, none missing.

    Returns
    -------
    q
        The least false discovery rate at which each is told.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    if chances.empty:
        return chances.astype("float64")
    return pd.Series(stats.false_discovery_control(chances, method="bh"), index=chances.index)
