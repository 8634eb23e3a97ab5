"""Curves of outcomes: the share of crimes that have reached each kind of outcome by each day."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.curves import Axes, Curve, describe_curves, draw_curves, read_curves
from vawg_geo.publishing.pictures.frame import cannot_say, picture
from vawg_geo.publishing.pictures.shown import NOTHING, flags, known, need, optional, values


def describe_incidence(table: pd.DataFrame, *, day: int = 180) -> str:
    """Say curves of outcomes in a sentence: each group's share at the named day with its interval."""
    curves = _curves(table)
    return f"By day {day}: {describe_curves(curves, day)}." if curves else NOTHING


def draw_incidence(
    table: pd.DataFrame,
    *,
    title: str,
    of: str = "Share of crimes",
    day: int = 180,
    top: float | None = None,
    half: bool = False,
    since: str = "it was recorded",
) -> Markup:
    """
    Draw curves of outcomes by group, with their intervals.

    Parameters
    ----------
    table
        One row a group and day, days ascending: `group`, `day`, `incidence`, `low`, `high` (shares), as
        `outcome_incidence` gives them; optional `ripe` (False = not all crimes have been followed so long: dashed).
        A table of many days may be thinned first, but keep the named day. At most six groups.
    title
        What it shows.
    of
        What the shares are of.
    day
        The day marked and read: the measure's own.
    top
        Fixed end of the axis; None = the highest value rounded up.
    half
        Whether it stands on half a page.
    since
        What the days are counted from.

    Returns
    -------
    svg
        A stair a group with its band, a marker and its figure at the day, its name at the end.

    References
    ----------
    METHODS 10.
    """
    curves = _curves(table)
    if not known(*(curve.share for curve in curves)):
        return cannot_say("incidence", title, half=half)
    axes = Axes(of, f"days since {since}", day, f"day {day}", top)
    told = describe_incidence(table, day=day)
    return picture("incidence", title, told, lambda width: draw_curves(curves, width, axes), half=half)


def _curves(table: pd.DataFrame) -> list[Curve]:
    need(table, "group", "day", "incidence")
    columns = {
        "group": table["group"].astype(str),
        "at": values(table["day"]),
        "share": values(table["incidence"]),
        "low": optional(table, "low"),
        "high": optional(table, "high"),
        "ripe": flags(table, "ripe", missing=True),
    }
    return read_curves(pd.DataFrame(columns))
