"""What never reaches a map: online offences and places where systems put what has no place."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.areas import GRID
from vawg_geo.sources.plain_tables import read_list

REACH_M = 1.0  # a default point is a coordinate, not a neighbourhood
# METHODS 1: offences reported, detected or recorded there, not places of the night.
PLACES = {"hospital": "hospital", "prison": "prison", "police_station": "police station"}
ONLINE = "online offence"
_SNAP_NAME = r"(?:^|\s)(hospital|prison|police station)$"  # "On or near Prison"; not "Hospital Lane"


def read_default_points(path: str | Path) -> gpd.GeoDataFrame:
    """
    Read the force's list of default coordinates.

    Parameters
    ----------
    path
        A CSV: easting, northing (metres on the grid), what (words for the reader).

    Returns
    -------
    points
        `what`, points in EPSG:27700.

    Raises
    ------
    PlaceError
        If the file cannot be read, lacks a column, or a row has no coordinate or no words.
    """
    path = Path(path)
    raw = read_list(path, ("easting", "northing", "what"))
    east, north = (pd.to_numeric(raw[column], errors="coerce") for column in ("easting", "northing"))
    bad = east.isna() | north.isna() | raw["what"].eq("")
    if bad.any():
        raise PlaceError(
            f"{path.name}: every row needs easting, northing and what; {int(bad.sum())} lack one, "
            f"the first is row {int(bad.argmax()) + 1}."
        )
    return gpd.GeoDataFrame({"what": raw["what"].astype("str")}, geometry=gpd.points_from_xy(east, north), crs=GRID)


def removal_reasons(incidents: gpd.GeoDataFrame, default_points: gpd.GeoDataFrame | None = None) -> pd.Series:
    """
    Say why an incident belongs on no map.

    Parameters
    ----------
    incidents
        As `read_incidents` gives them; `place` (police.uk's words for its snap point) is read
        where there is one.
    default_points
        Points with `what`; None: there is no list.

    Returns
    -------
    why
        Text on the index of `incidents`: "online offence", a default point's words, "hospital",
        "prison", "police station"; `<NA>` where nothing speaks against a map.

    References
    ----------
    METHODS 1: these are counted and listed, never mapped. FAULTS I11.
    """
    kind = incidents["place_type"].astype("string")
    why = kind.map(PLACES).astype("string")
    if "place" in incidents.columns:
        names = pd.Series(incidents["place"].dropna().unique(), dtype="string")  # few names, many rows
        snaps = names.str.lower().str.extract(_SNAP_NAME, expand=False).set_axis(names)
        why = why.fillna(incidents["place"].astype("string").map(snaps.dropna()).astype("string"))
    if default_points is not None and len(default_points):
        why = _near_default(incidents.geometry, default_points).fillna(why)
    words = _yes(kind == "online") | _yes(incidents["space"].astype("string") == "online")
    found: pd.Series = why.mask(words | _yes(incidents["online"]), ONLINE).rename("removed_why")
    return found


def list_removed(incidents: pd.DataFrame) -> pd.DataFrame:
    """
    List what was taken off the map, for the reader.

    Parameters
    ----------
    incidents
        As `place_incidents` gives them, or any part of them.

    Returns
    -------
    removed
        `place`, `what`, `n`; most first, ties by place.
    """
    gone = incidents.loc[incidents["removed_why"].notna(), ["removed_place", "removed_why"]]
    counts = gone.groupby(["removed_place", "removed_why"], dropna=False).size().rename("n").reset_index()
    listed = counts.rename(columns={"removed_place": "place", "removed_why": "what"})
    return listed.sort_values(["n", "place", "what"], ascending=[False, True, True], ignore_index=True)


def _near_default(points: gpd.GeoSeries, default_points: gpd.GeoDataFrame) -> pd.Series:
    why = pd.Series(pd.NA, index=points.index, dtype="string")
    tree = shapely.STRtree(default_points.geometry.to_numpy())
    row, which = tree.query(points.to_numpy(), predicate="dwithin", distance=REACH_M)
    order = np.argsort(which, kind="stable")[::-1]  # where two lie within reach, the first of the list is written last
    why.iloc[row[order]] = default_points["what"].astype("string").to_numpy()[which[order]]
    return why


def _yes(flags: pd.Series) -> pd.Series:
    return flags.astype("boolean").fillna(value=False).astype(bool)
