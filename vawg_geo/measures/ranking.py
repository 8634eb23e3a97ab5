"""Places ranked by shrunk harm, with how sure the ranks are."""

from __future__ import annotations

import warnings
from datetime import date, datetime

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, Numbers
from vawg_geo.measures.evidence import Evidence, gather
from vawg_geo.measures.fading import Fading

MIN_DRAWS = 4_000  # METHODS 5
RANK_SPAN = (0.05, 0.95)  # METHODS 5
_BLOCK = 250  # draws worked on at once
_POOL_GAMMAS = 1_000_000  # random numbers spent on the pool of prior severities
AsOf = str | date | datetime | pd.Timestamp | None


@checked
def score_harm(
    incidents: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    k: float = 15,
    exposure: Numbers | None = None,
    as_of: AsOf = None,
    half_life_days: float | None = None,
    strata: pd.Series | None = None,
) -> pd.DataFrame:
    """
    Score areas by the harm to be expected there: a shrunk count times a shrunk mean harm.

    Parameters
    ----------
    incidents
        One row an offence: `harm` (>= 0), `occurred_to` when fading, and `area` or points. An offence without a
        known harm (NaN) counts as an offence and is taken to have the mean harm of its place.
    areas
        One row an area, index = code.
    k
        Pseudo-offences (5-30) that pull an area's mean harm towards the mean of all.
    exposure
        Above 0: a Series with the index of `areas`, or one number; None = 1 an area. With fading, give the faded
        exposure where areas differ (`decayed_exposure`).
    as_of, half_life_days
        Evidence counts 0.5 ** (age / half-life) at `as_of`; no fading unless both are given.
    strata
        The kind of place by code: everything is shrunk within its stratum, and only the ranking is over all.

    Returns
    -------
    scores
        Index of `areas`: `n` and `harm` (offences and their known harm, not faded), `expected_n` (shrunk count) and
        `shrunk_harm` (both on the scale of the faded evidence), `rank` (1 = most shrunk harm; ties by code).

    Raises
    ------
    SchemaError
        If a column is missing or broken, an exposure or `k` is not above 0, or strata are missing.
    PeriodError
        If the half-life is not above 0 or an offence ended later than a day after `as_of`.

    References
    ----------
    Marshall (1991), Applied Statistics 40(2), 283-294. METHODS 4 and 5. An added light offence can lower the score
    slightly when k is below the prior's weight.
    """
    _positive(k)
    evidence = gather(incidents, areas, exposure=exposure, fading=Fading(as_of, half_life_days))
    expected, shrunk = np.zeros(len(areas)), np.zeros(len(areas))
    for rows, group in evidence.by_stratum(strata):
        expected[rows] = group.exposure * group.prior.shrink(group.n, group.exposure)
        shrunk[rows] = expected[rows] * (group.harm + k * group.mean_harm) / (group.known + k)
    rank = np.empty(len(areas), dtype="int64")
    rank[np.argsort(-shrunk, kind="stable")] = np.arange(1, len(areas) + 1)  # evidence is sorted by code
    columns = {"n": evidence.n_raw, "harm": evidence.harm_raw, "expected_n": expected, "shrunk_harm": shrunk}
    return pd.DataFrame(columns | {"rank": rank}, index=evidence.codes).reindex(areas.index)


