"""The prioritisation matrix: themes ranked by weighted criteria, and how far the order hangs on the weights."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, aligned, refuse

TOP_OF_SCALE = 5.0  # criteria are scored 0 to 5
JITTER = 0.25  # weights are judgements: a quarter more or less is as good a one
_BAND = (0.05, 0.95)


@checked
def score_priorities(
    matrix: pd.DataFrame,
    weights: pd.Series,
    *,
    top: int = 3,
    jitter: float = JITTER,
    scale: float = TOP_OF_SCALE,
    draws: int = 4_000,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Rank themes by weighted criteria, and again with the weights jittered.

    Parameters
    ----------
    matrix
        One row a theme (or threat), one column a criterion (harm, volume, trend, confidence of victims, ...), each
        scored 0 to `scale`, larger = more urgent.
    weights
        One number a criterion (>= 0), with the columns of `matrix` as labels.
    top
        Places on the list whose stability is asked for.
    jitter
        Each weight is drawn evenly from this share below it to this share above it, 0 up to 1.
    scale
        Largest score a criterion can have.
    draws
        Sets of weights drawn.
    seed
        Of the draws.

    Returns
    -------
    priorities
        Index of `matrix`: `score` (0 to 100), `rank` (1 = most urgent; ties by label), `p_top` (share of draws in the
        top), `rank_low`, `rank_high` (5 and 95 % of draws), `driver` (the criterion that gives most of the score).

    Raises
    ------
    SchemaError
        If a score is missing or outside the scale, weights do not fit the columns or are all 0, or an option is out of
        range.

    References
    ----------
    Butler, Jia & Dyer (1997), Simulation techniques for the sensitivity analysis of multi-criteria decision models,
    European Journal of Operational Research 103, 531-546: random weights. METHODS 8 (ranks carry intervals).
    """
    scores, share = _checked(matrix, weights, scale)
    if not (0 <= jitter <= 1 and draws >= 1 and top >= 1):
        raise SchemaError("jitter must lie from 0 to 1; draws and top must be at least 1.")
    by_label = np.argsort(matrix.index.astype(str), kind="stable")
    jittered = share * np.random.default_rng(seed).uniform(1 - jitter, 1 + jitter, (draws, len(share)))
    total = jittered.sum(axis=1, keepdims=True)
    jittered = np.divide(jittered, total, out=np.tile(share, (draws, 1)), where=total > 0)
    own = scores @ share
    ranks = _ranks(jittered @ scores.T, by_label)
    low, high = np.quantile(ranks, _BAND, axis=0, method="inverted_cdf")
    table = pd.DataFrame(
        {"score": own, "rank": _ranks(own[None, :], by_label)[0], "p_top": (ranks <= top).mean(axis=0)},
        index=matrix.index,
    )
    table["rank_low"], table["rank_high"] = low.astype("int64"), high.astype("int64")
    driver = matrix.columns.astype(str).to_numpy()[np.argmax(scores * share, axis=1)]
    return table.assign(driver=pd.Series(driver, index=matrix.index, dtype="str").mask(own == 0, ""))


def _checked(matrix: pd.DataFrame, weights: pd.Series, scale: float) -> tuple[Floats, Floats]:
    """Return scores in percent of the scale, and weights that sum to 1."""
    if matrix.empty or matrix.columns.has_duplicates:
        raise SchemaError("the matrix must have themes as rows and criteria as columns, each name once.")
    if not (np.isfinite(scale) and scale > 0):
        raise SchemaError("scale must be a number above 0.")
    columns = [aligned(matrix[name], matrix.index, what=f"criterion {name!r}", low=0) for name in matrix]
    scores = np.column_stack(columns)
    refuse(scores.max(axis=1) > scale, matrix.index, f"scores must not exceed {scale:g}, the top of the scale")
    size = aligned(weights, matrix.columns, what="weights", low=0)
    if not size.sum():
        raise SchemaError("weights must not all be 0.")
    return 100 * scores / scale, size / size.sum()


def _ranks(scores: Floats, by_label: np.ndarray) -> np.ndarray:
    """Rank each row of scores from the largest; ties, to nine digits, by label."""
    order = by_label[np.argsort(-np.round(scores[:, by_label], 9), axis=1, kind="stable")]
    ranks = np.empty(order.shape, dtype="int64")
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[None, :], axis=1)
    return ranks
