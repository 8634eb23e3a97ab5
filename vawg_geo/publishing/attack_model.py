"""What an attacker knows of one table, as sums of unknown counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.attack_rows import Span, atoms_of, is_total, read_span, span_text

Ints = npt.NDArray[np.int64]
Atoms = tuple[int, ...]
Box = tuple[Atoms, Atoms, Atoms]  # rows, columns and intervals that a figure adds up
PUBLICATION = ["audience", "period", "edition"]


@dataclass
class Axis:
    """The finest labels of one direction, and what each published label adds up."""

    atoms: dict[str, int] = field(default_factory=dict)

    def at(self, labels: Iterable[str]) -> Atoms:
        """Give the numbers of some finest labels, new ones included."""
        return tuple(sorted({self.atoms.setdefault(label, len(self.atoms)) for label in labels}))


@dataclass(frozen=True)
class Known:
    """One table as one attacker sees it: unknowns are merged where no published figure tells them apart."""

    group: Ints  # rows x columns x intervals -> unknown
    size: Ints  # how many finest cells an unknown stands for
    free: int  # the unknown that no figure holds, or -1
    sums: sparse.csr_matrix  # figures x unknowns, 0 or 1
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    edition: Ints  # of each figure
    targets: tuple[tuple[str, str, str, bool, Box], ...]  # row, column, period, implied, box: what must stay unknown


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

    Raises
    ------
    DisclosureError
        If one edition gives two different values for one figure.
    """
    row_axis, column_axis, times = Axis(), Axis(), _intervals(rows["period"].unique())
    all_rows = row_axis.at(
        a for label in rows["row"].unique() if not is_total(label) for a in atoms_of(label, table, parts)
    )
    all_rows = all_rows or row_axis.at(["total"])
    all_columns = column_axis.at(label for label in rows["column"].unique() if not is_total(label))
    all_columns = all_columns or column_axis.at(["total"])
    boxes: dict[Box, list[int]] = {}
    for key, part in rows.groupby(PUBLICATION, sort=False):
        own = {
            label: row_axis.at(atoms_of(label, table, parts)) for label in part["row"].unique() if not is_total(label)
        }
        every = tuple(sorted(set().union(*own.values()))) or all_rows
        own_columns = {label: column_axis.at([label]) for label in part["column"].unique() if not is_total(label)}
        every_column = tuple(sorted(set().union(*own_columns.values()))) or all_columns
        span = times[key[1]]
        for at, row, column in zip(part.index, part["row"], part["column"], strict=True):
            boxes.setdefault((own.get(row, every), own_columns.get(column, every_column), span), []).append(at)
    shape = (len(row_axis.atoms), len(column_axis.atoms), 1 + max(t for span in times.values() for t in span))
    return _assemble(rows, boxes, shape, (row_axis, column_axis, times))


def _intervals(periods: npt.NDArray[np.object_]) -> dict[str, Atoms]:
    """Cut overlapping spans of months into elementary intervals; any other label is an interval by itself."""
    spans = {period: read_span(period) for period in periods}
    edges = sorted({edge for span in spans.values() if span for edge in span})
    place = {edge: number for number, edge in enumerate(edges)}
    others = {period: len(edges) + n for n, period in enumerate(p for p, span in spans.items() if span is None)}
    return {
        period: tuple(range(place[span[0]], place[span[1]])) if span else (others[period],)
        for period, span in spans.items()
    }


def _edges(periods: Iterable[str]) -> list[Span]:
    edges = sorted({edge for span in map(read_span, periods) if span for edge in span})
    return list(zip(edges[:-1], edges[1:], strict=True))


def _assemble(
    rows: pd.DataFrame,
    boxes: dict[Box, list[int]],
    shape: tuple[int, int, int],
    axes: tuple[Axis, Axis, dict[str, Atoms]],
) -> Known:
    figures = {box: _range(rows.loc[where]) for box, where in boxes.items()}
    shown = [(box, *said) for box, said in figures.items() if said is not None]
    group, size, free = _merge([box for box, *_ in shown], shape)
    members = [np.unique(group[np.ix_(*box)]) for box, *_ in shown]
    starts = np.concatenate([[0], np.cumsum([len(m) for m in members])]).astype("int64")
    columns = np.concatenate([np.empty(0, dtype="int64"), *members])
    sums = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(shown), len(size)))
    hidden = {
        box: (rows.at[where[0], "row"], rows.at[where[0], "column"], rows.at[where[0], "period"])
        for box, where in boxes.items()
        if _is_hidden(rows.loc[where])
    }
    targets = [(*label, False, box) for box, label in hidden.items()]
    targets += [(*label, True, box) for label, box in _implied(rows, boxes, axes)]
    return Known(
        group, size, free, sums,
        np.array([low for _, low, _, _ in shown]), np.array([high for _, _, high, _ in shown]),
        np.array([edition for *_, edition in shown], dtype="int64"), tuple(targets),
    )  # fmt: skip


