"""A partnership pack's tables as cells: rows that add up to a whole, and lines on a base of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.publishing.attack_rows import is_total
from vawg_geo.publishing.release_cells import ALONE, CELL_COLUMNS, RECORDED, ROW, TOTAL, WHOLE, YEAR, period_text

YES, NO = "yes", "no"
OFFENCES = "offences"
ANCHORED = tuple[str, str]  # a column of the table of offences, and a period


def no_cells() -> pd.DataFrame:
    """Give a table without cells."""
    return pd.DataFrame(columns=list(CELL_COLUMNS)).astype({"n": "int64"})


@dataclass(frozen=True)
class PackTable:
    """One table of the pack before anything is hidden."""

    name: str  # its page table is partner_<name>, its statistic in the ledger too
    cells: pd.DataFrame = field(default_factory=no_cells)
    # (row, period) -> the same count in the table of offences: shown only where that one is
    anchors: Mapping[tuple[str, str], ANCHORED] = field(default_factory=dict)
    lacks: str = ""  # the sentence that says why there is nothing
    aside: int = 0  # records it does not count because they cannot be true
    extra: pd.DataFrame | None = None  # estimates beside shown lines: row, period, share, low, high

    @property
    def statistic(self) -> str:
        """Its name in the ledger; that of offences is every written profile's."""
        return RECORDED if self.name == OFFENCES else f"partner_{self.name}"


@dataclass(frozen=True)
class Periods:
    """The periods of an edition, as the ledger writes them."""

    month: Month

    @property
    def year(self) -> str:
        """The twelve months that end with the edition's month."""
        return period_text(self.month)

    @property
    def before(self) -> str:
        """The twelve months before."""
        return period_text(self.month - YEAR)

    @property
    def quarter(self) -> str:
        """The last three months."""
        return _quarter(self.month)

    @property
    def quarter_before(self) -> str:
        """The same three months a year earlier."""
        return _quarter(self.month - YEAR)

    def spans(self) -> tuple[str, str]:
        """Give the year and the one before."""
        return self.year, self.before


def _quarter(last: Month) -> str:
    return f"{last - 2}..{last}"


def ends_of(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and the last day of a period."""
    first, _, last = period.partition("..")
    return pd.Timestamp(Month.parse(first).first), pd.Timestamp(Month.parse(last or first).last)


def grid(counts: pd.DataFrame, period: str) -> pd.DataFrame:
    """
    Give the cells of rows that add up to the whole force.

    Parameters
    ----------
    counts
        Index row, a column a part (at least one), whole numbers. A single column is the total itself.
    period
        As the ledger writes it.

    Returns
    -------
    cells
        `CELL_COLUMNS`: every row and the whole force, every column and the total.
    """
    if counts.empty:
        return no_cells()
    counts = counts.rename(index=_name)
    whole = pd.concat([counts, counts.sum().to_frame(WHOLE).T])
    table = whole.assign(**{TOTAL: whole.sum(axis=1)}) if counts.shape[1] > 1 else whole.set_axis([TOTAL], axis=1)
    names = [str(name) for name in counts.index]
    parts = {name: name for name in names} | {WHOLE: ";".join(sorted(names))}
    long = table.rename_axis("row").reset_index().melt("row", var_name="column", value_name="n")
    inner = long["row"] != WHOLE
    return long.assign(
        level=inner.map({True: ROW, False: "force"}), period=period, parts=long["row"].map(parts),
        district=long["row"].where(inner, ""), n=long["n"].astype("int64"),
    )[list(CELL_COLUMNS)]  # fmt: skip


def lines(counts: pd.DataFrame, period: str) -> pd.DataFrame:
    """
    Give the cells of lines that stand alone: each has parts that add up to its own base.

    Parameters
    ----------
    counts
        Index line; a column a part, such as `YES` and `NO`: all parts of the base.
    period
        As the ledger writes it.

    Returns
    -------
    cells
        `CELL_COLUMNS`.
    """
    if counts.empty:
        return no_cells()
    table = counts.rename(index=_name)
    table = table.assign(**{TOTAL: table.sum(axis=1)})
    long = table.rename_axis("row").reset_index().melt("row", var_name="column", value_name="n")
    return long.assign(
        level=ALONE, period=period, parts=long["row"], district=long["row"], n=long["n"].astype("int64")
    )[list(CELL_COLUMNS)]


def _name(label: object) -> str:
    """Keep a force's own words from being read as a sum, or as several parts."""
    text = str(label).replace(";", ",").strip() or "not recorded"
    return f"named {text}" if is_total(text) or text == WHOLE else text


def shares(n: pd.Series, d: pd.Series) -> pd.DataFrame:
    """Give the parts of so many of so many: `YES` and `NO`; lines whose count exceeds its base are left out."""
    fit = n.notna() & d.notna() & (n >= 0) & (n <= d) & (d > 0)
    table = pd.DataFrame({YES: n[fit], NO: d[fit] - n[fit]})
    return table.astype("int64")


def join(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put cells of several periods together."""
    held = [table for table in tables if len(table)]
    return pd.concat(held, ignore_index=True) if held else no_cells()
