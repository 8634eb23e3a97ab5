"""Stairs of shares over time by group, with their intervals: what outcome curves and waiting curves share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import (
    Drawn,
    keys,
    labelled_axis,
    spread,
    tick_room,
    upright_axis,
)
from vawg_geo.publishing.pictures.scales import Scale, axis_values, round_ticks
from vawg_geo.publishing.pictures.shown import known, say
from vawg_geo.publishing.pictures.svg import (
    LINE,
    Shape,
    band,
    fit_text,
    join,
    kept,
    line,
    lines_of_text,
    marker,
    rule,
    steps,
    text,
    text_width,
    wrap_text,
)

SHAPES: tuple[Shape, ...] = ("dot", "square", "up", "diamond", "down", "hollow")
_HEIGHT, _TOP = 230, 30
_FEW = 3  # curves whose bands can be told apart
_SEEN = 0.4  # units: a smaller step cannot be seen


@dataclass(frozen=True)
class Curve:
    """One group: places along the axis, shares, the ends of their intervals, whether all were followed so long."""

    name: str
    where: list[float]
    share: list[float]
    low: list[float]
    high: list[float]
    ripe: list[bool]

    def read(self, place: float) -> tuple[float, float, float, bool]:
        """Give share, interval and ripeness at a place: those of the last point at or before it."""
        found = [k for k, at in enumerate(self.where) if at <= place]
        if not found:
            return math.nan, math.nan, math.nan, True
        return self.share[found[-1]], self.low[found[-1]], self.high[found[-1]], self.ripe[found[-1]]


@dataclass(frozen=True)
class Axes:
    """What the axes say: the shares' name, the level axis's name, the place that is read and its label."""

    of: str
    along: str
    mark: float
    marked: str
    top: float | None = None
    ticks: tuple[float, ...] = ()  # of the level axis; none: chosen


def describe_curves(curves: list[Curve], where: float) -> str:
    """Say each group's share at a place with its interval, and whether it is complete."""
    parts = []
    for curve in curves:
        share, low, high, ripe = curve.read(where)
        told = f"{curve.name} {say(share, 'share')}"
        if math.isfinite(low + high):
            told += f" (interval {say(low, 'share')} to {say(high, 'share')})"
        parts.append(told + ("" if ripe else ", not yet complete"))
    return "; ".join(parts)


def read_curves(table: pd.DataFrame) -> list[Curve]:
    """Read a table of `group`, `at`, `share`, `low`, `high` and `ripe` as curves, groups in the order they come."""
    sorted_rows = table.sort_values("at", kind="stable")
    names = [str(name) for name in table["group"].drop_duplicates()]
    by_name = {str(name): rows for name, rows in sorted_rows.groupby("group", sort=False)}
    return [_read(name, by_name[name]) for name in names]


def _read(name: str, rows: pd.DataFrame) -> Curve:
    where, share, low, high = ([float(v) for v in rows[column]] for column in ("at", "share", "low", "high"))
    return Curve(name, where, share, low, high, [bool(v) for v in rows["ripe"]])


def draw_curves(curves: list[Curve], width: int, axes: Axes) -> Drawn:
    """
    Draw the curves of a picture.

    Parameters
    ----------
    curves
        At most six; at least one point known.
    width
        Of the picture.
    axes
        What the axes say.

    Returns
    -------
    drawn
        A stair a group with its band, a marker and its figure at the place read, its name at the end; dashed where
        not all were followed so long.
    """
    ticks = axis_values(known(*(c.share for c in curves), *(c.high for c in curves)), top=axes.top, share=True)
    left, foot = tick_room(ticks, "share"), float(_TOP + _HEIGHT)
    many, full = len(curves) > _FEW, width > 400  # noqa: PLR2004 - a full page's width
    beside = 160.0 if full else 128.0 if many else 96.0
    right = width - beside
    last = max([1.0, *(curve.where[-1] for curve in curves if curve.where)])
    x, y = Scale(0, last, left, right), Scale(0, ticks[-1], foot, _TOP)
    level = [tick for tick in axes.ticks or round_ticks(0, last, most=6, whole=True) if tick <= last]
    seen = [_thinned(curve, y) for curve in curves]
    marks = [
        text(0, 12, fit_text(axes.of, width)),
        upright_axis(ticks, "share", y, left=left, right=right),
        labelled_axis([(x(tick), f"{tick:g}") for tick in level], y=foot, left=0, right=width),
        text(right, foot + 2 * LINE + 4, axes.along, anchor="end"),
        *(_shade(curve, x, y, at) for at, curve in enumerate(seen) if not many),
        *(_stair(curve, x, y, at) for at, curve in enumerate(seen)),
    ]
    if axes.mark <= last:
        marks.append(rule(x(axes.mark), _TOP, x(axes.mark), foot, "noted"))
        marks.append(text(x(axes.mark), _TOP - 5, axes.marked, "tick", anchor="middle"))
        marks += _whiskers(curves, axes.mark, x, y) if many else _figures(curves, axes.mark, x, y)
    marks += _names(curves, y, (right, beside), axes if many else None)
    young = not all(all(curve.ripe) for curve in curves)
    key = [(line([(-7, 0), (7, 0)], "series unripe"), "not all followed so long: may change")] if young else []
    if known(*(curve.low for curve in curves)):
        key.append((rule(0, -7, 0, 7, "interval"), "interval") if many else (_SWATCH, "interval"))
    return Drawn(foot + 2 * LINE + 8, join(marks)) + keys(key, width, left=left)


