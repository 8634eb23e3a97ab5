"""What a page says, in the order in which it says it: paragraphs, lists and tables, each with its style's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from vawg_geo.publishing.word.tree import Element, one_line

_INLINE = frozenset({"a", "abbr", "b", "br", "code", "data", "em", "i", "mark", "q", "small", "span", "strong", "sub",
                     "sup", "time", "wbr"})  # fmt: skip
_LEFT_OUT = frozenset({"button", "canvas", "head", "input", "nav", "noscript", "script", "select", "style", "template"})
# Where figures come from stands on the page; the marking is in every header; what only a screen needs.
_ONLY_ON_SCREEN = frozenset({"exit", "for-phone", "marking", "on-screen", "skip", "why"})
_HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3", "h5": "Heading 3"}
_PARAGRAPHS = {"lead": "Lead", "limit": "Read with care", "notice": "Notice", "question": "Question", "small": "Small",
               "sub": "Subtitle"}  # fmt: skip
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"em", "i"})
NO_MAP = "The map stands on the page beside this document."
LONG = 40  # rows; a picture's figures beyond that stay beside the page
BREAK = "\n"  # of a line, inside a run


@dataclass(frozen=True)
class Run:
    """Some text of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading or point of a list."""

    style: str
    runs: tuple[Run, ...]
    list: int = 0  # which numbered list it is a point of, from 1; 0 = none

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Grid:
    """A table of the page."""

    element: Element


Block = Paragraph | Grid


def blocks_of(page: Element) -> list[Block]:
    """
    List what a page says.

    Parameters
    ----------
    page
        A page, or a part of one.

    Returns
    -------
    blocks
        Drawings as their own description; maps, folded sources and long tables that the page does not print either
        are left out, and where that takes something from a reader, it is said.
    """
    return list(_Reader().read(page.children, "Normal"))


def runs_of(children: Iterable[Element | str], *, look: Run = Run("")) -> tuple[Run, ...]:
    """
    Read text with its emphasis.

    Parameters
    ----------
    children
        Text and elements.
    look
        How the text around them looks.

    Returns
    -------
    runs
        White space as a reader sees it: one space between words, none at the ends.
    """
    return _trimmed(list(_runs(children, look)))


def _runs(children: Iterable[Element | str], look: Run) -> Iterator[Run]:
    for child in children:
        if isinstance(child, str):
            yield replace(look, text=one_line(child))
        elif child.tag == "br":
            yield replace(look, text=BREAK)
        elif child.tag not in {*_LEFT_OUT, "svg"} and not child.classes & _ONLY_ON_SCREEN:
            inner = replace(look, bold=look.bold or child.tag in _BOLD, italic=look.italic or child.tag in _ITALIC)
            yield from _runs(child.children, inner)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    kept: list[Run] = []
    for run in runs:
        before = kept[-1].text[-1:] if kept else " "
        text = run.text.lstrip(" ") if before in {" ", BREAK} else run.text
        if not text:
            continue
        if kept and (kept[-1].bold, kept[-1].italic) == (run.bold, run.italic):
            kept[-1] = replace(kept[-1], text=kept[-1].text + text)
        else:
            kept.append(replace(run, text=text))
    while kept and not (end := kept[-1].text.rstrip(f" {BREAK}")):
        kept.pop()
    return (*kept[:-1], replace(kept[-1], text=end)) if kept else ()


def _parts(pairs: Element) -> Iterator[Element]:
    """Give the names and meanings of a list of pairs, whether or not each pair has a box of its own."""
    for one in pairs.elements:
        if one.tag in {"dt", "dd"}:
            yield one
        elif not one.classes & _ONLY_ON_SCREEN:
            yield from _parts(one)


class _Reader:
    """Reads the page from top to bottom, counting its numbered lists."""

    def __init__(self) -> None:
        self._lists = 0

    def read(self, children: Iterable[Element | str], style: str) -> Iterator[Block]:
        waiting: list[Element | str] = []
        for child in children:
            if isinstance(child, str) or child.tag in _INLINE:
                waiting.append(child)
                continue
            yield from self._said(waiting, style)
            waiting = []
            if child.tag not in _LEFT_OUT and not child.classes & _ONLY_ON_SCREEN:
                yield from self._block(child, style)
        yield from self._said(waiting, style)

    def _said(self, children: Iterable[Element | str], style: str, *, bold: bool = False) -> Iterator[Block]:
        if runs := runs_of(children, look=Run("", bold=bold)):
            yield Paragraph(style, runs)

    def _block(self, element: Element, style: str) -> Iterator[Block]:
        tag, children = element.tag, element.children
        if tag in _HEADINGS:
            yield from self._said(children, _HEADINGS[tag])
        elif tag == "p":
            own = next((name for known, name in _PARAGRAPHS.items() if known in element.classes), style)
            yield from self.read(children, own)
        elif tag in {"ul", "ol"}:
            yield from self._list(element)
        elif tag == "dl":
            yield from self._pairs(element, style)
        elif tag == "table":
            yield Grid(element)
        elif tag == "figcaption":
            yield from self._said(children, "Caption")
        elif tag == "svg":
            yield from self._drawing(element)
        elif tag == "figure" and "map" in element.classes:
            yield from self._map(element)
        elif tag == "details":
            yield from self._folded(element, style)
        else:
            yield from self.read(children, "Analyst" if "analyst" in element.classes else style)

    def _list(self, element: Element) -> Iterator[Block]:
        style, number = "List Bullet", 0
        if element.tag == "ol":
            self._lists += 1
            style, number = "List Number", self._lists
        for item in element.elements:
            told = False
            for block in self.read(item.children, style):
                if isinstance(block, Paragraph) and block.style == style and not block.list:
                    yield replace(block, list=number) if not told else replace(block, style="List Continue")
                    told = True
                else:
                    yield block

    def _pairs(self, element: Element, style: str) -> Iterator[Block]:
        name: tuple[Run, ...] = ()
        for part in _parts(element):
            if part.tag == "dt":
                name = (*runs_of(part.children, look=Run("", bold=True)), Run(": "))
                continue
            first, *others = list(self.read(part.children, style)) or [Paragraph(style, ())]
            if isinstance(first, Paragraph):
                yield replace(first, runs=(*name, *first.runs))
            else:
                yield from (Paragraph(style, name), first)
            yield from others

    def _drawing(self, element: Element) -> Iterator[Block]:
        if said := one_line(element.attributes.get("aria-label", "")).strip():
            yield Paragraph("Picture", (Run("Picture: ", bold=True), Run(said)))

    def _map(self, element: Element) -> Iterator[Block]:
        told = [child for child in element.elements if child.tag == "figcaption" or "small" in child.classes]
        yield from self.read(told, "Normal")
        yield Paragraph("Small", (Run(NO_MAP),))

    def _folded(self, element: Element, style: str) -> Iterator[Block]:
        summary = next(element.find("summary"), Element("summary"))
        rest = [child for child in element.children if child is not summary]
        table = next(element.find("table"), None)
        if "long" in element.classes:  # the page does not print it either, and says so
            yield from self._said(summary.children, "Small")
            return
        if table and "drawn" in element.classes and sum(1 for _ in table.find("tr")) > LONG:
            told = f"{summary.text}: too many to print, table {table.attributes.get('data-t', '')} beside the page."
            yield Paragraph("Small", (Run(told),))
            return
        if table is None:  # a table's caption says the same
            yield from self._said(summary.children, style, bold=True)
        yield from self.read(rest, style)
