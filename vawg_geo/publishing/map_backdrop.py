"""What lies under and beside the areas on a map: roads, rail, water, names, points people know."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from vawg_geo.publishing.map_geometry import check_metres, encode_lines, encode_points, encode_polygon, to_degrees

# key, words of the toggle, one of it, symbol, letter, pieces of the words that say what a venue is
POINT_KINDS = (
    ("taxi", "Taxi ranks", "Taxi rank", "box", "T", ("taxi",)),
    ("cctv", "CCTV", "CCTV camera", "box", "C", ("cctv", "camera")),
    ("large", "Large venues", "Large venue", "box", "L", ("stadium", "arena", "university", "festival", "large")),
    ("venue", "Venues", "Venue", "dot", "", ("",)),
)
MINOR_RANK = 2


def encode_backdrop(backdrop: Mapping[str, gpd.GeoDataFrame]) -> dict[str, object]:
    """
    Encode the layers that help people find their way.

    Parameters
    ----------
    backdrop
        Any of "roads", "rail", "water" (lines or surfaces), "labels" (points with `name`); `rank` (1 = first) is
        used where given.

    Returns
    -------
    layers
        `lines` (class name to lines), `surfaces` (water bodies) and `labels` (name, position, rank), ready for the
        page.
    """
    layers = {name: table for name, table in backdrop.items() if len(table)}
    for name, table in layers.items():
        check_metres(table, what=f"the backdrop's {name}")
    lines: dict[str, object] = {}
    for name, minor in (("water", "drains"), ("rail", "rail"), ("roads", "lanes")):
        if name in layers:
            lesser = ranks_of(layers[name]) >= MINOR_RANK
            straight = shapely.get_dimensions(layers[name].geometry) == 1
            for key, rows in ((minor, lesser), (name, ~lesser)):
                if steps := encode_lines(layers[name].geometry[rows & straight]):
                    lines[key] = steps
    return {"lines": lines, "surfaces": _surfaces(layers.get("water")), "labels": _labels(layers.get("labels"))}


def encode_venues(venues: gpd.GeoDataFrame | None) -> list[dict[str, object]]:
    """
    Encode venues and other points people know, one layer a kind.

    Parameters
    ----------
    venues
        Points, EPSG:27700: `name`, and `kind` or `type` (text).

    Returns
    -------
    layers
        Key, words, symbol, positions and names; kinds without a point are left out.
    """
    if venues is None or venues.empty:
        return []
    check_metres(venues, what="the venues")
    known = venues[venues.geometry.notna() & ~venues.geometry.is_empty]
    kind = known["kind"] if "kind" in known else known["type"] if "type" in known else pd.Series("", index=known.index)
    words = kind.astype("str").str.lower()
    layers, left = [], pd.Series(data=True, index=known.index)
    for key, many, one, symbol, letter, pieces in POINT_KINDS:
        rows = left & words.map(lambda text, pieces=pieces: any(piece in text for piece in pieces))
        left &= ~rows
        if rows.any():
            points = encode_points(known.geometry[rows])
            names = known["name"][rows].fillna("").astype("str").tolist()
            layers.append({"key": key, "words": many, "one": one, "s": symbol, "l": letter, "p": points, "n": names})
    return layers


def ranks_of(table: gpd.GeoDataFrame) -> pd.Series:
    """
    Return each row's weight on the map.

    Parameters
    ----------
    table
        A backdrop layer.

    Returns
    -------
    rank
        `rank` where the layer has it, else 1 to 4 told from `kind`, else 1.
    """
    if "rank" in table:
        given = pd.to_numeric(table["rank"], errors="coerce").fillna(MINOR_RANK)
        return pd.Series(given.clip(1, 4).to_numpy(dtype="int64"), index=table.index)
    by_kind = {"district": 1, "city": 1, "town": 1, "village": 3, "place": 4, "quarter": 4, "minor": 2, "drain": 2}
    kinds = table["kind"] if "kind" in table else pd.Series("", index=table.index)
    told = [by_kind.get(str(kind).lower(), 1) for kind in kinds]
    return pd.Series(told, index=table.index, dtype="int64")


def _surfaces(water: gpd.GeoDataFrame | None) -> list[object]:
    if water is None:
        return []
    wide = water.geometry[shapely.get_dimensions(water.geometry) == 2]  # noqa: PLR2004 - surfaces
    return [parts for shape in to_degrees(wide.simplify(12)) if (parts := encode_polygon(shape))]


def _labels(labels: gpd.GeoDataFrame | None) -> list[dict[str, object]]:
    if labels is None:
        return []
    named = labels[labels["name"].astype("str") != ""]
    rank = ranks_of(named).sort_values(kind="stable")
    named = named.loc[rank.index]
    spots = encode_points(named.geometry)
    return [
        {"n": str(name), "p": spot, "r": int(weight)}
        for name, spot, weight in zip(named["name"], spots, rank, strict=True)
    ]
