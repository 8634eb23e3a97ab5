"""Density surfaces that may leave: smooth enough, and blank where few events lie."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
from scipy.spatial import KDTree

from vawg_geo.base.errors import DisclosureError
from vawg_geo.measures.density import FINEST, LEAST_POINTS, DensitySurface
from vawg_geo.measures.points import metres

LEAST_BANDWIDTH_M = 200.0  # METHODS 7: the city's; below, a surface is a map of points
_M2_IN_KM2 = 1e6


def suppress_surface(
    surface: DensitySurface, points: gpd.GeoSeries | gpd.GeoDataFrame, *, threshold: int
) -> DensitySurface:
    """
    Blank a density surface wherever too few places hold it up, and coarsen what is left.

    Parameters
    ----------
    surface
        From `density_surface`.
    points
        The events it was made from, in metres (EPSG:27700).
    threshold
        Places with an event (several events at one place count once) that must lie within one bandwidth of a cell's
        centre for the cell to be shown.

    Returns
    -------
    publishable
        The surface with blank cells as NaN and the others rounded down to whole multiples of one event spread evenly
        over a circle of one bandwidth; `.notes` says how much is blank.

    Raises
    ------
    DisclosureError
        If the bandwidth is below 200 m, cells are coarser than a fifth of it or finer than a tenth, there are fewer
        than 30 events, or the points are not those of the surface.

    References
    ----------
    METHODS 7 and 12. A quartic surface of 50-100 m has a peak within 25 m of every isolated event.
    """
    at = metres(points)
    _check(surface, len(at), threshold)
    east, north = np.meshgrid(surface.x, surface.y)
    centres = np.column_stack([east.ravel(), north.ravel()])
    near = KDTree(np.unique(at, axis=0)).query_ball_point(centres, surface.bandwidth_m, return_length=True)
    blank = np.asarray(near).reshape(surface.values.shape) < threshold
    step = _M2_IN_KM2 / (np.pi * surface.bandwidth_m**2)
    values = np.where(blank, np.nan, np.floor(surface.values / step + 1e-9) * step)
    note = (
        f"blank where fewer than {threshold} places lie within {surface.bandwidth_m:g} m: {blank.mean():.0%} of cells."
    )
    return replace(surface, values=values, notes=(*surface.notes, note))


def _check(surface: DensitySurface, n: int, threshold: int) -> None:
    band, cell = surface.bandwidth_m, surface.cell_m
    for broken, words in (
        (threshold < 1, "threshold must be 1 or more"),
        (band < LEAST_BANDWIDTH_M, f"the bandwidth must be {LEAST_BANDWIDTH_M:g} m or more, and is {band:g} m"),
        (cell * FINEST > band + 1e-9, f"cells must be a fifth of the bandwidth or less: take {band / FINEST:g} m"),
        (
            cell * 2 * FINEST < band - 1e-9,
            f"cells finer than a tenth of the bandwidth undo it: take {band / FINEST:g} m",
        ),
        (surface.n < LEAST_POINTS, f"a surface needs {LEAST_POINTS} events, and has {surface.n}"),
        (n != surface.n, f"give the points the surface was made from: {surface.n} events, and {n} points came"),
    ):
        if broken:
            raise DisclosureError(f"this surface must not leave: {words}.")
