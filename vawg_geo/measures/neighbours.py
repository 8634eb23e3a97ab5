"""Who touches whom: binary neighbours of areas, slivers tolerated."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from vawg_geo.base.errors import PlaceError
from vawg_geo.measures.align import Floats, aligned
from vawg_geo.sources.polygons import surfaces

TOLERANCE_M = 1.0  # generalised boundaries leave slivers of decimetres between neighbours
TOLERANCE_SHARE = 0.001  # of an area's typical width: a small cell must not reach over its neighbour


def line_up(
    values: pd.Series,
    areas: pd.DataFrame,
    neighbours: Any,  # noqa: ANN401 - Graph or W
) -> tuple[Floats, sparse.csr_array, pd.Index]:
    """
    Line values and neighbours up in the order of the areas' labels, so that rows may stand in any order.

    Parameters
    ----------
    values
        One number an area, with the index of `areas`.
    areas
        One row an area.
    neighbours
        As for `binary_neighbours`.

    Returns
    -------
    x, matrix, labels
        The values, the binary neighbours without the area itself, and the labels, sorted.

    Raises
    ------
    SchemaError
        If labels differ or a value is missing.
    PlaceError
        As `binary_neighbours`.
    """
    areas = areas.iloc[areas.index.argsort()]
    return aligned(values, areas.index, what="values"), binary_neighbours(areas, neighbours), areas.index


def binary_neighbours(areas: pd.DataFrame, neighbours: Any = None) -> sparse.csr_array:  # noqa: ANN401 - Graph or W
    """
    Give the binary neighbours of each area, without itself.

    Parameters
    ----------
    areas
        One row an area; polygons in metres (EPSG:27700) when `neighbours` is None.
    neighbours
        A libpysal Graph or W whose labels are those of `areas`; None = queen contiguity: areas that share a border
        or a corner, up to a gap of 1 m or a thousandth of an area's typical width, whichever is smaller.

    Returns
    -------
    matrix
        Areas x areas in the order of `areas`, 1 where neighbours, 0 on the diagonal.

    Raises
    ------
    PlaceError
        If there are no polygons, one is missing or empty, the coordinates are degrees, or labels of `neighbours`
        are not those of the areas.

    References
    ----------
    METHODS 7.
    """
    if areas.index.has_duplicates:
        raise PlaceError(f"areas must have one row a code: {int(areas.index.duplicated().sum())} repeat another.")
    matrix = _queen(areas) if neighbours is None else _given(areas, neighbours)
    matrix = sparse.csr_array((np.ones_like(matrix.data, dtype="float64"), matrix.indices, matrix.indptr), matrix.shape)
    matrix.setdiag(0)
    matrix.eliminate_zeros()
    return matrix


def _queen(areas: pd.DataFrame) -> sparse.csr_array:
    if not isinstance(areas, gpd.GeoDataFrame):
        raise PlaceError("areas must be a GeoDataFrame with polygons, or neighbours must be given.")
    shapes = surfaces(areas)
    size = len(shapes)
    if not size:
        return sparse.csr_array((0, 0))
    reach = min(TOLERANCE_M, TOLERANCE_SHARE * float(np.median(np.sqrt(shapely.area(shapes)))))
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach)
    return sparse.csr_array((np.ones(len(left)), (left, right)), shape=(size, size))


def _given(areas: pd.DataFrame, neighbours: Any) -> sparse.csr_array:  # noqa: ANN401
    labels = getattr(neighbours, "unique_ids", None)  # Graph
    labels = getattr(neighbours, "id_order", None) if labels is None else labels  # W
    if labels is None or not hasattr(neighbours, "sparse"):
        raise PlaceError("neighbours must be a libpysal Graph or W.")
    order = pd.Index(labels).get_indexer(areas.index)
    if (order < 0).any() or len(labels) != len(areas):
        lost = int((order < 0).sum())
        raise PlaceError(f"neighbours must have the labels of the areas: {lost} areas are not among them.")
    matrix = sparse.csr_array(neighbours.sparse)[order][:, order]
    matrix.eliminate_zeros()
    return sparse.csr_array(matrix)
