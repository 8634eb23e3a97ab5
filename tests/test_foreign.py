"""Maps made with folium itself: no text is a template, none runs, none leads outside; what would be script is refused."""
# ruff: noqa: E501 - a browser's line reads better than one wrapped

import folium
import geopandas as gpd
import pytest
import shapely
from folium import plugins
from hostile import MARKUP, PAYLOADS, PROBES

from vawg_geo.publishing.map_render import map_document, map_fragment
from vawg_geo.publishing.notebook import frame_map
from vawg_geo.publishing.offline import write_offline
from vawg_geo.publishing.seal import SealError, seal

pytestmark = pytest.mark.fault("X1", "X2")
CODE = ("`", "${", "\\", "<script", "</script", "<!--", "<meta", "<base", "javascript:", "__proto__")
PLAIN = [text for text in PAYLOADS if not set(text) & set("<>&") and not any(mark in text for mark in CODE)]


def made(text, *, popup=True):
    """A map with a text in every place that folium has for one."""
    whole = folium.Map([52, 0], tiles=None, max_zoom=18, zoom_start=9)
    layer = folium.FeatureGroup(name=text).add_to(whole)
    put = {"popup": folium.Popup(text), "tooltip": folium.Tooltip(text)} if popup else {}
    folium.CircleMarker([52, 0], radius=30, **put).add_to(layer)
    folium.Marker([52.2, 0], icon=folium.DivIcon(html=text, class_name="own")).add_to(whole)
    shape = gpd.GeoDataFrame({"what": [text]}, geometry=[shapely.box(0.3, 52.3, 0.6, 52.6)], crs=4326)
    tip = folium.GeoJsonTooltip(fields=["what"], aliases=[text])
    folium.GeoJson(shape, name=text, tooltip=tip, popup=folium.GeoJsonPopup(fields=["what"], aliases=[text])).add_to(
        whole
    )
    folium.LayerControl(collapsed=False).add_to(whole)
    return whole


def outcome(text, **options):
    try:
        return map_document(made(text, **options))
    except SealError as error:
        return error


def test_what_would_be_script_is_refused_by_kind():
    refused = {text: str(said) for text in PAYLOADS if isinstance(said := outcome(text), SealError)}
    assert not set(refused) & set(PLAIN)
    for text in PAYLOADS:
        if any(mark in text for mark in CODE):
            assert "would" in refused.pop(text)
    assert refused == {}


def test_the_refusal_never_shows_the_text():
    for text in ("`CANARY", "<meta CANARY", "${CANARY}"):
        assert "CANARY" not in str(outcome(text))


def test_a_title_stays_a_title(tmp_path):
    for text in (*PROBES, *MARKUP):
        whole = made("x")
        whole.get_root().title = text
        page = write_offline(whole, tmp_path / "a.html").read_text()
        assert page.count("</title>") == 1
        assert "window.ran" not in page.partition("</title>")[2]


def test_the_analyst_s_own_map_is_left_as_it_was(tmp_path):
    whole = made("{{7*7}}")
    before = {id(one): vars(one).get("_template") for one in whole._children.values()}
    assert frame_map(whole) == frame_map(whole)
    assert (
        write_offline(whole, tmp_path / "a.html").read_bytes() == write_offline(whole, tmp_path / "b.html").read_bytes()
    )
    assert {id(one): vars(one).get("_template") for one in whole._children.values()} == before


def test_clusters_made_with_folium_keep_their_text_too():
    whole = folium.Map([52, 0], tiles=None, max_zoom=18)
    cluster = plugins.MarkerCluster().add_to(whole)
    folium.CircleMarker([52, 0], popup=folium.Popup("{{7*7}} {% set x=1 %}")).add_to(cluster)
    page = seal(map_document(whole))
    assert "{{7*7}} {% set x=1 %}" in page
    folium.CircleMarker([52, 0], popup="`${alert(1)}").add_to(cluster)
    with pytest.raises(SealError, match="pop-up"):
        map_document(whole)


@pytest.mark.browser
@pytest.mark.fault("X3", "X4", "X5", "X6", "X7", "X10")
def test_text_is_text_in_a_browser_and_nothing_runs(browser, tmp_path):
    shown = [text for text in PAYLOADS if isinstance(outcome(text), str)]
    assert len(shown) > 55
    fragments = "".join(f"<section>{map_fragment(made(text)).html}</section>" for text in shown)
    path = tmp_path / "maps.html"
    path.write_text(seal(f"<!doctype html><html><head><title>t</title></head><body>{fragments}</body></html>"), "utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 700})
    wrong, served = [], []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfinished", lambda request: served.append(request.url))
    page.goto(path.as_uri())
    said = page.evaluate(
        """() => [...document.querySelectorAll("body > section")].map((part) => {
        const name = [...part.querySelectorAll(".folium-map")][0].id, map = window[name], out = {};
        map.eachLayer((layer) => { if (layer.getPopup && layer.getPopup()) { layer.openPopup(); out[layer instanceof L.GeoJSON ? "area" : "popup"] = layer.getPopup().getElement().querySelector(".leaflet-popup-content").textContent; layer.closePopup(); } });
        map.eachLayer((layer) => { if (layer.getTooltip && layer.getTooltip()) { layer.openTooltip(); out[layer instanceof L.GeoJSON ? "area tip" : "tip"] = layer.getTooltip().getElement().textContent; layer.closeTooltip(); } });
        out.icon = part.querySelector(".own").textContent;
        out.layers = [...part.querySelectorAll(".leaflet-control-layers-overlays span span")].map((one) => one.textContent.trim());
        part.querySelectorAll(".own, .own *, .leaflet-popup *, .leaflet-control-layers span").forEach((one) => ["mouseover", "focus", "click"].forEach((what) => one.dispatchEvent(new MouseEvent(what))));
        return out; })"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert wrong == []
    assert set(served) == {path.as_uri()}
    for text, one in zip(shown, said, strict=True):
        if text in PLAIN:
            plain = text.strip()
            assert {key: one[key].strip() for key in ("popup", "tip", "icon")} == dict.fromkeys(
                ("popup", "tip", "icon"), plain
            )
            assert " ".join(one["area tip"].split()) == " ".join(f"{plain} {plain}".split())
    page.close()
