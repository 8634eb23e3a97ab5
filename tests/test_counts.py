"""count_incidents: hand sums, groupby as the independent count, and the house laws."""

import sys
import types

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.counts import count_incidents, positions

pytestmark = pytest.mark.methods("1")
AREAS = pd.DataFrame({"name": ["b", "a", "c"]}, index=pd.Index(["E2", "E1", "E3"], name="code"))


def incidents(codes, harm=None):
    table = pd.DataFrame({"area": pd.array(codes, dtype="str")}, index=[f"i{k}" for k in range(len(codes))])
    return table.assign(harm=harm if harm is not None else 1.0)


def test_hand_sum_and_the_outside():
    counts = count_incidents(incidents(["E1", "E1", "E2", None, "X9"], [1.0, 2, 4, 8, 16]), AREAS, weights="harm")
    assert counts["n"].to_dict() == {"E2": 1, "E1": 2, "E3": 0}
    assert counts["weight"].to_dict() == {"E2": 4, "E1": 3, "E3": 0}
    assert counts.attrs["outside"] == 2
    assert list(counts.index) == list(AREAS.index)


@given(st.lists(st.tuples(st.sampled_from(["E1", "E2", "E3", "X"]), st.integers(0, 9)), max_size=40), st.randoms())
def test_laws(rows, random):
    table = incidents([code for code, _ in rows], [float(w) for _, w in rows])
    before = table.copy()
    counts = count_incidents(table, AREAS, weights=table["harm"])
    assert counts["n"].sum() + counts.attrs["outside"] == len(table)
    expected = table.groupby("area")["harm"].sum().reindex(AREAS.index, fill_value=0.0)
    assert np.allclose(counts["weight"], expected)
    pd.testing.assert_frame_equal(table, before)
    shuffled = table.iloc[random.sample(range(len(table)), len(table))]
    pd.testing.assert_frame_equal(count_incidents(shuffled, AREAS, weights=table["harm"]), counts)


def test_without_weights_weight_is_n():
    counts = count_incidents(incidents(["E1", "E3"]), AREAS)
    assert (counts["weight"] == counts["n"]).all()


def test_empty_gives_zeros():
    counts = count_incidents(incidents([]), AREAS, weights="harm")
    assert counts.to_numpy().sum() == 0
    assert counts.attrs["outside"] == 0


def test_points_are_assigned_when_no_area_is_known(monkeypatch):
    placing = types.ModuleType("vawg_geo.sources.placing")
    placing.assign_areas = lambda points, areas: pd.Series(["E3"] * len(points), index=points.index)
    monkeypatch.setitem(sys.modules, "vawg_geo.sources.placing", placing)
    points = incidents([None, None]).assign(geometry=None)
    assert count_incidents(points, AREAS).loc["E3", "n"] == 2


def test_areas_may_be_numbered():
    shapes = gpd.GeoSeries.from_wkt(["POLYGON((0 0,9 0,9 9,0 9,0 0))", "POLYGON((9 0,18 0,18 9,9 9,9 0))"], crs=27700)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([1, 12, 13, 99], [1, 1, 1, 1]), crs=27700)
    counts = count_incidents(points, gpd.GeoDataFrame(geometry=shapes))
    assert (counts["n"].to_dict(), counts.attrs) == ({0: 1, 1: 2}, {"outside": 1})


@pytest.mark.parametrize(
    ("table", "weights", "words"),
    [
        (incidents(["E1"]).drop(columns="area"), None, "'area' is missing"),
        (incidents(["E1"]), "days", "no column 'days'"),
        (incidents(["E1"]), pd.Series(1.0, index=pd.MultiIndex.from_tuples([("i", 0)])), "in as many levels"),
        (incidents(["E1"], [-1.0]), "harm", "at least 0"),
        (incidents(["E1"], [np.nan]), "harm", "finite"),
        (incidents(["E1"]), pd.Series([1.0], index=["other"]), "same labels"),
        (incidents(["E1"]), pd.Series(["x"], index=["i0"]), "must be numbers"),
        (incidents(["E1"]), ["x"], "must be numbers"),
        (incidents(["E1"]), [1.0, 2.0], "one number a row"),
        (pd.concat([incidents(["E1"])] * 2), None, "incidents repeats 1"),
    ],
)
def test_refusals(table, weights, words):
    with pytest.raises(SchemaError, match=words):
        count_incidents(table, AREAS, weights=weights)


def test_duplicate_areas_are_refused():
    with pytest.raises(SchemaError, match="one level, their codes"):
        positions(incidents(["E1"]), AREAS.set_axis(pd.MultiIndex.from_product([["E"], [2, 1, 3]])))
    with pytest.raises(SchemaError, match="areas repeats 1"):
        positions(incidents(["E1"]), pd.concat([AREAS, AREAS.head(1)]))
