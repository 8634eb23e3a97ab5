"""Where the tags of an HTML text stand, so that one can be replaced and all else stay byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

_RAW = ("script", "style")


@dataclass(frozen=True)
class Tag:
    """One opening tag; for scripts and style sheets also what they hold."""

    name: str
    attributes: dict[str, str | None]
    start: int
    open_end: int  # just after the opening tag
    end: int  # just after the closing tag of a script or style sheet, else as `open_end`
    content: str


@lru_cache(maxsize=4)  # sealing asks several times of one text, and reading it is most of the work
def read_tags(text: str) -> tuple[Tag, ...]:
    """
    List the opening tags of an HTML text in order.

    Parameters
    ----------
    text
        HTML.

    Returns
    -------
    tags
        With their places in `text`; comments and the contents of scripts are not searched.
    """
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    return tuple(reader.tags)


def splice(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """
    Replace pieces of a text.

    Parameters
    ----------
    text
        Any text.
    pieces
        Start, end, new text; in order and apart.

    Returns
    -------
    text
        With the pieces replaced.
    """
    parts, at = [], 0
    for start, end, new in pieces:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.tags: list[Tag] = []
        self.lines = [0]
        for line in text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        opened = self.get_starttag_text() or ""
        first = dict(reversed(attrs))  # a browser keeps the first of a repeated attribute
        ordered = {key: first[key] for key, _ in attrs}
        end = start + len(opened)
        self.tags.append(Tag(tag, ordered, start, end, end, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _RAW or not self.tags or self.tags[-1].name != tag or self.tags[-1].content:
            return
        opening, start = self.tags[-1], self._at()
        end = self.text.find(">", start) + 1
        self.tags[-1] = Tag(
            tag, opening.attributes, opening.start, opening.open_end, end, self.text[opening.open_end : start]
        )
