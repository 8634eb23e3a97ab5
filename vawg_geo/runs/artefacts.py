"""Everything that can be read out of one published file: its text in every spelling, and its points."""

from __future__ import annotations

import base64
import binascii
import html
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import shapely

_TEXT = (".html", ".csv", ".json", ".log", ".txt", ".toml", "")  # END has no suffix
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_MARKUP = re.compile(r"<[^>]*>")
_DATA_ADDRESS = re.compile(r"data:[\w/+.;=-]*?;base64,([A-Za-z0-9+/=]{16,})")
_ASSET = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_OFFICE = (".xlsx", ".docx")
# What a reader of an office document sees: cells, paragraphs, what stands above and below, notes.
_SHOWN = re.compile(
    r"xl/(?:worksheets/sheet\d+|sharedStrings)\.xml|word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
)
_ATTRIBUTE = re.compile(r'="([^"]{5,})"')  # a picture's description, a table's caption, a field's code
_INSIDE_WORD = re.compile(r"</w:t></w:r>(?:<w:r>|<w:r [^>]*>)(?:<w:rPr>.*?</w:rPr>)?<w:t(?: [^>]*)?>")
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes after a GeoPackage geometry's header, by its flag


@dataclass(frozen=True)
class Artefact:
    """What a reader of the file could find in it."""

    raw: str  # as it lies there
    decoded: str  # with HTML, JSON and address escapes undone, and hidden data addresses opened
    plain: str  # as shown: without tags
    points: np.ndarray  # x, y of every vertex of every geometry; (n, 2)

    @property
    def texts(self) -> tuple[str, ...]:
        """The distinct spellings."""
        return tuple(dict.fromkeys((self.raw, self.decoded, self.plain)))


def read_artefact(path: Path) -> Artefact:
    """
    Read a published file as an attacker would.

    Parameters
    ----------
    path
        A page, table, workbook, GeoPackage, manifest or log.

    Returns
    -------
    artefact
        Its text and points. What the toolkit's own kept assets say (Leaflet, style sheets) is left out.

    Raises
    ------
    ValueError
        If it is of another kind; and OSError, sqlite3.Error or zipfile.BadZipFile if it cannot be read to its end: such
        a file cannot be vouched for.
    """
    kind = path.suffix.lower()
    if kind == ".gpkg":
        return _read_geopackage(path)
    if kind in _OFFICE:
        return _read_office(path)
    if kind not in _TEXT:
        raise ValueError("no reader for this kind of file")
    text = path.read_bytes().decode("utf-8")
    return text_artefact(_without_assets(text) if kind == ".html" else text)


def text_artefact(text: str) -> Artefact:
    """
    Read a text in every spelling.

    Parameters
    ----------
    text
        HTML, JSON, CSV or plain.

    Returns
    -------
    artefact
        Without points.
    """
    decoded = html.unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    decoded = unquote(decoded) if "%" in decoded else decoded
    decoded = "\n".join([decoded, *_hidden(decoded)])
    return Artefact(text, decoded, _MARKUP.sub(" ", decoded), np.empty((0, 2)))


def _hidden(text: str) -> Iterator[str]:
    """Open data addresses: a table could travel in a link."""
    for found in _DATA_ADDRESS.finditer(text):
        try:
            yield base64.b64decode(found[1], validate=True).decode("latin-1")
        except binascii.Error:
            continue


def _read_office(path: Path) -> Artefact:
    """
    Read every part of a workbook or Word document: what is shown as it is shown, all else with its markup.

    In Word a word may be of several looks and so of several runs: they are joined before the markup goes.
    """
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8") for name in sorted(book.namelist())}
    shown = [_MARKUP.sub(" ", _INSIDE_WORD.sub("", text)) for name, text in parts.items() if _SHOWN.fullmatch(name)]
    others = [text for name, text in parts.items() if not _SHOWN.fullmatch(name)]
    others += list(
        dict.fromkeys(
            v
            for name, t in parts.items()
            if name.startswith("word/") and _SHOWN.fullmatch(name)
            for v in _ATTRIBUTE.findall(t)
        )
    )
    told = text_artefact("\n".join([*parts, *shown, *others]))
    return replace(told, raw="\n".join(parts.values()))


@cache
def _assets() -> frozenset[str]:
    from vawg_geo.publishing.assets import kept_assets
    from vawg_geo.publishing.fragment import TEMPLATES

    own = [path for path in TEMPLATES.parent.rglob("*") if path.suffix in {".css", ".js"}]
    texts = {*kept_assets().values(), *(path.read_text(encoding="utf-8") for path in own)}
    return frozenset(text.strip() for text in texts)


def _without_assets(text: str) -> str:
    known = _assets()
    return _ASSET.sub(lambda found: "" if found[2].strip() in known else found[0], text)


def _read_geopackage(path: Path) -> Artefact:
    """Read every cell of every table, and what deleted rows left in the file."""
    cells: list[str] = [path.read_bytes().decode("latin-1")]
    points: list[np.ndarray] = []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        names = base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        for (name,) in names:
            for row in base.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - a table's own name
                blobs = [cell for cell in row if isinstance(cell, bytes) and cell[:2] == b"GP"]
                points += [_vertices(blob) for blob in blobs]
                cells.append("\t".join(str(cell) for cell in row if not isinstance(cell, bytes | None)))
    text = "\n".join(cells)
    return Artefact(text, text, text, np.concatenate([np.empty((0, 2)), *points]))


def _vertices(blob: bytes) -> np.ndarray:
    start = 8 + _ENVELOPES[blob[3] >> 1 & 7]
    found: np.ndarray = shapely.get_coordinates(shapely.from_wkb(blob[start:]))
    return found
