"""A map of an operation's design: its own areas numbered, those around them, those it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from vawg_geo.publishing.map_backdrop import encode_backdrop
from vawg_geo.publishing.map_data import area_names, area_rows, begin, finish, number_places
from vawg_geo.publishing.map_words import describe

if TYPE_CHECKING:
    import folium

KINDS = ("control", "around it", "operation area")  # palest to darkest


def map_zones(
    zones: Mapping[str, Sequence[str]], areas: gpd.GeoDataFrame, *, title: str,
    backdrop: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> folium.Map:  # fmt: skip
    """
    Map the parts of a design.

    Parameters
    ----------
    zones
        "operation area", "around it" and "control" to area codes; codes that are none of the force's are left out.
    areas
        EPSG:27700, index code.
    title
        What the map shows.
    backdrop
        Roads, rail, water and labels.

    Returns
    -------
    map
        The operation's own areas are numbered from 1 in the order given; areas of no part have no colour.
    """
    part = {code: at for at, kind in enumerate(KINDS) for code in zones.get(kind, ()) if code in areas.index}
    own = [code for code in zones.get(KINDS[2], ()) if code in areas.index]
    data = begin(areas, title) | {"measure": "Part of the design", "nothing": "no part of it", "classes": list(KINDS)}
    numbers = {str(code): at for at, code in enumerate(own, start=1)}
    classes = pd.Series(part, dtype="Int64").reindex(areas.index)
    data |= {"areas": area_rows(areas, classes, {}, numbers)}
    if own:
        places = pd.Series(numbers)
        data |= number_places(places, areas, harm=pd.Series(1.0, index=places.index), leaving=places.lt(0))
    data |= encode_backdrop(backdrop or {})
    data["alternative"] = describe(title, areas=len(areas), listed=area_names(areas).loc[own].tolist())
    return finish(data)
