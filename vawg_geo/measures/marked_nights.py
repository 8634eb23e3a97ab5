"""Nights of a kind (fairs, pay days, terms) against other nights like them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.rates import one_tail, whole

LEAST_NIGHTS = 3
LEAST_EXPECTED = 5.0  # offences on those nights if they were like the others; below: cannot say


@dataclass(frozen=True)
class Marked:
    """How many offences a marked night has for one of the others like it; NaN = cannot say."""

    nights: int = 0  # marked ones that have others like them
    n: int = 0  # offences on these
    expected: float = np.nan  # on as many others
    ratio: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p: float = np.nan


def compare_nights(counts: pd.Series, marked: pd.Series, alike: pd.Series, *, level: float = 0.95) -> Marked:
    """
    Compare the marked nights with the others of their group: the same weekday of the same month, say.

    Parameters
    ----------
    counts
        Offences by night, whole, >= 0, nights without any included.
    marked
        Bool, the same labels.
    alike
        Group of each night, the same labels: only nights of one group are compared with each other.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    compared
        The rate ratio over the groups (Mantel-Haenszel), with an interval widened by how much the unmarked nights of a
        group differ more than chance. Without the interval's needs (3 marked nights, 5 offences expected on them, one
        seen) ratio, ends and p are NaN.

    Raises
    ------
    SchemaError
        If a count is missing or broken, or labels differ.

    References
    ----------
    Greenland & Robins (1985), Biometrics 41(1), 55-68: Mantel-Haenszel rate ratio and its variance; dispersion by the
    Pearson moment. METHODS 8.
    """
    n = whole(counts, counts.index, what="counts")
    if not (marked.index.equals(counts.index) and alike.index.equals(counts.index)):
        raise SchemaError("marked and alike must have the nights of counts, in the same order.")
    one = marked.to_numpy(dtype=bool)
    table = pd.DataFrame({"n1": n * one, "n0": n * ~one, "t1": one, "t0": ~one}).groupby(alike.to_numpy()).sum()
    table = table.astype("float64").loc[lambda t: (t["t1"] > 0) & (t["t0"] > 0)]
    nights, seen = int(table["t1"].sum()), int(table["n1"].sum())
    size = table["t1"] + table["t0"]
    top, base = float((table["n1"] * table["t0"] / size).sum()), float((table["n0"] * table["t1"] / size).sum())
    if not base or not top:
        return Marked(nights, seen, 0.0 if nights and not base else np.nan)
    ratio = top / base
    expected = seen / ratio
    if nights < LEAST_NIGHTS or expected < LEAST_EXPECTED:
        return Marked(nights, seen, expected)
    variance = float((table["t1"] * table["t0"] * (table["n1"] + table["n0"]) / size**2).sum()) / (top * base)
    spread = float(np.sqrt(variance * _dispersion(n, one, alike)))
    wide = float(stats.norm.isf(one_tail(level))) * spread
    p = float(2 * stats.norm.sf(abs(np.log(ratio)) / spread))
    return Marked(nights, seen, expected, ratio, float(ratio * np.exp(-wide)), float(ratio * np.exp(wide)), p)


def _dispersion(n: np.ndarray, one: np.ndarray, alike: pd.Series) -> float:
    """Tell by how much unmarked nights of a group differ more than chance; 1 = chance alone."""
    others = pd.Series(n[~one]).groupby(alike.to_numpy()[~one])
    mean = others.transform("mean")
    free = int((others.size() - 1).sum())
    told = mean > 0
    squares = float(((pd.Series(n[~one]) - mean)[told] ** 2 / mean[told]).sum())
    return max(1.0, squares / free) if free > 0 else 1.0
