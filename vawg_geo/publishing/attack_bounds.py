"""The tightest bounds on hidden counts: shown by tables that fit, proved by programmes that find no further one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from vawg_geo.publishing.attack_model import Known
from vawg_geo.publishing.attack_system import System, endless, systems

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SETTLING = 8e8  # work (about 10 ns each) a table may take to tell safe from unsafe: beyond, what is not shown is unsafe
EXACTNESS = 2e8  # and to give exact bounds where safety is shown already
TOO_LARGE = 1.5e8  # equations times numbers of a system that is not worked out at all: everything in it is unsafe
LARGE = 3_000  # equations and numbers of a system in which broken corners are not mended by whole-number programmes
ROUNDS = 12  # objectives at random, many parts at a time, before one part at a time


@dataclass
class Spread:
    """What is known of some parts: every table lies within `floor..ceiling`; tables were found at `low` and `high`."""

    floor: Floats
    low: Floats
    high: Floats
    ceiling: Floats

    def settled(self, width: float) -> npt.NDArray[np.bool_]:
        """Tell which parts are surely wide enough, surely not small, or bounded exactly."""
        wide: npt.NDArray[np.bool_] = self.high - self.low >= width
        return wide | self.exact

    @property
    def exact(self) -> npt.NDArray[np.bool_]:
        """Tell which bounds cannot be improved."""
        met: npt.NDArray[np.bool_] = (self.low == self.floor) & (self.high == self.ceiling)
        return met


def bound_parts(known: Known, *, width: float) -> tuple[Floats, Floats] | None:
    """
    Bound the sum over each part of one table.

    Parameters
    ----------
    known
        From `know`.
    width
        Bounds this far apart are wide enough.

    Returns
    -------
    low, high
        The least and most in each part over all tables of whole counts that fit, inf without bound. In a table too
        large to be worked out they may be closer together than the truth, or NaN: never further apart. None when the
        figures contradict one another.
    """
    for revised in (False, True) if known.old.any() else (False,):
        spread = _bound(known, width, revised=revised)
        if spread is not None:
            return spread.low, spread.high
    return None


def _bound(known: Known, width: float, *, revised: bool) -> Spread | None:
    least, most, found = systems(known, revised=revised)
    if (least > most).any():
        return None
    alone = np.ones(len(least), dtype=bool)
    for system in found:
        alone[system.unknowns] = False
    low = known.inside @ np.where(alone, least, 0)
    high = known.touched @ np.where(alone & np.isfinite(most), most, 0)
    high[(known.touched @ (alone & np.isinf(most)).astype("float64")) > 0] = np.inf
    total = Spread(low, low.copy(), high, high.copy())
    inside, touched = known.inside.tocsc(), known.touched.tocsc()
    spent = 0
    for system in found:
        own = touched[:, system.unknowns].tocsr()
        parts = np.flatnonzero(np.diff(own.indptr))
        search = _Search(system, inside[:, system.unknowns].tocsr()[parts], own[parts], (least, most))
        spread = search.run(width, SETTLING - spent, EXACTNESS - spent)
        spent += system.programme.work
        if spread is None:
            return None
        for name in ("floor", "low", "high", "ceiling"):
            getattr(total, name)[parts] += getattr(spread, name)
    total.high[total.high >= endless(known)] = np.inf
    return total


class _Search:
    """The bounds of one system's parts, narrowed from outside and widened from inside until they meet."""

    def __init__(
        self, system: System, inside: sparse.csr_matrix, touched: sparse.csr_matrix, outer: tuple[Floats, Floats]
    ) -> None:
        self.programme = system.programme
        self.n = len(system.unknowns)
        self.inside, self.touched = inside, touched
        most = outer[1][system.unknowns]
        ceiling = touched @ np.where(np.isfinite(most), most, 0)
        ceiling[(touched @ np.isinf(most).astype("float64")) > 0] = np.inf
        many = inside.shape[0]
        self.spread = Spread(inside @ outer[0][system.unknowns], np.full(many, np.nan), np.full(many, np.nan), ceiling)

    def run(self, width: float, settling: float, exactness: float) -> Spread | None:
        """Bound every part as far as the work allows; None when no table fits."""
        rows, columns = self.programme.matrix.shape
        if (rows + columns) * rows > TOO_LARGE or self.programme.work > settling:
            return self.spread
        if self._try(np.zeros(self.n)) is None:
            return None
        if not self.touched.shape[0]:
            return self.spread
        self._at_random(width, settling)
        for part in np.flatnonzero(~self.spread.settled(width)).tolist():
            if self.programme.work < settling:
                self._one(part, width)
        for part in np.flatnonzero(~self.spread.exact).tolist():
            if self.programme.work < exactness:
                self._one(part, np.inf)
        return self.spread

    def _try(self, cost: Floats) -> Floats | None:
        """Find the cheapest table, and let it show what is possible."""
        table = self.programme.best(self._padded(cost))
        if table is not None:
            self._show(table)
        return table

    def _padded(self, cost: Floats) -> Floats:
        return np.concatenate([cost, np.zeros(self.programme.matrix.shape[1] - self.n)])

    def _show(self, table: Floats) -> None:
        if np.array_equal(table, np.round(table)):
            self.spread.low = np.fmin(self.spread.low, self.inside @ table[: self.n])
            self.spread.high = np.fmax(self.spread.high, self.touched @ table[: self.n])

    def _at_random(self, width: float, settling: float) -> None:
        chance = np.random.default_rng(0)
        for _ in range(ROUNDS):
            open_ = ~self.spread.settled(width)
            if not open_.any() or self.programme.work > settling:
                return
            weight = chance.random(len(open_)) * open_
            self._try(-(self.touched.T @ weight))
            self._try(self.inside.T @ weight)

    def _one(self, part: int, width: float) -> None:
        """Bound one part from above, then from below when that was not enough."""
        most = self._furthest(-self.touched[part].toarray().ravel())
        self.spread.ceiling[part] = min(self.spread.ceiling[part], -most)
        if not self.spread.settled(width)[part]:
            least = self._furthest(self.inside[part].toarray().ravel())
            self.spread.floor[part] = max(self.spread.floor[part], least)

    def _furthest(self, cost: Floats) -> float:
        """Find the least cost over all tables of whole counts."""
        table = self._try(cost)
        if table is not None and not np.array_equal(table, np.round(table)):
            bound = np.ceil(cost @ table[: self.n] - 1e-6)  # no whole table does better
            reached = self.programme.best_whole(self._padded(cost)) if self.programme.size <= LARGE else None
            if reached is None:
                return float(bound)
            self._show(reached)
            table = reached
        return float(np.round(cost @ table[: self.n])) if table is not None else -np.inf
