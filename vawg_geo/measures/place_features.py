"""What stands in and near each area: distances, densities and counts of venues, stops and the like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import spatial

from vawg_geo.base.calls import checked
from vawg_geo.base.characteristics import holds_people, tells_of_people
from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.points import metres, need_positive

WITHIN_M = 400.0  # a five-minute walk


@checked
def measure_places(
    areas: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame | gpd.GeoSeries], *, within_m: float = WITHIN_M
) -> pd.DataFrame:
    """
    Measure what stands in and near each area.

    Parameters
    ----------
    areas
        Polygons in metres (EPSG:27700).
    layers
        Points by name, such as `venues` and `stops`; places, never people.
    within_m
        How far from a point inside the area counts as near.

    Returns
    -------
    features
        Index of `areas`; for each layer `<name>_m` (metres from a point inside the area to the nearest), `<name>_near`
        (number within `within_m` of it), `<name>_per_km2` (number inside the area by its size).

    Raises
    ------
    PlaceError
        If coordinate systems differ or are not in metres, a layer is empty, or an area has no ground.
    SchemaError
        If a layer's name tells of people or of a protected characteristic.

    References
    ----------
    Kennedy, Caplan & Piza (2011), Risk clusters, hotspots, and spatial intelligence, Journal of Quantitative
    Criminology 27, 339-362: place features. METHODS 14: never people.
    """
    refuse_personal(layers)
    need_positive(within_m, "within_m")
    if areas.crs is None or areas.crs.is_geographic or not (areas.area > 0).all():
        raise PlaceError("every area must have ground, in metres (EPSG:27700).")
    inside = metres(areas.representative_point())
    columns: dict[str, Floats] = {}
    for name, layer in layers.items():
        if isinstance(layer, gpd.GeoSeries | gpd.GeoDataFrame) and layer.crs != areas.crs:
            raise PlaceError(f"layer {name!r} must be in the coordinate system of the areas; use .to_crs(areas.crs).")
        at = metres(layer, what=f"points of {name}")
        if not len(layer):
            raise PlaceError(f"layer {name!r} has no points; leave it out.")
        tree = spatial.cKDTree(at)
        columns[f"{name}_m"] = tree.query(inside)[0]
        columns[f"{name}_near"] = np.asarray(tree.query_ball_point(inside, within_m, return_length=True), "float64")
        columns[f"{name}_per_km2"] = _held(areas, layer) / (areas.area.to_numpy() / 1e6)
    return pd.DataFrame(columns, index=areas.index)


def _held(areas: gpd.GeoDataFrame, layer: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    """Count a layer's points by area, each in one area."""
    from vawg_geo.sources.placing import assign_areas

    codes = assign_areas(layer, areas.set_index(areas.index.astype(str)))
    held = codes.value_counts().reindex(areas.index.astype(str), fill_value=0)
    return np.asarray(held, dtype="float64")


def refuse_personal(names: Iterable[object]) -> None:
    """
    Refuse columns that tell of people: no person and no protected characteristic predicts anything here.

    Parameters
    ----------
    names
        Column or layer names.

    Raises
    ------
    SchemaError
        With the names refused.

    References
    ----------
    Equality Act 2010, section 4. METHODS 14.
    """
    refused = [str(name) for name in names if tells_of_people(str(name))]
    if refused:
        raise SchemaError(
            f"features must be of places: {', '.join(refused)} tell of people or of a protected characteristic; "
            "take them out."
        )


def refuse_people(labels: Iterable[object]) -> None:
    """
    Refuse a table with a row a person: risk is told of places, never of people.

    Parameters
    ----------
    labels
        Row labels.

    Raises
    ------
    SchemaError
        If any of them is a pseudonym.

    References
    ----------
    METHODS 14.
    """
    if holds_people(labels):
        raise SchemaError("rows must be places: these labels are pseudonyms, and nothing is predicted of a person.")
