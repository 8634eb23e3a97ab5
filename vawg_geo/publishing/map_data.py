"""The one table of what enters a map's source: an allow-list, built step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.publishing.map_classes import choose_breaks, class_of, class_words
from vawg_geo.publishing.map_geometry import SCALE, check_metres, encode_areas
from vawg_geo.publishing.map_views import find_spots, find_views
from vawg_geo.sources.polygons import surfaces

if TYPE_CHECKING:
    import folium

FEW_REPORTS = 5  # Street Safe reports below this are "too few" (METHODS 11)
FEAR_WORDS = f"Street Safe: {FEW_REPORTS} or more reports"
OWN_BREAKS = "Colour breaks were chosen from these figures; they are not the same in another edition."


def begin(areas: gpd.GeoDataFrame, title: str) -> dict[str, object]:
    """
    Begin a map: a title, the whole county, nothing on it.

    Parameters
    ----------
    areas
        EPSG:27700, index = code.
    title
        What the map shows.

    Returns
    -------
    data
        What the page's script reads, with every layer empty.

    Raises
    ------
    PlaceError
        If the areas are not in EPSG:27700, are none or no polygons, or a code is there twice.
    """
    check_metres(areas, what="areas")
    if areas.index.has_duplicates or not len(areas):
        raise PlaceError("areas must be there, each code once.")
    surfaces(areas)
    empty: dict[str, object] = {k: [] for k in ("listed", "watch", "fear", "hexes", "surfaces", "labels", "points")}
    county = find_views(pd.DataFrame({"number": [], "shrunk_harm": []}), areas)
    return {"title": title, "nothing": "no figure shown", "credit": "", "lines": {}} | empty | county


def classify(
    values: pd.Series, areas: gpd.GeoDataFrame, breaks: Sequence[float] | None
) -> tuple[pd.Series, dict[str, object]]:
    """
    Sort figures into colour classes.

    Parameters
    ----------
    values
        Index = area code; missing = suppressed or unknown.
    areas
        Index = code.
    breaks
        Rising class breaks; None chooses them from the figures, and the map says so.

    Returns
    -------
    classes
        A class for each area, missing where there is no figure.
    data
        The legend's words and the credit line.

    Raises
    ------
    SchemaError
        If a code is unknown or twice, a figure is not finite, or the breaks do not rise.
    """
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
    return classes, {"classes": class_words(edges), "credit": OWN_BREAKS if breaks is None else ""}


def area_rows(
    areas: gpd.GeoDataFrame, classes: pd.Series, texts: Mapping[str, str], numbers: Mapping[str, int]
) -> list[dict[str, object]]:
    """
    Write the areas: code, name, class, listed number, finished words, shape. Nothing else enters the page.

    Parameters
    ----------
    areas
        EPSG:27700, index = code.
    classes
        A class for each area, missing where there is no figure.
    texts
        Code to finished words.
    numbers
        Code to listed number.

    Returns
    -------
    rows
        One an area; a missing class is absent, not hidden.
    """
    shapes, _ = encode_areas(areas)
    rows: list[dict[str, object]] = []
    for code, name, step, shape in zip(areas.index, area_names(areas), classes, shapes, strict=True):
        row: dict[str, object] = {"c": str(code), "n": str(name), "g": shape}
        if not pd.isna(step):
            row["k"] = int(step)
        if code in numbers:
            row["i"] = numbers[code]
        if code in texts:
            row["t"] = texts[code]
        rows.append(row)
    return rows


def area_names(areas: gpd.GeoDataFrame) -> pd.Series:
    """
    Return what people call each area.

    Parameters
    ----------
    areas
        With `alias` or `name`, else the code is its name.

    Returns
    -------
    names
        Text, index of `areas`.
    """
    for column in ("alias", "name"):
        if column in areas:
            return pd.Series(areas[column].astype("str"), index=areas.index)
    return pd.Series(areas.index.astype("str"), index=areas.index)


def number_places(
    numbers: pd.Series, areas: gpd.GeoDataFrame, *, harm: pd.Series, leaving: pd.Series
) -> dict[str, object]:
    """
    Place the numbers of listed areas, and the views that show them.

    Parameters
    ----------
    numbers
        Index = area code, in display order.
    areas
        EPSG:27700, index = code.
    harm
        What decides which town comes first; index of `numbers`.
    leaving
        Which places are about to leave the list; index of `numbers`.

    Returns
    -------
    data
        Numbers with their spots, views and panels.
    """
    found = find_views(pd.DataFrame({"number": numbers, "shrunk_harm": harm}), areas)
    spots = find_spots(numbers.index, areas)
    found["listed"] = [
        {"c": str(code), "i": int(number), "p": spot} | ({"l": 1} if gone else {})
        for (code, number), spot, gone in zip(numbers.items(), spots, leaving, strict=True)
    ]
    return found


def finish(data: dict[str, object], *, hatch: str = "") -> folium.Map:
    """
    Make the map.

    Parameters
    ----------
    data
        As the steps before have built it.
    hatch
        What the hatched areas are, where they are the map's subject; "" leaves them to a switch that is off.

    Returns
    -------
    map
        A folium.Map.
    """
    from vawg_geo.publishing.map_element import build_map

    data["layers"] = _layers(data, hatch)
    west, south, east, north = data["county"]["b"]  # type: ignore[index]  # as find_views gives it
    return build_map(data, centre=((south + north) / 2 / SCALE, (west + east) / 2 / SCALE))


def _layers(data: Mapping[str, object], hatch: str) -> list[dict[str, object]]:
    """List what the reader can switch: key, words, on at first, the legend's words and symbol."""
    rows: list[tuple[object, str, str, bool, str, str, str]] = [
        (data["hexes"], "hexes", "Walk this", True, "walk this", "hexes", ""),
        (data["watch"], "watch", "Watch places", True, "watch, do not patrol", "watch", ""),
        (data["fear"], "fear", "Street Safe", bool(hatch), hatch or FEAR_WORDS, "fear", ""),
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
