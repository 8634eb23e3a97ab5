"""The county's ground: areas that tile it, edges exactly shared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree

from vawg_geo.runs.county.chance import Array, Floats, Ints, index, stream

N_AREAS = 490
CENTRE = (540_000.0, 280_000.0)
HALF_WIDTHS = (35_000.0, 30_000.0)


@dataclass(frozen=True)
class Town:
    """A built-up place: centre in metres from the county's, spread, share of the people, rank on the map."""

    name: str
    district: str
    east: float
    north: float
    spread_m: float
    people: float
    rank: int

    @property
    def centre(self) -> tuple[float, float]:
        """Easting and northing of the market place, metres."""
        return CENTRE[0] + self.east, CENTRE[1] + self.north


TOWNS = (
    Town("Alderwick", "Alderwick", 7_000, -9_000, 2_300, 0.29, 1),
    Town("Fenmere", "Fenmere", -13_000, 10_500, 1_900, 0.20, 1),
    Town("Sedgeham", "Sedgeland", 15_500, 12_500, 1_100, 0.07, 2),
    Town("Marlham", "Marlham", -19_000, -9_500, 1_100, 0.07, 2),
    Town("Oxbeck", "Oxbeck", 23_500, -3_000, 900, 0.05, 2),
    Town("Tholeby", "Isle of Thole", 1_000, 19_500, 900, 0.05, 2),
)
N_VILLAGES = 64
VILLAGE_SPREAD_M = 420.0
VILLAGE_PEOPLE, FEN_PEOPLE = 0.17, 0.10


@dataclass(frozen=True)
class Tiling:
    """The bare areas: polygons in metres, the villages they grew around, the county's outline."""

    polygons: Array
    villages: Floats
    outline: shapely.Polygon


def outline(rng: np.random.Generator) -> shapely.Polygon:
    """
    Draw the county's edge: an ellipse that wanders.

    Parameters
    ----------
    rng
        The generator.

    Returns
    -------
    polygon
        About 70 by 60 km, vertices on whole metres.
    """
    turn = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    reach = np.ones_like(turn)
    for wave in range(2, 24):
        reach += 0.14 / wave * rng.normal() * np.cos(wave * turn + rng.uniform(0, 2 * np.pi))
    reach = 0.9 + 0.1 * np.tanh((reach - 1) / 0.1)
    east = np.round(CENTRE[0] + HALF_WIDTHS[0] * reach * np.cos(turn))
    north = np.round(CENTRE[1] + HALF_WIDTHS[1] * reach * np.sin(turn))
    return shapely.Polygon(np.column_stack([east, north]))


def tile_county(seed: int) -> Tiling:
    """
    Tile the county: small areas where people are many, large ones in the fens.

    Parameters
    ----------
    seed
        The county's seed.

    Returns
    -------
    tiling
        `N_AREAS` polygons without gaps or overlaps, vertices on whole metres.
    """
    rng = stream(seed, "geography")
    edge = outline(rng)
    villages = _inside(rng.uniform(-1, 1, (600, 2)) * HALF_WIDTHS + CENTRE, edge.buffer(-2_500))
    villages = _apart(villages, 3_300)[:N_VILLAGES]
    seeds = _relax(rng, _people(rng, villages, edge))
    lines = _linework(seeds, edge)
    for wiggle in (0.10, 0.07, 0.04, 0.0):  # a wiggle that makes two edges cross is tried again, weaker
        cells = shapely.get_parts(shapely.polygonize([_wiggled(rng, lines, wiggle)]))
        if len(cells) == N_AREAS:
            break
    return Tiling(cells, villages, edge)


def _inside(points: Floats, polygon: shapely.Polygon) -> Floats:
    return points[shapely.contains_xy(polygon, points)]


def _apart(points: Floats, least_m: float) -> Floats:
    kept: list[Floats] = [np.array(town.centre) for town in TOWNS]
    for point in points:
        if min(float(np.hypot(*(point - other))) for other in kept) > least_m:
            kept.append(point)
    return np.array(kept[len(TOWNS) :])


