"""The library's one folium element: a fixed template, data as an escaped JSON block, one fixed script."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from jinja2 import Template

from vawg_geo.publishing.assets import LEAFLET_CSS, LEAFLET_JS
from vawg_geo.publishing.map_keys import check_keys

if TYPE_CHECKING:
    import folium

HERE = Path(__file__).parent
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&{}'\u2028\u2029"}
_SURROGATES = re.compile("[\ud800-\udfff]")  # half a character: no encoding holds it
_OPTIONS: dict[str, Any] = {
    "max_zoom": 18,  # without tiles Leaflet has no deepest zoom
    "min_zoom": 5,
    "zoom_snap": 0.1,
    "attribution_control": False,  # the credit is in the text
    "zoom_control": False,  # the element's own have names
    "scroll_wheel_zoom": False,
    "zoom_animation": False,  # print must not catch a map in flight
    "fade_animation": False,
}


class AreaMap(MacroElement):
    """Areas, outlines, numbers, lines and labels, drawn by `map_element.js` with textContent only."""

    # Fixed text. branca compiles what this renders a second time (FAULTS X1), so nothing it puts in may hold "{".
    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.css }}</style><script>{{ this.js }}</script>{% endmacro %}
        {% macro html(this, kwargs) %}
        <script type="application/json" id="{{ this.block }}">{{ this.block_text }}</script>
        <noscript><p>This map needs scripts. The table gives the same figures.</p></noscript>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        vawgMap({{ this._parent.get_name() }}, "{{ this.block }}");
        {% endmacro %}
        """,
    )

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's
        check_keys(data)
        self._name = "AreaMap"
        self.title = str(data["title"])
        self.block_text = escape_json(data)
        self._id = hashlib.sha256(self.block_text.encode()).hexdigest()[:12]  # pinned: the same map, the same bytes
        self.block = f"vm_{self._id}"

    @property
    def css(self) -> str:
        """The style sheet."""
        return own_file("map_element.css")

    @property
    def js(self) -> str:
        """The script: what draws a panel, then the frame around it."""
        return own_file("map_panel.js") + "\n" + own_file("map_element.js")


@cache
def own_file(name: str) -> str:
    """
    Read one of the element's own files.

    Parameters
    ----------
    name
        A file name in this folder.

    Returns
    -------
    text
        Its text.
    """
    return (HERE / name).read_text(encoding="utf-8").strip()


def escape_json(data: Mapping[str, object]) -> str:
    """
    Write data as JSON that neither HTML nor a template can read as anything else.

    Parameters
    ----------
    data
        Plain dictionaries, lists, text and finite numbers.

    Returns
    -------
    text
        JSON; inside its strings `<`, `>`, `&`, `'`, `{`, `}` and the two line separators are unicode escapes.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _STRINGS.sub(lambda found: _escape(found[0]), plain)


def _escape(text: str) -> str:
    for character, escaped in _ESCAPES.items():
        text = text.replace(character, escaped)
    return _SURROGATES.sub(lambda lone: f"\\u{ord(lone[0]):04x}", text)


def element_of(folium_map: folium.Map) -> AreaMap | None:
    """
    Return the library's element of a map, or None for a map made otherwise.

    Parameters
    ----------
    folium_map
        Any folium map.

    Returns
    -------
    element
        The first one found.
    """
    return next((child for child in folium_map._children.values() if isinstance(child, AreaMap)), None)  # noqa: SLF001


def build_map(data: Mapping[str, object], *, centre: tuple[float, float]) -> folium.Map:
    """
    Make a folium map that carries one element of ours and asks for Leaflet alone.

    Parameters
    ----------
    data
        What `map_element.js` reads.
    centre
        Latitude and longitude to begin at; the script fits the view.

    Returns
    -------
    folium_map
        A folium.Map without tiles.
    """
    import folium

    element = AreaMap(data)
    made = folium.Map(location=list(centre), zoom_start=10, tiles=None, **_OPTIONS)
    made.default_js = [("leaflet", LEAFLET_JS)]
    made.default_css = [("leaflet_css", LEAFLET_CSS)]
    made._id = element._id  # noqa: SLF001 - folium draws it at random
    made.add_child(element)
    return made
