"""Rows, columns and periods cut into the finest pieces that published labels tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.publishing.attack_rows import Span, is_total, read_span, span_text

Ints = npt.NDArray[np.int64]
TOTAL = "total"
PUBLICATION = ["audience", "period", "edition"]


@dataclass(frozen=True)
class Axis:
    """One direction of a table: its finest labels, and the sets of them that figures add up."""

    of: Ints  # the set of each published figure
    sets: tuple[Ints, ...]  # the finest labels, by number, in each set: published ones first, then implied pieces
    labels: tuple[str, ...]  # what each set is called
    finest: tuple[str, ...]
    published: int  # sets that figures add up

    @property
    def n(self) -> int:
        """How many finest labels there are."""
        return len(self.finest)


def cut_rows(rows: pd.DataFrame, parts: Mapping[str, tuple[str, ...]]) -> Axis:
    """
    Cut the rows of a table.

    Parameters
    ----------
    rows
        Published figures of one table.
    parts
        The atomic rows of those rows that have parts.

    Returns
    -------
    axis
        The finest rows; a total holds all those of its own publication, or of the table when it stands alone.
    """
    return _cut(rows, "row", parts)


def cut_columns(rows: pd.DataFrame) -> Axis:
    """Cut the columns of a table, in the same way."""
    return _cut(rows, "column", {})


def _cut(rows: pd.DataFrame, name: str, parts: Mapping[str, tuple[str, ...]]) -> Axis:
    label, labels = pd.factorize(rows[name])
    publication = rows.groupby(PUBLICATION, sort=False).ngroup().to_numpy()
    total = np.array([is_total(text) for text in labels], dtype=bool)
    own = {n: parts.get(text, (text,)) for n, text in enumerate(labels) if not total[n]}
    finest = sorted({atom for atoms in own.values() for atom in atoms}) or [TOTAL]
    number = {atom: n for n, atom in enumerate(finest)}
    atoms = {n: tuple(sorted(number[atom] for atom in said)) for n, said in own.items()}
    said_together: dict[int, set[int]] = {}
    pairs = np.unique(np.stack([publication, label], axis=1), axis=0)
    for place, n in pairs.tolist():
        said_together.setdefault(place, set()).update(atoms.get(n, ()))
    sets: dict[tuple[int, ...], int] = {}
    names: list[str] = []
    found: dict[tuple[int, int], int] = {}
    for place, n in pairs.tolist():
        members = atoms[n] if n in atoms else tuple(sorted(said_together[place])) or tuple(range(len(finest)))
        found[place, n] = sets.setdefault(members, len(sets))
        if len(names) < len(sets):
            names.append(labels[n])
    of = np.array([found[pair] for pair in zip(publication.tolist(), label.tolist(), strict=True)], dtype="int64")
    return _with_pieces(of, sets, names, finest)


def cut_periods(rows: pd.DataFrame) -> Axis:
    """
    Cut overlapping spans of months into elementary intervals; any other label is an interval by itself.

    Parameters
    ----------
    rows
        Published figures of one table.

    Returns
    -------
    axis
        The intervals, and those that each period adds up.
    """
    label, labels = pd.factorize(rows["period"])
    spans = [read_span(text) for text in labels]
    edges = sorted({edge for span in spans if span for edge in span})
    place = {edge: n for n, edge in enumerate(edges)}
    finest = _interval_names(edges)
    sets: dict[tuple[int, ...], int] = {}
    names: list[str] = []
    of_label = []
    for text, span in zip(labels, spans, strict=True):
        if span is None:
            finest.append(text)
        members = tuple(range(place[span[0]], place[span[1]])) if span else (len(finest) - 1,)
        of_label.append(sets.setdefault(members, len(sets)))
        if len(names) < len(sets):
            names.append(text)
    sets_found = tuple(np.array(members, dtype="int64") for members in sets)
    return Axis(np.array(of_label, dtype="int64")[label], sets_found, tuple(names), tuple(finest), len(sets))


def _interval_names(edges: list[int]) -> list[str]:
    spans: Iterable[Span] = pairwise(edges)
    return [span_text(span) for span in spans]


def _with_pieces(of: Ints, sets: dict[tuple[int, ...], int], names: list[str], finest: list[str]) -> Axis:
    """Add the finest pieces that differences of the sets give, where they are no published set."""
    published = len(sets)
    for piece in pieces(sets):
        if piece not in sets:
            sets[piece] = len(sets)
            names.append(";".join(finest[atom] for atom in piece))
    return Axis(of, tuple(np.array(members, dtype="int64") for members in sets), tuple(names), tuple(finest), published)


def pieces(sets: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Cut overlapping sets into the finest pieces that differences of them give."""
    held: dict[int, list[int]] = {}
    for number, members in enumerate(sets):
        for atom in members:
            held.setdefault(atom, []).append(number)
    found: dict[tuple[int, ...], list[int]] = {}
    for atom in sorted(held):
        found.setdefault(tuple(held[atom]), []).append(atom)
    return [tuple(piece) for piece in found.values()]
