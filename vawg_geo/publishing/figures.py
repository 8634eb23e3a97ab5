"""Small figures drawn as inline SVG: deterministic, named for screen readers, coloured by the page's own classes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from vawg_geo.base.periods import Month
from vawg_geo.base.shares import percent
from vawg_geo.publishing.pictures.ramp import break_words, ramp_step
from vawg_geo.publishing.pictures.svg import box, join, text
from vawg_geo.publishing.words import number, plural

GRID_BREAKS = (0.005, 0.02, 0.04, 0.08)  # share of a year's offences in one hour of one night; the same every edition
GRID_KEY = tuple(break_words(GRID_BREAKS, share=True))
_LEFT, _TOP = 34, 2


def grid_class(share: float) -> int:
    """Return the colour step 0 to 4 of a share of the year's offences."""
    return ramp_step(share, GRID_BREAKS)


def busiest_hours(grid: pd.DataFrame, *, most: int = 3) -> list[tuple[str, int, float]]:
    """
    List the busiest hours of a night grid.

    Parameters
    ----------
    grid
        Nights x hours of the night, offences weighted over their possible hours.
    most
        How many to list.

    Returns
    -------
    hours
        Night, hour and share of all, busiest first; ties in the order of the grid. Empty when there are no offences.
    """
    total = float(grid.to_numpy().sum())
    cells = [(str(night), int(hour), float(grid.loc[night, hour])) for night in grid.index for hour in grid.columns]
    ranked = sorted((cell for cell in cells if cell[2] > 0), key=lambda cell: -cell[2])
    return [(night, hour, value / total) for night, hour, value in ranked[:most]]


def describe_grid(grid: pd.DataFrame, *, of: str) -> str:
    """Say a night grid in one sentence, for those who cannot see it."""
    hours = [f"{night} {hour:02d}:00 ({percent(share)})" for night, hour, share in busiest_hours(grid)]
    return f"Nights by hour, {of}: " + (f"busiest {', '.join(hours)}." if hours else "no offences.")


def draw_grid(grid: pd.DataFrame, *, of: str, cell: tuple[int, int] = (21, 17)) -> Markup:
    """
    Draw a night grid: a row a night, a column an hour, darker = larger share of the year's offences.

    Parameters
    ----------
    grid
        Mon..Sun nights x 18..05, offences weighted over their possible hours.
    of
        What the grid is of, for the figure's name.
    cell
        Width and height of a cell in the figure's own units.

    Returns
    -------
    svg
        Coloured by fixed breaks (`GRID_BREAKS`).
    """
    wide, high = cell
    total = float(grid.to_numpy().sum()) or 1.0
    cells = [
        box(
            _LEFT + column * wide,
            _TOP + row * high,
            wide - 1,
            high - 1,
            f"q{grid_class(float(grid.loc[night, hour]) / total)}",
        )
        for row, night in enumerate(grid.index)
        for column, hour in enumerate(grid.columns)
    ]
    names = [
        text(_LEFT - 6, _TOP + row * high + high // 2 + 4, str(night), anchor="end")
        for row, night in enumerate(grid.index)
    ]
    bottom = _TOP + len(grid) * high
    ticks = [
        text(_LEFT + column * wide, bottom + 12, f"{int(hour):02d}", anchor="middle")
        for column, hour in enumerate(grid.columns)
        if column % 2 == 0
    ]
    size = (_LEFT + len(grid.columns) * wide + 8, bottom + 16)
    return _svg("grid", size, describe_grid(grid, of=of), join([*cells, *names, *ticks]))


def describe_spark(counts: Sequence[float], *, last: Month, low: float, high: float) -> str:
    """Say a monthly line in one sentence, for those who cannot see it."""
    first = last - (len(counts) - 1)
    text = f"Offences a month, {first.words} to {last.words}: {number(counts[-1])} in the last month"
    if math.isnan(low) or math.isnan(high):
        return f"{text}; expected range: cannot say."
    return f"{text}; expected {number(low)} to {number(high)}. Most in a month: {number(max(counts))}."


def draw_spark(counts: Sequence[float], *, last: Month, low: float, high: float) -> Markup:
    """
    Draw a monthly line with the last month's expected range as a band behind it.

    Parameters
    ----------
    counts
        One count a month, oldest first; at least one.
    last
        The last count's month.
    low, high
        Expected range of a month; NaN draws no band.

    Returns
    -------
    svg
        The line, its band, its last point, its first and last month.
    """
    width, height, left, right = 300, 62, 22, 8
    known = [*counts, *(value for value in (high,) if not math.isnan(value))]
    top = max(1.0, math.ceil(max(known)))
    step = (width - left - right) / max(1, len(counts) - 1)
    points = [(left + i * step, 44 - 40 * value / top) for i, value in enumerate(counts)]
    band = Markup("")
    if not (math.isnan(low) or math.isnan(high)):
        y = 44 - 40 * high / top
        band = Markup('<rect class="band" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
            left, y, width - left - right, max(1.0, 40 * (high - low) / top)
        )
    line = Markup('<polyline class="line" points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y in points))
    dot = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3.2"/>').format(*points[-1])
    first = last - (len(counts) - 1)
    axis = Markup(
        '<path class="axis" d="M{0} 44.5H{1}"/><text class="t" x="{2}" y="8" text-anchor="end">{3}</text>'
        '<text class="t" x="{2}" y="47" text-anchor="end">0</text><text class="t" x="{0}" y="58">{4}</text>'
        '<text class="t" x="{1}" y="58" text-anchor="end">{5}</text>'
    ).format(left, width - right, left - 5, number(top), f"{first.first:%b %Y}", f"{last.first:%b %Y}")
    return _svg(
        "spark", (width, height), describe_spark(counts, last=last, low=low, high=high), band + axis + line + dot
    )


def draw_bar(share: float) -> Markup:
    """Draw a bar 0 to 1; hidden from screen readers, because its figure stands beside it."""
    width = 0.0 if math.isnan(share) else 100 * min(1.0, max(0.0, share))
    return Markup(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="8"/><rect class="full" width="{:.1f}" height="8"/></svg>'
    ).format(width)


def _svg(kind: str, size: tuple[int, int], name: str, body: Markup) -> Markup:
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>').format(
        kind, *size, name, name, body
    )


def month_counts(counts: Sequence[float], last: Month) -> list[tuple[str, str]]:
    """List a monthly line's figures for a table: month in words, offences in words."""
    first = last - (len(counts) - 1)
    return [((first + i).words, plural(count, "offence")) for i, count in enumerate(counts)]
