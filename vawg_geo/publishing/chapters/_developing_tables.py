"""What the section on developing challenges counts: themes by district that rise or fall, the months ahead, notes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.themed import by_theme
from vawg_geo.publishing.chapters._geography_public import LABELS
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

LATEST = 3  # months looked at
YEARS = 2  # years before, whose same months say what is usual: so the season cannot look like a change
TOLD = 0.05  # false discovery rate over all themes and districts
EVERYWHERE = "whole area"
CHARTED = 5  # offences a month, usually, below which a chart signals by chance twice as often: it is not asked
FAN_PAST = 24
EMERGING = "geography_emerging"  # the table of another section, where the profile has it
GROWING = tuple(LABELS[label] for label in ("new", "consecutive", "intensifying"))
SIGNALS = [
    "theme", "label", "district", "before", "n", "years", "ratio", "low", "high", "p", "q", "chart", "direction",
]  # fmt: skip
HORIZON = ["date", "what", "source", "theme", "when"]


def days_in(months: pd.Index) -> pd.Series:
    """Count the days of each month."""
    return pd.Series([(Month.parse(m).last - Month.parse(m).first).days + 1 for m in months], index=months)


def count_everywhere(study: Study) -> pd.DataFrame:
    """
    Count offences a month by theme and district.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    counts
        Rows (theme, district), the whole area among them; columns the months held, whose first set the charts' limits.
        Records without a district stand in the whole area only.
    """
    rows = by_theme(study.rows.drop(columns="geometry"))
    rows = rows[rows["theme"] != ""]
    named = rows.assign(month=rows["day"].dt.strftime("%Y-%m"), district=rows["area"].map(study.case.areas["district"]))
    whole = named.assign(district=EVERYWHERE)
    both = pd.concat([whole, named.dropna(subset="district")])
    counts = both.groupby(["theme", "district", "month"], observed=True).size().reset_index(name="n")
    wide = counts.pivot_table(index=["theme", "district"], columns="month", values="n", fill_value=0)
    return wide.reindex(columns=study.held, fill_value=0).astype("int64")


def find_signals(study: Study) -> pd.DataFrame:
    """
    Find themes and districts whose latest months are more or fewer than the same months of the years before.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    signals
        `SIGNALS`: most surely changed first; only those that a chart or the test tells, `direction` up or down. Counts
        too few for a share are not tested; no count below the profile's least is listed.
    """
    counts, last = count_everywhere(study), list(study.held[-LATEST:])
    earlier = [str(Month.parse(m) - 12 * year) for year in range(1, YEARS + 1) for m in last]
    usual = [month for month in earlier if month in counts.columns]
    if not usual or counts.empty:
        return pd.DataFrame(columns=SIGNALS)
    days = days_in(study.held)
    before, after = counts[usual].sum(axis=1), counts[last].sum(axis=1)
    changes = compare_counts(before, after, exposure_before=float(days[usual].sum()), exposure_after=days[last].sum())
    tested = (before + after >= SHARE_BASE) & (after >= study.written.least) & (before >= study.written.least)
    kept = changes[tested].assign(q=adjust_discoveries(changes.loc[tested, "p"]))
    charts = pd.Series([_chart(counts.loc[row], days) for row in kept.index], index=kept.index, dtype="str")
    told = kept.assign(chart=charts, years=len(usual) // LATEST)[(kept["q"] <= TOLD) | (charts != "")]
    table = told.rename(columns={"after": "n"}).reset_index()
    table["label"] = table["theme"].map(theme_name).astype("str")
    table["direction"] = np.where(table["ratio"] > 1, "up", "down")
    return table.sort_values(["q", "theme", "district"], ignore_index=True)[SIGNALS]


def _chart(counts: pd.Series, days: pd.Series) -> str:
    """Say which of the latest months lies outside the limits of its chart, if any."""
    chart = chart_held(counts, chart="u'", sizes=days, drawn=list(counts.index[-LATEST:]))
    if not (chart["centre"] * days.loc[chart.index] >= CHARTED).all():
        return ""
    latest = {str(month): str(signal) for month, signal in chart["signal"].items()}
    outside = {month: signal for month, signal in latest.items() if "limit" in signal}
    return "; ".join(f"{Month.parse(month).words} {signal.split(';')[0]}" for month, signal in outside.items())


def draw_ahead(study: Study) -> pd.DataFrame:
    """
    Set the last months beside what had been expected of them, and the next beside them.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    fan
        month, value (NaN = to come), expected, low80, high80, low95, high95 (NaN = cannot say).
    """
    names = ["expected", "low80", "high80", "low95", "high95"]
    ahead, past = study.outlook
    known = pd.DataFrame({"value": study.monthly}).join(past[names]).tail(FAN_PAST)
    told = {"value": np.nan, **{name: getattr(ahead, name) for name in names}}
    coming = pd.DataFrame(told, index=[str(study.month + 1)])
    return pd.concat([known, coming.astype("float64")]).rename_axis("month").reset_index()


def pick_emerging(study: Study) -> pd.DataFrame:
    """
    Pick the clusters in public places that are new or growing from those that the section on geography labels.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    places
        area, place, label; empty where the profile has no such section.
    """
    entry = study.book.entries.get(EMERGING)
    if entry is None:
        return pd.DataFrame(columns=["area", "place", "label"])
    kept = entry.table[entry.table["label"].isin(GROWING)]
    return kept[["area", "place", "label"]].sort_values(["label", "place"], ignore_index=True)


def list_horizon(study: Study) -> pd.DataFrame:
    """
    List what is known to come: laws, venues, events, services.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    notes
        `HORIZON`, soonest first: `when` is "ahead" for days after the data cut, else "noted"; older than the period
        are left out.
    """
    table = study.case.tables.get("horizon")
    if table is None:
        return pd.DataFrame(columns=HORIZON)
    day = table["date"].dt.tz_localize(None).dt.normalize()
    when = np.where(day > pd.Timestamp(study.cut), "ahead", "noted")
    rows = table.assign(date=day.dt.strftime("%Y-%m-%d"), when=when)[day >= pd.Timestamp(study.period[0])]
    kept: pd.DataFrame = rows.reindex(columns=HORIZON).drop_duplicates(["date", "what"])
    return kept.assign(theme=kept["theme"].fillna("")).sort_values("date", ignore_index=True)
