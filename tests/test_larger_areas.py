"""Larger areas: they tile what the small ones tile, and counts add up to the same."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.areas import read_areas
from vawg_geo.sources.larger_areas import larger_areas, name_msoas, on_larger_areas


@pytest.fixture
def areas():
    """Four unit squares in a row: two of M1, one of M2, one of none."""
    return gpd.GeoDataFrame(
        {
            "name": list("ABCD"),
            "alias": list("ABCD"),
            "district": ["North", "North", "South", "South"],
            "km2": 1e-6,
            "msoa": ["M1", "M1", "M2", None],
            "msoa_name": ["One 001", "One 001", "Two 001", None],
        },
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(4)],
        index=pd.Index(list("abcd"), name="code"),
        crs=27700,
    )


def test_by_hand(areas):
    found = larger_areas(areas, by="msoa")
    assert found.index.tolist() == ["M1", "M2"]
    assert found["name"].tolist() == found["alias"].tolist() == ["One 001", "Two 001"]
    assert found["district"].tolist() == ["North", "South"]
    assert found["n_areas"].tolist() == [2, 1]
    assert found.geometry["M1"].equals(shapely.box(0, 0, 2, 1))
    assert larger_areas(areas, by="district")["n_areas"].to_dict() == {"North": 2, "South": 2}
    rows = pd.DataFrame({"area": ["a", "b", "d", None], "n": 1})
    assert on_larger_areas(rows, areas, by="msoa")["area"].fillna("").tolist() == ["M1", "M1", "", ""]
    assert rows["area"].iloc[0] == "a"


def test_a_larger_area_over_two_districts_names_both(areas):
    across = areas.assign(msoa="M1")
    assert larger_areas(across, by="msoa")["district"].tolist() == ["North + South"]


@pytest.mark.parametrize("by", ["msoa", "district"])
def test_the_county_is_tiled_and_counts_agree(case, by):
    found = larger_areas(case.areas, by=by)
    assert found["n_areas"].sum() == len(case.areas)
    assert found["km2"].sum() == pytest.approx(case.areas["km2"].sum())
    assert found.geometry.union_all().area == pytest.approx(found.area.sum())  # none overlap
    moved = on_larger_areas(case.incidents, case.areas, by=by)
    # independently: the code whose shape the area lies in
    inside = gpd.sjoin(
        gpd.GeoDataFrame(geometry=case.areas.representative_point()), found[["geometry"]], predicate="within"
    )["code_right"]
    assert (case.areas[by] == inside.reindex(case.areas.index)).all()
    assert (
        moved["area"].value_counts().to_dict() == inside.loc[case.incidents["area"].dropna()].value_counts().to_dict()
    )


def test_every_msoa_of_the_county_is_one_piece_in_one_district_of_three_to_eight_areas(case):
    found = larger_areas(case.areas, by="msoa")
    assert set(found.geom_type) == {"Polygon"}
    assert found["n_areas"].between(3, 8).all()
    assert not found["district"].str.contains("+", regex=False).any()
    assert np.mean(case.areas["name"].str[:-1] == case.areas["msoa_name"]) > 0.9


def test_official_names_tell_the_msoa(areas):
    named = name_msoas(areas.assign(name=["Ely 001A", "Ely 001Z", "St Ives 010B", "Ely 1A"]))
    assert named["msoa"].fillna("-").tolist() == named["msoa_name"].fillna("-").tolist()
    assert named["msoa"].fillna("-").tolist() == ["Ely 001", "Ely 001", "St Ives 010", "-"]


def test_names_of_2011_tell_the_official_msoas(data):
    small = read_areas(data / "boundaries" / "lsoa_2011.geojson", code="LSOA11CD", name="LSOA11NM")
    official = read_areas(data / "boundaries" / "msoa_2011.geojson", code="MSOA11CD", name="MSOA11NM")
    official = official.set_index("name").geometry.sort_index()
    found = larger_areas(name_msoas(small), by="msoa").geometry.sort_index()
    assert found.index.tolist() == official.index.tolist()
    overlap = found.intersection(official, align=False).area
    assert (overlap > 0.98 * np.maximum(found.area, official.area)).all()


def test_refusals(areas):
    with pytest.raises(PlaceError, match=r"such as Cambridge 003B; no area has one.*\[areas\.\*\] msoa"):
        name_msoas(areas)
    with pytest.raises(PlaceError, match=r'no msoa: name its column in force\.toml, \[areas\.\*\] msoa = "\.\.\."'):
        larger_areas(areas.assign(msoa=None), by="msoa")
    with pytest.raises(PlaceError, match="no district"):
        on_larger_areas(pd.DataFrame({"area": ["a"]}), areas.assign(district=""), by="district")
    with pytest.raises(PlaceError, match="must be one of the areas given; 2 are not"):
        on_larger_areas(pd.DataFrame({"area": ["a", "x", "y"]}), areas, by="msoa")
