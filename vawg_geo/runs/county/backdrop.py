"""What lies under the areas: roads, rail, water, names."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from vawg_geo.runs.county.chance import Floats, stream
from vawg_geo.runs.county.geography import CENTRE, TOWNS, VILLAGE_SPREAD_M, Town
from vawg_geo.runs.county.names import QUARTERS, ROADS, village_names
from vawg_geo.runs.county.places import CRS, Ground

MAIN_ROADS = ((0, 1), (0, 2), (0, 4), (1, 5), (1, 3), (0, 3), (5, 2), (4, 2))  # between towns, by position
LANES = (0.1, 0.2, 0.32, 0.46, 0.62)  # spreads from the market place at which streets run around it
RAIL_STOPS = ((-38_000, 13_000), 1, (-2_000, 1_500), 0, (13_000, -34_000))
RIVER_STOPS = ((-36_000, -16_000), (-19_000, -11_200), (-4_000, -7_000), (6_300, -8_300), (9_300, -3_000),
               (12_000, 8_000), (17_000, 14_500), (22_000, 33_000))  # fmt: skip


def draw_backdrop(seed: int, ground: Ground) -> dict[str, gpd.GeoDataFrame]:
    """
    Draw the layers of the backdrop.

    Parameters
    ----------
    seed
        The county's seed.
    ground
        The county's areas.

    Returns
    -------
    layers
        roads and rail and water (name, rank, lines), labels (name, rank, points): rank 1 is drawn first.
    """
    rng = stream(seed, "backdrop")
    return {
        "roads": _layer(_roads(rng, ground), ground),
        "rail": _layer([("Alderwick and Fenmere line", 1, _path(rng, _stops(RAIL_STOPS), 0.02))], ground),
        "water": _layer(_water(rng), ground),
        "labels": _labels(ground),
    }


def _stops(stops: tuple[tuple[float, float] | int, ...]) -> Floats:
    """Resolve stops: a town by position (a little off its market place), or metres from the county's centre."""
    points = [(TOWNS[s].centre[0] + 700, TOWNS[s].centre[1] - 500) if isinstance(s, int) else
              (CENTRE[0] + s[0], CENTRE[1] + s[1]) for s in stops]  # fmt: skip
    return np.array(points)


def _path(rng: np.random.Generator, stops: Floats, wander: float) -> shapely.LineString:
    """Lead a line through its stops, bending between them as far as `wander` of each leg."""
    legs = []
    for a, b in pairwise(stops):
        at = np.linspace(0, 1, max(4, int(np.hypot(*(b - a)) // 700)))[:, None]
        bend = sum(rng.normal() / k * np.sin(k * np.pi * at) for k in range(1, 7))
        legs.append(a + at * (b - a) + bend * wander * np.array([a[1] - b[1], b[0] - a[0]]))
    return shapely.LineString(np.round(np.vstack(legs)))


def _roads(rng: np.random.Generator, ground: Ground) -> list[tuple[str, int, shapely.Geometry]]:
    centres = np.array([town.centre for town in TOWNS])
    roads: list[tuple[str, int, shapely.Geometry]] = [
        (ROADS[i % len(ROADS)], 1, _path(rng, centres[list(pair)], 0.025)) for i, pair in enumerate(MAIN_ROADS)
    ]
    for town in TOWNS:
        for turn in np.arange(7) / 7 * 2 * np.pi + rng.uniform(0, 1):
            end = np.array(town.centre) + 2.4 * town.spread_m * np.array([np.cos(turn), np.sin(turn)])
            roads.append(("", 2, _path(rng, np.array([town.centre, end]), 0.05)))
        roads += [("", 2, _ring(rng, town, 1.1)), *(("", 3, _ring(rng, town, reach)) for reach in LANES)]
        for turn in np.arange(15) / 15 * 2 * np.pi + rng.uniform(0, 1):
            ends = np.outer([0.07, LANES[-1]], [np.cos(turn), np.sin(turn)]) * town.spread_m + town.centre
            roads.append(("", 3, _path(rng, ends, 0.12)))
    hubs = np.vstack([centres, ground.villages])
    for i, village in enumerate(ground.villages):  # each village to its nearest neighbour nearer the start of the list
        nearest = hubs[: len(TOWNS) + i][np.argmin(np.hypot(*(hubs[: len(TOWNS) + i] - village).T))]
        roads.append(("", 2, _path(rng, np.array([village, nearest]), 0.04)))
    return roads


def _ring(rng: np.random.Generator, town: Town, reach: float) -> shapely.LineString:
    """Lead a street around the market place, as uneven as old walls leave it."""
    turn = np.linspace(0, 2 * np.pi, 25)
    wide = reach * (1 + 0.12 * np.sin(2 * turn + rng.uniform(0, 6)) + 0.07 * np.sin(3 * turn + rng.uniform(0, 6)))
    around = np.column_stack([np.cos(turn), np.sin(turn)]) * (wide * town.spread_m)[:, None]
    return shapely.LineString(np.round(around + town.centre))


def _water(rng: np.random.Generator) -> list[tuple[str, int, shapely.Geometry]]:
    """One river that winds, and drains as the fens have them: straight, parallel, man-made."""
    water: list[tuple[str, int, shapely.Geometry]] = [("River Thole", 1, _path(rng, _stops(RIVER_STOPS), 0.08))]
    for i in range(5):
        start = np.array([CENTRE[0] - 9_500 + 3_400 * i, CENTRE[1] + 1_500 + 1_300 * (i % 3)])
        end = start + np.array([6_500, 9_500])
        water.append((f"{5 * (i + 2)} Foot Drain", 2, shapely.LineString(np.round([start, end]))))
    return water


def _layer(rows: list[tuple[str, int, shapely.Geometry]], ground: Ground) -> gpd.GeoDataFrame:
    inside = [shapely.set_precision(shapely.intersection(line, ground.outline), 1.0) for *_, line in rows]
    table = {"name": [name for name, *_ in rows], "rank": [rank for _, rank, _ in rows]}
    layer = gpd.GeoDataFrame(table, geometry=inside, crs=CRS).explode(ignore_index=True)
    return layer[~layer.is_empty & (layer.geom_type == "LineString")].reset_index(drop=True)


def _labels(ground: Ground) -> gpd.GeoDataFrame:
    rows = [(town.name, town.rank, *town.centre) for town in TOWNS]
    rows += [
        (name, 3, *xy) for name, xy in zip(village_names(len(ground.villages)), ground.villages.tolist(), strict=True)
    ]
    for town in TOWNS[:2]:
        for quarter, (east, north) in zip(QUARTERS, ((0, 1), (1, 0), (0, -1), (-1, 0)), strict=True):
            x, y = town.centre
            rows.append((quarter, 4, x + east * 1.5 * town.spread_m, y + north * 1.5 * town.spread_m))
        rows.append(("Station", 4, town.centre[0] + 700, town.centre[1] - 500))
    points = shapely.points(np.round([[x, y + VILLAGE_SPREAD_M * (rank == 3)] for _, rank, x, y in rows]))
    return gpd.GeoDataFrame({"name": [r[0] for r in rows], "rank": [r[1] for r in rows]}, geometry=points, crs=CRS)
