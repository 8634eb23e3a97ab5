"""How few places hold how much of the offences."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.align import Floats, aligned

_CHANCE_DRAWS = 999
_HALF, _MOST = 0.5, 0.8  # shares of offences the units are counted for. METHODS 7
_BAND = (0.025, 0.975)
_CLOSE = 1e-9


@checked
def measure_concentration(counts: pd.Series, *, seed: int = 0) -> pd.Series:
    """
    Measure how concentrated offences (or harm) are over units.

    Parameters
    ----------
    counts
        One number a unit (>= 0), units without any included.
    seed
        Of the draws under equal chance.

    Returns
    -------
    concentration
        `gini` (0 even, towards 1 all in one); `gini_generalised` (the same where there are fewer events than units);
        `gini_chance` (mean generalised Gini of as many events thrown at random, whole counts only) with its 95 % band
        `gini_chance_low`, `gini_chance_high`; `units_for_50`, `units_for_80` (share of units, whole units, that hold
        50 and 80 %). All NaN when there is nothing; the chance figures are NaN for broken counts such as harm.

    Raises
    ------
    SchemaError
        If a count is missing or negative.

    References
    ----------
    Bernasco & Steenbeek (2017), More places than crimes, Journal of Quantitative Criminology 33, 451-467. METHODS 7.
    """
    values = aligned(counts, counts.index, what="counts", low=0)
    n, total = len(values), float(values.sum())
    names = ["gini", "gini_generalised", "gini_chance", "units_for_50", "units_for_80"]
    names += ["gini_chance_low", "gini_chance_high"]
    if total == 0:
        return pd.Series(np.nan, index=names, name="concentration")
    shares = np.sort(values) / total
    held = np.cumsum(shares[::-1])
    units = [(int(np.argmax(held >= part - _CLOSE)) + 1) / n for part in (_HALF, _MOST)]
    chance, low, high = _chance(n, values, seed)
    plain = float(_ranked(shares) / n)
    figures = [plain, float(_generalised(shares, total)), chance, *units, low, high]
    return pd.Series(figures, index=names, name="concentration")


def _ranked(shares: Floats) -> Floats:
    """Weigh ascending shares by rank: the numerator of the Gini coefficient."""
    n = shares.shape[-1]
    ranked: Floats = 2 * (shares * np.arange(1, n + 1)).sum(axis=-1) - n - 1
    return ranked


def _generalised(shares: Floats, events: float) -> Floats:
    n = shares.shape[-1]
    general: Floats = max(1 / events, 1 / n) * _ranked(shares) - max(n / events, 1) + 1
    return general


def _chance(n: int, values: Floats, seed: int) -> tuple[float, float, float]:
    if (values % 1 != 0).any():
        return np.nan, np.nan, np.nan
    events = int(values.sum())
    draws = np.random.default_rng(seed).multinomial(events, np.full(n, 1 / n), size=_CHANCE_DRAWS)
    gini = _generalised(np.sort(draws, axis=1) / events, events)
    low, high = np.quantile(gini, _BAND)
    return float(gini.mean()), float(low), float(high)
