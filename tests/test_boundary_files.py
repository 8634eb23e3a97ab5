"""Official boundaries brought in: checked first, put in place whole, what stood there kept from what is wrong."""

import threading
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import geopandas as gpd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError, VintageError
from vawg_geo.base.force import AreasFile
from vawg_geo.base.toml import build, read_toml
from vawg_geo.runs import boundary_files, cli
from vawg_geo.runs.boundary_files import fetch_boundary, import_boundary

OLD, NEW = ["E01000001", "E01000002"], ["E01000001", "E01035515"]


def write(path, codes, column):
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(codes))]
    table = gpd.GeoDataFrame({column: codes, column.replace("CD", "NM"): codes}, geometry=shapes, crs=27700)
    table.to_parquet(path) if path.suffix == ".parquet" else table.to_file(path)
    return path


@pytest.mark.parametrize(
    ("name", "codes", "column", "key"),
    [("a.parquet", NEW, "LSOA21CD", "lsoa_2021_bgc"), ("A.GPKG", OLD, "LSOA11CD", "lsoa_2011_bgc")],
)
def test_a_file_is_told_by_its_columns_and_named_as_force_toml_wants_it(tmp_path, name, codes, column, key):
    brought = import_boundary(write(tmp_path / name, codes, column), into=tmp_path / "boundaries")
    assert (brought.key, brought.path) == (key, tmp_path / "boundaries" / f"{key}.{name.split('.')[1].lower()}")
    assert brought.path.read_bytes() == (tmp_path / name).read_bytes()
    assert set(brought.checks["verdict"]) == {"agrees", "cannot say"}
    (tmp_path / "force.toml").write_text(brought.block)
    (areas,) = (build(AreasFile, one, where="") for one in read_toml(tmp_path / "force.toml")["areas"].values())
    assert (tmp_path / areas.path, areas.code, areas.name) == (brought.path, column, column.replace("CD", "NM"))


def test_a_shapefile_comes_with_the_files_it_is_made_of(tmp_path):
    write(tmp_path / "[a].shp", NEW, "LSOA21CD")
    path = import_boundary(tmp_path / "[a].shp", into=tmp_path / "b").path
    assert {".shp", ".shx", ".dbf", ".prj"} <= {one.suffix for one in path.parent.iterdir()}
    assert gpd.read_file(path)["LSOA21CD"].tolist() == NEW


def test_what_is_wrong_leaves_what_stood_there(tmp_path):
    old = write(tmp_path / "old.parquet", OLD, "LSOA21CD")
    stood = import_boundary(write(tmp_path / "new.parquet", NEW, "LSOA21CD"), into=tmp_path / "b").path
    before = stood.read_bytes()
    (tmp_path / "list.csv").write_text("LSOA11CD,LSOA21CD,CHGIND\nE01000001,E01000001,U\n")
    (tmp_path / "text.gpkg").write_text("x")
    for file, key, error, words in (
        (old, "", VintageError, "is it of 2011"),
        (old, "lsoa_2011_bgc", PlaceError, "no column LSOA11CD"),
        (old, "nope", PlaceError, "no boundary source of that name"),
        (write(tmp_path / "x.parquet", OLD, "WD22CD"), "", PlaceError, "none of the columns LSOA11CD"),
        (tmp_path / "text.gpkg", "", PlaceError, "cannot be read as a file of shapes"),
        (tmp_path / "gone.gpkg", "", PlaceError, "no file gone.gpkg"),
    ):
        with pytest.raises(error, match=words):
            import_boundary(file, into=tmp_path / "b", key=key)
    with pytest.raises(VintageError, match="none of its codes is new"):
        import_boundary(tmp_path / "list.csv", into=tmp_path / "b")
    with pytest.raises(PlaceError, match=r"could not be put into old\.parquet"):
        import_boundary(tmp_path / "new.parquet", into=old)
    assert [path.name for path in (tmp_path / "b").iterdir()] == [stood.name]
    assert stood.read_bytes() == before


@pytest.fixture
def publisher(tmp_path):
    folder = tmp_path / "published"
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    handler.func.log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_is_fetched_by_its_link_and_nothing_half_done_stays(publisher, tmp_path, monkeypatch):
    (folder, address), into = publisher, tmp_path / "b"
    write(folder / "new.parquet", NEW, "LSOA21CD")
    path = fetch_boundary("lsoa_2021_bfc", address=f"{address}/new.parquet?where=1", into=into).path
    assert path.read_bytes() == (folder / "new.parquet").read_bytes()
    monkeypatch.setattr(boundary_files, "_LARGEST", 10)
    for key, link, words in (
        ("lsoa_2021_bfc", f"{address}/new.parquet", "larger than any"),
        ("lsoa_2021_bfc", f"{address}/gone.parquet", "answered 404"),
        ("lsoa_2021_bfc", "http://127.0.0.1:1/x", "nothing could be fetched"),
        ("lsoa_2021_bfc", "file:///etc/hosts", "begins with https"),
        ("lsoa_2021_bfc", "", "gives no lasting address. Open https://"),
        ("wards", address, "no official file of that name"),
    ):
        with pytest.raises(PlaceError, match=words):
            fetch_boundary(key, address=link, into=into)
    assert list(into.iterdir()) == [path]


def test_the_commands(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(cli, "_catch_signals", lambda: None)
    monkeypatch.setattr(urllib.request, "urlopen", None)  # a list asks nobody
    file = write(tmp_path / "new.parquet", NEW, "LSOA21CD")
    for words, code, told in (
        (["fetch"], 0, "lsoa_2021_bgc\n  Lower layer"),
        (["fetch", "lsoa_2021_bgc"], 1, "--from"),
        (["import", str(file), "--into", str(tmp_path / "b")], 0, "lsoa_2021_bgc.parquet\n"),
        (["import"], 2, "FILE"),
    ):
        with pytest.raises(SystemExit) as left:
            cli.app(["areas", *words], prog_name="vawg-geo")
        assert ((left.value.code or 0), told in "".join(capfd.readouterr())) == (code, True)
