"""Areas as surfaces: shapes that something can lie in, or a refusal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.errors import PlaceError

_SURFACE = 2  # dimensions


def surfaces(areas: gpd.GeoDataFrame) -> np.ndarray:
    """
    Give the shapes of areas, each a sound polygon or multipolygon.

    Parameters
    ----------
    areas
        One row an area, in metres.

    Returns
    -------
    shapes
        In the order of `areas`; borders that cross themselves are mended.

    Raises
    ------
    PlaceError
        If the coordinates are degrees, or a shape is missing, empty, or a point or line.
    """
    if areas.crs is not None and areas.crs.is_geographic:
        raise PlaceError("areas must be in metres (EPSG:27700), not degrees; use to_crs(27700).")
    shapes = areas.geometry.to_numpy()
    _refuse(shapely.is_missing(shapes) | shapely.is_empty(shapes), areas.index, "have a shape each", "have none")
    _refuse(shapely.get_dimensions(shapes) < _SURFACE, areas.index, "be polygons", "are points or lines")
    sound: np.ndarray = shapes
    if not shapely.is_valid(shapes).all():
        sound = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    return sound


def _refuse(bad: np.ndarray, codes: pd.Index, rule: str, broken: str) -> None:
    if bad.any():
        raise PlaceError(f"areas must {rule}: {int(bad.sum())} {broken}, the first is {codes[bad][0]!r}.")
