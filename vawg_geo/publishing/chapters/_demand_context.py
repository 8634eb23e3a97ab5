"""What stands beside recorded offences: the day they happened, calls, surveys, what is ahead."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.measures.charts import FROZEN_AT
from vawg_geo.measures.expected_total import expect_total
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.nowcast import nowcast_counts
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._demand_tables import BEFORE_MONTHS, days_of, whole_months
from vawg_geo.publishing.chapters._few_children import guards_children
from vawg_geo.publishing.report.study import Study

SHOWN = 24  # months by the day of the offence
CALLS = {"calls_999": "999 calls", "calls_101": "101 calls"}  # sources of the table of indicators
ALL_CRIME, NO_CRIME, SURVEY = "all_crime", "da_non_crime", "csew_"


def list_changes(study: Study) -> pd.DataFrame:
    """
    List the changes of recording that fall into the months charted.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    changes
        date, month, what; oldest first. None where the force names none.
    """
    table = study.case.tables.get("calendar", pd.DataFrame(columns=["date", "kind", "name"]))
    rows = table[table["kind"] == "recording_change"]
    day = pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d")
    changes = pd.DataFrame({"date": day, "month": day.str[:7], "what": rows["name"].astype("str")})
    shown = changes["month"].between(study.months[0], study.months[-1])
    return changes[shown].drop_duplicates(["date", "what"]).sort_values(["date", "what"], ignore_index=True)


def count_occurred(study: Study) -> pd.DataFrame:
    """
    Count offences by the month they happened, with what is still to be reported.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    months
        month, recorded (by the day recorded), n (happened, known so far), expected, low, high, share_known, ripe
        ("yes", "no"). No row where no month is old enough to learn from, and in a profile of children.
    """
    columns = ["month", "recorded", "n", "expected", "low", "high", "share_known", "ripe"]
    if guards_children(study):  # a month of one edition and of the next would differ by few
        return pd.DataFrame(columns=columns)
    try:
        done = nowcast_counts(study.rows, cut=study.cut)
    except PeriodError:
        return pd.DataFrame(columns=columns)
    every = whole_months(study)
    shown = done[(done.index <= str(study.month)) & done.index.isin(every.index)].tail(SHOWN)
    ripe = shown["ripe"].map({True: "yes", False: "no"})
    return shown.assign(recorded=every.reindex(shown.index), ripe=ripe).reset_index()[columns]


def expect_ahead(study: Study) -> pd.DataFrame:
    """
    Expect the next month, and the next period, if nothing changes.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    ahead
        ahead (month, period), month (the next), first, last, expected, low80, high80, low95, high95 (NaN = cannot
        say), months (rested on), held, tried (past months inside their own 80 % range, of how many; the month only).
    """
    counts, following = whole_months(study), study.month + 1
    end = study.month + study.written.months
    month, reviewed = study.outlook
    past = reviewed["inside80"].dropna()
    recent = counts.tail(BEFORE_MONTHS)
    size = (end.last - following.first).days + 1
    wide, narrow = (expect_total(recent, days_of(recent.index), size=size, level=level) for level in (0.95, 0.8))
    known = {name: value for name, value in asdict(month).items() if name != "model"}
    rows = [
        {"ahead": "month", "month": str(following), "first": following.first, "last": following.last, **known,
         "held": int(past.sum()), "tried": len(past)},
        {"ahead": "period", "month": str(following), "first": following.first, "last": end.last,
         "expected": wide.expected, "low80": narrow.low, "high80": narrow.high, "low95": wide.low,
         "high95": wide.high, "months": wide.months, "held": np.nan, "tried": np.nan},
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"first": "str", "last": "str"})


def read_monthly(study: Study, source: str) -> pd.Series:
    """
    Read a monthly count of the table of indicators, up to the last month of the period.

    Parameters
    ----------
    study
        The profile under study.
    source
        As the table names it.

    Returns
    -------
    counts
        Index month (YYYY-MM), over areas and categories; empty where the force gives none.
    """
    table = study.case.tables.get("indicators")
    if table is None:
        return pd.Series(dtype="int64")
    rows = table[(table["source"] == source) & table["period"].str.fullmatch(r"\d{4}-\d\d")]
    counts = rows.groupby("period")["n"].sum().astype("int64")
    return counts[counts.index <= str(study.month)]


def count_calls(study: Study, changes: pd.DataFrame) -> pd.DataFrame:
    """
    Count calls of the period and the one before.

    Parameters
    ----------
    study
        The profile under study.
    changes
        From `list_changes`.

    Returns
    -------
    calls
        line, before, n (NaN where a month of the period is missing), signals (months of the period that signal against
        the limits of the first 24), change (a change of counting that concerns the line and falls into the two
        periods).
    """
    rows = []
    first, last = Month.of(study.before[0]), study.month
    for source, label in CALLS.items():
        counts = read_monthly(study, source)
        if counts.empty:
            continue
        now, before = (_sum(counts, period) for period in (study.period, study.before))
        told = changes[changes["what"].str.contains(label.split()[0]) & (changes["month"] > str(first))]
        rows.append(
            {"line": label, "before": before, "n": now, "signals": _signals(counts, study),
             "change": "; ".join(told.loc[told["month"] <= str(last), "what"])}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["line", "before", "n", "signals", "change"])


def _sum(counts: pd.Series, period: tuple[object, object]) -> float:
    months = pd.period_range(str(period[0]), str(period[1]), freq="M").astype("str")
    return float(counts.reindex(months).sum(skipna=False))


def _signals(counts: pd.Series, study: Study) -> float:
    now = counts.index[counts.index >= str(Month.of(study.period[0]))]
    if len(counts) - len(now) < FROZEN_AT:  # the period must not set the limits it is held against
        return np.nan
    chart = chart_held(counts, chart="u'", sizes=days_of(counts.index), drawn=now)
    return float((chart["signal"] != "").sum())


def share_of_all(study: Study) -> pd.DataFrame:
    """
    Share the period's offences in all recorded crime.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    share
        One row: n, all_crime (NaN where the force gives no complete count), share, low, high, non_crime (domestic
        abuse incidents that were recorded as no crime; NaN likewise).
    """
    n, every = len(study.now), _sum(read_monthly(study, ALL_CRIME), study.period)
    known = share_intervals(pd.Series([n]), max(every, n)).iloc[0] if every == every else None  # noqa: PLR0124
    ends = {name: np.nan if known is None else float(known[name]) for name in ("share", "low", "high")}
    none = _sum(read_monthly(study, NO_CRIME), study.period)
    return pd.DataFrame([{"of": "all recorded crime", "n": n, "all_crime": every, **ends, "non_crime": none}])


def read_surveys(study: Study) -> pd.DataFrame:
    """
    Read national survey estimates.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    surveys
        survey, period, n, d, share, of the last period of each; national, never the force's. A survey's n and d are
        people it stands for, not people asked, so no interval can be made from them.
    """
    table = study.case.tables.get("indicators", pd.DataFrame(columns=["source", "category", "period", "n", "d"]))
    rows = table[table["source"].astype("str").str.startswith(SURVEY) & table["d"].notna()]
    rows = rows.sort_values("period", kind="stable").groupby("category", as_index=False).tail(1).reset_index(drop=True)
    share = (rows["n"] / rows["d"].where(rows["d"] > 0)).astype("float64")
    return rows.rename(columns={"category": "survey"})[["survey", "period", "n", "d"]].assign(share=share)
