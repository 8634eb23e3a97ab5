"""score_local_moran: esda, every arrangement by hand, and the house laws."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely import box

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.moran import score_local_moran

pytestmark = pytest.mark.methods("7")


def grid(rows, columns):
    shapes = [box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)]
    names = [f"c{i:03d}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"code": names}, geometry=shapes, crs=27700).set_index("code")


def test_against_esda():
    from esda.moran import Moran_Local

    areas = grid(8, 9)
    values = pd.Series(np.random.default_rng(0).gamma(1, size=72), index=areas.index)
    graph = Graph.build_contiguity(areas, rook=False)
    other = Moran_Local(values.to_numpy(), graph.to_W(), permutations=0)
    scores = score_local_moran(values, areas)
    assert np.allclose(scores["i"], other.Is)
    assert (scores["quadrant"] == np.array(["", "HH", "LH", "LL", "HL"])[other.q]).all()
    assert np.abs(scores["p"] - folded_one_by_one(values, graph)).max() < 0.04
    pd.testing.assert_frame_equal(score_local_moran(values, areas, neighbours=graph), scores)


def folded_one_by_one(values, graph, permutations=2_000):
    """Conditional permutation one place at a time."""
    rng, x, p = np.random.default_rng(9), (values - values.mean()), []
    for place in values.index:
        beside = graph[place].index
        others = x.drop(place).to_numpy()
        chance = np.array([rng.permutation(others)[: len(beside)].mean() for _ in range(permutations)])
        larger = np.count_nonzero(x[place] * chance >= x[place] * x[beside].mean())
        p.append((1 + min(larger, permutations - larger)) / (1 + permutations))
    return np.array(p)


def test_z_against_every_arrangement():
    areas = grid(1, 5)
    values = pd.Series([5.0, 4, 0, 1, 7], index=areas.index)
    scores = score_local_moran(values, areas, permutations=0)
    x = (values - values.mean()).to_numpy()
    scale = 4 * x[1] / (x**2).sum()
    others = np.delete(x, 1)
    drawn = [scale * np.mean(pair) for pair in itertools.permutations(others, 2)]
    assert scores["i"].iloc[1] == pytest.approx(scale * (x[0] + x[2]) / 2)
    assert scores["z"].iloc[1] == pytest.approx((scores["i"].iloc[1] - np.mean(drawn)) / np.std(drawn))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.randoms())
def test_laws(values, random):
    areas = grid(3, 4)
    x = pd.Series(values, index=areas.index, dtype=float)
    kept = x.copy()
    scores = score_local_moran(x, areas, permutations=199)
    pd.testing.assert_series_equal(x, kept)
    order = random.sample(range(12), 12)
    again = score_local_moran(x.iloc[order], areas.iloc[order[::-1]], permutations=199)
    pd.testing.assert_frame_equal(again.loc[x.index], scores)
    scaled = score_local_moran(7 * x + 2, areas, permutations=0)
    pd.testing.assert_frame_equal(scaled[["i", "z"]], scores[["i", "z"]], rtol=1e-6, atol=1e-9)
    assert scores["p"].dropna().between(1 / 200, 1).all()


def test_false_alarms_under_chance_stay_under_the_rate():
    areas, rng = grid(10, 12), np.random.default_rng(5)
    alarms = 0
    for run in range(40):
        values = pd.Series(rng.poisson(1.5, 120), index=areas.index)
        alarms += (score_local_moran(values, areas, permutations=1_999, seed=run)["q"] <= 0.05).any()
    assert alarms <= 40 * 0.10 + 3 * np.sqrt(40 * 0.1 * 0.9)  # a folded p is half a two-sided one: 10 %, not 5 %


def test_swapping_x_and_y_changes_nothing():
    areas = grid(4, 6)
    values = pd.Series(np.random.default_rng(1).poisson(2, 24), index=areas.index)
    swapped = areas.set_geometry(shapely.transform(areas.geometry, lambda xy: xy[:, ::-1]))
    pd.testing.assert_frame_equal(
        score_local_moran(values, swapped, permutations=479), score_local_moran(values, areas, permutations=479)
    )


def test_constant_and_lonely_are_untestable():
    areas = pd.concat([grid(3, 3), gpd.GeoDataFrame(geometry=[box(50, 50, 51, 51)], index=["island"], crs=27700)])
    alone = score_local_moran(pd.Series(np.arange(10.0), index=areas.index), areas, permutations=199)
    assert alone.loc["island", ["i", "z", "p", "q"]].isna().all()
    assert alone.loc["island", "quadrant"] == ""
    same = score_local_moran(pd.Series(1.0, index=areas.index), areas, permutations=199)
    assert same["i"].isna().all()
    assert (same["quadrant"] == "").all()


def test_too_few_permutations_warn():
    areas = grid(14, 35)
    with pytest.warns(UserWarning, match="99 permutations cannot"):
        score_local_moran(pd.Series(np.arange(490.0), index=areas.index), areas, permutations=99)


@pytest.mark.parametrize(
    ("values", "areas", "permutations", "error"),
    [
        (pd.Series([1.0]), grid(1, 1), 9, SchemaError),
        ([1.0], grid(1, 1), 9, SchemaError),
        (pd.Series([1.0], index=["c000"]), grid(1, 1), -1, SchemaError),
        (pd.Series([1.0], index=["c000"]), grid(1, 1).to_crs(4326), 9, PlaceError),
    ],
)
def test_refusals(values, areas, permutations, error):
    with pytest.raises(error):
        score_local_moran(values, areas, permutations=permutations)
