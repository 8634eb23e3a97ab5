"""Quick outer bounds: what each published sum alone says about each unknown in it, repeated until nothing moves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_ROUNDS = 50


def span(matrix: sparse.csr_matrix, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bound sums of bounded numbers."""
    plus, minus = matrix.maximum(0), (-matrix).maximum(0)
    return plus @ low - minus @ high, plus @ high - minus @ low


def narrow(sums: sparse.csr_matrix, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """
    Bound unknown counts by interval propagation.

    Parameters
    ----------
    sums
        Equations x unknowns, whole numbers.
    low, high
        The range of each equation's sum.

    Returns
    -------
    least, most
        Bounds of each unknown, 0 or more: never tighter than the truth; `most` below `least` when nothing fits.
    """
    sums = sums.tocsr()
    sums.sum_duplicates()
    least, most = np.zeros(sums.shape[1]), np.full(sums.shape[1], np.inf)
    line = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    for _ in range(MOST_ROUNDS):
        own_low, own_high = _shares(sums.data, least[sums.indices], most[sums.indices])
        floor = low[line] - _others(own_high, line, len(low))  # what is left for one term when the others are largest
        ceiling = high[line] - _others(own_low, line, len(low))
        down, up = (
            np.minimum(floor / sums.data, ceiling / sums.data),
            np.maximum(floor / sums.data, ceiling / sums.data),
        )
        new_least, new_most = least.copy(), most.copy()
        np.maximum.at(new_least, sums.indices, np.ceil(down - 1e-9))
        np.minimum.at(new_most, sums.indices, np.floor(up + 1e-9))
        if (new_least > new_most).any() or (np.array_equal(new_least, least) and np.array_equal(new_most, most)):
            return new_least, new_most
        least, most = new_least, new_most
    return least, most


def _shares(weights: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    return np.where(weights > 0, weights * least, weights * most), np.where(
        weights > 0, weights * most, weights * least
    )


def _others(own: Floats, line: Ints, n: int) -> Floats:
    """Add up, for each term of each equation, the other terms; infinite when another one is."""
    endless = np.isinf(own)
    finite = np.where(endless, 0.0, own)
    many = np.bincount(line, weights=endless, minlength=n)[line] - endless
    rest = np.bincount(line, weights=finite, minlength=n)[line] - finite
    sign = np.sign(own[endless][0]) if endless.any() else 1.0
    return np.where(many > 0, sign * np.inf, rest)
