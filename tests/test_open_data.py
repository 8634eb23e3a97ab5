"""Open data: a force folder for downloads, and the real files where they are."""

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import SourceError
from vawg_geo.base.force import read_force
from vawg_geo.base.periods import Month
from vawg_geo.runs.real import main
from vawg_geo.sources.boundaries import check_boundary
from vawg_geo.sources.case import load_case
from vawg_geo.sources.open_data import write_open_data_force
from vawg_geo.sources.removal import list_removed

DATA = Path(os.environ.get("DATA", Path(__file__).parents[1].parent / "shared" / "data"))
real = [
    pytest.mark.real,
    pytest.mark.skipif(not (DATA / "police_uk").is_dir(), reason="the open data files are not here (DATA=)"),
]


def write_data(folder, streets=("2022-03-littleshire-street.csv", "2021-12-littleshire-street.csv"), suffix="gpkg"):
    (folder / "police_uk" / "street").mkdir(parents=True)
    (folder / "boundaries").mkdir()
    for name in streets:
        (folder / "police_uk" / "street" / name).write_text("", "utf-8")
    areas = gpd.GeoDataFrame(
        {"LSOA21CD": ["E1"], "LSOA21NM": ["x"], "LAD24NM": ["d"]}, geometry=[shapely.box(0, 0, 1, 1)]
    )
    path = folder / "boundaries" / f"lsoa_2021.{suffix}"
    areas = areas.set_crs(27700)
    areas.to_parquet(path) if suffix == "parquet" else areas.to_file(path)
    return folder


@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
def test_the_force_file_points_at_the_downloads(tmp_path, suffix):
    data = write_data(tmp_path / 'da"ta', suffix=suffix)
    force = read_force(write_open_data_force(data, tmp_path / "force"))
    assert (force.name, force.slug, force.already_published) == ("Littleshire", "littleshire", True)
    assert force.incidents[0].data_cut == "2022-04-01"
    assert list(force.areas) == ["2021"]
    assert force.areas["2021"].district == "LAD24NM"
    assert force.areas["2021"].path == (data / "boundaries" / f"lsoa_2021.{suffix}").resolve()


def test_the_lookup_is_named_where_there_is_one(tmp_path):
    data = write_data(tmp_path / "data")
    (data / "boundaries" / "lsoa11_lsoa21_lookup.csv").write_text("", "utf-8")
    assert read_force(write_open_data_force(data, tmp_path / "force")).areas["2021"].lookup is not None


def test_refusals(tmp_path):
    with pytest.raises(SourceError, match=r"files of one force .* it holds 0"):
        write_open_data_force(tmp_path, tmp_path)
    two = write_data(tmp_path / "two", ["2022-03-a-street.csv", "2022-03-b-street.csv"])
    with pytest.raises(SourceError, match="it holds 2"):
        write_open_data_force(two, tmp_path)
    (two / "police_uk" / "street" / "2022-03-b-street.csv").unlink()
    (two / "boundaries" / "lsoa_2021.gpkg").unlink()
    with pytest.raises(SourceError, match="neither lsoa_2011 nor lsoa_2021"):
        write_open_data_force(two, tmp_path)


@pytest.fixture(scope="module")
def case(open_force):
    return load_case(open_force, month=Month(2022, 3))


