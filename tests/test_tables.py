"""Side tables: rows used or rejected with a reason, headers by any known spelling, times of London."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import SourceError
from vawg_geo.base.schema import Column
from vawg_geo.base.side_tables import SIDE_TABLES, SideTable
from vawg_geo.sources import tables
from vawg_geo.sources.side_checks import count_strangers
from vawg_geo.sources.tables import place_side_table, place_side_tables, read_side_table


def read(tmp_path, name, text):
    path = tmp_path / f"{name}.csv"
    path.write_text(text, "utf-8-sig")
    return read_side_table(path, name, incident=lambda s: "i:" + s, person=lambda s: "p:" + s)


def test_kinds_pseudonyms_and_rejections(tmp_path):
    found = read(
        tmp_path,
        "people",
        "crime_number,person_id,role,age,disability,extra\nC1,S1,suspect,30,Y,as written\nC2,,victim,,N,\n"
        "C3,S3,victim,old,,\n",
    )
    names = ["incident", "person_id", "role", "age", "disability", "extra"]
    assert found.table.loc[1, names].tolist() == ["i:C1", "p:S1", "suspect", 30, True, "as written"]
    assert found.table["eliminated"].isna().all()  # a column the file may leave out
    assert found.rejected.to_numpy().tolist() == [
        ["people.csv", 2, "missing", "person_id"],
        ["people.csv", 3, "no number", "age"],
    ]
    assert found.ledger.iloc[0].tolist() == ["people.csv", 3, 1, 2]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("27/03/2022 00:30", "2022-03-27 00:30"),
        ("27/03/2022 02:30", "2022-03-27 01:30"),
        ("2022-07-01", "2022-06-30 23:00"),
        ("2022-07-01 10:00:05", "2022-07-01 09:00:05"),
        ("2022-07-01T10:00:00", "2022-07-01 09:00"),
        ("30/10/2022 01:30", "2022-10-30 00:30"),  # the first of the two
    ],
)
def test_times_are_of_london(tmp_path, text, utc):
    found = read(tmp_path, "patrols", f"area,start,end\nA1,{text},2022-12-01\n")
    assert found.table["start"].iloc[0] == pd.Timestamp(utc, tz="UTC")


@pytest.mark.parametrize(
    ("text", "reason"), [("03/27/2022", "I16"), ("27/03/2022 01:30", "I22"), ("", "missing"), ("soon", "I16")]
)
def test_times_that_cannot_be(tmp_path, text, reason):
    found = read(tmp_path, "patrols", f"area,start,end\nA1,{text},2022-12-01\n")
    assert found.rejected[["reason", "column"]].to_numpy().tolist() == [[reason, "start"]]


def test_headers_by_another_name_and_counts_that_are_whole(tmp_path):
    assert read(tmp_path, "venues", "name,type,easting,northing\nPub,bar,1,2\n").table["kind"].tolist() == ["bar"]
    counts = read(tmp_path, "population", 'area,sex,age_band,n\nA,F,0-9,"1,200"\nA,F,0-9,1.5\nA,F,0-9,-1\n')
    assert counts.table["n"].tolist() == [1200]
    assert counts.rejected["reason"].tolist() == ["no number", "no number"]


def test_a_closed_table_keeps_no_other_column(tmp_path):
    found = read(
        tmp_path,
        "survey",
        "survey,period,question,group,n,d,verbatim,name\npanel,2021,Kept informed,all,3,9,what she said,A. Victim\n",
    )
    assert found.table.columns.tolist() == ["survey", "period", "question", "group", "n", "d"]
    assert ["columns", 2, "corrected"] in found.quality[["rule", "n", "action"]].to_numpy().tolist()
    visits = read(tmp_path, "visits", "person_id,officer,due,done,notes\nR1,PC1,2022-03-05,,at home\n")
    assert visits.table.loc[1, ["person_id", "officer"]].tolist() == ["p:R1", "p:PC1"]
    assert "notes" not in visits.table
    assert len(found.table) == len(visits.table) == 1


def test_closed_vocabularies_and_flags(tmp_path, monkeypatch):
    contract = SideTable({"kind": Column("text", one_of=("a",)), "yes": Column("flag", null=True)})
    monkeypatch.setitem(SIDE_TABLES, "made", contract)
    found = read(tmp_path, "made", "kind,yes\na,Y\nb,N\na,perhaps\n")
    assert found.rejected[["reason", "column"]].to_numpy().tolist() == [
        ["unknown value", "kind"],
        ["unknown value", "yes"],
    ]


def test_a_table_without_places_is_left_as_it_is():
    table = pd.DataFrame({"name": ["Op"]})
    same, outside = place_side_table(table, "horizon", None)
    assert same is table
    assert outside == 0


def test_refusals(tmp_path):
    with pytest.raises(SourceError, match="no table called venus; there are: ambulance,"):
        read(tmp_path, "venus", "a\n1\n")
    with pytest.raises(SourceError, match=r"patrols\.csv lacks start, end: the table patrols needs area, start, end"):
        read(tmp_path, "patrols", "area\nA1\n")
    with pytest.raises(SourceError, match="nothing but blank lines"):
        read(tmp_path, "patrols", "")
    with pytest.raises(SourceError, match="cannot be read"):
        tables.read_side_table(tmp_path / "none.csv", "patrols", incident=str, person=str)


def test_a_row_whose_area_may_be_missing_is_kept_whatever_stands_there():
    register = pd.DataFrame({"risk": "Low", "area": pd.array(["A1", "A3", "ZZ", None], dtype="str")})
    placed, quality = place_side_tables({"rso": register}, pd.DataFrame(index=["A1"]), {"A3": "A1"})
    assert placed["rso"]["area"].fillna("-").tolist() == ["A1", "A1", "-", "-"]
    assert quality["n"].tolist() == [1]
    nowhere, outside = place_side_table(register.assign(area=None), "rso", pd.DataFrame(index=["A1"]))
    assert nowhere["area"].isna().all()
    assert outside == 0


def test_zones_follow_merges_and_a_code_of_nowhere_is_told():
    areas = pd.DataFrame(index=pd.Index(["A1", "A2"]))
    designs = pd.DataFrame(
        {"treated": ["A1; A3", "A1;ZZ"], "buffer": ["A2", None], "control": [None, None]}, dtype="str"
    )
    placed, quality = place_side_tables({"operation_designs": designs}, areas, {"A3": "A1"})
    found = placed["operation_designs"]
    assert found["treated"].tolist() == ["A1", "A1;ZZ"]
    assert found["buffer"].fillna("").tolist() == ["A2", ""]
    assert quality[["what", "n"]].to_numpy().tolist() == [["operation_designs: outside the force's areas", 1]]
    assert designs["treated"].iloc[0] == "A1; A3"
    empty, none = place_side_tables({"operation_designs": designs[:0]}, areas, {"A3": "A1"})
    assert empty["operation_designs"].empty
    assert none.empty


def test_dates_written_month_first_refuse_the_table(tmp_path):
    lines = "".join(f"C{day},14,03/{day:02d}/2022\n" for day in range(1, 29))
    with pytest.raises(
        SourceError, match=r"outcomes\.csv: 16 of 28 rows, the first is row 13: dates in date .*\[I15\]"
    ):
        read(tmp_path, "outcomes", f"crime_number,code,date\n{lines}")
    stray = "".join(f"C{day},14,{day:02d}/03/2022\n" for day in range(13, 29)) + "C9,14,03/14/2022\n"
    assert read(tmp_path, "outcomes", f"crime_number,code,date\n{stray}").rejected["reason"].tolist() == ["I16"]


@pytest.mark.parametrize(
    ("east", "north", "rule"), [("50", "150", "I7"), ("0.12", "52.2", "I8"), ("900", "900", "I8"), ("150", "50", "")]
)
def test_points_that_are_nowhere_refuse_the_table(tmp_path, east, north, rule):
    county = gpd.GeoDataFrame(index=["A1"], geometry=[shapely.box(100, 0, 200, 100)], crs=27700)
    found = read(tmp_path, "venues", f"name,kind,easting,northing\nOld,pub,{east},{north}\nNew,pub,,\n")
    if not rule:
        assert place_side_table(found.table, "venues", county)[1] == 0
        return
    with pytest.raises(SourceError, match=rf"the table venues: 1 of 1 points, the first is row 1.*\[{rule}\]"):
        place_side_table(found.table, "venues", county)


def test_words_of_a_list_in_other_spellings_are_read_and_others_set_aside(tmp_path):
    found = read(
        tmp_path, "people", "crime_number,person_id,role,sex\nC1,S1,Victim,female\nC2,S2,witness,F\nC3,S3,suspect,Q\n"
    )
    assert found.table[["role", "sex"]].to_numpy().tolist() == [["victim", "F"]]
    assert found.rejected[["row", "reason", "column"]].to_numpy().tolist() == [
        [2, "unknown value", "role"], [3, "unknown value", "sex"],
    ]  # fmt: skip


def test_crimes_that_are_no_record_are_counted_where_they_are_many():
    tables = {"dash": pd.DataFrame({"incident": list("aabx")}), "venues": pd.DataFrame({"name": ["x"]})}
    lines = count_strangers(tables, pd.Index(["a", "b"]))
    assert lines[["rule", "n"]].to_numpy().tolist() == [["crimes", 1]]
    assert count_strangers({"dash": pd.DataFrame({"incident": ["a"] * 20 + ["x"]})}, pd.Index(["a"])).empty
