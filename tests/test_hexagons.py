"""Hexagons: aligned to the national grid, drawn only with five offences and three victims."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import PlaceError
from vawg_geo.measures.hexagons import FLAT_M, assign_hexagons, count_victims, find_hexagons

pytestmark = pytest.mark.methods("6")


def events(points, victims, area="A1"):
    areas = pd.Series([area] * len(points) if isinstance(area, str) else area, dtype="str")
    columns = {"area": areas, "victim": pd.Series(victims, dtype="str")}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*zip(*points, strict=True)), crs=27700)


HERE = [(545_000, 258_000)]


@pytest.mark.parametrize(
    ("n", "victims", "drawn"),
    [(5, list("abcde"), 1), (4, list("abcd"), 0), (5, list("aabba"), 0), (5, [*"aabb", None], 1), (5, [None] * 5, 0)],
)
def test_who_may_be_drawn(n, victims, drawn):
    found = find_hexagons(events(HERE * n, victims), areas=["A1"])
    assert len(found) == drawn
    assert list(found.columns) == ["area", "geometry"]  # nothing to read a count or an offence from


def test_only_inside_listed_areas():
    assert find_hexagons(events(HERE * 5, list("abcde"), "A2"), areas=["A1"]).empty


def test_area_of_most_offences():
    found = find_hexagons(events(HERE * 6, list("abcdef"), ["B", "A", "B", "A", "A", "B"]), areas=["A", "B"])
    assert list(found["area"]) == ["A"]


def test_shape_and_alignment():
    shape = find_hexagons(events(HERE * 5, list("abcde")), areas=["A1"]).geometry.iloc[0]
    assert shape.area == pytest.approx(np.sqrt(3) / 2 * FLAT_M**2, rel=1e-5)
    west, south, east, north = shape.bounds
    assert east - west == pytest.approx(FLAT_M, abs=0.002)
    assert north - south == pytest.approx(2 * FLAT_M / np.sqrt(3), abs=0.002)
    assert (west + FLAT_M / 2) % (FLAT_M / 2) == pytest.approx(0, abs=0.002)
    assert shape.buffer(0.01).contains(shapely.Point(HERE[0]))


@given(st.tuples(st.floats(4e5, 6.6e5), st.floats(0, 1.2e6)))
def test_each_point_lies_in_its_hexagon(point):
    """Independent: no other centre of the grid is nearer than the one assigned."""
    at = gpd.GeoSeries([shapely.Point(point)], crs=27700)
    q, r = assign_hexagons(at).iloc[0]
    near = [(q + a, r + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    away = [np.hypot(FLAT_M * (a + b / 2) - point[0], FLAT_M * np.sqrt(3) / 2 * b - point[1]) for a, b in near]
    assert away[near.index((q, r))] <= min(away) + 1e-6


def test_unknown_victims_count_once():
    assert count_victims(pd.Series(["a", None, None, "b", "a"])) == 3


def test_refusals():
    with pytest.raises(PlaceError, match="EPSG:27700"):
        assign_hexagons(gpd.GeoSeries([shapely.Point(0.1, 52.2)], crs=4326))
    with pytest.raises(PlaceError, match="1 rows break this"):
        assign_hexagons(gpd.GeoSeries([shapely.Point(1, 2), None], crs=27700))
