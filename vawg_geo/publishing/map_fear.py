"""Two maps of Street Safe: reports drawn towards the mean, and fear laid over what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from vawg_geo.measures.fear import TOO_FEW
from vawg_geo.publishing.map_backdrop import encode_backdrop
from vawg_geo.publishing.map_data import area_names, area_rows, begin, finish, number_places
from vawg_geo.publishing.map_words import describe
from vawg_geo.publishing.maps import Ranked, map_ranked
from vawg_geo.publishing.words import chance_word, plural

if TYPE_CHECKING:
    import folium

RECORD_WORDS = ("at most the average place", "up to twice the average", "more than twice the average")
HATCH = "Street Safe: more reports than the average place"


def map_reports(
    compared: pd.DataFrame, areas: gpd.GeoDataFrame, *, title: str, breaks: Sequence[float], least: int,
    backdrop: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> folium.Map:  # fmt: skip
    """
    Map the reports a place would be expected to draw, shrunk towards the mean.

    Parameters
    ----------
    compared
        What `measures.street_safe_places.compare_fear` gives: index code, `reports`, `expected_reports`.
    areas
        EPSG:27700, index code.
    title
        What the map shows.
    breaks
        Rising, at most four; the same in every edition.
    least
        A place's count below it is not said.
    backdrop
        Roads, rail, water and labels.

    Returns
    -------
    map
        A folium.Map that draws offline.

    References
    ----------
    METHODS 4, 11.
    """
    said = {code: plural(n, "report") for code, n in compared["reports"].items() if n >= least}
    few = {code: f"fewer than {plural(least, 'report')}" for code in compared.index if code not in said}
    ranked = Ranked(compared["expected_reports"], pd.Series(dtype="int64"), said | few, "Reports, drawn to the mean")
    return map_ranked(ranked, areas, title=title, breaks=breaks, backdrop=backdrop)


def map_fear(
    compared: pd.DataFrame, areas: gpd.GeoDataFrame, *, title: str, listed: Sequence[str], least: int,
    backdrop: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> folium.Map:  # fmt: skip
    """
    Map fear over record: blues for what was recorded, hatching where more reports came in than on average.

    Parameters
    ----------
    compared
        What `compare_fear` gives: index code, `reports`, `offences`, `record_class`, `fear_class`, `label`, `p`.
    areas
        EPSG:27700, index code.
    title
        What the map shows.
    listed
        Codes of the places numbered from 1, in that order.
    least
        A place's count below it is not said.
    backdrop
        Roads, rail, water and labels.

    Returns
    -------
    map
        Places with too few of either have no colour and no hatching.

    References
    ----------
    METHODS 11: two classes side by side, never one score.
    """
    told = compared[compared["label"] != TOO_FEW]
    data = begin(areas, title) | {"measure": "Recorded in public places", "nothing": "too few to say"}
    classes = (told["record_class"] - 1).astype("Int64").reindex(areas.index)
    texts = {str(code): _words(row, least) for code, row in told.iterrows()}
    numbers = {str(code): at for at, code in enumerate(listed, start=1)}
    data |= {"classes": list(RECORD_WORDS), "areas": area_rows(areas, classes, texts, numbers)}
    if listed:
        places = pd.Series(numbers)
        data |= number_places(places, areas, harm=told["reports"].loc[places.index], leaving=places.lt(0))
    data["fear"] = [str(code) for code in told.index[told["fear_class"] > 1]]
    data |= encode_backdrop(backdrop or {})
    data["alternative"] = describe(title, areas=len(areas), listed=area_names(areas).loc[list(listed)].tolist())
    return finish(data, hatch=HATCH)


def _words(row: pd.Series, least: int) -> str:
    parts = [f"{row['label']}: {chance_word(float(row['p']))}"]
    if min(row["reports"], row["offences"]) >= least:
        parts.append(f"{plural(row['reports'], 'report')}, {plural(row['offences'], 'offence')} recorded")
    return "; ".join(parts)
