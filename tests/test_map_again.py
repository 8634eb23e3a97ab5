"""A page's map on another page: the same map, its text still only text."""

import pytest
from map_made import UNLUCKY, drawn_map

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.map_again import map_again
from vawg_geo.publishing.month_index import Listed, month_index
from vawg_geo.publishing.seal import seal

DRAWN = drawn_map()


def test_the_map_of_a_page_is_drawn_again_as_it_stood():
    page = f"<html><body><p>x</p>{DRAWN}<p>y</p></body></html>"
    assert str(map_again(page).html) == DRAWN
    assert not any(text in DRAWN for text in UNLUCKY if "<" in text or "{" in text)


def test_a_page_without_a_map_has_none():
    assert map_again('<script type="application/json" id="other">{}</script>') is None


def test_a_key_that_no_map_has_goes_nowhere():
    with pytest.raises(DisclosureError, match="map"):
        map_again(DRAWN.replace('{"title":', '{"canary":1,"title":', 1))


@pytest.mark.browser
def test_a_month_shows_its_map_without_a_network(browser, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    listed = [Listed("Night-time", "nte/index.html", map=map_again(DRAWN))]
    path = tmp_path / "index.html"
    path.write_text(seal(month_index(listed, force="Fen", month=Month(2022, 3), marking="OFFICIAL")))
    page = browser.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".vm[data-ready]", state="attached")
    assert page.locator("path.leaflet-interactive").count() >= 60
    assert (asked, wrong, Axe().run(page).response["violations"]) == ([path.as_uri()], [], [])
    page.close()
