"""The nights of time: nights of a kind, months of the year, the busiest nights."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import WEEKDAYS, Month, nights_between
from vawg_geo.measures.cohort import LONGEST_SPAN_HOURS
from vawg_geo.measures.cohort_rules import middle_of, span_hours
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.marked_nights import compare_nights
from vawg_geo.measures.nights import night_of
from vawg_geo.measures.nowcast import nowcast_counts
from vawg_geo.publishing.chapters._geography_tables import name_districts
from vawg_geo.publishing.chapters._time_hours import SPACES, in_space
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

TOLD = 0.05  # false discovery rate over the kinds of night
BUSIEST = 10
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_NOT_NIGHTS = ("campaign", "recording_change")  # they change what is reported, not what happens
_WHOLE = {"pay_day": "Pay day", "bank_holiday": "Eve of a bank holiday"}


def dated(study: Study) -> pd.DataFrame:
    """Give the recent records of known night in the months charted: `night`, `space`, `district`."""
    rows = study.rows
    rows = rows[rows["recent"] & (span_hours(rows) <= LONGEST_SPAN_HOURS)]
    districts = rows["area"].map(name_districts(study))
    return pd.DataFrame({"night": night_of(middle_of(rows)), "space": rows["space"], "district": districts})


def last_complete(study: Study) -> Month:
    """Give the last month whose reports are in: a month that is not complete would seem quiet."""
    try:
        ripe = nowcast_counts(study.rows, cut=study.cut)["ripe"]
    except PeriodError:
        return study.month
    known = ripe[(ripe.index <= str(study.month)) & ripe]
    return Month.parse(str(known.index[-1])) if len(known) else study.month


def every_night(study: Study, last: Month) -> pd.DatetimeIndex:
    """List the nights of the months charted, up to a month."""
    first = pd.Timestamp(f"{study.months[0]}-01").date()
    return nights_between(min(first, last.first), last.last)


def mark_nights(study: Study) -> pd.DataFrame:
    """
    Read which nights the calendar marks.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    marks
        what, kind, night, district ("" = the whole county); a night a row. Empty without a calendar.
    """
    table = study.case.tables.get("calendar")
    columns = ["what", "kind", "night", "district"]
    if table is None or not len(table):
        return pd.DataFrame(columns=columns)
    rows = table[~table["kind"].isin(_NOT_NIGHTS)]
    first = pd.to_datetime(rows["date"]).dt.tz_localize(None).dt.normalize()
    last = pd.to_datetime(rows["until"]).dt.tz_localize(None).dt.normalize() if "until" in rows else first
    last = last.fillna(first)
    names = [
        _WHOLE.get(kind, name.partition(":")[0] + " in term" if kind == "term" else name)
        for kind, name in zip(rows["kind"], rows["name"].astype("str"), strict=True)
    ]
    before = np.where(rows["kind"] == "bank_holiday", 1, 0)  # its night is the one before
    district = rows["district"].fillna("").astype("str") if "district" in rows else ""
    spans = pd.DataFrame({"what": names, "kind": rows["kind"].astype("str"), "district": district})
    days = [
        pd.date_range(a - pd.Timedelta(days=int(d)), b - pd.Timedelta(days=int(d)))
        for a, b, d in zip(first, last, before, strict=True)
    ]
    spans["night"] = pd.Series(days, index=spans.index, dtype="object")
    return spans.explode("night", ignore_index=True).astype({"night": "datetime64[us]"})[columns]


def compare_marked(study: Study, rows: pd.DataFrame, marks: pd.DataFrame, last: Month) -> pd.DataFrame:
    """
    Compare nights of each kind with others like them.

    Parameters
    ----------
    study
        The profile under study.
    rows
        From `dated`.
    marks
        From `mark_nights`.
    last
        From `last_complete`.

    Returns
    -------
    kinds
        what, space, nights, n, per_night, usual (a night, of the others), ratio, low, high, p, q, told (words).
    """
    nights = pd.Series(every_night(study, last))
    weekday, month = nights.dt.day_of_week.astype("str"), nights.dt.strftime("%Y-%m")
    year = ((nights.dt.year * 12 + nights.dt.month - last.first.month - 1) // 12).astype("str")
    found = []
    for what, own in marks.groupby("what", sort=True):
        districts = sorted(set(own["district"]) - {""})
        inside = rows[rows["district"].isin(districts)] if districts and (own["district"] != "").all() else rows
        marked = nights.isin(own["night"])
        alike = weekday + " " + (year if (own["kind"] == "term").all() else month)
        for space in ("public", "private"):
            counts = in_space(inside, space)["night"].value_counts().reindex(nights, fill_value=0)
            compared = compare_nights(counts.reset_index(drop=True), marked, alike)
            found.append({"what": what, "space": SPACES[space], **asdict(compared)})
    columns = ["what", "space", "nights", "n", "expected", "ratio", "low", "high", "p"]
    table = pd.DataFrame(found, columns=columns)
    table["per_night"] = table["n"] / table["nights"].where(table["nights"] > 0)
    table["usual"] = table["expected"] / table["nights"].where(table["nights"] > 0)
    return told(table[table["nights"] > 0].reset_index(drop=True)).drop(columns="expected")


def compare_months(study: Study, rows: pd.DataFrame, last: Month) -> pd.DataFrame:
    """
    Compare each month of the year with the others of its year.

    Parameters
    ----------
    study
        The profile under study.
    rows
        From `dated`.
    last
        From `last_complete`.

    Returns
    -------
    months
        month, nights, n, ratio, low, high, p, q, told; over whole years that end with `last`. No
        rows below one whole year.
    """
    nights = pd.Series(every_night(study, last))
    months = (last.first.year - nights.dt.year) * 12 + last.first.month - nights.dt.month
    year = months // 12
    whole = year < int((months.max() + 1) // 12)
    counts = rows["night"].value_counts().reindex(nights, fill_value=0).reset_index(drop=True)
    found = []
    for at, name in enumerate(MONTHS, start=1):
        marked = (nights.dt.month == at)[whole].reset_index(drop=True)
        kept = counts[whole.to_numpy()].reset_index(drop=True)
        compared = compare_nights(kept, marked, year[whole].astype("str").reset_index(drop=True))
        found.append({"month": name, **asdict(compared)})
    table = pd.DataFrame(found).drop(columns="expected")
    return told(table[table["nights"] > 0].reset_index(drop=True))


def told(table: pd.DataFrame) -> pd.DataFrame:
    """Say each ratio in words, over all rows together."""
    q = adjust_discoveries(table["p"])
    moved = np.where(table["ratio"] > 1, "more", "fewer")
    words = np.where(q <= TOLD, moved, VERDICTS["no change"])
    return table.assign(q=q, told=np.where(q.isna(), "too few to say", words))


def list_busiest(study: Study, rows: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """
    List the period's busiest nights with what the calendar says of them.

    Parameters
    ----------
    study
        The profile under study.
    rows
        From `dated`.
    marks
        From `mark_nights`.

    Returns
    -------
    nights
        night, weekday, n, usual (mean of that weekday in the period), what; most first, earlier nights first in ties.
    """
    every = pd.Series(nights_between(*study.period))
    counts = rows["night"].value_counts().reindex(every, fill_value=0)
    usual = counts.groupby(every.dt.day_of_week.to_numpy()).transform("mean")
    table = pd.DataFrame({"n": counts, "usual": usual}).sort_values("n", ascending=False, kind="stable").head(BUSIEST)
    short = marks[marks["kind"] != "term"]
    what = short.groupby("night")["what"].agg(lambda names: ", ".join(sorted(set(names))))
    table["what"] = what.reindex(table.index).fillna("")
    table["weekday"] = [WEEKDAYS[day] for day in pd.DatetimeIndex(table.index).day_of_week]
    table = table[table["n"] > 0].rename_axis("night").reset_index()
    return table.assign(night=table["night"].dt.strftime("%Y-%m-%d"))[["night", "weekday", "n", "usual", "what"]]
