"""The forest of changes: each area's or theme's ratio with its interval, beside the line of no change."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, labelled_axis, picture
from vawg_geo.publishing.pictures.scales import Scale
from vawg_geo.publishing.pictures.shown import Unit, is_whole, known, name_some, need, optional, say, words_of
from vawg_geo.publishing.pictures.svg import LINE, join, lines_of_text, marker, rule, text, text_width, wrap_text
from vawg_geo.publishing.words import number, sentence

_ROW, _TOP = 26, 24
_TICKS = {0.125: "⅛", 0.25: "¼", 0.5: "½", 1.0: "1", 2.0: "2", 4.0: "4", 8.0: "8"}
SPAN = (0.25, 4.0)  # of the axis, the same every edition: a quarter to four times


def describe_forest(table: pd.DataFrame) -> str:
    """Say a forest in sentences: which are more, which fewer, which cannot be said, the largest and smallest ratio."""
    need(table, "ratio", "low", "high")
    verdicts = _verdicts(table)
    own = "told" not in table.columns
    heads = {
        "more": "Interval above no change" if own else "More",
        "fewer": "Interval below no change" if own else "Fewer",
    }
    parts = []
    for verdict, head in {**heads, "cannot say": "Cannot say"}.items():
        labels = [label for label, found in zip(table.index, verdicts, strict=True) if found == verdict]
        parts += [f"{head}: {name_some(labels)}"] if labels else []
    ratio = {label: r for label, (r, *_) in zip(table.index, _rows(table), strict=True) if math.isfinite(r)}
    if ratio:
        most, least = max(ratio, key=lambda label: ratio[label]), min(ratio, key=lambda label: ratio[label])
        told = f"Largest ratio {number(ratio[most], 2)} ({most})"
        parts.append(told if len(ratio) == 1 else f"{told}, smallest {number(ratio[least], 2)} ({least})")
    if "" in verdicts:
        where = "in all" if set(verdicts) == {""} else "in the others"
        parts.append(f"No change that can be told from chance {where}")
    return " ".join(sentence(part) for part in parts)


def _verdicts(table: pd.DataFrame) -> list[str]:
    """Judge each row: by what the table tells over all rows together, else by the row's own interval."""
    told = words_of(table, "told")
    own = "told" not in table.columns
    found = []
    for words, (_, low, high) in zip(told, _rows(table), strict=True):
        by_interval = "more" if low > 1 else "fewer" if high < 1 else ""
        verdict = by_interval if own else words if words in ("more", "fewer") else ""
        found.append("cannot say" if math.isnan(low + high) else verdict)
    return found


def draw_forest(
    table: pd.DataFrame,
    *,
    title: str,
    periods: tuple[str, str] = ("before", "now"),
    span: tuple[float, float] = SPAN,
    half: bool = False,
) -> Markup:
    """
    Draw a forest of changes on a scale of ratios.

    Parameters
    ----------
    table
        Index area or theme, in the order to draw: `ratio`, `low`, `high` (its interval; NaN = cannot say), as
        `compare_counts` gives them; optional `before` and `after`, printed, and `told` ("more", "fewer" or anything
        else: a verdict over all rows together, METHODS 8; without it each row is judged by its own interval).
    title
        What it shows.
    periods
        What the two counts are of, for their heads.
    span
        The ends of the axis; an interval that passes one ends in an arrow.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        A row each: name, counts, the ratio as a marker (a filled square where a change is told), its interval, its
        figure.

    References
    ----------
    METHODS 8.
    """
    need(table, "ratio", "low", "high")
    if not len(table):
        return cannot_say("forest", title, half=half)
    return picture("forest", title, describe_forest(table), lambda width: _draw(table, width, periods, span), half=half)


def _rows(table: pd.DataFrame) -> list[tuple[float, float, float]]:
    """Read ratio and interval; an endless upper end stays endless, because it is known."""
    columns = [pd.to_numeric(table[name]).astype("float64").tolist() for name in ("ratio", "low", "high")]
    return [(a, b, c) for a, b, c in zip(*columns, strict=True)]


