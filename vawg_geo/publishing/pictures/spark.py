"""A line so small that it stands in a table's row: a year's periods, what is usual, what signals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.scales import Scale, finite
from vawg_geo.publishing.pictures.shown import flags, need, optional, values, words_of
from vawg_geo.publishing.pictures.svg import band, join, line, marker

WIDTH, HEIGHT = 132, 30
_PAD = 5


def describe_spark(table: pd.DataFrame, *, say: Callable[[float], str]) -> str:
    """Say a spark in one sentence: from when to when, the last figure, its range, how many points signal."""
    value, words = values(table["value"]), list(table["words"])
    known = [at for at, figure in enumerate(value) if math.isfinite(figure)]
    if not known:
        return "Cannot say: there are no figures to draw."
    first, last = known[0], known[-1]
    parts = [f"{words[first]} to {words[last]}: {say(value[first])} to {say(value[last])}"]
    low, high = (optional(table, name)[last] for name in ("expected_low", "expected_high"))
    if math.isfinite(low + high):
        parts.append(f"usual range {say(low)} to {say(high)}")
    if any("limit" in text for text in words_of(table, "signal")):
        parts.append("with points outside the limits")
    if not all(flags(table, "ripe", missing=True)):
        parts.append("the last not yet complete")
    return f"{'; '.join(parts)}."


def draw_spark(table: pd.DataFrame, *, say: Callable[[float], str]) -> Markup:
    """
    Draw a spark.

    Parameters
    ----------
    table
        In order of time: `words` (the period), `value`; optional `expected_low`, `centre`, `expected_high`, `signal`
        (text), `ripe` (False = not yet complete: hollow, dashed).
    say
        How a value is written.

    Returns
    -------
    svg
        Points outside the limits are triangles, the last complete point is a dot; the axis holds what is drawn and
        nothing else, so that sparks are not to be compared with one another.

    References
    ----------
    METHODS 8.
    """
    need(table, "words", "value")
    value, ripe, signal = values(table["value"]), flags(table, "ripe", missing=True), words_of(table, "signal")
    low, centre, high = (optional(table, name) for name in ("expected_low", "centre", "expected_high"))
    known = finite([*value, *low, *high])
    if not finite(value):
        return Markup("")
    bottom, top = min(known), max(known)
    y = Scale(bottom, top if top > bottom else bottom + 1, HEIGHT - _PAD, _PAD)
    x = Scale(0, max(1, len(table) - 1), _PAD, WIDTH - _PAD)
    lines = {name: [(x(at), y(v)) for at, v in enumerate(found)] for name, found in
             {"value": value, "low": low, "centre": centre, "high": high}.items()}  # fmt: skip
    young = next((at for at in range(len(ripe)) if not any(ripe[at:])), len(ripe))
    marks = [
        band(lines["high"], lines["low"], "between"), line(lines["centre"], "centre"),
        line(lines["value"][:young], "series"), line(lines["value"][max(0, young - 1) :], "series unripe"),
        *_points(lines["value"], signal, young),
    ]  # fmt: skip
    form = Markup('<svg class="picture spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return form.format(WIDTH, HEIGHT, describe_spark(table, say=say), join(marks))


def _points(place: Sequence[tuple[float, float]], signal: list[str], young: int) -> list[Markup]:
    last = max((at for at in range(young) if math.isfinite(place[at][1])), default=-1)
    marks = []
    for at, (x, y) in enumerate(place):
        if not math.isfinite(y):
            continue
        if "above the upper" in signal[at] or signal[at] == "up":
            marks.append(marker(x, y, "up", "sign", size=3.4))
        elif "below the lower" in signal[at] or signal[at] == "down":
            marks.append(marker(x, y, "down", "sign", size=3.4))
        elif at >= young:
            marks.append(marker(x, y, "hollow", size=2))
        elif at == last:
            marks.append(marker(x, y, "square" if "run" in signal[at] else "dot", "sign" if "run" in signal[at] else "", size=3))  # fmt: skip  # noqa: E501
    return marks
