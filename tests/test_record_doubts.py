"""Records that repeat another, coordinates like a default place: what is told and what is not."""

import geopandas as gpd
import pandas as pd
import pytest

from vawg_geo.measures.record_doubts import find_crowded_points, find_twins

pytestmark = pytest.mark.methods(1)


def test_a_twin_has_the_same_victim_offence_and_beginning_and_is_never_the_first():
    at = pd.Timestamp("2022-01-01")
    rows = pd.DataFrame(
        {
            "victim": ["v", "v", "v", "w", None, None, "v"],
            "offence_code": ["8N", "8N", "8N", "8N", "8N", "8N", None],
            "occurred_from": [at, at, at + pd.Timedelta(hours=1), at, at, at, at],
            "recorded_on": [at + pd.Timedelta(days=d) for d in (2, 1, 1, 1, 1, 1, 1)],
        }
    )  # fmt: skip
    assert find_twins(rows).tolist() == [True, False, False, False, False, False, False]


def points(kinds, victims, *, located="placed"):
    n = len(kinds)
    shapes = gpd.points_from_xy([500_000.2] * n, [200_000.4] * n, crs=27700)
    return gpd.GeoDataFrame({"place_type": kinds, "victim": victims, "located": located, "area": "Z1"}, geometry=shapes)


@pytest.mark.parametrize(
    ("kinds", "victims", "found"),
    [
        (["dwelling", "street", "shop"] * 4, list(range(12)), 1),
        (["licensed", "street", "shop"] * 4, list(range(12)), 0),  # a busy corner, no dwelling
        (["dwelling"] * 12, list(range(12)), 0),  # a large house
        (["dwelling", "street", "shop"] * 4, [1] * 12, 0),  # one person
    ],
)
def test_a_crowd_of_unrelated_records_is_told_without_its_coordinate(kinds, victims, found):
    told = find_crowded_points(points(kinds, victims))
    assert len(told) == found
    assert "x" not in told.columns
    assert find_crowded_points(points(kinds, victims, located="default_point")).empty
