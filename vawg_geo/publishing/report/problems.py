"""The problems a profile looks for drivers of, and who could act on each side of them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
SIDES = ("victim", "suspect", "place")  # of the triangle
WATCH = {"victim": ("guardian", "guardians"), "suspect": ("handler", "handlers"), "place": ("manager", "managers")}


@dataclass(frozen=True)
class Problem:
    """A problem: which records belong to it, which words speak of it, and its triangle."""

    name: str
    label: str
    themes: frozenset[str]
    space: str
    words: str  # a pattern of words by which a finding is known to be about it
    triangle: tuple[tuple[str, str], ...]  # a side, who stands there and who could watch over it

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Tell which records belong to it: by theme, by space; by both where it names both."""
        held = pd.Series(data=True, index=rows.index)
        if self.themes:
            known = {text: bool(self.themes & set(text.split(";"))) for text in rows["themes"].unique()}
            held &= rows["themes"].map(known).astype(bool)
        if self.space:
            held &= (rows["space"] == self.space).fillna(value=False)
        return held

    def named_in(self, text: str) -> bool:
        """Tell whether a text speaks of it."""
        return re.search(self.words, text, re.IGNORECASE) is not None


@cache
def read_problems() -> tuple[Problem, ...]:
    """Read the problems: one row of report/problems.csv each."""
    with (HERE / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Problem(
            row["problem"], row["label"], frozenset(filter(None, row["theme"].split(";"))), row["space"], row["words"],
            tuple((side, _stands(row, side)) for side in SIDES),
        )
        for row in rows
    )  # fmt: skip


def _stands(row: dict[str, str], side: str) -> str:
    """Say who stands on a side, and who could watch over it."""
    column, name = WATCH[side]
    who = row[column]
    return f"{row[side]}. {name.capitalize()}: {who[:1].lower()}{who[1:]}."
