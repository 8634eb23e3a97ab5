"""Areas: any polygon file, one checked table; every refusal by name."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.areas import dissolve_areas, read_areas, read_layer


def squares(codes=("b", "a"), crs="EPSG:27700", size=1_000.0):
    shapes = [
        shapely.box(500_000 + i * size, 250_000, 500_000 + (i + 1) * size, 250_000 + size) for i in range(len(codes))
    ]
    return gpd.GeoDataFrame({"c": list(codes), "n": [f"Place {c}" for c in codes]}, geometry=shapes, crs=crs)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp", "parquet"])
def test_every_format_gives_the_same_table(tmp_path, suffix):
    path = tmp_path / f"areas.{suffix}"
    squares().to_parquet(path) if suffix == "parquet" else squares().to_file(path)
    areas = read_areas(path, code="c", name="n", vintage="demo")
    assert areas.crs == "EPSG:27700"
    assert areas.index.tolist() == ["a", "b"]
    assert areas.index.name == "code"
    assert areas["name"].tolist() == areas["alias"].tolist() == ["Place a", "Place b"]
    assert areas["km2"].tolist() == pytest.approx([1, 1])
    assert set(areas["vintage"]) == {"demo"}
    assert set(areas["district"]) == set(areas["stratum"]) == {""}


def test_latitude_and_longitude_become_metres(tmp_path):
    squares().to_crs(4326).to_file(tmp_path / "a.geojson")
    areas = read_areas(tmp_path / "a.geojson", code="c", name="n")
    assert np.allclose(areas.total_bounds, [500_000, 250_000, 502_000, 251_000], atol=0.05)


def test_broken_shapes_are_mended_and_stay_polygons(tmp_path):
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    gpd.GeoDataFrame({"c": ["x"], "n": [None]}, geometry=[bow], crs=27700).to_parquet(tmp_path / "a.parquet")
    areas = read_areas(tmp_path / "a.parquet", code="c", name="n")
    assert areas.is_valid.all()
    assert areas.geom_type.tolist() == ["MultiPolygon"]
    assert areas["km2"].iloc[0] == pytest.approx(50e-6)
    assert areas["name"].tolist() == ["x"]  # no name: the code stands for it


def change(**columns):
    return lambda: squares().assign(**columns)


POINT, LINE = shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (change(c=["a", "a"]), "repeated, the first is a"),
        (change(c=["a", None]), "1 have none, the first is row 2"),
        (change(c=["a", " "]), "1 have none"),
        (lambda: squares().set_geometry([shapely.box(0, 0, 1, 1), None], crs=27700), "needs a shape"),
        (lambda: squares().set_geometry([shapely.box(0, 0, 1, 1), shapely.Polygon()], crs=27700), "needs a shape"),
        (lambda: squares().set_geometry([shapely.box(0, 0, 1, 1), POINT], crs=27700), "must be polygons"),
        (lambda: squares().set_geometry([shapely.box(0, 0, 1, 1), LINE], crs=27700), "must be polygons"),
        (
            lambda: squares().set_geometry(
                [shapely.box(0, 0, 1, 1), shapely.Polygon([(0, 0), (1, 1), (0, 0)])], crs=27700
            ),
            "some extent",
        ),
        (lambda: squares(crs=None), "coordinate system"),
        (lambda: squares(crs=4326), "Great Britain"),
        (lambda: squares().rename(columns={"n": "m"}), "no column n. Its columns are: c, m"),
        (lambda: squares().iloc[:0], "holds no areas"),
    ],
)
def test_refusals(tmp_path, make, words):
    make().to_parquet(tmp_path / "a.parquet")
    with pytest.raises(PlaceError, match=words):
        read_areas(tmp_path / "a.parquet", code="c", name="n")


def test_files_that_are_not_shapes(tmp_path):
    with pytest.raises(PlaceError, match="is not there"):
        read_layer(tmp_path / "none.gpkg")
    (tmp_path / "x.geojson").write_text("not json", "utf-8")
    with pytest.raises(PlaceError, match="cannot be read as a file of shapes"):
        read_layer(tmp_path / "x.geojson")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(PlaceError, match="without shapes"):
        read_layer(tmp_path / "x.csv")


def test_dissolving_keeps_the_ground_and_the_words_of_the_area_that_gives_its_code(tmp_path):
    squares(codes=("a", "b", "c")).assign(d=["one", "two", "three"]).to_parquet(tmp_path / "a.parquet")
    areas = read_areas(tmp_path / "a.parquet", code="c", name="n", district="d")
    joined = dissolve_areas(areas, pd.Series({"a": "b", "b": "b", "c": "c"}))
    assert joined.index.tolist() == ["b", "c"]
    assert joined["district"].tolist() == ["two", "three"]
    assert joined.loc["b", "name"] == "Place b + Place a"
    assert joined["km2"].sum() == pytest.approx(areas["km2"].sum())
    assert joined.crs == areas.crs


def test_msoas_where_the_file_has_them(tmp_path):
    larger = squares().assign(m=[" M1 ", ""], mn=["One 001", "nowhere"]).sort_values("c", ascending=False)
    larger.to_file(tmp_path / "a.gpkg")
    areas = read_areas(tmp_path / "a.gpkg", code="c", name="n", msoa=("m", "mn"))
    first = larger["c"].iloc[larger["m"].tolist().index(" M1 ")]
    assert areas["msoa"].dropna().to_dict() == {first: "M1"}
    assert areas["msoa_name"].dropna().to_dict() == {first: "One 001"}
    assert read_areas(tmp_path / "a.gpkg", code="c", name="n", msoa=("m", ""))["msoa_name"][first] == "M1"
    assert read_areas(tmp_path / "a.gpkg", code="c", name="n")[["msoa", "msoa_name"]].isna().all(axis=None)
    with pytest.raises(PlaceError, match="has no column other"):
        read_areas(tmp_path / "a.gpkg", code="c", name="n", msoa=("m", "other"))