@checked
def score_ranks(
    incidents: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    top: int = 10,
    draws: int = 4_000,
    seed: int = 0,
    k: float = 15,
    exposure: Numbers | None = None,
    as_of: AsOf = None,
    half_life_days: float | None = None,
    strata: pd.Series | None = None,
) -> pd.DataFrame:
    """
    Say how sure each area's place in the ranking is.

    Parameters
    ----------
    incidents, areas
        As for `score_harm`.
    top
        Length of the list, k of "in the top k".
    draws
        Draws of every area's harm: 4,000 or more for a page; fewer serve for a quick look.
    seed
        Of the random numbers: the same seed gives the same table, whatever the order of rows.
    k, exposure, as_of, half_life_days, strata
        As for `score_harm`.

    Returns
    -------
    ranks
        Index of `areas`: `p_top` (chance of being in the top), `rank_low` and `rank_high` (5-95 % of the ranks).

    Raises
    ------
    SchemaError
        As `score_harm`; or if `top` or `draws` is below 1.
    PeriodError
        As `score_harm`.

    Warns
    -----
    UserWarning
        If there are fewer than 4,000 draws.

    Notes
    -----
    Counts are drawn from Gamma(n + alpha, E + beta), severity from Dirichlet(n_w + k p_w) over distinct harm weights.
    The Dirichlet is drawn as its two parts: the area's own evidence (one gamma a weight seen there), and the prior,
    whose mean severity is the same variable everywhere and comes from a large pool of draws. Exact ties are broken
    by chance. With fading the chances are cautious when risk is stable and right when it drifts.

    References
    ----------
    METHODS 5.
    """
    _positive(k)
    if top < 1 or draws < 1:
        raise SchemaError("top and draws must be at least 1.")
    if draws < MIN_DRAWS:
        warnings.warn(f"{draws} draws are too few for a page; use {MIN_DRAWS} or more.", UserWarning, stacklevel=3)
    evidence = gather(incidents, areas, exposure=exposure, fading=Fading(as_of, half_life_days))
    rng = np.random.default_rng(seed)
    groups = [(rows, _Draws(group, k, rng)) for rows, group in evidence.by_stratum(strata)]
    ranks = np.empty((draws, len(areas)), dtype="uint32")
    for at in range(0, draws, _BLOCK):
        block = ranks[at : at + _BLOCK]
        harm = np.empty(block.shape)
        for rows, group in groups:
            harm[:, rows] = group.draw(len(block), rng)
        usual = harm.mean() if harm.size else 0.0
        harm += (usual or 1.0) * 1e-9 * rng.random(harm.shape)  # ties by chance
        np.put_along_axis(block, np.argsort(-harm, axis=1), np.arange(1, len(areas) + 1, dtype="uint32")[None], axis=1)
    return _summary(ranks, evidence.codes, top).reindex(areas.index)


class _Draws:
    """Draws of the expected harm of each place of one stratum."""

    def __init__(self, group: Evidence, k: float, rng: np.random.Generator) -> None:
        self.group, self.k, prior = group, k, group.prior
        self.mean, self.spread = prior.mean, prior.spread
        self.weights, shares = group.mix()
        size = max(_POOL_GAMMAS // max(len(shares), 1), 20_000)
        gammas = rng.standard_gamma(k * shares, size=(size, len(shares)))
        total = gammas.sum(axis=1)
        self.pool = np.divide(gammas @ self.weights, total, out=np.zeros(size), where=total > 0)
        self.starts = np.flatnonzero(np.diff(group.cell_area, prepend=-1))  # cells are sorted by place

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Return draws x places."""
        return self._counts(draws, rng) * self._severity(draws, rng)

    def _counts(self, draws: int, rng: np.random.Generator) -> Floats:
        group, shape = self.group, (draws, len(self.group.codes))
        if self.spread == 0:
            return np.broadcast_to(self.mean * group.exposure, shape)
        alpha, beta = self.mean**2 / self.spread, self.mean / self.spread
        rate: Floats = rng.standard_gamma(group.n + alpha, size=shape) / (group.exposure + beta)
        return rate * group.exposure

    def _severity(self, draws: int, rng: np.random.Generator) -> Floats:
        group, shape = self.group, (draws, len(self.group.codes))
        own = rng.standard_gamma(self.k, size=shape)
        harm = own * self.pool[rng.integers(0, len(self.pool), size=shape)]
        if len(self.starts):
            seen = rng.standard_gamma(group.cell_n, size=(draws, len(group.cell_n)))
            places = group.cell_area[self.starts]
            own[:, places] += np.add.reduceat(seen, self.starts, axis=1)
            harm[:, places] += np.add.reduceat(seen * group.cell_weight, self.starts, axis=1)
        severity: Floats = harm / own
        return severity


def _summary(ranks: np.ndarray[tuple[int, int], np.dtype[np.uint32]], codes: pd.Index, top: int) -> pd.DataFrame:
    p_top = (ranks <= top).mean(axis=0)
    ranks.sort(axis=0)
    last = len(ranks) - 1
    low, high = (ranks[at].astype("int64") for at in (int(RANK_SPAN[0] * last), int(np.ceil(RANK_SPAN[1] * last))))
    return pd.DataFrame({"p_top": p_top, "rank_low": low, "rank_high": high}, index=codes)


def _positive(k: float) -> None:
    if not k > 0:
        raise SchemaError("k must be above 0: it counts pseudo-offences (5-30).")