def _people(rng: np.random.Generator, villages: Floats, edge: shapely.Polygon) -> Floats:
    """Scatter people; areas then grow to hold about as many each, as LSOAs do."""
    centres = np.vstack([[t.centre for t in TOWNS], villages])
    spreads = np.array([t.spread_m for t in TOWNS] + [VILLAGE_SPREAD_M] * len(villages))
    shares = np.array([t.people for t in TOWNS] + [VILLAGE_PEOPLE / len(villages)] * len(villages))
    home = index(rng, shares, 22_000)
    angle = rng.uniform(0, 2 * np.pi, home.size)
    reach = spreads[home] * rng.gamma(2.2, 0.5, home.size)
    settled = centres[home] + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
    fen = rng.uniform(-1, 1, (int(22_000 * FEN_PEOPLE), 2)) * HALF_WIDTHS + CENTRE
    return _inside(np.vstack([settled, fen]), edge.buffer(-150))


def _relax(rng: np.random.Generator, people: Floats) -> Floats:
    """Lloyd's algorithm: each seed moves to the middle of its people."""
    seeds = people[rng.choice(len(people), N_AREAS, replace=False)]
    for _ in range(12):
        nearest = cKDTree(seeds).query(people)[1]
        n = np.maximum(np.bincount(nearest, minlength=N_AREAS), 1)
        sums = [np.bincount(nearest, weights=people[:, axis], minlength=N_AREAS) for axis in (0, 1)]
        moved = np.column_stack(sums) / n[:, None]
        seeds = np.where((np.bincount(nearest, minlength=N_AREAS) > 0)[:, None], moved, seeds)
    rounded: Floats = np.round(seeds)
    return rounded


def _linework(seeds: Floats, edge: shapely.Polygon) -> Array:
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=edge))
    rings = shapely.boundary(shapely.intersection(cells, edge))
    noded = shapely.unary_union(rings, grid_size=1.0)  # snap-rounded: every vertex on a whole metre
    return shapely.get_parts(shapely.line_merge(noded))


def _wiggled(rng: np.random.Generator, lines: Array, amount: float) -> shapely.Geometry:
    return shapely.unary_union([_bend(rng, line, amount) for line in lines], grid_size=1.0)


def _bend(rng: np.random.Generator, line: shapely.LineString, amount: float) -> shapely.LineString:
    """Bend a border between its fixed ends, so that its two areas still share it."""
    xy = shapely.get_coordinates(line)
    parts = [xy[:1]]
    for a, b in pairwise(xy):
        length = float(np.hypot(*(b - a)))
        n = int(np.clip(length // 120, 0, 9))
        if n:
            at = np.arange(1, n + 1) / (n + 1)
            across = np.array([a[1] - b[1], b[0] - a[0]]) * amount
            shift = np.sin(np.pi * at) * rng.uniform(-1, 1, n)
            parts.append(np.round(a + at[:, None] * (b - a) + shift[:, None] * across))
        parts.append(b[None])
    return shapely.LineString(np.vstack(parts))


def random_points(rng: np.random.Generator, inner: Array, area: Ints) -> Ints:
    """
    Draw a point on whole metres inside each row's area.

    Parameters
    ----------
    rng
        The generator.
    inner
        One polygon an area, shrunk so that no drawn point touches an edge.
    area
        Position of each row's area.

    Returns
    -------
    points
        Rows x 2, easting and northing.
    """
    box = shapely.bounds(inner)
    points = np.empty((len(area), 2))
    left = np.arange(len(area))
    while left.size:
        low, high = box[area[left], :2], box[area[left], 2:]
        points[left] = np.round(low + rng.random((left.size, 2)) * (high - low))
        left = left[~shapely.contains_xy(inner[area[left]], points[left, 0], points[left, 1])]
    whole: Ints = points.astype("int64")
    return whole
