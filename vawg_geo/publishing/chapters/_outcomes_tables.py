"""The counts the outcomes chapter tells of: cohorts month by month, outcomes assigned, and why the two differ."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.outcome_cohorts import DAYS, count_assigned_outcomes
from vawg_geo.measures.outcome_ways import age_assigned, count_statuses, sum_ways
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_YEAR = 12
_SETTLE = 6  # months: before, what is assigned is of young crimes alone, because older ones are not held
WAYS = {
    "x": "First outcome, within the days",
    "ever": "Any outcome, first or later, within the days",
    "latest": "Latest outcome at the data cut, whenever it came",
}


def month_table(study: Study, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Set the two measures of the same months side by side.

    Parameters
    ----------
    study
        The profile under study.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    months
        Index month: the cohort's `n`, `decided`, `open`, `x`, `ever`, `latest`, `revised`, `share`, `low`, `high`,
        `ripe`, `state` (the same in words); of what was assigned `assigned`, `assigned_x`, `assigned_share`,
        `assigned_low`, `assigned_high` (Wilson); of both charts `centre`, `lower`, `upper`, `signal` and the same with
        `assigned_` before. Shares on a base below 20 are missing.
    """
    months, rows = study.held, study.rows
    known = study.covered(study.case.tables["outcomes"]["date"])  # before, no outcome is no outcome known
    inside = rows[rows["day"].between(pd.Timestamp(Month.parse(months[0]).first), pd.Timestamp(study.month.last))]
    cohort = count_statuses(
        outcomes, recorded_on=inside["recorded_on"], cut=study.cut, possible=study.possible.codes
    ).reindex(months)  # fmt: skip
    counts = ["n", "decided", "open", "x", "ever", "latest", "revised"]
    cohort = cohort.assign(
        **cohort[counts].fillna(0).astype("int64"),
        ripe=[(study.cut - Month.parse(month).last).days >= DAYS for month in months],
    )
    assigned = count_assigned_outcomes(
        outcomes, first=Month.parse(months[0]).first, last=study.month.last, codes=study.possible.codes
    )  # fmt: skip
    shares = share_intervals(assigned["x"], assigned["n"]).join(assigned)
    table = without_small(cohort, base="n").join(
        without_small(shares, base="n").rename(columns={"n": "assigned", **_prefixed("x", "share", "low", "high")})
    )
    table = table.assign(state=["complete" if done else "not yet complete" for done in table["ripe"]])
    own = _chart(table["x"], table["n"], table["ripe"] & table.index.isin(known))
    settled = pd.Series(months.isin(known) & months.isin(months[_SETTLE:]), index=table.index)
    theirs = _chart(table["assigned_x"], table["assigned"], settled)
    return table.join(own).join(theirs.add_prefix("assigned_")).loc[study.months]


def _prefixed(*names: str) -> dict[str, str]:
    return {name: f"assigned_{name}" for name in names}


def _chart(x: pd.Series, n: pd.Series, kept: pd.Series) -> pd.DataFrame:
    """Chart the complete months; the others, and those too small for a share, have neither limits nor signal."""
    kept = kept & (n > 0)
    chart = chart_held(x[kept], chart="p'", sizes=n[kept]).rename(columns={"low": "lower", "high": "upper"})
    table = chart.loc[n[kept] >= SHARE_BASE, ["centre", "lower", "upper", "signal"]].reindex(x.index)
    return table.assign(signal=table["signal"].fillna(""))


def way_table(study: Study, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Count the ripe year in every way in use.

    Parameters
    ----------
    study
        The profile under study.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    ways
        One row a way: `way`, `words`, `first`, `last`, `days`, `n`, `x`, `share`, `low`, `high`, `revised`.
    """
    first, last = ripe_months(study.cut, until=study.month)
    rows = study.during((first.first, last.last))
    sums = sum_ways(
        count_statuses(outcomes, recorded_on=rows["recorded_on"], cut=study.cut, possible=study.possible.codes)
    )
    table = pd.DataFrame({"way": list(WAYS), "words": list(WAYS.values()), "n": sums["n"]})
    table = table.assign(
        x=[sums[way] for way in WAYS], first=first.first.isoformat(), last=last.last.isoformat(), days=DAYS,
        revised=sums["revised"],
    )  # fmt: skip
    return without_small(table.join(share_intervals(table["x"], table["n"])), base="n")


def period_table(study: Study, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Count what was assigned in the period, and in the same months a year before.

    Parameters
    ----------
    study
        The profile under study.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    periods
        One row a period: `period` ("before", "now"), `first`, `last`, `n` (crimes with an outcome assigned), `x` (of
        these one of the set), `inside` (of x, recorded in the period), `old` (of x, recorded more than 180 days before
        the outcome), `share`, `low`, `high`.
    """
    rows = []
    for name, (first, last) in (("before", year_before(study.period)), ("now", study.period)):
        ages = _ages(study, outcomes, first, last)
        old = ages.loc[ages["from_day"] > DAYS, "x"].sum()
        sums = {column: int(ages[column].sum()) for column in ("n", "x", "inside")}
        rows.append({"period": name, "first": first.isoformat(), "last": last.isoformat(), **sums, "old": int(old)})
    table = pd.DataFrame(rows)
    return without_small(table.join(share_intervals(table["x"], table["n"])), base="n")


def age_table(study: Study, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Say how old the crimes were whose outcomes were assigned in the period.

    Parameters
    ----------
    study
        The profile under study.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    ages
        As of `age_assigned`, with `words` and `days` (DAYS); the last row, "all", is the sum.
    """
    ages = _ages(study, outcomes, *study.period)
    to = ages["to_day"]
    words = [
        f"{low} to {high} days" if known else f"more than {low - 1} days"
        for low, high, known in zip(ages["from_day"], to.fillna(0), to.notna(), strict=True)
    ]
    total = ages[["n", "x", "inside"]].sum().to_frame().T.assign(words="all")
    table = pd.concat([ages.assign(words=words), total], ignore_index=True)
    return table[["words", "from_day", "to_day", "n", "x", "inside"]]


def _ages(study: Study, outcomes: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    codes = study.possible.codes
    return age_assigned(outcomes, recorded_on=study.rows["recorded_on"], first=first, last=last, possible=codes)


def year_before(period: tuple[date, date]) -> tuple[date, date]:
    """Give the same months a year earlier."""
    return (Month.of(period[0]) - _YEAR).first, (Month.of(period[1]) - _YEAR).last
