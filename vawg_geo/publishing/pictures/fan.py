"""The forecast fan: the months known, then the range each coming month is expected to lie in."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import (
    Drawn,
    cannot_say,
    keys,
    labelled_axis,
    picture,
    spread,
    tick_room,
    upright_axis,
)
from vawg_geo.publishing.pictures.scales import Scale, axis_values, label_places, label_words
from vawg_geo.publishing.pictures.shown import begin_low, is_whole, known, need, optional, say, say_extremes, values
from vawg_geo.publishing.pictures.svg import box, join, line, marker, named_value, rule, text_width
from vawg_geo.publishing.words import sentence

_RANGES = ("low95", "high95", "low80", "high80", "expected")
_HEIGHT, _TOP = 190, 16


def describe_fan(table: pd.DataFrame, *, of: str = "Offences") -> str:
    """Say a fan in sentences: the past's extremes, each coming month's expected figure and ranges."""
    need(table, "value")
    value, ranges = values(table["value"]), {name: optional(table, name) for name in _RANGES}
    parts = [f"{of} so far: {begin_low(say_extremes(list(table.index), value))}"] if known(value) else []
    for at, expected in enumerate(ranges["expected"]):
        if math.isnan(value[at]) and math.isfinite(expected):
            told = f"Expected in {label_words(table.index[at])}: {say(expected)}"
            for word, end in (("highly likely", "80"), ("almost certainly", "95")):
                low, high = ranges[f"low{end}"][at], ranges[f"high{end}"][at]
                told += f", {word} {say(low)} to {say(high)}" if math.isfinite(low + high) else ""
            parts.append(told)
    return " ".join(sentence(part) for part in parts) or "Cannot say."


def draw_fan(
    table: pd.DataFrame, *, title: str, of: str = "Offences", top: float | None = None, half: bool = False
) -> Markup:
    """
    Draw a forecast beside the months before it.

    Parameters
    ----------
    table
        Index months in order: `value` (NaN in the months to come); optional `expected`, `low80`, `high80`, `low95`,
        `high95` (`forecast_count`'s, NaN where there is none). Past months may have ranges too: what had been
        expected then.
    title
        What it shows.
    of
        What is counted, for the words.
    top
        Fixed end of the axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        The line of the past; a month's ranges as two bars, one inside the other, with a stroke at what is expected.

    References
    ----------
    METHODS 8.
    """
    need(table, "value")
    if not known(values(table["value"]), optional(table, "expected")):
        return cannot_say("fan", title, half=half)
    told = describe_fan(table, of=of)
    return picture("fan", title, told, lambda width: _draw(table, width, top), half=half)


def _draw(table: pd.DataFrame, width: int, top: float | None) -> Drawn:
    value, ranges = values(table["value"]), {name: optional(table, name) for name in _RANGES}
    ticks = axis_values(known(value, *ranges.values()), top=top, whole=is_whole(known(value)))
    left, foot = tick_room(ticks, "count"), float(_TOP + _HEIGHT)
    labels = _labels(value, ranges)
    right = width - max([14.0, *(text_width(f"{name} {figure}", bold=True) + 8 for name, figure, _ in labels)])
    x, y = Scale(0, max(1, len(table) - 1), left + 10, right - 10), Scale(ticks[0], ticks[-1], foot, _TOP)
    wide = min(16.0, max(4.0, 0.8 * (x(1) - x(0))))
    marks = [upright_axis(ticks, "count", y, left=left, right=right)]
    for low, high, kind in (("low95", "high95", "between"), ("low80", "high80", "likely")):
        for at, (below, above) in enumerate(zip(ranges[low], ranges[high], strict=True)):
            if math.isfinite(below + above):
                marks.append(box(x(at) - wide / 2, y(above), wide, y(below) - y(above), kind))
    marks += [
        rule(x(at) - wide / 2, y(v), x(at) + wide / 2, y(v), "interval")
        for at, v in enumerate(ranges["expected"])
        if math.isfinite(v)
    ]
    marks.append(line([(x(at), y(v)) for at, v in enumerate(value)], "series"))
    marks += [marker(x(at), y(v), "dot", size=2.4) for at, v in enumerate(value) if math.isfinite(v)]
    marks += [named_value(right + 4, place, name, figure) for name, figure, place in _apart(labels, y)]
    places = [(x(at), words) for at, words in label_places(table.index, width=right - left - 20)]
    marks.append(labelled_axis(places, y=foot, left=0, right=width))
    key = []
    if known(ranges["expected"]):
        key = [
            (rule(-7, 0, 7, 0, "interval"), "expected"),
            (box(-7, -5, 14, 10, "likely"), "range four months in five"),
            (box(-7, -5, 14, 10, "between"), "nineteen months in twenty"),
        ]
    return Drawn(foot + 22, join(marks)) + keys(key, width, left=left)


def _labels(value: list[float], ranges: dict[str, list[float]]) -> list[tuple[str, str, float]]:
    """Name the last coming month's figures: the inner range's ends and what is expected."""
    coming = [at for at, v in enumerate(value) if math.isnan(v) and math.isfinite(ranges["expected"][at])]
    if not coming:
        return []
    names = {"high80": "to", "expected": "expected", "low80": "from"}
    found = [(words, ranges[name][coming[-1]]) for name, words in names.items()]
    return [(words, say(v), v) for words, v in found if math.isfinite(v)]


def _apart(labels: list[tuple[str, str, float]], y: Scale) -> list[tuple[str, str, float]]:
    places = spread([y(v) + 4 for *_, v in labels], 14, low=_TOP, high=_TOP + _HEIGHT)
    return [(name, figure, place) for (name, figure, _), place in zip(labels, places, strict=True)]
