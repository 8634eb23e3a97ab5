"""Maps: what enters their source, what is drawn, and that no text is ever code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from map_made import UNLUCKY, made_areas, made_case, made_hotspots, made_map

from vawg_geo.base.errors import DisclosureError, PlaceError, SchemaError
from vawg_geo.publishing import map_geometry
from vawg_geo.publishing.map_backdrop import encode_venues, ranks_of
from vawg_geo.publishing.map_classes import choose_breaks, class_of, class_words
from vawg_geo.publishing.map_element import HERE, AreaMap, element_of, escape_json
from vawg_geo.publishing.map_geometry import LETTERS, SCALE, encode_areas, encode_lines, encode_polygon
from vawg_geo.publishing.map_render import map_document, map_fragment
from vawg_geo.publishing.map_views import find_views
from vawg_geo.publishing.maps import Ranked, map_areas, map_hotspots, map_ranked
from vawg_geo.publishing.offline import write_offline
from vawg_geo.publishing.seal import seal

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def areas():
    return made_areas()


def data_of(made):
    return json.loads(element_of(made).block_text)


def walk(text):
    """Read steps back, another way than the page does: as runs of letters that end below 32."""
    runs = re.findall(f"[{re.escape(LETTERS[32:])}]*[{LETTERS[:32]}]", text)
    folded = [sum(LETTERS.index(c) % 32 << 5 * i for i, c in enumerate(run)) for run in runs]
    return np.cumsum(np.array([-(n + 1) // 2 if n % 2 else n // 2 for n in folded]).reshape(-1, 2), axis=0) / SCALE


# What enters the source


@pytest.mark.fault("L1", "L3")
def test_only_allowed_keys_enter_the_source(areas):
    areas = areas.assign(secret="canary", victim="canary")
    made = made_map(areas)
    data = data_of(made)
    assert {key for area in data["areas"] for key in area} <= {"c", "n", "k", "i", "t", "g"}
    assert {key for place in data["listed"] for key in place} == {"c", "i", "l", "p"}
    assert "canary" not in map_document(made)


@pytest.mark.fault("L1", "L3")
@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"incidents": [[5, 2]]}, "1 in map"),
        ({"areas": [{"c": "a", "victim": "Jane", "age": 3}, {"offence": 1}]}, "3 in map.areas"),
        ({"points": [{"key": "venue", "exact": [[1, 2]]}]}, "1 in map.points"),
        ({"county": {"b": [], "g": [{"rows": []}]}}, "1 in map.county.g"),
    ],
)
def test_a_map_with_another_key_is_refused(areas, more, where):
    with pytest.raises(DisclosureError, match=re.escape(f"allow-list: {where}.")) as refused:
        AreaMap(data_of(made_map(areas)) | more)
    assert "Jane" not in str(refused.value)
    assert "victim" not in str(refused.value)


def test_suppressed_figures_are_absent(areas):
    figures = pd.DataFrame(
        {"n": pd.array([7, None, 123_457] + [3] * (len(areas) - 3), dtype="Int64")}, index=areas.index
    )
    data = data_of(map_areas(figures, areas, column="n", breaks=(5, 50), title="t"))
    assert ["k" in area for area in data["areas"][:3]] == [True, False, True]
    assert "123457" not in json.dumps(data)
    assert data["classes"] == ["under 5", "5 to 50", "50 or more"]


@pytest.mark.parametrize("values", [["SECRET", "2"], pd.Categorical(["hot", "none"])])
def test_what_is_no_figure_is_refused_without_being_told(areas, values):
    with pytest.raises(SchemaError, match="mapped figures must be numbers") as caught:
        map_areas(pd.DataFrame({"n": values}, index=areas.index[:2]), areas, column="n", title="t")
    assert "SECRET" not in str(caught.value)


def test_areas_must_have_a_surface(areas):
    figures = pd.DataFrame({"n": 1}, index=areas.index)
    with pytest.raises(PlaceError, match="must be polygons: 200 are points or lines"):
        map_areas(figures, areas.set_geometry(areas.centroid), column="n", title="t")


def test_areas_without_a_row_have_no_figure(areas):
    figures = pd.DataFrame({"n": [1.0]}, index=areas.index[:1])
    data = data_of(map_areas(figures, areas, column="n", breaks=(5,), title="t"))
    assert sum("k" in area for area in data["areas"]) == 1


def test_own_breaks_are_announced(areas):
    figures = pd.DataFrame({"n": np.arange(len(areas))}, index=areas.index)
    assert "chosen from these figures" in data_of(map_areas(figures, areas, column="n", title="t"))["credit"]
    assert data_of(map_areas(figures, areas, column="n", breaks=(5,), title="t"))["credit"] == ""


def test_listed_places_and_watch_places_stay_apart(areas):
    found = made_hotspots(areas)
    data = data_of(map_hotspots(found, areas, title="t"))
    assert [place["i"] for place in data["listed"]] == list(found.listed["number"])
    assert data["watch"] == list(found.watch.index)
    texts = {area["c"]: area.get("t", "") for area in data["areas"]}
    assert texts[found.listed.index[0]].startswith("64 recorded in 12 months, 7 this month; almost certain (97%)")
    assert texts[found.listed.index[5]].endswith("too few for hours")
    assert texts[found.watch.index[0]] == "Watch, do not patrol: One very serious offence."
    assert data["fear"] == [*found.listed.index[[0, 2, 4]], found.watch.index[1]]


def test_street_safe_reports_of_the_year_are_counted(areas):
    found, case = made_hotspots(areas), made_case(areas)
    found.monthly = pd.DataFrame({"n": [1]}, index=["2022-03"])
    old, new = pd.Timestamp("2021-03-31", tz="Europe/London"), pd.Timestamp("2022-03-31", tz="Europe/London")
    case.tables["street_safe"] = pd.DataFrame(
        {"area": [areas.index[3]] * 5 + [areas.index[4]] * 5, "reported_on": [new] * 5 + [old] * 5}
    )
    assert data_of(map_hotspots(found, areas, title="t", case=case))["fear"] == [areas.index[3]]


def test_places_that_leave_are_marked(areas):
    assert [place.get("l") for place in data_of(made_map(areas))["listed"]] == [None] * 5 + [1]


def test_ranked_places_are_numbered_in_order(areas):
    figures = pd.Series(np.arange(len(areas), dtype=float), index=areas.index)
    ranked = Ranked(figures, pd.Series([2, 1], index=areas.index[[20, 9]]), {areas.index[9]: "{{said}}"}, "Offences")
    data = data_of(map_ranked(ranked, areas, title="t", breaks=(5, 50), backdrop=made_case(areas).backdrop))
    assert [(place["c"], place["i"]) for place in data["listed"]] == [(areas.index[9], 1), (areas.index[20], 2)]
    assert (data["measure"], data["areas"][9]["t"]) == ("Offences", "{{said}}")
    assert data["watch"] == data["hexes"] == data["fear"] == []


def test_an_empty_list_shows_the_county(areas):
    found = made_hotspots(areas)
    found.listed, found.watch = found.listed.iloc[:0], found.watch.iloc[:0]
    data = data_of(map_hotspots(found, areas, title="t"))
    assert [view["s"] for view in data["views"]] == ["Whole county"]
    assert data["panels"] == [0]


def test_towns_have_a_view_each_most_harm_first(areas):
    found = made_hotspots(areas)
    views = find_views(found.listed, areas)
    assert [view["n"] for view in views["views"]] == [
        "Alderwick: places 1, 2, 4 and 6",
        "Fenmere: places 3 and 5",
        "The whole county",
    ]
    assert views["panels"] == [0, 1]
    for view, codes in zip(
        views["views"], (found.listed.index[[0, 1, 3, 5]], found.listed.index[[2, 4]]), strict=False
    ):
        west, south, east, north = np.array(view["b"]) / SCALE
        assert shapely.box(west, south, east, north).contains(areas.loc[codes].to_crs(4326).union_all())


def test_two_clusters_of_one_district_keep_their_numbers(areas):
    views = find_views(made_hotspots(areas).listed, areas.assign(district="Fens"))
    assert [view["s"] for view in views["views"][:2]] == ["Fens: places 1, 2, 4 and 6", "Fens: places 3 and 5"]
    views = find_views(made_hotspots(areas).listed, areas.drop(columns="district"))
    assert views["views"][0]["s"] == "Places 1, 2, 4 and 6"


# Refusals


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.drop(columns="n"), "'n' is missing"),
        (lambda t: t.rename(index={t.index[0]: "Z99"}), "first is row 1"),
        (lambda t: pd.concat([t, t]), "repeat a code"),
        (lambda t: t.assign(n=np.inf), "finite"),
    ],
)
def test_tables_that_cannot_be_mapped_are_refused(areas, change, says):
    table = pd.DataFrame({"n": np.arange(len(areas), dtype=float)}, index=areas.index)
    with pytest.raises(SchemaError, match=says):
        map_areas(change(table), areas, column="n", title="t")


@pytest.mark.parametrize("breaks", [(5, 5), (5, 1), (1, 2, 3, 4, 5)])
def test_breaks_must_rise_and_be_few(breaks):
    with pytest.raises(SchemaError, match="rise"):
        class_of(pd.Series([1.0]), breaks)


def test_areas_must_be_metres_and_there(areas):
    table = pd.DataFrame({"n": 1.0}, index=areas.index)
    for wrong, says in (
        (areas.to_crs(4326), "27700"),
        (areas.set_crs(None, allow_override=True), "none"),
        (areas.iloc[:0], "each code once"),
    ):
        with pytest.raises(PlaceError, match=says):
            map_areas(table, wrong, column="n", title="t")


# Classes


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_classes_follow_the_breaks(values):
    figures = pd.Series(values)
    breaks = choose_breaks(figures)
    classes = class_of(figures, breaks)
    assert len(class_words(breaks)) == len(breaks) + 1 <= 5
    assert all(sum(value >= edge for edge in breaks) == step for value, step in zip(values, classes, strict=True))


def test_nothing_above_zero_has_one_class():
    assert (choose_breaks(pd.Series([0.0, np.nan])), class_words(())) == ((), ["none"])
    assert class_words((0.25, 1_500)) == ["under 0.25", "0.25 to 1,500", "1,500 or more"]


# Shapes


def test_shapes_come_back_within_the_tolerance(areas):
    shapes, tolerance_m = encode_areas(areas)
    rings = [shapely.Polygon(walk(parts[0][0])) for parts in shapes]
    back = gpd.GeoSeries(rings, index=areas.index, crs=4326).to_crs(27700)
    assert tolerance_m == 10
    assert back.hausdorff_distance(areas.geometry).max() < tolerance_m + 2
    assert back.union_all().area == pytest.approx(areas.union_all().area, rel=1e-3)
    assert len(json.dumps(shapes)) < 200_000


def test_a_heavy_county_is_simplified_until_it_fits(areas, monkeypatch):
    monkeypatch.setattr(map_geometry, "BUDGET_BYTES", 0)
    assert encode_areas(areas)[1] == map_geometry.TOLERANCES_M[-1]


def test_rings_and_lines_that_vanish_are_left_out():
    assert encode_polygon(shapely.Point(0, 52).buffer(1e-7)) == []
    assert encode_lines([shapely.LineString([(540_000, 280_000), (540_000.1, 280_000)]), shapely.LineString()]) == []


def test_the_county_stays_under_its_budget(areas):
    assert len(element_of(made_map(areas)).block_text) < 300_000


def test_venues_are_sorted_by_kind(areas):
    layers = encode_venues(made_case(areas).tables["venues"])
    assert [(layer["key"], layer["n"]) for layer in layers] == [
        ("taxi", ["<b>rank</b>"]), ("cctv", ["c"]), ("large", ["a"]), ("venue", ["{{7*7}}", ""]),
    ]  # fmt: skip
    assert encode_venues(None) == []


def test_ranks_come_from_rank_or_kind():
    assert list(ranks_of(pd.DataFrame({"rank": [1, 9, None]}))) == [1, 4, 2]
    assert list(ranks_of(pd.DataFrame({"kind": ["district", "village", "odd"]}))) == [1, 3, 1]
    assert list(ranks_of(pd.DataFrame({"name": ["x"]}))) == [1]


# Text is never code


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_any_text_survives_the_block(value):
    text = escape_json({"a": value})
    assert json.loads(text) == {"a": value}
    assert not re.search(r"\{\{|\{%|\{#|[<>&'\u2028\u2029]", text)


def test_numbers_that_json_lacks_are_refused():
    with pytest.raises(ValueError, match="Out of range"):
        escape_json({"a": float("nan")})


def test_half_a_character_is_carried_as_an_escape():
    assert json.loads(escape_json({"a": "\ud800"}).encode().decode()) == {"a": "\ud800"}


@pytest.mark.parametrize("name", ["map_panel.js", "map_element.js", "map_element.css"])
def test_our_own_files_hold_no_template_and_no_sink(name):
    text = (HERE / name).read_text()
    assert not re.search(r"\{\{|\{%|\{#", text)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|bindPopup|bindTooltip", text
    )


def test_foliums_text_sinks_stay_out_of_the_library():
    names = r"(?:Popup|Tooltip|GeoJson\w*|Icon|DivIcon|Marker|Html|Choropleth|LayerControl|Vega\w*)\b"
    sinks = rf"folium(?:\.\w+)*\.{names}|from (?:folium|branca)[^\n]*import [^\n]*\b{names}"
    found = {path.name for path in (ROOT / "vawg_geo").rglob("*.py") if re.search(sinks, path.read_text())}
    assert found == set()


# Same inputs, same bytes


def test_the_same_map_gives_the_same_bytes(areas):
    assert seal(map_document(made_map(areas))) == seal(map_document(made_map(areas)))
    made = made_map(areas)
    assert map_fragment(made).html == map_fragment(made).html == map_fragment(made_map(areas)).html


def test_another_process_gives_the_same_bytes(areas, tmp_path):
    code = (
        "import sys; from map_made import made_map; from vawg_geo.publishing.offline import write_offline; "
        "write_offline(made_map(), sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "b.html")], check=True, cwd=ROOT / "tests")
    assert write_offline(made_map(areas), tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_rendering_leaves_the_map_as_it_was(areas):
    made = made_map(areas)
    assert isinstance(made, folium.Map)
    map_fragment(made)
    assert len(made.get_root().script._children) == 0


# In a browser


class Visit:
    """A page opened without a network, and what it did."""

    def __init__(self, browser, path, **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.asked, self.errors = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console", lambda said: self.errors.append(said.text) if said.type in {"error", "warning"} else None
        )
        self.page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("figure[data-ready]")

    def quiet(self):
        return (
            self.errors == [] and all(url.startswith(("file:", "data:")) for url in self.asked) and len(self.asked) == 1
        )


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write_offline(made_map(), tmp_path_factory.mktemp("map") / "map.html")


@pytest.fixture
def visit(browser, file):
    made = []

    def go(path=file, **context):
        made.append(Visit(browser, path, **context))
        return made[-1]

    yield go
    for one in made:
        one.context.close()


@pytest.mark.browser
def test_it_draws_all_areas_and_asks_for_nothing(visit):
    seen = visit()
    assert seen.page.locator(".folium-map path.vm-area").count() == 200
    assert seen.page.locator(".vm-small path.vm-area").count() == 200
    assert seen.page.locator(".folium-map .vm-disc").all_text_contents() == ["1", "2", "3", "4", "5", "6"]
    assert seen.quiet()


@pytest.mark.browser
def test_each_panel_shows_its_places(visit):
    page = visit().page
    for panel, numbers in ((".folium-map", (1, 2, 4, 6)), (".vm-small", (3, 5))):
        frame = page.locator(panel).bounding_box()
        for number in numbers:
            disc = page.locator(f"{panel} .vm-disc", has_text=str(number)).bounding_box()
            assert frame["x"] < disc["x"] < frame["x"] + frame["width"] - 20
            assert frame["y"] < disc["y"] < frame["y"] + frame["height"] - 20


@pytest.mark.browser
def test_text_appears_as_typed_and_never_runs(visit):
    seen = visit()
    assert seen.page.title() == "Listed <places> {{7*7}}"
    said = seen.page.evaluate(
        "() => [...document.querySelectorAll('.folium-map path.vm-area')].slice(0, 13).map((area) => {"
        " area.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));"
        " return document.querySelector('.vm-info').textContent.split(' \\u00b7 ')[0].replace(/^\\d\\. /, ''); })"
    )
    assert said == list(UNLUCKY)
    labels = seen.page.locator(".folium-map .vm-label").all_text_contents()
    assert "<i>{{Fenmere}}" in labels
    assert seen.page.locator("script[src], img[src='x'], .vm b, .vm i:not(.vm-swatch)").count() == 0
    assert seen.quiet()


@pytest.mark.browser
def test_the_policy_stops_a_script_that_was_not_hashed(visit, file, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(file.read_text().replace("</main>", "<script>document.title = 'ran'</script><p onclick=1></main>"))
    seen = visit(bad)
    assert seen.page.title() != "ran"
    assert any("Content Security Policy" in error for error in seen.errors)


@pytest.mark.browser
def test_it_works_by_keyboard_alone(visit):
    page = visit().page
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "document.activeElement.className + '|' + (document.activeElement.getAttribute('aria-label') || '')"
            )
        )
        if stops[-1].startswith("vm-disc|Place 1"):
            assert page.locator(".vm-info").inner_text().startswith("1. ")
        if document_left(page):
            break
    assert document_left(page), "Tab never leaves the map"
    discs = [stop.split("|Place ")[1].split()[0].strip(".,:") for stop in stops if "vm-disc" in stop]
    assert sorted(discs) == ["1", "2", "3", "4", "5", "6"]  # each in the frame that shows it, in no other
    assert any("Zoom in" in stop for stop in stops)
    assert any("vm-view" in stop for stop in stops)


def document_left(page):
    return page.evaluate("document.activeElement === document.body")


@pytest.mark.browser
def test_switches_show_and_hide_on_every_panel(visit):
    page = visit().page
    switch = page.get_by_label("Street Safe", exact=True)
    assert page.locator("path.vm-fear").count() == 0
    switch.focus()
    page.keyboard.press("Space")
    assert page.locator("path.vm-fear").count() == 8
    assert page.locator(".vm-key li:not([hidden])", has_text="Street Safe").count() == 1  # shown on paper
    page.get_by_label("Taxi ranks").check()
    assert page.locator(".vm-mark-box:visible").count() >= 1


@pytest.mark.browser
def test_views_move_the_large_map(visit):
    page = visit().page
    page.get_by_role("button", name="Whole county").click()
    assert page.get_by_role("button", name="Whole county").get_attribute("aria-pressed") == "true"
    assert page.locator(".vm-caption").first.inner_text() == "The whole county"
    frame = page.locator(".folium-map").bounding_box()
    for box in (one.bounding_box() for one in page.locator(".folium-map path.vm-area").all()[::20]):
        assert frame["x"] - 1 <= box["x"] <= frame["x"] + frame["width"]
        assert frame["y"] - 1 <= box["y"] <= frame["y"] + frame["height"]


@pytest.mark.browser
def test_a_map_first_shown_hidden_is_fitted_when_seen(visit, file, tmp_path):
    hidden = tmp_path / "hidden.html"
    hidden.write_text(file.read_text().replace("<main>", '<main style="display:none">'))
    seen = visit(file)  # the fitted one, to compare with
    want = seen.page.locator(".folium-map .vm-disc").first.bounding_box()
    page = seen.page
    page.goto(hidden.as_uri())
    page.wait_for_selector("figure[data-ready]", state="attached")
    page.evaluate("document.querySelector('main').style.display = ''")
    page.wait_for_timeout(200)
    got = page.locator(".folium-map .vm-disc").first.bounding_box()
    assert (got["x"], got["y"]) == pytest.approx((want["x"], want["y"]), abs=3)


@pytest.mark.browser
def test_a_phone_scrolls_past_and_nothing_overflows(visit):
    seen = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "leaflet-touch-drag" not in seen.page.locator(".folium-map").get_attribute("class")
    seen.page.locator(".folium-map").tap(position={"x": 200, "y": 60})
    seen.page.wait_for_timeout(400)
    assert "leaflet-touch-drag" in seen.page.locator(".folium-map").get_attribute("class")
    assert seen.quiet()


@pytest.mark.browser
def test_print_holds_the_fitted_map(visit, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    page = visit().page
    page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "map.pdf").pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "Alderwick: places 1, 2, 4 and 6" in text
    assert "Whole county" not in text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_people_with_disabilities(visit, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    seen = visit(color_scheme=scheme)
    broken = axe.run(seen.page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in broken] == []
