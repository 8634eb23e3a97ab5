"""One file, whole or not at all."""

import os

import folium
import pytest
from map_made import made_map

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.offline import write_offline
from vawg_geo.publishing.seal import SealError


def test_a_map_becomes_one_lean_file(tmp_path):
    path = write_offline(made_map(), tmp_path / "map.html")
    text = path.read_text()
    assert [one.name for one in tmp_path.iterdir()] == ["map.html"]
    assert "cdn." not in text
    assert "jquery" not in text.lower()
    assert "bootstrap" not in text.lower()


def test_text_is_sealed_too(tmp_path):
    path = write_offline("<html><head></head><body>x</body></html>", tmp_path / "a.html")
    assert "Content-Security-Policy" in path.read_text()


def test_a_refused_page_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("good")
    with pytest.raises(SealError):
        write_offline("<html><head></head><img src=//x.example/a></html>", path)
    assert path.read_text() == "good"


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text("good")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_offline("<html><head></head></html>", path)
    assert path.read_text() == "good"
    assert [one.name for one in tmp_path.iterdir()] == ["a.html"]


def test_tiles_are_refused_by_name(tmp_path):
    with pytest.raises(SealError, match="tiles"):
        write_offline(folium.Map([52, 0]), tmp_path / "a.html")


def test_a_plain_folium_map_carries_only_what_it_uses(tmp_path):
    plain = folium.Map([52, 0], tiles=None, max_zoom=18)
    folium.CircleMarker([52, 0]).add_to(plain)
    assert write_offline(plain, tmp_path / "a.html").stat().st_size < 260 * 1024


@pytest.mark.parametrize("path", ["", "no folder/map.html"])
def test_a_path_without_a_folder_is_refused_in_words(tmp_path, path):
    with pytest.raises(SchemaError, match="make the folder first"):
        write_offline("<html><head></head></html>", tmp_path / path)


def test_a_path_is_a_path():
    with pytest.raises(SchemaError, match="path must be text or a path"):
        write_offline("<html><head></head></html>", None)


@pytest.mark.parametrize("odd", [None, folium.Figure(), b"<html></html>"])
def test_what_is_no_page_is_refused(tmp_path, odd):
    with pytest.raises(SchemaError, match="a folium map or HTML text"):
        write_offline(odd, tmp_path / "page.html")
