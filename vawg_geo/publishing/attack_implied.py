"""What nobody published but differences may give: pieces of overlapping zones, stretches of months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.publishing.attack_axes import Axis, pieces
from vawg_geo.publishing.attack_rows import read_span, span_text

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Implied:
    """Boxes that differences of published ones may give."""

    boxes: Ints  # boxes x (rows, columns, intervals)
    intervals: tuple[Ints, ...]  # the sets of intervals, published ones first
    labels: pd.DataFrame  # row, column, period, implied


def find_implied(cells: Ints, axes: tuple[Axis, Axis, Axis]) -> Implied:
    """
    List the boxes that differences of published figures may give.

    Parameters
    ----------
    cells
        Published figures x (rows, columns, period): the sets each adds up.
    axes
        The sets.

    Returns
    -------
    implied
        For each published row and column, the stretches of months that its own periods cut out; for each piece that
        overlapping rows cut out, the same under every column they have, its whole periods too.
    """
    rows, columns, times = axes
    spans: dict[tuple[int, int], set[int]] = {}
    for row, column, time in cells.tolist():
        spans.setdefault((row, column), set()).add(time)
    wanted = dict(spans)
    published = {pair: frozenset(own) for pair, own in spans.items()}
    members = [frozenset(own.tolist()) for own in rows.sets]
    for piece in range(rows.published, len(rows.sets)):
        for (row, column), own in spans.items():
            if members[piece] < members[row]:
                wanted.setdefault((piece, column), set())
                wanted[piece, column] = wanted[piece, column] | own
    cut = _Stretches(times)
    boxes = [
        (row, column, stretch)
        for (row, column), own in wanted.items()
        for stretch in cut.of(frozenset(own), published.get((row, column), frozenset()))
    ]
    at = np.array(boxes, dtype="int64").reshape(-1, 3)
    names = [np.array(axis.labels, dtype=object) for axis in (rows, columns)] + [np.array(cut.names, dtype=object)]
    labels = {
        name: own[at[:, side]] for side, (name, own) in enumerate(zip(("row", "column", "period"), names, strict=True))
    }
    return Implied(
        at, tuple(np.array(one, dtype="int64") for one in cut.sets), pd.DataFrame(labels).assign(implied=True)
    )


class _Stretches:
    """The intervals that some periods and their differences add up, numbered."""

    def __init__(self, times: Axis) -> None:
        self._finest = times.finest
        self.sets = {tuple(members.tolist()): n for n, members in enumerate(times.sets)}
        self.names = list(times.labels)
        self._seen: dict[tuple[frozenset[int], frozenset[int]], list[int]] = {}
        self._members = list(self.sets)

    def of(self, periods: frozenset[int], published: frozenset[int]) -> list[int]:
        """List the periods and their pieces that are not published."""
        if (periods, published) not in self._seen:
            own = [self._members[period] for period in sorted(periods)]
            found = [self._number(piece) for piece in dict.fromkeys([*own, *pieces(own)])]
            self._seen[periods, published] = [one for one in found if one not in published]
        return self._seen[periods, published]

    def _number(self, piece: tuple[int, ...]) -> int:
        if piece not in self.sets:
            self.sets[piece] = len(self.sets)
            self.names.append(_name([self._finest[interval] for interval in piece]))
        return self.sets[piece]


def _name(intervals: list[str]) -> str:
    """Write intervals as spans of months, neighbours joined."""
    joined: list[tuple[int, int]] = []
    for first, end in filter(None, map(read_span, intervals)):
        if joined and joined[-1][1] == first:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((first, end))
    return ";".join(map(span_text, joined))
