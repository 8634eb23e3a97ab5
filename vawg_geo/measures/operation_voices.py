"""What police records cannot raise by patrolling: ambulance calls, Street Safe reports, answers to a survey."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.operation_design import ZONES, Design
from vawg_geo.measures.operation_effect import evaluate_zones
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.street_safe import reports_between

WEEKS = pd.Timedelta(days=84)  # of reports before the first and after the last night


def evaluate_ambulance(ambulance: pd.DataFrame | None, design: Design, before: pd.DatetimeIndex) -> pd.DataFrame:
    """
    Evaluate the ambulance calls as the offences are evaluated.

    Parameters
    ----------
    ambulance
        date (the evening of the night), area, n; nights without a call have no row. None: the force gets none.
    design
        The operation.
    before
        The nights it is compared with; those before the first or after the last call known are left out.

    Returns
    -------
    effects
        As `operation_effect.evaluate_zones`; empty without the table, or where it does not reach the operation.

    References
    ----------
    METHODS 9.
    """
    if ambulance is None or ambulance.empty:
        return pd.DataFrame()
    night = _days(ambulance["date"])
    during = pd.DatetimeIndex(design.nights)
    if not (night.min() <= during.min() and during.max() <= night.max()):
        return pd.DataFrame()
    known = before[(before >= night.min()) & (before <= night.max())]
    rows = {}
    for zone in ZONES:
        own = ambulance["area"].isin(design.codes(zone))
        rows[zone] = {
            when: int(ambulance.loc[own & night.isin(nights), "n"].sum())
            for when, nights in (("before", known), ("after", during))
        }
    counts = pd.DataFrame.from_dict(rows, orient="index").assign(nights_before=len(known), nights_after=len(during))
    return evaluate_zones(counts)


def count_reports_round(reports: pd.DataFrame | None, design: Design, *, cut: pd.Timestamp) -> pd.DataFrame:
    """
    Count the Street Safe reports of twelve weeks before and after, in the operation's areas and in its control.

    Parameters
    ----------
    reports
        reported_on, area; None: the force has none.
    design
        The operation.
    cut
        The data cut: when twelve weeks have not gone by since, the later count is not known.

    Returns
    -------
    counts
        Index treated, control: `before`, `after` (NaN where not known). Empty without reports.
    """
    if reports is None:
        return pd.DataFrame()
    day = pd.Timedelta(days=1)
    spans = {"before": (design.first - WEEKS, design.first - day), "after": (design.last + day, design.last + WEEKS)}
    rows = {}
    for zone in ("treated", "control"):
        own = reports[reports["area"].isin(design.codes(zone))]
        rows[zone] = {
            when: float(len(reports_between(own, first.date(), last.date()))) if last <= cut else np.nan
            for when, (first, last) in spans.items()
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def survey_round(survey: pd.DataFrame | None, design: Design, *, question: str, group: str) -> pd.DataFrame:
    """
    Pick a question's last round that ended before the operation, and its first that began after it.

    Parameters
    ----------
    survey
        survey, period ("2021-10 to 2021-12"), question, group, n, d; None: the force has none.
    design
        The operation.
    question, group
        Which answers; both are found without regard to case, the question by its first words.

    Returns
    -------
    rounds
        Index before, after (those there are): `period`, `n`, `d`, `share` with its 95 % Wilson interval.

    References
    ----------
    METHODS 4.
    """
    columns = ["period", "n", "d", "share", "low", "high"]
    if survey is None or survey.empty:
        return pd.DataFrame(columns=columns)
    said = survey["question"].str.lower().str.startswith(question.lower()) & survey["group"].str.lower().eq(group)
    rows = survey[said & survey["d"].notna()]
    ends = rows["period"].map(_span)
    early = rows[ends.map(lambda span: span[1] < design.first)]
    late = rows[ends.map(lambda span: span[0] > design.last)]
    picked = {"before": early.loc[early["period"] == early["period"].max()],
              "after": late.loc[late["period"] == late["period"].min()]}  # fmt: skip
    found = pd.concat([table.head(1).assign(when=when) for when, table in picked.items()]).set_index("when")
    shares = share_intervals(found["n"].astype("int64"), found["d"].astype("int64"))
    joined: pd.DataFrame = found[["period", "n", "d"]].join(shares)
    return joined[columns]


def _span(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, _, last = period.partition(" to ")
    return pd.Timestamp(Month.parse(first).first), pd.Timestamp(Month.parse(last or first).last)


def _days(times: pd.Series) -> pd.Series:
    times = pd.to_datetime(times)
    return (times.dt.tz_convert(LONDON).dt.tz_localize(None) if times.dt.tz is not None else times).dt.normalize()
