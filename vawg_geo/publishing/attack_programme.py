"""Linear programmes over one set of tables: HiGHS, each begun where the last one ended."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
_PRIMAL = 4  # the primal simplex: after a change of the objective the last table is still a table
_NEAR = 1e-6


class Programme:
    """The tables that fit some equations, and the best of them for any objective."""

    def __init__(self, matrix: sparse.csc_matrix, right: Floats, low: Floats, high: Floats) -> None:
        self.matrix, self.right, self.low, self.high = matrix.tocsc(), right, low, high
        self.matrix.sort_indices()
        self.work = 0  # what was spent so far, in units of about 10 ns
        self._solver: object | None = None

    @property
    def size(self) -> int:
        """Equations and unknowns together."""
        return int(sum(self.matrix.shape))

    def best(self, cost: Floats) -> Floats | None:
        """
        Find the cheapest table.

        Parameters
        ----------
        cost
            Of each unknown.

        Returns
        -------
        table
            One number an unknown, a corner of the set (whole numbers nearly always); None when no table fits.
        """
        if not len(cost):
            return None if np.abs(self.right).max() > _NEAR else cost
        if self._solver is None:
            self._solver = self._load()
        solver = self._solver
        solver.changeColsCost(len(cost), np.arange(len(cost), dtype="int32"), cost)  # type: ignore[attr-defined]
        solver.run()  # type: ignore[attr-defined]
        self.work += self.size * (50 + int(solver.getInfo().simplex_iteration_count))  # type: ignore[attr-defined]
        if solver.getModelStatus() != self._optimal:  # type: ignore[attr-defined]
            return None
        table = np.array(solver.getSolution().col_value)  # type: ignore[attr-defined]
        whole = np.round(table)
        return np.where(np.abs(table - whole) < _NEAR, whole, table)

    def at_least(self, cost: Floats) -> Programme:
        """Keep only the cheapest tables."""
        table = self.best(cost)
        if table is None:
            return self
        return Programme(
            sparse.vstack([self.matrix, sparse.csr_matrix(cost)]),
            np.append(self.right, cost @ table),
            self.low,
            self.high,
        )

    def best_whole(self, cost: Floats) -> Floats | None:
        """Find the cheapest table of whole numbers."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        self.work += 100 * self.size * 50
        found = milp(
            cost,
            constraints=LinearConstraint(self.matrix, self.right, self.right),
            integrality=np.ones(len(cost)),
            bounds=Bounds(self.low, self.high),
        )
        return None if found.x is None else np.round(found.x)

    def _load(self) -> object:
        # SciPy's own door to HiGHS starts every programme afresh: 25 times as long when only the objective changes.
        import highspy as module

        model = module.HighsLp()
        model.num_row_, model.num_col_ = self.matrix.shape
        model.col_cost_ = np.zeros(model.num_col_)
        model.col_lower_, model.col_upper_ = self.low, self.high
        model.row_lower_ = model.row_upper_ = self.right
        model.a_matrix_.format_ = module.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = self.matrix.indptr, self.matrix.indices
        model.a_matrix_.value_ = self.matrix.data
        solver = module.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", _PRIMAL)):
            solver.setOptionValue(name, value)
        solver.passModel(model)
        self._optimal = module.HighsModelStatus.kOptimal
        return solver
