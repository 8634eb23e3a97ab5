"""Published sums written as few and short equations: each figure as others plus what is left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from vawg_geo.publishing.attack_axes import Axis

Ints = npt.NDArray[np.int64]
Place = tuple[int, int, int]


def shorten(sums: sparse.csr_matrix, at: Ints, axes: tuple[Axis, Axis, Axis]) -> sparse.csr_matrix:
    """
    Link each figure to figures that lie in it or just before it, so that little is left to add up.

    Parameters
    ----------
    sums
        Figures x unknowns, 0 or 1.
    at
        Figures x (rows, columns, period): the sets that each adds up.
    axes
        The sets.

    Returns
    -------
    links
        Figures x figures, 1 on the diagonal, 1 or -1 elsewhere, invertible: links @ figures = (links @ sums) @ unknowns
        says the same as figures = sums @ unknowns.
    """
    place = {(r, c, t): n for n, (r, c, t) in enumerate(at.tolist())}
    plain = sparse.identity(len(at), format="csr")
    ways = [plain] + [
        plain - _links(find(place, axes), len(at)) for find in (_just_before, _rows_inside, _columns_inside)
    ]
    lengths = np.stack([np.diff(_clean(way @ sums).indptr) + np.diff(way.tocsr().indptr) for way in ways])
    best = lengths.argmin(axis=0)
    return sum(sparse.diags((best == n).astype("float64")) @ way for n, way in enumerate(ways)).tocsr()


def _clean(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    matrix = matrix.tocsr()
    matrix.eliminate_zeros()
    return matrix


def _links(pairs: Iterator[tuple[int, int]], n: int) -> sparse.csr_matrix:
    both = np.array(list(pairs), dtype="int64").reshape(-1, 2)
    return sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n))


def _just_before(place: dict[Place, int], axes: tuple[Axis, Axis, Axis]) -> Iterator[tuple[int, int]]:
    """Link a figure to the same one of the period that begins next before it."""
    begins = [int(span[0]) for span in axes[2].sets]
    runs: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for (row, column, time), n in place.items():
        runs.setdefault((row, column), []).append((begins[time], len(axes[2].sets[time]), n))
    for run in runs.values():
        yield from ((later[2], earlier[2]) for earlier, later in pairwise(sorted(run)))


def _rows_inside(place: dict[Place, int], axes: tuple[Axis, Axis, Axis]) -> Iterator[tuple[int, int]]:
    inside = _subsets(axes[0])
    return _inside(place, axes[0], inside, 0)


def _columns_inside(place: dict[Place, int], axes: tuple[Axis, Axis, Axis]) -> Iterator[tuple[int, int]]:
    return _inside(place, axes[1], _subsets(axes[1]), 1)


def _subsets(axis: Axis) -> list[list[int]]:
    """List, for each set, the sets inside it, largest first."""
    members = [frozenset(one.tolist()) for one in axis.sets]
    order = sorted(range(len(members)), key=lambda n: (-len(members[n]), n))
    return [[n for n in order if members[n] < own] if len(own) > 1 else [] for own in members]


def _inside(place: dict[Place, int], axis: Axis, inside: list[list[int]], side: int) -> Iterator[tuple[int, int]]:
    """Link a figure to figures that lie in it and not in one another."""
    for at, n in place.items():
        taken: set[int] = set()
        for own in inside[at[side]]:
            child = place.get((own, *at[1:]) if side == 0 else (at[0], own, at[2]))
            if child is not None and taken.isdisjoint(axis.sets[own].tolist()):
                taken.update(axis.sets[own].tolist())
                yield n, child
