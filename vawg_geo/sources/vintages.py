"""LSOA vintages: 2011 and 2021 codes told apart, and the units on which they can be compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import VintageError
from vawg_geo.sources.areas import dissolve_areas
from vawg_geo.sources.header import plain
from vawg_geo.sources.plain_tables import read_list

# The official lookup's columns, as the publisher and as common copies of it write them.
_LOOKUP = {
    "code_2011": ("LSOA11CD", "lsoa11_code"),
    "code_2021": ("LSOA21CD", "lsoa21_code"),
    "change": ("CHGIND", "CHNGIND", "change_code"),
}


def read_lookup(path: str | Path) -> pd.DataFrame:
    """
    Read the official lookup from 2011 to 2021 LSOAs.

    Parameters
    ----------
    path
        A CSV with the two codes and the change indicator (U same, S split, M merged, X other).

    Returns
    -------
    lookup
        `code_2011`, `code_2021`, `change`; one row a pair.

    Raises
    ------
    VintageError
        If the file cannot be read, a column is missing or a code is missing.
    """
    path = Path(path)
    raw = read_list(path, (), refusal=VintageError)
    heads = {plain(str(column)): column for column in raw.columns}
    found = {ours: next((heads[plain(c)] for c in theirs if plain(c) in heads), "") for ours, theirs in _LOOKUP.items()}
    missing = [_LOOKUP[ours][0] for ours, column in found.items() if not column]
    if missing:
        raise VintageError(f"{path.name} has no column {', '.join(missing)}; use the official 2011-2021 lookup.")
    lookup = raw[list(found.values())].set_axis(list(found), axis=1)
    bare = (lookup[["code_2011", "code_2021"]] == "").any(axis=1)
    if bare.any():
        raise VintageError(
            f"{path.name}: {int(bare.sum())} rows lack a code, the first is row {int(bare.argmax()) + 1}."
        )
    return lookup.drop_duplicates(ignore_index=True)


def detect_vintage(codes: pd.Series, lists: Mapping[str, Collection[str]], *, what: str = "the file") -> str:
    """
    Tell the vintage of area codes from the codes that only one list holds.

    Parameters
    ----------
    codes
        Area codes as supplied; missing ones are ignored.
    lists
        Vintage to its codes, such as {"2011": ..., "2021": ...}.
    what
        The file's name, for the message.

    Returns
    -------
    vintage
        A key of `lists`; "" when no code tells (all are common to the lists, or outside them).

    Raises
    ------
    VintageError
        If codes of two vintages stand in one file.

    References
    ----------
    METHODS 7: a file's vintage is in its codes alone. FAULTS I29.
    """
    given = pd.Index(codes.dropna().unique())
    marks = {}
    for vintage, list_ in lists.items():
        others = [code for other, theirs in lists.items() if other != vintage for code in theirs]
        own = given[given.isin(list(list_)) & ~given.isin(others)]
        if len(own):
            marks[vintage] = own.sort_values()
    if len(marks) > 1:
        seen = "; ".join(f"{len(own)} codes only of {v} (such as {own[0]})" for v, own in sorted(marks.items()))
        raise VintageError(
            f"{what} mixes area codes of different vintages: {seen}. Extract it again with one vintage, "
            "or split it into one file a vintage and compare them on comparable units. [I29]"
        )
    return next(iter(marks), "")


def comparable_units(lookup: pd.DataFrame) -> pd.Series:
    """
    Find the smallest units that both vintages can be counted on.

    Parameters
    ----------
    lookup
        `code_2011`, `code_2021`: one row a pair of LSOAs that share ground.

    Returns
    -------
    units
        Index `code` (every code of either vintage, sorted), value `unit`: the 2021 codes of the
        connected component, sorted and joined with "+".

    References
    ----------
    METHODS 7: counts of a split LSOA cannot be divided back, so its parts are added up.
    Check: E01032797 (2011) and E01035515, E01035517 (2021) are one unit, E01035515+E01035517.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    codes, ends = np.unique(lookup[["code_2011", "code_2021"]].to_numpy(dtype=object), return_inverse=True)
    ends = ends.reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(codes), len(codes)))
    component = connected_components(links, directed=False)[1]
    new = pd.Series(codes[np.unique(ends[:, 1])]).groupby(component[np.unique(ends[:, 1])])
    names = new.agg(lambda parts: "+".join(sorted(parts)))
    return pd.Series(names.loc[component].to_numpy(), index=pd.Index(codes, name="code"), name="unit", dtype="str")


def assign_units(codes: pd.Series, units: pd.Series) -> pd.Series:
    """
    Give each area code its comparable unit.

    Parameters
    ----------
    codes
        Area codes of either vintage; missing ones stay missing.
    units
        As `comparable_units` gives them.

    Returns
    -------
    unit
        Unit codes on the index of `codes`.

    Raises
    ------
    VintageError
        If a code is not in the lookup.
    """
    found = codes.map(units).astype("str")
    lost = codes.notna() & found.isna()
    if lost.any():
        raise VintageError(
            f"every area code must stand in the lookup; {codes[lost].nunique()} do not, such as "
            f"{codes[lost].min()}. Use the official lookup for the whole force."
        )
    return found.rename("unit")


def unit_areas(areas: gpd.GeoDataFrame, units: pd.Series) -> gpd.GeoDataFrame:
    """
    Join areas of one vintage into comparable units.

    Parameters
    ----------
    areas
        As `read_areas` gives them, of either vintage.
    units
        As `comparable_units` gives them.

    Returns
    -------
    areas
        One row a unit, sorted, `vintage` "units"; a unit is drawn with the shapes it was given.

    Raises
    ------
    VintageError
        If an area is not in the lookup.
    """
    own = assign_units(pd.Series(areas.index, index=areas.index), units)
    return dissolve_areas(areas, own).assign(vintage="units")
