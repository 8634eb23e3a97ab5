"""The page as people meet it: Chromium without a network, at desktop, phone and A4."""

import io

import pytest
from pypdf import PdfReader
from tasking_made import long_tasks, made_html, made_page

from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.tasking import tasking_page

pytestmark = pytest.mark.browser
SIZES = {"desktop": (1280, 900, "light"), "phone": (390, 844, "light"), "dark": (1280, 900, "dark")}


@pytest.fixture(scope="module", params=[3, 10, 13])
def address(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(made_html(made_page(request.param)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser):
    contexts = []

    def go(address, size="desktop"):
        width, height, scheme = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.wrong = [], []
        page.on(
            "request",
            lambda r: page.asked.append(r.url) if r.url.split(":")[0] not in {"file", "data", "blob"} else None,
        )
        page.on("pageerror", lambda e: page.wrong.append(str(e)))
        page.on("console", lambda m: page.wrong.append(m.text) if m.type == "error" else None)
        page.goto(address)
        page.wait_for_selector(".vm[data-ready]", state="attached")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_asks_for_nothing_and_keeps_to_its_width(visit, address, size):
    page = visit(address, size)
    assert page.asked == []
    assert page.wrong == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", [3, pytest.param(10, marks=pytest.mark.slow), 13], indirect=True)
def test_axe_finds_nothing(visit, address, size):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(address, size)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def sheets_of(page):
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages


def is_one_side(sheets):
    """The front's first and last words stand on the first sheet, the back begins on the second."""
    texts = [sheet.extract_text() for sheet in sheets[:2]]
    return (
        "Night-time economy" in texts[0] and "What this cannot tell you" in texts[0] and "one card a place" in texts[1]
    )


def test_the_front_is_one_side_of_a4_and_the_cards_follow(visit, address):
    sheets = sheets_of(visit(address))
    box = sheets[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert is_one_side(sheets)
    assert all(sheet.extract_text().count("OFFICIAL-SENSITIVE") >= 2 for sheet in sheets)


@pytest.mark.parametrize(("listed", "long"), [(3, True), (8, False), (8, True), (9, True), (13, False), (16, True)])
def test_long_tasks_and_names_leave_the_front_on_one_side(visit, listed, long, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(made_html(made_page(listed, tasks=long_tasks, long=long)), encoding="utf-8")
    assert is_one_side(sheets_of(visit(path.as_uri())))


def test_the_countys_own_front_is_one_side(visit, case, found, tmp_path):
    path = tmp_path / "index.html"
    page = tasking_page(case, found, profile=read_profile("nte_monthly"), month="2022-03")
    path.write_text(made_html(page), encoding="utf-8")
    assert is_one_side(sheets_of(visit(path.as_uri())))


def test_the_keyboard_meets_the_skip_link_first_and_then_the_page_in_order(visit, address):
    page = visit(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.closest('section')?.id ?? ''"))
        if met[-1] == "figures":
            break
    sections = [section for section, before in zip(met, ["", *met], strict=False) if section != before]
    assert sections[:3] == ["map", "table", "decide"]
    assert len(sections) == len(set(sections))


@pytest.mark.parametrize("address", [13], indirect=True)
def test_the_keyboard_stops_at_no_number_outside_the_frame(visit, address):
    page = visit(address)
    seen = page.locator(".folium-map .vm-disc:visible")
    assert seen.count() == 13
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    frame = page.locator(".folium-map").bounding_box()
    middles = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in (one.bounding_box() for one in seen.all())]
    assert len(middles) < 13
    assert all(0 <= x - frame["x"] <= frame["width"] and 0 <= y - frame["y"] <= frame["height"] for x, y in middles)


def test_at_four_hundred_per_cent_nothing_scrolls_sideways(visit, address):
    page = visit(address)
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_table_keeps_its_meaning_as_cards_on_a_phone(visit, address):
    page = visit(address, "phone")
    table = page.get_by_role("table", name="Which: ranked by the harm we expect to see again")
    assert table.get_by_role("columnheader").count() == 10
    assert table.get_by_role("rowheader").first.inner_text().startswith("Market Square")
