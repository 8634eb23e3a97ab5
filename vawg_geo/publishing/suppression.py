"""Which further counts must be hidden so that hidden small ones cannot be worked out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Attack = Callable[[Bools], Bools]  # hidden cells -> those that are unsafe
MOST_SECOND_LOOKS = 20_000  # cells of a table times cells looked at again


def hide(whole: Ints, threshold: int, attack: Attack) -> Bools:
    """
    Choose the cells to hide: small ones, then as few and as small others as keep them hidden.

    Parameters
    ----------
    whole
        Counts; the last row and column are the totals.
    threshold
        Counts below are hidden; each hidden count is left with bounds this far apart.
    attack
        Tells which hidden cells are unsafe.

    Returns
    -------
    hidden
        Inner cells are hidden before totals, the grand total last; the same table gives the same cells.
    """
    small = whole < threshold
    hidden = _cover_lines(whole, small, threshold)
    while (unsafe := attack(hidden)).any() and not hidden.all():
        hidden[_beside(whole, hidden, unsafe)] = True
        hidden = _cover_lines(whole, hidden, threshold)
    return _uncover(whole, small, hidden, threshold, attack)


def _rank(shape: tuple[int, ...]) -> Ints:
    """Inner cells 0, totals 1, the grand total 2."""
    rank = np.zeros(shape, dtype="int64")
    rank[-1, :] += 1
    rank[:, -1] += 1
    return rank


def _bare(whole: Ints, hidden: Bools, threshold: int) -> tuple[Bools, Bools]:
    """Find rows and columns that tell a hidden cell alone: one hidden, or too little hidden under a shown total."""
    found = []
    for axis in (1, 0):
        many = hidden.sum(axis=axis)
        inner = np.where(hidden, whole, 0)
        inner = inner[:, :-1].sum(axis=1) if axis else inner[:-1, :].sum(axis=0)
        total_shown = ~(hidden[:, -1] if axis else hidden[-1, :])
        found.append((many == 1) | ((many > 0) & total_shown & (inner < threshold)))
    return found[0], found[1]


def _cover_lines(whole: Ints, hidden: Bools, threshold: int) -> Bools:
    """Hide one cell after another until no row or column gives one away alone."""
    hidden, rank = hidden.copy(), _rank(whole.shape)
    while True:
        rows, columns = _bare(whole, hidden, threshold)
        helps = rows[:, None].astype("int64") + columns
        open_ = ~hidden & (helps > 0)
        if not open_.any():
            return hidden
        new = (hidden.sum(axis=1) == 0)[:, None].astype("int64") + (hidden.sum(axis=0) == 0)
        hidden[_first(open_, rank, new - helps, whole)] = True


def _first(open_: Bools, *keys: Ints) -> tuple[int, int]:
    """Pick the open cell that comes first by the keys in turn; ties go to the upper left."""
    cells = np.argwhere(open_)
    order = np.lexsort([key[open_] for key in reversed(keys)])
    row, column = cells[order[0]]
    return int(row), int(column)


def _beside(whole: Ints, hidden: Bools, unsafe: Bools) -> tuple[int, int]:
    """Pick a cell to hide in the row or column of an unsafe one, or anywhere when none is left there."""
    helps = unsafe.sum(axis=1)[:, None] + unsafe.sum(axis=0)
    open_ = ~hidden & (helps > 0)
    return _first(open_ if open_.any() else ~hidden, _rank(whole.shape), -helps, whole)


def _uncover(whole: Ints, small: Bools, hidden: Bools, threshold: int, attack: Attack) -> Bools:
    """Show again what need not be hidden, totals and large counts first."""
    extra = np.argwhere(hidden & ~small)
    rank = _rank(whole.shape)
    order = np.lexsort([-whole[tuple(extra.T)], -rank[tuple(extra.T)]])
    for row, column in extra[order[: MOST_SECOND_LOOKS // whole.size]]:
        hidden[row, column] = False
        bare_rows, bare_columns = _bare(whole, hidden, threshold)
        hidden[row, column] = bool(bare_rows.any() or bare_columns.any() or attack(hidden).any())
    return hidden
