"""The run chart: a series with its average, its limits, its signals, what is not complete yet."""

from __future__ import annotations

import math
import string
from itertools import product

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import (
    EMPTY,
    Drawn,
    cannot_say,
    keys,
    labelled_axis,
    notes,
    picture,
    spread,
    tick_room,
    upright_axis,
)
from vawg_geo.publishing.pictures.scales import Scale, axis_values, label_places, label_words
from vawg_geo.publishing.pictures.shown import (
    Unit,
    flags,
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
    band,
    join,
    line,
    marker,
    named_value,
    rule,
    text,
    text_width,
)
from vawg_geo.publishing.words import sentence

_OUTSIDE, _RUN = "limit", "run"  # as `control_limits` words them
_HEIGHT, _TOP = 190, 22


def describe_run(table: pd.DataFrame, *, of: str, unit: Unit = "count") -> str:
    """Say a run chart in sentences: level, limits, extremes, signals, what is not complete."""
    need(table, "value")
    value, ripe = values(table["value"]), flags(table, "ripe", missing=True)
    full = [v if done else math.nan for v, done in zip(value, ripe, strict=True)]
    at = next((at for at in reversed(range(len(full))) if math.isfinite(full[at])), None)
    if at is None:
        return "Cannot say: no complete figures."
    parts = [f"{of}, {label_words(table.index[at])}: {say(full[at], unit)}"]
    centre, low, high = (optional(table, name)[at] for name in ("centre", "low", "high"))
    if math.isfinite(centre):
        parts[0] += f"; average {say(centre, unit)}"
    if math.isfinite(low) and math.isfinite(high):
        parts[0] += f", limits {say(low, unit)} to {say(high, unit)}"
    parts.append(say_extremes(list(table.index), full, unit))
    signal = words_of(table, "signal")
    for words, sign in (("Above the upper limit", "above the upper"), ("Below the lower limit", "below the lower")):
        found = [label for label, told in zip(table.index, signal, strict=True) if sign in told]
        parts += [f"{words}: {name_some(found)}"] if found else []
    run = [label for label, told in zip(table.index, signal, strict=True) if "run of" in told]
    parts += [f"Part of a run: {label_words(run[0])} to {label_words(run[-1])}"] if run else []
    if "signal" in table.columns and not any(signal):
        parts.append("No signal: no change that can be told from chance")
    young = [label for label, done in zip(table.index, ripe, strict=True) if not done]
    parts += [f"Not yet complete: {name_some(young)}"] if young else []
    return " ".join(sentence(part) for part in parts)


def draw_run(
    table: pd.DataFrame,
    *,
    title: str,
    of: str = "Offences",
    unit: Unit = "count",
    top: float | None = None,
    half: bool = False,
) -> Markup:
    """
    Draw a run chart: the series, its average and limits, its signals.

    Parameters
    ----------
    table
        Index months (YYYY-MM) or other labels in order; `value`; optional `centre`, `low`, `high`, `signal` (text) as
        `control_limits` gives them, `ripe` (False = not yet complete: hollow, dashed) and `note` (text, "" = none:
        a change of recording, marked with a letter and written out beneath).
    title
        What it shows.
    of
        What is counted, for the words.
    unit
        "count", "rate" or "share".
    top
        Fixed end of the axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        Points outside the limits are triangles with their value, runs squares; the last point has its value.

    References
    ----------
    METHODS 8.
    """
    need(table, "value")
    if not known(values(table["value"])):
        return cannot_say("run", title, half=half)
    told = describe_run(table, of=of, unit=unit)
    return picture("run", title, told, lambda width: _draw(table, width, unit, top), half=half)


def _draw(table: pd.DataFrame, width: int, unit: Unit, top: float | None) -> Drawn:
    value, limits = values(table["value"]), {name: optional(table, name) for name in ("centre", "low", "high")}
    held = known(value, *limits.values())
    ticks = axis_values(held, top=top, share=unit == "share", whole=unit == "count" and is_whole(known(value)))
    labels = _limit_labels(limits, unit)
    left = tick_room(ticks, unit)
    right = width - max([14.0, *(text_width(f"{name} {figure}", bold=True) + 8 for name, figure, _ in labels)])
    y = Scale(ticks[0], ticks[-1], _TOP + _HEIGHT, _TOP)
    x = Scale(0, max(1, len(table) - 1), left + 8, right - 8)
    marks = [upright_axis(ticks, unit, y, left=left, right=right)]
    place = [(x(at), y(v)) for at, v in enumerate(value)]
    lines = {name: [(x(at), y(v)) for at, v in enumerate(found)] for name, found in limits.items()}
    marks.append(band(lines["high"], lines["low"], "between"))
    marks += [line(lines[name], "centre" if name == "centre" else "limit") for name in limits]
    ripe = flags(table, "ripe", missing=True)
    marks += _series(place, ripe)
    shown, parts = _points(table, place, ripe, unit, right)
    marks += parts
    marks += _labels_beside(labels, y, right)
    months = [(x(at), words) for at, words in label_places(table.index, width=right - left - 16)]
    marks.append(labelled_axis(months, y=_TOP + _HEIGHT, left=0, right=width))
    heads, rules, told = _lettered(table, x)
    body = Drawn(_TOP + _HEIGHT + 22, rules + join(marks))
    return heads + body + keys(shown, width, left=left) + notes(told, width, left=left)


