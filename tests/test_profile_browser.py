"""A written profile as people meet it: Chromium without a network, at desktop, phone, dark and A4."""

import io
import re
from itertools import pairwise

import pytest
from profile_made import made_profile
from pypdf import PdfReader

from vawg_geo.base.profile import read_profile
from vawg_geo.base.shipped import shipped

pytestmark = pytest.mark.browser
NAMES = sorted(
    path.stem for path in shipped("profiles").glob("*.toml") if read_profile(path.stem).notebook == "profile"
)
PROFILES = [pytest.param(name, marks=[] if name == "vawg_full" else pytest.mark.slow) for name in NAMES]
SHEETS = {"tracker": 2, "scorecard": 1, "vawg_full": 34}  # sides: what must lie on the table whole, what is to be read
SIZES = {"desktop": (1280, 900, "light"), "phone": (390, 844, "light"), "dark": (1280, 900, "dark")}


@pytest.fixture(scope="module", params=PROFILES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def sections(name):
    return read_profile(name).written.sections


@pytest.fixture(scope="module")
def address(name, shared, case, tmp_path_factory):
    path = tmp_path_factory.mktemp("profile") / "index.html"
    path.write_text(made_profile(shared, case, name)["html"], encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def visits(browser, address):
    """One open page a size, shared by the tests that only look."""
    contexts, pages = [], {}

    def go(size):
        if size not in pages:
            width, height, scheme = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
            )
            contexts.append(context)
            page = context.new_page()
            page.asked, page.wrong = [], []
            page.on("request", lambda r: page.asked.append(r.url) if r.url.split(":")[0] in {"http", "https"} else None)
            page.on("pageerror", lambda e: page.wrong.append(str(e)))
            page.on("console", lambda m: page.wrong.append(m.text) if m.type == "error" else None)
            page.goto(address)
            page.wait_for_timeout(500)
            pages[size] = page
        return pages[size]

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_asks_for_nothing_and_keeps_to_its_width(visits, size):
    page = visits(size)
    assert page.asked == []
    assert page.wrong == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def violations(page, *rules, within=None):
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [(v["id"], len(v["nodes"]), v["nodes"][0]["html"][:200]) for v in found]


def test_axe_finds_nothing(visits):
    assert violations(visits("desktop")) == []
    first = "main > .front > section:nth-child(-n + 5)"  # the colours are the same in all; the slow tests read them all
    assert violations(visits("dark"), "color-contrast", within=first) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_what_is_folded(visits, size):
    page = visits(size)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = violations(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    assert found == []


def test_the_summary_is_one_side_of_a4_and_every_sheet_is_marked(visits, name, sections):
    page = visits("desktop")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    box = sheets[0].mediabox
    sides = (round(float(box.width)), round(float(box.height)))
    texts = [sheet.extract_text() for sheet in sheets]
    if "summary" in sections:
        assert "Summary" in texts[0]
        assert "Read with care." in texts[0]
        assert "Contents" in texts[1]
    assert sides == ((842, 595) if name == "tracker" else (595, 842))
    assert len(texts) <= SHEETS.get(name, 60)
    assert all(text.count("OFFICIAL-SENSITIVE") >= 2 for text in texts)
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, start=1))


def test_nothing_is_wider_than_its_sheet(visits):
    page = visits("desktop")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})  # 180 mm: what the margins of A4 leave
    wide = page.evaluate(
        """() => [...document.querySelectorAll('table, svg, figure')]
        .filter(e => e.offsetParent !== null && e.getBoundingClientRect().right > innerWidth + 2)
        .map(e => e.closest('section').id + ' ' + (e.dataset.t || e.closest('[data-t]')?.dataset.t || e.tagName))"""
    )
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert sorted(set(wide)) == []


def test_the_list_of_contents_leads_to_every_section(visits, sections):
    page = visits("phone")
    if "contents" not in sections:
        assert page.locator("main section > h2").count() == 1  # nothing to find the way in
        return
    links = page.eval_on_selector_all(".contents a", "all => all.map(a => [a.hash.slice(1), a.textContent])")
    heads = page.eval_on_selector_all("main section > h2", "all => all.map(h => [h.parentElement.id, h.textContent])")
    assert [name for name, _ in links] == [name for name, _ in heads]
    assert all(title.startswith(words) for (_, words), (_, title) in zip(links, heads, strict=True))


def test_headings_step_down_one_at_a_time_and_pictures_speak(visits):
    page = visits("desktop")
    levels = page.eval_on_selector_all("main h1, main h2, main h3, main h4", "all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    silent = page.eval_on_selector_all(
        "main figure svg[role=img]",
        "all => all.filter(s => !(s.getAttribute('aria-label') || s.querySelector('title,desc'))).length",
    )
    assert silent == 0


def test_every_figure_says_where_it_stands(visits):
    page = visits("desktop")
    told = page.eval_on_selector_all("main span.f", "all => all.map(s => [s.dataset.t, s.dataset.c, s.title])")
    assert len(told) > 5  # a card of one side has few
    assert all(re.search(rf"table {re.escape(table)}$", title) for table, _, title in told)
