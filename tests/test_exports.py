import hashlib
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.exports import check_columns, neutralise, write_csv, write_hotspots, write_tables

FACTS = {
    "title": "Nights", "force": "Fenshire", "month": "2022-03", "cut": "2022-04-05", "marking": "OFFICIAL",
    "handling": "partners & tasking group", "synthetic": True,
}  # fmt: skip
PLACES = gpd.GeoDataFrame(
    {"number": [1], "place": ["=1+1"]}, geometry=[shapely.box(5e5, 2e5, 5e5 + 9, 2e5 + 9)], crs=27700
)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_no_text_computes_or_breaks_a_record(text):
    safe = neutralise(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t"))
    assert not set(safe) & set("\r\n\x00")


def test_text_is_neutralised_and_numbers_stand(tmp_path):
    table = pd.DataFrame({"place": ["=SUM(A1)", "a\rb", None], "n": [-5, 2, 3], "x": [0.1234567, 1.0, None]})
    path = write_csv(table, tmp_path / "t.csv", allowed=("place", "n", "x"), marking="OFFICIAL")
    assert path.read_bytes() == b"place,n,x,marking\n'=SUM(A1),-5,0.1234567,OFFICIAL\na b,2,1,OFFICIAL\n,3,,OFFICIAL\n"
    assert list(table["place"][:2]) == ["=SUM(A1)", "a\rb"]


def test_a_stray_column_is_refused_by_name():
    with pytest.raises(DisclosureError, match=r"'t' may not leave.*victim"):
        check_columns(pd.DataFrame({"victim": [1]}), ("n",), what="t")


def test_a_table_without_an_allow_list_is_refused(tmp_path):
    with pytest.raises(DisclosureError, match="no allow-list"):
        write_tables({"people": pd.DataFrame()}, PLACES, FACTS, tmp_path)


def test_the_same_places_give_the_same_bytes(tmp_path):
    path = tmp_path / "a.gpkg"
    again = {
        hashlib.sha256(write_hotspots(PLACES, path, stamp="2022-04-05", marking="OFFICIAL").read_bytes()).hexdigest()
        for _ in range(2)
    }
    assert len(again) == 1
    assert len(gpd.read_file(tmp_path / "a.gpkg")) == 1


def test_facts_come_last_and_name_the_tables(tmp_path):
    write_tables({"flow": pd.DataFrame({"step": ["in"], "n": [3]})}, PLACES, FACTS, tmp_path)
    assert json.loads((tmp_path / "facts.json").read_text())["tables"] == ["flow"]
    assert (tmp_path / "tables" / "flow.csv").read_text() == "step,n,marking\nin,3,OFFICIAL\n"


def test_no_table_leaves_without_a_marking(tmp_path):
    with pytest.raises(DisclosureError, match="without a marking"):
        write_csv(pd.DataFrame({"n": [1]}), tmp_path / "t.csv", allowed=("n",), marking=" ")


def test_every_file_beside_a_page_carries_its_marking(tmp_path):
    write_tables({"flow": pd.DataFrame({"step": ["in"], "n": [3]})}, PLACES, FACTS, tmp_path)
    shapes = gpd.read_file(tmp_path / "hotspots.gpkg")
    assert (set(shapes["marking"]), list(shapes["place"])) == ({"OFFICIAL"}, ["'=1+1"])
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as book:
        assert b"OFFICIAL" in book.read("xl/worksheets/sheet2.xml")
    assert json.loads((tmp_path / "facts.json").read_text())["marking"] == "OFFICIAL"
