"""Who lives where: residents of the sex and ages that a profile counts, by area and by age band."""

from __future__ import annotations

import re

import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table

_POPULATION = {
    "area": Column("text"), "sex": Column("text"), "age_band": Column("text"), "n": Column("count", low=0),
}  # fmt: skip
_NO_END = 999


def band_ends(band: str) -> tuple[int, int]:
    """
    Read an age band.

    Parameters
    ----------
    band
        "10-15", "16" or "65+".

    Returns
    -------
    ends
        First and last age, both in it; 999 where it has no end.

    Raises
    ------
    SchemaError
        If it is written any other way.
    """
    found = re.fullmatch(r"\s*(\d+)\s*(?:[-–]\s*(\d+)|(\+))?\s*", band)
    if not found:
        raise SchemaError('an age band is written "10-15", "16" or "65+".')
    first = int(found[1])
    return first, _NO_END if found[3] else int(found[2] or first)


def name_bands(ages: pd.Series, bands: list[str]) -> pd.Series:
    """
    Give each age its band.

    Parameters
    ----------
    ages
        Years; missing allowed.
    bands
        Bands that do not overlap.

    Returns
    -------
    band
        Index of `ages`; missing where the age is, or where no band holds it.
    """
    named = pd.Series(pd.NA, index=ages.index, dtype="object")
    for band in bands:
        first, last = band_ends(band)
        named[(ages // 1).between(first, last)] = band
    return named


def pick_residents(population: pd.DataFrame, *, sex: str = "", min_age: int = 0, max_age: int = 150) -> pd.DataFrame:
    """
    Pick the residents of a sex and of the age bands that lie between two ages.

    Parameters
    ----------
    population
        The side table: `area`, `sex`, `age_band`, `n`.
    sex
        "F", "M"; "" for all.
    min_age, max_age
        Ages, both included; a band that reaches below or above is left out whole.

    Returns
    -------
    residents
        Those rows.

    Raises
    ------
    SchemaError
        If a column is missing, or a band cannot be read.

    References
    ----------
    METHODS 4: denominators are female residents 10+ for private themes.
    """
    check_table(population, _POPULATION, what="the table population")
    ends = {band: band_ends(band) for band in population["age_band"].unique()}
    inside = [band for band, (first, last) in ends.items() if first >= min_age and min(last, 150) <= max_age]
    kept = population[population["age_band"].isin(inside)]
    return kept[kept["sex"] == sex] if sex else kept