def _limit_labels(limits: dict[str, list[float]], unit: Unit) -> list[tuple[str, str, float]]:
    """Name, figure and value of what is written at the right: the last known of each."""
    names = {"high": "Upper", "centre": "Average", "low": "Lower"}
    last = {name: next((v for v in reversed(found) if math.isfinite(v)), math.nan) for name, found in limits.items()}
    return [(names[name], say(last[name], unit), last[name]) for name in names if math.isfinite(last[name])]


def _labels_beside(labels: list[tuple[str, str, float]], y: Scale, right: float) -> list[Markup]:
    places = spread([y(value) + 4 for *_, value in labels], 14, low=_TOP, high=_TOP + _HEIGHT)
    return [named_value(right + 6, at, name, figure) for (name, figure, _), at in zip(labels, places, strict=True)]


def _series(place: list[tuple[float, float]], ripe: list[bool]) -> list[Markup]:
    """Draw the line whole to the last complete point, dashed from there on."""
    young = next((at for at in range(len(ripe)) if not all(ripe[at:]) and not ripe[at]), len(ripe))
    return [line(place[:young], "series"), line(place[max(0, young - 1) :], "series unripe")]


def _points(
    table: pd.DataFrame, place: list[tuple[float, float]], ripe: list[bool], unit: Unit, right: float
) -> tuple[list[tuple[Markup, str]], list[Markup]]:
    """Draw the points; return them with the explanation of the kinds that occur."""
    value, signal = values(table["value"]), words_of(table, "signal")
    last = max((at for at, v in enumerate(value) if math.isfinite(v)), default=-1)
    found: dict[str, tuple[Markup, str]] = {}
    marks, texts, taken = [], [], -math.inf
    bare = not known(*(optional(table, name) for name in ("centre", "low", "high")))
    for at, (x, y) in enumerate(place):
        if not math.isfinite(y):
            continue
        shape, kind, words = _shape(signal[at], complete=ripe[at])
        marks.append(marker(x, y, shape, kind, size=4 if words else 2.4))
        if words:
            found.setdefault(words, (marker(0, 0, shape, kind, size=4), words))
        figure = say(value[at], unit)
        half = text_width(figure, bold=True) / 2
        if (at == last or _OUTSIDE in signal[at]) and x - half > taken:
            under = shape == "down"
            texts.append(
                text(
                    min(x, right + (8 if bare else -2) - half), y + 18 if under else y - 9, figure, "v", anchor="middle"
                )
            )
            taken = x + half + 2
    return list(found.values()), [*marks, *texts]


def _shape(signal: str, *, complete: bool) -> tuple[Shape, str, str]:
    if not complete:
        return "hollow", "", "not yet complete"
    if "above the upper" in signal:
        return "up", "sign", "above the upper limit"
    if "below the lower" in signal:
        return "down", "sign", "below the lower limit"
    if _RUN in signal:
        return "square", "sign", "part of a run on one side"
    return "dot", "", ""


def _lettered(table: pd.DataFrame, x: Scale) -> tuple[Drawn, Markup, list[str]]:
    """Letter each note above the chart; return the letters, their lines down the chart, the notes written out."""
    noted = [(at, words) for at, words in enumerate(words_of(table, "note")) if words]
    letters = [*string.ascii_uppercase, *map("".join, product(string.ascii_uppercase, repeat=2))]
    places = spread([x(at) for at, _ in noted], LINE, low=x.start, high=x.end)
    heads = join(text(at, 11, letter, "t strong", anchor="middle") for letter, at in zip(letters, places, strict=False))
    rules = join(rule(x(at), 0, x(at), _TOP + _HEIGHT, "noted") for at, _ in noted)
    told = [
        f"{letter}  {label_words(table.index[at])}: {words}"
        for letter, (at, words) in zip(letters, noted, strict=False)
    ]
    return Drawn(LINE, heads) if noted else EMPTY, rules, told
