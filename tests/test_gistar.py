"""Gi*: METHODS 7's worked values, esda, R's sfhotspot on Memphis, and false alarms under chance."""

import os
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from libpysal.weights import W
from scipy import stats
from shapely import box
from statsmodels.stats.multitest import multipletests

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.gistar import adjust_discoveries, score_gistar
from vawg_geo.measures.neighbours import binary_neighbours

pytestmark = pytest.mark.methods("7")
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
ORACLE = DATA.parent / "oracles" / "memphis_jan_grid1000_expected.csv"


def grid(rows, columns, side=1.0, gap=0.0):
    shapes = [
        box(c * side, r * side, (c + 1) * side - gap, (r + 1) * side) for r in range(rows) for c in range(columns)
    ]
    names = [f"c{i:03d}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"code": names}, geometry=shapes, crs=27700).set_index("code")


NINE = grid(3, 3)


def nine(*values):
    return pd.Series(values, index=NINE.index, dtype=float)


PEAK = nine(1, 2, 1, 2, 10, 3, 1, 2, 1)


def test_worked_values():
    z = score_gistar(PEAK, NINE, permutations=0)["z"].round(4).to_numpy()
    assert z[[0, 2]].tolist() == [1.1140, 1.3471]  # corners
    assert z[[1, 3, 5, 7]].tolist() == [0.9012, 0.6554, 0.9012, 0.9012]  # edges
    assert np.isnan(z[4])  # every cell is its neighbour


def test_p_without_permutations_is_the_normal_tail():
    scores = score_gistar(PEAK, NINE, permutations=0)
    tested = scores.dropna()
    assert np.allclose(tested["p_hot"], stats.norm.sf(tested["z"]))
    assert np.allclose(tested["p_norm"], 2 * stats.norm.sf(tested["z"].abs()))
    assert np.allclose(tested["q"], multipletests(tested["p_hot"], method="fdr_bh")[1])


def test_z_against_esda():
    from esda.getisord import G_Local

    areas = grid(7, 9)
    values = pd.Series(np.random.default_rng(0).poisson(2, 63), index=areas.index)
    other = G_Local(values.to_numpy(float), W.from_adjlist(adjacency(areas)), transform="B", star=True, permutations=0)
    assert np.allclose(score_gistar(values, areas, permutations=0)["z"], other.Zs)


def adjacency(areas):
    rows, columns = binary_neighbours(areas).nonzero()
    return pd.DataFrame({"focal": rows, "neighbor": columns, "weight": 1.0})


def test_p_hot_against_every_arrangement():
    areas = grid(1, 6)
    values = pd.Series([5.0, 4, 0, 1, 0, 2], index=areas.index)
    got = score_gistar(values, areas, permutations=9_999)["p_hot"]
    # c000 has one neighbour, worth 4; among the five others (4 0 1 0 2) one in five is as large
    assert got.iloc[0] == pytest.approx(1 / 5, abs=0.02)
    # c001 has two, worth 5; of the ten pairs of (5 0 1 0 2): 5 with any of four
    assert got.iloc[1] == pytest.approx(4 / 10, abs=0.025)


@pytest.mark.real
@pytest.mark.skipif(not ORACLE.exists(), reason="the Memphis oracle is not here")
def test_memphis_against_sfhotspot():
    table = pd.read_csv(ORACLE, dtype={"cell_id": str}).set_index("cell_id")
    shapes = gpd.GeoDataFrame(
        geometry=box(*(table[c] for c in ("xmin", "ymin", "xmax", "ymax"))), index=table.index, crs=32615
    )
    assert (np.diff(binary_neighbours(shapes).indptr) + 1 == table["n_neighbours_incl_self"]).all()
    scores = score_gistar(table["n"], shapes, permutations=0)
    assert np.abs(scores["z"] - table["gistar_z"]).max() < 1e-6
    assert np.abs(scores["p_norm"] - table["p_two_sided"]).max() < 1e-6


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=20, max_size=20), st.floats(0.01, 1e6), st.randoms())
def test_laws(values, scale, random):
    areas = grid(4, 5)
    x = pd.Series(values, index=areas.index, dtype=float)
    kept = x.copy()
    scores = score_gistar(x, areas, permutations=399)
    pd.testing.assert_series_equal(x, kept)
    assert scores.index.equals(x.index)
    order = random.sample(range(20), 20)
    pd.testing.assert_frame_equal(
        score_gistar(x.iloc[order], areas.iloc[order[::-1]], permutations=399).loc[x.index], scores
    )
    pd.testing.assert_series_equal(
        score_gistar(scale * x + 3, areas, permutations=0)["z"], scores["z"], rtol=1e-6, atol=1e-8
    )
    assert (scores["p_hot"].dropna() >= 1 / 400).all()


