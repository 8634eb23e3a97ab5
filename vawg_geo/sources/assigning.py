"""Point in polygon: every point in exactly one area, or in none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.polygons import surfaces

SLIVER_M = 0.01  # digitising gaps between neighbours; DESIGN, `assign_areas`
_LOOK_M = 1.0  # how much of the neighbours is looked at to tell a gap from the outer edge


@checked
def assign_areas(points: gpd.GeoSeries | gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """
    Give each point the code of its area.

    Parameters
    ----------
    points
        Points, or a table with them, in the coordinate system of `areas`.
    areas
        Polygons, index = code, each code once.

    Returns
    -------
    area
        Codes as text on the index of `points`; `<NA>` outside and where there is no point. On
        shared edges the lowest code (string order) of those touching; in a gap between areas
        and within 1 cm of two of them the nearest (ties: the lowest code); never beyond the
        outer boundary.

    Raises
    ------
    PlaceError
        If a coordinate system is missing, differs or is in degrees, a code is repeated, a shape is not a point, or an
        area is no polygon.

    References
    ----------
    METHODS 1 (totals balance): a point counts once. FAULTS I50, I51.
    """
    shapes = points.geometry
    _check_pair(shapes, areas)
    codes = np.sort(areas.index.to_numpy().astype(str))
    polygons = surfaces(areas)[np.argsort(areas.index.to_numpy().astype(str))]
    dots = shapes.to_numpy()
    known = np.flatnonzero(np.isfinite(coordinates(dots)).all(axis=1))
    place = np.full(len(dots), len(codes))
    # The tree stands over the points and the polygons ask, so that each polygon is prepared once.
    area, dot = shapely.STRtree(dots[known]).query(polygons, predicate="intersects")
    np.minimum.at(place, known[dot], area)  # codes are sorted: the lowest position is the lowest code
    lost = known[place[known] == len(codes)]
    place[lost] = _bridge_slivers(dots[lost], polygons)
    found = pd.array(np.append(codes, "")[place], dtype="string")
    found[place == len(codes)] = pd.NA
    return pd.Series(found, index=points.index, name="area")


def coordinates(shapes: np.ndarray) -> np.ndarray:
    """
    Give the coordinates of points, whatever stands among them.

    Parameters
    ----------
    shapes
        Shapes, some perhaps missing, empty or no points.

    Returns
    -------
    coordinates
        One row a shape: east, north; NaN where there is no point.
    """
    at = np.full((len(shapes), 2), np.nan)
    there = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    at[there] = np.column_stack([shapely.get_x(shapes[there]), shapely.get_y(shapes[there])])
    return at


def _check_pair(shapes: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> None:
    for crs, what in ((shapes.crs, "the points"), (areas.crs, "the areas")):
        if crs is None:
            raise PlaceError(f"{what} must say their coordinate system; set it, for example to EPSG:27700.")
    if shapes.crs != areas.crs:
        raise PlaceError(
            "points and areas must be in one coordinate system; reproject the points to that of the areas."
        )
    if areas.index.nlevels > 1:
        raise PlaceError("the index of the areas must be one level, their codes; use reset_index and set_index.")
    if areas.index.has_duplicates:
        raise PlaceError(f"each code may stand once; {int(areas.index.duplicated().sum())} are repeated.")
    odd = ~shapely.is_missing(shapes.to_numpy()) & (shapely.get_type_id(shapes.to_numpy()) != 0)
    if odd.any():
        first = shapes.index[odd][0]
        raise PlaceError(f"every shape must be a point: {int(odd.sum())} are not, the first is row {first!r}.")


def _bridge_slivers(dots: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    """Place points that lie in a digitising gap: position of the nearest polygon, or their number."""
    place = np.full(len(dots), len(polygons))
    dot, area = shapely.STRtree(polygons).query(dots, predicate="dwithin", distance=SLIVER_M)
    for one in np.flatnonzero(np.bincount(dot, minlength=len(dots)) > 1):
        near = np.sort(area[dot == one])
        if _in_gap(dots[one], polygons[near]):
            place[one] = near[np.argmin(shapely.distance(dots[one], polygons[near]))]
    return place


def _in_gap(dot: shapely.Point, polygons: np.ndarray) -> bool:
    """Close gaps as wide as two slivers between the polygons; corners stay sharp, so nothing is added outside."""
    x, y = dot.x, dot.y
    parts = shapely.clip_by_rect(polygons, x - _LOOK_M, y - _LOOK_M, x + _LOOK_M, y + _LOOK_M)
    reach = 1.1 * SLIVER_M
    grown = shapely.buffer(shapely.union_all(parts), reach, join_style="mitre")
    return bool(shapely.covers(shapely.buffer(grown, -reach, join_style="mitre"), dot))
