"""Squares and hexagons on the British National Grid: the same piece of ground in every edition."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PlaceError
from vawg_geo.base.schema import count_broken
from vawg_geo.measures.align import Floats
from vawg_geo.measures.lattice import SHAPES, Ints, Shape, cells_of, cells_over, centres_of, outlines_of
from vawg_geo.measures.points import BRITISH_NATIONAL_GRID, on_national_grid

FURTHEST_M = (700_000, 1_300_000)  # the grid's extent east and north
LEAST_CELL_M = 10  # below, a cell says more about the geocoder than about the place
MOST_CELLS = 5_000_000
_TOUCH_M = 0.001  # corners are drawn to the millimetre


@checked
def assign_cells(points: gpd.GeoSeries | gpd.GeoDataFrame, *, cell_m: float, shape: Shape = "hexagon") -> pd.Series:
    """
    Give each point the code of its cell.

    Parameters
    ----------
    points
        Points in EPSG:27700.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" (two sides facing east and west) or "square".

    Returns
    -------
    cell
        Codes as text on the index of `points`: H or S, the size, and the cell's centre in metres east and north. On
        shared edges the lowest code of the cells touching: the western, then the southern.

    Raises
    ------
    PlaceError
        If points are not in EPSG:27700, one is missing or within one cell of the grid's false origin's axes (such as
        a default 0, 0), or an option is out of range.

    References
    ----------
    METHODS 6.1; the rule on edges is that of `assign_areas`.
    """
    at = _on_the_grid(points, cell_m, shape)
    codes = _codes(cells_of(at, cell_m, shape), cell_m, shape)
    return pd.Series(codes, index=points.index, name="cell", dtype="str")


@checked
def count_cells(
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    cell_m: float,
    shape: Shape = "hexagon",
    within: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
) -> gpd.GeoDataFrame:
    """
    Count points by cell, empty cells included.

    Parameters
    ----------
    points
        Points in EPSG:27700.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" or "square".
    within
        Polygons in EPSG:27700: every cell that shares ground with them is in the table, and no other. None = the
        points' own box.

    Returns
    -------
    cells
        Index `cell` (codes, sorted): `n` (whole), geometry (whole cells, not clipped). `.attrs["outside"]` is the
        number of points in none of them; `n` and it add up to the points.

    Raises
    ------
    PlaceError
        As `assign_cells`; if `within` is not in EPSG:27700; if there are no points and no `within`; if there would be
        more than five million cells.

    References
    ----------
    METHODS 6.1, 7.
    """
    own = assign_cells(points, cell_m=cell_m, shape=shape)
    cells = _cells(_ground(points, within), cell_m, shape)
    inside = own[own.isin(cells.index)]
    counts = inside.value_counts().reindex(cells.index, fill_value=0).astype("int64").rename("n")
    table = gpd.GeoDataFrame(counts, geometry=cells, crs=BRITISH_NATIONAL_GRID)
    table.attrs["outside"] = len(own) - len(inside)
    return table


def _ground(points: gpd.GeoSeries | gpd.GeoDataFrame, within: gpd.GeoDataFrame | gpd.GeoSeries | None) -> gpd.GeoSeries:
    if within is None:
        if not len(points):
            raise PlaceError("there are no points: give within to get a table of zeros.")
        return gpd.GeoSeries([shapely.envelope(shapely.multipoints(points.geometry.to_numpy()))], crs=points.crs)
    shapes = within.geometry
    if shapes.crs is None or shapes.crs.to_epsg() != BRITISH_NATIONAL_GRID:
        raise PlaceError("within must be in EPSG:27700 (British National Grid); use .to_crs(27700).")
    if not len(shapes) or (shapes.isna() | shapes.is_empty).any():
        raise PlaceError("within must hold shapes, none of them missing or empty.")
    return shapes


def _cells(ground: gpd.GeoSeries, cell_m: float, shape: Shape) -> gpd.GeoSeries:
    """Draw the cells that touch the ground, by code."""
    west, south, east, north = ground.total_bounds
    _check_extent(np.array([[west - cell_m, south - cell_m], [east, north]]), cell_m, pd.Index(["within", "within"]))
    if (east - west + 3 * cell_m) * (north - south + 3 * cell_m) / cell_m**2 > MOST_CELLS:
        raise PlaceError(f"a table may have {MOST_CELLS:,} cells; take larger cells.")
    cells = cells_over((west, south, east, north), cell_m, shape)
    shapes = outlines_of(cells, cell_m, shape)
    near = shapely.STRtree(shapes).query(ground.to_numpy(), predicate="dwithin", distance=_TOUCH_M)[1]
    near = np.unique(near)
    codes = pd.Index(_codes(cells[near], cell_m, shape), name="cell", dtype="str")
    return gpd.GeoSeries(shapes[near], index=codes, crs=BRITISH_NATIONAL_GRID).sort_index()


def _on_the_grid(points: gpd.GeoSeries | gpd.GeoDataFrame, cell_m: float, shape: str) -> Floats:
    if shape not in SHAPES:
        raise PlaceError('shape must be "hexagon" or "square".')
    if cell_m < LEAST_CELL_M:
        raise PlaceError(f"cell_m must be at least {LEAST_CELL_M} m.")
    at = on_national_grid(points)
    _check_extent(at, cell_m, points.index)
    return at


def _check_extent(at: Floats, cell_m: float, labels: pd.Index) -> None:
    bad = np.asarray(((at < cell_m) | (at > FURTHEST_M)).any(axis=1))
    if bad.any():
        raise PlaceError(
            f"every place must lie on the British National Grid, further than a cell from its axes (0, 0 is a default, "
            f"not a place): {count_broken(labels, bad)}."
        )


def _codes(cells: Ints, cell_m: float, shape: Shape) -> list[str]:
    centres = np.round(centres_of(cells, cell_m, shape)).astype("int64")
    return [f"{shape[0].upper()}{cell_m:g}-{east:07d}-{north:07d}" for east, north in centres]
