"""The flow of records: what came in, what was left out and why, what is in scope. An HTML list of boxes."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.pictures.shown import NOTHING, flags, need, say, values, words_of
from vawg_geo.publishing.pictures.svg import join
from vawg_geo.publishing.words import sentence


def describe_flow(table: pd.DataFrame) -> str:
    """Say a flow in a sentence: the first box and the last."""
    kept = [row for row in _rows(table) if not row[2]]
    if not kept:
        return NOTHING
    first, last = kept[0], kept[-1]
    ends = [first] if last is first else [first, last]
    return " ".join(sentence(f"{step}: {figure}") for step, figure, _ in ends)


def draw_flow(table: pd.DataFrame, *, title: str) -> Markup:
    """
    Draw a flow of records as a list of boxes.

    Parameters
    ----------
    table
        In order: `step` (words), `n` (records, missing = hidden), `out` (True = left out here).
    title
        What it shows.

    Returns
    -------
    html
        A list in order: what stays in boxes beneath one another, what is left out set aside.
    """
    rows = _rows(table)
    if not rows:
        return Markup('<p class="small">{}</p>').format(NOTHING)
    form = Markup('<li class="{}"><span>{}</span> <span class="v">{}</span></li>')
    kinds = {True: ("out", "left out: "), False: ("stays", "")}
    boxes = join(
        form.format(kinds[out][0], kinds[out][1] + (step if out else step[:1].upper() + step[1:]), figure)
        for step, figure, out in rows
    )
    return Markup('<ol class="flow" aria-label="{}">{}</ol>').format(title, boxes)


def _rows(table: pd.DataFrame) -> list[tuple[str, str, bool]]:
    need(table, "step", "n")
    figures = ["hidden" if math.isnan(value) else say(value) for value in values(table["n"])]
    return list(zip(words_of(table, "step"), figures, flags(table, "out", missing=False), strict=True))
