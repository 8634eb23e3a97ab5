"""Dual density: where one surface stands above another, never divided by next to nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.density import DensitySurface
from vawg_geo.measures.points import need_positive

_M2_IN_KM2 = 1e6


@dataclass(frozen=True)
class SurfaceChange:
    """Two surfaces compared cell by cell, on the grid of both."""

    ratio: Floats  # after / max(before, floor)
    log_ratio: Floats  # log(max(after, floor) / max(before, floor)): 0 where both are next to nothing
    difference: Floats  # after - before, events a km2 (and unit of exposure)
    thin: npt.NDArray[np.bool_]  # before below the floor: the ratio there is a lower bound
    x: Floats
    y: Floats
    floor_per_km2: float


@checked
def compare_surfaces(
    before: DensitySurface,
    after: DensitySurface,
    *,
    floor_per_km2: float | None = None,
    exposure_before: float = 1,
    exposure_after: float = 1,
) -> SurfaceChange:
    """
    Compare two density surfaces made alike (dual KDE).

    Parameters
    ----------
    before, after
        Surfaces of one grid, bandwidth and kernel.
    floor_per_km2
        Smallest density to divide by, after division by exposure. None = one event spread evenly over a circle of one
        bandwidth, by the exposure before.
    exposure_before, exposure_after
        Nights (or months) that each surface covers; densities are divided by them.

    Returns
    -------
    change
        `.ratio`, `.log_ratio` (natural), `.difference`, `.thin` (before below the floor), `.floor_per_km2`; all finite.

    Raises
    ------
    PlaceError
        If grids, bandwidths or kernels differ, or the floor is not above 0.
    SchemaError
        If an exposure is not above 0.

    References
    ----------
    Kelsall & Diggle (1995), Non-parametric estimation of spatial variation in relative risk, Statistics in Medicine 14,
    2335-2342. METHODS 7: a floor on the denominator.
    """
    _check_alike(before, after)
    for name, exposure in (("exposure_before", exposure_before), ("exposure_after", exposure_after)):
        if not (np.isfinite(exposure) and exposure > 0):
            raise SchemaError(f"{name} must be a number above 0.")
    if floor_per_km2 is None:
        floor_per_km2 = _M2_IN_KM2 / (np.pi * before.bandwidth_m**2) / exposure_before
    need_positive(floor_per_km2, "floor_per_km2")
    old, new = before.values / exposure_before, after.values / exposure_after
    base = np.maximum(old, floor_per_km2)
    return SurfaceChange(
        ratio=new / base,
        log_ratio=np.log(np.maximum(new, floor_per_km2) / base),
        difference=new - old,
        thin=old < floor_per_km2,
        x=before.x,
        y=before.y,
        floor_per_km2=float(floor_per_km2),
    )


def _check_alike(before: DensitySurface, after: DensitySurface) -> None:
    if before.values.shape != after.values.shape or not (
        np.allclose(before.x, after.x, atol=1e-6) and np.allclose(before.y, after.y, atol=1e-6)
    ):
        raise PlaceError("both surfaces must lie on one grid: give both the same bounds and cell_m.")
    if (before.bandwidth_m, before.kernel) != (after.bandwidth_m, after.kernel):
        raise PlaceError("both surfaces must have one bandwidth and one kernel.")
