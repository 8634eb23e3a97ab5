"""Small multiples: one little line a theme or district, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, keys, picture, tick_room, tick_words
from vawg_geo.publishing.pictures.scales import Scale, axis_values, label_words, month_short, read_months
from vawg_geo.publishing.pictures.shown import (
    Unit,
    is_whole,
    known,
    name_some,
    optional,
    say,
    values,
    words_of,
)
from vawg_geo.publishing.pictures.svg import LINE, join, line, lines_of_text, marker, rule, text, text_width, wrap_text
from vawg_geo.publishing.words import sentence

_HEIGHT, _HEAD = 64, 34
_LINES = {"low": "limit", "high": "limit", "centre": "centre"}
_KEYS = (("centre", "average"), ("limit", "limits"))
_LIMIT = "limit"  # as `control_limits` words a point outside


def describe_multiples(
    table: pd.DataFrame,
    *,
    unit: Unit = "count",
    ripe: pd.Series | None = None,
    limits: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """Say small multiples in sentences: which line ends highest and lowest, what signals, what is not complete."""
    last = {str(name): _last(values(table[name]), _done(table, ripe)) for name in table.columns}
    held = {name: at_v for name, at_v in last.items() if at_v is not None}
    parts = []
    if held:
        ranked = sorted(held, key=lambda name: -held[name][1])
        month = label_words(table.index[max(at for at, _ in held.values())])
        ends = [ranked[0]] if len(ranked) == 1 else [ranked[0], ranked[-1]]
        told = " and ".join(
            f"{word} {name} ({say(held[name][1], unit)})"
            for word, name in zip(("highest", "lowest"), ends, strict=False)
        )
        parts.append(f"At the last complete point ({month}): {told}")
    for name, chart in (limits or {}).items():
        outside = chart.index[[_LIMIT in told for told in words_of(chart, "signal")]]
        parts += [f"{name}, outside its limits: {name_some(list(outside))}"] if len(outside) else []
    lost = [name for name, at_v in last.items() if at_v is None]
    parts += [f"Cannot say: {name_some(lost)}"] if lost else []
    young = [label for label, done in zip(table.index, _done(table, ripe), strict=True) if not done]
    parts += [f"Not yet complete: {name_some(young)}"] if young else []
    return " ".join(sentence(part) for part in parts)


def draw_multiples(
    table: pd.DataFrame,
    *,
    title: str,
    unit: Unit = "count",
    ripe: pd.Series | None = None,
    top: float | None = None,
    half: bool = False,
    limits: Mapping[str, pd.DataFrame] | None = None,
) -> Markup:
    """
    Draw small multiples on one scale.

    Parameters
    ----------
    table
        Index months in order, a column a theme or district.
    title
        What it shows.
    unit
        "count", "rate" or "share".
    ripe
        Whether each month is complete, with the table's index; None = all. From the first that is not, lines are
        dashed.
    top
        Fixed end of the one axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.
    limits
        Column to `centre`, `low`, `high`, `signal` (text) with the table's index, as `control_limits` gives them.

    Returns
    -------
    svg
        Four across, two on a phone; each with its name and its last complete figure; months outside limits are
        triangles.
    """
    if not known(*(values(table[name]) for name in table.columns)):
        return cannot_say("multiples", title, half=half)
    told = describe_multiples(table, unit=unit, ripe=ripe, limits=limits)
    done, charts = _done(table, ripe), dict(limits or {})
    return picture("multiples", title, told, lambda width: _draw(table, width, unit, (done, charts), top), half=half)


def _done(table: pd.DataFrame, ripe: pd.Series | None) -> list[bool]:
    return [True] * len(table) if ripe is None else [bool(v) for v in ripe.reindex(table.index).fillna(value=False)]


def _last(value: list[float], done: list[bool]) -> tuple[int, float] | None:
    found = [(at, v) for at, (v, full) in enumerate(zip(value, done, strict=True)) if full and math.isfinite(v)]
    return found[-1] if found else None


def _draw(
    table: pd.DataFrame, width: int, unit: Unit, beside: tuple[list[bool], dict[str, pd.DataFrame]], top: float | None
) -> Drawn:
    done, charts = beside
    held = [values(table[name]) for name in table.columns]
    every = known(*held, *(optional(chart, name) for chart in charts.values() for name in _LINES))
    ticks = axis_values(every, top=top, share=unit == "share", whole=unit == "count" and is_whole(every))
    ticks = [ticks[0], ticks[-1]] if ticks[0] == 0 else [ticks[0], 0.0, ticks[-1]]
    if charts and every and ticks[0] == 0:  # limits are read by their distance from the line, not from 0
        low = [tick for tick in axis_values(every, top=top, share=unit == "share", whole=False) if tick <= min(every)]
        ticks = [low[-1], ticks[-1]]
    across = _across(len(table.columns)) if width > 400 else min(2, len(table.columns))  # noqa: PLR2004 - a full page's width
    left = tick_room(ticks, unit)
    room = (width - left) / across
    high = _HEIGHT * (2 if charts else 1)
    deep = _HEAD + high + LINE
    ends = _ends(table.index)
    marks = []
    for at, name in enumerate(table.columns):
        row, column = divmod(at, across)
        x, y = left + column * room, row * deep
        bottom = at + across >= len(table.columns)
        frame = (x, y, room - 12, high)
        marks.append(_panel(str(name), values(table[name]), frame, (ticks, unit), (done, charts.get(str(name)))))
        marks += _labels(ticks, unit, (y, high), left) if column == 0 else []
        marks.append(_months(ends, frame) if bottom else Markup(""))
    rows = math.ceil(len(table.columns) / across)
    body = Drawn(rows * deep + 6, join(marks))
    key = [(rule(-7, 0, 7, 0, kind), words) for kind, words in _KEYS] if charts else []
    key += [] if all(done) else [(line([(-7, 0), (7, 0)], "series unripe"), "not yet complete")]
    return body + keys(key, width, left=left)


def _across(panels: int) -> int:
    """Choose three or four to a row, whichever leaves fewer places empty."""
    return min(panels, min((4, 3), key=lambda wide: -panels % wide))


def _ends(index: pd.Index) -> tuple[str, str]:
    months = read_months(index)
    names = [month_short(month) for month in months] if months is not None else [str(label) for label in index]
    return names[0], names[-1]


def _labels(ticks: list[float], unit: Unit, place: tuple[float, float], left: float) -> list[Markup]:
    y, high = place
    scale = Scale(ticks[0], ticks[-1], y + _HEAD + high, y + _HEAD)
    words = tick_words(ticks, unit)
    return [
        text(left - 6, scale(tick) + 4, told, "tick", anchor="end") for tick, told in zip(ticks, words, strict=True)
    ]


def _months(ends: tuple[str, str], frame: tuple[float, float, float, float]) -> Markup:
    x, y, wide, high = frame
    foot = y + _HEAD + high + LINE
    if ends[0] == ends[1]:
        return text(x, foot, ends[0], "tick")
    both = text_width(ends[0]) + text_width(ends[1]) + 6 <= wide
    return (text(x, foot, ends[0], "tick") if both else Markup("")) + text(
        x + wide, foot, ends[1], "tick", anchor="end"
    )


def _panel(
    name: str,
    value: list[float],
    frame: tuple[float, float, float, float],
    axis: tuple[list[float], Unit],
    beside: tuple[list[bool], pd.DataFrame | None],
) -> Markup:
    (left, top, wide, high), (ticks, unit), (done, chart) = frame, axis, beside
    last = _last(value, done)
    figure = say(last[1], unit) if last else ""
    room = wide - text_width(figure, bold=True) - 8
    lines = wrap_text(name, room, bold=True)
    x = Scale(0, max(1, len(value) - 1), left, left + wide - 4)
    y = Scale(ticks[0], ticks[-1], top + _HEAD + high, top + _HEAD)
    place = [(x(at), y(v)) for at, v in enumerate(value)]
    young = next((at for at, full in enumerate(done) if not full), len(done))
    marks = [
        *(rule(left, y(tick), left + wide, y(tick), "axis base" if tick == 0 else "axis") for tick in ticks),
        *(_chart(chart, x, y, place) if chart is not None else []),
        line(place[:young], "series"),
        line(place[max(0, young - 1) :], "series unripe"),
        lines_of_text(left, top + 14, lines, "name strong"),
        text(left + wide, top + 14, figure, "v", anchor="end"),
    ]
    if last:
        marks.append(marker(*place[last[0]], "dot", size=3))
    else:
        marks.append(text(left, y(ticks[0]) - 8, "cannot say"))
    return join(marks)


def _chart(chart: pd.DataFrame, x: Scale, y: Scale, place: list[tuple[float, float]]) -> list[Markup]:
    """Draw a chart's average and limits, and a triangle where a month lies outside."""
    marks = [line([(x(at), y(v)) for at, v in enumerate(optional(chart, name))], kind) for name, kind in _LINES.items()]
    for at, told in enumerate(words_of(chart, "signal")):
        if _LIMIT in told:
            marks.append(marker(*place[at], "up" if "above" in told else "down", "sign", size=4))
    return marks
