"""What a section is made of: paragraphs, lists, tables, pictures, maps, findings, limits, an analyst's own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from vawg_geo.publishing.report.sentences import Sentence

Say = Sentence | None  # a sentence whose need is not met is None, and every block leaves it out


@dataclass(frozen=True)
class Paragraph:
    """Sentences in a row; `lead` sets them large."""

    said: tuple[Say, ...]
    lead: bool = False


@dataclass(frozen=True)
class Points:
    """A list, one sentence a point."""

    said: tuple[Say, ...]
    title: str = ""


@dataclass(frozen=True)
class Limit:
    """What this cannot tell, or must not be read as."""

    said: tuple[Say, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table as it is shown."""

    name: str
    label: str
    form: str = "count"
    low: str = ""  # columns of its interval, printed after it: "12 (8 to 17)"
    high: str = ""
    bar: bool = False  # draw it as a bar, its figure beside it


@dataclass(frozen=True)
class Table:
    """A table of the book, or some of its rows."""

    table: str
    caption: str
    columns: tuple[Column, ...]  # the first names the row
    rows: tuple[str, ...] | None = None  # names of the rows shown, in order; None: all
    note: Say = None
    folded: bool = False  # shown when it is opened; printed unless it is long
    cards: bool = False  # a card a row on a phone


@dataclass(frozen=True)
class Picture:
    """A drawing of a table, with its title in words and its figures in a folded table."""

    svg: Markup
    title: Say
    table: str
    columns: tuple[Column, ...] = ()  # of the folded table; empty: another block shows the table
    rows: tuple[str, ...] | None = None
    note: Say = None


@dataclass(frozen=True)
class Map:
    """A map of areas, coloured by fixed breaks, never finer than the profile allows."""

    html: Markup  # from maps.map_fragment
    title: Say
    table: str
    note: Say = None


@dataclass(frozen=True)
class Pairs:
    """Names and what they mean or hold: terms of reference, method."""

    rows: tuple[tuple[str, Say], ...]
    title: str = ""


@dataclass(frozen=True)
class Made:
    """A finished piece whose figures its own template vouches for; for the few that fit no other block."""

    html: Markup


@dataclass(frozen=True)
class Finding:
    """What was found and what follows; the summary takes the weightiest."""

    name: str  # the same in every edition: what "changed since" compares
    weight: float  # 0 to 1: how much it should weigh in the choice of the few
    what: Sentence
    where: Say
    who: Say
    change: Say
    confidence: Say  # the yardstick's word with its number, or why none is given
    so_what: Sentence
    recommendation: Sentence
    owner: str
    by_when: Sentence
    how_known: Sentence  # how we will know


Block = Paragraph | Points | Limit | Table | Picture | Map | Pairs | Made | Finding


@dataclass(frozen=True)
class Section:
    """One section of a profile."""

    name: str  # of its chapter: the page's anchor
    title: str
    question: str  # what it answers, in one line below the title
    blocks: tuple[Block | None, ...]
    findings: tuple[Finding, ...] = field(default=())
