"""Which area is what: district, name, stratum, beat, and the fixed points everything snaps to."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.runs.county.chance import Array, Floats, stream
from vawg_geo.runs.county.geography import TOWNS, Tiling, random_points
from vawg_geo.runs.county.msoas import group_areas

CRS = "EPSG:27700"
CITY_AREAS = {"Alderwick": 24, "Fenmere": 16}
TOWN_REACH = 2.2  # spreads from the market place that count as built up
# a city's district is small around it, the fens belong to the market towns' districts
PULL = {"Alderwick": 0.75, "Fenmere": 0.85, "Isle of Thole": 0.9}
SNAP_POINTS = {
    "force HQ default": 14,
    "hospital": 30,
    "prison": -6,
    "police station": 19,
}  # rank from Alderwick's centre
EDGE_M = 3.0  # drawn points keep this far from every edge


@dataclass(frozen=True)
class Ground:
    """The county's areas and fixed points; positions 0.. run as `areas` does, by code."""

    areas: gpd.GeoDataFrame  # code, name, district, stratum, msoa, msoa_name, geometry
    inner: Array  # polygons shrunk by EDGE_M
    middle: Floats  # areas x 2, a point well inside
    near: Floats  # areas x towns, metres to each market place
    beat: Array
    villages: Floats
    outline: shapely.Polygon
    snaps: pd.DataFrame  # easting, northing, what, area (position)

    def by_distance(self, town: str) -> list[int]:
        """Positions of all areas, nearest to a town's market place first."""
        at = [t.name for t in TOWNS].index(town)
        return [int(i) for i in np.argsort(self.near[:, at], kind="stable")]


def lay_ground(seed: int, tiling: Tiling) -> Ground:
    """
    Name and sort the areas of a tiling.

    Parameters
    ----------
    seed
        The county's seed.
    tiling
        The bare areas.

    Returns
    -------
    ground
        Areas by code, with districts, strata, beats and snap points.
    """
    middle = shapely.get_coordinates(shapely.point_on_surface(tiling.polygons))
    centres = np.array([town.centre for town in TOWNS])
    near = np.hypot(*(middle[:, None] - centres[None]).transpose(2, 0, 1))
    pull = np.array([PULL.get(town.district, 1.0) for town in TOWNS])
    district = np.array([town.district for town in TOWNS], dtype=object)[np.argmin(near / pull, axis=1)]
    order = _order(tiling.polygons, district)
    near, district, polygons = near[order], district[order], tiling.polygons[order]
    names = _names(district)
    msoa, msoa_name = group_areas(polygons, names, district)
    areas = gpd.GeoDataFrame(
        {
            "code": [f"Z01{i + 1:06d}" for i in range(len(order))],
            "name": names,
            "district": district,
            "stratum": _strata(near),
            "msoa": msoa,
            "msoa_name": msoa_name,
        },
        geometry=polygons,
        crs=CRS,
    )
    inner = shapely.buffer(polygons, -EDGE_M)
    beat = np.array([f"{10 + 3 * (i // 5):03d}" for i in range(len(order))], dtype=object)
    snaps = _snaps(seed, inner, near)
    return Ground(areas, inner, middle[order], near, beat, tiling.villages, tiling.outline, snaps)


def _order(polygons: Array, district: Array) -> Array:
    """Order by district, then along a curve that keeps neighbours together."""
    along = gpd.GeoSeries(polygons).hilbert_distance().to_numpy()
    ranks = {town.district: i for i, town in enumerate(TOWNS)}
    return np.lexsort([along, np.array([ranks[d] for d in district])])


def _names(district: Array) -> list[str]:
    within = pd.Series(district).groupby(district, sort=False).cumcount()
    return [f"{d} {i // 5 + 1:03d}{'ABCDE'[i % 5]}" for d, i in zip(district, within, strict=True)]


def _strata(near: Floats) -> Array:
    reach = np.array([TOWN_REACH * town.spread_m for town in TOWNS])
    strata = np.where((near < reach).any(axis=1), "town", "rural").astype(object)
    for i, town in enumerate(TOWNS):
        strata[np.argsort(near[:, i], kind="stable")[: CITY_AREAS.get(town.name, 0)]] = "city"
    return strata


def _snaps(seed: int, inner: Array, near: Floats) -> pd.DataFrame:
    order = np.argsort(near[:, 0], kind="stable")
    area = order[list(SNAP_POINTS.values())]
    points = random_points(stream(seed, "snap points"), inner, area)
    snaps = pd.DataFrame(points, columns=["easting", "northing"]).assign(what=list(SNAP_POINTS))
    return snaps.assign(area=area)
