"""An analyst's own paragraphs: Markdown files beside the profile, marked as theirs, and as old when they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.profile import Profile
from vawg_geo.publishing.words import never_words

FOLDER = "profiles"  # in the force's folder; in it a folder a product, in that a file a section
LONGEST = 20_000  # characters of a note: some four pages
_BLOCKS, _INLINE = frozenset({"list", "blank_line"}), frozenset({"emphasis"})  # the rules of Markdown that hold here
_NOTHING = "(?!)"  # what any other rule finds: its text stays as it was typed
_HEADER = ("author", "updated")
_TAGS = {"paragraph": "p", "block_text": "span", "emphasis": "em", "strong": "strong", "list_item": "li"}


@dataclass(frozen=True)
class Note:
    """One paragraph or more of an analyst's words."""

    html: Markup  # a small part of Markdown, everything else escaped
    author: str
    updated: date
    stale: bool


def note_files(folder: Path, profile: str) -> dict[str, Path]:
    """
    List the notes written for a product.

    Parameters
    ----------
    folder
        The force's folder.
    profile
        The product's name.

    Returns
    -------
    files
        Section to file, sorted; empty where there is no folder.
    """
    return {path.stem: path for path in sorted((folder / FOLDER / profile).glob("*.md")) if path.is_file()}


def read_notes(folder: Path, profile: Profile, *, cut: date) -> dict[str, tuple[Note, ...]]:
    """
    Read the notes written for a product.

    Parameters
    ----------
    folder
        The force's folder.
    profile
        The product: its sections, and how long a note stays fresh (`written.notes_days`).
    cut
        The data cut, from which a note's age is told: the same inputs give the same page on any day.

    Returns
    -------
    notes
        Section to its notes.

    Raises
    ------
    ProfileError
        If a note is for no section of the profile, has no header, cannot be read as UTF-8, is too long, or says what
        is never said.

    References
    ----------
    METHODS 13; FAULTS X13.
    """
    written = profile.written
    files = note_files(folder, profile.name) if written else {}
    days = written.notes_days if written else 0
    for section, path in files.items():
        if written and section not in written.sections:
            raise ProfileError(
                f"the note {_named(path)} is for no section of this profile; name it after one of: "
                f"{', '.join(written.sections)}."
            )
    return {section: (_read(path, cut=cut, days=days),) for section, path in files.items()}


def _read(path: Path, *, cut: date, days: int) -> Note:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ProfileError(f"the note {_named(path)} cannot be read; save it as UTF-8 text.") from None
    if len(text) > LONGEST or "\0" in text:
        raise ProfileError(f"the note {_named(path)} must be text of at most {LONGEST} characters.")
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    author, updated = _header(head, path)
    if faults := never_words(body):
        raise ProfileError(
            f"the note {_named(path)} says what is never said about recorded crime: {', '.join(faults)}. Write what "
            "was recorded, from how many to how many, and how sure that is."
        )
    if not body.strip():
        raise ProfileError(f"the note {_named(path)} is empty below its header; write it, or delete the file.")
    return Note(markdown(body), author, updated, stale=(cut - updated).days > days)


def _header(head: str, path: Path) -> tuple[str, date]:
    """Read `author: ...` and `updated: YYYY-MM-DD`, a line each."""
    lines = [line.partition(":") for line in head.strip().splitlines()]
    given = {name.strip().lower(): value.strip() for name, _, value in lines}
    try:
        updated = date.fromisoformat(given.get("updated", ""))
    except ValueError:
        updated = None
    if sorted(given) != sorted(_HEADER) or not given["author"] or updated is None:
        raise ProfileError(
            f"the note {_named(path)} must begin with two lines, `author: ...` and `updated: YYYY-MM-DD`, and an empty "
            "line after them."
        )
    return given["author"], updated


def markdown(text: str) -> Markup:
    """
    Set the small part of Markdown that a note may use: paragraphs, lists, emphasis, strong.

    Parameters
    ----------
    text
        What the analyst typed.

    Returns
    -------
    html
        All else (HTML, links, pictures, headings, code, templates) stands there as it was typed. FAULTS X13.
    """
    from mistune import BlockParser, InlineParser, Markdown

    block, inline = BlockParser(), InlineParser()
    for parser, rules in ((block, _BLOCKS), (inline, _INLINE)):
        parser.specification.update(dict.fromkeys(set(parser.specification) - rules, _NOTHING))
    tokens: Any = Markdown(renderer=None, block=block, inline=inline).parse(text)[0]
    return Markup("\n").join(_html(token, "p") for token in tokens if token["type"] != "blank_line")


def _html(token: Mapping[str, Any], otherwise: str = "") -> Markup:
    """Write a token of the parser's; one of a kind that is not ours is text, in the tag given for it."""
    kind = token["type"]
    parts = [_html(child) for child in token.get("children", ())] or [Markup("{}").format(token.get("raw", "\n"))]
    tag = _TAGS.get(kind, otherwise)
    if kind == "list":
        tag = "ol" if token["attrs"]["ordered"] else "ul"
    return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(parts)) if tag else Markup("").join(parts)


def _named(path: Path) -> str:
    """Name a note without this machine's paths."""
    return "/".join(path.parts[-3:])
