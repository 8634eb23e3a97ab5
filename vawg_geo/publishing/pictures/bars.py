"""Ranked bars: each with its figure and, where known, its interval."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, keys, picture, tick_words
from vawg_geo.publishing.pictures.scales import Scale, axis_values
from vawg_geo.publishing.pictures.shown import Unit, is_whole, known, need, optional, say, say_extremes, values
from vawg_geo.publishing.pictures.svg import LINE, box, join, lines_of_text, rule, text, text_width, wrap_text
from vawg_geo.publishing.words import sentence

_ROW, _BAR = 26, 15


def describe_bars(table: pd.DataFrame, *, of: str, unit: Unit = "count") -> str:
    """Say ranked bars in sentences: what they count, the longest and shortest, the longest one's interval."""
    need(table, "value")
    found, low, high = (optional(table, name) for name in ("value", "low", "high"))
    parts = [of, say_extremes(list(table.index), found, unit)]
    held = [at for at, v in enumerate(found) if math.isfinite(v)]
    if held:
        most = max(held, key=lambda at: found[at])
        if math.isfinite(low[most] + high[most]):
            parts.append(f"Interval of {table.index[most]}: {say(low[most], unit)} to {say(high[most], unit)}")
    lost = [str(label) for label, v in zip(table.index, found, strict=True) if math.isnan(v)]
    parts += [f"Cannot say: {', '.join(lost)}"] if held and lost else []
    return " ".join(sentence(part) for part in parts)


def draw_bars(
    table: pd.DataFrame,
    *,
    title: str,
    of: str,
    unit: Unit = "count",
    top: float | None = None,
    half: bool = False,
) -> Markup:
    """
    Draw bars in the order of the table.

    Parameters
    ----------
    table
        Index label, in the order to draw: `value` (NaN = cannot say); optional `low`, `high` (its interval).
    title
        What it shows.
    of
        What the figures are: "Reports of the last 12 months".
    unit
        "count", "rate" or "share".
    top
        Fixed end of the axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        A row each: name, bar from 0, interval, figure.
    """
    need(table, "value")
    if not known(values(table["value"])):
        return cannot_say("bars", title, half=half)
    told = describe_bars(table, of=of, unit=unit)
    return picture("bars", title, told, lambda width: _draw(table, width, unit, top), half=half)


def _draw(table: pd.DataFrame, width: int, unit: Unit, top: float | None) -> Drawn:
    found, low, high = (optional(table, name) for name in ("value", "low", "high"))
    ticks = axis_values(
        known(found, high), top=top, share=unit == "share", whole=unit == "count" and is_whole(known(found))
    )
    named = 210.0 if width > 400 else 112.0  # noqa: PLR2004 - a full page's width
    names = [wrap_text(str(label), named - 8, most=3) for label in table.index]
    left = max(30.0, min(named, max(text_width(row) for lines in names for row in lines or [""]) + 8))
    figures = [say(v, unit) for v in found]
    right = width - max(text_width(figure, bold=True) for figure in figures) - 12
    x = Scale(ticks[0], ticks[-1], left, right)
    marks, y = [], 2.0
    for at, value in enumerate(found):
        deep = _ROW + 11 * (len(names[at]) - 1)
        middle = y + deep / 2
        marks.append(
            lines_of_text(left - 8, middle + 4 - LINE / 2 * (len(names[at]) - 1), names[at], "name", anchor="end")
        )
        if math.isfinite(value):
            marks.append(box(min(x(0), x(value)), middle - _BAR / 2, abs(x(value) - x(0)), _BAR, "fill"))
        if math.isfinite(low[at] + high[at]):
            marks.append(_whisker(x(low[at]), x(high[at]), middle))
        reach = max([x(0), *(x(v) for v in known([value], [high[at]]))])
        kind = "v" if math.isfinite(value) else "t"
        marks.append(text(min(reach + 6, width - text_width(figures[at], bold=True)), middle + 4, figures[at], kind))
        y += deep
    marks.append(rule(x(0), 0, x(0), y, "axis base"))
    ends = [(ticks[0], tick_words(ticks, unit)[0]), (ticks[-1], tick_words(ticks, unit)[-1])]
    marks += [text(x(tick), y + LINE, words, "tick", anchor="middle") for tick, words in ends]
    key = [(_whisker(-7, 7, 0), "the interval")] if known(low, high) else []
    return Drawn(y + LINE + 6, join(marks)) + keys(key, width, left=left)


def _whisker(low: float, high: float, y: float) -> Markup:
    """Draw an interval with end strokes, haloed so that it shows on a bar."""
    lines = [(low, y, high, y), (low, y - 4, low, y + 4), (high, y - 4, high, y + 4)]
    return join(rule(*ends, kind) for kind in ("halo", "interval") for ends in lines)
