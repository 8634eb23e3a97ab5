"""Maps draw in a notebook without a network."""

import folium
import pytest
from map_made import made_map

from vawg_geo.base.errors import RunError
from vawg_geo.publishing import notebook as room


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    made = InteractiveShell.instance()
    yield made
    InteractiveShell.clear_instance()


def test_the_formatter_is_ours(shell):
    room.notebook()
    shown, _ = shell.display_formatter.format(made_map())
    assert 'sandbox="allow-scripts"' in shown["text/html"]
    assert "Trust Notebook" in shown["text/html"]


def test_outside_a_kernel_it_says_so():
    with pytest.raises(RunError, match="in a notebook"):
        room.notebook()


def test_tiles_are_left_out_aloud_and_stay_on_the_map():
    plain = folium.Map([52, 0])
    before = list(plain._children)
    assert "background tiles are left out" in room.frame_map(plain)
    assert "openstreetmap" not in room.frame_map(plain)
    assert list(plain._children) == before
    assert "openstreetmap" in plain.get_root().render()


@pytest.mark.browser
def test_the_frame_draws_and_asks_for_nothing(browser, tmp_path):
    (tmp_path / "nb.html").write_text(f"<!DOCTYPE html><html><body>{room.frame_map(made_map())}</body></html>")
    page = browser.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "nb.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("figure[data-ready]").first.wait_for()
    assert frame.locator("path.vm-area").count() > 200
    assert [url for url in asked if not url.startswith(("file:", "about:", "data:"))] == []
    assert errors == []
    page.close()
