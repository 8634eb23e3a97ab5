"""The book of one file: each row's first fault, each correction, and the words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SourceError

Action = Literal["refused", "quarantined", "corrected", "reported"]

# FAULTS.md I: the number, what a row so marked holds. One table, so that code, report and manual say the same.
RULES: dict[str, str] = {
    "I4": "text damaged before it reached us",
    "I7": "easting and northing are swapped",
    "I9": "latitude and longitude in the columns of easting and northing",
    "I10": "coordinates 0, 0",
    "I11": "a default point that stands for no place",
    "I12": "a coordinate lost or gained a digit, or lies far off the map",
    "I13": "thousands separators taken out of coordinates",
    "I14": "a coordinate that is no number",
    "I16": "a date that is missing or not in the stated format",
    "I18": "24:00 read as 00:00 of the next day",
    "I19": "a default date (day or month 0, or before any memory)",
    "I20": "Excel day numbers read as dates",
    "I21": "a time in the hour that happens twice in October, read as its first pass",
    "I22": "a time in the hour that does not exist in March",
    "I23": "from is missing, or after to",
    "I24": "a date after the data cut",
    "I25": "starts at 00:00 exactly, often a default time",
    "I26": "lasts longer than 24 hours: no hour of day is claimed for it",
    "I27": "the same row again",
    "I28": "the same identifier with other content: none of the rows can be trusted",
    "I30": "an offence code that is not in the list",
    "I33": "fewer fields than the header",
    "I41": "more fields than the header",
    "I43": "a NUL character",
    "I49": "a row of totals",
    "I52": "rows of another month than the file's name says",
    "I53": "the last full month holds less than half the usual volume",
    "I54": "spaces or small letters taken out of offence codes",
    "I55": "invisible characters taken out of offence codes",
}


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
        self.what[fresh] = RULES[rule] if what is None else what.to_numpy()[fresh]

    def head(self, name: str) -> str:
        """Name a field as the file's header does: what its reader will look for."""
        return self.headers.get(name, name)

    def note(self, rule: str, n: int, action: Action, what: str = "") -> None:
        """Write a line of the quality table, unless it counts nothing."""
        if n:
            self.notes.append((rule, what or RULES[rule], int(n), action))

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
            (str(rule), f"{RULES[str(rule)]}; first row {rows.min()}", len(rows), "quarantined")
            for rule, rows in misfits.groupby("rule", sort=True)["row"]
        ]
        faults = pd.DataFrame({"rule": self.reason, "column": self.column, "what": self.what, "row": self.rows})
        for (rule, column, what), rows in faults[~self.used].groupby(["rule", "column", "what"], sort=True)["row"]:
            action = "corrected" if rule == "I27" else "quarantined"
            lines.append(
                (str(rule), f"{what}; {column and f'column {column}; '}first row {rows.iloc[0]}", len(rows), action)
            )
        table = pd.DataFrame(lines, columns=["rule", "what", "n", "action"]).astype({"n": "int64"})
        return table.assign(file=self.file)[["file", "rule", "what", "n", "action"]]
