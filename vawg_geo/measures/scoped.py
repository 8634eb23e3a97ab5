"""Who a written profile counts: every record with the one reason why it is counted or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.base.profile import Profile
from vawg_geo.measures.cohort_rules import in_offence_scope, is_other_victim, is_recent, is_unknown_victim
from vawg_geo.measures.themed import has_theme

IN_SCOPE = "in scope"
UNKNOWN_VICTIM = "victim's sex or age not recorded (in the ceiling only)"
NOT_LIVE = "cancelled or transferred"
OTHER_OFFENCE = "offence outside the definition"
OTHER_THEME = "offence outside the theme"
OTHER_VICTIM = "victim outside the definition"
REASONS = (NOT_LIVE, OTHER_OFFENCE, OTHER_THEME, OTHER_VICTIM, UNKNOWN_VICTIM)  # in the order they are asked in
OUTSIDE_PERIOD = "recorded outside the period"
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Scoped:
    """Records of all time by reason; the flow is of the period."""

    rows: gpd.GeoDataFrame  # in scope (the floor): incidents' columns + day (recorded, midnight), recent (bool)
    ceiling: gpd.GeoDataFrame  # the same and those whose victim's sex or age is not recorded
    flow: pd.DataFrame  # step, n: all read, each reason, in scope; balances


def select_scope(incidents: gpd.GeoDataFrame, *, profile: Profile, first: date, last: date) -> Scoped:
    """
    Give each record the first reason why a written profile does not count it.

    Parameters
    ----------
    incidents
        Checked, located incidents (`base.schema.INCIDENTS`).
    profile
        Scope (offences, victims) and themes.
    first, last
        The period's days, both included, for the flow.

    Returns
    -------
    scoped
        Where only children are counted, a theme with fewer records in the period than may be shown, or in the one as
        long before it, is no theme of the rows: no table of the page tells it apart, and it counts in every total.
        Non-recent offences stay in (`recent` tells them apart): they are this year's demand, though not this year's
        harm.

    References
    ----------
    METHODS 1 (cohort, floor and ceiling).
    """
    day = incidents["recorded_on"].dt.tz_localize(None).dt.normalize()
    reason = name_reasons(incidents, profile=profile)
    kept = incidents.assign(day=day, recent=is_recent(incidents, profile))
    inside = day.between(pd.Timestamp(first), pd.Timestamp(last))
    step = reason.where(inside, OUTSIDE_PERIOD)
    counts = step.value_counts()
    if profile.written and profile.scope.max_age < ADULT:
        kept = _without_rare(kept, reason == IN_SCOPE, day, profile, (first, last))
    order = [OUTSIDE_PERIOD, *REASONS, IN_SCOPE]
    flow = [("records read", len(incidents)), *((name, int(counts.get(name, 0))) for name in order)]
    return Scoped(
        kept.loc[reason == IN_SCOPE],
        kept.loc[reason.isin([IN_SCOPE, UNKNOWN_VICTIM])],
        pd.DataFrame(flow, columns=["step", "n"]),
    )


def _without_rare(
    rows: gpd.GeoDataFrame, inside: pd.Series, day: pd.Series, profile: Profile, period: tuple[date, date]
) -> gpd.GeoDataFrame:
    """Leave out of the themes, but for the profile's own, those with few records of children in either period."""
    written = profile.written
    if written is None:
        return rows
    first, last = map(pd.Timestamp, period)
    edge = first - pd.DateOffset(months=written.months)
    held = [rows.loc[inside & day.between(*ends), "themes"] for ends in ((edge, first - _DAY), (first, last))]
    sizes = [one.str.get_dummies(";").sum() for one in held]
    every = {name for text in rows["themes"].unique() for name in text.split(";")}
    rare = {name for name in every if min(one.get(name, 0) for one in sizes) < written.least} - set(written.themes)
    kept = {text: ";".join(name for name in text.split(";") if name not in rare) for text in rows["themes"].unique()}
    return rows.assign(themes=rows["themes"].map(kept).astype(rows["themes"].dtype))


def name_reasons(incidents: pd.DataFrame, *, profile: Profile) -> pd.Series:
    """
    Name the first reason why a written profile does not count a record.

    Parameters
    ----------
    incidents
        Checked, located incidents.
    profile
        Scope and themes.

    Returns
    -------
    reason
        One of `REASONS`, or "in scope"; index of `incidents`.

    References
    ----------
    METHODS 1.
    """
    tests = (
        incidents["status"] != "live",
        ~in_offence_scope(incidents, profile),
        ~in_themes(incidents, profile),
        is_other_victim(incidents, profile),
        is_unknown_victim(incidents, profile),
    )
    named = np.select([test.to_numpy(dtype=bool) for test in tests], list(REASONS), default=IN_SCOPE)
    return pd.Series(named, index=incidents.index)


def in_themes(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell whether each record belongs to one of the profile's themes.

    Parameters
    ----------
    incidents
        `themes`: words joined by ";".
    profile
        Its themes; none given: every record does.

    Returns
    -------
    inside
        Bool, index of `incidents`.
    """
    wanted = set(profile.written.themes) if profile.written else set()
    if not wanted:
        return pd.Series(data=True, index=incidents.index)
    return has_theme(incidents, *wanted)
