"""The scan of every output: what it finds in which kind of file, what it lets pass, and that it fails closed (L)."""
# ruff: noqa: E501 - a case a line reads better than one wrapped

import base64
import html
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import LeakError, ProfileError
from vawg_geo.base.force import AreasFile, Force
from vawg_geo.publishing.map_element import escape_json
from vawg_geo.runs import scan as scan_module
from vawg_geo.runs.artefacts import text_artefact
from vawg_geo.runs.county.canaries import ADDRESS, CANARIES, CRIME_NUMBER, NAME, PHONE
from vawg_geo.runs.leak_shapes import shapes_in
from vawg_geo.runs.scan import guard, scan_folder, scan_text, with_records

FORCE = Force("Fen", "fen", {"a": AreasFile(Path("a"))}, (), canaries=CANARIES, folder=Path("/data/fen/force"))
GUARDED = guard(FORCE)


@pytest.fixture
def guarded():
    return guard(FORCE)


@pytest.fixture(scope="module")
def known(case, county):
    """What is guarded of the county's own records."""
    return with_records(guard(case.force), case.force, cut=date(2022, 4, 5))


def kinds(guarded, text):
    return guarded.kinds_in(text_artefact(text))


# What a text may not hold, however it is spelt


@pytest.mark.fault("L1", "L2")
@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "spelt",
    [
        str, str.upper, html.escape, lambda t: t.replace(" ", "\n   "), lambda t: t.replace(" ", "&nbsp;"),
        lambda t: "".join(f"&#{ord(c)};" for c in t), lambda t: "".join(f"\\u{ord(c):04x}" for c in t),
        lambda t: "".join(f"%{byte:02X}" for byte in t.encode()), lambda t: t.replace(" ", "<b></b> "),
        lambda t: escape_json({"t": f"<{t}>"}), json.dumps,
        lambda t: f"data:text/csv;base64,{base64.b64encode(t.encode()).decode()}",
    ],
    ids=["as is", "capitals", "escaped", "broken", "nbsp", "entities", "unicode", "address", "tags", "block", "json",
         "data"],
)  # fmt: skip
def test_a_canary_is_found_in_every_spelling(guarded, canary, spelt):
    assert scan_module.CANARY in kinds(guarded, f"<p>before {spelt(canary)} after</p>")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[pytest.param(t, "a telephone number", marks=pytest.mark.fault("L1")) for t in (
            "07700 900123", "tel:+447700900471", "+44 (0)7700 900 471", "(01632) 960 001", "020 7946 0018", "0131-496-0018",
            "01632960001")],
        *[pytest.param(t, "an e-mail address", marks=pytest.mark.fault("L1")) for t in (
            "a.b@fen.example", "<jane@fen.police.example>", "mailto:x+y@a-b.example")],
        *[pytest.param(t, "a National Insurance number", marks=pytest.mark.fault("L1")) for t in (
            "AB123456C", "ab AB 12 34 56 C.")],
        *[pytest.param(t, "a pseudonym", marks=pytest.mark.fault("L1")) for t in (
            "0123456789abcdef01234567", '"0123456789abcdef01234567",')],
        *[pytest.param(t, "a path of this machine", marks=pytest.mark.fault("L8")) for t in (
            "/home/jane/force.toml", "in /srv/data/x.csv:", "C:\\Users\\Jane\\x.csv", "\\\\fs01\\crime$\\x.csv",
            "file://server/x", "/data/fen/force/extracts/incidents.csv")],
        *[pytest.param(t, "a password or key", marks=pytest.mark.fault("L7")) for t in (
            "postgresql://reader:hunter2@db/crimes", "-----BEGIN RSA PRIVATE KEY-----", "AKIAABCDEFGHIJKLMNOP",
            "ghp_0123456789abcdefghijABCDEFGHIJ456789")],
    ],
)  # fmt: skip
def test_what_is_shaped_like_a_detail_is_found(guarded, text, kind):
    assert kinds(guarded, f"x {text} y") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "4,712 offences, 12.5 to 13.75, 2022-03-31 23:00", "00 01 02 03 04 05 06 07 08 09 10", "0.0123456789", "M0 12L3 45",
        "Z01000001 8N 105A £1,234,567", "sha256 " + "0123456789abcdef" * 4, "https://www.police.uk/home/help", "and/or",
        "version 0123456789 of 2022-03", "@media print", "Fri 23:00-02:30; 0800 555 111", "call 101 or 999", "x@y",
        "vm_0123456789ab", "AA 12 34 56 E", "12/03/2022 01:02:03", "3 of 10 nights", "s/home/x", "1e10 1234567890123456",
        "Call 0808 2000 247",
    ],
)  # fmt: skip
def test_honest_text_passes(guarded, text):
    assert kinds(guarded, text) == []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_can_be_scanned(text):
    assert scan_module.CANARY not in kinds(GUARDED, text)
    assert scan_module.CANARY in kinds(GUARDED, f"{text} {html.escape(NAME)}")
    assert set(shapes_in(text, public=frozenset())) <= set(kinds(GUARDED, text))


