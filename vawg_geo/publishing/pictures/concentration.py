"""The concentration curve: how few units hold how much, beside what chance alone would give."""

from __future__ import annotations

import math
from itertools import pairwise

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
from vawg_geo.publishing.pictures.shown import known, need, optional, say, values, words_of
from vawg_geo.publishing.pictures.svg import (
    LINE,
    Point,
    band,
    box,
    join,
    kept,
    line,
    marker,
    rule,
    short,
    text,
    text_width,
)
from vawg_geo.publishing.words import sentence

_HEIGHT, _TOP = 230, 30
_SEEN = 2  # units: points nearer than this draw one smooth line
_TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]


def describe_concentration(
    table: pd.DataFrame, *, units: str = "places", of: str = "offences", hold: str = "hold"
) -> str:
    """Say a concentration curve in sentences: what the marked points hold, and what they would hold by chance."""
    parts = []
    for x, y, chance in _marked(table):
        told = f"{say(x, 'share')} of {units} {hold} {say(y, 'share')} of {of}"
        parts.append(told + (f"; by chance alone {say(chance, 'share')}" if math.isfinite(chance) else ""))
    return " ".join(sentence(part) for part in parts) or f"Share of {of} held by the {units} that have most."


def draw_concentration(
    table: pd.DataFrame,
    *,
    title: str,
    units: str = "places",
    of: str = "offences",
    until: float = 1.0,
    hold: str = "hold",
    half: bool = False,
) -> Markup:
    """
    Draw a concentration curve: share of units, those with most first, against the share they hold.

    Parameters
    ----------
    table
        Rows by ascending `units` (share of units, 0..1): `share` (held by them, 0..1); optional `chance` (mean of
        as many events thrown at random), `chance_low`, `chance_high` (its band) and `marked` (True: both figures are
        written at the point).
    title
        What it shows.
    units, of
        What the units are and what they hold, for the words.
    until
        Where the level axis ends, 0..1.
    hold
        How units have it: places "hold" offences; of people, "are recorded with".
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        The curve, chance's line and band, the line of an even spread, the marked points.

    References
    ----------
    METHODS 7.
    """
    need(table, "units", "share")
    if not known(values(table["share"])):
        return cannot_say("concentration", title, half=half)
    told = describe_concentration(table, units=units, of=of, hold=hold)
    return picture("concentration", title, told, lambda width: _draw(table, width, (units, of, hold), until), half=half)


def _marked(table: pd.DataFrame) -> list[tuple[float, float, float]]:
    need(table, "units", "share")
    marks = words_of(table, "marked")
    rows = zip(values(table["units"]), values(table["share"]), optional(table, "chance"), marks, strict=True)
    return [(x, y, chance) for x, y, chance, mark in rows if mark == "True" and math.isfinite(x + y)]


def _draw(table: pd.DataFrame, width: int, names: tuple[str, str, str], until: float) -> Drawn:
    left, right, foot = tick_room(_TICKS, "share"), width - 20.0, float(_TOP + _HEIGHT)
    below = axis_values([], top=until, share=True)
    x, y = Scale(0, below[-1], left, right), Scale(0, 1, foot, _TOP)
    whole = {name: _place(table, name, x, y) for name in ("share", "chance", "chance_low", "chance_high")}
    seen = kept([[at for at, _ in whole["share"]], *([v for _, v in points] for points in whole.values())], _SEEN)
    place = {name: [points[k] for k in seen] for name, points in whole.items()}
    alone = not any(math.isfinite(a + b) for (_, a), (_, b) in pairwise(place["chance"]))
    marks = [
        text(0, 12, f"Share of {names[1]}"),
        upright_axis(_TICKS, "share", y, left=left, right=right),
        level_axis(below, "share", x, top=_TOP, bottom=foot),
        band(place["chance_high"], place["chance_low"], "between"),
        rule(x(0), y(0), x(below[-1]), y(below[-1]), "even"),
        line(place["chance"], "centre"),
        line([(x(0), y(0)), *place["share"]], "series"),
        text(right, foot + 2 * LINE + 3, f"Share of {names[0]}, those with most first", anchor="end"),
        *_called_out(table, x, y, (right, names[2])),
        *(_alone(place) if alone else []),
    ]
    lines = [("series", "as recorded"), ("even", "if all had the same")]
    key = [(line([(-7, 0), (7, 0)], kind), words) for kind, words in lines]
    if known(optional(table, "chance")):
        swatch = rule(0, -7, 0, 7, "interval") + marker(0, 0, "hollow", size=3)
        shade = box(-7, -5, 14, 10, "between") + line([(-7, 0), (7, 0)], "centre")
        key.insert(1, (swatch if alone else shade, "by chance alone, with its band"))
    return Drawn(foot + 2 * LINE + 6, join(marks)) + keys(key, width, left=left)


def _place(table: pd.DataFrame, name: str, x: Scale, y: Scale) -> list[Point]:
    pairs = zip(values(table["units"]), optional(table, name), strict=True)
    return [(x(u), y(v)) if u <= x.high + 1e-9 else (0.0, math.nan) for u, v in pairs]


def _alone(place: dict[str, list[Point]]) -> list[Markup]:
    """Draw what chance gives at single points, where there is no line to draw."""
    rows = zip(place["chance"], place["chance_low"], place["chance_high"], strict=True)
    found = [(x, mean, low, high) for (x, mean), (_, low), (_, high) in rows if math.isfinite(mean)]
    bands = [rule(x, low, x, high, "interval") for x, _, low, high in found if math.isfinite(low + high)]
    return [*bands, *(marker(x, mean, "hollow", size=3) for x, mean, *_ in found)]


def _called_out(table: pd.DataFrame, x: Scale, y: Scale, beside: tuple[float, str]) -> list[Markup]:
    """Write each marked point beside itself: so much of the units hold so much."""
    found = [(x(u), y(v), say(u, "share"), say(v, "share")) for u, v, _ in _marked(table)]
    places = spread([at_y + 14 for _, at_y, *_ in found], 16, low=_TOP + 12, high=_TOP + _HEIGHT - 6)
    form = Markup('<text class="t" x="{}" y="{}"><tspan class="v">{}</tspan> {} <tspan class="v">{}</tspan></text>')
    parts = []
    for (at_x, at_y, few, much), label in zip(found, places, strict=True):
        wide = text_width(f"{few} {beside[1]} {much}", bold=True)
        parts.append(marker(at_x, at_y, "diamond", "sign"))
        parts.append(form.format(short(min(at_x + 9, beside[0] - wide)), short(label), few, beside[1], much))
    return parts
