"""An interval so small that it stands in a table's row: now with its interval, and a mark for before."""

from __future__ import annotations

import math

from markupsafe import Markup

from vawg_geo.publishing.pictures.scales import Scale
from vawg_geo.publishing.pictures.svg import join, marker, rule

WIDTH, HEIGHT = 132, 18
_PAD = 5


def draw_interval(now: float, low: float, high: float, *, before: float, top: float) -> Markup:
    """
    Draw a figure on its interval, and the one before it, on an axis from nought.

    Parameters
    ----------
    now, low, high
        The figure and the ends of its interval; missing ends are not drawn, one beyond the axis is cut there.
    before
        The figure to compare with; missing: none is drawn.
    top
        The axis's end, the same for every row that is compared.

    Returns
    -------
    svg
        A whisker with a dot, a hollow dot below it for before. Hidden from readers of the page aloud: its figures
        stand in the same row. Nothing where the figure is not known.
    """
    if not math.isfinite(now) or not top > 0:
        return Markup("")
    x = Scale(0, top, _PAD, WIDTH - _PAD)
    marks = [rule(x(0), HEIGHT - 1, x(top), HEIGHT - 1, "axis base")]
    if math.isfinite(low) and not math.isnan(high):
        marks.append(rule(x(max(low, 0)), 5, x(min(high, top)), 5, "interval"))
    marks.append(marker(x(min(now, top)), 5, "dot", size=3))
    if math.isfinite(before):
        marks.append(marker(x(min(before, top)), 12, "hollow", size=3))
    form = Markup('<svg class="picture small-interval" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>')
    return form.format(WIDTH, HEIGHT, join(marks))
