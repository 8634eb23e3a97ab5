"""Where the map looks: one view a cluster of listed places, and the whole county."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.publishing.map_geometry import (
    GRID_M,
    Shape,
    encode_bounds,
    encode_points,
    encode_polygon,
    mend,
    to_degrees,
)
from vawg_geo.publishing.words import join_words

APART_M = 6_000  # listed places nearer than this to each other share a view
MARGIN_M = 250
LEAST_M = 1_600  # a view shows at least so much ground each way
MOST_VIEWS = 4  # with more clusters than this there is a view a district, else a row of buttons nobody reads
_RUN = 3  # so many numbers in a row are told by their ends
PANELS = 2  # drawn side by side, also on paper; further clusters have a button and a dot on the locator
COUNTY_TOLERANCE_M = 250


def find_views(listed: pd.DataFrame, areas: gpd.GeoDataFrame) -> dict[str, object]:
    """
    Choose the views of a map and which of them are drawn at once.

    Parameters
    ----------
    listed
        Index = area code: `number`, `shrunk_harm`.
    areas
        EPSG:27700, index = code, `district`.

    Returns
    -------
    views
        `views` (name, short name, box), `panels` (positions of those drawn at once, most listed harm first) and
        `county` (box and outlines for the locator).
    """
    county = {"n": "The whole county", "s": "Whole county", "b": encode_bounds(tuple(areas.total_bounds))}
    clusters = _by_district(_clusters(listed, areas), listed, areas)
    views = [_view(group, listed, areas) for group in clusters]
    _tell_apart(views)
    panels = list(range(min(PANELS, len(views)))) or [0]
    return {"views": [*views, county], "panels": panels, "county": {"b": county["b"], "g": _outlines(areas)}}


def find_spots(codes: pd.Index, areas: gpd.GeoDataFrame) -> list[list[int]]:
    """
    Find the point of each area where its number stands: farthest from the edges.

    Parameters
    ----------
    codes
        Area codes.
    areas
        EPSG:27700, index = code.

    Returns
    -------
    spots
        East, north in 1e-5 degrees.
    """
    return encode_points(_inmost(shape) for shape in areas.geometry.loc[codes])


def _inmost(shape: shapely.Geometry) -> shapely.Point:
    largest = max(shapely.get_parts(shape), key=shapely.area)
    return shapely.Point(shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=5))[0])


def _clusters(listed: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[list[str]]:
    """Join places by single links shorter than `APART_M`; clusters with most listed harm first."""
    from scipy.cluster.hierarchy import fcluster, linkage

    codes = [str(code) for code in listed.sort_values("number").index]
    if len(codes) < 2:  # noqa: PLR2004 - nothing to join
        return [codes] if codes else []
    middles = shapely.get_coordinates(shapely.point_on_surface(areas.geometry.loc[codes].to_numpy()))
    marks = fcluster(linkage(middles, method="single"), APART_M, criterion="distance")
    groups = [[code for code, mark in zip(codes, marks, strict=True) if mark == wanted] for wanted in np.unique(marks)]
    return sorted(groups, key=lambda group: (-float(listed.loc[group, "shrunk_harm"].sum()), group))


def _by_district(clusters: list[list[str]], listed: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[list[str]]:
    """Keep the clusters drawn at once; where there are too many, join the others by district."""
    if len(clusters) <= MOST_VIEWS:
        return clusters
    names = _districts(areas)
    joined: dict[str, list[str]] = {}
    for group in clusters:
        joined.setdefault(str(names.loc[group].mode().iloc[0]), []).extend(group)
    groups = [listed.loc[group].sort_values("number").index.astype("str").tolist() for group in joined.values()]
    return sorted(groups, key=lambda group: (-float(listed.loc[group, "shrunk_harm"].sum()), group))


def _districts(areas: gpd.GeoDataFrame) -> pd.Series:
    """Return each area's district; without one, what its statistical name says (Fenland 003I is in Fenland)."""
    if "district" in areas and (areas["district"].fillna("") != "").any():
        return pd.Series(areas["district"].fillna("").astype("str"))
    names = areas["name"] if "name" in areas else pd.Series("", index=areas.index)
    found: pd.Series = names.fillna("").astype("str").str.extract(r"^(\D+) \d{3}[A-Z]\b", expand=False).fillna("")
    return found


def _view(group: list[str], listed: pd.DataFrame, areas: gpd.GeoDataFrame) -> dict[str, object]:
    numbers = [int(number) for number in listed.loc[group, "number"]]
    district = _districts(areas).loc[group].mode().iloc[0]
    places = f"{'place' if len(numbers) == 1 else 'places'} {_numbers_text(numbers)}"
    box = encode_bounds(_room(areas.geometry.loc[group].total_bounds))
    short = str(district) or places.capitalize()
    return {"n": f"{district}: {places}" if district else places.capitalize(), "s": short, "b": box}


def _numbers_text(numbers: list[int]) -> str:
    if len(numbers) >= _RUN and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]} to {numbers[-1]}"
    return join_words([*map(str, numbers)])


def _room(bounds: np.ndarray) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in bounds)
    wide = max(east - west + 2 * MARGIN_M, LEAST_M) / 2
    high = max(north - south + 2 * MARGIN_M, LEAST_M) / 2
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide, y - high, x + wide, y + high


def _tell_apart(views: list[dict[str, object]]) -> None:
    """Two clusters of one district keep their numbers in the short name."""
    short = [view["s"] for view in views]
    for view in views:
        if short.count(view["s"]) > 1:
            view["s"] = view["n"]


def _outlines(areas: gpd.GeoDataFrame) -> list[Shape]:
    by: Mapping[str, str] | str = "district" if "district" in areas and (areas["district"] != "").any() else "all"
    keys = areas["district"] if by == "district" else pd.Series("", index=areas.index)
    tiles = pd.Series(mend(areas), index=areas.index)
    whole = [shapely.union_all(group.to_numpy(), grid_size=GRID_M) for _, group in tiles.groupby(keys, sort=True)]
    simple = shapely.coverage_simplify(np.array(whole, dtype=object), COUNTY_TOLERANCE_M)
    return [encode_polygon(shape) for shape in to_degrees(simple)]
