"""The data gate: whether the records bear the product, told before anything else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.profile import Gate, Profile
from vawg_geo.base.schema import NTE_PLACE_TYPES
from vawg_geo.measures.cohort import Cohort
from vawg_geo.measures.cohort_rules import (
    in_offence_scope,
    is_online,
    is_other_victim,
    is_recent,
    is_unknown_victim,
    middle_of,
    span_hours,
)
from vawg_geo.measures.hotspot_types import DataGate
from vawg_geo.measures.nights import night_of

CERTAIN_HOURS = 2.0  # a span this short names its hour
LATE = (0.1, 0.9)  # an 80 % range of what may still come


def measure_gate(incidents: pd.DataFrame, cohort: Cohort, *, month: Month, cut: date, profile: Profile) -> DataGate:
    """
    Measure how well places, times and victims are known.

    Parameters
    ----------
    incidents
        Checked, located incidents.
    cohort
        The NTE public set selected from them; its window is looked at.
    month
        The reporting month.
    cut
        The data cut.
    profile
        Scope, hours and the gate's thresholds.

    Returns
    -------
    gate
        Shares over the window's live, recent records in scope that are not online and not in a private place; of
        these `sex_missing` counts records of unknown victim sex or age too. NaN where there are no such records;
        `colour` is then "red". `may_rise` speaks of the NTE public set on the month's weekend nights.

    References
    ----------
    METHODS 1 (floor and ceiling), 3 (default times), 6.0.
    """
    asked = _asked(incidents, cohort.window, profile)
    unknown = is_unknown_victim(asked, profile)
    known = asked.loc[~unknown]
    located = (known["geocode_quality"] == "good").fillna(value=False) & (known["located"] != "unlocated")
    short = span_hours(known) <= CERTAIN_HOURS
    geocoded, certain = _share(located), _share(short)
    return DataGate(
        geocoded=geocoded,
        time_certain=certain,
        colour=colour_of(geocoded, certain, gate=profile.gate),
        sex_missing=_share(asked["victim_sex"].isna()),
        midnight_share=_share(_is_midnight(known.loc[short, "occurred_from"])),
        lag_median_days=float(_lag_days(known).median()),
        may_rise=_may_rise(cohort.members, month, cut, profile),
    )


def colour_of(geocoded: float, time_certain: float, *, gate: Gate) -> str:
    """
    Give the gate's colour.

    Parameters
    ----------
    geocoded, time_certain
        Shares, 0..1; NaN where there is nothing to share.
    gate
        The thresholds.

    Returns
    -------
    colour
        "red" when either is missing or below `red_below`; "amber" when either is below its own threshold.

    References
    ----------
    METHODS 6.0.
    """
    if not min(geocoded, time_certain) >= gate.red_below or np.isnan(geocoded + time_certain):
        return "red"
    return "green" if geocoded >= gate.geocoded and time_certain >= gate.time_certain else "amber"


def _asked(incidents: pd.DataFrame, window: tuple[date, date], profile: Profile) -> pd.DataFrame:
    """Return the records that ask for a place and a time; an unknown kind of place may be public, so it stays."""
    place = incidents["place_type"]
    kept = (
        (incidents["status"] == "live")
        & in_offence_scope(incidents, profile)
        & ~is_other_victim(incidents, profile)
        & is_recent(incidents, profile)
        & ~is_online(incidents)
        & (place.isna() | place.isin(NTE_PLACE_TYPES))
    )
    rows = incidents.loc[kept]
    nights = night_of(middle_of(rows), cutoff_hour=profile.nte.cutoff_hour)
    return rows.loc[nights.between(pd.Timestamp(window[0]), pd.Timestamp(window[1]))]


def _share(true: pd.Series) -> float:
    return float(true.mean()) if len(true) else float("nan")


def _is_midnight(times: pd.Series) -> pd.Series:
    wall = times.dt.tz_convert(LONDON)
    is_midnight: pd.Series = (wall.dt.hour == 0) & (wall.dt.minute == 0)
    return is_midnight


def _lag_days(rows: pd.DataFrame) -> pd.Series:
    return (rows["recorded_on"] - rows["occurred_to"]).dt.total_seconds() / 86_400


def _may_rise(members: pd.DataFrame, month: Month, cut: date, profile: Profile) -> tuple[float, float]:
    """Say how many records of the month may still come, from how late records came before (negative binomial)."""
    lag = _lag_days(members).to_numpy()
    # Records younger than the recency limit have not all come yet: they would make lags look shorter than they are.
    ripe = lag[members["night"] < pd.Timestamp(cut) - pd.Timedelta(days=profile.scope.recent_days)]
    if not len(ripe):
        return float("nan"), float("nan")
    n = int((members["weekend"] & members["night"].between(*_span(month))).sum())
    ages = (pd.Timestamp(cut) - pd.date_range(*_span(month))).days.to_numpy()
    share = float((ripe[:, None] <= ages).mean())
    if share == 0:
        return float("nan"), float("nan")
    arrived = (share * len(ripe) + 0.5) / (len(ripe) + 1)  # that a few all came in time does not make it certain
    low, high = stats.nbinom.ppf(LATE, n + 0.5, arrived)
    return float(low), float(high)


def _span(month: Month) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(month.first), pd.Timestamp(month.last)
