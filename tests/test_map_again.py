"""A page's map on another page: the same map, its text still only text."""

import pytest
from map_made import UNLUCKY, drawn_map

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.map_again import map_again

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