class TestRealFiles:
    pytestmark = real

    def test_rows_in_are_used_or_rejected_and_used_are_placed_or_counted_as_not(self, case):
        ledger = case.ledger.set_index("file")
        assert (ledger["rows_in"] == ledger["used"] + ledger["rejected"]).all()
        month = case.incidents["recorded_on"].dt.strftime("%Y-%m")
        located = pd.crosstab(month, case.incidents["located"])
        for name, row in ledger.iterrows():
            lines = (DATA / "police_uk" / "street" / name).read_text("utf-8").count("\n") - 1
            assert row["rows_in"] == lines
            assert located.loc[name[:7]].sum() == row["used"]
        assert located.loc["2022-03", "outside"] == 40
        assert located["outside"].between(25, 71).all()

    def test_the_month_of_2022_is_on_2011_codes_and_that_of_2024_on_2021_codes(self, case, open_force):
        assert (case.vintage, len(case.areas)) == ("2011", 487)
        months = case.incidents["recorded_on"].dt.strftime("%Y-%m")
        assert months[case.incidents["vintage"] == "2011"].nunique() == 13
        later = load_case(open_force, month=Month(2024, 6))
        assert (later.vintage, len(later.areas)) == ("2021", 516)
        placed = later.incidents[(later.incidents["vintage"] == "2021") & (later.incidents["located"] == "placed")]
        assert placed["area"].isin(later.areas.index).all()

    def test_the_split_city_centre_is_one_unit(self, case):
        units = case.on_units()
        assert len(units.areas) == 483
        counts = units.incidents.groupby(["area", "vintage"]).size()["E01035515+E01035517"]
        before = (case.incidents["area"] == "E01032797").sum()
        after = case.incidents["area"].isin(["E01035515", "E01035517"]).sum()
        assert counts.to_dict() == {"2011": before, "2021": after}
        assert min(before, after) > 1000
        assert (units.incidents["area"].notna() == case.incidents["area"].notna()).all()

    def test_prisons_hospitals_and_police_stations_are_listed_and_not_ranked(self, case):
        assert set(case.removed["what"]) == {"prison", "hospital", "police station"}
        violence = case.incidents[case.incidents["category"] == "Violence and sexual offences"]
        listed = list_removed(violence)
        assert listed["n"].sum() == (violence["located"] == "default_point").sum() > 800
        named = violence["place"].isin(["On or near Prison", "On or near Hospital", "On or near Police Station"])
        assert not (named & (violence["located"] == "placed")).any()

    def test_codes_and_polygons_agree_as_far_as_generalised_edges_let_them(self, case):
        words = case.quality.loc[case.quality["what"].str.contains("disagree"), "what"].tolist()
        assert len(words) == 2
        assert "2.3 %" in words[0]

    def test_the_boundaries_are_what_they_are_said_to_be(self):
        for name, key in (
            ("lsoa_2011.geojson", "lsoa_2011_bgc"),
            ("lsoa_2021.geojson", "lsoa_2021_bgc"),
            ("lsoa11_lsoa21_lookup.csv", "lsoa_2011_2021"),
        ):
            verdict = check_boundary(DATA / "boundaries" / name, key).set_index("check")["verdict"]
            assert verdict["vintage"] == "agrees"
        path = DATA / "boundaries" / "england_wales_lsoa_2021_supergeneralised.parquet"
        codes = gpd.read_parquet(path).rename(columns={"lsoa21_code": "LSOA21CD"})
        assert len(codes) == 35_672


def test_make_real_without_files_is_refused_in_one_line(tmp_path, capsys):
    assert main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("make real: police_uk/street must hold files of one force")
    assert told.err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.skipif(not (DATA / "police_uk").is_dir(), reason="the open data files are not here (DATA=)")
def test_a_page_that_cannot_be_made_costs_no_other(tmp_path, capsys):
    street = tmp_path / "data" / "police_uk" / "street"
    street.mkdir(parents=True)
    (tmp_path / "data" / "boundaries").symlink_to(DATA / "boundaries")
    for name in ("2022-02", "2022-03"):
        path = f"police_uk/street/{name}-cambridgeshire-street.csv"
        (tmp_path / "data" / path).symlink_to(DATA / path)
    assert main(["--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    pages = [Path(line).parts[-3:] for line in told.out.splitlines() if line.endswith(".html")]
    assert pages == [("2022-03", "open_data", "index.html")]
    assert [line.split(":")[1].strip() for line in told.err.splitlines() if line.startswith("make real")] == [
        "open_data 2024-06", "open_data_compare 2024-03",
    ]  # fmt: skip
