"""What the section on changes counts: this edition beside the last, its findings beside the last one's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.publishing.chapters.terms import DEFINITION
from vawg_geo.publishing.editions_compared import ALPHA, Cause, compare_editions
from vawg_geo.publishing.report.blocks import Finding
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

Tables = Mapping[str, pd.DataFrame]
MOVED = ["table", "moved", "beyond"]
FINDINGS = ["name", "state", "what"]


def last_period(last: Tables) -> tuple[date, date, int] | None:
    """Read the last edition's period and count; None where its tables do not tell."""
    periods = last.get("demand_periods")
    if periods is None or not {"period", "first", "last", "n"} <= set(periods.columns):
        return None
    row = periods.loc[periods["period"] == "now"]
    if row.empty:
        return None
    first, end, n = row.iloc[0][["first", "last", "n"]]
    return date.fromisoformat(first), date.fromisoformat(end), int(n)


def compare_periods(study: Study, told: tuple[date, date, int]) -> pd.DataFrame:
    """
    Set this edition's period beside the last one's.

    Parameters
    ----------
    study
        The profile under study.
    told
        First and last day of the last edition's period, and its count as it was told.

    Returns
    -------
    edition
        One row: edition ("last"), first, last, n (as told then), again (the same days counted today), now (this
        period), entered and left (offences of the days that only this, only that period has; as long as each other),
        ratio, low, high, p (exact test of the two), verdict.
    """
    (first, last, n), (start, end) = told, study.period
    day = study.rows["day"].dt.date
    before, after = day.between(first, last), day.between(start, end)
    entered, left = int((after & ~before).sum()), int((before & ~after).sum())
    row: dict[str, Any] = {
        "edition": "last", "first": first.isoformat(), "last": last.isoformat(), "n": n, "again": int(before.sum()),
        "now": int(after.sum()), "entered": entered, "left": left,
    }  # fmt: skip
    change = compare_counts(left, entered).iloc[0]
    verdict = "no change" if not change["p"] <= ALPHA else "higher" if change["ratio"] > 1 else "lower"
    ends = {name: float(change[name]) for name in ("ratio", "low", "high", "p")}
    return pd.DataFrame([row | ends | {"verdict": VERDICTS[verdict]}])


def same_length(study: Study, told: tuple[date, date, int]) -> bool:
    """Tell whether the two periods are of so nearly one length that the days entered and left compare."""
    (first, last, _), (start, end) = told, study.period
    return abs((end - start).days - (last - first).days) <= 1  # a leap year's day


def definition_changed(study: Study, last: Tables) -> bool:
    """Tell whether the definition's hash is another than the last edition's."""
    now = study.book.entries.get("terms_facts")
    then = last.get("terms_facts")
    if now is None or then is None:
        return False
    return str(now.table.loc[DEFINITION, "value"]) not in set(then.loc[then["what"] == DEFINITION, "value"])


def compare_findings(found: list[Finding], last: Tables) -> pd.DataFrame:
    """
    Set the findings of the first page beside the last edition's.

    Parameters
    ----------
    found
        This edition's.
    last
        The last edition's tables.

    Returns
    -------
    findings
        name, state (new, still, gone), what (in this edition's words, else in the last one's).
    """
    told = last.get("summary_findings", pd.DataFrame(columns=["name", "what"]))
    then = dict(zip(told["name"].astype("str"), told["what"].astype("str"), strict=True))
    now = {finding.name: finding.what.text for finding in found}
    rows = [(name, "still" if name in then else "new", what) for name, what in now.items()]
    rows += [(name, "gone", what) for name, what in then.items() if name not in now]
    in_order = [row for state in ("new", "gone", "still") for row in rows if row[1] == state]
    return pd.DataFrame(in_order, columns=FINDINGS)


def count_moved(study: Study, last: Tables, causes: set[Cause]) -> pd.DataFrame:
    """
    Count the cells that moved, by table.

    Parameters
    ----------
    study
        The profile under study: the tables put into the book so far.
    last
        The last edition's tables.
    causes
        What is different between the two.

    Returns
    -------
    moved
        table, moved (cells), beyond (counts that moved by more than chance, all of the table considered).
    """
    cells = compare_editions(last, study.book.tables(), causes=causes)
    if cells.empty:
        return pd.DataFrame(columns=MOVED)
    groups = cells.assign(beyond=cells["q"] <= ALPHA).groupby("table", sort=True)
    counted = groups.agg(moved=("row", "size"), beyond=("beyond", "sum")).reset_index()
    return counted.sort_values(["beyond", "moved"], ascending=False, kind="stable", ignore_index=True)[MOVED]
