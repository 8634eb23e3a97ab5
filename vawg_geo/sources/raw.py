"""Bytes in, text out: size caps, disguised files, compression and encodings."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.caps import CAPS, Caps
from vawg_geo.sources.rules import RULES

_DISGUISES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "a SQLite database"),
)
Action = Literal["refused", "quarantined", "corrected", "reported"]
Note = tuple[str, str, Action]  # FAULTS number, what, what was done
_PIECE = 1_000_000  # bytes unpacked at a time
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-z]", re.IGNORECASE)  # no header row begins so
_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]|\u00e2\u20ac")


@dataclass(frozen=True)
class RawText:
    """A file's text, and what had to be done to get it."""

    text: str
    encoding: str
    notes: tuple[Note, ...]


def read_bytes(path: Path, caps: Caps = CAPS) -> bytes:
    """
    Read a file whole, unpacking gzip, never beyond a size.

    Parameters
    ----------
    path
        The file.
    caps
        How many bytes it may hold, counted after unpacking.

    Returns
    -------
    content
        The bytes.

    Raises
    ------
    SourceError
        If the file cannot be read, is empty, is over the cap, or its compression is broken.
    """
    try:
        caps.refuse_file(path)
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read ({error.strerror}). Check the name and the folder.") from None
    if content[:2] == b"\x1f\x8b":
        content = _gunzip(content, path, caps)
    if not content:
        raise SourceError(f"{path.name} is empty (0 bytes): the export did not finish. Export it again. [I31]")
    return content


def file_hash(path: Path) -> str:
    """
    Hash a file as it lies on the disk.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    digest
        SHA-256, hexadecimal.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_text(content: bytes, *, file: str, encoding: str = "") -> RawText:
    """
    Turn a text file's bytes into text.

    Parameters
    ----------
    content
        The bytes.
    file
        The file's name, for messages.
    encoding
        The stated encoding; empty: told from the bytes (byte-order mark, UTF-16 by its zeros, UTF-8, else cp1252).

    Returns
    -------
    raw
        The text without a byte-order mark, the encoding, and what was corrected.

    Raises
    ------
    SourceError
        If the bytes are another kind of file, or no text in the stated encoding.
    """
    refuse_disguise(content, file)
    codec, errors, notes = (encoding, "strict", []) if encoding else _tell(content)
    try:
        text = content.decode(codec, errors=errors)
    except (UnicodeDecodeError, LookupError):
        raise SourceError(
            f"{file} is not text in the encoding {codec}. Export it as UTF-8, or state its encoding."
        ) from None
    # Ctrl-Z: the end of a file to old systems.
    text = text.removeprefix("\ufeff").removesuffix("\x1a")
    refuse_disguise(text[:512].encode("utf-8", errors="replace"), file)  # a web page in UTF-16 is one only now
    garbled = len(_MOJIBAKE.findall(text)) if not text.isascii() else 0
    if garbled or "\ufffd" in text:
        notes.append(("I4", f"{RULES['I4'].what}, in {garbled + text.count(chr(0xFFFD)):,} places", "reported"))
    return RawText(text, codec, tuple(notes))


def refuse_disguise(content: bytes, file: str) -> None:
    """
    Refuse a file that is not the text its name says.

    Parameters
    ----------
    content
        The first bytes at least.
    file
        The file's name, for messages.

    Raises
    ------
    SourceError
        Naming what the file is.
    """
    what = next((words for magic, words in _DISGUISES if content.startswith(magic)), "")
    if not what and _MARKUP.match(content[:512]):
        what = "a web page or XML (an export's error page, or a report saved from a browser)"
    if what:
        raise SourceError(f"{file} is {what}, not delimited text. Export it as CSV, or state its format. [I47, I48]")


def _tell(content: bytes) -> tuple[str, str, list[Note]]:
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32", "strict", [("I2", "read as UTF-32", "corrected")]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "strict", [("I2", RULES["I2"].what, "corrected")]
    even, odd = content[:4096:2], content[1:4096:2]
    for codec, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros.count(0) > 0.6 * len(zeros) and letters.count(0) < 0.1 * len(letters):
            return codec, "strict", [("I2", RULES["I2"].what, "corrected")]
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", "replace", [("I3", RULES["I3"].what, "corrected")]
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")  # a sign of lost letters is itself good UTF-8
    # A few broken bytes in otherwise good UTF-8 are damage; with no good letters beside them it is Windows text, whose
    # five undefined bytes become the replacement sign. Either way the damage is reported as I4.
    if not broken or sum(letter > "\x7f" for letter in text) > 2 * broken:
        return "utf-8", "replace", []
    return "cp1252", "replace", [("I1", RULES["I1"].what, "corrected")]


def _gunzip(content: bytes, path: Path, caps: Caps) -> bytes:
    # Measured before it is kept: what expands without end costs time up to the cap, never memory.
    size = 0
    for piece in _unpack(content, path):
        size += len(piece)
        caps.refuse_unpacked(size, len(content), path.name)
    return b"".join(_unpack(content, path))


def _unpack(content: bytes, path: Path) -> Iterator[bytes]:
    """Unpack every member of a gzip file: some tools write several, one after the other."""
    try:
        with gzip.open(io.BytesIO(content)) as file:
            yield from iter(partial(file.read, _PIECE), b"")
    except EOFError:
        raise SourceError(f"{path.name} is a gzip file cut short. Copy or export it again. [I33]") from None
    except (gzip.BadGzipFile, zlib.error):
        raise SourceError(f"{path.name} is a damaged gzip file. Copy or export it again. [I33]") from None
