"""One table's sums cut into independent systems of equations, each with a programme of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from vawg_geo.publishing.attack_intervals import narrow, span
from vawg_geo.publishing.attack_model import Known
from vawg_geo.publishing.attack_programme import Programme

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Equations(NamedTuple):
    """Sums of numbers within bounds: matrix @ numbers = right, low <= numbers <= high."""

    matrix: sparse.csr_matrix
    right: Floats
    low: Floats
    high: Floats


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
    n = known.sums.shape[1]
    equations = Equations(
        sparse.hstack([left, -known.links[:, vary]]).tocsr(),
        known.links[:, exact] @ known.low[exact],
        np.concatenate([least, np.where(free[vary], 0, known.low[vary])]),
        np.concatenate([most, np.where(free[vary], np.inf, known.high[vary])]),
    )
    if revised:
        equations = _let_differ(equations, known, n + np.flatnonzero(free[vary]))
    equations.matrix.eliminate_zeros()
    equations = equations._replace(high=np.where(np.isinf(equations.high), endless(known), equations.high))
    changes = np.arange(equations.matrix.shape[1]) >= n + len(vary) + free.sum()
    return least, most, sorted(_cut(equations, n, changes), key=lambda one: one.programme.size)


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


def _let_differ(equations: Equations, known: Known, old: Ints) -> Equations:
    """Add an equation an old figure: as it is now = as it was published - what was added + what was taken off since."""
    matrix, one = equations.matrix, sparse.identity(len(old))
    now = sparse.csr_matrix((np.ones(len(old)), (np.arange(len(old)), old)), shape=(len(old), matrix.shape[1]))
    return Equations(
        sparse.bmat([[matrix, None, None, None], [now, -one, -one, one]]).tocsr(),
        np.concatenate([equations.right, np.zeros(len(old))]),
        np.concatenate([equations.low, known.low[known.old], np.zeros(2 * len(old))]),
        np.concatenate([equations.high, known.high[known.old], np.full(2 * len(old), np.inf)]),
    )


def _cut(equations: Equations, n: int, changes: npt.NDArray[np.bool_]) -> Iterator[System]:
    matrix, right, low, high = equations
    rows = matrix.shape[0]
    _, label = connected_components(sparse.bmat([[None, matrix], [matrix.T, None]]))
    order = np.argsort(label, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        lines, own = members[members < rows], members[members >= rows] - rows
        if len(lines):
            programme = Programme(matrix[lines][:, own], right[lines], low[own], high[own])
            if changes[own].any():
                programme = programme.at_least(changes[own].astype("float64"))
            yield System(own[own < n], programme)
