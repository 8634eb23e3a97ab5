"""The strip of completeness: how much of each field is filled in, month by month."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, labelled_axis, picture
from vawg_geo.publishing.pictures.ramp import draw_ramp, ramp_step
from vawg_geo.publishing.pictures.scales import label_places, label_words
from vawg_geo.publishing.pictures.shown import begin_low, known, need, say, say_extremes, values
from vawg_geo.publishing.pictures.svg import LINE, box, join, lines_of_text, rule, text, text_width, wrap_text
from vawg_geo.publishing.words import sentence

FILLED_BREAKS = (0.5, 0.7, 0.8, 0.95)  # 80 %: below it no disproportionality is said. PRODUCTS 4.5
_ROW = 26


def describe_completeness(table: pd.DataFrame) -> str:
    """Say a strip of completeness in sentences: the fullest and emptiest field last, and each one's worst month."""
    wide = _wide(table)
    if not wide.size:
        return "Cannot say: there are no figures."
    last = wide.iloc[:, -1]
    parts = [f"{label_words(wide.columns[-1])}: {begin_low(say_extremes(list(wide.index), values(last), 'share'))}"]
    lows = wide.min(axis="columns").dropna()
    if len(lows):
        field = str(lows.idxmin())
        when = wide.loc[field].astype("float64").idxmin()
        parts.append(f"The lowest in any month: {field}, {say(float(lows.min()), 'share')} ({label_words(when)})")
    return " ".join(sentence(part) for part in parts)


def draw_completeness(
    table: pd.DataFrame, *, title: str, breaks: Sequence[float] = FILLED_BREAKS, half: bool = False
) -> Markup:
    """
    Draw a strip of completeness: a row a field, a column a month.

    Parameters
    ----------
    table
        One row a month and field: `group` (the month), `field`, `share` (filled in, 0..1), as `measure_completeness`
        gives them; months in order.
    title
        What it shows.
    breaks
        Four shares at which the colour steps; the same in every edition.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        Darker = fuller; a cell without records is a line; the last month's figure stands at the right.
    """
    if not known(values(_long(table)["share"])):
        return cannot_say("completeness", title, half=half)
    told = describe_completeness(table)
    return picture("completeness", title, told, lambda width: _draw(_wide(table), width, breaks), half=half)


def _long(table: pd.DataFrame) -> pd.DataFrame:
    need(table, "group", "field", "share")
    return table


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the table to fields x months, both in the order they come."""
    long = _long(table)
    cells = pd.DataFrame(
        {"field": long["field"].astype(str), "group": long["group"].astype(str), "share": values(long["share"])}
    )
    rows, columns = cells["field"].drop_duplicates(), cells["group"].drop_duplicates()
    first = cells.drop_duplicates(["field", "group"]).set_index(["field", "group"])["share"]
    return first.unstack().reindex(index=rows, columns=columns)  # noqa: PD010 - each cell once


def _draw(wide: pd.DataFrame, width: int, breaks: Sequence[float]) -> Drawn:
    named = 150.0 if width > 400 else 96.0  # noqa: PLR2004 - a full page's width
    names = [wrap_text(str(field), named - 8) for field in wide.index]
    left = min(named, max(text_width(row) for lines in names for row in lines) + 8)
    figures = [say(v, "share") for v in values(wide.iloc[:, -1])]
    right = width - max(text_width(figure, bold=True) for figure in figures) - 10
    cell = (right - left) / len(wide.columns)
    deep = _ROW + 7.0 * (max(len(lines) for lines in names) - 1)
    marks = []
    for row, field in enumerate(wide.index):
        y = 2 + deep * row
        marks.append(lines_of_text(0, y + deep / 2 + 2 - 7 * (len(names[row]) - 1), names[row], "name"))
        for column, value in enumerate(values(wide.loc[field])):
            x = left + column * cell
            if math.isfinite(value):
                marks.append(box(x, y, max(cell - 1, cell * 0.8), deep - 4, f"q{ramp_step(value, breaks)}"))
            else:
                marks.append(rule(x + cell * 0.2, y + deep / 2 - 2, x + cell * 0.8, y + deep / 2 - 2, "axis base"))
        known_last = math.isfinite(values(wide.loc[field])[-1])
        marks.append(text(width, y + deep / 2 + 2, figures[row], "v" if known_last else "t", anchor="end"))
    foot = 2 + deep * len(wide)
    places = [(left + (at + 0.5) * cell, words) for at, words in label_places(wide.columns, width=right - left)]
    marks.append(labelled_axis(places, y=foot, left=0, right=width))
    body = Drawn(foot + LINE + 10, join(marks))
    return body + draw_ramp(
        breaks,
        width,
        left=left,
        words="Share of records with the field filled in. At the right: the last month.",
        share=True,
    )
