"""What people told the police (Street Safe) and what patrols did: never counted from offences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.facts import street_safe_table
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.task_memory import patrol_minutes

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case

MONTHS = 12
LEAST, ROUNDED_TO = 10, 5  # reports are made by people too: the public's rule for every audience. METHODS 12
MOST_REASONS = 5
DONE_COLUMNS = ("place", "asked_minutes", "delivered_minutes")


def told_table(case: Case, month: Month) -> pd.DataFrame:
    """
    Count what people gave as reasons for feeling unsafe, in the whole force, in the 12 months to a month's end.

    Parameters
    ----------
    case
        Its `street_safe` reports: `reported_on`, `reasons` (keys of the form between ";").
    month
        The last month.

    Returns
    -------
    told
        `reason` (the form's wording), `n` (rounded to 5), most first, at most five; only reasons of 10 reports or
        more. A report may give several reasons.

    References
    ----------
    METHODS 11, 12.
    """
    mine = _reports(case, month)
    keys = mine["reasons"].dropna().astype("str").str.split(r"[;|]", regex=True).explode().str.strip()
    counts = keys[keys != ""].value_counts()
    labels = street_safe_table()["label"]
    rows = [(str(labels.get(key, "another reason")), rounded(n)) for key, n in counts.items() if n >= LEAST]
    table = pd.DataFrame(rows, columns=["reason", "n"]).drop_duplicates("reason")
    return table.sort_values(["n", "reason"], ascending=[False, True], kind="stable", ignore_index=True).head(
        MOST_REASONS
    )


def told_total(case: Case, month: Month) -> float:
    """Count Street Safe reports of 12 months, rounded to 5; NaN where there are fewer than 10, or none is kept."""
    n = len(_reports(case, month))
    return float(rounded(n)) if n >= LEAST else float("nan")


def done_table(case: Case, month: Month, places: pd.DataFrame | None) -> pd.DataFrame:
    """
    List what was asked of patrols in a month and what was delivered, place by place.

    Parameters
    ----------
    case
        Its `tasks` and `patrols`.
    month
        The month the tasks were for.
    places
        The places that may be named: index = area code, `place`; tasks elsewhere are added up.

    Returns
    -------
    done
        `place`, `asked_minutes`, `delivered_minutes` (NaN = not logged). A task's own words stay inside: they are
        written for the tasking group. Tasks that ask for no patrol are left out.
    """
    tasks = case.tables.get("tasks")
    if tasks is None or tasks.empty:
        return pd.DataFrame(columns=list(DONE_COLUMNS))
    mine = tasks[tasks["month"].astype("str") == str(month)]
    asked = _minutes(mine, "asked_minutes")
    patrols = case.tables.get("patrols")
    logged = _minutes(mine, "delivered_minutes")
    known = pd.Series({} if places is None else dict(places["place"]), dtype="object")
    rows = pd.DataFrame(
        {
            "place": [str(known.get(str(area), "elsewhere")) for area in mine["area"]],
            "asked_minutes": asked,
            "delivered_minutes": [
                patrol_minutes(patrols, str(area), month) if pd.isna(n) else n
                for area, n in zip(mine["area"], logged, strict=True)
            ],
        }
    )
    rows = rows[rows["asked_minutes"] > 0]
    sums = rows.groupby("place", sort=False).sum(min_count=1).reset_index()
    return sums.sort_values("place", key=lambda names: names == "elsewhere", kind="stable", ignore_index=True)


def patrol_year(case: Case, month: Month) -> tuple[str, float, float]:
    """
    Add up the patrols of the 12 months to a month's end, in the whole force.

    Parameters
    ----------
    case
        Its `patrols`: `start`, `end`.
    month
        The last month.

    Returns
    -------
    since, visits, hours
        The first month with a patrol in words ("" where none is logged), visits and hours rounded to 5.
    """
    patrols = case.tables.get("patrols")
    if patrols is None or patrols.empty:
        return "", float("nan"), float("nan")
    begins, ends = _span(month)
    mine = patrols[(patrols["start"] >= begins) & (patrols["start"] < ends)]
    if mine.empty:
        return "", float("nan"), float("nan")
    hours = (mine["end"] - mine["start"]).dt.total_seconds().sum() / 3600
    first = mine["start"].min()
    return Month(first.year, first.month).words, float(rounded(len(mine))), float(rounded(hours))


def rounded(n: float) -> int:
    """Round to the nearest 5."""
    return int(ROUNDED_TO * round(n / ROUNDED_TO))


def _reports(case: Case, month: Month) -> pd.DataFrame:
    reports = case.tables.get("street_safe")
    if reports is None or reports.empty:
        return pd.DataFrame({"reasons": pd.Series(dtype="str")})
    begins, ends = _span(month)
    return pd.DataFrame(reports[(reports["reported_on"] >= begins) & (reports["reported_on"] < ends)])


def _span(month: Month) -> tuple[pd.Timestamp, pd.Timestamp]:
    return (
        pd.Timestamp((month - (MONTHS - 1)).first, tz=LONDON),
        pd.Timestamp((month + 1).first, tz=LONDON),
    )


def _minutes(tasks: pd.DataFrame, name: str) -> pd.Series:
    values = tasks[name] if name in tasks else pd.Series(float("nan"), index=tasks.index)
    return pd.to_numeric(values.astype("str"), errors="coerce")
