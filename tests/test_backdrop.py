"""The backdrop: layers of a GeoPackage clipped and lightened; labels from the areas when there is none."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.base.force import Backdrop
from vawg_geo.sources.backdrop import LAYERS, place_labels, read_backdrop


def areas():
    shapes = [shapely.box(500_000 + i * 1000, 250_000, 501_000 + i * 1000, 251_000) for i in range(3)]
    words = {"name": ["N1", "N2", "N3"], "alias": ["N1", "Market Square", "N3"], "district": ["East", "East", "West"]}
    return gpd.GeoDataFrame(words, geometry=shapes, crs=27700).set_index(pd.Index(["A", "B", "C"], name="code"))


def test_labels_alone_without_a_file():
    layers = read_backdrop(None, areas())
    assert set(layers) == set(LAYERS)
    assert all(layers[layer].empty and layers[layer].crs == "EPSG:27700" for layer in ("roads", "rail", "water"))
    labels = layers["labels"]
    assert labels["name"].tolist() == ["East", "West", "Market Square"]
    assert labels["kind"].tolist() == ["district", "district", "place"]
    assert labels.geometry.iloc[2].within(areas().geometry["B"])
    assert labels.geometry.iloc[0].x == pytest.approx(501_000)


def test_areas_without_districts_or_aliases_have_no_labels():
    bare = areas().assign(district="", alias=lambda t: t["name"])
    assert place_labels(bare).empty
    assert place_labels(bare).crs == "EPSG:27700"


def test_layers_are_clipped_lightened_and_reprojected(tmp_path):
    path = tmp_path / "backdrop.gpkg"
    wavy = [(480_000, 250_500), (500_500, 250_501), (501_500, 250_499), (530_000, 250_500)]
    road = gpd.GeoDataFrame({"name": ["A10"], "kind": [None]}, geometry=[shapely.LineString(wavy)], crs=27700)
    road.to_crs(4326).to_file(path, layer="strassen")
    far = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)], crs=27700)
    far.to_file(path, layer="water")
    gpd.GeoDataFrame({"name": ["Town"]}, geometry=[shapely.Point(501_000, 250_500)], crs=27700).to_file(
        path, layer="labels"
    )
    layers = read_backdrop(Backdrop(path, roads="strassen"), areas())
    road = layers["roads"]
    assert road[["name", "kind"]].iloc[0].tolist() == ["A10", ""]
    assert road.total_bounds.tolist() == pytest.approx([498_000, 250_500, 505_000, 250_500], abs=5)
    assert len(road.geometry.iloc[0].coords) == 2
    assert layers["water"].empty  # out of reach
    assert layers["rail"].empty  # no such layer
    assert layers["labels"]["name"].tolist() == ["Town"]


def test_refusals(tmp_path):
    with pytest.raises(PlaceError, match=r"backdrop none\.gpkg is not there"):
        read_backdrop(Backdrop(tmp_path / "none.gpkg"), areas())
    (tmp_path / "broken.gpkg").write_bytes(b"no database")
    with pytest.raises(PlaceError, match=r"backdrop broken\.gpkg cannot be read"):
        read_backdrop(Backdrop(tmp_path / "broken.gpkg"), areas())
    line = gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])])
    with pytest.warns(UserWarning, match="crs"):
        line.to_file(tmp_path / "bare.shp")
    with pytest.raises(PlaceError, match=r"layer bare of bare\.shp does not say its coordinate system"):
        read_backdrop(Backdrop(tmp_path / "bare.shp", roads="bare"), areas())