def _range(said: pd.DataFrame) -> tuple[float, float, int] | None:
    """Give the range of one figure's true value: the newest edition's word, narrowed by older ones that agree."""
    shown = said.dropna(subset=["low"]).sort_values("edition", ascending=False, kind="stable")
    if not len(shown):
        return None
    newest = int(shown["edition"].iloc[0])
    low, high = 0.0, np.inf
    for own_low, own_high, edition in shown[["low", "high", "edition"]].itertuples(index=False):
        if max(low, own_low) <= min(high, own_high):
            low, high = max(low, own_low), min(high, own_high)
        elif edition == newest:
            row, column, period = (shown[name].iloc[0] for name in ("row", "column", "period"))
            raise DisclosureError(
                f"one edition gives two values for row {row!r}, column {column!r}, period {period!r}; publish one."
            )
    return low, high, newest


def _is_hidden(said: pd.DataFrame) -> bool:
    """Tell whether a figure is hidden by the narrowest circle that the newest edition gives it to."""
    newest = said[said["edition"].eq(said["edition"].max())]
    own = newest[newest["openness"].eq(newest["openness"].max())]
    return bool(own["low"].isna().any())


def _merge(boxes: list[Box], shape: tuple[int, int, int]) -> tuple[Ints, Ints, int]:
    """Number the unknowns: finest cells that lie in exactly the same figures are one."""
    marks = np.random.default_rng(0).integers(1, 2**63, size=len(boxes), dtype="uint64")
    signature = np.zeros(shape, dtype="uint64")
    for box, mark in zip(boxes, marks, strict=True):
        signature[np.ix_(*box)] += mark
    kinds, group, size = np.unique(signature, return_inverse=True, return_counts=True)
    free = int(np.flatnonzero(kinds == 0)[0]) if (kinds == 0).any() else -1
    return group.reshape(shape).astype("int64"), size.astype("int64"), free


def _implied(
    rows: pd.DataFrame, boxes: dict[Box, list[int]], axes: tuple[Axis, Axis, dict[str, Atoms]]
) -> Iterator[tuple[tuple[str, str, str], Box]]:
    """List what nobody published but differences give: pieces of zones, stretches of months."""
    row_axis, column_axis, times = axes
    row_sets, column_sets, time_sets = ({box[side] for box in boxes} for side in range(3))
    row_names, column_names = (_names(axis.atoms) for axis in (row_axis, column_axis))
    named = {box: rows.loc[where[0], ["row", "column", "period"]] for box, where in boxes.items()}
    labels: list[dict[Atoms, str]] = [
        {box[side]: str(label.iloc[side]) for box, label in named.items()} for side in range(3)
    ]
    spans = [span_text(span) for span in _edges(times)]
    for pieces, names, own in (
        (_pieces(row_sets), row_names, labels[0]),
        (_pieces(column_sets), column_names, labels[1]),
    ):
        for piece in pieces:
            own.setdefault(piece, ";".join(names[a] for a in piece))
    for piece in _pieces(time_sets):
        labels[2].setdefault(piece, ";".join(spans[a] for a in piece if a < len(spans)))
    for box in product(*labels):
        if box not in boxes:
            yield (labels[0][box[0]], labels[1][box[1]], labels[2][box[2]]), box


def _names(atoms: dict[str, int]) -> dict[int, str]:
    return {number: label for label, number in atoms.items()}


def _pieces(sets: set[Atoms]) -> list[Atoms]:
    """Cut overlapping sets into the finest pieces that their differences tell apart."""
    ordered = sorted(sets)
    held: dict[tuple[int, ...], list[int]] = {}
    for atom in sorted(set().union(*ordered)):
        held.setdefault(tuple(n for n, own in enumerate(ordered) if atom in own), []).append(atom)
    return [tuple(piece) for piece in held.values()]
