"""What surveys and panels said in the period, beside the period before: sums of quarters, never words of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from vawg_geo.measures.quarters import sum_quarters
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.report.blocks import Column, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TOLD = {"higher": "higher", "lower": "lower", "same": "no change we can distinguish from chance"}
_NEW = "cannot say"
COLUMNS = ("n", "d", "share", "low", "high", "before_n", "before_d", "before", "before_low", "before_high", "told")


def sum_answers(study: Study, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """
    Sum the answers of the period and of the period before, and say whether the share moved.

    Parameters
    ----------
    study
        The profile under study.
    rows
        `period`, `n`, `d` and the columns of `by`.
    by
        What tells the sums apart.

    Returns
    -------
    answers
        One row a group that answered in the period, `by` and `COLUMNS`: counts, shares with Wilson intervals in both
        periods, `told` (higher, lower, no change ..., cannot say). No share stands on fewer than 20 asked, no count
        below the profile's least.
    """
    now, before = (
        sum_quarters(rows, by=by, first=first, last=last) for first, last in (study.period, study.before)
    )  # fmt: skip
    before = before.reindex(now.index)
    table = now[["n", "d", "share", "low", "high"]].assign(
        before_n=before["n"], before_d=before["d"], before=before["share"], before_low=before["low"],
        before_high=before["high"], told=_NEW,
    )  # fmt: skip
    firm, old = (table[name] >= SHARE_BASE for name in ("d", "before_d"))
    both = firm & old & table["share"].notna() & table["before"].notna()
    if both.any():
        sides = [
            pd.DataFrame({"x": table.loc[both, x], "n": table.loc[both, n]})
            for x, n in (("before_n", "before_d"), ("n", "d"))
        ]
        table.loc[both, "told"] = compare_shares(sides[0], sides[1])["word"].map(_TOLD)
    for names, enough in ((("share", "low", "high"), firm), (("before", "before_low", "before_high"), old)):
        for name in names:
            table[name] = table[name].where(enough)
    for name in ("n", "before_n"):  # the complement tells as much as the count
        size = table["d" if name == "n" else "before_d"]
        few = (table[name] < study.written.least) | (size - table[name] < study.written.least)
        table[name] = table[name].astype("Int64").mask(few & size.notna())
    for name in ("d", "before_d"):
        table[name] = table[name].astype("Int64")
    return table.reset_index()


def answers_table(name: str, caption: str, by: dict[str, str], *, note: Any = None, folded: bool = False) -> Table:  # noqa: ANN401 - a sentence or none
    """Show answers: `by` gives the columns that tell rows apart and their labels."""
    return Table(
        name, caption,
        (
            *(Column(column, label, "text") for column, label in by.items()),
            Column("n", "Said so"), Column("d", "Asked"), Column("share", "Share", "percent", "low", "high"),
            Column("before", "Period before", "percent", "before_low", "before_high"), Column("told", "Change", "text"),
        ),
        note=note, folded=folded, cards=True,
    )  # fmt: skip


def answer_cells(study: Study, name: str, row: str) -> dict[str, Any]:
    """Speak of one answer: how many of how many, the share with its interval, the period before, what changed."""
    cells: dict[str, Any] = share_cells(study.book, name, row, names="n d share low high")
    return cells | {
        "before": study.book.cell(name, row, "before", "percent", n="before_d"),
        "before_n": study.book.cell(name, row, "before_d"),
        "told": study.book.cell(name, row, "told", "text"),
    }
