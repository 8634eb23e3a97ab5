"""How many incidents, and how much of them, lie in each area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Numbers, aligned


@checked
def count_incidents(
    incidents: pd.DataFrame, areas: pd.DataFrame, *, weights: Numbers | str | None = None
) -> pd.DataFrame:
    """
    Count incidents by area.

    Parameters
    ----------
    incidents
        One row an incident: `area` (code) where known, else points (EPSG:27700) that are assigned to `areas`.
    areas
        One row an area, index = code.
    weights
        What each incident weighs: the name of a column, or a Series with the index of `incidents`; 1 without.

    Returns
    -------
    counts
        Index of `areas`: `n` (incidents, whole) and `weight` (their sum; `n` without weights).
        `.attrs["outside"]` holds the number of incidents in none of the areas.

    Raises
    ------
    SchemaError
        If a column is missing, an index repeats labels, or a weight is missing, negative or unaligned.
    PlaceError
        If points have to be assigned and their coordinate system is not that of the areas.

    References
    ----------
    METHODS 1: every row is in an area or counted outside.
    """
    where = positions(incidents, areas)
    inside = where >= 0
    n = np.bincount(where[inside], minlength=len(areas))
    counts = pd.DataFrame({"n": n.astype("int64"), "weight": n.astype("float64")}, index=areas.index)
    if weights is not None:
        numbers = aligned(_column(incidents, weights), incidents.index, what="weights", low=0)
        counts["weight"] = np.bincount(where[inside], weights=numbers[inside], minlength=len(areas)).astype("float64")
    counts.attrs["outside"] = int((~inside).sum())
    return counts


def _column(incidents: pd.DataFrame, weights: Numbers | str) -> Numbers:
    if not isinstance(weights, str):
        return weights
    if weights not in incidents.columns:
        raise SchemaError(f"the incidents have no column {weights!r} to weigh by.")
    return incidents[weights]


def positions(incidents: pd.DataFrame, areas: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """
    Find each incident's row in the table of areas.

    Parameters
    ----------
    incidents
        `area` (code) is trusted where any is filled; otherwise points are assigned to `areas`.
    areas
        One row an area, index = code.

    Returns
    -------
    rows
        0 to len(areas) - 1, and -1 outside.

    Raises
    ------
    SchemaError
        If an index repeats labels, or there is neither an `area` nor a geometry.
    PlaceError
        If points have to be assigned and their coordinate system is not that of the areas.
    """
    if areas.index.nlevels > 1:
        raise SchemaError("the index of the areas must be one level, their codes; use reset_index and set_index.")
    for table, name in ((incidents, "incidents"), (areas, "areas")):
        if table.index.has_duplicates:
            repeats = int(table.index.duplicated().sum())
            raise SchemaError(f"the index of the {name} repeats {repeats} labels; each row needs its own.")
    return _rows(incidents, areas).astype("int64")


def _rows(incidents: pd.DataFrame, areas: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    known = "area" in incidents.columns
    has_points = "geometry" in incidents.columns
    if not known and not has_points:
        raise SchemaError("column 'area' is missing and there are no points to assign; run assign_areas first.")
    if not len(incidents):
        return np.empty(0, dtype="intp")
    if known and (incidents["area"].notna().any() or not has_points):
        return areas.index.get_indexer(pd.Index(incidents["area"]))
    from vawg_geo.sources.placing import assign_areas

    # Codes are assigned as text, whatever kind of label the areas have.
    return areas.index.astype(str).get_indexer(pd.Index(assign_areas(incidents, areas)))
