"""Emerging hot spots: what a place's Gi* has done, quarter by quarter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.align import Floats

LEAST_STEPS = 10  # METHODS 7; months are too sparse, quarters are meant
MOSTLY = 0.9  # share of hot steps from which a place is a lasting hot spot
LABELS = (
    "historical", "intensifying", "diminishing", "persistent", "none", "new", "consecutive", "oscillating", "sporadic",
)  # fmt: skip


@checked
def classify_emerging(z: pd.DataFrame, *, alpha: float = 0.05) -> pd.Series:
    """
    Label each place by its series of Gi* z scores.

    Parameters
    ----------
    z
        One row a place, one column a step (quarter) in order of time; NaN is neutral.
    alpha
        A step is hot above the two-sided normal limit, cold below minus that; the trend is tested at the same level.

    Returns
    -------
    label
        Index of `z`; the first that fits, in this order. Hot in at least 90 % of steps: "historical" (last not hot),
        else "intensifying", "diminishing" or "persistent" by trend; last not hot: "none"; hot once: "new"; all hot
        steps in the final run: "consecutive"; any cold: "oscillating"; else "sporadic".

    Raises
    ------
    PeriodError
        If there are fewer than 10 steps.
    SchemaError
        If `alpha` is not between 0 and 1, a column is no number, or the index repeats labels.

    References
    ----------
    Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods: trend, tie- and
    continuity-corrected. METHODS 7.
    """
    if not 0 < alpha < 1:
        raise SchemaError("alpha must lie between 0 and 1, for example 0.05.")
    if z.shape[1] < LEAST_STEPS:
        raise PeriodError(f"emerging hot spots need at least {LEAST_STEPS} steps; {z.shape[1]} were given.")
    if z.index.has_duplicates:
        raise SchemaError(f"the index of z repeats {int(z.index.duplicated().sum())} labels; each row needs its own.")
    try:
        values = z.to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise SchemaError("z must hold numbers; convert the columns first.") from None
    limit = float(stats.norm.isf(alpha / 2))
    hot, cold = values > limit, values < -limit
    lasting = hot.sum(axis=1) >= MOSTLY * z.shape[1] - 1e-9
    trend = np.zeros(len(values))
    trend[lasting] = trend_z(values[lasting])  # the only places whose label asks for it
    labels = _labels(hot, cold, lasting, np.sign(trend) * (np.abs(trend) > limit))
    return pd.Series(labels, index=z.index, name="label", dtype="str")


def trend_z(values: Floats) -> Floats:
    """
    Test each row for a monotonic trend (Mann-Kendall).

    Parameters
    ----------
    values
        Places x steps in order of time; NaN is left out.

    Returns
    -------
    z
        Above 0 rising, below 0 falling; 0 where nothing can be said.

    References
    ----------
    Kendall (1975), Rank Correlation Methods; corrected for ties and continuity. METHODS 7.
    """
    scores = np.zeros(len(values))
    for row, series in enumerate(values):
        known = series[~np.isnan(series)]
        n = len(known)
        s = float(np.sign(known[None, :] - known[:, None])[np.triu_indices(n, 1)].sum())
        ties = np.unique(known, return_counts=True)[1].astype("float64")
        variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
        if variance > 0:
            scores[row] = np.sign(s) * max(abs(s) - 1, 0) / np.sqrt(variance)
    return scores


def _labels(
    hot: npt.NDArray[np.bool_], cold: npt.NDArray[np.bool_], lasting: npt.NDArray[np.bool_], trend: Floats
) -> list[str]:
    times = hot.sum(axis=1)
    last = hot[:, -1]
    final_run = np.cumprod(hot[:, ::-1], axis=1).sum(axis=1)
    rules = [
        lasting & ~last,
        lasting & (trend > 0),
        lasting & (trend < 0),
        lasting,
        ~last,
        times == 1,
        times == final_run,
        cold.any(axis=1),
    ]
    return [str(label) for label in np.select(rules, LABELS[:-1], default=LABELS[-1])]
