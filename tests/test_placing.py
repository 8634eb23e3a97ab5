"""Placing: every incident counts in one area or is counted as not; codes of another vintage are refused."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError, VintageError
from vawg_geo.base.schema import LOCATED
from vawg_geo.sources.placing import place_incidents
from vawg_geo.sources.removal import list_removed


def areas():
    shapes = [shapely.box(1000 + 100 * i, 1000, 1100 + 100 * i, 1100) for i in range(3)]
    names = {"name": ["One", "Two", "Three"], "alias": ["One", "Market Square", "Three"]}
    return gpd.GeoDataFrame(names, geometry=shapes, crs=27700).set_index(pd.Index(["A", "B", "C"], name="code"))


def incidents(*rows):
    """Each row: easting or None, supplied code, place type, and whether online."""
    east, code, kind, online = zip(*rows, strict=True) if rows else ((), (), (), ())
    shapes = [None if e is None else shapely.Point(e, 0 if e == 0 else 1050) for e in east]
    table = gpd.GeoDataFrame(
        {
            "supplied_area": pd.Series(code, dtype="str"),
            "place_type": pd.Series(kind, dtype="str"),
            "space": pd.Series([None] * len(rows), dtype="str"),
            "online": pd.array(online, dtype="boolean"),
        },
        geometry=gpd.GeoSeries(shapes, crs=27700),
    )
    return table.set_index(pd.Index([f"r{i}" for i in range(len(rows))], name="incident_id"))


ROWS = [
    (1050, "A", "street", False),
    (1150, "C", "street", None),  # code and polygon disagree
    (1150, None, "street", False),
    (0, "A", "street", False),  # the grid's origin: no point
    (None, None, "street", False),
    (5000, "Z", "street", False),
    (1250, "C", "hospital", False),
    (1250, "C", "dwelling", True),
    (1000, "A", "online", None),
]
BY_POINT = ["placed", "placed", "placed", "unlocated", "unlocated", "outside", "default_point", "online", "online"]
BY_CODE = ["placed", "placed", "placed", "placed", "unlocated", "outside", "default_point", "online", "online"]


def texts(series):
    return [None if pd.isna(value) else value for value in series]


def test_by_point():
    found = place_incidents(incidents(*ROWS), areas(), by="point")
    assert found.incidents["located"].tolist() == BY_POINT
    assert texts(found.incidents["area"]) == ["A", "B", "B", *[None] * 6]


def test_by_code():
    found = place_incidents(incidents(*ROWS), areas(), by="code")
    assert found.incidents["located"].tolist() == BY_CODE
    assert texts(found.incidents["area"]) == ["A", "C", "B", "A", *[None] * 5]


@pytest.mark.parametrize("by", ["point", "code"])
def test_disagreement_is_counted_either_way(by):
    found = place_incidents(incidents(*ROWS[:3]), areas(), by=by).quality.set_index("rule")
    row = found[found["what"].str.contains("disagree")].iloc[0]
    assert row["n"] == 1
    assert "50.0 % of 2" in row["what"]


def test_the_removed_are_listed_for_the_reader():
    removed = list_removed(place_incidents(incidents(*ROWS), areas(), by="point").incidents)
    assert removed.to_dict("list") == {
        "place": ["online", "Three"],
        "what": ["online offence", "hospital"],
        "n": [2, 1],
    }


def test_the_account_says_what_was_found_and_how_often():
    points = gpd.GeoDataFrame({"what": ["headquarters"]}, geometry=[shapely.Point(1050, 1050)], crs=27700)
    told = place_incidents(incidents(*ROWS), areas(), by="code", default_points=points).quality
    assert dict(zip(told["what"].str.split(":").str[0], told["n"], strict=True)) == {
        "supplied area code and polygon disagree (20.0 % of 5); the code decides": 1,
        "no area code supplied": 1,
        "outside the force's areas": 1,
        "at a default coordinate of the force's list": 1,
        "at a hospital, prison or police station": 1,
        "online": 2,
        "no place recorded": 1,
    }


def test_default_points_within_a_metre():
    points = gpd.GeoDataFrame({"what": ["headquarters"]}, geometry=[shapely.Point(1150, 1050)], crs=27700)
    rows = [(1150.9, "B", "street", False), (1151.1, "B", "street", False)]
    found = place_incidents(incidents(*rows), areas(), by="point", default_points=points)
    assert found.incidents["located"].tolist() == ["default_point", "placed"]
    assert list_removed(found.incidents).iloc[0].tolist() == ["Market Square", "headquarters", 1]


def test_snap_points_of_police_uk_are_known_by_name():
    rows = [(1050, "A", None, None)] * 6
    names = ["Prison", "Hospital", "Police Station", "Hospital Lane", "Kings Lynn Police Station", "Prisonfield"]
    table = incidents(*rows).assign(place=[f"On or near {name}" for name in names])
    found = place_incidents(table, areas(), by="code").incidents
    assert found["removed_why"].fillna("").tolist() == [
        "prison",
        "hospital",
        "police station",
        "",
        "police station",
        "",
    ]


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(900, 1400)),
            st.sampled_from(["A", "B", "C", None]),
            st.sampled_from(["street", "prison", "online", None]),
            st.sampled_from([True, False, None]),
        ),
        max_size=25,
    ),
    st.sampled_from(["point", "code"]),
)
def test_totals_balance_and_rows_stand_still(rows, by):
    table = incidents(*rows)
    before = table.copy()
    found = place_incidents(table, areas(), by=by).incidents
    assert found.index.equals(table.index)
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before))
    assert found["located"].isin(LOCATED).all()
    assert (found["area"].notna() == (found["located"] == "placed")).all()
    again = place_incidents(table.iloc[::-1], areas().iloc[::-1], by=by).incidents.iloc[::-1]
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(found))


def test_codes_of_another_vintage_are_not_outside():
    table = incidents((1050, "A", "street", False), (1150, "OLD", "street", False))
    with pytest.raises(VintageError, match=r"^x\.csv: .* 1 of 2 rows lie in the force .* 1 codes.*\[areas\.\*\]"):
        place_incidents(table, areas(), by="code", other_codes=["A", "OLD"], file="x.csv")
    with pytest.raises(VintageError, match="1 of 2 rows lie in the force"):
        place_incidents(table, areas(), by="code")  # unlisted, but the point lies inside
    assert place_incidents(table, areas(), by="point").incidents["located"].tolist() == ["placed", "placed"]


def test_a_few_stray_codes_at_the_edge_are_outside():
    rows = [(1050, "A", "street", False)] * 99 + [(1299, "NEIGHBOUR", "street", False)]
    found = place_incidents(incidents(*rows), areas(), by="code")
    assert found.incidents["located"].value_counts().to_dict() == {"placed": 99, "outside": 1}


def test_the_rule_must_be_known():
    with pytest.raises(SchemaError, match="place_by"):
        place_incidents(incidents(), areas(), by="name")


def test_a_force_of_a_hundred_thousand_rows_is_placed_quickly():
    east = np.random.default_rng(0).uniform(900, 1400, 100_000)
    table = incidents((1050, "A", "street", False)).sample(100_000, replace=True, random_state=0)
    table = table.set_geometry(gpd.points_from_xy(east, np.full(100_000, 1050.0)), crs=27700)
    table.index = pd.RangeIndex(100_000)
    found = place_incidents(table, areas(), by="point").incidents
    assert (found["located"] == "placed").sum() == ((east >= 1000) & (east <= 1300)).sum()
