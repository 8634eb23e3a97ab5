"""Curves of outcomes: the share of crimes that have reached each kind of outcome by each day."""

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
from vawg_geo.publishing.pictures.scales import Scale, axis_values, round_ticks
from vawg_geo.publishing.pictures.shown import flags, known, need, optional, say, values
from vawg_geo.publishing.pictures.svg import (
    LINE,
    Shape,
    band,
    join,
    line,
    lines_of_text,
    marker,
    rule,
    steps,
    text,
    wrap_text,
)

SHAPES: tuple[Shape, ...] = ("dot", "square", "up", "diamond", "down", "hollow")
_HEIGHT, _TOP = 230, 30


def describe_incidence(table: pd.DataFrame, *, day: int) -> str:
    """Say curves of outcomes in sentences: each group's share at the named day with its interval."""
    parts = []
    for name, rows in _groups(table):
        at = _at_day(rows, day)
        told = f"{name}: {say(at['incidence'], 'share')}"
        if math.isfinite(at["low"]) and math.isfinite(at["high"]):
            told += f" (interval {say(at['low'], 'share')} to {say(at['high'], 'share')})"
        parts.append(told + ("" if at["ripe"] else ", not yet complete"))
    return f"By day {day}: {'; '.join(parts)}." if parts else "Cannot say."


def draw_incidence(
    table: pd.DataFrame,
    *,
    title: str,
    of: str = "Share of crimes",
    day: int = 180,
    top: float | None = None,
    half: bool = False,
) -> Markup:
    """
    Draw curves of outcomes by group, with their intervals.

    Parameters
    ----------
    table
        One row a group and day, days ascending: `group`, `day`, `incidence`, `low`, `high` (shares), as
        `outcome_incidence` gives them; optional `ripe` (False = not all crimes have been followed so long: dashed).
        A table of many days may be thinned first, but keep the named day.
    title
        What it shows.
    of
        What the shares are of.
    day
        The day marked and read: the measure's own.
    top
        Fixed end of the axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        A stair a group with its band, a marker and its figure at the day, its name at the end.

    References
    ----------
    METHODS 10.
    """
    need(table, "group", "day", "incidence")
    if not known(values(table["incidence"])):
        return cannot_say("incidence", title, half=half)
    told = describe_incidence(table, day=day)
    return picture("incidence", title, told, lambda width: _draw(table, width, of, day, top), half=half)


def _groups(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    need(table, "group", "day", "incidence")
    tidy = table.assign(
        low=optional(table, "low"),
        high=optional(table, "high"),
        incidence=values(table["incidence"]),
        ripe=flags(table, "ripe", missing=True),
    )
    return [(str(name), rows.sort_values("day", kind="stable")) for name, rows in tidy.groupby("group", sort=False)]


def _at_day(rows: pd.DataFrame, day: int) -> dict[str, float]:
    """Read a group at a day: the last row at or before it."""
    before = rows[rows["day"] <= day]
    if not len(before):
        return {"incidence": math.nan, "low": math.nan, "high": math.nan, "ripe": True}
    last = before.iloc[-1]
    return {name: last[name] for name in ("incidence", "low", "high", "ripe")}


def _draw(table: pd.DataFrame, width: int, of: str, day: int, top: float | None) -> Drawn:
    groups = _groups(table)
    every = known(*(values(rows[name]) for _, rows in groups for name in ("incidence", "high")))
    ticks = axis_values(every, top=top, share=True)
    left, foot = tick_room(ticks, "share"), float(_TOP + _HEIGHT)
    beside = 150.0 if width > 400 else 92.0  # noqa: PLR2004 - a full page's width
    names = {name: wrap_text(name, beside - 14, most=3) for name, _ in groups}
    right = width - beside
    last = max(values(table["day"]))
    x, y = Scale(0, max(1.0, last), left, right), Scale(0, ticks[-1], foot, _TOP)
    days = [tick for tick in round_ticks(0, max(1.0, last), most=6, whole=True) if tick <= last]
    marks = [
        text(0, 12, of),
        upright_axis(ticks, "share", y, left=left, right=right),
        labelled_axis([(x(tick), f"{tick:g}") for tick in days], y=foot, left=0, right=width),
        text(right, foot + 2 * LINE + 4, "days since it was recorded", anchor="end"),
    ]
    marks += [_shade(rows, x, y) for _, rows in groups]
    if left <= x(day) <= right and day <= last:
        marks.append(rule(x(day), _TOP, x(day), foot, "noted"))
        marks.append(text(x(day), _TOP - 6, f"day {day}", "tick", anchor="middle"))
    ends = []
    for at, (_, rows) in enumerate(groups):
        curve, end = _curve(rows, x, y, at)
        marks.append(curve)
        ends.append(end)
    marks += _at_the_day(groups, day, x, y) if day <= last else []
    marks += _names(groups, names, ends, right)
    young = not all(rows["ripe"].all() for _, rows in groups)
    key = [(line([(-7, 0), (7, 0)], "series unripe"), "not all followed so long: may change")] if young else []
    return Drawn(foot + 2 * LINE + 8, join(marks)) + keys(key, width, left=left)


def _shade(rows: pd.DataFrame, x: Scale, y: Scale) -> Markup:
    across = [x(day) for day in rows["day"]]
    upper, lower = (
        steps([(a, y(v)) for a, v in zip(across, values(rows[name]), strict=True)]) for name in ("high", "low")
    )
    return band(upper, lower, "between")


def _curve(rows: pd.DataFrame, x: Scale, y: Scale, at: int) -> tuple[Markup, float]:
    place = [(x(day), y(v)) for day, v in zip(rows["day"], rows["incidence"], strict=True)]
    young = next((k for k, done in enumerate(rows["ripe"]) if not done), len(place))
    kind = f"series s{at % 6 + 1}"
    known_y = [py for _, py in place if math.isfinite(py)]
    curve = line(steps(place[: young + 1] if young else []), kind) + line(steps(place[young:]), f"{kind} unripe")
    return curve, known_y[-1] if known_y else math.nan


def _at_the_day(groups: list[tuple[str, pd.DataFrame]], day: int, x: Scale, y: Scale) -> list[Markup]:
    found = [(at, _at_day(rows, day)["incidence"]) for at, (_, rows) in enumerate(groups)]
    found = [(at, value) for at, value in found if math.isfinite(value)]
    places = spread([y(value) - 8 for _, value in found], 13, low=_TOP + 12, high=_TOP + _HEIGHT - 3)
    marks = [marker(x(day), y(value), SHAPES[at % 6], f"s{at % 6 + 1}") for at, value in found]
    figures = [say(value, "share") for _, value in found]
    told = [text(x(day) - 8, place, figure, "v", anchor="end") for figure, place in zip(figures, places, strict=True)]
    return [*marks, *told]


def _names(
    groups: list[tuple[str, pd.DataFrame]], names: dict[str, list[str]], ends: list[float], right: float
) -> list[Markup]:
    """Write each group's name, with its marker, beside the end of its line."""
    held = [(at, name, end) for at, ((name, _), end) in enumerate(zip(groups, ends, strict=True)) if math.isfinite(end)]
    deep = max([1, *(len(names[name]) for _, name, _ in held)])
    places = spread([end + 4 for *_, end in held], LINE * deep, low=_TOP, high=_TOP + _HEIGHT - LINE * (deep - 1) + 4)
    marks = []
    for (at, name, _), place in zip(held, places, strict=True):
        marks.append(marker(right + 9, place - 4, SHAPES[at % 6], f"s{at % 6 + 1}"))
        marks.append(lines_of_text(right + 18, place, names[name], "name"))
    return marks
