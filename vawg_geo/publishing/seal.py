"""Seal a page: every asset inside, no outside reference left, a policy that runs only the scripts we hashed."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.publishing.assets import REFERENCE, kept_assets
from vawg_geo.publishing.markup import Tag, read_tags, splice

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)
# Attributes whose address is fetched when the page opens (an <a> is followed only when somebody clicks it).
_FETCHED = {
    "script": ("src", "href", "xlink:href"), "link": ("href", "imagesrcset"), "img": ("src", "srcset"),
    "iframe": ("src",), "source": ("src", "srcset"), "video": ("src", "poster"), "audio": ("src",), "track": ("src",),
    "embed": ("src",), "object": ("data",), "input": ("src",), "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"), "feimage": ("href", "xlink:href"), "body": ("background",), "frame": ("src",),
}  # fmt: skip
_INSIDE = ("data:", "#", "about:blank")
_CSS_REFERENCE = re.compile(rf"@import\b[^;]*|{REFERENCE.pattern}", re.IGNORECASE)
_TILES = re.compile(r"""\.(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*["'](?!data:)[^"']+""")
_DATA_BLOCKS = ("application/json", "application/ld+json", "text/plain", "text/template")
_META = re.compile(r"""<meta\b[^>]*http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>\s*""", re.IGNORECASE)
_CHARSET = re.compile(r"""<meta\b[^>]*charset\s*=[^>]*>\s*""", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_DEDUPE_FROM = 2_000  # characters: a library met twice is kept once


class SealError(VawgGeoError):
    """A page would ask for something outside itself, or run a script that no hash can name."""


def seal(html_text: str) -> str:
    """
    Make a page whole by itself: no request, no script but its own.

    Parameters
    ----------
    html_text
        A complete document, with assets inside or by the addresses folium uses.

    Returns
    -------
    html
        The document with assets inside, each library once, and a Content-Security-Policy by hash first in its head.
        The same text gives the same bytes; sealing twice changes nothing.

    Raises
    ------
    SealError
        If it refers to anything outside itself, has an inline event handler or a script address, asks for map tiles,
        or has no head.
    """
    text = _clean(html_text)
    text = _META.sub("", _once(inline_assets(text)))
    _refuse_outside(text)
    return _with_policy(text, _hashes(text))


def inline_assets(text: str) -> str:
    """
    Put every kept asset that a page asks for into the page.

    Parameters
    ----------
    text
        HTML.

    Returns
    -------
    html
        With `script src` and `link rel=stylesheet` of kept addresses replaced by their text; also in `srcdoc` frames.
    """
    bank, pieces = kept_assets(), []
    for tag in read_tags(text):
        address = tag.attributes.get("src" if tag.name == "script" else "href") or ""
        if tag.name == "script" and address in bank:
            pieces.append((tag.start, tag.end, f"<script>{_script_safe(bank[address])}</script>"))
        elif tag.name == "link" and address in bank:
            pieces.append((tag.start, tag.open_end, f"<style>{bank[address]}</style>"))
        elif tag.name == "iframe" and tag.attributes.get("srcdoc"):
            inner = inline_assets(tag.attributes["srcdoc"] or "")
            pieces.append((tag.start, tag.open_end, _with_srcdoc(tag, inner)))
    return splice(text, pieces)


def script_hash(script: str) -> str:
    """
    Hash an inline script as browsers do.

    Parameters
    ----------
    script
        Its exact text.

    Returns
    -------
    source
        A policy source: 'sha256-...' in quotes.
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _clean(text: str) -> str:
    """Normalise as an HTML reader does before it hashes: line ends, no NUL, no lone surrogate."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").removeprefix("\ufeff")
    return text.encode("utf-8", "replace").decode()


def _script_safe(script: str) -> str:
    return re.sub(r"</(script)", r"<\\/\1", script, flags=re.IGNORECASE)


def _with_srcdoc(tag: Tag, inner: str) -> str:
    attributes: Mapping[str, str | None] = {**tag.attributes, "srcdoc": inner}
    words = [key if value is None else f'{key}="{html.escape(value)}"' for key, value in attributes.items()]
    return f"<{tag.name} {' '.join(words)}>"


def _once(text: str) -> str:
    """Drop a long script or style sheet met before: two maps on a page need one Leaflet."""
    seen: set[tuple[str, str]] = set()
    pieces = []
    for tag in read_tags(text):
        if tag.name not in {"script", "style"} or tag.attributes.get("type") in _DATA_BLOCKS:
            continue
        key = (tag.name, tag.content)
        if key in seen and len(tag.content) >= _DEDUPE_FROM:
            pieces.append((tag.start, tag.end, ""))
        seen.add(key)
    return splice(text, pieces)


def _refuse_outside(text: str) -> None:
    faults = [fault for tag in read_tags(text) for fault in _faults(tag)]
    if faults:
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""  # noqa: PLR2004 - enough to act on
        raise SealError(
            f"a sealed page must hold everything it shows; this one does not: {'; '.join(faults[:5])}{more}. "
            "Use only what the kept assets hold, data addresses for images, and maps made with tiles=None."
        )


def _faults(tag: Tag) -> list[str]:
    found = []
    for name, value in tag.attributes.items():
        inside = (value or "").strip()
        if name.startswith("on"):
            found.append(f"<{tag.name}> has an inline {name} handler")
        if name in _FETCHED.get(tag.name, ()) and inside and not inside.lower().startswith(_INSIDE):
            found.append(f"<{tag.name} {name}> asks for {_shown(inside)}")
        if name in {"href", "xlink:href", "action", "formaction"} and _scheme(inside) == "javascript":
            found.append(f"<{tag.name} {name}> is a script address")
        if name == "style" and _CSS_REFERENCE.search(inside):
            found.append(f"a style of <{tag.name}> asks for an address")
        if name == "srcdoc":
            _refuse_outside(inside)
    if tag.name in {"base", "applet"} or (tag.name == "meta" and tag.attributes.get("http-equiv", "") == "refresh"):
        found.append(f"<{tag.name}> may lead outside")
    if tag.name == "style" and (asked := _CSS_REFERENCE.search(tag.content)):
        found.append(f"a style sheet asks for {_shown(asked[0])}")
    if tag.name == "script" and (tiles := _TILES.search(tag.content)):
        found.append(f"a map asks for tiles or images ({_shown(tiles[0])})")
    return found


def _scheme(address: str) -> str:
    return re.sub(r"[\x00-\x20]", "", address).lower().partition(":")[0]


def _shown(address: str) -> str:
    """Name the host alone: a query string may carry what must not be shown."""
    host = re.search(r"//([\w.-]+)", address)
    return host[1] if host else "a file beside the page"


def _hashes(text: str) -> list[str]:
    found: list[str] = []
    for tag in read_tags(text):
        if tag.name == "script" and tag.attributes.get("type") not in _DATA_BLOCKS:
            found.append(script_hash(tag.content))
        if tag.name == "iframe" and tag.attributes.get("srcdoc"):
            found += _hashes(tag.attributes["srcdoc"] or "")
    return list(dict.fromkeys(found))


def _with_policy(text: str, hashes: list[str]) -> str:
    head = _HEAD.search(text)
    if head is None:
        raise SealError("a page to be sealed must be a whole document with a <head>; this text has none.")
    policy = POLICY.format(scripts=" ".join(hashes) or "'none'")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    charset = '<meta charset="utf-8">\n'
    before, rest = text[: head.end()], text[head.end() :].lstrip()
    body = re.search(r"</head>", rest, re.IGNORECASE)
    cut = body.start() if body else 0
    rest = _CHARSET.sub("", rest[:cut], count=1) + rest[cut:]
    # A reader looks for the charset in the first 1024 bytes only; a long policy would push it out.
    first = meta + charset if len(before) + len(meta) + len(charset) <= 1_000 else charset + meta  # noqa: PLR2004
    return f"{before}\n{first}{rest}"