def test_helplines_and_what_the_force_states_are_public(tmp_path):
    stated = tmp_path / "force.toml"
    stated.write_text(f'analyst = "a.n@fen.example, 01632 960123"\ncanaries = ["{PHONE}"]\n')
    own = guard(FORCE, stated=(stated,))
    assert kinds(own, "Ask a.n@fen.example or 01632 960 123.") == []
    assert kinds(own, "07700900471") == ["a telephone number"]


def test_a_log_in_with_figures_is_guarded_and_a_plain_word_is_not(monkeypatch):
    monkeypatch.setattr(scan_module.getpass, "getuser", lambda: "fe12345")
    assert kinds(guard(FORCE), "made by FE12345") == ["a password or key"]
    monkeypatch.setattr(scan_module.getpass, "getuser", lambda: "marlham")
    assert kinds(guard(FORCE), "Marlham") == []


@pytest.mark.fault("L7")
def test_the_key_and_the_environment_s_secrets_are_guarded(tmp_path, monkeypatch):
    key = tmp_path / "key"
    key.write_text("q" * 20 + "7" * 20 + "\n")
    monkeypatch.setenv("VAWG_GEO_KEY_FILE", str(key))
    monkeypatch.setenv("CRIMES_DB_PASSWORD", "hunter2-hunter2")
    monkeypatch.setenv("EDITOR_TOKEN", "vi")
    own = guard(FORCE)
    for secret in ("q" * 20 + "7" * 20, "hunter2-hunter2"):
        assert kinds(own, f"a {secret} b") == ["a password or key"]
    assert kinds(own, "vi") == []


def test_a_short_canary_is_refused():
    with pytest.raises(ProfileError, match="1 have fewer"):
        guard(replace(FORCE, canaries=("Jo", "Wilhelmina")))


# Every kind of file


def write_csv(folder, text):
    (folder / "t.csv").write_text(f"place,n\n{text},3\n")


def write_xlsx(folder, text):
    book = openpyxl.Workbook()
    book.active["C7"] = text
    book.save(folder / "t.xlsx")


def write_comment(folder, text):
    book = openpyxl.Workbook()
    book.active["A1"].comment = openpyxl.comments.Comment(text, "x")
    book.save(folder / "t.xlsx")


def write_gpkg(folder, text):
    shapes = gpd.GeoDataFrame({"place": [text]}, geometry=[shapely.box(0, 0, 9, 9)], crs=27700)
    shapes.to_file(folder / "t.gpkg", driver="GPKG")


def write_deleted(folder, text):
    write_gpkg(folder, text + "x" * 40)
    with closing(sqlite3.connect(folder / "t.gpkg")) as base:
        base.execute("DROP TRIGGER IF EXISTS rtree_t_geom_delete")
        base.executescript("PRAGMA secure_delete = 0; DELETE FROM t;")


def write_page(folder, text):
    (folder / "t.html").write_text(f"<!-- {text} --><script>const note = 1;</script>")


def write_manifest(folder, text):
    (folder / "manifest.json").write_text(json.dumps({"chosen": {"why": text}}))


def write_end(folder, text):
    (folder / "END").write_text(text)


def write_log(folder, text):
    (folder / "run.log").write_text(f"2022-04-05T09:00 failed: {text}\n")


