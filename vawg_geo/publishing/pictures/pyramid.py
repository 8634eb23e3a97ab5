"""The pyramid of ages: women and girls to the left, men and boys to the right, the population as an outline."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, keys, picture, tick_words
from vawg_geo.publishing.pictures.scales import Scale, axis_values
from vawg_geo.publishing.pictures.shown import Unit, begin_low, known, need, optional, say, say_extremes, values
from vawg_geo.publishing.pictures.svg import (
    LINE,
    Anchor,
    box,
    fit_text,
    join,
    line,
    lines_of_text,
    rule,
    text,
    text_width,
    wrap_text,
)
from vawg_geo.publishing.words import sentence

_SIDES = {"female": "Women and girls", "male": "Men and boys"}
_ROW, _BAR = 24, 16


def describe_pyramid(table: pd.DataFrame, *, of: str, unit: Unit = "rate") -> str:
    """Say a pyramid in sentences: the highest and lowest band of either sex, beside the population's share."""
    need(table, *_SIDES)
    parts = [f"{sentence(of)} Rows are ages"]
    for sex, words in _SIDES.items():
        found, people = values(table[sex]), optional(table, f"{sex}_population")
        if not known(found):
            parts.append(f"{words}: cannot say")
            continue
        parts.append(f"{words}: {begin_low(say_extremes(list(table.index), found, unit))}")
        most = max(range(len(found)), key=lambda at: (math.isfinite(found[at]), found[at]))
        if math.isfinite(people[most]):
            parts.append(f"In that highest band the population has {say(people[most], unit)}")
    lost = [(label, v) for label, v in zip(table.index, optional(table, "unknown"), strict=True) if v > 0]
    if lost:
        label, most_lost = max(lost, key=lambda pair: pair[1])
        parts.append(f"Sex not recorded: most {say(most_lost, unit)} ({label})")
    return " ".join(sentence(part) for part in parts)


def draw_pyramid(
    table: pd.DataFrame,
    *,
    title: str,
    of: str,
    unit: Unit = "rate",
    top: float | None = None,
    half: bool = False,
) -> Markup:
    """
    Draw a pyramid of ages and sexes.

    Parameters
    ----------
    table
        Index age band, youngest first ("Age not known" may stand last): `female`, `male`; optional
        `female_population`, `male_population` (the same unit: what an even spread would give) and `unknown` (sex not
        recorded), printed at the right.
    title
        What it shows.
    of
        What the figures are: "Victims per 1,000 residents a year".
    unit
        "rate", "share" or "count".
    top
        Fixed end of both sides; None = the highest value rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        The oldest on top, each bar with its figure, the population as an outline over the bars.
    """
    need(table, *_SIDES)
    if not known(*(values(table[sex]) for sex in _SIDES)):
        return cannot_say("pyramid", title, half=half)
    told = describe_pyramid(table, of=of, unit=unit)
    return picture("pyramid", title, told, lambda width: _draw(table, width, unit, top), half=half)


def _draw(table: pd.DataFrame, width: int, unit: Unit, top: float | None) -> Drawn:
    rows = table.iloc[::-1]
    columns = {name: optional(rows, name) for side in _SIDES for name in (side, f"{side}_population")}
    lost, peopled = optional(rows, "unknown"), any(known(columns[f"{side}_population"]) for side in _SIDES)
    ticks = axis_values(known(*columns.values()), top=top, share=unit == "share")
    names = [fit_text(str(label), 96) for label in rows.index]
    middle = max([44.0, *(text_width(name) + 14 for name in names)])
    room = max(text_width(say(v, unit), bold=True) for v in known(*(columns[sex] for sex in _SIDES))) + 8
    beside = 58.0 if known(lost) else 0.0
    arm = (width - beside - middle) / 2 - room
    left, right, foot = room + arm, room + arm + middle, float(_ROW * len(rows))
    scales = {"female": Scale(0, ticks[-1], left, room), "male": Scale(0, ticks[-1], right, right + arm)}
    heads = [(_SIDES["female"], left, arm + room), (_SIDES["male"], right, arm + room)]
    edge = right + arm + room if peopled else math.nan
    marks = [
        *(_side(scale, columns[sex], unit, edge) for sex, scale in scales.items()),
        *(_population(scale, columns[f"{sex}_population"]) for sex, scale in scales.items()),
        *(_axis(ticks, unit, scale, foot) for scale in scales.values()),
    ]
    for row, name in enumerate(names):
        marks.append(text((left + right) / 2, _ROW * row + 16, name, "name", anchor="middle"))
        if math.isfinite(lost[row]):
            marks.append(text(width, _ROW * row + 16, say(lost[row], unit), "v", anchor="end"))
    key = [(rule(0, -7, 0, 5, "outline"), "share of the population" if unit == "share" else "the population")]
    body = Drawn(foot + LINE + 8, join(marks))
    heads += [("Sex not known", float(width), beside)] if beside else []
    return _heads(heads) + body + keys(key * peopled, width, left=0)


def _heads(heads: list[tuple[str, float, float]]) -> Drawn:
    """Write what each part is above it, broken to its room; all stand on one foot."""
    lines = [wrap_text(words, room - 2, bold=True) for words, _, room in heads]
    deep = LINE * max(len(rows) for rows in lines)
    written = [
        lines_of_text(x, deep - LINE * (len(rows) - 1) - 3, rows, "t strong", anchor="start" if at == 1 else "end")
        for at, ((_, x, _), rows) in enumerate(zip(heads, lines, strict=True))
    ]
    return Drawn(deep + 4, join(written))


def _axis(ticks: list[float], unit: Unit, scale: Scale, foot: float) -> Markup:
    """Label 0 and the end only: each bar has its figure."""
    ends = [(ticks[0], tick_words(ticks, unit)[0]), (ticks[-1], tick_words(ticks, unit)[-1])]
    told = join(text(scale(tick), foot + LINE, words, "tick", anchor="middle") for tick, words in ends)
    return told + rule(scale(0), 0, scale(0), foot, "axis base")


def _side(scale: Scale, found: list[float], unit: Unit, edge: float) -> Markup:
    """Draw one sex's bars; the figures stand at the picture's edge, or at the bars' ends where no edge is given."""
    outward, marks = scale.end > scale.start, []
    for row, value in enumerate(found):
        if math.isfinite(value):
            y, end = _ROW * row, scale(value)
            kind = "bar-male" if outward else "bar-female"
            marks.append(box(min(scale(0), end), y + (_ROW - _BAR) / 2, abs(end - scale(0)), _BAR, kind))
            at = (end + (5 if outward else -5)) if math.isnan(edge) else edge if outward else 0
            anchor: Anchor = "start" if outward == math.isnan(edge) else "end"
            marks.append(text(at, y + 16, say(value, unit), "v", anchor=anchor))
    return join(marks)


def _population(scale: Scale, people: list[float]) -> Markup:
    """Draw the population as the outline of its own pyramid, haloed so that it shows on a bar."""
    corners = [(row + down, v) for row, v in enumerate(people) for down in (0, 1)]
    ends = [(scale(v), _ROW * down if math.isfinite(v) else math.nan) for down, v in corners]
    return line(ends, "halo") + line(ends, "outline")
