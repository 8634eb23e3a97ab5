"""The heat map of hours: days or nights by hour, each cell a step of a fixed ramp."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.frame import Drawn, cannot_say, picture
from vawg_geo.publishing.pictures.ramp import draw_ramp, ramp_step
from vawg_geo.publishing.pictures.svg import LINE, box, join, text, text_width
from vawg_geo.publishing.words import join_words

WEEK_BREAKS = (0.003, 0.006, 0.012, 0.024)  # half, once, twice, four times one hour's part of an even week
_LISTED = 3
_APART = 20  # a label of two digits needs


def describe_hours(table: pd.DataFrame) -> str:
    """Say a heat map of hours in a sentence: the busiest hours, the busiest day and the quietest."""
    ranked = sorted(_cells(table), key=lambda cell: -cell[2])
    if not ranked or ranked[0][2] <= 0:
        return "No offences."
    days = table.fillna(0).sum(axis="columns")
    hours = [f"{day} {clock_words(hour)}" for day, hour, value in ranked[:_LISTED] if value > 0]
    return f"Busiest hours: {join_words(hours)}. Busiest day {days.idxmax()}, quietest {days.idxmin()}."


def draw_hours(table: pd.DataFrame, *, title: str, breaks: Sequence[float] = WEEK_BREAKS, half: bool = False) -> Markup:
    """
    Draw a heat map of hours: a row a day or night, a column an hour, darker = larger share of all.

    Parameters
    ----------
    table
        Days x hours (`time_grid`: Mon..Sun x 0..23; `night_grid`: Mon..Sun x 18..05): offences weighted over their
        possible hours.
    title
        What it shows.
    breaks
        Four shares of all offences at which the colour steps; the same in every edition.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        The three busiest hours are ringed; the ramp stands beneath. It holds no figures of the table.

    References
    ----------
    METHODS 3.
    """
    if not any(value > 0 for *_, value in _cells(table)):
        return cannot_say("hours", title, half=half)
    return picture("hours", title, describe_hours(table), lambda width: _draw(table, width, breaks), half=half)


def clock_words(hour: int) -> str:
    """Write an hour as people say it: midnight, 1am, noon, 10pm."""
    if hour % 12 == 0:
        return "noon" if hour else "midnight"
    return f"{hour % 12}{'am' if hour < 12 else 'pm'}"  # noqa: PLR2004 - hours of half a day


def _cells(table: pd.DataFrame) -> list[tuple[str, int, float]]:
    rows = zip(table.index, table.fillna(0).to_numpy(dtype="float64"), strict=True)
    return [(str(day), int(h), float(v)) for day, row in rows for h, v in zip(table.columns, row, strict=True)]


def _draw(table: pd.DataFrame, width: int, breaks: Sequence[float]) -> Drawn:
    left, top = max(text_width(str(day)) for day in table.index) + 8, 2.0
    wide = (width - left - 4) / len(table.columns)
    high = min(22.0, max(16.0, wide))
    cells = _cells(table)
    total = sum(value for *_, value in cells)
    ringed = sorted(range(len(cells)), key=lambda at: -cells[at][2])[:_LISTED]
    marks, rings = [], []
    for at, (_, _, value) in enumerate(cells):
        row, column = divmod(at, len(table.columns))
        x, y = left + column * wide, top + row * high
        marks.append(box(x, y, wide - 1, high - 1, f"q{ramp_step(value / total, breaks)}"))
        if at in ringed and value > 0:
            rings += [box(x - 0.5, y - 0.5, wide, high, kind) for kind in ("halo", "ring")]
    names = [
        text(left - 6, top + (row + 0.5) * high + 4, str(day), "name", anchor="end")
        for row, day in enumerate(table.index)
    ]
    bottom = top + len(table) * high
    every = next(step for step in (1, 2, 3, 4, 6, 12) if step * wide >= _APART or step == 12)  # noqa: PLR2004
    ticks = [
        text(left + (at + 0.5) * wide, bottom + LINE - 2, f"{int(hour):02d}", "tick", anchor="middle")
        for at, hour in enumerate(table.columns)
        if at % every == 0
    ]
    body = Drawn(bottom + LINE + 6, join([*marks, *rings, *names, *ticks]))
    words = "Share of all offences that fall in the hour. Ringed: the three busiest."
    return body + draw_ramp(breaks, width, left=left, words=words, share=True)
