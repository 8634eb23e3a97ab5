"""What is asked of one record: its offence, its victim, its place, its time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.periods import WEEKDAYS
from vawg_geo.base.profile import ANY_AGE, Profile


def middle_of(incidents: pd.DataFrame) -> pd.Series:
    """
    Return the middle of each record's time span: the moment that says which night it belongs to.

    Parameters
    ----------
    incidents
        `occurred_from`, `occurred_to`.

    Returns
    -------
    middle
        Times, index of `incidents`.
    """
    began, ended = incidents["occurred_from"], incidents["occurred_to"]
    return began + (ended - began) / 2


def is_weekend(nights: pd.Series, profile: Profile, extra_nights: Sequence[str] = ()) -> pd.Series:
    """
    Tell whether each night is one of the profile's weekend nights or a named extra night.

    Parameters
    ----------
    nights
        Midnights.
    profile
        The weekend's days.
    extra_nights
        Dates YYYY-MM-DD.

    Returns
    -------
    weekend
        Bool, index of `nights`.
    """
    weekdays = [WEEKDAYS.index(day) for day in profile.nte.weekend]
    extra = pd.DatetimeIndex(list(extra_nights))
    weekend: pd.Series = nights.dt.day_of_week.isin(weekdays) | nights.isin(extra)
    return weekend


def span_hours(incidents: pd.DataFrame) -> pd.Series:
    """
    Return each record's time span in elapsed hours.

    Parameters
    ----------
    incidents
        `occurred_from`, `occurred_to`.

    Returns
    -------
    hours
        Index of `incidents`.
    """
    return (incidents["occurred_to"] - incidents["occurred_from"]).dt.total_seconds() / 3_600


def in_offence_scope(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell whether each record's offence, or its police.uk category, is one the profile counts.

    Parameters
    ----------
    incidents
        `scope`; `category` for open data.
    profile
        The scope.

    Returns
    -------
    inside
        Bool, index of `incidents`.
    """
    scope = profile.scope
    if scope.categories and "category" in incidents.columns:
        return incidents["category"].isin(scope.categories)
    return incidents["scope"].isin(scope.scopes)


def is_other_victim(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell whether the victim is recorded as somebody the profile does not count.

    Parameters
    ----------
    incidents
        `victim_sex`, `victim_age`.
    profile
        The scope.

    Returns
    -------
    other
        Bool, index of `incidents`.
    """
    scope, sex, age = profile.scope, incidents["victim_sex"], incidents["victim_age"]
    other_age = ((age < scope.min_age) | (age > scope.max_age)).fillna(value=False)
    if not scope.victim_sex:
        return (other_age & _asks_age(profile)).astype(bool)
    other_sex = sex.notna() & (sex != scope.victim_sex).fillna(value=False)
    return (other_sex | other_age).astype(bool)


def is_unknown_victim(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell whether the victim's sex or age is not recorded, so that only the ceiling can count the record.

    Parameters
    ----------
    incidents
        `victim_sex`, `victim_age`.
    profile
        The scope.

    Returns
    -------
    unknown
        Bool, index of `incidents`.
    """
    unknown_age = incidents["victim_age"].isna()
    if not profile.scope.victim_sex:
        return unknown_age & _asks_age(profile)
    return incidents["victim_sex"].isna() | unknown_age


def _asks_age(profile: Profile) -> bool:
    """Tell whether a scope of every sex is one of an age, such as children."""
    return profile.scope.max_age < ANY_AGE


def is_recent(incidents: pd.DataFrame, profile: Profile) -> pd.Series:
    """
    Tell whether each record was made soon enough after the offence to say where harm is now. METHODS 1.

    Parameters
    ----------
    incidents
        `recorded_on`, `occurred_to`.
    profile
        The scope.

    Returns
    -------
    recent
        Bool, index of `incidents`.
    """
    waited = incidents["recorded_on"] - incidents["occurred_to"]
    return waited <= pd.Timedelta(days=profile.scope.recent_days)


def is_online(incidents: pd.DataFrame) -> pd.Series:
    """
    Tell whether an offence has no place because it happened online.

    Parameters
    ----------
    incidents
        `online`, `place_type`, `located`.

    Returns
    -------
    online
        Bool, index of `incidents`.
    """
    flagged = incidents["online"].fillna(value=False).astype(bool)
    return flagged | (incidents["place_type"] == "online").fillna(value=False) | (incidents["located"] == "online")
