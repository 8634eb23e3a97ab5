"""The partner's and the public's page as people meet them: Chromium without a network, at desktop, phone and A4."""

import io
import re

import pytest
from pypdf import PdfReader
from shared_made import made_release, made_shared, made_shared_html

from vawg_geo.publishing.shared_page import NEUTRAL_PAGE

pytestmark = pytest.mark.browser
SIZES = {
    "desktop": (1280, 900, "light"),
    "phone": (390, 844, "light"),
    "small": (320, 640, "light"),
    "dark": (1280, 900, "dark"),
}
HIDDEN = [(388, 94, 178, 660), (None, None, None, None), (None, None, None, None)]
MADE = {
    "partner": lambda: made_shared("partner"),
    "public": lambda: made_shared("public"),
    "hidden": lambda: made_shared("partner", release=made_release("partner", inner=HIDDEN, years=(None, None, None))),
}  # fmt: skip
MARKING = {"partner": "OFFICIAL", "hidden": "OFFICIAL", "public": "OFFICIAL: for publication"}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    for name, make in MADE.items():
        (folder / f"{name}.html").write_text(made_shared_html(make()), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in MADE}


@pytest.fixture
def visit(browser, addresses):
    contexts = []

    def go(name, size="desktop"):
        width, height, scheme = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        context.route(
            re.compile("^https?://"),
            lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
        )
        page = context.new_page()
        page.asked, page.wrong = [], []
        page.on("request", lambda r: page.asked.append(r.url) if r.url.startswith("http") else None)
        page.on("pageerror", lambda e: page.wrong.append(str(e)))
        page.on("console", lambda m: page.wrong.append(m.text) if m.type == "error" else None)
        page.goto(addresses[name])
        page.wait_for_selector(".vm[data-ready]", state="attached")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.fault("X19")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", MADE)
def test_the_page_asks_for_nothing_and_keeps_to_its_width(visit, name, size):
    page = visit(name, size)
    assert page.asked == []
    assert page.wrong == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", ["desktop", "phone", "dark"])
@pytest.mark.parametrize("name", MADE)
def test_axe_finds_nothing(visit, name, size):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(name, size)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


@pytest.mark.parametrize("name", MADE)
def test_every_printed_sheet_carries_the_marking_twice(visit, name):
    sheets = PdfReader(io.BytesIO(visit(name).pdf(prefer_css_page_size=True))).pages
    assert len(sheets) <= 2
    texts = [sheet.extract_text() for sheet in sheets]
    assert all(text.count(MARKING[name]) >= 2 for text in texts)
    assert not any("Leave this page" in text for text in texts)
    upright = [float(sheet.mediabox.height) > float(sheet.mediabox.width) for sheet in sheets]
    assert set(upright) == {name == "public"}


def test_the_partners_front_holds_the_figures(visit):
    front = PdfReader(io.BytesIO(visit("partner").pdf(prefer_css_page_size=True))).pages[0].extract_text()
    for words in (
        "1,142 offences",
        "each district, by kind",
        "Listed places",
        "Street Safe",
        "What this cannot tell you",
    ):
        assert words in front


def test_the_keyboard_meets_the_way_out_right_after_the_skip_link(visit):
    page = visit("public")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this page quickly"
    assert page.asked == []
    page.keyboard.press("Enter")
    page.wait_for_url(NEUTRAL_PAGE)
    assert page.asked[0] == NEUTRAL_PAGE
    assert page.title() == "Weather"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_way_out_is_always_in_sight_and_hides_nothing_at_the_end(visit, size):
    page = visit("public", size)
    for at in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {at})")
        box = page.locator(".exit").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= SIZES[size][1]
        assert box["height"] >= 40
    last = page.locator("footer.marking").bounding_box()
    assert last["y"] + last["height"] <= box["y"] or size == "desktop"


def test_a_listener_hears_that_a_cell_is_hidden(visit):
    page = visit("partner")
    table = page.get_by_role("table", name="What: each district, by kind")
    cells = table.get_by_role("row", name="Isle of Thole").get_by_role("cell")
    assert cells.nth(1).inner_text().startswith("<5 or hidden")
    tree = page.locator("#table").aria_snapshot()
    assert "fewer than 5, or hidden to protect another" in tree
    assert "<5" not in tree.split("/text")[0].split("fewer than 5")[0]


def test_hidden_areas_are_hatched_and_named_so_in_the_key(visit):
    page = visit("partner")
    assert page.locator("path.vm-kh").count() > 0
    fill = page.locator("path.vm-kh").first.evaluate("e => getComputedStyle(e).fill")
    assert "_none" in fill
    assert page.locator(".vm-none").inner_text().strip() == "fewer than 5, or hidden to protect another"


def test_the_public_page_reads_plainly(visit):
    """Words a sentence and letters a word, on the parts that are ours to write: about what an eleven-year-old reads."""
    page = visit("public")
    text = " ".join(page.locator(f"#{name}").inner_text() for name in ("summary", "doing", "help", "limits", "method"))
    sentences = [part for part in text.replace("\n", ". ").split(". ") if len(part.split()) > 2]
    words = [word for part in sentences for word in part.split()]
    assert len(words) / len(sentences) < 13
    assert sum(len(word.strip(".,:;()“”")) for word in words) / len(words) < 4.9
