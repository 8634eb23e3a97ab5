"""Points as numbers: coordinates in metres, or a refusal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.base.schema import count_broken
from vawg_geo.measures.align import Floats
from vawg_geo.sources.assigning import coordinates

BRITISH_NATIONAL_GRID = 27700
_NEAR_NOUGHT_M = 50_000  # the grid's corner lies in the sea, farther than this from any force


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
        If these are no points, the coordinate system is missing or not in metres, or a point is missing or stands at
        (0, 0), far from the others.
    """
    if not isinstance(points, gpd.GeoSeries | gpd.GeoDataFrame):
        raise PlaceError(f"{what} must be a GeoSeries or a GeoDataFrame of points.")
    shapes = points.geometry
    if shapes.crs is None or shapes.crs.is_geographic or shapes.crs.axis_info[0].unit_name != "metre":
        raise PlaceError(f"{what} must be in metres; use .to_crs(27700) (EPSG:27700, British National Grid).")
    dots = shapes.to_numpy()
    at = coordinates(dots)
    for bad, words in (
        (~shapely.is_missing(dots) & (shapely.get_type_id(dots) != 0), "be points"),
        (~np.isfinite(at).all(axis=1), "have a place; leave out those without first"),
        (_at_nought(at), "have a true place, which (0, 0) is not; leave out those first"),
    ):
        if bad.any():
            raise PlaceError(f"all {what} must {words}: {count_broken(shapes.index, bad)}.")
    return at


def _at_nought(at: Floats) -> npt.NDArray[np.bool_]:
    """Find what a system wrote for "no place": (0, 0), when the other points are nowhere near it."""
    nought = (at == 0).all(axis=1)
    others = at[~nought]
    if not nought.any() or np.hypot(*np.median(others, axis=0) if len(others) else (0, 0)) <= _NEAR_NOUGHT_M:
        nought = np.zeros(len(at), dtype=bool)
    return np.asarray(nought)


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
