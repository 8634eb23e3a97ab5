"""The marks a picture is made of: text, lines, bands, markers. Classes colour them; nothing here knows a colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from markupsafe import Markup

SIZE = 12  # of all text, in the picture's units; a picture is shown at about one unit a pixel
LINE = 15  # from one line of text to the next
Anchor = Literal["start", "middle", "end"]
Shape = Literal["dot", "hollow", "square", "diamond", "up", "down"]
Point = tuple[float, float]

_WIDTHS = {  # Arial's widths, thousandths of the size
    222: "ijl’‘",
    278: "ftI .,:;/!|[]",
    333: "r-()“”",
    500: "cksvxyzJ",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "wCDHNRU",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "…",
}
_WIDTH = {letter: wide for wide, letters in _WIDTHS.items() for letter in letters}
_LATIN = 0x250  # beyond these letters nothing is known of a width: the widest is taken


def text_width(words: str, *, bold: bool = False) -> float:
    """Return the width of a line of text in the picture's units, a little on the wide side."""
    plain = sum(_WIDTH.get(letter, 556 if ord(letter) < _LATIN else 1000) for letter in words)
    return plain * SIZE / 1000 * (1.08 if bold else 1.0)


def fit_text(words: str, width: float, *, bold: bool = False) -> str:
    """Shorten a line of text to a width, with an ellipsis when something is lost."""
    if text_width(words, bold=bold) <= width:
        return words
    kept = words
    while kept and text_width(f"{kept.rstrip()}…", bold=bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrap_text(words: str, width: float, *, most: int = 2, bold: bool = False) -> list[str]:
    """Break text into lines of a width, at most so many; the last is shortened when the text is longer still."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (text_width(longer, bold=bold) <= width or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [fit_text(line, width, bold=bold) for line in lines]


def short(value: float) -> str:
    """Write a length or a place: one decimal at most, the same on every machine."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def text(x: float, y: float, words: str, kind: str = "t", *, anchor: Anchor = "start") -> Markup:
    """
    Write a line of text.

    Parameters
    ----------
    x, y
        Where it is anchored; y is the foot of the letters.
    words
        The text; empty writes nothing.
    kind
        Class: "tick" an axis's own number, "v" a number of the table, "name" a label of the table, "t" words.
    anchor
        Which end of the text stands at x.

    Returns
    -------
    text
        A text element.
    """
    if not words:
        return Markup("")
    where = Markup("") if anchor == "start" else Markup(' text-anchor="{}"').format(anchor)
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(kind, short(x), short(y), where, words)


def lines_of_text(x: float, y: float, lines: Sequence[str], kind: str = "t", *, anchor: Anchor = "start") -> Markup:
    """Write lines of text under one another; y is the foot of the first."""
    return join(text(x, y + LINE * at, words, kind, anchor=anchor) for at, words in enumerate(lines))


def named_value(x: float, y: float, name: str, value: str, *, kind: str = "t", anchor: Anchor = "start") -> Markup:
    """Write words with their figure on one line: "Average 41"."""
    where = Markup("") if anchor == "start" else Markup(' text-anchor="{}"').format(anchor)
    form = Markup('<text class="{}" x="{}" y="{}"{}>{} <tspan class="v">{}</tspan></text>')
    return form.format(kind, short(x), short(y), where, name, value)


def rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """Draw a straight line."""
    return Markup('<path class="{}" d="M{} {}L{} {}"/>').format(kind, short(x1), short(y1), short(x2), short(y2))


def line(points: Iterable[Point], kind: str) -> Markup:
    """Draw a line through points; it breaks where a point has no value. A point alone is a short stroke."""
    runs = [f"M{'L'.join(_at(point) for point in run)}{'h.1' if len(run) == 1 else ''}" for run in _unbroken(points)]
    return Markup('<path class="{}" d="{}"/>').format(kind, "".join(runs)) if runs else Markup("")


def band(upper: Sequence[Point], lower: Sequence[Point], kind: str) -> Markup:
    """Fill between two lines that share their x; it breaks where either has no value."""
    both = [(x, (top, bottom)) for (x, top), (_, bottom) in zip(upper, lower, strict=True)]
    shapes = []
    for run in _unbroken((x, top + bottom) for x, (top, bottom) in both):
        inside = {x for x, _ in run}
        there = [(x, top) for x, (top, bottom) in both if x in inside and math.isfinite(top + bottom)]
        back = [(x, bottom) for x, (top, bottom) in both if x in inside and math.isfinite(top + bottom)]
        shapes.append(f"M{'L'.join(_at(point) for point in [*there, *reversed(back)])}Z")
    return Markup('<path class="{}" d="{}"/>').format(kind, "".join(shapes)) if shapes else Markup("")


def steps(points: Sequence[Point]) -> list[Point]:
    """Turn points into stairs: each value holds until the next x."""
    stairs: list[Point] = []
    for (x, y), (ahead, _) in zip(points, [*points[1:], points[-1]] if points else [], strict=True):
        stairs += [(x, y), (ahead, y)]
    return stairs


def kept(lines: Sequence[Sequence[float]], least: float) -> list[int]:
    """
    Choose the points of lines side by side that can be told apart: a picture need not carry more.

    Parameters
    ----------
    lines
        Places of the same points on each line, in the picture's units.
    least
        How far one line must have moved since the last point kept.

    Returns
    -------
    positions
        Ascending; the first, the last, and those where a line begins or ends to be known.
    """
    found: list[int] = []
    points = list(zip(*lines, strict=True))
    for at, point in enumerate(points):
        before = points[found[-1]] if found else point
        moved = any(abs(a - b) >= least or math.isnan(a) != math.isnan(b) for a, b in zip(point, before, strict=True))
        if not found or moved or at == len(points) - 1:
            found.append(at)
    return found


def box(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """Draw a rectangle; one without width or height is still a hair's breadth."""
    form = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>')
    return form.format(kind, short(x), short(y), short(max(0.0, width)), short(max(0.0, height)))


def marker(x: float, y: float, shape: Shape, kind: str = "", *, size: float = 4) -> Markup:
    """Draw a point: a dot, a hollow dot, a square, a diamond, a triangle up or down."""
    names = f"mark {shape} {kind}".strip()
    if shape in ("dot", "hollow"):
        return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(names, short(x), short(y), short(size))
    reach = {
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "diamond": [(0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)],
        "up": [(0, -1.4), (1.3, 0.9), (-1.3, 0.9)],
        "down": [(0, 1.4), (1.3, -0.9), (-1.3, -0.9)],
    }[shape]
    corners = "L".join(_at((x + size * dx, y + size * dy)) for dx, dy in reach)
    return Markup('<path class="{}" d="M{}Z"/>').format(names, corners)


def join(parts: Iterable[Markup]) -> Markup:
    """Put marks one after another: the later lie on top."""
    return Markup("").join(parts)


def _at(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def _unbroken(points: Iterable[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for x, y in points:
        if math.isfinite(y):
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
