"""The matrix of threats and spaces: an HTML table, each cell its count, its harm as a bar, its trend in a word."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.pictures.shown import NOTHING, known, need, say, values, words_of
from vawg_geo.publishing.pictures.svg import join
from vawg_geo.publishing.words import sentence

TRENDS = {
    "higher": ("▲", "higher than expected"),
    "lower": ("▼", "lower than expected"),
    "no change": ("▬", "no change told"),
    "cannot say": ("?", "cannot say"),
}


def describe_matrix(table: pd.DataFrame) -> str:
    """Say a matrix in sentences: where most are recorded, where most harm, which cells changed."""
    need(table, "threat", "space", "n", "harm")
    cells = list(zip(words_of(table, "threat"), words_of(table, "space"), strict=True))
    parts = []
    for column, words in (("n", "Most offences"), ("harm", "Most harm")):
        held = [(value, cell) for value, cell in zip(values(table[column]), cells, strict=True) if value > 0]
        if held:
            value, (threat, space) = max(held, key=lambda pair: pair[0])
            parts.append(f"{words}: {threat}, {space} ({say(value)})")
    for state in ("higher", "lower"):
        found = [f"{t}, {s}" for (t, s), told in zip(cells, words_of(table, "state"), strict=True) if told == state]
        parts += [f"{TRENDS[state][1]}: {'; '.join(found)}"] if found else []
    return " ".join(sentence(part) for part in parts) or NOTHING


def draw_matrix(table: pd.DataFrame, *, title: str, of: str = "Offences") -> Markup:
    """
    Draw a matrix of threats by spaces as a table.

    Parameters
    ----------
    table
        One row a threat and space: `threat`, `space`, `n` (missing = hidden), `harm`; optional `state` ("higher",
        "lower", "no change", "cannot say"). Rows and columns stand in the order they come; a pair without a row is
        empty.
    title
        The table's caption.
    of
        What is counted.

    Returns
    -------
    html
        A table in a region that scrolls; harm's bars share one scale, the trend is a sign and a word. A cell of none
        holds its 0 only.
    """
    need(table, "threat", "space", "n", "harm")
    threats = list(dict.fromkeys(words_of(table, "threat")))
    spaces = list(dict.fromkeys(words_of(table, "space")))
    most = max([0.0, *known(values(table["harm"]))])
    cells = {(t, s): _cell(row, most) for t, s, row in _rows(table)}
    head = join(Markup('<th scope="col">{}</th>').format(space) for space in spaces)
    body = join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            threat, join(cells.get((threat, space), Markup('<td class="none">none</td>')) for space in spaces)
        )
        for threat in threats
    )
    form = Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{0}"><table class="matrix"><caption>{0}<span '
        'class="small">{1}, with the harm beneath and its bar; {2}</span></caption><thead><tr><td></td>{3}</tr></thead>'
        "<tbody>{4}</tbody></table></div>"
    )
    trends = (
        "▲ higher, ▼ lower than expected, ▬ no change told, ? cannot say" if "state" in table.columns else "one scale"
    )
    return form.format(title, of, trends, head, body)


def _rows(table: pd.DataFrame) -> list[tuple[str, str, tuple[float, float, str]]]:
    figures = zip(values(table["n"]), values(table["harm"]), words_of(table, "state"), strict=True)
    return list(zip(words_of(table, "threat"), words_of(table, "space"), figures, strict=True))


def _cell(row: tuple[float, float, str], most: float) -> Markup:
    n, harm, state = row
    if math.isnan(n):
        return Markup('<td class="hidden">hidden</td>')
    parts = [Markup('<span class="v">{}</span>').format(say(n))]
    if n > 0 and state in TRENDS:
        form = Markup('<span class="trend {}"><span aria-hidden="true">{}</span><span class="unseen">{}</span></span>')
        parts.append(form.format(state.replace(" ", "-"), *TRENDS[state]))
    if n > 0 and math.isfinite(harm):
        parts.append(draw_bar(harm / most if most else 0.0))
        parts.append(Markup('<span class="small">harm <span class="v">{}</span></span>').format(say(harm)))
    return Markup("<td>{}</td>").format(join(parts))
