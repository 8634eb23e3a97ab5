"""The two open-data pages: what they say, and how they meet people at desktop, phone and A4."""

import io
import re
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from pypdf import PdfReader
from tasking_made import MARCH, PROBES, made_areas, made_case

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.periods_compared import Compared
from vawg_geo.measures.recorded import Recorded
from vawg_geo.publishing.compare_page import compare_page, interval_words
from vawg_geo.publishing.open_page import open_page
from vawg_geo.publishing.render import render_notebook
from vawg_geo.publishing.seal import seal

FLOW = pd.DataFrame({"step": ["Records", "Out of scope", "Counted"], "n": [1_000, 400, 600]})
SECTIONS = {
    "open_data": ("header", "headline", "map", "table", "cannot", "removed", "flow", "method", "glossary"),
    "open_data_compare": ("header", "headline", "map", "table", "units", "flow", "method"),
}
BACK = {"open_data": "flow", "open_data_compare": "units"}


def areas_with_names():
    areas = made_areas()
    names = [f"Fenland {i:03d}A" for i in range(1, len(areas) + 1)]
    return areas.assign(name=names, alias=names, district="")


def opened(place="Fenland 001A"):
    areas = areas_with_names()
    rank = range(1, len(areas) + 1)
    scores = pd.DataFrame(
        {"n": 90, "expected_n": 80.0, "rank": rank, "n_month": 7, "p_top": 1.0, "rank_low": 1, "rank_high": 4,
         "z": 1.0, "q": 0.5, "cluster": False, "near": "Dean'S Court"}, index=areas.index,
    )  # fmt: skip
    listed = scores.head(10).assign(place=[place, *areas["alias"].iloc[1:10]], number=range(1, 11))
    removed = pd.DataFrame({"place": "Fenland 050A", "what": "hospital", "n": range(18, 0, -1)})
    cannot = pd.DataFrame({"what": ["Nights and hours"] * 6, "why": ["cannot say: every record gives a month"] * 6})
    monthly = pd.DataFrame({"n": [50], "placed": [48]}, index=pd.Index(["2022-03"], name="month"))
    found = Recorded(FLOW, scores, listed, monthly, removed, cannot, MARCH - 11, MARCH, {"period": "12 months"})
    return open_page(made_case(areas), found, profile=read_profile("open_data"), month=MARCH)


def compared(place="Fenland 001A"):
    areas = areas_with_names()
    areas["alias"] = [place, *areas["alias"].iloc[1:]]
    changes = pd.DataFrame(
        {"before": 16, "after": 83, "ratio": 5.2, "low": 3.0, "high": 9.5, "p": 0.001, "q": 0.01,
         "told": [True] * 21 + [False] * 39, "left_out_before": [4] + [0] * 59, "left_out_after": 0,
         "tested": True}, index=areas.index,
    )  # fmt: skip
    whole = pd.Series({"before": 960, "after": 990, "ratio": 1.03, "low": 0.9, "high": 1.1, "p": 0.4, "told": False})
    spans = (Month(2022, 1), MARCH), (Month(2024, 1), Month(2024, 3))
    found = Compared(changes, whole, FLOW, *spans, {"units": "60"})
    case = SimpleNamespace(**vars(made_case(areas)), areas_by={"2011": areas, "2021": areas})
    return compare_page(case, found, profile=read_profile("open_data_compare"), month="2024-03")


def written(page):
    name, cells = page.profile.name, []
    for section in SECTIONS[name]:
        cell = nbformat.v4.new_code_cell(f"page.{section}()", id=section, execution_count=1)
        cell.metadata["tags"] = ["back"] if section == BACK[name] else []
        shown = getattr(page, section)()._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", shown, execution_count=1)]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells)
    return seal(render_notebook(notebook, title=page.profile.title, marking="OFFICIAL"))


@pytest.fixture(scope="module", params=[opened, compared])
def address(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("open") / "index.html"
    path.write_text(written(request.param()), encoding="utf-8")
    return path.as_uri()


def test_a_chance_is_never_certain_and_a_street_keeps_its_small_letters():
    html = written(opened())
    assert "over 99%" in html
    assert ">100%" not in html
    assert "Dean’s Court" in html


def test_the_period_across_months_names_both_ends():
    assert "Recorded 1 April 2021 to 31 March 2022" in written(opened())


def test_the_month_stands_with_the_twelve_before_it():
    page = opened()
    months = pd.period_range("2020-12", "2022-05", freq="M").astype(str)
    monthly = pd.DataFrame({"n": range(100, 118), "placed": range(18)}, index=pd.Index(months, name="month"))
    html = written(replace(page, found=replace(page.found, monthly=monthly)))
    shown = re.findall(r'row">([A-Z][a-z]+ 20\d\d)</th><td class="r">(\d+)</td><td class="r">(\d+)<', html)
    assert [shown[0], shown[-1]] == [("March 2021", "103", "3"), ("March 2022", "115", "15")]
    assert len(shown) == 13


def test_a_told_change_leaves_out_what_the_columns_say():
    html = written(compared())
    assert "Jan to Mar 2022" in html
    assert "higher, 3.0 to 9.5 times as many" in html
    assert interval_words("higher, from 4 to 37") == "higher"
    assert "And 1 more, in the tables" in html
    assert "1 unit holds offences at a prison" in html


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("make", [opened, compared])
def test_text_is_only_text(make, probe):
    html = written(make(probe))
    assert "<img" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert "alert(1)</script>" not in html


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "light"), (1280, "dark")])
def test_the_page_keeps_its_width_asks_for_nothing_and_axe_finds_nothing(browser, address, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda r: asked.append(r.url) if r.url.split(":")[0] not in {"file", "data", "blob"} else None)
    page.goto(address)
    page.wait_for_selector(".vm[data-ready]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in Axe().run(page).response["violations"]] == []
    assert asked == []
    context.close()


@pytest.mark.browser
def test_the_front_is_one_side_of_a4(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.wait_for_selector(".vm[data-ready]", state="attached")
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert "reported or dealt with" in sheets[0] or "too small to test" in sheets[0]
    assert "From records to this page" in sheets[1] or "boundaries changed" in sheets[1]
    page.close()
