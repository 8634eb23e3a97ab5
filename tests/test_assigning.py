"""Point in polygon: one area a point, edges by rule, slivers bridged, nothing beyond the outer boundary."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.assigning import assign_areas

pytestmark = pytest.mark.methods("1")
GRID = 27700


def grid(n=4, size=10.0, seed=None):
    codes = [f"A{i:02d}" for i in range(n * n)]
    if seed is not None:
        codes = list(np.random.default_rng(seed).permutation(codes))
    shapes = [shapely.box(x * size, y * size, (x + 1) * size, (y + 1) * size) for y in range(n) for x in range(n)]
    return gpd.GeoDataFrame(index=pd.Index(codes, name="code"), geometry=shapes, crs=GRID)


def dots(*pairs, index=None):
    return gpd.GeoSeries([None if p is None else shapely.Point(p) for p in pairs], index=index, crs=GRID)


def slow(points, areas):
    """Ask every polygon about every point: the same rule written the plain way."""
    found = []
    for point in points:
        touching = sorted(c for c, shape in areas.geometry.items() if point is not None and shape.intersects(point))
        found.append(touching[0] if touching else None)
    return found


def text(series):
    return [None if pd.isna(value) else value for value in series]


# Half-metre steps put many points on edges and corners.
COORDINATES = st.tuples(*[st.integers(-4, 84).map(lambda v: v / 2)] * 2)


@settings(max_examples=60)
@given(st.lists(COORDINATES, max_size=40), st.integers(0, 5))
def test_laws(pairs, seed):
    areas, points = grid(seed=seed), dots(*pairs)
    found = assign_areas(points, areas)
    assert text(found) == slow(points, areas)
    assert found.index.equals(points.index)
    inside = [0 <= x <= 40 and 0 <= y <= 40 for x, y in pairs]
    assert found.notna().tolist() == inside  # totals are conserved: on an edge once, outside never
    swapped = areas.set_geometry(shapely.transform(areas.geometry.to_numpy(), lambda c: c[:, ::-1]), crs=GRID)
    assert text(assign_areas(dots(*[(y, x) for x, y in pairs]), swapped)) == text(found)
    shuffled = areas.sample(frac=1, random_state=seed)
    assert text(assign_areas(points, shuffled)) == text(found)


def test_a_corner_of_four_goes_to_the_lowest_code():
    areas = grid(2).set_axis(["D", "B", "C", "A10"])
    assert text(assign_areas(dots((10, 10), (10, 5), (5, 10)), areas)) == ["A10", "B", "C"]


def test_missing_points_and_odd_labels():
    points = dots((5, 5), None, (999, 5), index=["x", "y", "x"])
    found = assign_areas(points, grid(1))
    assert text(found) == ["A00", None, None]
    assert found.index.tolist() == ["x", "y", "x"]
    assert found.dtype == "string"
    assert len(assign_areas(points.iloc[:0], grid(1))) == 0


def gap(width):
    shapes = [shapely.box(0, 0, 100, 100), shapely.box(100 + width, 0, 200, 100)]
    return gpd.GeoDataFrame(index=["b", "a"], geometry=shapes, crs=GRID)


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (100.003, 50, "b"),
        (100.005, 50, "a"),
        (100.003, 0, "b"),  # the mouth of the gap lies on the outer boundary
        (100.003, -0.0005, None),  # half a millimetre beyond it
        (100.003, 100.0005, None),
        (-0.001, 50, None),
        (50, 100.001, None),
    ],
)
def test_a_sliver_goes_to_the_nearest_and_never_beyond_the_boundary(x, y, code):
    assert text(assign_areas(dots((x, y)), gap(0.008))) == [code]


def test_the_middle_of_a_sliver_goes_to_the_lowest_code():
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1 + 2**-8, 0, 2, 1)]
    areas = gpd.GeoDataFrame(index=["b", "a"], geometry=shapes, crs=GRID)
    assert text(assign_areas(dots((1 + 2**-9, 0.5)), areas)) == ["a"]


def test_a_real_gap_is_no_sliver():
    assert text(assign_areas(dots((100.05, 50), (100.005, 50)), gap(0.1))) == [None, None]


def test_a_notch_of_the_outer_boundary_is_outside():
    shapes = [shapely.box(0, 0, 10, 20), shapely.box(10, 0, 20, 10)]  # an inner corner at (10, 10)
    areas = gpd.GeoDataFrame(index=["a", "b"], geometry=shapes, crs=GRID)
    assert text(assign_areas(dots((10.001, 10.001), (10, 10)), areas)) == [None, "a"]


def test_far_from_the_origin_the_rule_is_the_same():
    areas = gap(0.008).translate(545_000, 258_000).to_frame("geometry")
    found = assign_areas(dots((545_100.003, 258_050), (545_100.003, 257_999.9995)), areas.set_crs(GRID))
    assert text(found) == ["b", None]


def test_refusals():
    areas, points = grid(1), dots((1, 1))
    with pytest.raises(PlaceError, match="the points must say"):
        assign_areas(gpd.GeoSeries([shapely.Point(1, 1)]), areas)
    with pytest.raises(PlaceError, match="the areas must say"):
        assign_areas(points, gpd.GeoDataFrame(geometry=areas.geometry.to_numpy(), index=["a"]))
    with pytest.raises(PlaceError, match="one coordinate system"):
        assign_areas(points.to_crs(4326), areas)
    with pytest.raises(PlaceError, match="1 are repeated"):
        assign_areas(points, pd.concat([areas, areas]))
    with pytest.raises(PlaceError, match="1 are not, the first is row 'r7'"):
        assign_areas(gpd.GeoSeries([shapely.box(0, 0, 1, 1)], index=["r7"], crs=GRID), areas)


def test_what_is_no_surface_in_metres_is_refused():
    points = dots((1, 1))
    with pytest.raises(PlaceError, match=r"in metres .* not degrees"):
        assign_areas(points.set_crs(4326, allow_override=True), grid().set_crs(4326, allow_override=True))
    with pytest.raises(PlaceError, match="must be polygons: 16 are points or lines, the first is 'A00'"):
        assign_areas(points, grid().set_geometry(grid().centroid))


def test_a_point_without_numbers_is_outside():
    points = gpd.GeoSeries([shapely.Point(np.nan, np.nan), shapely.Point(1, np.nan), shapely.Point(1, 1)], crs=GRID)
    assert text(assign_areas(points, grid())) == [None, None, "A00"]


@pytest.mark.parametrize("empty", [shapely.Point(), None])
def test_an_empty_point_beside_a_true_one_is_outside(empty):
    points = gpd.GeoSeries([empty, shapely.Point(1, 1)], crs=GRID)
    assert text(assign_areas(points, grid())) == [None, "A00"]


def test_tables_without_shapes_in_use_and_codes_in_levels_are_refused():
    with pytest.raises(PlaceError, match="points of assign_areas must have a column of shapes in use"):
        assign_areas(gpd.GeoDataFrame({"x": [1]}), grid())
    with pytest.raises(PlaceError, match="must be one level"):
        assign_areas(dots((1, 1)), grid().set_axis(pd.MultiIndex.from_product([["a"], range(16)])))
