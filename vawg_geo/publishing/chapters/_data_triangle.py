"""How reports come in: offences of each month, and how many of them were known when."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.publishing.report.blocks import Column, Table
from vawg_geo.publishing.report.study import Study

AFTER = {0: "By its end", 1: "A month later", 2: "Two", 3: "Three", 6: "Six"}  # months after the month's own end


def shown_triangle(study: Study) -> Table:
    """Show the triangle of reporting delay, a month of the period a row."""
    name = study.book.put(
        "data_triangle", count_known(study), key="month",
        how="offences in scope by the month of their end, known by the end of that month and of later ones; missing "
        "where that day is after the data cut, METHODS 8", source="incidents",
    )  # fmt: skip
    columns = (
        Column("month", "Happened in", "month"), *(Column(f"after_{k}", label) for k, label in AFTER.items()),
        Column("n", "At the data cut"),
    )  # fmt: skip
    caption = "How reports come in: offences of a month, and how many were known when"
    return Table(name, caption, columns, note=study.must_say("data.triangle"), folded=True)


def count_known(study: Study) -> pd.DataFrame:
    """
    Count the offences of each month of the period that were known by the end of that month and of later ones.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    known
        month, after_0, after_1, after_2, after_3, after_6 (whole months after its end; missing where that is after the
        data cut), n (known at the data cut, whatever the delay).
    """
    rows, cut = study.rows, pd.Timestamp(study.cut)
    happened = rows["occurred_to"].dt.tz_convert(LONDON).dt.strftime("%Y-%m")
    recorded = rows.loc[rows["day"] <= cut, "day"].groupby(happened)
    lines = []
    for back in reversed(range(study.written.months)):
        month = study.month - back
        days = recorded.get_group(str(month)) if str(month) in recorded.groups else rows["day"].iloc[:0]
        lines.append({"month": str(month), **{f"after_{k}": _by(days, month + k, cut) for k in AFTER}, "n": len(days)})
    return pd.DataFrame(lines)


def _by(days: pd.Series, month: Month, cut: pd.Timestamp) -> float:
    end = pd.Timestamp(month.last)
    return float((days <= end).sum()) if end <= cut else float("nan")
