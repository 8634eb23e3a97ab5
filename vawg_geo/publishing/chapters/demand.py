"""How much, and is it changing: counts by month against their limits, this period beside the last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.charts import control_limits
from vawg_geo.publishing.report.blocks import Column, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study


def write(study: Study) -> Section:
    """
    Write demand.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Counts a month, and the period against the one before.
    """
    book = study.book
    periods = book.put(
        "demand_periods", count_periods(study), key="period",
        how="recorded offences in scope, floor and ceiling of unrecorded sex and age, METHODS 1; exact test of two "
        "Poisson counts, METHODS 8", source="incidents",
    )  # fmt: skip
    monthly = book.put(
        "demand_months", count_by_month(study), key="month",
        how="recorded offences in scope a month; u-prime chart by days of the month, METHODS 8", source="incidents",
    )  # fmt: skip
    now = {
        "first": book.cell(periods, "now", "first", "day"),
        "last": book.cell(periods, "now", "last", "day"),
        "n": book.cell(periods, "now", "n"),
        "ceiling": book.cell(periods, "now", "ceiling"),
    }
    return Section(
        "demand",
        "Demand: how much, and is it changing?",
        "How many offences were recorded, month by month, and is that more or fewer than chance would give?",
        (
            Paragraph((study.say("demand.in_scope", **now),), lead=True),
            Table(
                monthly, "Recorded offences by month",
                (Column("month", "Month", "month"), Column("n", "Offences"), Column("centre", "Usual", "number1"),
                 Column("low", "Lower limit", "number1"), Column("high", "Upper limit", "number1"),
                 Column("signal", "Signal", "text")), folded=True,
            ),
        ),
    )  # fmt: skip


def count_periods(study: Study) -> pd.DataFrame:
    """
    Count the period and the one before it.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    periods
        period (before, now), first, last, n, ceiling, harm; and for now: ratio, low, high, p against before.
    """
    rows: list[dict[str, Any]] = []
    for name, period in (("before", study.before), ("now", study.period)):
        inside = study.during(period)
        rows.append(
            {
                "period": name, "first": period[0].isoformat(), "last": period[1].isoformat(), "n": len(inside),
                "ceiling": len(study.during(period, study.scoped.ceiling)), "harm": float(inside["harm"].sum()),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    change = compare_counts(rows[0]["n"], rows[1]["n"]).iloc[0]
    for name in ("ratio", "low", "high", "p"):
        table[name] = [float("nan"), float(change[name])]
    return table


def count_by_month(study: Study) -> pd.DataFrame:
    """
    Chart the recorded offences month by month.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    months
        month, n, days, value (a day), centre, low, high (offences a month), signal.
    """
    months = study.months
    n = study.rows["day"].dt.strftime("%Y-%m").value_counts().reindex(months, fill_value=0)
    days = pd.Series([(Month.parse(m).last - Month.parse(m).first).days + 1 for m in months], index=months)
    chart = control_limits(n, chart="u'", sizes=days)
    scaled = chart[["centre", "low", "high"]].mul(days, axis=0)
    return pd.DataFrame({"n": n, "days": days, **scaled, "signal": chart["signal"]}).rename_axis("month").reset_index()
