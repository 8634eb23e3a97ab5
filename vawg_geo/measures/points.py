"""Points as numbers: coordinates in metres, or a refusal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.base.schema import count_broken
from vawg_geo.measures.align import Floats

BRITISH_NATIONAL_GRID = 27700


def metres(points: gpd.GeoSeries | gpd.GeoDataFrame, *, what: str = "points") -> Floats:
    """
    Give the coordinates of points in metres.

    Parameters
    ----------
    points
        Points, or a table with them, in a coordinate system whose unit is the metre (EPSG:27700).
    what
        The points' name in a message.

    Returns
    -------
    coordinates
        One row a point: east, north.

    Raises
    ------
    PlaceError
        If these are no points, the coordinate system is missing or not in metres, or a point is missing.
    """
    if not isinstance(points, gpd.GeoSeries | gpd.GeoDataFrame):
        raise PlaceError(f"{what} must be a GeoSeries or a GeoDataFrame of points.")
    shapes = points.geometry
    if shapes.crs is None or shapes.crs.is_geographic or shapes.crs.axis_info[0].unit_name != "metre":
        raise PlaceError(f"{what} must be in metres; use .to_crs(27700) (EPSG:27700, British National Grid).")
    dots = shapes.to_numpy()
    for bad, words in (
        (shapely.is_missing(dots) | shapely.is_empty(dots), "have a place; leave out those without first"),
        (~shapely.is_missing(dots) & (shapely.get_type_id(dots) != 0), "be points"),
    ):
        if bad.any():
            raise PlaceError(f"all {what} must {words}: {count_broken(shapes.index, bad)}.")
    return np.column_stack([shapely.get_x(dots), shapely.get_y(dots)]).reshape(-1, 2)


def on_national_grid(points: gpd.GeoSeries | gpd.GeoDataFrame, *, what: str = "points") -> Floats:
    """
    Give the coordinates of points on the British National Grid.

    Parameters
    ----------
    points
        Points, or a table with them, in EPSG:27700.
    what
        The points' name in a message.

    Returns
    -------
    coordinates
        One row a point: metres east, north.

    Raises
    ------
    PlaceError
        If the coordinate system is not EPSG:27700, these are no points, or one is missing.
    """
    at = metres(points, what=what)
    if points.crs.to_epsg() != BRITISH_NATIONAL_GRID:
        raise PlaceError(f"{what} must be in EPSG:27700 (British National Grid); use .to_crs(27700).")
    return at


def need_positive(number: float, name: str) -> None:
    """
    Refuse a length or a span that is not above 0.

    Parameters
    ----------
    number
        The option's value.
    name
        The option's name.

    Raises
    ------
    PlaceError
        If it is not a finite number above 0.
    """
    if not (np.isfinite(number) and number > 0):
        raise PlaceError(f"{name} must be a number above 0.")
