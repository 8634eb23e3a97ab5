"""The journey: competing outcomes stacked, from recording on; what is left above them has none yet."""

from __future__ import annotations

import math
from itertools import pairwise

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
from vawg_geo.publishing.pictures.scales import Scale, round_ticks
from vawg_geo.publishing.pictures.shown import say, values
from vawg_geo.publishing.pictures.svg import LINE, band, join, line, lines_of_text, rule, text, text_width, wrap_text
from vawg_geo.publishing.words import sentence

_HEIGHT, _TOP = 240, 30
_WHOLE = 1 - 1e-6  # then the last area is what has no outcome yet
_TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]


def describe_journey(table: pd.DataFrame, *, of: str = "crimes", ripe_day: float | None = None) -> str:
    """Say a journey in sentences: each outcome's share at the last day, and where it stops being complete."""
    at = _last(table)
    if at is None:
        return "Cannot say."
    shares = [f"{name} {say(values(table[name])[at], 'share')}" for name in table.columns]
    parts = [f"Share of {of} after {table.index[at]:g} days: {', '.join(shares)}"]
    parts += [f"Complete up to day {ripe_day:g}"] if ripe_day is not None and ripe_day < table.index[at] else []
    return " ".join(sentence(part) for part in parts)


def draw_journey(
    table: pd.DataFrame,
    *,
    title: str,
    of: str = "crimes",
    ripe_day: float | None = None,
    half: bool = False,
) -> Markup:
    """
    Draw competing outcomes as stacked areas.

    Parameters
    ----------
    table
        Index days since recording, ascending; a column an outcome, the lowest first: the share that has reached it
        (`outcome_incidence`, spread out); their sum is at most 1. A last column may hold the share without an
        outcome, so that all sum to 1. At most six.
    title
        What it shows.
    of
        What the shares are of.
    ripe_day
        Up to which day all have been followed; None = to the end. Later areas are paler, behind a line.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        An area an outcome, parted by a line, its name and last share beside it.

    References
    ----------
    METHODS 10. PRODUCTS 4.5 (A25).
    """
    if _last(table) is None:
        return cannot_say("journey", title, half=half)
    if ripe_day is not None:
        ripe_day = max((float(day) for day in table.index if day <= ripe_day), default=float(table.index[0]))
    told = describe_journey(table, of=of, ripe_day=ripe_day)
    return picture("journey", title, told, lambda width: _draw(table, width, of, ripe_day), half=half)


def _last(table: pd.DataFrame) -> int | None:
    columns = [values(table[name]) for name in table.columns]
    found = [at for at in range(len(table)) if columns and all(math.isfinite(column[at]) for column in columns)]
    return found[-1] if found else None


def _draw(table: pd.DataFrame, width: int, of: str, ripe_day: float | None) -> Drawn:
    last = _last(table) or 0
    days = [float(day) for day in table.index[: last + 1]]
    left, foot = tick_room(_TICKS, "share"), float(_TOP + _HEIGHT)
    beside = 160.0 if width > 400 else 124.0  # noqa: PLR2004 - a full page's width
    right = width - beside
    x, y = Scale(0, max(1.0, days[-1]), left, right), Scale(0, 1, foot, _TOP)
    tops = _tops(table.iloc[: last + 1])
    rest = len(tops) - 2 if tops[-1][-1] >= _WHOLE else -1
    marks = [text(0, 12, f"Share of {of}")]
    for at, (lower, upper) in enumerate(pairwise(tops)):
        ends = [[(x(day), y(v)) for day, v in zip(days, edge, strict=True)] for edge in (upper, lower)]
        kind = "rest" if at == rest else f"a{at % 6 + 1}"
        marks += [band(ends[0], ends[1], f"area {kind}"), line(ends[0], "parting")]
    marks.append(upright_axis(_TICKS, "share", y, left=left, right=right))
    level = [tick for tick in round_ticks(0, max(1.0, days[-1]), most=6, whole=True) if tick <= days[-1]]
    marks.append(labelled_axis([(x(tick), f"{tick:g}") for tick in level], y=foot, left=0, right=width))
    marks.append(text(right, foot + 2 * LINE + 4, "days since it was recorded", anchor="end"))
    marks += _names(table, last, tops, y, (right, beside))
    key = []
    if ripe_day is not None and ripe_day < days[-1]:
        veil = [(x(ripe_day), y(1)), (right, y(1))], [(x(ripe_day), y(0)), (right, y(0))]
        marks += [band(*veil, "veil"), rule(x(ripe_day), _TOP, x(ripe_day), foot, "limit")]
        key = [(rule(0, -7, 0, 5, "limit"), "from here on not all were followed so long")]
    return Drawn(foot + 2 * LINE + 8, join(marks)) + keys(key, width, left=left)


def _tops(table: pd.DataFrame) -> list[list[float]]:
    """Pile the columns up: the foot, then the upper edge of each area."""
    edges = [[0.0] * len(table)]
    for name in table.columns:
        edges.append([below + v for below, v in zip(edges[-1], values(table[name]), strict=True)])
    return edges


def _names(
    table: pd.DataFrame, last: int, tops: list[list[float]], y: Scale, ends: tuple[float, float]
) -> list[Markup]:
    """Write each area's share and name beside its end, with a line to it where it had to move."""
    right, beside = ends
    figures = [say(values(table[name])[last], "share") for name in table.columns]
    room = max(text_width(figure, bold=True) for figure in figures) + 6
    names = [wrap_text(str(name), beside - room - 14, most=3) for name in table.columns]
    deep = max(len(lines) for lines in names)
    wanted = [(y(low[last]) + y(high[last])) / 2 + 4 for low, high in pairwise(tops)]
    places = spread(wanted, LINE * deep + 3, low=_TOP + 4, high=_TOP + _HEIGHT - LINE * (deep - 1) + 4)
    marks = []
    for lines, figure, place, want in zip(names, figures, places, wanted, strict=True):
        marks.append(rule(right + 1, want - 4, right + 9, place - 4, "lead"))
        marks.append(text(right + 12, place, figure, "v"))
        marks.append(lines_of_text(right + 12 + room, place, lines, "name"))
    return marks
