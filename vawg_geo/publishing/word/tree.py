"""A page of our own as a tree of elements and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from vawg_geo.publishing.exports import NO_FILE_HOLDS

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr", "source"})
_SPACE = re.compile("[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")  # not the no-break spaces, which are meant


@dataclass
class Element:
    """One element: its tag, attributes and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The names in its class."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list[Element]:
        """The elements right below it."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, *tags: str) -> Iterator[Element]:
        """Give every element below it of some tags, in the order of the page."""
        for child in self.elements:
            if child.tag in tags:
                yield child
            yield from child.find(*tags)

    @property
    def text(self) -> str:
        """Everything said in it, on one line; a drawing says nothing."""
        parts = [c if isinstance(c, str) else c.text if c.tag != "svg" else " " for c in self.children]
        return one_line("".join(parts)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """
    Read a page.

    Parameters
    ----------
    html
        A page that a run made; comments are left out.

    Returns
    -------
    root
        An element without a tag that holds the page.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def one_line(text: str) -> str:
    """
    Write text as Word can hold it.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    text
        Each run of white space one space, without the characters that no XML holds.
    """
    return NO_FILE_HOLDS.sub("", _SPACE.sub(" ", text))
