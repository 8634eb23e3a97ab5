"""assign_clusters: planted clusters, DBSCAN by its definition, and a number that means the same."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.clusters import assign_clusters

pytestmark = pytest.mark.methods("7")


def dots(xy, crs=27700):
    return gpd.GeoSeries([shapely.Point(p) for p in xy], index=[f"p{i}" for i in range(len(xy))], crs=crs)


def planted(seed=0):
    rng = np.random.default_rng(seed)
    parts = [rng.normal(c, 30, (n, 2)) for c, n in (((545_000, 258_000), 40), ((546_000, 258_500), 60))]
    return dots(np.vstack([*parts, rng.uniform((543_000, 256_000), (548_000, 261_000), (12, 2))]))


@pytest.mark.parametrize("options", [{}, {"method": "dbscan", "reach_m": 60, "least": 5}])
def test_planted_clusters_are_found(options):
    cluster = assign_clusters(planted(), **options)
    assert cluster.iloc[:40].eq(2).sum() >= 30
    assert cluster.iloc[40:100].eq(1).sum() >= 45  # the larger is number 1
    assert cluster.max() == 2
    assert cluster.iloc[100:].isna().sum() >= 10


def test_chance_has_no_clusters():
    rng = np.random.default_rng(4)
    assert assign_clusters(dots(rng.uniform(0, 20_000, (150, 2))), method="dbscan", reach_m=200).isna().all()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40, unique=True), st.integers(2, 5))
def test_dbscan_against_its_definition(xy, least):
    """Core events within reach of each other are one cluster; others join a core within reach, or none."""
    cluster = assign_clusters(dots([(100 * a, 100 * b) for a, b in xy]), method="dbscan", least=least, reach_m=150)
    at = 100.0 * np.array(xy, dtype=float).reshape(-1, 2)
    near = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) <= 150
    core = near.sum(axis=1) >= least
    parts = connected_components(near[np.ix_(core, core)], directed=False)[1] if core.any() else []
    own = cluster[core]
    assert own.notna().all()
    assert len(set(zip(parts, own, strict=True))) == own.nunique() == len(set(parts))
    for i in np.flatnonzero(~core):
        beside = set(cluster[core & near[i]])
        assert cluster.iloc[i] in beside if beside else pd.isna(cluster.iloc[i])


@settings(max_examples=25)
@given(st.randoms(), st.sampled_from([{}, {"method": "dbscan", "reach_m": 60, "least": 5}]))
def test_the_order_of_rows_changes_nothing(random, options):
    points = planted(3)
    kept = points.copy()
    cluster = assign_clusters(points, **options)
    assert points.equals(kept)
    order = random.sample(list(points.index), len(points))
    pd.testing.assert_series_equal(assign_clusters(points[order], **options)[points.index], cluster)
    sizes = cluster.value_counts().sort_index()
    assert sizes.is_monotonic_decreasing
    assert sizes.index.tolist() == list(range(1, len(sizes) + 1))


def test_few_and_none():
    assert assign_clusters(dots([(1, 2)] * 9)).isna().all()
    assert assign_clusters(dots([])).empty
    assert assign_clusters(dots([(1, 2)] * 9), method="dbscan", least=9, reach_m=1).eq(1).all()


def test_one_crowd_is_no_cluster_of_hdbscan():
    """It tells parts of a map from the rest: a map that is one crowd has no part."""
    assert assign_clusters(dots(np.random.default_rng(2).normal(0, 10, (60, 2)))).isna().mean() > 0.9


@pytest.mark.parametrize(
    ("points", "options", "error", "words"),
    [
        (dots([(1, 2)]), {"method": "kmeans"}, SchemaError, "hdbscan"),
        (dots([(1, 2)]), {"least": 1}, SchemaError, "least"),
        (dots([(1, 2)]), {"method": "dbscan"}, SchemaError, "reach_m"),
        (dots([(1, 2)]), {"reach_m": 9}, SchemaError, "takes none"),
        (dots([(1, 2)]), {"method": "dbscan", "reach_m": 0}, PlaceError, "reach_m"),
        (dots([(1, 2)], crs=4326), {}, PlaceError, "metres"),
    ],
)
def test_refusals(points, options, error, words):
    with pytest.raises(error, match=words):
        assign_clusters(points, **options)
