"""What a patrol can walk: hexagons on the British National Grid, drawn only where many were harmed."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from vawg_geo.measures.lattice import cells_of, outlines_of
from vawg_geo.measures.points import BRITISH_NATIONAL_GRID, on_national_grid

FLAT_M = 175.0  # flat to flat, the middle of METHODS 6.1's 150-200 m
LEAST_OFFENCES = 5  # METHODS 6.1, 12: no hexagon below either
LEAST_VICTIMS = 3


def assign_hexagons(points: gpd.GeoSeries, *, flat_m: float = FLAT_M) -> pd.DataFrame:
    """
    Say which hexagon of the national grid each point lies in.

    The grid has a hexagon centred on the grid's false origin and two sides pointing east and west, so that a
    hexagon is the same piece of ground in every edition. On a shared edge the western hexagon holds the point, then
    the southern.

    Parameters
    ----------
    points
        Points in EPSG:27700.
    flat_m
        Distance between opposite sides, metres.

    Returns
    -------
    hexagons
        `q`, `r` (whole axial coordinates), index of `points`.

    Raises
    ------
    PlaceError
        If the points are not in EPSG:27700, or a point is missing.

    References
    ----------
    METHODS 6.1.
    """
    cells = cells_of(on_national_grid(points), flat_m, "hexagon")
    return pd.DataFrame(cells, columns=["q", "r"], index=points.index)


def find_hexagons(events: gpd.GeoDataFrame, *, areas: Iterable[str], flat_m: float = FLAT_M) -> gpd.GeoDataFrame:
    """
    Find the hexagons inside listed areas that may be drawn.

    Parameters
    ----------
    events
        Offences with `area`, `victim` and points in EPSG:27700.
    areas
        Codes of the listed areas; offences elsewhere are not looked at.
    flat_m
        Distance between opposite sides, metres.

    Returns
    -------
    hexagons
        `area` (where most of its offences lie; ties the lower code), geometry: nothing that could be read as a
        count or a kind of offence. Only hexagons with at least 5 offences and 3 distinct victims; all unknown
        victims together count as one at most.

    References
    ----------
    METHODS 6.1, 12.
    """
    inside = events.loc[events["area"].isin(list(areas))]
    if inside.empty:
        return _empty()
    cells = inside[["area", "victim"]].join(assign_hexagons(inside.geometry, flat_m=flat_m)).groupby(["q", "r"])
    told = cells.agg(
        n=("area", "size"),
        victims=("victim", count_victims),
        area=("area", lambda a: a.value_counts().sort_index().idxmax()),
    )
    told = told.loc[(told["n"] >= LEAST_OFFENCES) & (told["victims"] >= LEAST_VICTIMS)].reset_index()
    if told.empty:
        return _empty()
    shapes = outlines_of(told[["q", "r"]].to_numpy(), flat_m, "hexagon")
    drawn = gpd.GeoDataFrame({"area": told["area"].astype("str")}, geometry=shapes, crs=BRITISH_NATIONAL_GRID)
    return drawn.sort_values("area", kind="stable", ignore_index=True)


def count_victims(victims: pd.Series) -> int:
    """
    Count distinct victims; all unknown ones together count as one, for nothing shows they are two.

    Parameters
    ----------
    victims
        Pseudonyms, missing where unknown.

    Returns
    -------
    n
        Distinct victims that are shown to differ.
    """
    return int(victims.nunique() + victims.isna().any())


def _empty() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"area": pd.Series(dtype="str")}, geometry=[], crs=BRITISH_NATIONAL_GRID)