def test_constant_values_and_no_areas_are_untestable():
    assert score_gistar(nine(*[0.1] * 9), NINE).isna().all(axis=None)
    assert score_gistar(PEAK.head(0), NINE.head(0)).empty


def test_an_island_has_only_itself():
    areas = pd.concat([grid(3, 3), gpd.GeoDataFrame(geometry=[box(50, 50, 51, 51)], index=["island"], crs=27700)])
    values = pd.Series([0.0] * 9 + [7.0], index=areas.index)
    row = score_gistar(values, areas, permutations=99).loc["island"]
    assert row["z"] == pytest.approx((7 - 0.7) / 2.1)  # its own standard score
    assert row["p_hot"] == 1


def test_slivers_do_not_part_neighbours():
    whole, slivered = grid(4, 4, side=1000.0), grid(4, 4, side=1000.0, gap=0.5)
    assert (binary_neighbours(whole) != binary_neighbours(slivered)).nnz == 0
    assert binary_neighbours(whole).sum() == 84
    assert binary_neighbours(grid(4, 4, side=1000.0, gap=5)).sum() < 84


def test_graph_w_and_the_default_agree():
    default = score_gistar(PEAK, NINE, permutations=99)
    graph = Graph.build_contiguity(NINE, rook=False)
    table = adjacency(NINE).replace({c: dict(enumerate(NINE.index)) for c in ("focal", "neighbor")})
    for neighbours in (graph, graph.transform("r"), graph.assign_self_weight(), W.from_adjlist(table)):
        pd.testing.assert_frame_equal(
            score_gistar(PEAK[::-1], pd.DataFrame(index=NINE.index), neighbours=neighbours, permutations=99)[::-1],
            default,
        )


def test_false_alarms_under_chance_stay_under_the_rate():
    areas, rng = grid(10, 12), np.random.default_rng(5)
    alarms = 0
    for run in range(60):
        values = pd.Series(rng.poisson(1.5, 120), index=areas.index)
        alarms += (score_gistar(values, areas, permutations=1_999, seed=run)["q"] <= 0.05).any()
    assert alarms <= 60 * 0.05 + 3 * np.sqrt(60 * 0.05 * 0.95)


def test_a_planted_cluster_is_found_and_a_lone_peak_is_not():
    areas = grid(20, 20)
    values = pd.Series(np.random.default_rng(2).poisson(1, 400), index=areas.index).astype(float)
    block = [f"c{20 * r + c:03d}" for r in (4, 5, 6) for c in (4, 5, 6)]
    values[block], values["c315"] = 8.0, 8.0
    scores = score_gistar(values, areas)
    assert (scores.loc[block, "q"] <= 0.05).all()
    assert scores.loc["c315", "p_hot"] > 0.05


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=30))
def test_discoveries_against_statsmodels(p):
    p = pd.Series(p, dtype=float)
    q = adjust_discoveries(p)
    assert (q.isna() == p.isna()).all()
    if p.notna().any():
        assert np.allclose(q.dropna(), multipletests(p.dropna(), method="fdr_bh")[1])


def test_too_few_permutations_warn():
    areas = grid(14, 35)
    values = pd.Series(np.arange(490.0), index=areas.index)
    with pytest.warns(UserWarning, match="999 permutations cannot"):
        score_gistar(values, areas, permutations=999)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score_gistar(values, areas)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: score_gistar(PEAK, NINE, permutations=-1), SchemaError, "permutations"),
        (lambda: score_gistar(PEAK.to_numpy(), NINE), SchemaError, "Series"),
        (lambda: score_gistar(PEAK.head(3), NINE), SchemaError, "same labels"),
        (lambda: score_gistar(PEAK.where(PEAK < 9), NINE), SchemaError, "finite"),
        (lambda: score_gistar(PEAK, pd.DataFrame(NINE.drop(columns="geometry"))), PlaceError, "GeoDataFrame"),
        (lambda: score_gistar(PEAK, NINE.to_crs(4326)), PlaceError, "metres"),
        (lambda: score_gistar(PEAK, NINE.assign(geometry=None)), PlaceError, "shape each: 9"),
        (lambda: score_gistar(PEAK, NINE, neighbours={}), PlaceError, "Graph or W"),
        (lambda: score_gistar(PEAK, NINE, neighbours=Graph.build_contiguity(grid(2, 2))), PlaceError, "5 areas"),
        (lambda: binary_neighbours(pd.concat([NINE, NINE])), PlaceError, "9 repeat"),
        (lambda: adjust_discoveries(pd.Series([1.5])), SchemaError, "between 0 and 1"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()
