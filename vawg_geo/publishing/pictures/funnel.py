"""The funnel: units by size, inside or outside the limits that chance alone gives at that size."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import (
    Drawn,
    cannot_say,
    keys,
    level_axis,
    picture,
    spread,
    tick_room,
    upright_axis,
)
from vawg_geo.publishing.pictures.scales import Scale, axis_values
from vawg_geo.publishing.pictures.shown import (
    Unit,
    is_whole,
    known,
    name_some,
    need,
    optional,
    say,
    say_extremes,
    values,
    words_of,
)
from vawg_geo.publishing.pictures.svg import (
    LINE,
    Shape,
    fit_text,
    join,
    line,
    marker,
    named_value,
    rule,
    text,
    text_width,
)
from vawg_geo.publishing.words import sentence

_HEIGHT, _TOP = 230, 30
_LIMITS = {"low": "limit", "high": "limit", "low_outer": "outer", "high_outer": "outer", "centre": "centre"}
_FAR = "far "
_FEW = 40  # units drawn at full size


def describe_funnel(table: pd.DataFrame, *, unit: Unit = "share") -> str:
    """Say a funnel in sentences: the average, the extremes, who lies outside which limits."""
    need(table, "value", "signal")
    value, signal = values(table["value"]), words_of(table, "signal")
    centre = known(optional(table, "centre"))
    parts = [f"Average {say(centre[0], unit)}"] if centre else []
    parts.append(say_extremes(list(table.index), value, unit))
    for word in ("far above", "above", "below", "far below"):
        found = [label for label, told in zip(table.index, signal, strict=True) if told == word]
        limits = "outer" if word.startswith(_FAR) else "inner"
        side = "upper" if word.endswith("above") else "lower"
        parts += [f"{word.removeprefix(_FAR)} the {limits} {side} limit: {name_some(found)}"] if found else []
    if not any(signal):
        parts.append("All lie inside the limits: no difference that can be told from chance")
    lost = [label for label, v in zip(table.index, value, strict=True) if math.isnan(v)]
    parts += [f"Cannot say: {name_some(lost)}"] if lost else []
    return " ".join(sentence(part) for part in parts)


def draw_funnel(
    table: pd.DataFrame,
    *,
    title: str,
    of: str,
    sizes: str,
    unit: Unit = "share",
    half: bool = False,
) -> Markup:
    """
    Draw a funnel plot.

    Parameters
    ----------
    table
        Index unit: `n` (its size), `value`, `centre`, `low`, `high`, `low_outer`, `high_outer`, `signal`, as
        `funnel_limits` gives them with the sizes beside. Limits are drawn at the units' own sizes.
    title
        What it shows.
    of
        What the value is: "Share with a charge".
    sizes
        What the size is: "Crimes with an outcome".
    unit
        "share", "rate" or "count".
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        Units outside the inner limits are triangles with their names, far outside filled larger; the others dots.

    References
    ----------
    METHODS 8.
    """
    need(table, "n", "value", "signal")
    drawn = [math.isfinite(n + v) for n, v in zip(values(table["n"]), values(table["value"]), strict=True)]
    if not any(drawn):
        return cannot_say("funnel", title, half=half)
    told = describe_funnel(table, unit=unit)
    kept = table[drawn].sort_values("n", kind="stable")
    return picture("funnel", title, told, lambda width: _draw(kept, width, (of, sizes), unit), half=half)


def _draw(table: pd.DataFrame, width: int, names: tuple[str, str], unit: Unit) -> Drawn:
    size, value = values(table["n"]), values(table["value"])
    limits = {name: optional(table, name) for name in _LIMITS}
    ticks = axis_values(known(value, *limits.values()), top=None, share=unit == "share", whole=False)
    across = axis_values(size, top=None, whole=is_whole(size))
    left, right, foot = tick_room(ticks, unit), width - 24.0, float(_TOP + _HEIGHT)
    x, y = Scale(across[0], across[-1], left, right), Scale(ticks[0], ticks[-1], foot, _TOP)
    marks = [
        text(0, 12, fit_text(names[0], width)),
        upright_axis(ticks, unit, y, left=left, right=right),
        level_axis(across, "count", x, top=foot, bottom=foot + 1),
        text(right, foot + 2 * LINE + 3, names[1], anchor="end"),
    ]
    for name, kind in _LIMITS.items():
        marks.append(line([(x(n), y(v)) for n, v in zip(size, limits[name], strict=True)], kind))
    marks += _units(table, x, y, (left, right), unit)
    key = [("centre", "average"), ("limit", "inner limits"), ("outer", "outer limits")]
    shown = [(rule(-7, 0, 7, 0, kind), words) for kind, words in key if known(optional(table, "centre"))]
    return Drawn(foot + 2 * LINE + 6, join(marks)) + keys(shown, width, left=left)


def _units(table: pd.DataFrame, x: Scale, y: Scale, ends: tuple[float, float], unit: Unit) -> list[Markup]:
    """Draw the units; name those outside, to whichever side has room, apart from one another."""
    rows = list(zip(table.index, values(table["n"]), values(table["value"]), words_of(table, "signal"), strict=True))
    marks = [marker(x(n), y(v), *_shape(signal), size=_reach(signal, len(rows))) for _, n, v, signal in rows]
    outside = [(str(label), x(n), y(v), say(v, unit)) for label, n, v, signal in rows if signal]
    places = spread([at_y + 4 for _, _, at_y, _ in outside], 14, low=_TOP + 4, high=_TOP + _HEIGHT - 4)
    for (label, at_x, at_y, figure), place in zip(outside, places, strict=True):
        before = at_x + 10 + text_width(f"{label} {figure}", bold=True) > ends[1]
        room = (at_x - ends[0] if before else ends[1] - at_x) - 14 - text_width(figure, bold=True)
        if abs(place - at_y - 4) > LINE / 2:
            marks.append(rule(at_x, at_y, at_x + (-8 if before else 8), place - 4, "lead"))
        beside = at_x - 9 if before else at_x + 9
        marks.append(
            named_value(beside, place, fit_text(label, room), figure, kind="name", anchor="end" if before else "start")
        )
    return marks


def _shape(signal: str) -> tuple[Shape, str]:
    if not signal:
        return "dot", "plain"
    return ("up" if signal.endswith("above") else "down"), "sign"


def _reach(signal: str, units: int) -> float:
    """Draw many units small, those outside at full size."""
    if not signal:
        return 4 if units <= _FEW else 2.8
    return 5 if signal.startswith(_FAR) else 4
