"""Lines of a board's tables: a count or a share over a quarter, the same a year before, and over twelve months."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError, ProfileError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.toml import build, read_toml
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.metric_counts import Source, count_metric
from vawg_geo.measures.metric_entries import Metric, Part
from vawg_geo.measures.metric_periods import list_periods
from vawg_geo.measures.quarters import read_period
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.share_change import compare_shares

YEAR = 12
SPANS = ("now", "ago", "year", "before")  # the period, the same a year before, twelve months, the twelve before these


@dataclass(frozen=True)
class Line:
    """What a row counts, as a metric's entry does."""

    words: str
    count: Part
    of: Part | None = None  # a share of it; None: a count
    step: Literal["month", "quarter"] = "month"  # how finely its table tells
    settle: int = 0  # months at the table's beginning that are left out
    recounted: tuple[str, ...] = ()  # words in the names of the calendar's changes of recording that concern it
    said: bool = False  # whether a sentence says it
    note: str = ""
    name: str = field(default="", metadata={"hidden": True})


@dataclass(frozen=True)
class Board:
    """One table of the board's paper."""

    title: str
    line: dict[str, Line]
    order: int = 100
    note: str = ""  # below the table
    name: str = field(default="", metadata={"hidden": True})

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines with their names."""
        return tuple(replace(line, name=name) for name, line in self.line.items())


def read_boards(folder: Path) -> tuple[Board, ...]:
    """
    Read the tables of a folder, one TOML each.

    Parameters
    ----------
    folder
        Its files' names name the tables.

    Returns
    -------
    boards
        By `order`.

    Raises
    ------
    ProfileError
        If a file is not as it must be, or a table has both counts and shares.
    """
    boards = [
        replace(build(Board, read_toml(path), where=path.name), name=path.stem)
        for path in sorted(folder.glob("*.toml"))
    ]
    for board in boards:
        if len({line.of is None for line in board.lines}) != 1:
            raise ProfileError(f"{board.name}.toml: a table has lines, all of them counts or all of them shares.")
    return tuple(sorted(boards, key=lambda board: (board.order, board.name)))


def spans_of(month: Month, *, months: int) -> dict[str, tuple[Month, Month]]:
    """Name the spans of `SPANS`, each from its first month to its last."""
    return {
        "now": (month - (months - 1), month), "ago": (month - (YEAR + months - 1), month - YEAR),
        "year": (month - (YEAR - 1), month), "before": (month - (2 * YEAR - 1), month - YEAR),
    }  # fmt: skip


def count_line(line: Line, source: Source, *, spans: dict[str, tuple[Month, Month]], cut: date) -> pd.DataFrame:
    """
    Count a line over each span.

    Parameters
    ----------
    line
        The line.
    source
        From a part to the table it asks for; may raise SchemaError.
    spans
        As `spans_of`.
    cut
        The data cut.

    Returns
    -------
    counts
        Index span: x, n (NaN for a count). NaN where the table does not cover every month of the span: a part of a
        year is not a year. `.attrs["reason"]` says why the first span is not known, "" where it is.
    """
    measure, chart = ("count", "c") if line.of is None else ("share", "p'")
    metric = Metric(
        line.words, measure, line.count, "neutral", chart, "", "", of=line.of, step=line.step,  # type: ignore[arg-type]
        settle=line.settle,
    )  # fmt: skip
    last = spans["now"][1]
    periods = list_periods(line.step, until=last, months=last.months_since(spans["before"][0]) + 1)
    reason = ""
    try:
        counted = count_metric(metric, source, periods=periods, cut=cut)
        found = {name: _sum(counted, span) for name, span in spans.items()}
    except (SchemaError, PeriodError, ProfileError) as error:
        reason, found = str(error), dict.fromkeys(spans, (np.nan, np.nan))
    table = pd.DataFrame.from_dict(found, orient="index", columns=["x", "n"]).astype("float64")
    if not reason and np.isnan(table["x"]["now"]):
        reason = "its table does not cover the whole of the period."
    table.attrs["reason"] = reason
    return table


def _sum(counted: pd.DataFrame, span: tuple[Month, Month]) -> tuple[float, float]:
    """Sum the periods that lie in a span; NaN unless they fill it."""
    size = span[1].months_since(span[0]) + 1
    inside, months = [], 0
    for label in counted.index:
        ends = read_period(str(label))
        if ends and span[0].months_since(ends[0]) <= 0 and ends[1].months_since(span[1]) <= 0:
            inside.append(label)
            months += ends[1].months_since(ends[0]) + 1
    rows = counted.loc[inside]
    if months != size:
        return np.nan, np.nan
    return float(rows["x"].sum(skipna=False)), float(rows["n"].sum(skipna=False))


def compare_line(counts: pd.DataFrame) -> dict[str, float | str]:
    """
    Compare counts of equally long spans: the period with the same a year before, twelve months with the twelve before.

    Parameters
    ----------
    counts
        As `count_line`, of a count.

    Returns
    -------
    compared
        now, ago, year, before; `ratio`, `low`, `high`, `change` (ratio less 1), `told` ("higher", "lower", "same",
        "cannot say") of the period, and the same with `year_` before them. Exact 95 % interval of two Poisson counts.

    References
    ----------
    METHODS 8 and 13.
    """
    x = counts["x"]
    row: dict[str, float | str] = {name: float(x[name]) for name in SPANS}
    for tag, new, old in (("", "now", "ago"), ("year_", "year", "before")):
        ratio, low, high = (np.nan,) * 3
        if x[[new, old]].notna().all() and x[[new, old]].sum() > 0:
            found = compare_counts(float(x[old]), float(x[new])).iloc[0]
            ratio, low, high = float(found["ratio"]), float(found["low"]), float(found["high"])
        told = "cannot say" if np.isnan(low) else "higher" if low > 1 else "lower" if high < 1 else "same"
        change = ratio - 1 if np.isfinite(ratio) else np.nan
        row |= {f"{tag}ratio": ratio, f"{tag}low": low, f"{tag}high": high, f"{tag}change": change, f"{tag}told": told}
    return row


def share_line(counts: pd.DataFrame, *, least: float) -> dict[str, float | str]:
    """
    Give shares their intervals, and compare twelve months with the twelve before them.

    Parameters
    ----------
    counts
        As `count_line`, of a share.
    least
        The smallest base that is given a share.

    Returns
    -------
    shares
        For the period (no tag), `year_` and `before_`: x, n, share, low, high (Wilson; NaN below the least); `told`
        ("higher", "lower", "same", "cannot say"): Newcombe's interval of the difference between the two years.

    References
    ----------
    METHODS 4, 8 and 13.
    """
    row: dict[str, float | str] = {}
    firm: dict[str, bool] = {}
    for span, tag in (("now", ""), ("year", "year_"), ("before", "before_")):
        x, n = (float(counts[name].loc[span]) for name in ("x", "n"))
        row |= {f"{tag}x": x, f"{tag}n": n}
        firm[span] = n >= least and 0 <= x <= n and float(x).is_integer() and float(n).is_integer()
        ends = (
            share_intervals(pd.Series([x]), n).iloc[0]
            if firm[span]
            else dict.fromkeys(("share", "low", "high"), np.nan)
        )
        row |= {f"{tag}{name}": float(ends[name]) for name in ("share", "low", "high")}
    told = "cannot say"
    if firm["year"] and firm["before"]:
        frames = [
            pd.DataFrame({"x": [row[f"{tag}x"]], "n": [row[f"{tag}n"]]}).astype("int64") for tag in ("before_", "year_")
        ]
        told = str(compare_shares(*frames)["word"].iloc[0])
    return row | {"told": told}
