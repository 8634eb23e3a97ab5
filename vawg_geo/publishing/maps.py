"""Maps of areas: a figure an area, or the places a hot-spot page lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing.map_backdrop import encode_backdrop, encode_venues
from vawg_geo.publishing.map_classes import choose_breaks, class_of, class_words
from vawg_geo.publishing.map_geometry import SCALE, check_metres, encode_areas, encode_polygon, to_degrees
from vawg_geo.publishing.map_render import map_fragment
from vawg_geo.publishing.map_views import find_spots, find_views
from vawg_geo.publishing.map_words import describe, listed_words, watch_words

if TYPE_CHECKING:
    import folium

    from vawg_geo.base.profile import Profile
    from vawg_geo.sources.case import Case

__all__ = ["map_areas", "map_fragment", "map_hotspots"]

FEW_REPORTS = 5  # Street Safe reports below this are "too few" (METHODS 11)
MEASURE = "Harm expected in a year"
OWN_BREAKS = "Colour breaks were chosen from these figures; they are not the same in another edition."


def map_areas(
    table: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    column: str,
    breaks: Sequence[float] | None = None,
    title: str,
) -> folium.Map:
    """
    Map one figure an area, in up to five blues.

    Parameters
    ----------
    table
        Index = area code, with `column`; areas without a row, and missing (suppressed) figures, are drawn grey and
        are not in the map's source. Nothing but the class of a figure enters the map.
    areas
        EPSG:27700, index = code; `alias` or `name` is what the map calls a place.
    column
        Name of the figure, shown above the legend.
    breaks
        Rising class breaks, at most four; None chooses them from the figures and says so.
    title
        What the map shows, in words.

    Returns
    -------
    map
        A folium.Map that draws offline; `write_offline` makes a file of it.

    Raises
    ------
    SchemaError
        If the column is missing, a code is unknown or twice, a figure is not finite, or the breaks do not rise.
    PlaceError
        If the areas are not in EPSG:27700.
    """
    if column not in table.columns:
        raise SchemaError(f"column {column!r} is missing from the table to be mapped.")
    data = _base(areas, title) | {"measure": column.replace("_", " ")}
    classes, words, credit = _classes(table[column], areas, breaks)
    data |= {"areas": _areas(areas, classes, {}, {}), "classes": words, "credit": credit}
    data["alternative"] = describe(title, areas=len(areas))
    return _finish(data)


def map_hotspots(
    hotspots: Hotspots,
    areas: gpd.GeoDataFrame,
    *,
    title: str,
    case: Case | None = None,
    profile: Profile | None = None,
    street_safe: pd.Series | None = None,
) -> folium.Map:
    """
    Map the listed places: expected harm in blues, numbers as in the table, outlines to walk, places to watch.

    Parameters
    ----------
    hotspots
        What `find_hotspots` gives.
    areas
        EPSG:27700, index = code; `alias` or `name` is what the map calls a place.
    title
        What the map shows, in words.
    case
        Gives the backdrop and the venues.
    profile
        Gives the fixed colour breaks and the length of the list.
    street_safe
        Street Safe reports of 12 months by area code; without it, those of listed and watched places.

    Returns
    -------
    map
        A folium.Map that draws offline; `map_fragment` puts it into a page, `write_offline` makes a file of it.

    Raises
    ------
    SchemaError
        If a code is unknown or twice, or the breaks do not rise.
    PlaceError
        If the areas or the backdrop are not in EPSG:27700.
    """
    listed, watch = hotspots.listed, hotspots.watch
    data = _base(areas, title) | {"measure": MEASURE}
    breaks = (profile.breaks.harm or None) if profile else None
    classes, words, credit = _classes(hotspots.scores["shrunk_harm"], areas, breaks)
    fear = _fear(hotspots) if street_safe is None else street_safe
    texts = watch_words(watch) | listed_words(listed, top=profile.score.top if profile else 10)
    numbers = {str(code): int(number) for code, number in listed["number"].items()}
    data |= {"areas": _areas(areas, classes, texts, numbers), "classes": words, "credit": credit}
    data |= find_views(listed, areas)
    spots = find_spots(listed.index, areas)
    leaving = listed["status"].eq("leaving") if "status" in listed else pd.Series(data=False, index=listed.index)
    data["listed"] = [
        {"c": c, "i": numbers[c], "p": p} | ({"l": 1} if gone else {})
        for c, p, gone in zip(numbers, spots, leaving, strict=True)
    ]
    data["watch"] = [str(code) for code in watch.index if str(code) not in numbers]
    data["fear"] = [str(code) for code, n in fear.items() if n >= FEW_REPORTS and code in areas.index]
    if len(hotspots.hexes):
        check_metres(hotspots.hexes, what="the outlines to walk")
        data["hexes"] = [encode_polygon(shape) for shape in to_degrees(hotspots.hexes.geometry)]
    data |= encode_backdrop(case.backdrop if case else {})
    data["points"] = encode_venues(_venues(case))
    data["alternative"] = describe(title, areas=len(areas), listed=_names(areas).loc[listed.index].tolist())
    return _finish(data)


def _base(areas: gpd.GeoDataFrame, title: str) -> dict[str, object]:
    check_metres(areas, what="areas")
    if areas.index.has_duplicates or not len(areas):
        raise PlaceError("areas must be there, each code once.")
    empty: dict[str, object] = {k: [] for k in ("listed", "watch", "fear", "hexes", "surfaces", "labels", "points")}
    county = find_views(pd.DataFrame({"number": [], "shrunk_harm": []}), areas)
    return {"title": title, "nothing": "no figure shown", "credit": "", "lines": {}} | empty | county


def _classes(
    values: pd.Series, areas: gpd.GeoDataFrame, breaks: Sequence[float] | None
) -> tuple[pd.Series, list[str], str]:
    if values.index.has_duplicates:
        raise SchemaError(f"each area may have one row; {int(values.index.duplicated().sum())} rows repeat a code.")
    unknown = ~values.index.isin(areas.index)
    if unknown.any():
        raise SchemaError(
            f"every row's code must be an area; {int(unknown.sum())} are not, the first is row "
            f"{int(np.flatnonzero(unknown)[0]) + 1}. Check that both are of the same vintage."
        )
    edges = choose_breaks(values) if breaks is None else tuple(breaks)
    classes = class_of(values, edges).reindex(areas.index)
    return classes, class_words(edges), OWN_BREAKS if breaks is None else ""


def _areas(
    areas: gpd.GeoDataFrame, classes: pd.Series, texts: Mapping[str, str], numbers: Mapping[str, int]
) -> list[dict[str, object]]:
    """Allow-list: code, name, class, listed number, finished words, shape. Nothing else enters the page."""
    shapes, _ = encode_areas(areas)
    rows: list[dict[str, object]] = []
    for code, name, step, shape in zip(areas.index, _names(areas), classes, shapes, strict=True):
        row: dict[str, object] = {"c": str(code), "n": str(name), "g": shape}
        if not pd.isna(step):
            row["k"] = int(step)
        if code in numbers:
            row["i"] = numbers[code]
        if code in texts:
            row["t"] = texts[code]
        rows.append(row)
    return rows


def _names(areas: gpd.GeoDataFrame) -> pd.Series:
    for column in ("alias", "name"):
        if column in areas:
            return pd.Series(areas[column].astype("str"), index=areas.index)
    return pd.Series(areas.index.astype("str"), index=areas.index)


def _fear(hotspots: Hotspots) -> pd.Series:
    parts = [table["fear"] for table in (hotspots.listed, hotspots.watch) if "fear" in table]
    known = pd.concat(parts).fillna(0) if parts else pd.Series(dtype="Int64")
    return known[~known.index.duplicated()]


def _venues(case: Case | None) -> gpd.GeoDataFrame | None:
    table = case.tables.get("venues") if case else None
    return table if isinstance(table, gpd.GeoDataFrame) else None


def _finish(data: dict[str, object]) -> folium.Map:
    from vawg_geo.publishing.map_element import build_map

    data["layers"] = _layers(data)
    west, south, east, north = data["county"]["b"]  # type: ignore[index]  # as find_views gives it
    return build_map(data, centre=((south + north) / 2 / SCALE, (west + east) / 2 / SCALE))


def _layers(data: Mapping[str, object]) -> list[dict[str, object]]:
    """List what the reader can switch: key, words, on at first, the legend's words and symbol."""
    rows: list[tuple[object, str, str, bool, str, str, str]] = [
        (data["hexes"], "hexes", "Walk this", True, "walk this", "hexes", ""),
        (data["watch"], "watch", "Watch places", True, "watch, do not patrol", "watch", ""),
        (data["fear"], "fear", "Street Safe", False, f"Street Safe: {FEW_REPORTS} or more reports", "fear", ""),
    ]
    for kind in data["points"]:  # type: ignore[attr-defined]  # as encode_venues gives it
        words = str(kind["words"])
        rows.append((kind["p"], str(kind["key"]), words, False, words.lower() if words != "CCTV" else words,
                     str(kind["s"]), str(kind["l"])))  # fmt: skip
    rows += [
        (data["labels"], "names", "Place names", True, "", "", ""),
        (data["lines"] or data["surfaces"], "backdrop", "Roads, rail, water", True, "", "", ""),
    ]
    keys = ("key", "n", "on", "s", "w", "l")
    return [dict(zip(keys, row[1:], strict=True)) for row in rows if row[0]]
