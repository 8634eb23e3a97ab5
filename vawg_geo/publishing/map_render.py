"""A folium map as HTML: a fragment for a page, or a document of its own; the map itself is never changed."""

from __future__ import annotations

import copy
import html
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from vawg_geo.publishing.foreign import keep_text
from vawg_geo.publishing.fragment import Fragment
from vawg_geo.publishing.seal import inline_assets

if TYPE_CHECKING:
    import folium

    from vawg_geo.publishing.map_element import AreaMap

# Of the files folium asks for by default, those a page needs only when its script says one of these words.
_WORDS = {
    "jquery": ("$(", "jQuery"),
    "bootstrap": ("bootstrap.",),
    "bootstrap_css": ("bootstrap.", "AwesomeMarkers"),
    "awesome_markers": ("AwesomeMarkers",),
    "glyphicons_css": ("AwesomeMarkers",),
    "awesome_markers_font_css": ("AwesomeMarkers",),
    "awesome_markers_css": ("AwesomeMarkers",),
    "awesome_rotate_css": ("AwesomeMarkers",),
}
_DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{margin:0;font-family:"Segoe UI",Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}}
main{{max-width:1120px;margin:auto;padding:12px 16px}}h1{{font-size:20px;margin:0 0 10px}}
@media screen and (prefers-color-scheme:dark){{body{{color:#f3f2f1;background:#111518}}}}
@page{{size:A4;margin:12mm}}:root{{--vm-print-width:186mm;--vm-print-height:120mm}}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{map}
</main>
</body>
</html>
"""


def map_fragment(folium_map: folium.Map) -> Fragment:
    """
    Give a map as a piece of a page, with all it needs inside.

    Parameters
    ----------
    folium_map
        Any folium map without tiles; those of this library are made for it.

    Returns
    -------
    fragment
        Assets, the map's place, its data and its script; `seal` keeps each asset once.
    """
    twin = _lean_copy(folium_map)
    figure: Any = twin.get_root()
    figure.render()
    left_out = {"meta_http", twin.get_name()}  # the page has its own meta tags and sizes
    head = [child.render() for name, child in figure.header._children.items() if name not in left_out]  # noqa: SLF001
    place = figure.html.render()
    if _element(twin) is None:
        place = f"<style>#{twin.get_name()}{{height:30rem}}</style>{place}"
    parts = [*head, place, f"<script>{figure.script.render()}</script>"]
    return Fragment(Markup(inline_assets("\n".join(parts))))  # noqa: S704 - folium's own HTML; data are escaped JSON


def map_document(folium_map: folium.Map) -> str:
    """
    Give a map as a whole document, not yet sealed.

    Parameters
    ----------
    folium_map
        Any folium map.

    Returns
    -------
    html
        A document with a title and a language for this library's maps; folium's own page for others.
    """
    element = _element(folium_map)
    if element is None:
        page: str = _lean_copy(folium_map).get_root().render()
        return page.replace("<html>", '<html lang="en-GB">', 1)
    title = html.escape(element.title)
    return _DOCUMENT.format(title=title, map=map_fragment(folium_map).html)


def fresh_copy(folium_map: folium.Map) -> folium.Map:
    """
    Copy a map into a figure of its own, so that rendering leaves no trace in the original.

    Parameters
    ----------
    folium_map
        Any folium map.

    Returns
    -------
    twin
        The same map, same identifiers; its text means itself.

    Raises
    ------
    SealError
        If a text of it would be written as script.
    """
    from branca.element import Figure

    parent: Any = folium_map._parent  # noqa: SLF001
    twin = copy.deepcopy(folium_map, {id(parent): None})  # else the copy takes the figure along
    title = parent.title if parent is not None else None
    Figure(title=html.escape(title) if title else None).add_child(twin)  # branca writes it into <title> as it is
    keep_text(twin)
    return twin


def _lean_copy(folium_map: folium.Map) -> folium.Map:
    """Copy a map without the files that nothing on it uses."""
    first, twin = fresh_copy(folium_map), fresh_copy(folium_map)
    figure: Any = first.get_root()
    figure.render()
    script = figure.script.render()
    for kind in ("default_js", "default_css"):
        files = [f for f in getattr(twin, kind) if any(word in script for word in _WORDS.get(f[0], ("",)))]
        setattr(twin, kind, files)
    return twin


def _element(folium_map: folium.Map) -> AreaMap | None:
    from vawg_geo.publishing.map_element import element_of

    return element_of(folium_map)
