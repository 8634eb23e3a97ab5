"""The book of one file: each row's first fault, each correction, and the words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.raw import Action
from vawg_geo.sources.rules import RULES


@dataclass
class Book:
    """What happened to one file's rows."""

    file: str
    rows: pd.Index  # data rows that fit the header
    broken: dict[int, str] = field(default_factory=dict)  # data rows that do not
    headers: Mapping[str, str] = field(default_factory=dict)  # our field -> the file's own header, for its readers
    notes: list[tuple[str, str, int, Action]] = field(default_factory=list)
    reason: np.ndarray = field(init=False)
    column: np.ndarray = field(init=False)
    what: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Start with every fitting row in use."""
        self.reason = np.full(len(self.rows), "", dtype=object)
        self.column = np.full(len(self.rows), "", dtype=object)
        self.what = np.full(len(self.rows), "", dtype=object)

    @property
    def used(self) -> np.ndarray:
        """Mark the rows without a fault so far."""
        return np.asarray(self.reason == "", dtype=bool)

    def reject(self, bad: pd.Series | np.ndarray, rule: str, column: str, what: pd.Series | None = None) -> None:
        """Quarantine rows, each for the first fault found; `what` gives each row words of its own."""
        fresh = np.asarray(bad, dtype=bool) & self.used
        self.reason[fresh] = rule
        self.column[fresh] = self.head(column)
        self.what[fresh] = RULES[rule].what if what is None else what.to_numpy()[fresh]

    def head(self, name: str) -> str:
        """Name a field as the file's header does: what its reader will look for."""
        return self.headers.get(name, name)

    def note(self, rule: str, n: int, action: Action, what: str = "") -> None:
        """Write a line of the quality table, unless it counts nothing."""
        if n:
            self.notes.append((rule, what or RULES[rule].what, int(n), action))

    def note_rows(
        self, rule: str, rows: pd.Series | np.ndarray, action: Action, column: str = "", what: str = ""
    ) -> None:
        """Write a line that counts rows in use, names their column and tells the first."""
        marked = np.asarray(rows, dtype=bool)
        if marked.any():
            where = _where(self.head(column), int(self.rows[marked][0]))
            self.note(rule, int(marked.sum()), action, f"{what or RULES[rule].what}; {where}")

    def refuse(self, rule: str, words: str, bad: pd.Series | np.ndarray) -> None:
        """
        Refuse the file for rows that break a rule.

        Parameters
        ----------
        rule
            FAULTS number.
        words
            What must hold, and the cure.
        bad
            Rows that break it.

        Raises
        ------
        SourceError
            Always: how many rows, and the first.
        """
        bad = np.asarray(bad, dtype=bool)
        first = f", the first is row {self.rows[bad][0]}" if bad.any() else ""
        raise SourceError(f"{self.file}: {int(bad.sum()):,} of {len(bad):,} rows{first}: {words} [{rule}]")

    @property
    def rejected(self) -> pd.DataFrame:
        """Quarantined rows: file, row, reason, column."""
        out = ~self.used
        found = pd.DataFrame({"row": self.rows[out], "reason": self.reason[out], "column": self.column[out]})
        lines = pd.DataFrame({"row": list(self.broken), "reason": list(self.broken.values()), "column": ""})
        both = pd.concat([found, lines]) if len(lines) else found
        both = both.astype({"row": "int64", "reason": "str", "column": "str"}).sort_values("row", ignore_index=True)
        return both.assign(file=pd.Series(self.file, index=both.index, dtype="str"))[
            ["file", "row", "reason", "column"]
        ]

    @property
    def quality(self) -> pd.DataFrame:
        """The reconciliation: file, rule, what, n, action."""
        lines: list[tuple[str, str, int, str]] = list(self.notes)
        misfits = pd.Series(self.broken, dtype="str").rename_axis("row").reset_index(name="rule")
        lines += [
            (str(rule), f"{RULES[str(rule)].what}; {_where('', rows.min())}", len(rows), "quarantined")
            for rule, rows in misfits.groupby("rule", sort=True)["row"]
        ]
        faults = pd.DataFrame({"rule": self.reason, "column": self.column, "what": self.what, "row": self.rows})
        for (rule, column, what), rows in faults[~self.used].groupby(["rule", "column", "what"], sort=True)["row"]:
            action = "corrected" if rule == "I27" else "quarantined"
            lines.append((str(rule), f"{what}; {_where(str(column), rows.iloc[0])}", len(rows), action))
        table = pd.DataFrame(lines, columns=["rule", "what", "n", "action"]).astype({"n": "int64"})
        return table.assign(file=self.file)[["file", "rule", "what", "n", "action"]]


def _where(column: str, row: int) -> str:
    return f"column {column}; first row {row}" if column else f"first row {row}"
