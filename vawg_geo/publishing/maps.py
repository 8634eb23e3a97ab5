"""Maps of areas: a figure an area, or the places a page lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.measures.listing import count_fear
from vawg_geo.publishing.map_backdrop import encode_backdrop, encode_venues
from vawg_geo.publishing.map_data import FEW_REPORTS, area_names, area_rows, begin, classify, finish, number_places
from vawg_geo.publishing.map_geometry import check_metres, encode_polygon, to_degrees
from vawg_geo.publishing.map_listed import read_listed
from vawg_geo.publishing.map_render import map_fragment
from vawg_geo.publishing.map_words import describe, listed_words, watch_words
from vawg_geo.sources.case import Case

if TYPE_CHECKING:
    import folium

__all__ = ["Ranked", "map_areas", "map_fragment", "map_hotspots", "map_ranked"]

MEASURE = "Harm expected in a year"
SHOWN_MONTHS = 12


@dataclass(frozen=True)
class Ranked:
    """Figures by area with the first places numbered."""

    figures: pd.Series  # index = area code
    numbers: pd.Series  # index = code of a numbered place: 1..N
    words: Mapping[str, str] | pd.Series  # code to what is said of it, finished
    measure: str  # what the figure is, above the legend


@checked
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
    if not isinstance(table, pd.DataFrame):
        raise SchemaError("the first argument must be a table; of a single column, take series.to_frame().")
    if column not in table.columns:
        raise SchemaError(f"column {column!r} is missing from the table to be mapped.")
    data = begin(areas, title) | {"measure": column.replace("_", " ")}
    classes, legend = classify(table[column], areas, breaks)
    data |= legend | {"areas": area_rows(areas, classes, {}, {})}
    data["alternative"] = describe(title, areas=len(areas))
    return finish(data)


def map_hotspots(
    hotspots: Hotspots | pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    title: str,
    case: Case | None = None,
    profile: Profile | None = None,
) -> folium.Map:
    """
    Map the listed places: expected harm in blues, numbers as in the table, outlines to walk, places to watch.

    Parameters
    ----------
    hotspots
        What `find_hotspots` gives; or a table by area code, such as `score_harm` and `score_ranks` give
        (`read_listed` says which columns it reads).
    areas
        EPSG:27700, index = code; `alias` or `name` is what the map calls a place.
    title
        What the map shows, in words.
    case
        Gives the backdrop, the venues and Street Safe.
    profile
        Gives the fixed colour breaks and the length of the list.

    Returns
    -------
    map
        A folium.Map that draws offline; `map_fragment` puts it into a page, `write_offline` makes a file of it.

    Raises
    ------
    SchemaError
        If a code is unknown or twice, a figure or a number is not one, or the breaks do not rise.
    PlaceError
        If the areas or the backdrop are not in EPSG:27700.
    """
    breaks = (profile.breaks.harm or None) if profile else None
    if isinstance(hotspots, pd.DataFrame):
        told = read_listed(hotspots, top=profile.score.top if profile else 10)
        ranked = Ranked(told.figures, told.numbers, told.words, told.measure)
        return _map_numbered(
            ranked, areas, title=title, breaks=breaks, backdrop=case.backdrop if case else {}, watch=told.watch
        )
    if not hasattr(hotspots, "listed"):
        raise SchemaError("hotspots must be what find_hotspots gives, or a table (DataFrame) by area code.")
    listed, watch = hotspots.listed, hotspots.watch
    data = begin(areas, title) | {"measure": MEASURE}
    classes, legend = classify(hotspots.scores["shrunk_harm"], areas, breaks)
    texts = watch_words(watch) | listed_words(listed, top=profile.score.top if profile else 10)
    numbers = {str(code): int(number) for code, number in listed["number"].items()}
    data |= legend | {"areas": area_rows(areas, classes, texts, numbers)}
    leaving = listed["status"].eq("leaving")
    data |= number_places(listed["number"], areas, harm=listed["shrunk_harm"], leaving=leaving)
    data["watch"] = [str(code) for code in watch.index if str(code) not in numbers]
    fear = _fear(hotspots, areas, case)
    data["fear"] = [str(code) for code, n in fear.items() if n >= FEW_REPORTS and code in areas.index]
    if len(hotspots.hexes):
        check_metres(hotspots.hexes, what="the outlines to walk")
        data["hexes"] = [encode_polygon(shape) for shape in to_degrees(hotspots.hexes.geometry)]
    data |= encode_backdrop(case.backdrop if case else {})
    data["points"] = encode_venues(_venues(case))
    data["alternative"] = describe(title, areas=len(areas), listed=area_names(areas).loc[listed.index].tolist())
    return finish(data)


def map_ranked(
    ranked: Ranked,
    areas: gpd.GeoDataFrame,
    *,
    title: str,
    breaks: Sequence[float] | None = None,
    backdrop: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> folium.Map:
    """
    Map one figure an area with the first places numbered: for data that cannot bear a hot-spot list.

    Parameters
    ----------
    ranked
        The figures, the numbered places and what is said of them.
    areas
        EPSG:27700, index = code; `alias` or `name` is what the map calls a place.
    title
        What the map shows, in words.
    breaks
        Rising class breaks, at most four; None chooses them from the figures and says so.
    backdrop
        Roads, rail, water and labels, EPSG:27700.

    Returns
    -------
    map
        A folium.Map that draws offline.

    Raises
    ------
    SchemaError
        If a code is unknown or twice, a figure is not finite, or the breaks do not rise.
    PlaceError
        If the areas or the backdrop are not in EPSG:27700.
    """
    return _map_numbered(ranked, areas, title=title, breaks=breaks, backdrop=backdrop or {}, watch=[])


def _map_numbered(
    ranked: Ranked,
    areas: gpd.GeoDataFrame,
    *,
    title: str,
    breaks: Sequence[float] | None,
    backdrop: Mapping[str, gpd.GeoDataFrame],
    watch: list[str],
) -> folium.Map:
    data = begin(areas, title) | {"measure": ranked.measure, "watch": watch}
    classes, legend = classify(ranked.figures, areas, breaks)
    places = ranked.numbers.sort_values()
    numbers = {str(code): int(number) for code, number in places.items()}
    texts = {str(code): str(words) for code, words in ranked.words.items()}
    data |= legend | {"areas": area_rows(areas, classes, texts, numbers)}
    stays = pd.Series(data=False, index=places.index)
    data |= number_places(places, areas, harm=ranked.figures.loc[places.index], leaving=stays)
    data |= encode_backdrop(backdrop)
    data["alternative"] = describe(title, areas=len(areas), listed=area_names(areas).loc[places.index].tolist())
    return finish(data)


def _fear(hotspots: Hotspots, areas: gpd.GeoDataFrame, case: Case | None) -> pd.Series:
    """Street Safe reports of the 12 months shown; without the reports, what the lists say of their places."""
    reports = case.tables.get("street_safe") if case else None
    if reports is not None and len(hotspots.monthly) and "area" in reports:
        last = Month.parse(str(hotspots.monthly.index[-1]))
        return count_fear(reports, areas.index, last=last, months=SHOWN_MONTHS)
    known = pd.concat([hotspots.listed["fear"], hotspots.watch["fear"]]).fillna(0)
    return pd.Series(known[~known.index.duplicated()])


def _venues(case: Case | None) -> gpd.GeoDataFrame | None:
    table = case.tables.get("venues") if case else None
    return table if isinstance(table, gpd.GeoDataFrame) else None
