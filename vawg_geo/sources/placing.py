"""Placing: a whole incident table by one rule, nothing lost, everything counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError, VintageError
from vawg_geo.sources.assigning import assign_areas
from vawg_geo.sources.removal import PLACES, removal_reasons

__all__ = ["Placing", "assign_areas", "place_incidents"]

# Stray codes inside the areas: generalised edges give well under 1 %, another vintage 12-18 % (METHODS 7).
_STRAY_SHARE = 0.05
_CODE = r"[A-Z][0-9]{8}"  # what may be named in a message


@dataclass(frozen=True)
class Placing:
    """What placing gives."""

    incidents: gpd.GeoDataFrame  # `area`, `located`, `removed_place`, `removed_why` filled
    quality: pd.DataFrame  # file, rule, what, n, action


def place_incidents(
    incidents: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    by: Literal["point", "code"],
    default_points: gpd.GeoDataFrame | None = None,
    other_codes: Collection[str] = (),
    file: str = "",
) -> Placing:
    """
    Say of every incident where it counts, or why it is on no map.

    Parameters
    ----------
    incidents
        As `read_incidents` gives them.
    areas
        As `read_areas` gives them.
    by
        "point": the polygon the point lies in decides. "code": the supplied area code decides,
        and the polygon only where no code was supplied. Disagreement is counted either way.
    default_points
        Points with `what`: places where a system puts what has no place; within 1 m they are removed.
    other_codes
        Codes of other vintages of the same ground; by code, these are refused.
    file
        Where the incidents come from, for messages.

    Returns
    -------
    placing
        `incidents`: the same rows in the same order, with `area` (`<NA>` unless placed), `located`
        (placed / outside / unlocated / default_point / online), and for removed ones
        `removed_place` (words for the reader) and `removed_why`. `quality`: one row a rule.

    Raises
    ------
    SchemaError
        If `by` is neither "point" nor "code".
    VintageError
        If, by code, the codes are of another vintage than the areas.

    References
    ----------
    METHODS 1 (never on a map: online, default coordinates; totals balance), METHODS 7 (vintages).
    """
    if by not in ("point", "code"):
        raise SchemaError('place_by must be "point" or "code".')
    points = incidents.geometry
    points = points.where(~((points.x == 0) & (points.y == 0)))  # nobody lives at the grid's origin: no point
    polygon = assign_areas(points, areas)
    supplied = incidents["supplied_area"].astype("string")
    code = supplied.where(supplied.isin(areas.index))
    if by == "code":
        _refuse_other_vintage(supplied, code, polygon, other_codes, file)
    area = polygon if by == "point" else code.where(supplied.notna(), polygon)
    somewhere = points.notna() if by == "point" else points.notna() | supplied.notna()
    why = removal_reasons(incidents, default_points)
    online = (why == "online offence").fillna(value=False).astype(bool)
    rules = {"online": online, "unlocated": ~somewhere, "outside": area.isna(), "default_point": why.notna()}
    located = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "placed")
    placed = incidents.copy()
    placed["area"] = area.where(located == "placed").astype("str")
    placed["located"] = pd.Series(located, index=incidents.index, dtype="str")
    removed = placed["located"].isin(["online", "default_point"])
    placed["removed_why"] = why.where(removed).astype("str")
    names = area.map(areas["alias"]).where(~online, "online").where(removed)
    placed["removed_place"] = names.astype("str")
    return Placing(placed, _placing_quality(placed, supplied, code, polygon, by).assign(file=file))


def _refuse_other_vintage(
    supplied: pd.Series, code: pd.Series, polygon: pd.Series, other_codes: Collection[str], file: str
) -> None:
    foreign = supplied.isin(list(other_codes)) & code.isna()
    stray = supplied.notna() & code.isna() & polygon.notna()
    both = supplied.notna() & polygon.notna()
    if not foreign.any() and stray.sum() <= _STRAY_SHARE * both.sum():
        return
    bad = supplied[foreign if foreign.any() else stray]
    shaped = bad[bad.str.fullmatch(_CODE)]
    such = f" (such as {shaped.min()})" if len(shaped) else ""
    raise VintageError(
        f"{f'{file}: ' if file else ''}area codes must be of the areas' own vintage: {len(bad):,} of {len(supplied):,} "
        f"rows lie in the force but carry {bad.nunique():,} codes that are not in its areas{such}. Give the areas file "
        "of that vintage under its own [areas.*] in force.toml, or place by point. [I29]"
    )


def _placing_quality(
    placed: pd.DataFrame, supplied: pd.Series, code: pd.Series, polygon: pd.Series, by: str
) -> pd.DataFrame:
    pointed = placed.geometry.notna() & ~((placed.geometry.x == 0) & (placed.geometry.y == 0))
    both = supplied.notna() & pointed & (code.notna() | polygon.notna())
    differ = both & (code.fillna("") != polygon.fillna(""))
    located = placed["located"]
    at_default = located == "default_point"
    named = at_default & placed["removed_why"].isin(list(PLACES.values()))
    share = f"{100 * differ.sum() / max(1, both.sum()):.1f} % of {int(both.sum()):,}"
    bare = (supplied.isna() & (located == "placed")) if by == "code" else pd.Series(data=False, index=placed.index)
    rows = [
        ("METHODS 7", f"supplied area code and polygon disagree ({share}); the {by} decides", differ),
        ("METHODS 7", "no area code supplied: placed by the point", bare),
        ("I50", "outside the force's areas", located == "outside"),
        ("I11", "at a default coordinate of the force's list: counted, not mapped", at_default & ~named),
        ("METHODS 1", "at a hospital, prison or police station: counted, not mapped", named),
        ("METHODS 1", "online: counted, not mapped", located == "online"),
        ("METHODS 1", "no place recorded: counted, not mapped", located == "unlocated"),
    ]
    told = [
        ("", rule, what, int(which.sum()), "reported") for rule, what, which in rows if which.any() or which is differ
    ]
    return pd.DataFrame(told, columns=["file", "rule", "what", "n", "action"])
