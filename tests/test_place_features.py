"""measure_places: distances and counts one by one, and no people."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.place_features import measure_places, refuse_personal

pytestmark = pytest.mark.methods("14")
AREAS = gpd.GeoDataFrame(
    geometry=[shapely.box(1_000 * i, 0, 1_000 * (i + 1), 1_000) for i in range(3)], index=["a", "b", "c"], crs=27700
)


def dots(*xy, crs=27700):
    return gpd.GeoSeries([shapely.Point(p) for p in xy], crs=crs)


def test_by_hand():
    features = measure_places(AREAS, {"venues": dots((500, 500), (500, 800), (1_000, 500), (9_000, 9_000))})
    assert features.columns.tolist() == ["venues_m", "venues_near", "venues_per_km2"]
    assert features["venues_m"].tolist() == [0, 500, 1_500]
    assert features["venues_near"].tolist() == [2, 0, 0]
    assert features["venues_per_km2"].tolist() == [3, 0, 0]  # on the edge: the lower code


def test_against_loops():
    rng = np.random.default_rng(0)
    stops = dots(*rng.uniform((0, 0), (3_000, 1_000), (50, 2)))
    got = measure_places(AREAS, {"stops": stops}, within_m=300)
    for code, shape in AREAS.geometry.items():
        away = stops.distance(shape.representative_point())
        assert got.loc[code, "stops_m"] == pytest.approx(away.min())
        assert got.loc[code, "stops_near"] == (away <= 300).sum()
        assert got.loc[code, "stops_per_km2"] == stops.within(shape).sum()


@pytest.mark.parametrize(
    "name",
    ["victim_age", "Suspects", "pct_black", "shareMuslim", "female_share", "mean_age", "ethnicity", "SEX", "name"],
)
def test_people_are_refused(name):
    with pytest.raises(SchemaError, match=f"of places: {name}"):
        refuse_personal(["venues_m", name])
    with pytest.raises(SchemaError, match=name):
        measure_places(AREAS, {name: dots((1, 2))})


@given(st.sampled_from(["venues", "stops", "average_slope", "package_stores", "population_density", "stage_m", "km2"]))
def test_places_are_not(name):
    refuse_personal([name])


@pytest.mark.parametrize(
    ("areas", "layer", "within_m", "words"),
    [
        (AREAS, dots(), 400, "no points"),
        (AREAS, dots((0.1, 52), crs=4326), 400, "coordinate system"),
        (AREAS.to_crs(4326), dots((1, 2)), 400, "ground"),
        (AREAS.assign(geometry=shapely.Point(0, 0)), dots((1, 2)), 400, "ground"),
        (AREAS, dots((1, 2)), 0, "within_m"),
        (AREAS, "venues", 400, "GeoSeries or a GeoDataFrame"),
    ],
)
def test_refusals(areas, layer, within_m, words):
    with pytest.raises(PlaceError, match=words):
        measure_places(areas, {"venues": layer}, within_m=within_m)
