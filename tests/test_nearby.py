import geopandas as gpd
import pandas as pd
from tasking_made import MARCH

from vawg_geo.base.periods import LONDON
from vawg_geo.publishing.nearby import street_safe_reasons, venues_near

EVENTS = gpd.GeoDataFrame(geometry=gpd.points_from_xy([500_000, 500_000, 500_300], [200_000] * 3), crs=27700)
VENUES = gpd.GeoDataFrame(
    {
        "name": ["far", "at the reach", "near"],
        "kind": ["pub", "taxi_rank", "cctv"],
        "close_time": [None, "02:00:00", None],
    },
    geometry=gpd.points_from_xy([501_000, 500_400, 500_050], [200_000] * 3),
    crs=27700,
)


def test_venues_within_reach_most_offences_first():
    near = venues_near(EVENTS, VENUES)
    assert [(v.name, v.kind, v.closes) for v in near] == [("near", "CCTV", ""), ("at the reach", "taxi rank", "02:00")]


def test_without_a_list_nothing_is_near():
    assert venues_near(EVENTS, None) == []
    assert venues_near(EVENTS.iloc[:0], VENUES) == []


def test_reasons_of_twelve_months_from_three():
    when = [pd.Timestamp("2022-03-31 23:59", tz=LONDON)] * 4 + [pd.Timestamp("2021-03-31", tz=LONDON)] * 9
    reports = pd.DataFrame(
        {
            "area": "A",
            "reported_on": when,
            "reasons": ["badly_lit;followed"] * 2 + ["badly_lit", "own words"] + ["followed"] * 9,
        }
    )
    assert street_safe_reasons(reports, "A", month=MARCH) == [("Badly lit", 3)]
    assert street_safe_reasons(reports, "B", month=MARCH) == []
    assert street_safe_reasons(None, "A", month=MARCH) == []
