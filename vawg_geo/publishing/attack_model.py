"""What an attacker knows of one table, as sums of unknown counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.attack_axes import Axis, cut_columns, cut_periods, cut_rows
from vawg_geo.publishing.attack_equations import shorten

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Axes = tuple[Axis, Axis, Axis]


@dataclass(frozen=True)
class Known:
    """One table as one attacker sees it: finest cells that no published figure tells apart are one unknown."""

    sums: sparse.csr_matrix  # published figures x unknowns, 0 or 1
    low: Floats  # of each figure's true value
    high: Floats
    old: Bools  # figures that a newer edition may have revised
    links: sparse.csr_matrix  # figures x figures: how each is best written as others plus what is left
    targets: pd.DataFrame  # row, column, period, implied, part: what must stay unknown
    inside: sparse.csr_matrix  # parts x unknowns: those wholly in a part
    touched: sparse.csr_matrix  # parts x unknowns: those partly in it too


def know(rows: pd.DataFrame, table: str, parts: Mapping[tuple[str, str], tuple[str, ...]]) -> Known:
    """
    Put together what the figures of one table say.

    Parameters
    ----------
    rows
        The table's figures that the attacker holds, from `read_published`.
    table
        The table's name.
    parts
        From `read_parts`.

    Returns
    -------
    known
        The unknowns, the published sums and the cells to bound.
    """
    own = {row: members for (name, row), members in parts.items() if name == table}
    axes = cut_rows(rows, own), cut_columns(rows), cut_periods(rows)
    shape = tuple(len(axis.sets) for axis in axes)
    cells, cell = np.unique(np.ravel_multi_index([axis.of for axis in axes], shape), return_inverse=True)
    figures = _figures(rows, cell, len(cells))
    shown = np.flatnonzero(figures["shown"])
    hidden = rows.assign(cell=cell)[figures["hidden"]].drop_duplicates(["row", "column", "period"])
    group = _merge(cells[shown], axes)
    box, counts = _count(group, axes)
    size = np.bincount(group.ravel())
    implied = np.setdiff1d(np.arange(np.prod(shape)), cells)
    part, inside, touched = _parts(box[np.concatenate([cells[hidden["cell"]], implied])], counts, size)
    targets = pd.concat(
        [
            hidden[["row", "column", "period"]].assign(implied=False),
            _labels(implied, axes).assign(implied=True),
        ],
        ignore_index=True,
    ).assign(part=part)
    sums = counts[box[cells[shown]]]
    sums.data[:] = 1
    low, high, old = (figures[name][shown] for name in ("low", "high", "old"))
    links = shorten(sums, np.stack(np.unravel_index(cells[shown], shape), axis=1), axes)
    return Known(sums, low, high, old, links, targets, inside, touched)


def _figures(rows: pd.DataFrame, cell: Ints, n: int) -> dict[str, npt.NDArray[np.generic]]:
    """Give each cell's range (the newest edition's word, narrowed by older ones that agree) and which rows hide it."""
    edition, openness = rows["edition"].to_numpy(), rows["openness"].to_numpy()
    said = ~np.isnan(rows["low"].to_numpy())
    low, high = np.zeros(n), np.full(n, np.inf)
    np.maximum.at(low, cell[said], rows["low"].to_numpy()[said])
    np.minimum.at(high, cell[said], rows["high"].to_numpy()[said])
    for torn in np.flatnonzero(low > high):
        low[torn], high[torn] = _newest_word(rows[said & (cell == torn)])
    newest_said, newest, narrowest = (np.full(n, -1) for _ in range(3))
    np.maximum.at(newest_said, cell[said], edition[said])
    np.maximum.at(newest, cell, edition)
    last = edition == newest[cell]
    np.maximum.at(narrowest, cell[last], openness[last])
    hidden = last & ~said & (openness == narrowest[cell])
    shown = newest_said >= 0
    return {"low": low, "high": high, "old": newest_said < edition.max(), "shown": shown, "hidden": hidden}


def _newest_word(said: pd.DataFrame) -> tuple[float, float]:
    said = said.sort_values("edition", ascending=False, kind="stable")
    newest = said["edition"].iloc[0]
    low, high = 0.0, np.inf
    for own_low, own_high, edition in said[["low", "high", "edition"]].itertuples(index=False):
        if max(low, own_low) <= min(high, own_high):
            low, high = max(low, own_low), min(high, own_high)
        elif edition == newest:
            where = ", ".join(f"{name} {said[name].iloc[0]!r}" for name in ("table", "row", "column", "period"))
            raise DisclosureError(f"one edition gives two values for {where}; publish one.")
    return low, high


def _merge(cells: Ints, axes: Axes) -> Ints:
    """Number the unknowns: finest cells that lie in exactly the same figures share one."""
    rows, columns, times = (_membership(axis) for axis in axes)
    marks = np.zeros([len(axis.sets) for axis in axes], dtype="int64")
    marks.flat[cells] = np.random.default_rng(0).integers(-(2**62), 2**62, size=len(cells))
    held = marks.reshape(-1, times.shape[0]) @ times  # sums wrap around: they are marks, not numbers
    held = rows.T @ held.reshape(rows.shape[0], -1)
    held = columns.T @ held.reshape(rows.shape[1], columns.shape[0], -1).swapaxes(0, 1).reshape(columns.shape[0], -1)
    held = held.reshape(columns.shape[1], rows.shape[1], -1).swapaxes(0, 1)
    return np.unique(held, return_inverse=True)[1].reshape(held.shape).astype("int64")


def _membership(axis: Axis) -> sparse.csr_matrix:
    starts = np.cumsum([0, *map(len, axis.sets)])
    ones = np.ones(starts[-1], dtype="int64")
    return sparse.csr_matrix((ones, np.concatenate(axis.sets), starts), shape=(len(axis.sets), axis.n))


def _count(group: Ints, axes: Axes) -> tuple[Ints, sparse.csr_matrix]:
    """Count each box's finest cells by unknown; boxes whose rows are alike share a line: its number comes first."""
    kinds, kind = np.unique(group.reshape(len(group), -1), axis=0, return_inverse=True)
    rows, columns, times = (_membership(axis) for axis in axes)
    of_kind = sparse.csr_matrix((np.ones(len(group), dtype="int64"), (np.arange(len(group)), kind.ravel())))
    rows = (rows @ of_kind).tocsr()
    rows.sort_indices()
    keys: dict[bytes, int] = {}
    alike = np.array([
        keys.setdefault(line.indices.tobytes() + line.data.tobytes(), len(keys)) for line in rows
    ])  # fmt: skip
    first = np.unique(alike, return_index=True)[1]
    unknown = sparse.csr_matrix((np.ones(kinds.size, dtype="int64"), (np.arange(kinds.size), kinds.ravel())))
    counts = sparse.kron(sparse.kron(rows[first], columns, "csr"), times, "csr") @ unknown
    per_row = columns.shape[0] * times.shape[0]
    box = alike[:, None] * per_row + np.arange(per_row)
    return box.ravel(), counts.tocsr()


def _labels(cells: Ints, axes: Axes) -> pd.DataFrame:
    at = np.unravel_index(cells, [len(axis.sets) for axis in axes])
    return pd.DataFrame({
        name: np.array(axis.labels, dtype=object)[side]
        for name, axis, side in zip(("row", "column", "period"), axes, at, strict=True)
    })  # fmt: skip


def _parts(boxes: Ints, counts: sparse.csr_matrix, size: Ints) -> tuple[Ints, sparse.csr_matrix, sparse.csr_matrix]:
    """Number the distinct parts among boxes, with the unknowns inside and touched."""
    wanted, back = np.unique(boxes, return_inverse=True)
    touched = counts[wanted].astype("float64")
    inside = touched.copy()
    inside.data = (inside.data == size[inside.indices]).astype("float64")
    inside.eliminate_zeros()
    touched.data[:] = 1
    marks = np.random.default_rng(1).integers(1, 2**31, size=(len(size), 2)).astype("float64")
    looks = np.hstack([touched @ marks, inside @ marks])  # whole numbers below 2**53: exact
    _, first, part = np.unique(looks, axis=0, return_index=True, return_inverse=True)
    return part.ravel()[back], inside[first], touched[first]