_SWATCH = Markup('<rect class="range" x="-7" y="-5" width="14" height="10"/>')


def _thinned(curve: Curve, y: Scale) -> Curve:
    """Leave out points that stand where the last one did: a stair holds its step anyway."""
    heights = [[y(v) for v in line_of_it] for line_of_it in (curve.share, curve.low, curve.high)]
    at = kept([*heights, [99.0 * done for done in curve.ripe]], _SEEN)
    where, share, low, high = ([c[k] for k in at] for c in (curve.where, curve.share, curve.low, curve.high))
    return Curve(curve.name, where, share, low, high, [curve.ripe[k] for k in at])


def _shade(curve: Curve, x: Scale, y: Scale, at: int) -> Markup:
    across = [x(where) for where in curve.where]
    upper, lower = (steps([(a, y(v)) for a, v in zip(across, end, strict=True)]) for end in (curve.high, curve.low))
    return band(upper, lower, f"range s{at % 6 + 1}")


def _stair(curve: Curve, x: Scale, y: Scale, at: int) -> Markup:
    place = [(x(where), y(v)) for where, v in zip(curve.where, curve.share, strict=True)]
    young = next((k for k, done in enumerate(curve.ripe) if not done), len(place))
    kind = f"series s{at % 6 + 1}"
    whole = line(steps(place[: young + 1]), kind) if young else Markup("")
    return whole + (line(steps(place[young:]), f"{kind} unripe") if young < len(place) else Markup(""))


def _figures(curves: list[Curve], where: float, x: Scale, y: Scale) -> list[Markup]:
    """Mark each curve at the place read, its figure to the left."""
    found = [(at, curve.read(where)[0]) for at, curve in enumerate(curves)]
    found = [(at, value) for at, value in found if math.isfinite(value)]
    places = spread([y(value) - 8 for _, value in found], 13, low=_TOP + 12, high=_TOP + _HEIGHT - 3)
    marks = [marker(x(where), y(value), SHAPES[at % 6], f"s{at % 6 + 1}") for at, value in found]
    told = [
        text(max(x(where) - 8, x.start + 34), place, say(value, "share"), "v", anchor="end")
        for (_, value), place in zip(found, places, strict=True)
    ]
    return [*marks, *told]


def _whiskers(curves: list[Curve], where: float, x: Scale, y: Scale) -> list[Markup]:
    """Mark many curves at the place read, side by side, each on its interval: bands would hide one another."""
    marks = []
    for at, curve in enumerate(curves):
        share, low, high, _ = curve.read(where)
        aside = x(where) + 9 * (at - (len(curves) - 1) / 2)
        marks += [rule(aside, y(low), aside, y(high), f"series s{at % 6 + 1}")] if math.isfinite(low + high) else []
        marks += [marker(aside, y(share), SHAPES[at % 6], f"s{at % 6 + 1}")] if math.isfinite(share) else []
    return marks


def _names(curves: list[Curve], y: Scale, ends: tuple[float, float], axes: Axes | None) -> list[Markup]:
    """Write each group's name, with its marker, beside the end of its line; with its figure when axes are given."""
    right, beside = ends
    last = [next((v for v in reversed(curve.share) if math.isfinite(v)), math.nan) for curve in curves]
    held = [at for at, end in enumerate(last) if math.isfinite(end)]
    read = [curve.read(axes.mark)[0] if axes else math.nan for curve in curves]
    figures = [say(value, "share") if axes else "" for value in read]
    room = max(text_width(figures[at], bold=True) for at in held) + 5 if axes else 0.0
    names = [wrap_text(curve.name, beside - 18 - room, most=2 if axes else 3) for curve in curves]
    deep = [LINE * len(names[at]) + 1.0 for at in held]
    foot = _TOP + _HEIGHT - max(LINE * (len(names[at]) - 1) for at in held) + 4
    places = spread([y(last[at]) + 4 for at in held], deep, low=_TOP + 4, high=foot)
    marks = [text(right + 18, _TOP - 9, axes.marked, "tick")] if axes else []
    for at, place in zip(held, places, strict=True):
        marks.append(marker(right + 9, place - 4, SHAPES[at % 6], f"s{at % 6 + 1}"))
        marks.append(text(right + 18, place, figures[at], "v" if math.isfinite(read[at]) else "t"))
        marks.append(lines_of_text(right + 18 + room, place, names[at], "name"))
    return marks