@pytest.mark.fault("L1", "L2", "L6")
@pytest.mark.parametrize(
    "write",
    [write_csv, write_xlsx, write_comment, write_gpkg, write_deleted, write_page, write_manifest, write_end, write_log],
)
def test_every_kind_of_file_is_read(guarded, tmp_path, write):
    write(tmp_path, "harmless")
    scan_folder(tmp_path, guarded)
    write(tmp_path, NAME)
    with pytest.raises(LeakError, match=r"holds a word that force\.toml forbids.*nothing was published") as leak:
        scan_folder(tmp_path, guarded)
    assert NAME not in str(leak.value)
    assert str(tmp_path) not in str(leak.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"\xff\xfe\x00"), ("a.csv", b"caf\xe9"), ("a.xlsx", b"PK\x03\x04 cut"), ("a.gpkg", b"SQLite format 3\0"),
        ("a.png", b"\x89PNG"), ("a.csv.gz", b"\x1f\x8b"), ("a.parquet", b"PAR1"), ("a.ipynb", b"{}"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(guarded, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LeakError, match="cannot be read by the scan"):
        scan_folder(tmp_path, guarded)


def test_a_script_that_is_not_the_toolkit_s_own_is_read(guarded, tmp_path):
    from vawg_geo.publishing.assets import LEAFLET_JS, kept_assets

    page = tmp_path / "a.html"
    page.write_text(f"<script>{kept_assets()[LEAFLET_JS]}</script>")
    assert scan_folder(tmp_path, guarded) == 1
    page.write_text(f"<script>const rows = [{NAME!r}]</script>")
    with pytest.raises(LeakError):
        scan_folder(tmp_path, guarded)


def test_kept_editions_are_not_scanned_again(guarded, tmp_path):
    (tmp_path / "editions" / "1").mkdir(parents=True)
    write_csv(tmp_path / "editions" / "1", NAME)
    assert scan_folder(tmp_path, guarded) == 0


def test_a_text_is_refused_before_it_is_written(guarded):
    scan_text("all is well", guarded, what="the log")
    with pytest.raises(LeakError, match="the log holds a word") as leak:
        scan_text(f"see {ADDRESS}", guarded, what="the log")
    assert ADDRESS not in str(leak.value)


# The records of the run


def raw_rows(county):
    return pd.read_csv(county / "extracts" / "incidents.csv", dtype=str, nrows=3_000, keep_default_na=False)


@pytest.mark.fault("L1", "L2")
@pytest.mark.parametrize("written", ["{}", "crime {}.", '"{}",', "({})", "<td>{}</td>", "ref:{}", "{}_note"])
def test_identifiers_are_known_without_being_kept(known, county, written):
    row = raw_rows(county).iloc[1_234]
    for raw in (row["crime_number"], row["victim_id"]):
        assert kinds(known, written.format(raw)) == [scan_module.RECORD]
    stored = repr(sorted(known.records.pseudonyms)[:50])
    assert row["crime_number"] not in stored


@pytest.mark.parametrize(
    ("table", "column"), [("visits", "officer"), ("visits", "person_id"), ("journey", "crime_number")]
)
def test_identifiers_of_side_tables_are_known_too(known, county, table, column):
    raw = pd.read_csv(county / "extracts" / f"{table}.csv", dtype=str, nrows=50)[column].iloc[-1]
    assert kinds(known, f"seen by {raw} on Friday") == [scan_module.RECORD]


@pytest.mark.parametrize("text", ["FN/999998/20", "V0999999", "Z01000001", "105A", "2022-03", "12345", "1234567.5"])
def test_other_codes_are_no_records(known, text):
    assert kinds(known, text) == []


def test_a_system_that_writes_spaces_is_understood(known):
    from vawg_geo.sources.pseudonyms import pseudonymise

    spaced = pseudonymise(pd.Series(["44 AB 123456 21"]), known.records.key, domain="incident").iloc[0]
    own = replace(known, records=replace(known.records, pseudonyms=frozenset({spaced})))
    assert kinds(own, "Crime 44 AB 123456 21 was") == [scan_module.RECORD]
    assert kinds(own, "Crime 44 AB 123456 22 was") == []


@pytest.fixture(scope="module")
def spot(case):
    """A street offence's place that is no venue's."""
    venues = set(zip(case.tables["venues"]["easting"], case.tables["venues"]["northing"], strict=True))
    street = case.incidents[case.incidents["place_type"].eq("street") & case.incidents.geometry.notna()]
    return next(p for p in street.geometry if (p.x, p.y) not in venues)


@pytest.mark.fault("L3")
@pytest.mark.parametrize(
    "written",
    [
        lambda e, n, lat, lon: f"[{e:.0f}, {n:.0f}]", lambda e, n, lat, lon: f"{e:.0f},{n:.0f}", lambda e, n, lat, lon: f"{e:.1f} {n:.1f}",
        lambda e, n, lat, lon: f"{n:.0f};{e:.0f}", lambda e, n, lat, lon: f"{e:.0f},street,105A,7,{n:.0f}",
        lambda e, n, lat, lon: f"[{lat:.6f}, {lon:.6f}]", lambda e, n, lat, lon: f'"coordinates": [{lon!r}, {lat!r}]',
        lambda e, n, lat, lon: f"{lat:.5f}/{lon:.5f}",
    ],
)  # fmt: skip
def test_an_exact_position_is_found_in_metres_and_degrees(known, spot, written):
    lon, lat = gpd.GeoSeries([spot], crs=27700).to_crs(4326).iloc[0].coords[0]
    assert kinds(known, written(spot.x, spot.y, lat, lon)) == [scan_module.POSITION]
    assert kinds(known, written(spot.x + 30, spot.y - 30, lat + 3e-4, lon - 3e-4)) == []


@pytest.mark.fault("L3")
@pytest.mark.parametrize(
    "shape",
    [lambda p: p, lambda p: shapely.MultiPoint([p, (1, 1)]), lambda p: shapely.LineString([p, (1, 1)]),
     lambda p: shapely.Polygon([p, (p.x + 90.5, p.y), (p.x, p.y + 90.5)])],
    ids=["point", "points", "line", "hull"],
)  # fmt: skip
def test_an_exact_position_is_found_in_a_geometry(known, spot, tmp_path, shape):
    gpd.GeoDataFrame({"n": [1]}, geometry=[shape(spot)], crs=27700).to_file(tmp_path / "a.gpkg", driver="GPKG")
    with pytest.raises(LeakError, match=r"a\.gpkg holds the exact position of a record"):
        scan_folder(tmp_path, known)


def test_areas_and_venues_are_no_one_s_position(known, case, tmp_path):
    case.areas[["name", "geometry"]].to_file(tmp_path / "a.gpkg", driver="GPKG")
    assert scan_folder(tmp_path, known) == 1
    venue = case.tables["venues"].iloc[0]
    assert kinds(known, f"{venue.easting:.0f},{venue.northing:.0f}") == []


def test_a_corner_that_happens_to_be_a_place_of_crime_passes(known, case):
    corner = shapely.get_coordinates(case.areas.geometry)[:1]
    hit = replace(known.records, exact=corner[:, 0] + 1j * corner[:, 1])
    blob = replace(text_artefact(""), points=corner)
    assert replace(known, records=hit).kinds_in(blob) == []
    elsewhere = replace(hit, grounds=lambda: corner + 500)
    assert replace(known, records=elsewhere).kinds_in(blob) == [scan_module.POSITION]


def test_without_the_records_nothing_can_be_vouched_for(case, guarded, tmp_path):
    nowhere = replace(case.force, snapshots=tmp_path)
    with pytest.raises(LeakError, match="snapshot of 2022-04-05 is not there"):
        with_records(guarded, nowhere, cut=date(2022, 4, 5))
    (tmp_path / "2022-04-05").mkdir()
    (tmp_path / "2022-04-05" / "0001.json").write_text("{")
    with pytest.raises(LeakError, match="could not be read again"):
        with_records(guarded, nowhere, cut=date(2022, 4, 5))


def test_published_records_have_nothing_to_hide(case):
    own = with_records(guard(case.force), replace(case.force, already_published=True), cut=date(2022, 4, 5))
    assert not own.records.pseudonyms
    assert kinds(own, CRIME_NUMBER) == [scan_module.CANARY]
