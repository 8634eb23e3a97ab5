"""The bank holds all that a folium page asks for, and its Leaflet and jQuery are the real ones."""

import re
from pathlib import Path

import folium
import pytest

from vawg_geo.publishing.assets import LEAFLET_CSS, LEAFLET_JS, REFERENCE, kept_assets

# The bank's one change to Leaflet: marker images come from inside.
PATCH = re.compile(r"_embedImg:function\(t\)\{.*?else return t\},")


def test_every_file_of_a_folium_page_is_kept():
    asked = {address for _, address in folium.Map.default_js + folium.Map.default_css}
    assert len(asked) == 10
    assert asked <= set(kept_assets())
    assert {LEAFLET_JS, LEAFLET_CSS} <= asked


def test_nothing_kept_asks_for_more():
    for address, text in kept_assets().items():
        if address.endswith(".css"):
            assert not REFERENCE.search(text), address
            assert "@import" not in text, address


def test_leaflet_is_the_published_one():
    leaflet = Path(pytest.importorskip("xstatic.pkg.leaflet").BASE_DIR)
    kept = PATCH.sub("", kept_assets()[LEAFLET_JS]).replace("this._embedImg(t)", "t")
    assert kept == (leaflet / "leaflet.js").read_text().strip()


def test_leaflets_style_differs_in_its_images_alone():
    leaflet = Path(pytest.importorskip("xstatic.pkg.leaflet").BASE_DIR)
    published = re.sub(r"url\(images/[\w.-]+\)", "IMAGE", (leaflet / "leaflet.css").read_text().strip())
    assert re.sub(r"url\(data:image/[^)]*\)", "IMAGE", kept_assets()[LEAFLET_CSS]) == published


def test_jquery_is_the_published_one():
    jquery = Path(pytest.importorskip("xstatic.pkg.jquery").BASE_DIR)
    published = (jquery / "jquery.min.js").read_text().strip()
    assert kept_assets()["https://code.jquery.com/jquery-3.7.1.min.js"] == published
