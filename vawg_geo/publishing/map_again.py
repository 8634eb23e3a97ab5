"""A map that stands on one page, drawn again on another."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from vawg_geo.publishing.map_geometry import SCALE

if TYPE_CHECKING:
    from vawg_geo.publishing.fragment import Fragment

# The block that `map_element` writes: escaped JSON, so the first "</script>" is its end.
_BLOCK = re.compile(r'<script type="application/json" id="vm_[0-9a-f]+">([^<]*)</script>')


def map_again(page: str) -> Fragment | None:
    """
    Draw a page's first map again, from the data that the page itself carries.

    Parameters
    ----------
    page
        A page of this library, whole.

    Returns
    -------
    fragment
        The map for another page of at least the same marking; None where the page has none.

    Raises
    ------
    DisclosureError
        If the data hold a key that no map of this library has.
    """
    from vawg_geo.publishing.map_element import build_map
    from vawg_geo.publishing.map_render import map_fragment

    if (found := _BLOCK.search(page)) is None:
        return None
    data = json.loads(found[1])
    west, south, east, north = data["county"]["b"]
    return map_fragment(build_map(data, centre=((south + north) / 2 / SCALE, (west + east) / 2 / SCALE)))