def _draw(table: pd.DataFrame, width: int, periods: tuple[str, str], span: tuple[float, float]) -> Drawn:
    full = width > 400  # noqa: PLR2004 - a full page's width
    counts = [(head, optional(table, name)) for head, name in zip(periods, ("before", "after"), strict=True)]
    counts = [(head, column) for head, column in counts if known(column) and full]
    named = 150.0 if full else 104.0
    names = [wrap_text(str(label), named - 8, most=3) for label in table.index]
    left = named + 58.0 * len(counts)
    figures = ["" if math.isnan(r) else _ratio_words(r) for r, *_ in _rows(table)]
    right = width - max(34.0, *(text_width(figure, bold=True) + 16 for figure in figures))
    x = Scale(*span, left + 8, right - 8, ratio=True)
    foot = _TOP + sum(_deep(lines) for lines in names)
    verdicts = _verdicts(table)
    units: list[Unit] = ["count" if is_whole(known(column)) else "rate" for _, column in counts]
    marks = [rule(x(1), _TOP - 4, x(1), foot, "nochange")]
    marks += [text(named + 58 * (at + 1) - 12, 14, head, anchor="end") for at, (head, _) in enumerate(counts)]
    marks.append(text(width, 14, "ratio", anchor="end"))
    y = float(_TOP)
    for at, row in enumerate(_rows(table)):
        deep = _deep(names[at])
        middle = y + deep / 2
        marks.append(lines_of_text(0, middle + 4 - LINE / 2 * (len(names[at]) - 1), names[at], "name"))
        marks += [
            text(named + 58 * (k + 1) - 12, middle + 4, say(column[at], units[k]), "v", anchor="end")
            for k, (_, column) in enumerate(counts)
            if math.isfinite(column[at])
        ]
        marks.append(_interval(row, x, (span, middle), changed=verdicts[at] in ("more", "fewer")))
        marks.append(text(width, middle + 4, figures[at], "v", anchor="end"))
        marks.append(rule(0, y + deep, width, y + deep, "axis"))
        y += deep
    ticks = [(x(tick), words) for tick, words in _TICKS.items() if span[0] <= tick <= span[1]]
    marks.append(labelled_axis(ticks, y=foot, left=0, right=width))
    marks.append(text(x(1) - 8, foot + 2 * LINE + 4, "← fewer", anchor="end"))
    marks.append(text(x(1) + 8, foot + 2 * LINE + 4, "more →"))
    return Drawn(foot + 2 * LINE + 10, join(marks))


def _deep(lines: list[str]) -> float:
    return _ROW + 11 * (len(lines) - 1)


def _ratio_words(ratio: float) -> str:
    return "from 0" if math.isinf(ratio) else number(ratio, 2)


def _interval(
    row: tuple[float, float, float], x: Scale, ends: tuple[tuple[float, float], float], *, changed: bool
) -> Markup:
    (ratio, low, high), (span, y) = row, ends
    if math.isnan(low + high):
        return text((x.start + x.end) / 2, y + 4, "cannot say", anchor="middle")
    marks = [rule(x(max(low, span[0])), y, x(min(high, span[1])), y, "interval")]
    marks += [_arrow(x(span[1]), y, 1)] if high > span[1] else []
    marks += [_arrow(x(span[0]), y, -1)] if low < span[0] else []
    if math.isfinite(ratio) and span[0] <= ratio <= span[1]:
        marks.append(marker(x(ratio), y, "square", "sign") if changed else marker(x(ratio), y, "hollow"))
    return join(marks)


def _arrow(x: float, y: float, way: int) -> Markup:
    return Markup('<path class="mark arrow" d="M{:.1f} {:.1f}l{} 4v-8z"/>').format(x + 7 * way, y, -7 * way)
