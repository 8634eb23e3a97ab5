"""Write a map or a page as one file that opens without a network."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.map_render import map_document
from vawg_geo.publishing.seal import seal

if TYPE_CHECKING:
    import folium


def write_offline(map_or_html: folium.Map | str, path: str | Path) -> Path:
    """
    Write one HTML file that makes no request and runs only its own scripts.

    Parameters
    ----------
    map_or_html
        A folium map without tiles, or a whole HTML document.
    path
        Where to write; its folder must be there. A file that is there is replaced whole, or left as it was.

    Returns
    -------
    path
        The file.

    Raises
    ------
    SchemaError
        If it is neither a map nor text, or `path` is a folder or its folder is not there.
    SealError
        If the page refers to anything outside itself, or a pop-up or tooltip of folium's own holds what would be
        script; nothing is written then.
    OSError
        If the disk refuses; what was there stays.

    Notes
    -----
    The maps of this library show every text as typed. On a map made with folium itself a text is never read as a
    template, and no script or request comes of it; but what folium takes as HTML (pop-ups, tooltips, layer names)
    is still HTML: `<b>` is bold there.
    """
    if not isinstance(map_or_html, str) and not hasattr(map_or_html, "default_js"):
        raise SchemaError("map_or_html must be a folium map or HTML text.")
    if not isinstance(path, str | Path):
        raise SchemaError("path must be text or a path.")
    path = Path(path)
    if path.is_dir() or not path.parent.is_dir():
        raise SchemaError("path must name a file in a folder that is there; make the folder first.")
    page = map_or_html if isinstance(map_or_html, str) else map_document(map_or_html)
    return write_whole(seal(page), path)


def write_whole(text: str, path: Path) -> Path:
    """
    Write a text so that the file is there whole or not at all.

    Parameters
    ----------
    text
        What to write, as UTF-8.
    path
        Its place; a temporary name beside it is used first.

    Returns
    -------
    path
        The file.

    Raises
    ------
    OSError
        If the disk refuses; what was there stays.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; not every system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
