"""Density surfaces: how many events a square kilometre, smoothed over a fixed distance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PlaceError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.points import metres, need_positive

Bounds = tuple[float, float, float, float]
LEAST_POINTS = 30  # METHODS 7: below, a surface shows the kernel, not the place
FINEST = 5  # cells a bandwidth, at least. METHODS 7
MOST_CELLS = 25_000_000
_AT_ONCE = 2_000_000  # kernel values held at a time
_M2_IN_KM2 = 1e6


@dataclass(frozen=True)
class DensitySurface:
    """A density on a grid of square cells: row 0 is the southernmost, column 0 the westernmost."""

    values: Floats  # events a km2, rows x columns
    x: Floats  # cell centres, metres east
    y: Floats  # cell centres, metres north
    n: int  # events smoothed, those outside the box included
    bandwidth_m: float
    cell_m: float
    kernel: str
    notes: tuple[str, ...] = ()  # why to distrust it, in sentences; empty when nothing speaks against it

    @property
    def total(self) -> float:
        """Events under the surface: `n`, but for what lies outside the box and the cells' coarseness."""
        return float(self.values.sum()) * self.cell_m**2 / _M2_IN_KM2


@checked
def density_surface(
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    bandwidth_m: float,
    cell_m: float,
    bounds: Bounds | None = None,
    kernel: Literal["quartic", "gaussian"] = "quartic",
) -> DensitySurface:
    """
    Smooth points into a density surface (KDE); each event spreads over its surroundings and counts one in all.

    Parameters
    ----------
    points
        Events, in metres (EPSG:27700).
    bandwidth_m
        Radius beyond which a quartic kernel is 0; standard deviation of a Gaussian one. Keep it fixed across editions:
        200 m in a city, 400 m in a town.
    cell_m
        Side of a cell; at most a fifth of the bandwidth.
    bounds
        West, south, east, north in metres: filled with whole cells from the south-west corner. None = the points' box,
        padded by one bandwidth, its sides moved outward to whole multiples of `cell_m`.
    kernel
        "quartic" or "gaussian".

    Returns
    -------
    surface
        `.values` (events a km2 at the cell centres, south to north x west to east), `.x`, `.y` (cell centres);
        `.notes` says when there are fewer than 30 events, or the cells are too coarse.

    Raises
    ------
    PlaceError
        If points are not in metres or missing, there are none and no `bounds`, an option is out of range, or the
        surface would have more than 25 million cells.

    References
    ----------
    Silverman (1986), Density Estimation, 76: the quartic (biweight) kernel in the plane, 3 / (pi h^2) (1 - u^2)^2.
    R's SpatialKDE leaves the 3 / (pi h^2) out: its figure is ours times pi h^2 / 3, h in km. METHODS 7.
    """
    at = metres(points)
    need_positive(bandwidth_m, "bandwidth_m")
    need_positive(cell_m, "cell_m")
    if kernel not in _KERNELS:
        raise PlaceError('kernel must be "quartic" or "gaussian".')
    x, y = _centres(_box(at, bandwidth_m, cell_m) if bounds is None else bounds, cell_m)
    values = _KERNELS[kernel](at, x, y, bandwidth_m)
    notes = _notes(len(at), bandwidth_m, cell_m)
    return DensitySurface(_M2_IN_KM2 * values, x, y, len(at), bandwidth_m, cell_m, kernel, notes)


def _box(at: Floats, bandwidth_m: float, cell_m: float) -> Bounds:
    if not len(at):
        raise PlaceError("there are no points: give bounds to get a surface of zeros.")
    west, south = np.floor((at.min(axis=0) - bandwidth_m) / cell_m) * cell_m
    east, north = np.ceil((at.max(axis=0) + bandwidth_m) / cell_m) * cell_m
    return float(west), float(south), float(east), float(north)


def _centres(bounds: Bounds, cell_m: float) -> tuple[Floats, Floats]:
    west, south, east, north = bounds if len(bounds) == 4 else [np.nan] * 4  # noqa: PLR2004 - a box has four sides
    if not (np.isfinite([west, south, east, north]).all() and east > west and north > south):
        raise PlaceError("bounds must be west, south, east, north in metres, east above west and north above south.")
    columns, rows = (int(np.ceil(round(side / cell_m, 9))) for side in (east - west, north - south))
    if columns * rows > MOST_CELLS:
        raise PlaceError(f"a surface may have {MOST_CELLS:,} cells; take larger cells or closer bounds.")
    east_of, north_of = (cell_m * (np.arange(many, dtype="float64") + 0.5) for many in (columns, rows))
    return west + east_of, south + north_of


def _notes(n: int, bandwidth_m: float, cell_m: float) -> tuple[str, ...]:
    few = f"{n} events: below {LEAST_POINTS} a surface shows the kernel more than the place."
    coarse = f"cells of {cell_m:g} m are coarse for a bandwidth of {bandwidth_m:g} m; take {bandwidth_m / FINEST:g} m."
    return (*((few,) if n < LEAST_POINTS else ()), *((coarse,) if cell_m * FINEST > bandwidth_m else ()))


def _gaussian(at: Floats, x: Floats, y: Floats, sd: float) -> Floats:
    """Sum Gaussians: a product of one over x and one over y, so a product of two matrices does it, untruncated."""
    total = np.zeros((len(y), len(x)))
    step = max(1, _AT_ONCE // (len(x) + len(y)))
    for part in (at[i : i + step] for i in range(0, len(at), step)):
        over_x, over_y = (
            np.exp(-(((axis - own[:, None]) / sd) ** 2) / 2) for axis, own in ((x, part[:, 0]), (y, part[:, 1]))
        )
        total += over_y.T @ over_x
    density: Floats = total / (2 * np.pi * sd**2)
    return density


def _quartic(at: Floats, x: Floats, y: Floats, radius: float) -> Floats:
    """Sum quartic kernels over the cells within reach of each point."""
    total = np.zeros(len(y) * len(x))
    cell = x[1] - x[0] if len(x) > 1 else y[1] - y[0] if len(y) > 1 else radius
    reach = np.arange(int(np.ceil(2 * radius / cell)) + 1)
    step = max(1, _AT_ONCE // len(reach) ** 2)
    for part in (at[i : i + step] for i in range(0, len(at), step)):
        column, over_x = _beside(part[:, 0], x, cell, radius, reach)
        row, over_y = _beside(part[:, 1], y, cell, radius, reach)
        height = np.maximum(1 - (over_y[:, :, None] + over_x[:, None, :]), 0) ** 2
        where = row[:, :, None] * len(x) + column[:, None, :]
        total += np.bincount(where.ravel(), weights=height.ravel(), minlength=len(total))
    density: Floats = 3 / (np.pi * radius**2) * total.reshape(len(y), len(x))
    return density


def _beside(
    own: Floats, axis: Floats, cell: float, radius: float, reach: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Give the cells of an axis within the radius of each point, and (distance / radius) squared; 1 off the grid."""
    first = np.ceil((own - radius - axis[0]) / cell).astype("int64")
    cells = first[:, None] + reach
    on_grid = (cells >= 0) & (cells < len(axis))
    cells = np.where(on_grid, cells, 0)
    return cells, np.where(on_grid, ((axis[cells] - own[:, None]) / radius) ** 2, 1.0)


_KERNELS: dict[str, Callable[[Floats, Floats, Floats, float], Floats]] = {"quartic": _quartic, "gaussian": _gaussian}
