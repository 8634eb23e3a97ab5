"""Street Safe over time: how many reports, how far campaigns made the number, what may be compared."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.street_safe import count_by_month, reports_between
from vawg_geo.measures.street_safe_campaigns import DURING, OUTSIDE, compare_campaigns, street_safe_campaigns
from vawg_geo.publishing.chapters._demand_tables import days_of
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

TITLE, QUESTION = "Reports over time", "How many reports of unsafe places were made, and did we ask for them?"
YEAR = 12


def write(study: Study) -> Section:
    """
    Write Street Safe over time.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Reports by month with the campaigns marked, and what of the number campaigns explain.
    """
    reports = study.case.tables.get("street_safe")
    if reports is None:
        return Section("reports", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    calendar = study.case.tables.get("calendar")
    campaigns = street_safe_campaigns(calendar, *study.period)
    book, source = study.book, "street_safe, calendar"
    inside = reports_between(reports, *study.period)
    whole = book.put("reports_total", _total(study, inside), key="period", source="street_safe",
                     how="reports made in the period; those inside the force's area have a place")  # fmt: skip
    asked = book.put("reports_asked", compare_campaigns(inside, campaigns, *study.period), key="when", source=source,
                     how="reports a day on days of a Street Safe campaign and on all other days; exact conditional "
                     "interval of the ratio of two Poisson rates, METHODS 8")  # fmt: skip
    dated = book.put("reports_campaigns", _campaigns(inside, campaigns), key=("name", "first"), source=source,
                     how="reports made from the campaign's first to its last day")  # fmt: skip
    monthly = book.put("reports_months", chart_months(study, reports, campaigns), key="month", source=source,
                       how="reports a month; u-prime chart by days of the month with limits of the first 24 months "
                       "held, METHODS 8")  # fmt: skip
    years = book.put("reports_years", compare_years(study, reports), key="year", source=source,
                     how="reports of two rolling years, exact test of two Poisson counts, METHODS 8")  # fmt: skip
    n = book.cell(whole, "period", "n")
    fields = {"n": n} | {name: book.cell(whole, "period", name, "day") for name in ("first", "last")}
    share = {
        "share": book.cell(asked, DURING, "share", "percent", n="of"),
        "during": book.cell(asked, DURING, "n"), "days": book.cell(asked, DURING, "days"),
        "outside": book.cell(asked, OUTSIDE, "days"),
        "a_day": book.cell(asked, DURING, "a_day", "number1"),
        "else_a_day": book.cell(asked, OUTSIDE, "a_day", "number1"),
        "ratio": book.cell(asked, DURING, "ratio", "number1", n="n", ends="low high"),
        "low": book.cell(asked, DURING, "low", "number1"), "high": book.cell(asked, DURING, "high", "number1"),
    }  # fmt: skip
    said = study.say("reports.asked", **share) if len(campaigns) else study.say(
        "reports.no_calendar" if calendar is None else "reports.no_campaign")  # fmt: skip
    chart = book.entries[monthly].table.set_index("month")
    picture = draw_run(
        chart.rename(columns={"n": "value"})[["value", "centre", "low", "high", "signal", "note"]],
        title="Street Safe reports by month", of="Street Safe reports",
        top=float(1.2 * max(chart["n"].max(), chart["high"].max(), 1)),  # room for the campaigns' letters
    )  # fmt: skip
    blocks = (
        Paragraph((study.must_say("reports.number", **fields), said), lead=True),
        Picture(picture, study.say("reports.picture"), monthly,
                (Column("month", "Month", "month"), Column("n", "Reports"), Column("centre", "Usual", "number1"),
                 Column("low", "Lower limit", "number1"), Column("high", "Upper limit", "number1"),
                 Column("signal", "Signal", "text"), Column("note", "Campaign begins", "text"))),
        Table(dated, "Campaigns that asked for reports",
              (Column("name", "Campaign", "text"), Column("first", "From", "day"), Column("last", "To", "day"),
               Column("days", "Days"), Column("n", "Reports")), cards=True) if len(campaigns) else None,
        Points((_year_words(study, years), study.say(
            "reports.unplaced", unplaced=book.cell(whole, "period", "unplaced"), n=n))),
        Limit((study.say("reports.limit"),)),
    )  # fmt: skip
    return Section("reports", TITLE, QUESTION, blocks, _findings(study, fields, share) if len(campaigns) else ())


def _total(study: Study, inside: pd.DataFrame) -> pd.DataFrame:
    first, last = study.period
    placed = int(inside["area"].notna().sum())
    row = {"period": "period", "first": first.isoformat(), "last": last.isoformat(), "n": len(inside), "placed": placed}
    return pd.DataFrame([row | {"unplaced": len(inside) - placed}])


def _campaigns(inside: pd.DataFrame, campaigns: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for campaign in campaigns.to_dict("records"):
        first, last = pd.Timestamp(campaign["first"]).date(), pd.Timestamp(campaign["last"]).date()
        rows.append(
            {"name": campaign["name"], "first": first.isoformat(), "last": last.isoformat(),
             "days": (last - first).days + 1, "n": len(reports_between(inside, first, last))}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "first", "last", "days", "n"])


def chart_months(study: Study, reports: pd.DataFrame, campaigns: pd.DataFrame) -> pd.DataFrame:
    """
    Chart the reports of the period month by month.

    Parameters
    ----------
    study
        The profile under study.
    reports
        The side table `street_safe`.
    campaigns
        Those of the period.

    Returns
    -------
    months
        month, n, days, centre, low, high (reports a month; limits of the first 24 months the table holds, whatever the
        period), signal, note (a campaign that begins in the month).
    """
    size = study.written.months
    months = pd.Index([str(study.month - (size - 1 - i)) for i in range(size)], name="month")
    n = count_by_month(reports, months)
    held = study.covered(pd.to_datetime(reports["reported_on"]))
    chart = chart_held(count_by_month(reports, held), chart="u'", sizes=days_of(held), drawn=months).reindex(months)
    days = days_of(months)
    scaled = chart[["centre", "low", "high"]].mul(days, axis=0)
    begins = campaigns["first"].dt.strftime("%Y-%m") if len(campaigns) else pd.Series(dtype="str")
    names = campaigns.groupby(begins)["name"].agg("; ".join).to_dict() if len(campaigns) else {}
    note = [names.get(month, "") for month in months]
    table = pd.DataFrame({"n": n, "days": days, **scaled, "signal": chart["signal"].fillna(""), "note": note})
    return table.reset_index()


def compare_years(study: Study, reports: pd.DataFrame) -> pd.DataFrame:
    """
    Compare the last 12 months with the 12 before, and count the campaign days of each.

    Parameters
    ----------
    study
        The profile under study.
    reports
        The side table `street_safe`.

    Returns
    -------
    years
        year (before, now), first, last, n, campaign_days; and for now: ratio, low, high, p. All of a year before the
        first report are missing.
    """
    calendar, rows = study.case.tables.get("calendar"), []
    earliest = pd.to_datetime(reports["reported_on"]).min()
    for year, end in (("before", study.month - YEAR), ("now", study.month)):
        first, last = (end - (YEAR - 1)).first, end.last
        found = street_safe_campaigns(calendar, first, last)
        known = pd.notna(earliest) and earliest.date() <= (end - (YEAR - 2)).first
        row: dict[str, Any] = {
            "year": year, "first": first.isoformat(), "last": last.isoformat(),
            "n": float(len(reports_between(reports, first, last))) if known else float("nan"),
            "campaign_days": compare_campaigns(reports.iloc[:0], found, first, last)["days"].iloc[0],
        }  # fmt: skip
        rows.append(row)
    table = pd.DataFrame(rows)
    both = table["n"].notna().all()
    change = compare_counts(table["n"].iloc[0], table["n"].iloc[1]).iloc[0] if both else None
    for name in ("ratio", "low", "high", "p"):
        table[name] = [float("nan"), float(change[name]) if change is not None else float("nan")]
    return table


def _year_words(study: Study, years: str) -> Any:  # noqa: ANN401 - a sentence or none
    book = study.book
    table = book.entries[years].table
    if table["n"].isna().any():
        return study.say("reports.one_year")
    fields = {
        "now": book.cell(years, "now", "n"), "before": book.cell(years, "before", "n"),
        "days": book.cell(years, "now", "campaign_days"), "days_before": book.cell(years, "before", "campaign_days"),
        "low": book.cell(years, "now", "low", "number2"), "high": book.cell(years, "now", "high", "number2"),
    }  # fmt: skip
    if fields["days"].value != fields["days_before"].value:
        return study.say("reports.years_asked", **fields)
    low, high = float(table["low"].iloc[-1]), float(table["high"].iloc[-1])
    verdict = VERDICTS["no change"] if low <= 1 <= high else "more" if low > 1 else "fewer"
    return study.say("reports.years", verdict=verdict, **fields)


def _findings(study: Study, fields: dict[str, Any], share: dict[str, Any]) -> tuple[Finding, ...]:
    if not share["ratio"].value > 1:
        return ()
    return (
        Finding(
            "street_safe_asked", 0.35, study.must_say("reports.finding", **fields, **share), None, None,
            study.say("reports.ratio", **share), None, study.must_say("reports.so_what"),
            study.must_say("reports.recommendation"), "Head of Engagement", study.must_say("reports.by_when"),
            study.must_say("reports.how_known"),
        ),
    )  # fmt: skip
