"""Shapes for the page: simplified together, in whole 1e-5 degrees, each vertex a step from the last, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from vawg_geo.base.errors import PlaceError

SCALE = 100_000  # 5 decimals of a degree, about a metre
TOLERANCES_M = (10, 20, 40, 60, 80, 120)  # the first one that keeps to the budget is used
BUDGET_BYTES = 180_000  # of area shapes on a page; the whole map's data stay under 300 kB

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # 5 bits each; the 6th: more follow
GRID_M = 1.0  # borders that should be one become one

Steps = str  # whole numbers "east, north" by turns, each in as few letters as it needs: a third of the JSON numbers
Shape = list[list[Steps]]


def check_metres(places: gpd.GeoDataFrame, *, what: str) -> None:
    """
    Refuse shapes that are not on the British National Grid.

    Parameters
    ----------
    places
        Any table of shapes.
    what
        Its name in the message.

    Raises
    ------
    PlaceError
        If the coordinate system is missing or not EPSG:27700.
    """
    if places.crs is None or places.crs.to_epsg() != 27_700:  # noqa: PLR2004 - the British National Grid
        held = "none" if places.crs is None else places.crs.to_string()
        raise PlaceError(f"{what} must be in EPSG:27700 and are in {held}. Use to_crs(27700) first.")


def encode_areas(areas: gpd.GeoDataFrame) -> tuple[list[Shape], int]:
    """
    Encode areas that share borders, so that they still share them.

    Parameters
    ----------
    areas
        Polygons that tile a county, EPSG:27700.

    Returns
    -------
    shapes
        One a row: parts, rings, then steps in 1e-5 degrees, the first from 0, 0.
    tolerance_m
        Metres by which borders were simplified.
    """
    tiles = mend(areas)
    for tolerance_m in TOLERANCES_M:
        shapes = [encode_polygon(shape) for shape in to_degrees(shapely.coverage_simplify(tiles, tolerance_m))]
        if len(json.dumps(shapes)) <= BUDGET_BYTES:
            break
    return shapes, tolerance_m


def mend(areas: gpd.GeoDataFrame) -> np.ndarray:
    """
    Make areas fit each other exactly, as borders drawn by several hands do not.

    Parameters
    ----------
    areas
        Polygons, EPSG:27700; some may cross themselves or leave slivers.

    Returns
    -------
    tiles
        The same, valid, on whole metres.
    """
    valid = shapely.make_valid(areas.geometry.to_numpy(), method="structure", keep_collapsed=False)
    return np.asarray(shapely.set_precision(valid, GRID_M), dtype=object)


def encode_lines(lines: Iterable[BaseGeometry], *, tolerance_m: float = 12) -> list[Steps]:
    """
    Encode lines and borders of surfaces as steps.

    Parameters
    ----------
    lines
        Lines or polygons, EPSG:27700.
    tolerance_m
        Metres by which each is simplified.

    Returns
    -------
    steps
        One list a line; those that vanish are left out.
    """
    simple = shapely.simplify(np.array(list(lines), dtype=object), tolerance_m)
    parts = shapely.get_parts(shapely.line_merge([part for part in simple if part and not part.is_empty]))
    return [_text(steps) for part in to_degrees(parts) if len(steps := _steps(shapely.get_coordinates(part))) > 1]


def encode_polygon(shape: BaseGeometry) -> Shape:
    """
    Encode one polygon or multipolygon given in degrees.

    Parameters
    ----------
    shape
        Longitude and latitude.

    Returns
    -------
    parts
        Parts, rings, steps; rings that vanish are left out.
    """
    parts = []
    for part in shapely.get_parts(shape):
        rings = [_steps(shapely.get_coordinates(ring)[:-1]) for ring in shapely.get_rings(part)]
        kept = [_text(ring) for ring in rings if len(ring) >= 3]  # noqa: PLR2004 - corners
        if kept:
            parts.append(kept)
    return parts


def encode_points(points: Iterable[BaseGeometry]) -> list[list[int]]:
    """
    Encode points.

    Parameters
    ----------
    points
        Points, EPSG:27700.

    Returns
    -------
    positions
        East, north in 1e-5 degrees, one pair a point.
    """
    return [[int(v) for v in _steps(shapely.get_coordinates(point))[0]] for point in to_degrees(list(points))]


def encode_bounds(bounds: tuple[float, float, float, float]) -> list[int]:
    """
    Encode a box.

    Parameters
    ----------
    bounds
        West, south, east, north in metres, EPSG:27700.

    Returns
    -------
    box
        The same in 1e-5 degrees: the smallest box that holds the four corners.
    """
    west, south, east, north = shapely.total_bounds(to_degrees([shapely.box(*bounds)]))
    return [round(float(value) * SCALE) for value in (west, south, east, north)]


def to_degrees(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """
    Carry shapes from the British National Grid to longitude and latitude.

    Parameters
    ----------
    shapes
        Any shapes, EPSG:27700.

    Returns
    -------
    shapes
        The same in EPSG:4326, in the same order.
    """
    return np.asarray(gpd.GeoSeries(list(shapes), crs=27_700).to_crs(4_326).to_numpy(), dtype=object)


def _steps(coordinates: np.ndarray) -> np.ndarray:
    whole = np.rint(coordinates * SCALE).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    kept = (steps != 0).any(axis=1)
    kept[0] = True
    return np.asarray(steps[kept])


def _text(steps: np.ndarray) -> Steps:
    folded = np.where(steps < 0, -2 * steps - 1, 2 * steps).ravel().tolist()  # the sign goes to the last bit
    letters = []
    for value in folded:
        left = value
        while left > 31:  # noqa: PLR2004 - five bits
            letters.append(LETTERS[32 + left % 32])
            left //= 32
        letters.append(LETTERS[left])
    return "".join(letters)
