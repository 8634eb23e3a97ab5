"""The tightest bounds on a sum of unknown counts, given other sums."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]


def bound(sums: sparse.csr_matrix, low: Floats, high: Floats, inside: Floats, *, up: bool) -> float | None:
    """Bound one sum from above or below over all whole tables; None when no table fits, inf when unbounded."""
    if not inside.any():
        return 0.0
    result = milp(
        -inside if up else inside,
        constraints=LinearConstraint(sums, low, high) if sums.shape[0] else None,
        integrality=np.ones(len(inside)),
        bounds=Bounds(0, np.inf),
    )
    if result.x is None:
        return None if result.status == 2 else float("inf")
    return float(round(inside @ result.x))
