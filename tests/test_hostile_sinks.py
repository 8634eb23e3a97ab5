"""
Every way by which text from data reaches a page, sink by sink (FAULTS X1-X19).

One page a family of sinks, with all payloads in it: each is shown exactly as typed, none runs at load, hover, click or
focus, no map breaks, nothing is asked for.
"""
# ruff: noqa: E501 - a browser's line reads better than one wrapped

import ast
import html
import json
import re
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import nbformat
import pandas as pd
import pytest
import shapely
from hostile import PAYLOADS, PROBES
from map_made import made_map
from markupsafe import Markup
from trouble import write_notebook

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.figure_tables import FigureTable
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.map_element import build_map, element_of
from vawg_geo.publishing.map_render import map_document, map_fragment
from vawg_geo.publishing.maps import Ranked, map_areas, map_hotspots, map_ranked
from vawg_geo.publishing.notebook import frame_map
from vawg_geo.publishing.render import render_notebook
from vawg_geo.publishing.seal import seal

ROOT = Path(__file__).parents[1]
TEXTS = pytest.mark.fault("X1", "X2")


def case(number, *more):
    return pytest.param(number, marks=pytest.mark.fault("X1", "X2", number, *more))


def squares(names):
    """One square of a kilometre a name."""
    shapes = [shapely.box(5e5 + 1e3 * (i % 10), 2e5 + 1e3 * (i // 10), 5e5 + 1e3 * (i % 10 + 1), 2e5 + 1e3 * (i // 10 + 1))
              for i in range(len(names))]  # fmt: skip
    codes = pd.Index([f"Z01{i:06d}" for i in range(len(names))], name="code")
    return gpd.GeoDataFrame({"alias": list(names), "district": "Fen"}, geometry=shapes, index=codes, crs=27700)


def laden(text):
    """A map with the text in every place of its source that may hold words."""
    areas = squares([text, text])
    ranked = Ranked(
        pd.Series([5.0, 1.0], index=areas.index), pd.Series([1], index=areas.index[:1]), {areas.index[0]: text}, text
    )
    data = json.loads(element_of(map_ranked(ranked, areas, title=text, breaks=(2,))).block_text)
    spot = data["listed"][0]["p"]
    data["classes"] = [text] * len(data["classes"])
    data |= {"nothing": text, "credit": text, "alternative": text, "hatched": [text]}
    data["labels"] = [{"n": text, "p": spot, "r": 1}]
    data["points"] = [{"key": "venue", "words": text, "one": text, "s": text, "l": text, "p": [spot], "n": [text]}]
    data["layers"] = [
        {"key": "venue", "n": text, "on": True, "s": text, "w": text, "l": text},
        {"key": "names", "n": text, "on": True, "s": "", "w": "", "l": ""},
    ]
    data["views"] = [{"b": view["b"], "n": text, "s": text} for view in data["views"]]
    return build_map(data, centre=(52, 0))


READ = """() => [...document.querySelectorAll("figure.vm")].map((map) => {
  const info = map.querySelector(".vm-info"), said = {};
  const point = (where, what) => { const at = map.querySelector(where); at.dispatchEvent(new MouseEvent(what, { bubbles: true })); return info.textContent; };
  const texts = (where) => [...map.querySelectorAll(where)].map((one) => one.textContent);
  said.popup = point("path.vm-area", "click");
  said.tooltip = point("path.vm-area:nth-of-type(2)", "mouseover");
  said.mark = point(".vm-point .vm-mark", "mouseover");
  map.querySelector(".vm-disc").dispatchEvent(new FocusEvent("focus"));
  said.focus = info.textContent;
  said.disc = map.querySelector(".vm-disc").getAttribute("aria-label");
  said.labels = texts(".vm-label"); said.letters = texts(".vm-mark");
  said.marks = [...map.querySelectorAll(".vm-mark")].map((one) => one.className);
  said.toggles = texts(".vm-toggles label"); said.views = texts(".vm-views button");
  said.ramp = texts(".vm-ramp li"); said.key = texts(".vm-key li"); said.measure = texts(".vm-measure");
  said.swatches = [...map.querySelectorAll(".vm-key li:last-child i")].map((one) => one.className);
  said.credit = texts(".vm-credit"); said.alternative = texts(".vm-alternative"); said.title = map.getAttribute("aria-label");
  said.caption = texts(".vm-caption"); said.frame = texts(".vm-frame-name");
  return said;
})"""
# Point at, focus and click everything, in the page and its frames; say whether anything ran.
STIR = """() => {
  const whole = (win) => { try { return [win, ...[...win.document.querySelectorAll("iframe")].map((f) => f.contentWindow).filter((w) => w.document)]; }
    catch { return [win]; } };
  const events = ["mouseover", "mouseenter", "focus", "click"];
  whole(window).forEach((win) => win.document.querySelectorAll("*").forEach((one) => {
    if (one.tagName === "DETAILS") { one.open = true; }
    events.forEach((what) => one.dispatchEvent(new MouseEvent(what, { bubbles: false, cancelable: true })));
  }));
  return whole(window).map((win) => win.ran).filter((ran) => ran !== undefined).length;
}"""
STRAY = (
    "img[onerror], svg[onload], iframe, form, base, [onfocus], [onmouseover], [ontoggle], a[href^='javascript'], .vm b"
)


class Seen:
    """A page opened without a network: what it showed, and what went wrong on it."""

    def __init__(self, browser, path):
        self.context = browser.new_context(viewport={"width": 1000, "height": 800}, offline=True)
        self.page = page = self.context.new_page()
        self.wrong = []
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda m: self.wrong.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("request", lambda r: self.wrong.append(r.url) if r.url != path.as_uri() else None)
        page.on("requestfinished", lambda r: self.served.append(r.url))
        self.path, self.served = path, []
        page.goto(path.as_uri())

    def quiet(self, stray=STRAY):
        """Nothing ran, nothing was asked for, no element came from a text; everything pointed at, clicked, focused."""
        self.page.evaluate(STIR)
        self.page.wait_for_timeout(50)
        assert self.page.evaluate(STIR) == 0
        assert self.page.locator(stray).count() == 0
        assert self.wrong == []
        return True


@pytest.fixture(scope="module")
def open_page(browser, tmp_path_factory):
    folder, opened = tmp_path_factory.mktemp("sinks"), []

    def go(text, name="page.html"):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        opened.append(Seen(browser, path))
        return opened[-1]

    yield go
    for seen in opened:
        seen.context.close()


def whole(body):
    return seal(f"<!doctype html><html lang=en-GB><head><title>t</title></head><body>{body}</body></html>")


# Maps


@pytest.fixture(scope="module")
def maps(open_page):
    """One page of maps, a map a payload, and what each of them says."""
    seen = open_page(whole("\n".join(map_fragment(laden(text)).html for text in PAYLOADS)), "maps.html")
    seen.page.wait_for_function(f"document.querySelectorAll('figure.vm[data-ready]').length === {len(PAYLOADS)}")
    return seen, seen.page.evaluate(READ)


EXPECTED = {  # sink -> what a map says of a text there
    "X3": lambda t: {"popup": f"1. {t} · {t}: {t} · {t}"},
    "X4": lambda t: {"tooltip": f"{t} · {t}: {t}", "mark": f"{t}: {t}"},
    "X5": lambda t: {"focus": f"1. {t} · {t}: {t} · {t}", "disc": f"Place 1, {t}", "alternative": [t], "title": t},
    "X6": lambda t: {"letters": [t], "labels": [t, t]},
    "X7": lambda t: {"toggles": [t + t, t], "views": [t, t], "caption": [t, "Where in the county"], "frame": [t]},
    "X9": lambda t: {"credit": [t]},
    "X11": lambda t: {"ramp": [t, t], "key": ["listed place", t + t]},
    "X15": lambda t: {"marks": [f"vm-mark vm-mark-{t}"], "swatches": [f"vm-swatch vm-swatch_{t}"]},
    "X16": lambda t: {"measure": [t], "ramp": [t, t]},
}


@pytest.mark.browser
@pytest.mark.parametrize("sink", [case(sink) for sink in EXPECTED])
def test_a_map_shows_text_as_typed(maps, sink):
    said = maps[1]
    assert len(said) == len(PAYLOADS)
    wrong = {}
    for text, one in zip(PAYLOADS, said, strict=True):
        want = EXPECTED[sink](text)
        wrong |= {(key, text): one[key] for key in want if one[key] != want[key]}
    assert wrong == {}


@TEXTS
@pytest.mark.browser
@pytest.mark.fault("X3", "X4", "X5", "X6", "X7", "X9", "X11", "X15", "X16")
def test_no_map_runs_a_text_or_breaks_on_it(maps):
    assert maps[0].quiet()


@TEXTS
@pytest.mark.fault("X3", "X5", "X6", "X16")
def test_what_an_analyst_passes_reaches_the_map_whole():
    areas = squares(PAYLOADS)
    figures = pd.DataFrame({"n": range(len(areas))}, index=areas.index)
    for title in PROBES:
        made = map_areas(figures.rename(columns={"n": title}), areas, column=title, title=title)
        data = json.loads(element_of(made).block_text)
        assert (data["title"], [area["n"] for area in data["areas"]]) == (title, PAYLOADS)
        assert data["measure"] == title.replace("_", " ")
    listed = pd.DataFrame(
        {"number": range(1, len(areas) + 1), "shrunk_harm": 1.0, "n12": 9, "n_month": 1, "p_top": 0.5,
         "status": "stable", "peak_text": PAYLOADS, "fear": 0}, index=areas.index,
    )  # fmt: skip
    nothing = gpd.GeoDataFrame({"area": []}, geometry=[], crs=27700)
    watch = listed.iloc[:0].assign(why="", note="")
    scores = listed[["shrunk_harm"]]
    found = SimpleNamespace(scores=scores, listed=listed, watch=watch, hexes=nothing, monthly=pd.DataFrame())
    points = gpd.GeoDataFrame(
        {"name": PAYLOADS, "kind": PAYLOADS}, geometry=areas.geometry.centroid.to_numpy(), crs=27700
    )
    world = SimpleNamespace(backdrop={"labels": points.assign(rank=1)}, tables={"venues": points})
    data = json.loads(element_of(map_hotspots(found, areas, title="t", case=world)).block_text)
    assert [name for kind in data["points"] for name in kind["n"]] == PAYLOADS  # no such kind: drawn as plain venues
    assert [town["n"] for town in data["labels"]] == PAYLOADS
    assert all(text in area["t"] for text, area in zip(PAYLOADS, data["areas"], strict=True))


@pytest.mark.fault("X10")
def test_no_cluster_popup_or_other_sink_of_folium_s_is_in_the_library():
    """The library draws no clusters: this proof stands for it (and test_maps holds folium's other text sinks out)."""
    said = r"MarkerCluster|FastMarkerCluster|folium\.plugins|bindPopup|bindTooltip|HeatMap|innerHTML"
    files = [path for path in (ROOT / "vawg_geo").rglob("*") if path.suffix in {".py", ".js", ".j2"}]
    assert len(files) > 100
    assert [path.name for path in files if re.search(said, path.read_text(encoding="utf-8"))] == []


# Pages


def shown(fragment):
    return nbformat.v4.new_output("execute_result", fragment._repr_mimebundle_(), execution_count=1)


def page_of(*cells, title="T", marking="M", handling=""):
    made = []
    for number, cell in enumerate(cells):
        made.append(nbformat.v4.new_code_cell("x", id=f"cell-{number}", execution_count=1, outputs=[shown(cell)]))
    notebook = nbformat.v4.new_notebook(cells=[*made, *(nbformat.v4.new_markdown_cell(text) for text in PAYLOADS)])
    return seal(render_notebook(notebook, title=title, marking=marking, handling=handling))


@TEXTS
@pytest.mark.browser
@pytest.mark.fault("X8")
def test_a_title_a_marking_and_a_handling_line_are_text(open_page):
    body = Fragment(Markup("<p>x</p>"))
    pages = [page_of(body, title=text, marking=text, handling=text) for text in PAYLOADS]
    pages += [seal(map_document(laden(text))) for text in PROBES]
    some = [*pages[:13], *pages[len(PAYLOADS) :]]  # X1 and X2 are opened, the others read by the browser's own parser
    frames = "".join(f'<iframe srcdoc="{html.escape(page)}"></iframe>' for page in some)
    seen = open_page(f"<!doctype html><html><head></head><body>{frames}</body></html>", "titles.html")
    read = """(pages) => (pages ? pages.map((text) => new DOMParser().parseFromString(text, "text/html")) :
        [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument)).map((doc) => [doc.title,
        ...[...doc.querySelectorAll("header.marking strong, header.marking span, h1")].map((one) => one.textContent),
        doc.querySelectorAll("*").length, [...doc.styleSheets].map((sheet) => sheet.cssRules.length).join()])"""
    opened, parsed = seen.page.evaluate(read, None), seen.page.evaluate(read, pages[: len(PAYLOADS)])
    assert [one[:-2] for one in parsed] == [[text] * 3 for text in PAYLOADS]
    assert [one[:-2] for one in opened] == [[text] * 3 for text in PAYLOADS[:13]] + [[text] * 2 for text in PROBES]
    assert len({one[-2] for one in parsed}) == 1  # no text opens or ends an element
    assert len({one[-1] for one in opened[:13]}) == 1  # nor the style sheet that prints the marking
    assert seen.quiet(STRAY.replace("iframe, ", ""))


def table_of_payloads():
    rows = tuple((text, text) for text in PAYLOADS)
    tables = [FigureTable(text, (text, "n"), ((text, "1"),)) for text in PAYLOADS]
    return fill("sections/figures.html.j2", {"tables": [FigureTable("all", tuple(PAYLOADS[:2]), rows), *tables]})


def sentences():
    return [fill("sections/headline.html.j2", {"level": text, "verdict": text, "movement": text}) for text in PAYLOADS]


@pytest.fixture(scope="module")
def page(open_page):
    return open_page(page_of(table_of_payloads(), *sentences()), "sections.html")


@TEXTS
@pytest.mark.browser
@pytest.mark.fault("X12", "X14")
def test_tables_and_captions_are_text(page):
    texts = page.page.evaluate(
        """() => [...document.querySelectorAll("details")].map((one) => ["summary", "caption", "th", "tbody th"].map(
        (what) => one.querySelector(what).textContent).concat(one.querySelector(".scroll").getAttribute("aria-label")))"""
    )
    assert texts[1:] == [[text] * 5 for text in PAYLOADS]
    cells = page.page.evaluate(
        "[...document.querySelectorAll('details')][0].querySelectorAll('tbody th, tbody td').length"
    )
    assert cells == 2 * len(PAYLOADS)
    assert page.quiet()


@TEXTS
@pytest.mark.browser
@pytest.mark.fault("X18")
def test_sentences_are_text(page):
    said = page.page.evaluate(
        "[...document.querySelectorAll('section:not(:first-of-type)')].map((one) => one.textContent)"
    )
    assert len(said) == len(PAYLOADS)
    assert [text for text, one in zip(PAYLOADS, said, strict=True) if one.count(text) != 3] == []


@TEXTS
@pytest.mark.fault("X12")
def test_a_styled_table_of_pandas_is_not_taken_onto_a_page():
    styler = pd.DataFrame({"{{7*7}}": [1]}).style.set_caption("{{7*7}}")
    cell = nbformat.v4.new_code_cell("x", id="own", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": styler._repr_html_()}, execution_count=1)]
    with pytest.raises(DisclosureError, match="of its own"):
        render_notebook(nbformat.v4.new_notebook(cells=[cell]), title="T", marking="M")


@TEXTS
@pytest.mark.fault("X13")
def test_markdown_is_never_rendered_onto_a_page():
    made = page_of(Fragment(Markup("<p>x</p>")))
    marked = [text for text in PAYLOADS if len(text) > 5 and text in made]
    assert marked == []
    outputs = {
        "text/html": "<p>x</p>",
        "text/markdown": PAYLOADS[0],
        **Fragment(Markup("<p>y</p>"))._repr_mimebundle_(),
    }
    cell = nbformat.v4.new_code_cell("x", id="own", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("display_data", {**outputs, "text/plain": PAYLOADS[1]})]
    page = render_notebook(nbformat.v4.new_notebook(cells=[cell]), title="T", marking="M")
    assert "<p>y</p>" in page
    assert not any(text in page for text in PAYLOADS[:5])


@TEXTS
@pytest.mark.browser
@pytest.mark.fault("X14")
def test_maps_in_a_notebook_s_frame_are_text(open_page):
    areas = squares(PAYLOADS)
    made = map_areas(pd.DataFrame({"n": 1.0}, index=areas.index), areas, column="n", title=PAYLOADS[5], breaks=(2,))
    seen = open_page(f"<!doctype html><html><head></head><body>{frame_map(made)}</body></html>", "notebook.html")
    seen.page.frame_locator("iframe").locator("figure[data-ready]").wait_for()
    inside = seen.page.frames[1]
    said = inside.evaluate(
        """() => [...document.querySelectorAll("path.vm-area")].map((area) => { area.dispatchEvent(new MouseEvent("mouseover",
        { bubbles: true })); return document.querySelector(".vm-info").textContent; })"""
    )
    assert said == [f"{text} \u00b7 n: under 2" for text in PAYLOADS]
    assert inside.evaluate(STIR) == inside.evaluate(STIR) == 0
    assert seen.quiet(STRAY.replace("iframe, ", ""))


@pytest.mark.fault("X17", "X1", "X2")
def test_a_notebook_parameter_is_text(tmp_path):
    from papermill.translators import PythonTranslator

    from vawg_geo.runs.execute import execute

    for text in PAYLOADS:
        assert ast.literal_eval(PythonTranslator.translate(text)) == text
    echo = 'import json, pathlib\npathlib.Path(out, "facts.json").write_text(json.dumps([force, month, as_of]))'
    notebook = write_notebook(tmp_path / "echo.ipynb", f"{echo.replace('[', 'dict(said=[').replace('])', ']))')}")
    values = {
        "profile": "p",
        "force": "\n".join(PAYLOADS),
        "month": PROBES[0],
        "as_of": "'\"\\\n#",
        "out": str(tmp_path),
    }
    done = execute(notebook, values, out=tmp_path)
    assert done.facts["said"] == [values["force"], values["month"], values["as_of"]]


# The page as a whole


@pytest.mark.browser
@pytest.mark.fault("X19")
def test_the_policy_stops_what_was_not_hashed(open_page):
    bad = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><p id=p onclick='window.ran = 1'>x</p>"
    bad += "<script src='https://x.example/a.js'></script><link rel=stylesheet href='https://x.example/a.css'>"
    for sealed in (whole("<p>x</p>"), whole(map_fragment(made_map()).html), page_of(table_of_payloads())):
        seen = open_page(sealed.replace("</body>", f"{bad}</body>"), "injected.html")
        seen.page.evaluate("document.getElementById('p').click()")
        assert seen.page.evaluate("window.ran") is None
        refused = [said for said in seen.wrong if "Content Security Policy" in said]
        assert len(refused) >= 4  # the script, two handlers, the picture, and what lies elsewhere
        assert set(seen.served) <= {seen.path.as_uri()}


@pytest.mark.browser
@pytest.mark.fault("X19")
def test_a_page_asks_for_nothing(maps, page):
    assert maps[0].wrong == page.wrong == []
    for seen in (maps[0], page):
        assert seen.page.evaluate("performance.getEntriesByType('resource').length") == 0
