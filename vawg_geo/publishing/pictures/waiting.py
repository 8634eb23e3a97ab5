"""Curves of waiting: the share of episodes not over after each hour (Kaplan-Meier)."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.curves import Axes, Curve, describe_curves, draw_curves, read_curves
from vawg_geo.publishing.pictures.frame import cannot_say, picture
from vawg_geo.publishing.pictures.shown import NOTHING, known, need, optional, values

_DAY = 24
_WORDS = {24.0: "one day", 48.0: "two days", 72.0: "three days"}


def describe_waiting(table: pd.DataFrame, *, of: str = "Share not over", hour: float = _DAY) -> str:
    """Say curves of waiting in a sentence: each group's share not over at the named hour with its interval."""
    curves = _curves(table, math.inf)
    after = _WORDS.get(hour, f"{hour:g} hours")
    return f"{of} after {after}: {describe_curves(curves, hour)}." if curves else NOTHING


def draw_waiting(
    table: pd.DataFrame,
    *,
    title: str,
    of: str = "Share not over",
    hour: float = _DAY,
    until: float = 72,
    half: bool = False,
) -> Markup:
    """
    Draw curves of waiting by group.

    Parameters
    ----------
    table
        One row a group and length, lengths ascending: `group`, `hours`, `open` (share not over after it), as
        `survival_curve` gives it; optional `low`, `high`. At most six groups.
    title
        What it shows.
    of
        What the share is: "Share still missing".
    hour
        The hour marked and read.
    until
        Where the level axis ends, in hours; the same in every edition.
    half
        Whether it stands on half a page.

    Returns
    -------
    svg
        A stair a group from 100 % at hour 0, a marker and its figure at the hour, its name at the end.

    References
    ----------
    METHODS 10.
    """
    curves = _curves(table, until)
    if not known(*(curve.share for curve in curves)):
        return cannot_say("waiting", title, half=half)
    step = _DAY if until > _DAY * 2 else _DAY / 4
    ticks = tuple(step * at for at in range(math.floor(until / step) + 1))
    axes = Axes(of, "hours", hour, f"{hour:g} hours", 1.0, ticks)
    told = describe_waiting(table, of=of, hour=hour)
    return picture("waiting", title, told, lambda width: draw_curves(curves, width, axes), half=half)


def _curves(table: pd.DataFrame, until: float) -> list[Curve]:
    """Begin each curve whole at hour 0; hold its last share to the end of the axis, because it holds until told."""
    need(table, "group", "hours", "open")
    columns = {
        "group": table["group"].astype(str),
        "at": values(table["hours"]),
        "share": values(table["open"]),
        "low": optional(table, "low"),
        "high": optional(table, "high"),
        "ripe": True,
    }
    rows = pd.DataFrame(columns)
    longer = rows.loc[rows["at"] > until, "group"].drop_duplicates()
    rows = rows[rows["at"] <= until]
    ends = rows[rows["group"].isin(longer)].drop_duplicates("group", keep="last").assign(at=until)
    starts = pd.DataFrame({"group": rows["group"].drop_duplicates()}).assign(at=0.0, share=1.0, low=1.0, high=1.0)
    if rows["low"].isna().all():
        starts = starts.assign(low=math.nan, high=math.nan)
    return read_curves(pd.concat([starts.assign(ripe=True), rows, ends], ignore_index=True)) if len(rows) else []
