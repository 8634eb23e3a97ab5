"""Maps for partners and for the public: classes of the release's own figures, the hidden ones hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from vawg_geo.publishing.map_backdrop import encode_backdrop
from vawg_geo.publishing.map_data import area_names, area_rows, begin, classify, finish, number_places
from vawg_geo.publishing.map_geometry import GRID_M, mend
from vawg_geo.publishing.map_views import find_spots
from vawg_geo.publishing.map_words import describe
from vawg_geo.publishing.release_cells import NIGHTS, RECORDED
from vawg_geo.publishing.words import number, plural

if TYPE_CHECKING:
    import folium

# Policy: fixed, so that a darker area in one edition is a darker area in every edition.
AREA_BREAKS = (10, 20, 50, 100)  # offences recorded in 12 months
DISTRICT_BREAKS = {NIGHTS: (50, 100, 250, 500), RECORDED: (250, 500, 1_000, 2_500)}
MEASURE = "Offences recorded in 12 months"


def map_released_areas(
    table: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    places: pd.DataFrame | None,
    hidden: str,
    least: int,
    backdrop: Mapping[str, gpd.GeoDataFrame],
) -> folium.Map:
    """
    Map the areas of a partner's release.

    Parameters
    ----------
    table
        The release's areas: index = code, `n` (<NA> = hidden). Hidden figures are not in the map's source.
    areas
        EPSG:27700, index = code.
    places
        The release's listed places: index = code, `number`; None = none is named.
    hidden
        What is said of a hidden figure.
    least
        The smallest count that is shown.
    backdrop
        Roads, rail, water and labels.

    Returns
    -------
    map
        A folium.Map that draws offline.

    Raises
    ------
    SchemaError
        If a code is unknown or twice.
    PlaceError
        If the areas or the backdrop are not in EPSG:27700.
    """
    title = "Offences recorded in each area"
    data, classes = _begin(table["n"], areas, AREA_BREAKS, title=title, hidden=hidden, least=least)
    numbers = pd.Series(dtype="int64") if places is None else places["number"].sort_values()
    said = {str(code): plural(int(n), "offence") + " recorded" for code, n in table["n"].dropna().items()}
    data["areas"] = area_rows(areas, classes, said, {str(code): int(number) for code, number in numbers.items()})
    if len(numbers):
        stays = pd.Series(data=False, index=numbers.index)
        data |= number_places(numbers, areas, harm=1 / numbers, leaving=stays)  # the first town is that of place 1
    data |= encode_backdrop(backdrop)
    named = area_names(areas).loc[numbers.index].tolist()
    data["alternative"] = describe(title, areas=len(areas), listed=named)
    return finish(data)


def map_released_districts(
    table: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    hidden: str,
    least: int,
    breaks: tuple[int, ...],
) -> folium.Map:
    """
    Map the districts of a public release: their names and shapes, no place below.

    Parameters
    ----------
    table
        Index = district, `total` (<NA> = hidden). Hidden figures are not in the map's source.
    areas
        EPSG:27700, `district`.
    hidden
        What is said of a hidden figure.
    least
        The smallest count that is shown.
    breaks
        Where the colours change, the same in every edition of a product.

    Returns
    -------
    map
        A folium.Map that draws offline.

    Raises
    ------
    SchemaError
        If a district is unknown or twice.
    PlaceError
        If the areas are not in EPSG:27700.
    """
    title = "Offences recorded in each district"
    districts = join_districts(areas)
    data, classes = _begin(table["total"], districts, breaks, title=title, hidden=hidden, least=least)
    data["areas"] = area_rows(districts, classes, {}, {})
    spots = find_spots(districts.index, districts)
    data["labels"] = [{"n": str(name), "p": spot, "r": 1} for name, spot in zip(districts.index, spots, strict=True)]
    data["alternative"] = describe(title, areas=len(districts)).replace("areas", "districts")
    return finish(data)


def join_districts(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Join areas to their districts.

    Parameters
    ----------
    areas
        EPSG:27700, `district`.

    Returns
    -------
    districts
        Index = district, sorted: `name`, `district` (empty: a district has none above it), geometry.
    """
    tiles = pd.Series(mend(areas), index=areas["district"].astype("str").to_numpy())
    shapes = {name: shapely.union_all(group.to_numpy(), grid_size=GRID_M) for name, group in tiles.groupby(level=0)}
    index = pd.Index(list(shapes), name="district")
    table = {"name": list(shapes), "district": ""}
    return gpd.GeoDataFrame(table, index=index, geometry=list(shapes.values()), crs=areas.crs)


def whole_classes(breaks: Sequence[int], *, least: int) -> list[str]:
    """
    Write classes of whole numbers: "5 to 9", "10 to 19", "100 or more".

    Parameters
    ----------
    breaks
        Rising.
    least
        The smallest count that is shown.

    Returns
    -------
    words
        One more than there are breaks.
    """
    edges = [least, *breaks]
    return [*(f"{number(low)} to {number(high - 1)}" for low, high in pairwise(edges)), f"{number(edges[-1])} or more"]


def _begin(
    values: pd.Series, areas: gpd.GeoDataFrame, breaks: Sequence[int], *, title: str, hidden: str, least: int
) -> tuple[dict[str, object], pd.Series]:
    classes, legend = classify(values, areas, breaks)
    data = begin(areas, title) | legend
    words = {"measure": MEASURE, "classes": whole_classes(breaks, least=least), "nothing": hidden, "hatched": True}
    return data | words, classes
