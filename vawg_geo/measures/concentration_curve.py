"""The concentration curve: the share of offences in each share of places, beside what chance would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.measures.align import Floats
from vawg_geo.measures.rates import whole

_DRAWS = 199  # enough for a 95 % band that is drawn, not tested
_BAND = (0.025, 0.975)
_STEPS = 60  # points of the curve at most
COLUMNS = ("places", "units", "n", "share", "chance", "chance_low", "chance_high")


def trace_concentration(counts: pd.Series, *, seed: int = 0) -> pd.DataFrame:
    """
    Trace how much the places with most hold.

    Parameters
    ----------
    counts
        Whole counts by place, places without any included.
    seed
        Of the draws.

    Returns
    -------
    curve
        One row a number of places (denser at the start): `places`, `units` (their share of all), `n` (offences they
        hold), `share` of all; `chance`, `chance_low`, `chance_high` (mean and 95 % band of the share when as many
        offences fall on places at random). No places or no offences: no rows.

    Raises
    ------
    SchemaError
        If a count is missing, negative or broken.

    References
    ----------
    Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467 (few events make any map look
    concentrated). METHODS 7.
    """
    values = whole(counts, counts.index, what="counts")
    n, total = len(values), int(values.sum())
    if not n or not total:
        return pd.DataFrame(columns=list(COLUMNS))
    at = np.unique(np.ceil(n * np.linspace(0, 1, _STEPS + 1)[1:] ** 2 - 1e-9).astype("int64").clip(1))
    draws = np.random.default_rng(seed).multinomial(total, np.full(n, 1 / n), size=_DRAWS).astype("float64")
    by_chance = _held(draws, at) / total
    low, high = np.quantile(by_chance, _BAND, axis=0)
    held = _held(values[None], at)[0]
    data = [at, at / n, held.astype("int64"), held / total, by_chance.mean(axis=0), low, high]
    return pd.DataFrame(dict(zip(COLUMNS, data, strict=True)))


def _held(values: Floats, at: np.ndarray) -> Floats:
    held: Floats = np.cumsum(-np.sort(-values, axis=1), axis=1)[:, at - 1]
    return held
