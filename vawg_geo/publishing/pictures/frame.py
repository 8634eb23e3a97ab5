"""A picture whole: its name for those who cannot see it, drawn once for a page's width and once for a phone's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from vawg_geo.publishing.pictures.scales import Scale
from vawg_geo.publishing.pictures.shown import NOTHING, Unit, say_tick
from vawg_geo.publishing.pictures.svg import LINE, join, lines_of_text, rule, short, text, text_width, wrap_text
from vawg_geo.publishing.words import sentence

FULL, HALF = 640, 320  # units; a phone's picture is a half page's


@dataclass(frozen=True)
class Drawn:
    """Marks and the height they need."""

    height: float
    marks: Markup

    def __add__(self, below: Drawn) -> Drawn:
        """Put marks that start at this one's foot beneath it."""
        moved = Markup('<g transform="translate(0 {})">{}</g>').format(short(self.height), below.marks)
        return Drawn(self.height + below.height, self.marks + moved) if below.height else self


EMPTY = Drawn(0, Markup(""))


def picture(kind: str, title: str, told: str, draw: Callable[[int], Drawn], *, half: bool = False) -> Markup:
    """
    Make an inline picture from what draws it at a width.

    Parameters
    ----------
    kind
        Class of the picture.
    title
        What it shows.
    told
        What a sighted reader would take from it, in sentences.
    draw
        From a width in units to the marks.
    half
        Whether it stands on half a page: then it is drawn once, as a phone shows it.

    Returns
    -------
    svg
        One element, or two of which the page shows one (pictures.css); either is named by title and text.
    """
    widths = (HALF,) if half else (FULL, HALF)
    form = Markup('<svg class="picture {} {}" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>')
    name = f"{sentence(title)} {told.removeprefix(sentence(title))}".replace("  ", " ").strip()
    drawings = [(width, draw(width)) for width in widths]
    shown = {FULL: "for-page", HALF: "for-half" if half else "for-phone"}
    return join(
        form.format(kind, shown[width], width, short(drawn.height), name, sentence(title), drawn.marks)
        for width, drawn in drawings
    )


def cannot_say(kind: str, title: str, *, half: bool = False) -> Markup:
    """Draw the words that stand where a picture would, when its table has nothing to draw."""
    return picture(kind, title, NOTHING, lambda width: notes([NOTHING], width, left=0), half=half)


def notes(lines: list[str], width: float, *, left: float, kind: str = "t") -> Drawn:
    """Write sentences beneath a picture, broken to its width."""
    rows = [row for line in lines for row in wrap_text(line, width - left, most=6)]
    return Drawn(LINE * len(rows) + 6 if rows else 0, lines_of_text(left, LINE, rows, kind))


def keys(entries: list[tuple[Markup, str]], width: float, *, left: float) -> Drawn:
    """Explain marks beneath a picture: each a mark drawn about (0, 0) and its words."""
    x, y, parts = left, float(LINE), []
    for mark, words in entries:
        needs = 20 + text_width(words)
        if x > left and x + needs > width:
            x, y = left, y + LINE + 2
        parts.append(Markup('<g transform="translate({} {})">{}</g>').format(short(x + 7), short(y - 4), mark))
        parts.append(text(x + 19, y, words))
        x += needs + 16
    return Drawn(y + 6 if entries else 0, join(parts))


def tick_room(ticks: list[float], unit: Unit) -> float:
    """Return the room an upright axis's labels need."""
    return max(text_width(words) for words in tick_words(ticks, unit)) + 8


def tick_words(ticks: list[float], unit: Unit) -> list[str]:
    """Write all ticks of an axis alike."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    return [say_tick(tick, unit, step=step) for tick in ticks]


def upright_axis(ticks: list[float], unit: Unit, scale: Scale, *, left: float, right: float) -> Markup:
    """Draw an upright axis: a faint line across at each tick, the line at 0 strong, labels to the left."""
    parts = []
    for tick, words in zip(ticks, tick_words(ticks, unit), strict=True):
        y = scale(tick)
        parts.append(rule(left, y, right, y, "axis base" if tick == 0 else "axis"))
        parts.append(text(left - 6, y + 4, words, "tick", anchor="end"))
    return join(parts)


def level_axis(ticks: list[float], unit: Unit, scale: Scale, *, top: float, bottom: float) -> Markup:
    """Draw a level axis: a faint line up at each tick, the line at 0 strong, labels beneath."""
    parts = []
    for tick, words in zip(ticks, tick_words(ticks, unit), strict=True):
        x = scale(tick)
        parts.append(rule(x, top, x, bottom, "axis base" if tick == 0 else "axis"))
        parts.append(text(x, bottom + LINE, words, "tick", anchor="middle"))
    return join(parts)


def labelled_axis(places: list[tuple[float, str]], *, y: float, left: float, right: float) -> Markup:
    """Draw a level axis with given labels; one that would pass an end of the picture is held inside it."""
    parts = []
    for x, words in places:
        half = text_width(words) / 2
        parts.append(rule(x, y, x, y + 4, "axis base"))
        parts.append(text(min(max(x, left + half), right - half), y + LINE + 2, words, "tick", anchor="middle"))
    return join(parts)


def spread(wanted: list[float], gap: float | list[float], *, low: float, high: float) -> list[float]:
    """
    Move labels apart as little as a pass down and a pass up will do.

    Parameters
    ----------
    wanted
        Where each would like to stand.
    gap
        Room from one to the next, or from each to the next.
    low, high
        The ends of the room.

    Returns
    -------
    places
        In the order given, `gap` apart where the room allows.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    places = [wanted[at] for at in order]
    gaps = [gap[at] for at in order] if isinstance(gap, list) else [gap] * len(order)
    for at in range(len(places)):
        places[at] = max(places[at], low if at == 0 else places[at - 1] + gaps[at - 1])
    for at in reversed(range(len(places))):
        places[at] = min(places[at], high if at == len(places) - 1 else places[at + 1] - gaps[at])
    moved = dict(zip(order, places, strict=True))
    return [moved[at] for at in range(len(wanted))]
