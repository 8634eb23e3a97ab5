"""One table's sums cut into independent systems of equations, each with a programme of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from vawg_geo.publishing.attack_intervals import narrow, span
from vawg_geo.publishing.attack_model import Known
from vawg_geo.publishing.attack_programme import Programme

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class System:
    """Unknowns that published sums link with one another, directly or through others."""

    unknowns: Ints
    programme: Programme  # over the unknowns, then figures without an exact value


def systems(known: Known, *, revised: bool) -> tuple[Floats, Floats, list[System]]:
    """
    Cut what is known into independent systems.

    Parameters
    ----------
    known
        From `know`.
    revised
        Whether figures of older editions may differ from today's truth: then by as little in all as makes them fit.

    Returns
    -------
    least, most
        Quick outer bounds of each unknown.
    systems
        Those with equations, small before large.
    """
    free = known.old if revised else np.zeros(len(known.low), dtype=bool)
    left = (known.links @ known.sums).tocsr()
    least, most = _outer(known, left, ~free)
    vary, exact = np.flatnonzero(free | (known.low < known.high)), np.flatnonzero(~free & (known.low == known.high))
    matrix = sparse.hstack([left, -known.links[:, vary]]).tocsr()
    right = known.links[:, exact] @ known.low[exact]
    low = np.concatenate([least, np.where(free[vary], 0, known.low[vary])])
    high = np.concatenate([most, np.where(free[vary], np.inf, known.high[vary])])
    n = known.sums.shape[1]
    if revised:
        matrix, right, low, high = _let_differ(matrix, right, low, high, known, n + np.flatnonzero(free[vary]))
    matrix.eliminate_zeros()
    high = np.where(np.isinf(high), endless(known), high)
    changes = np.arange(matrix.shape[1]) >= n + len(vary) + free.sum()
    return least, most, sorted(_cut(matrix, right, low, high, n, changes), key=lambda one: one.programme.size)


def endless(known: Known) -> float:
    """Give a count that no bounded count reaches."""
    return 2 * float(known.high.sum()) + 1


def _outer(known: Known, left: sparse.csr_matrix, firm: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    low, high = span(known.links, known.low, known.high)
    linked = np.asarray(abs(known.links) @ (~firm).astype("float64")).ravel() == 0
    return narrow(
        sparse.vstack([left[linked], known.sums[firm]]),
        np.concatenate([low[linked], known.low[firm]]),
        np.concatenate([high[linked], known.high[firm]]),
    )


def _let_differ(
    matrix: sparse.csr_matrix, right: Floats, low: Floats, high: Floats, known: Known, old: Ints
) -> tuple[sparse.csr_matrix, Floats, Floats, Floats]:
    """Add an equation an old figure: as it is now = as it was published + what was added since - what was taken off."""
    one = sparse.identity(len(old))
    now = sparse.csr_matrix((np.ones(len(old)), (np.arange(len(old)), old)), shape=(len(old), matrix.shape[1]))
    wide = sparse.bmat([[matrix, None, None, None], [now, -one, -one, one]]).tocsr()
    none, endless = np.zeros(2 * len(old)), np.full(2 * len(old), np.inf)
    return (
        wide,
        np.concatenate([right, np.zeros(len(old))]),
        np.concatenate([low, known.low[known.old], none]),
        np.concatenate([high, known.high[known.old], endless]),
    )


def _cut(
    matrix: sparse.csr_matrix, right: Floats, low: Floats, high: Floats, n: int, changes: npt.NDArray[np.bool_]
) -> Iterator[System]:
    rows = matrix.shape[0]
    _, label = connected_components(sparse.bmat([[None, matrix], [matrix.T, None]]))
    order = np.argsort(label, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        equations, own = members[members < rows], members[members >= rows] - rows
        if len(equations):
            programme = Programme(matrix[equations][:, own], right[equations], low[own], high[own])
            if changes[own].any():
                programme = programme.at_least(changes[own].astype("float64"))
            yield System(own[own < n], programme)
