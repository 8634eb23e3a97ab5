"""What chance would put beside a place: conditional permutation of everyone else's values."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy import sparse

from vawg_geo.measures.align import Floats

Ints = npt.NDArray[np.int64]
DISCOVERIES = 0.05  # false discovery rate the permutations must be able to reach. METHODS 7
_CLOSE = 1e-10  # sums this close, relative to the largest value, are the same


def permute_neighbours(x: Floats, neighbours: sparse.csr_array, *, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """
    Compare the sum of each place's neighbours with sums of as many others picked by chance.

    Parameters
    ----------
    x
        One value a place.
    neighbours
        Binary, places x places, 0 on the diagonal.
    permutations
        Picks, at least 1; they are shared by all places.
    seed
        Of the picks.

    Returns
    -------
    at_least, at_most
        How many of the picks sum to at least (at most) what the true neighbours do.

    References
    ----------
    Anselin (1995), Local indicators of spatial association, Geographical Analysis 27(2), 93-115. METHODS 7.
    """
    n, sizes = len(x), np.diff(neighbours.indptr)
    observed = neighbours @ x
    close = _CLOSE * np.abs(x).max(initial=0)
    picks = _picks(n - 1, int(sizes.max(initial=0)), permutations, seed)
    at_least, at_most = np.full((2, n), permutations)
    for size in np.unique(sizes[(sizes > 0) & (sizes < n - 1)]):
        chosen = picks[:, :size]
        for i in np.flatnonzero(sizes == size):
            sums = np.delete(x, i)[chosen].sum(axis=1)
            at_least[i] = np.count_nonzero(sums >= observed[i] - close)
            at_most[i] = np.count_nonzero(sums <= observed[i] + close)
    return at_least, at_most


def _picks(among: int, most: int, permutations: int, seed: int) -> Ints:
    """Draw who stands beside a place: one row a permutation, the first k of a row being a fair choice of k."""
    rng = np.random.default_rng(seed)
    if not most:
        return np.empty((permutations, 0), dtype="int64")
    return np.stack([rng.choice(among, most, replace=False) for _ in range(permutations)])


def warn_too_few(tested: int, permutations: int) -> None:
    """
    Warn when permutations are too few for even a pair of places to pass the false discovery rate.

    Parameters
    ----------
    tested
        Places tested.
    permutations
        Permutations asked for.

    Warns
    -----
    UserWarning
        With a number that would do.
    """
    if tested / (2 * (1 + permutations)) > DISCOVERIES:
        needed = int(np.ceil(tested / DISCOVERIES))
        warnings.warn(
            f"{permutations} permutations cannot pass a false discovery rate of {DISCOVERIES:g} over {tested} areas; "
            f"use about {needed} or more.",
            UserWarning,
            stacklevel=3,
        )
