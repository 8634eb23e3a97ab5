"""Cells of the national grid: the same as point in polygon, edges included, and nothing lost."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PlaceError
from vawg_geo.measures.grids import assign_cells, count_cells
from vawg_geo.measures.hexagons import assign_hexagons
from vawg_geo.measures.lattice import outlines_of
from vawg_geo.sources.placing import assign_areas

pytestmark = pytest.mark.methods("7")
SHAPES = ("hexagon", "square")


def dots(*xy, crs=27700):
    return gpd.GeoSeries([shapely.Point(p) for p in xy], index=[f"p{i}" for i in range(len(xy))], crs=crs)


def around(n, seed=0, step=1):
    rng = np.random.default_rng(seed)
    return dots(*(step * rng.integers(0, 1_000 // step, (n, 2)) + (545_000, 258_000)))


def test_squares_by_hand():
    cells = assign_cells(dots((545_050, 258_010), (545_100, 258_100), (545_100, 258_150)), cell_m=100, shape="square")
    assert cells.tolist() == ["S100-0545050-0258050"] * 2 + ["S100-0545050-0258150"]  # an edge is the western cell's
    assert cells.index.tolist() == ["p0", "p1", "p2"]


def test_hexagons_by_hand():
    # 3114 x 175 = 544950: a centre of row 0; the edge 87.5 east of it is the western hexagon's
    cells = assign_cells(dots((544_950, 1_000 * 0 + 303.109 * 2), (545_037.5, 606.218)), cell_m=175)
    assert cells.tolist() == ["H175-0544950-0000606"] * 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("step", [1, 25, 50])
def test_the_rule_is_that_of_assign_areas(shape, step):
    """Steps of 25 and 50 m put many points on edges and corners."""
    points = around(400, step=step)
    table = count_cells(points, cell_m=100, shape=shape)
    drawn = table.drop(columns="n")
    own = assign_cells(points, cell_m=100, shape=shape)
    pd.testing.assert_series_equal(own, assign_areas(points, drawn), check_names=False, check_dtype=False)


@pytest.mark.parametrize("shape", SHAPES)
def test_cells_tile_the_ground(shape):
    area = gpd.GeoSeries([shapely.box(545_000, 258_000, 546_000, 259_000)], crs=27700)
    table = count_cells(around(0), cell_m=150, shape=shape, within=area)
    assert shapely.covers(shapely.union_all(table.geometry.to_numpy(), grid_size=0.01).buffer(0.01), area.iloc[0])
    overlaps = sum(a.intersection(b).area for a, b in zip(*pairs(table), strict=True))
    assert overlaps < 1e-3 * table.area.sum()
    assert table.area.to_numpy() == pytest.approx(150**2 * (1 if shape == "square" else np.sqrt(3) / 2), rel=1e-4)
    assert table.index.is_monotonic_increasing
    assert table.index.is_unique
    assert (table["n"] == 0).all()


def pairs(table):
    left, right = table.sindex.query(table.geometry, predicate="intersects")
    apart = left < right
    return table.geometry.iloc[left[apart]], table.geometry.iloc[right[apart]]


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30),
    st.sampled_from(SHAPES),
    st.sampled_from([50, 87.5, 175]),
    st.randoms(),
)
def test_laws(xy, shape, cell_m, random):
    points = dots(*[(545_000 + 25 * a, 258_000 + 25 * b) for a, b in xy])
    table = count_cells(points, cell_m=cell_m, shape=shape)
    assert table["n"].sum() == len(points)  # nothing lost on edges, nothing twice
    assert table.attrs["outside"] == 0
    order = random.sample(list(points.index), len(points))
    again = count_cells(points[order], cell_m=cell_m, shape=shape)
    pd.testing.assert_frame_equal(again, table)
    area = gpd.GeoDataFrame(geometry=[shapely.box(545_300, 258_300, 545_600, 258_600)], crs=27700)
    part = count_cells(points, cell_m=cell_m, shape=shape, within=area)
    assert part["n"].sum() + part.attrs["outside"] == len(points)
    inside = points.within(area.geometry.iloc[0]).sum()
    assert part["n"].sum() >= inside
    assert (table["n"].reindex(part.index).dropna() == part["n"].reindex(table.index).dropna()).all()


def test_both_families_of_hexagons_are_one():
    points = around(200, step=25)
    cells = assign_hexagons(points, flat_m=175)
    centres = shapely.centroid(outlines_of(cells.to_numpy(), 175, "hexagon"))
    names = [f"H175-{p.x:07.0f}-{p.y:07.0f}" for p in centres]
    assert pd.Series(names).str[:4].tolist() == assign_cells(points, cell_m=175).str[:4].tolist()
    assert pd.Series(names).nunique() == assign_cells(points, cell_m=175).nunique() == len(cells.drop_duplicates())


@pytest.mark.parametrize(
    ("points", "options", "words"),
    [
        (dots((545_000, 258_000)), {"cell_m": 5}, "at least 10"),
        (dots((545_000, 258_000)), {"shape": "triangle"}, "hexagon"),
        (dots((545_000, 258_000), (5, 5)), {}, "not a place.: 1 rows.*'p1'"),
        (dots((545_000, 258_000), crs=32631), {}, "27700"),
        (dots((0.1, 52.2), crs=4326), {}, "27700"),
        (dots(), {}, "no points"),
        (dots((10_000, 10_000), (699_000, 1_200_000)), {}, "5,000,000 cells"),
        (dots((545_000, 258_000)), {"within": dots((1, 2), crs=4326)}, "within must be in"),
        (dots((545_000, 258_000)), {"within": dots()}, "hold shapes"),
        (dots((545_000, 258_000)), {"within": gpd.GeoSeries([shapely.box(0, 0, 9, 9)], crs=27700)}, "National Grid"),
    ],
)
def test_refusals(points, options, words):
    with pytest.raises(PlaceError, match=words):
        count_cells(points, **{"cell_m": 175, **options})
