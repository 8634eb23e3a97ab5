"""The kept copies of every file a folium page would ask the internet for, by exact address."""

from __future__ import annotations

from functools import cache

LEAFLET_JS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js"
LEAFLET_CSS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"


@cache
def kept_assets() -> dict[str, str]:
    """
    Return the text of every kept asset by the address folium asks for.

    Returns
    -------
    assets
        Address to text: scripts and style sheets, their images and fonts inside as data addresses.

    Notes
    -----
    The bank is a private name of folium-offline; this is the only place that knows it.
    """
    from offlinefolium import elements, features

    bank: dict[str, str] = {**elements._res, **features._vres}  # noqa: SLF001 - see Notes
    return {address: text.strip() for address, text in bank.items()}
