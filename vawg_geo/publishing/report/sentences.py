"""The sentences a profile can write: one TOML a chapter, each sentence with what it needs before it may be said."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.toml import build, read_toml
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.forms import LEAST_BASE
from vawg_geo.publishing.words import never_words

HERE = Path(__file__).parent / "catalogue"
# Numbers that are names, not results: 95% and 80% intervals, hours of a day, telephone lines, outcome codes, laws,
# days of ripeness, rates per thousand.
FIXED = frozenset(
    {"24", "180", "1,000", "80", "90", "95", "99.8", "100", "101", "999", "12", "14", "15", "16", "18", "365"}
)


@dataclass(frozen=True)
class Template:
    """One sentence: its words, the bases it needs, what is said where they are missing, where it must not stand."""

    text: str
    needs: dict[str, float] = field(default_factory=dict)  # field -> the least base (or value) it must have
    otherwise: str = ""  # said where a need is not met; empty: nothing is said
    never_for: tuple[str, ...] = ()  # audiences whose page must not carry it
    gap: Literal["otherwise", "text", "never"] = "otherwise"  # which of its texts tells of something not known
    ask: str = ""  # what would have to be collected to close that gap,
    ask_of: str = ""  # and from whom
    due: Literal["", "edition", "quarter", "one month", "two months", "three months"] = ""  # of a "by when"


@dataclass(frozen=True)
class _Chapter:
    say: dict[str, Template]


@dataclass(frozen=True)
class Piece:
    """A run of a sentence: words, or one cell's value."""

    text: str
    cell: Cell | None = None


@dataclass(frozen=True)
class Sentence:
    """What is said: words and cells, and the name of the template that said it."""

    pieces: tuple[Piece, ...]
    name: str = ""
    short: tuple[str, ...] = ()  # the fields whose need was not met: what is said is what it says otherwise

    @property
    def text(self) -> str:
        """The sentence as people read it."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells it speaks of."""
        return tuple(piece.cell for piece in self.pieces if piece.cell)


def catalogue(chapter: str) -> dict[str, Template]:
    """
    Read a chapter's sentences.

    Parameters
    ----------
    chapter
        The TOML's name in the folder `catalogue`.

    Returns
    -------
    templates
        Name to template.

    Raises
    ------
    ProfileError
        If the file has an unknown key or a wrong type.
    """
    return dict(_read(chapter))


def template_of(said: Sentence) -> Template | None:
    """Find the template that said a sentence; None for one that is of no catalogue."""
    chapter, _, own = said.name.partition(".")
    return _read(chapter).get(own) if own and (HERE / f"{chapter}.toml").is_file() else None


@cache
def _read(chapter: str) -> Mapping[str, Template]:
    path = HERE / f"{chapter}.toml"
    return build(_Chapter, {"say": read_toml(path)}, where=path.name).say


def say(name: str, *, audience: str = "internal", fields: Mapping[str, Cell | str]) -> Sentence | None:
    """
    Say a sentence of the catalogue, if what it needs is there.

    Parameters
    ----------
    name
        "chapter.sentence".
    audience
        Whose page it is for.
    fields
        Every field of the template: a cell, or words without a figure. In the template `{n}` prints a cell,
        `{n:offence}` with its noun ("1 offence", "5 offences"), `{n:child|children}` with an irregular one, and
        `{n:?was|were}` a word that follows the number without printing it.

    Returns
    -------
    sentence
        None where a need is not met and nothing is to be said instead.

    Raises
    ------
    SchemaError
        If there is no such sentence, a field is missing or not asked for, words hold a figure, the sentence must not
        stand on this audience's page, or it would say what is never said.

    References
    ----------
    METHODS 13; PRODUCTS 4.6.
    """
    chapter, _, own = name.partition(".")
    template = catalogue(chapter).get(own)
    if template is None:
        raise SchemaError(f"there is no sentence {name!r} in the catalogue.")
    return fill_template(template, name, audience=audience, fields=fields)


def fill_template(
    template: Template, name: str, *, audience: str = "internal", fields: Mapping[str, Cell | str]
) -> Sentence | None:
    """
    Fill a template, of the catalogue or of another file of data, if what it needs is there.

    Parameters
    ----------
    template
        Its text and needs.
    name
        What it is called in messages.
    audience, fields
        As for `say`.

    Returns
    -------
    sentence
        As for `say`.

    Raises
    ------
    SchemaError
        As for `say`.
    """
    if audience in template.never_for:
        raise SchemaError(f"the sentence {name!r} must not stand on a page for the audience {audience!r}.")
    short = [field for field, least in template.needs.items() if not _base(fields, field, name) >= least]
    short += _too_small(template.text, fields, name)
    text = template.otherwise if short else template.text
    if not text or (short and _too_small(text, fields, name)):
        return None
    said = Sentence(tuple(_pieces(text, fields, name)), name, tuple(short))
    if faults := never_words(said.text):
        raise SchemaError(f"the sentence {name!r} would say what is never said: {', '.join(faults)}.")
    return said


def _too_small(text: str, fields: Mapping[str, Cell | str], name: str) -> list[str]:
    """Name the fields of a text whose form asks for a larger base than theirs. METHODS 13."""
    found = []
    for _, field_name, _, _ in string.Formatter().parse(text):
        given = fields.get(field_name or "")
        least = LEAST_BASE.get(given.form) if isinstance(given, Cell) else None
        if least is None or not isinstance(given, Cell):
            continue
        if given.n is None and given.form == "change":
            raise SchemaError(f"the sentence {name!r} was given a change without its base: name the column by n=.")
        if given.n is not None and not given.base >= least:
            found.append(str(field_name))
    return found


def _base(fields: Mapping[str, Cell | str], name: str, whose: str) -> float:
    given = fields.get(name)
    if not isinstance(given, Cell):
        raise SchemaError(f"the sentence {whose!r} needs a base for its field {name!r}: give a cell.")
    return given.base


def _pieces(text: str, fields: Mapping[str, Cell | str], name: str) -> list[Piece]:
    pieces = []
    for words, field_name, spec, _ in string.Formatter().parse(text):
        if words:
            pieces.append(Piece(words))
        if field_name is not None:
            if field_name not in fields:
                raise SchemaError(f"the sentence {name!r} asks for the field {field_name!r}.")
            pieces.extend(_fill(fields[field_name], spec or "", name))
    return pieces


def _fill(given: Cell | str, spec: str, name: str) -> list[Piece]:
    if isinstance(given, str):
        if re.search(r"\d", given):
            raise SchemaError(f"the sentence {name!r} was given words with a figure; give the cell that holds it.")
        return [Piece(given)]
    if not spec:
        return [Piece(given.shown, given)]
    one, _, more = spec.removeprefix("?").partition("|")
    word = one if given.shown == "1" else more or f"{one}s"
    return [Piece(word)] if spec.startswith("?") else [Piece(given.shown, given), Piece(f" {word}")]
