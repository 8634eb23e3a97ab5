"""Where a force stands among forces: its rank with an interval, and what chance does to ranks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, Numbers, refuse
from vawg_geo.measures.rates import one_tail, whole

LEAST_FORCES = 10  # below, the spread of true shares cannot be learnt from the forces themselves
_JEFFREYS = 0.5
_LEAST_SPREAD = 1e-6  # forces that chance alone tells apart still get a rank each, evenly at random


@checked
def score_forces(x: pd.Series, n: Numbers, *, level: float = 0.9, draws: int = 4_000, seed: int = 0) -> pd.DataFrame:
    """
    Rank forces by a share, with an interval for the rank.

    Parameters
    ----------
    x
        Successes a force (such as offences charged), whole, 0 to n.
    n
        Trials a force (such as offences recorded), whole, above 0: a Series with the labels of `x`, or one number.
    level
        Coverage of the intervals.
    draws
        Draws of every force's share.
    seed
        Of the draws; the result does not depend on the order of rows.

    Returns
    -------
    forces
        Index of `x`: `share`, `low`, `high` (of the true share), `rank` (1 = largest share; ties by label),
        `rank_low`, `rank_high`.

    Raises
    ------
    SchemaError
        If a count is missing, negative or broken, x exceeds n, n is 0, or an option is out of range.

    References
    ----------
    Goldstein & Spiegelhalter (1996), League tables and their limitations, Journal of the Royal Statistical Society A
    159(3), 385-443. Beta posteriors; their prior is fitted by moments over all forces (Jeffreys below 10). METHODS 8.
    """
    labels = _labels(x)
    hits, trials = _pair(x, n, labels, "")
    tail = one_tail(level)
    shares = _draw(hits, trials, draws, seed)
    low, high = np.quantile(shares, (tail, 1 - tail), axis=0)
    rank_low, rank_high = np.quantile(_ranks(shares), (tail, 1 - tail), axis=0, method="inverted_cdf").astype("int64")
    own = hits / trials
    columns = {"share": own, "low": low, "high": high, "rank": _ranks(own[None, :])[0]}
    table = pd.DataFrame({**columns, "rank_low": rank_low, "rank_high": rank_high}, index=labels)
    return table.reindex(x.index)


@checked
def compare_ranks(
    x_before: pd.Series, n_before: Numbers, x_after: pd.Series, n_after: Numbers, *, draws: int = 4_000, seed: int = 0
) -> pd.DataFrame:
    """
    Say how often a force's move up or down the table would happen by chance alone.

    Parameters
    ----------
    x_before, n_before
        Successes and trials a force in the earlier period.
    x_after, n_after
        The same forces in the later period.
    draws
        Pairs of periods drawn, in which no force changes.
    seed
        Of the draws; the result does not depend on the order of rows.

    Returns
    -------
    moves
        Index of `x_before`: `rank_before`, `rank_after`, `move` (places up, towards 1; negative = down), `p_move`
        (share of draws without any change in which the force moves as far or further, either way; the move seen counts
        as one of them, so that it is never none), `usual_move` (places that it moves in 9 of 10 such draws, at most).

    Raises
    ------
    SchemaError
        If labels differ, a count is missing, negative or broken, x exceeds n, n is 0, or draws is below 1.

    References
    ----------
    Goldstein & Spiegelhalter (1996), Journal of the Royal Statistical Society A 159(3), 385-443: ranks. Parametric
    bootstrap under no change: both periods are drawn from one share, itself drawn from what both tell. METHODS 8.
    """
    labels = _labels(x_before)
    before, size_before = _pair(x_before, n_before, labels, "_before")
    after, size_after = _pair(x_after, n_after, labels, "_after")
    shares = _draw(before + after, size_before + size_after, draws, seed)
    rng = np.random.default_rng([seed, 1])
    first, second = (_ranks(rng.binomial(size.astype("int64"), shares) / size) for size in (size_before, size_after))
    moved = np.abs(first - second)
    rank_before, rank_after = (
        _ranks((hits / size)[None, :])[0] for hits, size in ((before, size_before), (after, size_after))
    )
    move = rank_before - rank_after
    columns = {"rank_before": rank_before, "rank_after": rank_after, "move": move}
    usual = np.quantile(moved, 0.9, axis=0, method="inverted_cdf").astype("int64")
    table = pd.DataFrame(
        {**columns, "p_move": (1 + (moved >= np.abs(move)).sum(axis=0)) / (1 + draws), "usual_move": usual},
        index=labels,
    )
    return table.reindex(x_before.index)


def _labels(x: pd.Series) -> pd.Index:
    if not len(x):
        raise SchemaError("x must hold one count a force: there are none.")
    return x.index.sort_values()


def _pair(x: Numbers, n: Numbers, labels: pd.Index, when: str) -> tuple[Floats, Floats]:
    hits, trials = whole(x, labels, what=f"x{when}"), whole(n, labels, what=f"n{when}")
    refuse(trials == 0, labels, f"n{when} must be above 0; leave the force out")
    refuse(hits > trials, labels, f"x{when} must not exceed n{when}")
    return hits, trials


def _draw(hits: Floats, trials: Floats, draws: int, seed: int) -> Floats:
    if draws < 1:
        raise SchemaError("draws must be at least 1.")
    a, b = _prior(hits, trials)
    return np.random.default_rng(seed).beta(hits + a, trials - hits + b, size=(draws, len(hits)))


def _prior(hits: Floats, trials: Floats) -> tuple[float, float]:
    """
    Fit the Beta prior of true shares by moments over all forces.

    With a flat prior for each force, drawn shares spread wider than true ones, and rank intervals come out too short.
    """
    many, mean = len(hits), float(hits.sum() / trials.sum())
    if many < LEAST_FORCES or not 0 < mean < 1:
        return _JEFFREYS, _JEFFREYS
    spread = float((trials * (hits / trials - mean) ** 2).sum() / trials.sum()) * many / (many - 1)
    chance = 1 / float(trials.mean())
    between = (spread / (mean * (1 - mean)) - chance) / max(1 - chance, _LEAST_SPREAD)
    size = 1 / float(np.clip(between, _LEAST_SPREAD, 0.5)) - 1
    return mean * size, (1 - mean) * size


def _ranks(shares: Floats) -> npt.NDArray[np.int64]:
    """Rank each row from the largest share; ties by label, for columns stand in its order."""
    order = np.argsort(-shares, axis=1, kind="stable")
    ranks = np.empty(order.shape, dtype="int64")
    np.put_along_axis(ranks, order, np.arange(1, shares.shape[1] + 1)[None, :], axis=1)
    return ranks
