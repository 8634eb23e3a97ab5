"""Let folium maps draw in a notebook without a network."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from vawg_geo.base.errors import RunError
from vawg_geo.publishing.map_render import fresh_copy, map_document
from vawg_geo.publishing.seal import seal

if TYPE_CHECKING:
    import folium

HEIGHT_PX = 640
_TRUST = "To draw this map: File > Trust Notebook."
_NO_TILES = "The map's background tiles are left out: they come from the internet."


def notebook() -> None:
    """
    Make folium maps draw offline in this kernel.

    Raises
    ------
    RunError
        If this is not an IPython kernel.
    """
    import folium
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        raise RunError("notebook() must be called in a notebook: there is no IPython kernel here.")
    shell.display_formatter.formatters["text/html"].for_type(folium.Map, frame_map)


def frame_map(folium_map: folium.Map) -> str:
    """
    Draw a map in a frame that has no network and no way into the notebook.

    Parameters
    ----------
    folium_map
        Any folium map; background tiles are left out, and the frame says so.

    Returns
    -------
    html
        A sandboxed frame with the sealed map inside; an untrusted notebook shows how to trust it instead.
    """
    twin, dropped = _without_tiles(folium_map)
    inside = html.escape(seal(map_document(twin)))
    note = f"<p>{_NO_TILES}</p>" if dropped else ""
    return (
        f'{note}<div style="position:relative;height:{HEIGHT_PX}px"><p>{_TRUST}</p>'
        f'<iframe sandbox="allow-scripts" title="Map" srcdoc="{inside}" '
        'style="position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"></iframe></div>'
    )


def _without_tiles(folium_map: folium.Map) -> tuple[folium.Map, int]:
    from folium.raster_layers import TileLayer, WmsTileLayer

    twin = fresh_copy(folium_map)
    children = twin._children  # noqa: SLF001 - folium has no way to take a layer off
    tiles = [name for name, child in children.items() if isinstance(child, TileLayer | WmsTileLayer)]
    for name in tiles:
        del children[name]
    if tiles:
        twin.options.setdefault("max_zoom", 18)
    return twin, len(tiles)
