"""Larger areas: what must not be shown by the smallest areas is shown by MSOA or district."""

from __future__ import annotations

from typing import Literal, TypeVar

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.areas import dissolve_areas

Table = TypeVar("Table", bound=pd.DataFrame)
Larger = Literal["msoa", "district"]
_LSOA_NAME = r"^(.+ \d{3})[A-Z]$"
_NAMES: dict[Larger, str] = {"msoa": "msoa_name", "district": "district"}


def larger_areas(areas: gpd.GeoDataFrame, *, by: Larger) -> gpd.GeoDataFrame:
    """
    Join areas into the MSOAs or districts they lie in.

    Parameters
    ----------
    areas
        As `curate_areas` or `read_areas` gives them.
    by
        "msoa" or "district".

    Returns
    -------
    larger
        Index `code` sorted (of a district: its name); `name`, `alias` (= `name`), `district` (several are joined with
        " + "), `km2`, `n_areas` (how many areas it is made of), `geometry`. Areas that lie in none are left out.

    Raises
    ------
    PlaceError
        If the force names no such column for any area.

    References
    ----------
    METHODS 14: offences in dwellings are mapped by MSOA or larger.
    """
    codes = _codes(areas, by)
    inside = areas[codes.notna()]
    codes = codes[codes.notna()]
    joined = dissolve_areas(inside, codes)
    names = inside[_NAMES[by]].groupby(codes).first()
    districts = inside["district"].groupby(codes).agg(lambda values: " + ".join(sorted({v for v in values if v})))
    return gpd.GeoDataFrame(
        {"name": names, "alias": names, "district": districts, "km2": joined["km2"], "n_areas": codes.value_counts()},
        geometry=joined.geometry,
    ).rename_axis("code")


def name_msoas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Tell the MSOA of each area from its official name: Cambridge 003B lies in Cambridge 003.

    Parameters
    ----------
    areas
        As `read_areas` gives them.

    Returns
    -------
    areas
        `msoa` and `msoa_name` the name without its last letter; missing where a name is not written so.

    Raises
    ------
    PlaceError
        If no name is.

    References
    ----------
    Office for National Statistics: an LSOA is named after its MSOA, with a letter.
    """
    names = areas["name"].str.extract(_LSOA_NAME, expand=False).astype("str")
    if names.isna().all():
        raise PlaceError(
            "msoa_from_names needs the official names of LSOAs, such as Cambridge 003B; no area has one. Name a "
            "column instead: [areas.*] msoa."
        )
    return areas.assign(msoa=names, msoa_name=names)


def on_larger_areas(table: Table, areas: gpd.GeoDataFrame, *, by: Larger) -> Table:
    """
    Give every row the MSOA or district its area lies in.

    Parameters
    ----------
    table
        Any table with `area`: incidents, population, reports.
    areas
        The areas whose codes stand there.
    by
        "msoa" or "district".

    Returns
    -------
    table
        The same rows; `area` is the larger area's code, missing where it was missing or lies in none.

    Raises
    ------
    PlaceError
        If the force names no such column, or a row's area is none of `areas`.
    """
    codes = _codes(areas, by)
    strange = table["area"].notna() & ~table["area"].isin(codes.index)
    if strange.any():
        raise PlaceError(
            f"every row's area must be one of the areas given; {int(strange.sum())} are not. Give the areas the table "
            "was placed on."
        )
    return table.assign(area=table["area"].map(codes).astype("str"))


def _codes(areas: gpd.GeoDataFrame, by: Larger) -> pd.Series:
    codes: pd.Series = areas[by].mask(areas[by] == "").astype("str")
    if codes.isna().all():
        raise PlaceError(f'the areas have no {by}: name its column in force.toml, [areas.*] {by} = "...".')
    return codes
