"""What an attacker knows of one table, as sums of unknown counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.attack_axes import cut_columns, cut_periods, cut_rows
from vawg_geo.publishing.attack_equations import shorten
from vawg_geo.publishing.attack_implied import find_implied
from vawg_geo.publishing.attack_layers import find_unknowns

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """One table as one attacker sees it: finest cells that no published figure tells apart are one unknown."""

    sums: sparse.csr_matrix  # published figures x unknowns, 0 or 1; then sums that are 0 by definition
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
    cells, cell = np.unique(np.stack([axis.of for axis in axes], axis=1), axis=0, return_inverse=True)
    figures = _figures(rows, cell.ravel(), len(cells))
    shown = np.flatnonzero(figures["shown"])
    hidden = rows.assign(cell=cell.ravel())[figures["hidden"]].drop_duplicates(["row", "column", "period"])
    implied = find_implied(cells, axes)
    boxes = np.concatenate([cells[shown], cells[hidden["cell"]], implied.boxes])
    sets = axes[0].sets, axes[1].sets, implied.intervals
    unknowns = find_unknowns(boxes, len(shown), sets, (axes[0].n, axes[1].n, axes[2].n))
    part, inside, touched = _parts(unknowns.counts[len(shown) :], unknowns.size)
    targets = pd.concat([hidden[["row", "column", "period"]].assign(implied=False), implied.labels], ignore_index=True)
    sums = unknowns.counts[: len(shown)].astype("float64")
    sums.data[:] = 1
    ties = unknowns.ties
    low, high, old = (
        np.concatenate([figures[name][shown], np.zeros(ties.shape[0], dtype=figures[name].dtype)])
        for name in ("low", "high", "old")
    )
    links = sparse.block_diag([shorten(sums, cells[shown], axes), sparse.identity(ties.shape[0])], "csr")
    return Known(sparse.vstack([sums, ties]).tocsr(), low, high, old, links, targets.assign(part=part), inside, touched)


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


def _parts(counts: sparse.csr_matrix, size: Ints) -> tuple[Ints, sparse.csr_matrix, sparse.csr_matrix]:
    """Give each box the number of its part, and each part the unknowns inside and touched."""
    touched = counts.astype("float64")
    inside = touched.copy()
    inside.data = (inside.data == size[inside.indices]).astype("float64")
    inside.eliminate_zeros()
    touched.data[:] = 1
    marks = np.random.default_rng(1).integers(1, 2**31, size=(len(size), 2)).astype("float64")
    looks = np.hstack([touched @ marks, inside @ marks])  # whole numbers below 2**53: exact
    _, first, part = np.unique(looks, axis=0, return_index=True, return_inverse=True)
    return part.ravel(), inside[first], touched[first]
