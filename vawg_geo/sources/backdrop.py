"""The backdrop: roads, rail, water and labels that let people find their way on the map."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.base.force import Backdrop
from vawg_geo.sources.areas import GRID, read_layer

LAYERS = ("roads", "rail", "water", "labels")
_MARGIN_M = 2_000  # how far past the county the backdrop reaches
_TOLERANCE_M = 10  # below a pixel on a county map


def read_backdrop(backdrop: Backdrop | None, areas: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """
    Read the layers of the force's backdrop, clipped to the county and lightened.

    Parameters
    ----------
    backdrop
        The GeoPackage and its layers' names, its path resolved; None: labels alone are made from `areas`.
    areas
        As `curate_areas` gives them.

    Returns
    -------
    backdrop
        "roads", "rail", "water", "labels": EPSG:27700, `name` (text, may be ""), `kind` (text, may
        be ""), `rank` (1 = first) where the layer has it, geometry. Layers that the file lacks are
        empty; labels come from `areas` then.

    Raises
    ------
    PlaceError
        If the file cannot be read, or a layer has no coordinate system.
    """
    layers = {layer: _empty() for layer in LAYERS}
    if backdrop is not None:
        there = _layer_names(backdrop.path)
        for layer in LAYERS:
            wanted = getattr(backdrop, layer)
            if wanted in there:
                layers[layer] = _read_one(backdrop.path, wanted, areas)
    if layers["labels"].empty:
        layers["labels"] = place_labels(areas)
    return layers


def place_labels(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Make place labels out of the areas themselves.

    Parameters
    ----------
    areas
        As `curate_areas` gives them.

    Returns
    -------
    labels
        `name`, `kind` ("district" or "place"), a point inside the ground it names: one a
        district, one an area that people call by a name of its own.
    """
    called = areas[areas["alias"] != areas["name"]]
    places = pd.DataFrame({"name": called["alias"], "kind": "place", "geometry": called.representative_point()})
    grouped = areas[areas["district"] != ""].groupby("district").geometry
    # The middle of a district is where its areas crowd: the mean of their centres, not of its ground.
    middles = grouped.agg(lambda parts: shapely.centroid(shapely.multipoints(shapely.centroid(parts.to_numpy()))))
    districts = pd.DataFrame({"name": middles.index, "kind": "district", "geometry": middles.to_numpy()})
    both = pd.concat([table for table in (districts, places) if len(table)] or [_empty()], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=GRID)


def _layer_names(path: Path) -> set[str]:
    import pyogrio

    if not path.is_file():
        raise PlaceError(f"the backdrop {path.name} is not there. Check [backdrop] in force.toml, or leave it out.")
    try:
        return {str(name) for name, _ in pyogrio.list_layers(path)}
    except (OSError, ValueError, RuntimeError) as error:  # as GDAL raises
        raise PlaceError(f"the backdrop {path.name} cannot be read ({type(error).__name__}).") from None


def _read_one(path: Path, layer: str, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    raw = read_layer(path, layer)
    if raw.crs is None:
        raise PlaceError(f"layer {layer} of {path.name} does not say its coordinate system; save it again with one.")
    west, south, east, north = areas.total_bounds
    shapes = raw.geometry.to_crs(GRID).clip_by_rect(
        west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M
    )
    shapes = shapes.simplify(_TOLERANCE_M)
    text = {c: raw[c].astype("string").fillna("").astype("str") if c in raw else "" for c in ("name", "kind")}
    lean = gpd.GeoDataFrame(text, geometry=shapes, index=raw.index, crs=GRID)
    if "rank" in raw:
        lean["rank"] = pd.to_numeric(raw["rank"], errors="coerce")
    return lean[~(lean.is_empty | lean.geometry.isna())].reset_index(drop=True)


def _empty() -> gpd.GeoDataFrame:
    text = pd.Series(dtype="str")
    return gpd.GeoDataFrame({"name": text, "kind": text}, geometry=gpd.GeoSeries([], crs=GRID), crs=GRID)
