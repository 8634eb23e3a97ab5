"""Where people go at night: venues, and what happens near which."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from vawg_geo.runs.county.chance import Array, Floats, Ints, pick, stream
from vawg_geo.runs.county.geography import random_points
from vawg_geo.runs.county.names import TWO_SPELLINGS, UNLUCKY, VENUE_FIRST, VENUE_LAST
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import NEW, Plan

TYPES = {"pub": 0.42, "bar": 0.18, "takeaway": 0.2, "club": 0.08, "hotel": 0.04, "taxi_rank": 0.05, "station": 0.03}
CLOSES = {
    "pub": "00:00",
    "bar": "01:30",
    "club": "03:30",
    "takeaway": "04:00",
    "hotel": "",
    "taxi_rank": "",
    "station": "",
}
CAPACITY = {"pub": 140, "bar": 180, "club": 650, "takeaway": 40, "hotel": 120, "taxi_rank": 0, "station": 0}
DRAW = {"pub": 1.0, "bar": 1.3, "club": 3.0, "takeaway": 1.2, "hotel": 0.5, "taxi_rank": 0.8, "station": 0.8}
PLACE_TYPE = {
    "pub": "Licensed premises", "bar": "Licensed premises", "club": "Licensed premises", "takeaway": "Takeaway",
    "hotel": "Hotel lobby", "taxi_rank": "Taxi", "station": "Public transport",
}  # fmt: skip
OUTSIDE = {"Street": 0.82, "Open space": 0.07, "Car park": 0.07, "Public transport": 0.02, "Taxi": 0.02}
INDOORS, NEAR = 0.34, 0.82  # shares of a place's offences in a venue; outside but near one, of the rest
JITTER_M = 22.0
GATHERERS = (("stadium", "Alderwick", 30, 9_500), ("arena", "Fenmere", 11, 3_200),
             ("university", "Alderwick", 16, 11_000), ("university", "Fenmere", 20, 4_800),
             ("festival_site", "Tholeby", 12, 15_000))  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Where night-time rows happen."""

    area: Ints
    points: Ints
    place_type: Array
    premises: Array


def open_venues(seed: int, ground: Ground, plan: Plan) -> pd.DataFrame:
    """
    Open the county's venues, more where nights are busier.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan
        The areas and their expected offences.

    Returns
    -------
    venues
        Sorted by area position: area, type, name, easting, northing, capacity, close_time, draw.
    """
    rng = stream(seed, "venues")
    usual = np.where(np.arange(len(plan.usual)) == plan.new, NEW[2], plan.usual)
    n = np.select([usual >= level for level in (60, 40, 20, 10, 4, 1.5)], [14, 10, 7, 5, 3, 1], 0)
    n = np.where((n == 0) & (rng.random(len(n)) < 0.22), 1, n)
    area = np.repeat(np.arange(len(n)), n)
    kind = pick(rng, TYPES, len(area))
    points = random_points(rng, ground.inner, area)
    table = pd.DataFrame({"area": area, "type": kind, "easting": points[:, 0], "northing": points[:, 1]})
    table["name"] = _names(rng, kind, ground.areas["district"].to_numpy()[area], usual[area])
    table["capacity"] = (table["type"].map(CAPACITY) * rng.uniform(0.5, 1.7, len(area))).round(-1).astype("int64")
    table["close_time"] = table["type"].map(CLOSES)
    draw = table["type"].map(DRAW) * rng.gamma(1.2, 1, len(area))
    return table.assign(draw=draw.clip(lower=2.0).where(table["name"].isin(UNLUCKY), draw))  # so that pages meet them


def _names(rng: np.random.Generator, kind: Array, district: Array, usual: Floats) -> list[str]:
    first = rng.integers(0, len(VENUE_FIRST), len(kind))
    last = rng.integers(0, 1_000, len(kind))
    names = []
    for k, f, end, where in zip(kind, first, last, district, strict=True):
        if k == "taxi_rank":
            names.append(f"{where} taxi rank {end % 9 + 1}")
        elif k == "station":
            names.append(f"{where} interchange, bay {end % 9 + 1}")
        else:
            names.append(f"The {VENUE_FIRST[f]} {VENUE_LAST[k][end % len(VENUE_LAST[k])]}")
    special = [*TWO_SPELLINGS, *UNLUCKY]
    drinking = np.isin(kind, ("pub", "bar", "club"))
    busiest = [i for i in np.argsort(-usual, kind="stable") if drinking[i]]
    for name, i in zip(special, busiest[::4], strict=False):
        names[i] = name
    return ["The Plain Heron" if n in TWO_SPELLINGS and i not in busiest[::4][:2] else n for i, n in enumerate(names)]


def draw_scene(rng: np.random.Generator, ground: Ground, venues: pd.DataFrame, area: Ints) -> Scene:
    """
    Place night-time rows in and around their areas' venues.

    Parameters
    ----------
    rng
        The generator.
    ground
        The areas.
    venues
        Sorted by area position.
    area
        Position of each row's area.

    Returns
    -------
    scene
        Points strictly inside the areas, raw place types, premises names ("" for none).
    """
    steps = np.concatenate([[0.0], np.cumsum(venues["draw"].to_numpy())])
    first = np.searchsorted(venues["area"].to_numpy(), area, side="left")
    after = np.searchsorted(venues["area"].to_numpy(), area, side="right")
    reach = steps[first] + rng.random(len(area)) * (steps[after] - steps[first])
    has = after > first
    at = np.where(has, np.clip(np.searchsorted(steps, reach, side="right") - 1, first, np.maximum(after - 1, first)), 0)
    indoors = has & (rng.random(len(area)) < INDOORS)
    near = has & ~indoors & (rng.random(len(area)) < NEAR)
    place = np.where(indoors, venues["type"].map(PLACE_TYPE).to_numpy()[at], pick(rng, OUTSIDE, len(area)))
    named = indoors | (near & (rng.random(len(area)) < 0.3))
    premises = np.where(named, venues["name"].to_numpy()[at], "")
    doors = venues[["easting", "northing"]].to_numpy()[at]
    points = random_points(rng, ground.inner, area)
    points[indoors] = doors[indoors]
    points[near] = _beside(rng, ground.inner[area], doors)[near]
    return Scene(area, points, place, premises)


def _beside(rng: np.random.Generator, inner: Array, doors: Ints) -> Ints:
    """Step a few metres from each door, never out of the area."""
    about = np.round(doors + rng.normal(0, JITTER_M, doors.shape)).astype("int64")
    inside = shapely.contains_xy(inner, about[:, 0], about[:, 1])
    return np.where(inside[:, None], about, doors)


def gatherers(ground: Ground) -> pd.DataFrame:
    """List the large-capacity venues: stadium, arena, universities, a festival site."""
    rows = []
    for kind, town, rank, capacity in GATHERERS:
        x, y = np.round(ground.middle[ground.by_distance(town)[rank]]).astype(int)
        rows.append((f"{town} {kind.replace('_', ' ')}", kind, x, y, capacity, ""))
    return pd.DataFrame(rows, columns=["name", "type", "easting", "northing", "capacity", "close_time"])
