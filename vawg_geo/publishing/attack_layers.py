"""Unknowns: finest cells that no figure tells apart, and rows and columns that only ever appear as sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ints = npt.NDArray[np.int64]
Sets = Sequence[Ints]  # the finest labels in each set of one direction


@dataclass(frozen=True)
class Unknowns:
    """What the boxes of a table add up, and what ties the unknowns beside the published figures."""

    counts: sparse.csr_matrix  # boxes x unknowns: finest cells of each unknown that a box holds
    size: Ints  # finest cells of each unknown
    ties: sparse.csr_matrix  # equations x unknowns whose sums are 0


def find_unknowns(boxes: Ints, shown: int, sets: tuple[Sets, Sets, Sets], n: tuple[int, int, int]) -> Unknowns:
    """
    Find the fewest unknowns that say the same about some boxes as all finest cells do.

    Where rows and columns of a block are published only as sums of whole rows and whole columns, its cells are left
    out: any row sums and column sums with one total belong to some table of whole counts.

    Parameters
    ----------
    boxes
        Boxes x (rows, columns, period): the sets each adds up; published figures first.
    shown
        How many boxes are published figures.
    sets
        The sets of each direction.
    n
        How many finest rows, columns and intervals there are.

    Returns
    -------
    unknowns
        In the order rows' sums, then blocks' cells.
    """
    whole = np.array([len(members) == n[1] for members in sets[1]])[boxes[:, 1]]
    block = _blocks([sets[0][row] for row in np.unique(boxes[~whole, 0])], n[0])
    by_row = whole & ~np.array([_is_union(members, block) for members in sets[0]])[boxes[:, 0]]
    if whole.all():
        by_row[:] = True
    one_column = [np.array([0])]
    rows_as_blocks = [np.unique(block[members]) for members in sets[0]]
    row_boxes = np.column_stack([boxes[:, 0], np.zeros(len(boxes), dtype="int64"), boxes[:, 2]])
    blocks = int(block.max()) + 1
    times = _membership(sets[2], n[2])
    layers = [
        _Layer(row_boxes, by_row, [_membership(sets[0], n[0]), _membership(one_column, 1), times], block),
        _Layer(
            boxes, ~by_row, [_membership(rows_as_blocks, blocks), _membership(sets[1], n[1]), times], np.arange(blocks)
        ),
    ]
    used = [layer for layer in layers if layer.used.any()]
    tied = len(used) > 1
    groups = [layer.merge(shown, tied=tied) for layer in used]
    counts = sparse.hstack([layer.count(group) for layer, group in zip(used, groups, strict=True)]).tocsr()
    size = np.concatenate([np.bincount(group.ravel()) for group in groups])
    ties = _ties(groups, block) if tied else sparse.csr_matrix((0, len(size)))
    return Unknowns(counts, size, ties)


def _blocks(sets: Sets, n: int) -> Ints:
    """Give each row the number of its block: some sets tell blocks apart."""
    member = np.zeros((n, len(sets)), dtype=bool)
    for side, members in enumerate(sets):
        member[members, side] = True
    return (
        np.unique(np.packbits(member, axis=1), axis=0, return_inverse=True)[1].ravel()
        if len(sets)
        else np.zeros(n, int)
    )


def _is_union(members: Ints, block: Ints) -> bool:
    own = np.unique(block[members])
    return len(members) == int(np.isin(block, own).sum())


class _Layer:
    """One grid of finest cells, and those boxes that are sums over it."""

    def __init__(self, boxes: Ints, used: npt.NDArray[np.bool_], members: list[sparse.csr_matrix], block: Ints) -> None:
        self.boxes, self.used, self.members, self.block = boxes, used, members, block

    def merge(self, shown: int, *, tied: bool) -> Ints:
        """Give each finest cell the number of its unknown; those in exactly the same figures share one."""
        chance = np.random.default_rng(0)
        figures = np.flatnonzero(self.used[:shown])
        marks = np.zeros([own.shape[0] for own in self.members], dtype="int64")
        marks[tuple(self.boxes[figures].T)] = chance.integers(-(2**62), 2**62, size=len(figures))
        held = marks  # sums wrap around: they are marks, not numbers
        for side, own in enumerate(self.members):
            moved = np.moveaxis(held, side, 0)
            held = np.moveaxis((own.T @ moved.reshape(moved.shape[0], -1)).reshape(-1, *moved.shape[1:]), 0, side)
        if tied:
            own_marks = chance.integers(-(2**62), 2**62, size=(self.block.max() + 1, held.shape[2]))
            held = held + own_marks[self.block][:, None, :]
        return np.unique(held, return_inverse=True)[1].reshape(held.shape).astype("int64")

    def count(self, group: Ints) -> sparse.csr_matrix:
        """Count each box's finest cells by unknown; rows that are alike are counted once."""
        kinds, kind = np.unique(group.reshape(len(group), -1), axis=0, return_inverse=True)
        alike_rows = sparse.csr_matrix((np.ones(len(group), dtype="int64"), (np.arange(len(group)), kind.ravel())))
        rows = (self.members[0] @ alike_rows).tocsr()
        rows.sort_indices()
        keys: dict[bytes, int] = {}
        alike = np.array([keys.setdefault(one.indices.tobytes() + one.data.tobytes(), len(keys)) for one in rows])
        first = np.unique(alike, return_index=True)[1]
        own = self.boxes[self.used]
        distinct, back = np.unique(np.column_stack([alike[own[:, 0]], own[:, 1:]]), axis=0, return_inverse=True)
        cells = _every_pair(rows[first][distinct[:, 0]], self.members[1][distinct[:, 1]])
        cells = _every_pair(cells, self.members[2][distinct[:, 2]])
        unknown = sparse.csr_matrix((np.ones(kinds.size, dtype="int64"), (np.arange(kinds.size), kinds.ravel())))
        counts = (cells @ unknown).tocsr()
        line = np.full(len(self.boxes), len(distinct))
        line[self.used] = back.ravel()
        return sparse.vstack([counts, sparse.csr_matrix((1, counts.shape[1]), dtype="int64")]).tocsr()[line]


