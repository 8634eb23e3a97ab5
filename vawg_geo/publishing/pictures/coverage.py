"""The coverage curve: how much of the expected harm each further officer-hour would cover."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, level_axis, picture, spread, tick_room, upright_axis
from vawg_geo.publishing.pictures.scales import Scale, axis_values
from vawg_geo.publishing.pictures.shown import is_whole, known, need, say, values, words_of
from vawg_geo.publishing.pictures.svg import LINE, Shape, join, line, marker, short, text, text_width
from vawg_geo.publishing.words import sentence

_HEIGHT, _TOP = 220, 30


def describe_coverage(table: pd.DataFrame, *, of: str = "expected harm") -> str:
    """Say a coverage curve in sentences: what the marked rows cover for how many hours."""
    found = [row for row in _rows(table) if row[3]]
    parts = [
        f"The first {say(k)} places cover {say(share, 'share')} of {of} for {say(hours)} officer-hours"
        for hours, share, k, _ in found
    ]
    return " ".join(sentence(part) for part in parts)


def draw_coverage(
    table: pd.DataFrame, *, title: str, of: str = "expected harm", top: float | None = None, half: bool = False
) -> Markup:
    """
    Draw a coverage curve, place by place in rank order.

    Parameters
    ----------
    table
        `k` (places so far), `share` (0..1), `officer_hours`, ascending, as `measure_coverage` gives them; optional
        `marked` (True: an option put to the meeting; its figures are written). Without it the last row is marked.
    title
        What it shows.
    of
        What the share is of.
    top
        Fixed end of the upright axis; None = the highest share rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        A dot a place, diamonds with figures at the marked ones.

    References
    ----------
    METHODS 6.9.
    """
    rows = _rows(table)
    if not rows:
        return cannot_say("coverage", title, half=half)
    told = describe_coverage(table, of=of)
    return picture("coverage", title, told, lambda width: _draw(rows, width, of, top), half=half)


def _rows(table: pd.DataFrame) -> list[tuple[float, float, float, bool]]:
    """Read the known rows: hours, share, places, whether marked."""
    need(table, "k", "share", "officer_hours")
    marked = [word == "True" for word in words_of(table, "marked")]
    rows = zip(values(table["officer_hours"]), values(table["share"]), values(table["k"]), marked, strict=True)
    held = [row for row in rows if math.isfinite(sum(row[:3]))]
    return held if "marked" in table.columns or not held else [*held[:-1], (*held[-1][:3], True)]


def _draw(rows: list[tuple[float, float, float, bool]], width: int, of: str, top: float | None) -> Drawn:
    ticks = axis_values(known([share for _, share, *_ in rows]), top=top, share=True)
    hours = [at for at, *_ in rows]
    across = axis_values(hours, top=None, whole=is_whole(hours))
    left, right, foot = tick_room(ticks, "share"), width - 24.0, float(_TOP + _HEIGHT)
    x, y = Scale(0, across[-1], left, right), Scale(0, ticks[-1], foot, _TOP)
    marks = [
        text(0, 12, f"Share of {of} covered"),
        upright_axis(ticks, "share", y, left=left, right=right),
        level_axis(across, "count", x, top=foot, bottom=foot + 1),
        text(right, foot + 2 * LINE + 3, "officer-hours in the month", anchor="end"),
        line([(x(0), y(0)), *((x(at), y(share)) for at, share, *_ in rows)], "series"),
        *(marker(x(at), y(share), *_shape(marked=marked)) for at, share, _, marked in rows),
        *_options(rows, x, y, (width, foot)),
    ]
    return Drawn(foot + 2 * LINE + 8, join(marks))


def _shape(*, marked: bool) -> tuple[Shape, str]:
    return ("diamond", "sign") if marked else ("dot", "")


def _options(
    rows: list[tuple[float, float, float, bool]], x: Scale, y: Scale, ends: tuple[float, float]
) -> list[Markup]:
    """Write the marked rows' figures beneath the curve, each where its words begin."""
    form = Markup(
        '<text class="t" x="{}" y="{}"><tspan class="v">{}</tspan> {} <tspan class="v">{}</tspan> for <tspan '
        'class="v">{}</tspan> hours</text>'
    )
    found = [(at, share, k) for at, share, k, marked in rows if marked]
    told = [(say(k), "place:" if k == 1 else "places:", say(share, "share"), say(at)) for at, share, k in found]
    wide = [text_width(f"{k} {word} {share} for {at} hours", bold=True) for k, word, share, at in told]
    left = [min(x(at) + 8, ends[0] - room) for (at, *_), room in zip(found, wide, strict=True)]
    curve = [(x(0), y(0)), *((x(at), y(share)) for at, share, *_ in rows)]
    beneath = np.interp(left, [at for at, _ in curve], [height for _, height in curve])
    places = spread([float(height) + 18 for height in beneath], LINE, low=_TOP + 14, high=ends[1] - 5)
    return [form.format(short(at), short(place), *row) for at, place, row in zip(left, places, told, strict=True)]
