"""Official files: described in one place, checked before they are used."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError, VintageError
from vawg_geo.sources import boundaries
from vawg_geo.sources.boundaries import Boundary, check_boundary, read_boundary_sources

OLD, NEW = ["E01000001", "E01000002"], ["E01000001", "E01035515"]


def write(tmp_path, codes, column="LSOA21CD"):
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(codes))]
    gpd.GeoDataFrame({column: codes}, geometry=shapes, crs=27700).to_parquet(tmp_path / "a.parquet")
    return tmp_path / "a.parquet"


def state(monkeypatch, **changes):
    known = read_boundary_sources()["lsoa_2021_bgc"]
    changed = Boundary(**{**vars(known), **changes})
    monkeypatch.setattr(boundaries, "read_boundary_sources", lambda: {"it": changed})


def test_every_source_has_an_address_and_a_licence():
    sources = read_boundary_sources()
    assert {"lsoa_2011_bgc", "lsoa_2021_bgc", "lsoa_2011_2021", "msoa_2021", "wards"} <= set(sources)
    for one in sources.values():
        assert one.page.startswith("https://")
        assert "Open Government Licence" in one.licence
        assert one.what in ("areas", "lookup", "backdrop")
    assert (sources["lsoa_2011_bgc"].rows, sources["lsoa_2021_bgc"].rows) == (34_753, 35_672)


def test_a_part_of_the_country_is_told_by_its_codes(tmp_path):
    checks = check_boundary(write(tmp_path, NEW), "lsoa_2021_bgc").set_index("check")
    assert checks["verdict"].to_dict() == {
        "rows": "cannot say", "vintage": "agrees", "codes": "cannot say", "bytes": "cannot say",
    }  # fmt: skip
    assert checks.loc["vintage", "found"] == "1 codes new in 2021"
    checks = check_boundary(write(tmp_path, OLD, "LSOA11CD"), "lsoa_2011_bfc").set_index("check")
    assert checks.loc["vintage", "found"] == "no code new in 2021"


def test_another_vintage_is_refused(tmp_path):
    with pytest.raises(VintageError, match="areas of 2011, but 1 of its codes are new"):
        check_boundary(write(tmp_path, NEW, "LSOA11CD"), "lsoa_2011_bgc")
    with pytest.raises(VintageError, match="is it of 2011"):
        check_boundary(write(tmp_path, OLD), "lsoa_2021_bgc")


def test_a_whole_file_must_have_the_stated_codes_and_bytes(tmp_path, monkeypatch):
    path = write(tmp_path, NEW)
    state(monkeypatch, rows=2, codes_sha256="0" * 64)
    with pytest.raises(PlaceError, match="has 2 areas, but not the codes"):
        check_boundary(path, "it")
    state(monkeypatch, rows=2, codes_sha256="", sha256="0" * 64)
    with pytest.raises(PlaceError, match="not the file that was verified"):
        check_boundary(path, "it")


def test_the_lookup_is_checked_by_its_codes(tmp_path):
    text = "LSOA11CD,LSOA21CD,CHGIND\nE01032797,E01035515,S\nE01032797,E01035517,S\n"
    (tmp_path / "l.csv").write_text(text, "utf-8")
    checks = check_boundary(tmp_path / "l.csv", "lsoa_2011_2021").set_index("check")
    assert checks.loc["rows", "found"] == "2"
    assert checks.loc["vintage", "found"] == "2 codes new in 2021"


def test_refusals(tmp_path):
    for key in ("lsoa_1991", "os_open_zoomstack", "wards"):
        with pytest.raises(
            PlaceError, match="no boundary source of that name that can be checked; there are: lsoa_2011"
        ):
            check_boundary(tmp_path / "a.parquet", key)
    with pytest.raises(PlaceError, match="has no column LSOA21CD"):
        check_boundary(write(tmp_path, OLD, "code"), "lsoa_2021_bgc")
    with pytest.raises(PlaceError, match="1 rows break this, the first is row 2"):
        check_boundary(write(tmp_path, ["E01000001", "E01000001"]), "lsoa_2021_bgc")


def test_areas_that_are_no_lsoas_have_no_vintage_by_number(tmp_path):
    checks = check_boundary(write(tmp_path, ["E02000001"], "MSOA21CD"), "msoa_2021").set_index("check")
    assert checks.loc["vintage", "found"] == ""
    assert isinstance(checks, pd.DataFrame)
