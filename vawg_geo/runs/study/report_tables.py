"""The report's tables, in Markdown: figures with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from vawg_geo.runs.study.delay import RULE_BASES, RULES, name_half_life
from vawg_geo.runs.study.heldout import USED
from vawg_geo.runs.study.stability import WINDOWS

SHOWN = ("even", "moderate", "concentrated", "city and country", "mixes differ much")
Say = Callable[[float], str]


def percent(value: float) -> str:
    """Write a share as whole percent; an interval's end beyond 0 or 100 is drawn back to it."""
    return "-" if np.isnan(value) else f"{100 * min(max(value, 0.0), 1.0):.0f}"


def points(value: float) -> str:
    """Write a difference of shares in percentage points, with its sign."""
    return "-" if np.isnan(value) else f"{100 * value:+.1f}"


def plain(value: float) -> str:
    """Write a number with one decimal."""
    return "-" if np.isnan(value) else f"{value:.1f}"


def with_interval(row: pd.Series, say: Say) -> str:
    """Write a figure and its interval."""
    if np.isnan(row["mean"]):
        return "-"
    return say(row["mean"]) + ("" if np.isnan(row["low"]) else f" ({say(row['low'])} to {say(row['high'])})")


def grid(table: pd.DataFrame, rows: str | Sequence[str], column: str, *, say: Say = percent) -> str:
    """
    Lay figures out as a Markdown table.

    Parameters
    ----------
    table
        `mean`, `low`, `high`, and the columns named.
    rows
        Column or columns that name a row.
    column
        Column whose values become columns.
    say
        How a number is written.

    Returns
    -------
    markdown
        The table; orders are those of first appearance.
    """
    keys = [rows] if isinstance(rows, str) else list(rows)
    heads = list(dict.fromkeys(table[column]))
    texts = {(*row[keys], row[column]): with_interval(row, say) for _, row in table.iterrows()}
    lines = ["| " + " | ".join(["", *[""] * (len(keys) - 1), *map(str, heads)]) + " |"]
    lines.append("|" + "---|" * (len(keys) + len(heads)))
    order = dict.fromkeys(tuple(row[keys]) for _, row in table.iterrows())
    lines += [
        "| " + " | ".join([*map(str, key), *(texts.get((*key, head), "") for head in heads)]) + " |" for key in order
    ]
    return "\n".join(lines)


def span(table: pd.DataFrame, method: str, months: int) -> str:
    """Say from what to what the share of places on both lists went, over worlds."""
    means = table[(table["method"] == method) & (table["months"] == months)]["mean"]
    return f"{percent(means.min())} to {percent(means.max())}"


def spans(stability: pd.DataFrame) -> str:
    """Lay out the least and the most over worlds, for each way of listing and length."""
    lines = [
        "| % of places shared, least to most over worlds | " + " | ".join(f"{months} mo" for months in WINDOWS) + " |"
    ]
    lines.append("|" + "---|" * (len(WINDOWS) + 1))
    lines += [
        f"| {method} | " + " | ".join(span(stability, method, months) for months in WINDOWS) + " |"
        for method in dict.fromkeys(stability["method"])
    ]
    return "\n".join(lines)


def verdicts(against: pd.DataFrame, base: str, horizon: int = 12) -> str:
    """
    Count, for each rival, the worlds where the interval leaves no doubt.

    Parameters
    ----------
    against
        Differences to the base: `world`, `horizon`, `method`, `mean`, `low`, `high`.
    base
        Whom they are compared with.
    horizon
        Months ahead.

    Returns
    -------
    markdown
        A table: rival, mean difference over worlds, worlds better / worse / not told apart.
    """
    rows = against[(against["horizon"] == horizon) & (against["method"] != base)]
    lines = ["| | mean over worlds, points | better in | worse in | not told apart in |", "|---|---|---|---|---|"]
    for method, part in rows.groupby("method", sort=False):
        better, worse = (part["low"] > 0), (part["high"] < 0)
        cells = (_names(part[better]), _names(part[worse]), str(int((~better & ~worse).sum())))
        lines.append(f"| {method} | {points(part['mean'].mean())} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _names(part: pd.DataFrame) -> str:
    if len(part) > 3:  # noqa: PLR2004
        return f"{len(part)} worlds"
    return ", ".join(part["world"]) or "none"


def not_won(against: pd.DataFrame, horizon: int = 12) -> list[str]:
    """
    List, in words, where a plainer list beats shrunk harm beyond doubt.

    Parameters
    ----------
    against
        As for `verdicts`.
    horizon
        Months ahead.

    Returns
    -------
    sentences
        One a rival and world.
    """
    rows = against[(against["horizon"] == horizon) & (against["low"] > 0) & (against["method"] != USED)]
    return [f"{row['world']}: {row['method']}, by {with_interval(row, points)} points" for _, row in rows.iterrows()]


def delays(delay: pd.DataFrame, world: str) -> str:
    """Lay out one world's delays: harm held as percent, the rest as numbers."""
    part = delay[delay["world"] == world]
    texts = part.assign(
        text=[with_interval(r, percent if r["what"] == "harm held" else plain) for _, r in part.iterrows()]
    )
    order = ["new, strong", "new, weak", "quiet", "false arrivals a year", "harm held"]
    table = texts.pivot_table(index="method", columns="what", values="text", aggfunc="first", sort=False).reindex(
        columns=order, fill_value="-"
    )
    ruled = [f"{name_half_life(months)} + {rule}" for months in RULE_BASES for rule in RULES]
    plain_rows = [name for name in table.index if name not in ruled]
    lines = ["| | " + " | ".join([*order[:4], "harm held, %"]) + " |", "|" + "---|" * 6]
    lines += [
        f"| {name} | " + " | ".join(table.loc[name]) + " |" for name in [*plain_rows, *ruled] if name in table.index
    ]
    return "\n".join(lines)
