"""Curation: aliases, exclusions and merges, each with a reason; every fault told at once."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.curation import curate_areas, curate_incidents, read_curation

CODES = ["A1", "A2", "A3", "A4"]


def areas():
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(4)]
    names = [f"Place {c}" for c in CODES]
    table = gpd.GeoDataFrame(
        {"name": names, "alias": names, "district": "D", "stratum": ""}, geometry=shapes, crs=27700
    )
    return table.assign(km2=1e-6, vintage="demo").set_index(pd.Index(CODES, name="code"))


def incidents(*codes):
    located = ["placed" if c else "outside" for c in codes]
    rows = pd.DataFrame({"area": pd.Series(codes, dtype="str"), "located": pd.Series(located, dtype="str")})
    return rows.assign(removed_place=pd.Series(dtype="str"), removed_why=pd.Series(dtype="str"))


def write(tmp_path, text, header="area,action,value,reason"):
    path = tmp_path / "curation.csv"
    path.write_text(f"{header}\n{text}\n", "utf-8-sig")
    return path


def test_no_files_change_nothing():
    curation = read_curation(areas().index)
    found = curate_areas(areas(), curation)
    assert found["alias"].tolist() == areas()["alias"].tolist()
    assert set(found["excluded"]) == {""}
    pd.testing.assert_frame_equal(curate_incidents(incidents("A1", None), found, curation), incidents("A1", None))


def test_alias_exclude_and_merge(tmp_path):
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("area,name\nA1,Market Square\nA4,Old name\n", "utf-8")
    path = write(tmp_path, "A4,alias,The Prison,as people say\nA4,exclude,,custody site\nA2,merge,A1,one square")
    curation = read_curation(areas().index, aliases=aliases, curation=path)
    found = curate_areas(areas(), curation)
    assert found.index.tolist() == ["A1", "A3", "A4"]
    assert found["alias"].tolist() == ["Market Square", "Place A3", "The Prison"]
    assert found["excluded"].tolist() == ["", "", "custody site"]
    assert found.loc["A1", "geometry"].area == pytest.approx(2)
    rows = incidents("A1", "A2", "A3", "A4", None)
    placed = curate_incidents(rows, found, curation)
    assert placed["area"].fillna("").tolist() == ["A1", "A1", "A3", "", ""]
    assert placed["located"].tolist() == ["placed", "placed", "placed", "excluded", "outside"]
    assert placed.loc[3, ["removed_place", "removed_why"]].tolist() == ["The Prison", "excluded: custody site"]
    assert rows["area"].tolist()[1] == "A2"  # the input is left as it was
    assert curation.decisions["reason"].tolist() == ["as people say", "custody site", "one square"]


def test_merges_are_followed_to_their_end(tmp_path):
    curation = read_curation(areas().index, curation=write(tmp_path, "A3,merge,A2,x\nA2,merge,A1,x"))
    assert curation.merged == {"A3": "A1", "A2": "A1"}
    assert curate_areas(areas(), curation).index.tolist() == ["A1", "A4"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Z9,exclude,,gone", "names area Z9, which is not there"),
        ("A1,remove,,gone", r"row 1 of the curation file has an unknown action \(there are: exclude, alias, merge\)"),
        ("A1,exclude,,", "row 1 of the curation file gives no reason"),
        ("A1,alias,,known so", "row 1 of the curation file gives no name"),
        ("A1,merge,Z9,one place", "must merge A1 with another area"),
        ("A1,merge,A1,one place", "must merge A1 with another area"),
        ("A1,exclude,,a\nA1,merge,A2,b", "area A1 is excluded or merged twice"),
        ("A1,merge,A2,a\nA2,merge,A1,b", "merges of area A1 run in a circle"),
        ("A1,alias,One,a\nA1,alias,Two,b", "area A1 has two aliases"),
        ("A1,alias,One,a\nA1,merge,A2,b", "area A1 has an alias and is merged into another: name that one"),
        (",,,\nA1,Alias,,known so", "row 2 of the curation file gives no name"),
        ("A1,remove,,", "unknown action .*; row 1 of the curation file gives no reason"),
    ],
)
def test_faults(tmp_path, text, words):
    with pytest.raises(PlaceError, match=words):
        read_curation(areas().index, curation=write(tmp_path, text))


def test_broken_files(tmp_path):
    with pytest.raises(PlaceError, match=r"none\.csv cannot be read"):
        read_curation(areas().index, curation=tmp_path / "none.csv")
    with pytest.raises(PlaceError, match="has no column reason; it needs area, action, value, reason"):
        read_curation(areas().index, curation=write(tmp_path, "A1,exclude,", header="area,action,value"))
    aliases = write(tmp_path, "A1,x\nA1,y\nZ9,z", header="area,name")
    with pytest.raises(PlaceError, match=r"alias file names area Z9.*area A1 has two aliases"):
        read_curation(areas().index, aliases=aliases)
    with pytest.raises(PlaceError, match="area A2 has a blank name in the alias file"):
        read_curation(areas().index, aliases=write(tmp_path, "A1,x\n,\nA2,", header="area,name"))


def test_two_areas_of_one_vintage_never_share_a_name(tmp_path):
    curation = read_curation(
        areas().index, curation=write(tmp_path, "A1,alias,Market Square,x\nA3,alias,market  square,y")
    )
    with pytest.raises(PlaceError, match="areas A1 and A3 have the same alias"):
        curate_areas(areas(), curation)
    assert curate_areas(areas().drop("A3"), curation).loc["A1", "alias"] == "Market Square"  # the other edition's
