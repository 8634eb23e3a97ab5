"""What crimes that are old enough came to: their first outcomes, by kind and by theme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.outcome_sets import ALONE
from vawg_geo.base.periods import Month
from vawg_geo.measures.dispositions import NOT_YET, OTHER, cohort_days, london_days, outcome_incidence
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.themed import has_theme

POSSIBLE = "prosecution possible"
READ_AT = (30, 100, 180, 365)  # days at which curves are read. METHODS 10


def ripe_months(cut: date, *, until: Month, days: int = DAYS, months: int = 12) -> tuple[Month, Month]:
    """
    Find the latest months whose every crime has been followed for so many days.

    Parameters
    ----------
    cut
        The data cut.
    until
        No later than this month.
    days
        Days a crime must have been followed.
    months
        How many.

    Returns
    -------
    months
        The first and the last.

    References
    ----------
    METHODS 10: the headline speaks of cohorts that are old enough.
    """
    last = min(Month.of(cut - timedelta(days=days) + timedelta(days=1)) - 1, until, key=lambda month: month.first)
    return last - (months - 1), last


def outcome_kinds(possible: Collection[str]) -> dict[str, tuple[str, ...]]:
    """
    Name the kinds of outcome a profile tells apart.

    Parameters
    ----------
    possible
        Codes that make a prosecution possible: the force's own set, or the assumed one.

    Returns
    -------
    kinds
        "prosecution possible" (that set), and the codes 14, 15, 16 and 18 alone; all others are "other outcome", which
        is not listed.
    """
    return {POSSIBLE: tuple(possible), **{code: (code,) for code in ALONE}}


def first_outcomes(
    outcomes: pd.DataFrame, *, recorded_on: pd.Series, cut: date, possible: Collection[str]
) -> pd.DataFrame:
    """
    Give each crime of a cohort its first outcome.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`; code 0, rows of other crimes and rows dated after the cut are not read.
    recorded_on
        The cohort: when each crime was recorded, index = incident.
    cut
        The data cut.
    possible
        As for `outcome_kinds`.

    Returns
    -------
    first
        Index incident, only crimes that have one: `code`, `kind` (of `outcome_kinds`, or "other outcome"; several
        on one day: the kind named first), `at` (time of it), `days` (whole days from recording, at least 0).

    References
    ----------
    METHODS 10.
    """
    recorded = cohort_days(recorded_on, cut)
    rows = outcomes[among(outcomes["incident"], recorded.index)]
    first = _in_order(rows, cut=cut, possible=possible).drop_duplicates("incident").set_index("incident")
    days = (first["when"] - recorded.reindex(first.index)).dt.days.clip(lower=0)
    return pd.DataFrame({"code": first["code"], "kind": first["kind"], "at": first["date"], "days": days})


def mark_first(outcomes: pd.DataFrame, *, cut: date, possible: Collection[str]) -> pd.Series:
    """
    Tell which row of a history is its crime's first outcome.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`; one index label a row.
    cut
        The data cut.
    possible
        As for `outcome_kinds`.

    Returns
    -------
    first
        Bool, index of `outcomes`: the rows that `first_outcomes` takes, one a crime at most.
    """
    rows = _in_order(outcomes.assign(at=range(len(outcomes))), cut=cut, possible=possible)
    taken = rows.drop_duplicates("incident")["at"]
    return pd.Series(np.isin(np.arange(len(outcomes)), taken), index=outcomes.index)


def _in_order(outcomes: pd.DataFrame, *, cut: date, possible: Collection[str]) -> pd.DataFrame:
    """Put each crime's outcomes in their order; those of one day by kind; code 0 and what follows the cut left out."""
    kind_of = {code: kind for kind, codes in outcome_kinds(possible).items() for code in codes}
    order = {kind: at for at, kind in enumerate([*outcome_kinds(possible), OTHER])}
    rows = outcomes[outcomes["code"] != NOT_YET]
    rows = rows.assign(when=london_days(rows["date"]), kind=rows["code"].map(kind_of).fillna(OTHER))
    rows = rows[rows["when"] <= pd.Timestamp(cut)].assign(order=rows["kind"].map(order))
    return rows.sort_values(["incident", "when", "order"], kind="stable")


def follow_outcomes(
    outcomes: pd.DataFrame, *, recorded_on: pd.Series, cut: date, possible: Collection[str], horizon_days: int
) -> pd.DataFrame:
    """
    Follow a cohort to every kind of outcome, and say from which day on not all of it has been followed.

    Parameters
    ----------
    outcomes, recorded_on, cut
        As for `outcome_incidence`.
    possible
        As for `outcome_kinds`.
    horizon_days
        As for `outcome_incidence`.

    Returns
    -------
    curves
        As of `outcome_incidence`, with `ripe`: every crime of the cohort has been followed to that day.
    """
    curves = outcome_incidence(
        outcomes, recorded_on=recorded_on, cut=cut, groups=outcome_kinds(possible), horizon_days=horizon_days
    )
    followed = (pd.Timestamp(cut) - cohort_days(recorded_on, cut).max()).days if len(recorded_on) else -1
    return curves.assign(ripe=curves["day"] <= followed)


def follow_themes(
    outcomes: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    themes: Collection[str],
    cut: date,
    possible: Collection[str],
    horizon_days: int,
) -> pd.DataFrame:
    """
    Follow each theme's crimes to an outcome that makes a prosecution possible.

    Parameters
    ----------
    outcomes
        As for `outcome_incidence`.
    rows
        The cohort: `recorded_on`, `themes` (words joined by ";"), index = incident.
    themes
        Those wanted; "" means all crimes of the cohort.
    cut
        As for `outcome_incidence`.
    possible
        As for `outcome_kinds`.
    horizon_days
        As for `outcome_incidence`.

    Returns
    -------
    curves
        One row a theme and day: `theme`, `n` (crimes), `day`, `incidence`, `low`, `high`, `at_risk`, `ripe`. Themes
        overlap: a crime may stand in several.
    """
    held = outcomes[among(outcomes["incident"], rows.index)]
    tables = []
    for theme in themes:
        own = rows if not theme else rows[has_theme(rows, theme)]
        curves = follow_outcomes(
            held, recorded_on=own["recorded_on"], cut=cut, possible=possible, horizon_days=horizon_days
        )
        reached = curves[curves["group"] == POSSIBLE].drop(columns="group")
        tables.append(reached.assign(theme=theme, n=len(own)))
    return pd.concat(tables, ignore_index=True)
