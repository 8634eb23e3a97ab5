"""The kept copies of every file a folium page would ask the internet for, by exact address."""

from __future__ import annotations

import re
from functools import cache

LEAFLET_JS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js"
LEAFLET_CSS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"
REFERENCE = re.compile(r"""url\((?!\s*["']?\s*(?:data:|#))[^)]+\)""", re.IGNORECASE)  # an address outside the page


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
    return {address: _self_contained(address, text.strip()) for address, text in bank.items()}


def _self_contained(address: str, text: str) -> str:
    """Lead nowhere the old font formats that some style sheets in the bank still name beside themselves."""
    return REFERENCE.sub("url(data:,)", text) if address.endswith(".css") else text
