"""LSOA vintages: told from the codes, refused when mixed, compared on comparable units alone."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import VintageError
from vawg_geo.sources.vintages import assign_units, comparable_units, detect_vintage, read_lookup, unit_areas

pytestmark = pytest.mark.methods("7")


# One row of each change: same, split, merged, other. The split is that of Cambridge 007G.
PAIRS = [
    ("E01000001", "E01000001", "U"),
    ("E01032797", "E01035515", "S"),
    ("E01032797", "E01035517", "S"),
    ("E01017984", "E01035516", "M"),
    ("E01017986", "E01035516", "M"),
    ("E01000005", "E01040005", "X"),
    ("E01000006", "E01040005", "X"),
    ("E01000006", "E01040006", "X"),
]
LOOKUP = pd.DataFrame(PAIRS, columns=["code_2011", "code_2021", "change"])
LISTS = {"2011": set(LOOKUP["code_2011"]), "2021": set(LOOKUP["code_2021"])}


def test_units_of_every_kind_of_change():
    units = comparable_units(LOOKUP)
    assert units["E01032797"] == units["E01035515"] == units["E01035517"] == "E01035515+E01035517"
    assert units["E01000001"] == "E01000001"
    assert units["E01017984"] == units["E01017986"] == "E01035516"
    assert units["E01000005"] == units["E01000006"] == "E01040005+E01040006"
    assert units.index.is_monotonic_increasing
    assert set(units.index) == LISTS["2011"] | LISTS["2021"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20))
def test_units_are_the_connected_components(pairs):
    lookup = pd.DataFrame([(f"E{a:02d}", f"F{b:02d}") for a, b in pairs], columns=["code_2011", "code_2021"])
    units = comparable_units(lookup)
    expected = {frozenset(part) for part in nx.connected_components(nx.Graph(list(lookup.itertuples(index=False))))}
    assert {frozenset(codes) for codes in units.groupby(units).groups.values()} == expected


@pytest.mark.parametrize(
    ("codes", "vintage"),
    [
        (["E01032797", "E01000001", "E01000001"], "2011"),
        (["E01035515", None], "2021"),
        (["E01000001"], ""),  # common to both
        (["E01999999"], ""),  # outside the force
        ([], ""),
    ],
)
def test_the_vintage_is_told_from_the_codes(codes, vintage):
    assert detect_vintage(pd.Series(codes, dtype="str"), LISTS) == vintage


def test_one_list_tells_by_itself():
    assert detect_vintage(pd.Series(["E01000001"]), {"demo": ["E01000001"]}) == "demo"


def test_a_mixed_file_is_refused():
    mixed = pd.Series(["E01032797", "E01035515"])
    with pytest.raises(VintageError, match=r"march.csv mixes .*1 codes only of 2011 \(such as E01032797\)"):
        detect_vintage(mixed, LISTS, what="march.csv")


def test_codes_to_units_and_back_to_a_total():
    units = comparable_units(LOOKUP)
    codes = pd.Series(["E01032797", None, "E01000001"], index=[5, 3, 9])
    found = assign_units(codes, units)
    assert found.index.tolist() == [5, 3, 9]
    assert found.isna().tolist() == [False, True, False]
    with pytest.raises(VintageError, match="1 do not, such as E01777777"):
        assign_units(pd.Series(["E01777777"]), units)


def test_both_vintages_give_the_same_units_on_the_same_ground():
    def table(codes, vintage):
        shapes = [shapely.box(i, 0, i + 1, 6 / len(codes)) for i in range(len(codes))]
        frame = gpd.GeoDataFrame({"name": codes, "alias": codes}, geometry=shapes, crs=27700)
        return frame.assign(vintage=vintage, district="", stratum="", km2=frame.area / 1e6).set_index(pd.Index(codes))

    old, new = (unit_areas(table(sorted(LISTS[v]), v), comparable_units(LOOKUP)) for v in ("2011", "2021"))
    assert old.index.equals(new.index)
    assert set(old["vintage"]) == {"units"}
    assert np.isclose(old["km2"].sum(), 6e-6)


@pytest.mark.parametrize("columns", [("LSOA11CD", "LSOA21CD", "CHGIND"), ("lsoa11_code", "lsoa21_code", "change_code")])
def test_the_lookup_as_published(tmp_path, columns):
    LOOKUP.set_axis(columns, axis=1).to_csv(tmp_path / "l.csv", index=False, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(read_lookup(tmp_path / "l.csv"), LOOKUP, check_dtype=False)


def test_lookups_that_cannot_be_used(tmp_path):
    path = tmp_path / "l.csv"
    with pytest.raises(VintageError, match="cannot be read"):
        read_lookup(path)
    LOOKUP.to_csv(path, index=False)
    with pytest.raises(VintageError, match="no column LSOA11CD, LSOA21CD, CHGIND"):
        read_lookup(path)
    path.write_text("LSOA11CD,LSOA21CD,CHGIND\nE01000001,,U\n", "utf-8")
    with pytest.raises(VintageError, match="1 rows lack a code, the first is row 1"):
        read_lookup(path)
