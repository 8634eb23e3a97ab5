"""The lattice under squares and hexagons: whole coordinates, centres, outlines, anchored at the grid's false origin."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from vawg_geo.measures.align import Floats

Ints = npt.NDArray[np.int64]
Shape = Literal["hexagon", "square"]
SHAPES = ("hexagon", "square")
ON_EDGE_M = 1e-6  # a point this near an edge lies on it
_AROUND = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)])  # a hexagon and all that touch it
_CORNER = 30 + 60 * np.arange(6)  # degrees: two sides face east and west


def cells_of(at: Floats, cell_m: float, shape: Shape) -> Ints:
    """
    Find the cell of each point; on a shared edge the western of the cells touching, then the southern.

    Parameters
    ----------
    at
        Coordinates, metres: one row a point.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" or "square".

    Returns
    -------
    cells
        One row a point: axial coordinates q, r of a hexagon; column, row of a square.
    """
    if shape == "square":
        return np.ceil((at - ON_EDGE_M) / cell_m).astype("int64") - 1
    r = 2 / 3 * at[:, 1] / (cell_m / np.sqrt(3))
    near = _round_cube(at[:, 0] / cell_m - r / 2, r)
    around = near[:, None, :] + _AROUND
    centres = centres_of(around.reshape(-1, 2), cell_m, shape).reshape(*around.shape)
    away = np.hypot(*np.moveaxis(centres - at[:, None, :], 2, 0))
    touching = away <= away.min(axis=1, keepdims=True) + ON_EDGE_M
    # Sorted by east, then north, among the touching: rounding keeps float dust from ordering two equal eastings.
    east = np.where(touching, np.round(centres[:, :, 0], 3), np.inf)
    western = east == east.min(axis=1, keepdims=True)
    north = np.where(western, centres[:, :, 1], np.inf)
    return np.asarray(around[np.arange(len(at)), north.argmin(axis=1)] if len(at) else near)


def _round_cube(q: Floats, r: Floats) -> Ints:
    """Round to the nearest hexagon: the coordinate rounded furthest gives way, so that q + r + s = 0."""
    cube = np.stack([q, r, -q - r])
    near = np.round(cube)
    off = np.abs(near - cube)
    q_gives = (off[0] > off[1]) & (off[0] > off[2])
    r_gives = ~q_gives & (off[1] > off[2])
    whole_q = np.where(q_gives, -near[1] - near[2], near[0])
    whole_r = np.where(r_gives, -near[0] - near[2], near[1])
    return np.column_stack([whole_q, whole_r]).astype("int64")


def centres_of(cells: Ints, cell_m: float, shape: Shape) -> Floats:
    """
    Give the centres of cells.

    Parameters
    ----------
    cells
        Whole coordinates, as `cells_of` gives them.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" or "square".

    Returns
    -------
    centres
        East, north in metres.
    """
    if shape == "square":
        return np.asarray(cell_m * (cells + 0.5), dtype="float64")
    q, r = cells[:, 0], cells[:, 1]
    return np.column_stack([cell_m * (q + r / 2), cell_m * np.sqrt(3) / 2 * r])


def outlines_of(cells: Ints, cell_m: float, shape: Shape) -> npt.NDArray[np.object_]:
    """
    Draw cells.

    Parameters
    ----------
    cells
        Whole coordinates, as `cells_of` gives them.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" or "square".

    Returns
    -------
    polygons
        One a cell, corners to the millimetre, so that neighbours share theirs.
    """
    centres = centres_of(cells, cell_m, shape)
    if shape == "square":
        half = cell_m / 2
        return np.asarray(shapely.box(*(centres - half).T, *(centres + half).T))
    angles = np.deg2rad(_CORNER)
    ring = cell_m / np.sqrt(3) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(shapely.polygons(np.round(centres[:, None, :] + ring, 3)))


def cells_over(bounds: tuple[float, float, float, float], cell_m: float, shape: Shape) -> Ints:
    """
    List every cell that may touch a box.

    Parameters
    ----------
    bounds
        West, south, east, north in metres.
    cell_m
        Side of a square; distance between opposite sides of a hexagon.
    shape
        "hexagon" or "square".

    Returns
    -------
    cells
        Whole coordinates; a few beyond the box too.
    """
    tall = cell_m if shape == "square" else cell_m * np.sqrt(3) / 2
    west, south, east, north = bounds
    columns = np.arange(np.floor(west / cell_m) - 1, np.ceil(east / cell_m) + 2)
    rows = np.arange(np.floor(south / tall) - 1, np.ceil(north / tall) + 2)
    row, column = (axis.ravel().astype("int64") for axis in np.meshgrid(rows, columns, indexing="ij"))
    return np.column_stack([column if shape == "square" else column - row // 2, row])
