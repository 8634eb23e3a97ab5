"""What the partners' sections are written from: released tables, and a book that takes what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from vawg_geo.publishing.partner.cells import Periods
from vawg_geo.publishing.partner.guard import Shown
from vawg_geo.publishing.report.blocks import Column, Paragraph, Say
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

SHARE = (
    Column("x", "How many"), Column("n", "Of"), Column("share", "Share", "percent", "low", "high"),
    Column("before", "Year before", "percent"), Column("told", "Change", "text"),
)  # fmt: skip
HOW = "released counts only; small ones hidden and tried by the attack, METHODS 12; Wilson interval, METHODS 4"


@dataclass(frozen=True)
class Pages:
    """What every section is written from: the released tables, and a study whose book takes what is shown."""

    study: Study
    shown: Mapping[str, Shown]
    said: list[pd.DataFrame] = field(default_factory=list)  # figures that stand in no other table

    @property
    def periods(self) -> Periods:
        """The edition's periods."""
        return Periods(self.study.month)

    def none(self, name: str) -> Paragraph | None:
        """Say why a table shows nothing; None where it shows something."""
        lacks = self.shown[name].lacks
        return Paragraph((self.study.must_say(lacks),)) if lacks else None

    def put(self, name: str, table: pd.DataFrame, *, key: str | tuple[str, ...], source: str, how: str = HOW) -> str:
        """Put a table into the partners' book."""
        return self.study.book.put(f"partner_{name}", table, key=key, how=how, source=source)

    def put_said(self, what: str, *, n: int | None = None, day: str = "") -> Cell:
        """Speak of a figure that stands in no other table: it is put into one of its own, one line a figure."""
        line = pd.DataFrame({"what": [what], "n": pd.array([n], dtype="Int64"), "day": [day]})
        self.said.append(line)
        if day:
            return Cell("partner_said", what, "day", day, "day")
        return Cell("partner_said", what, "n", n, "count")

    def share(self, table: str, row: str, **more: str) -> dict[str, object]:
        """Speak of a line: x of n, its share and interval, the year before."""
        cell = self.study.book.cell
        fields: dict[str, object] = {
            "x": cell(table, row, "x"), "n": cell(table, row, "n"),
            "share": cell(table, row, "share", "percent", n="n", ends="low high"),
            "low": cell(table, row, "low", "percent", n="n"), "high": cell(table, row, "high", "percent", n="n"),
        }  # fmt: skip
        if "before_n" in self.study.book.entries[table].table:
            fields |= {
                "before": cell(table, row, "before", "percent", n="before_n"),
                "before_n": cell(table, row, "before_n"), "told": cell(table, row, "told", "text"),
            }  # fmt: skip
        return fields | more

    def say(self, name: str, **fields: object) -> Say:
        """Say a sentence for partners; None where a figure it speaks of is hidden."""
        hidden = [f for f in fields.values() if not isinstance(f, str) and getattr(f, "value", 0) is pd.NA]
        return None if hidden else self.study.say(f"partner.{name}", **fields)  # type: ignore[arg-type]

    def moved(self, table: str) -> list[Say]:
        """Say which lines of a table changed since the year before by more than chance."""
        held = self.study.book.entries[table].table
        rows = [row for row in held.index if held.loc[row, "told"] in ("higher", "lower")]
        key = held.columns[0]
        said = [
            self.say("share_moved", what=self.study.book.cell(table, row, key, "text"), **self.share(table, row))
            for row in rows
        ]
        return said or [self.say("none_moved")]