def _membership(sets: Sets, n: int) -> sparse.csr_matrix:
    starts = np.cumsum([0, *map(len, sets)])
    return sparse.csr_matrix((np.ones(starts[-1], dtype="int64"), np.concatenate(sets), starts), shape=(len(sets), n))


def _every_pair(left: sparse.csr_matrix, right: sparse.csr_matrix) -> sparse.csr_matrix:
    """Multiply every entry of a line with every entry of the other's same line (the face-splitting product)."""
    many = np.diff(right.indptr)
    per_line = np.diff(left.indptr) * many
    line = np.repeat(np.arange(len(per_line)), per_line)
    place = np.arange(per_line.sum()) - np.repeat(np.cumsum(per_line) - per_line, per_line)
    a, b = left.indptr[line] + place // many[line], right.indptr[line] + place % many[line]
    columns = left.indices[a].astype("int64") * right.shape[1] + right.indices[b]
    starts = np.concatenate([[0], np.cumsum(per_line)])
    shape = (left.shape[0], left.shape[1] * right.shape[1])
    return sparse.csr_matrix((left.data[a] * right.data[b], columns, starts), shape=shape)


def _ties(groups: list[Ints], block: Ints) -> sparse.csr_matrix:
    """Tie the layers: in each block and interval the rows' sums and the cells add up to the same."""
    lines = []
    for group, own in zip(groups, (block, np.arange(len(groups[1]))), strict=True):
        line = own[:, None, None] * group.shape[2] + np.arange(group.shape[2])
        shape = ((block.max() + 1) * group.shape[2], group.max() + 1)
        one = sparse.csr_matrix(
            (np.ones(group.size), (np.broadcast_to(line, group.shape).ravel(), group.ravel())), shape
        )
        one.data[:] = 1  # an unknown lies in one block and interval, and is counted there once
        lines.append(one)
    return sparse.hstack([lines[0], -lines[1]]).tocsr()
