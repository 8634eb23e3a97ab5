"""Larger areas around the county's small ones: about five together, in one piece, within a district."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely

from vawg_geo.runs.county.chance import Array

LEAST = 3  # areas; a smaller leftover joins its neighbours


def group_areas(polygons: Array, names: list[str], district: Array) -> tuple[list[str], list[str]]:
    """
    Group areas into MSOAs: those whose names begin alike, mended until each lies in one piece.

    Parameters
    ----------
    polygons
        The areas, in the order of their codes.
    names
        Such as "Alderwick 003B": an area of Alderwick 003, as official names have it. Of the few that lie apart from
        the rest of their group, the name stays and the group becomes a neighbour's.
    district
        Each area's district.

    Returns
    -------
    codes, groups
        Each area's MSOA by code, numbered as the areas are, and by name.
    """
    beside = _neighbours(polygons)
    group = [name[:-1] for name in names]
    loose = _loose(group, beside)
    while loose:
        joined = {}
        for area in sorted(loose):
            near = sorted({group[b] for b in beside[area] - loose if district[b] == district[area]})
            if near:
                joined[area] = min(near, key=lambda name: (group.count(name), name))
                group[area] = joined[area]
        loose -= set(joined)
        if not joined:  # a district in pieces
            break
    order = {name: i + 1 for i, name in enumerate(dict.fromkeys(group))}
    return [f"Z02{order[name]:06d}" for name in group], group


def _neighbours(polygons: Array) -> dict[int, set[int]]:
    """Tell which areas share a border; a corner is none."""
    left, right = shapely.STRtree(polygons).query(polygons, predicate="touches")
    shared = shapely.length(shapely.intersection(polygons[left], polygons[right])) > 0
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in zip(left[shared], right[shared], strict=True):
        beside[int(a)].add(int(b))
    return beside


def _loose(group: list[str], beside: dict[int, set[int]]) -> set[int]:
    """List the areas outside the largest piece of their group, and those of groups too small to be one."""
    loose = set(range(len(group)))
    for name in dict.fromkeys(group):
        left = {int(i) for i in np.flatnonzero(np.array(group) == name)}
        largest: set[int] = set()
        while left:
            piece = _piece(min(left), left, beside)
            left -= piece
            largest = max(largest, piece, key=len)
        if len(largest) >= LEAST:
            loose -= largest
    return loose


def _piece(start: int, among: set[int], beside: dict[int, set[int]]) -> set[int]:
    piece, edge = {start}, [start]
    while edge:
        new = (beside[edge.pop()] & among) - piece
        piece |= new
        edge += sorted(new)
    return piece
