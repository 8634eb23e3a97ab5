"""Who is counted: the NTE public set, with every record left out for one stated reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import NTE_PLACE_TYPES
from vawg_geo.measures.cohort_rules import (
    in_offence_scope,
    is_online,
    is_other_victim,
    is_recent,
    is_unknown_victim,
    is_weekend,
    middle_of,
    span_hours,
)
from vawg_geo.measures.nights import night_of, window_weight

IN_SCOPE = "in scope"
UNKNOWN_VICTIM = "victim's sex or age not recorded (in the ceiling only)"
PARTLY = "less than half of its time span inside the hours"
LONGEST_SPAN_HOURS = 24  # METHODS 3: a longer span names neither an hour nor a night


@dataclass(frozen=True)
class Cohort:
    """The NTE public set of all months read, and the flow of the evidence window."""

    rows: gpd.GeoDataFrame  # incidents' columns + night, nte, weekend, step (in scope / the two words above)
    flow: pd.DataFrame  # step, n
    window: tuple[date, date]  # first and last night of the evidence window

    @property
    def members(self) -> gpd.GeoDataFrame:
        """Records at least half inside the hours, all months: what is listed and scored."""
        return self.rows.loc[self.rows["step"] == IN_SCOPE].drop(columns="step")

    @property
    def weighted(self) -> gpd.GeoDataFrame:
        """Every record with a share in the hours, all months: what totals are summed from."""
        return self.rows.loc[self.rows["step"] != UNKNOWN_VICTIM].drop(columns="step")

    @property
    def ceiling(self) -> gpd.GeoDataFrame:
        """As `weighted`, and the records whose victim's sex or age is not recorded."""
        return self.rows.drop(columns="step")


def select_nte(
    incidents: gpd.GeoDataFrame, *, month: Month, profile: Profile, extra_nights: Sequence[str] = ()
) -> Cohort:
    """
    Select the NTE public set: in scope, live, recent, in a public place that is known, inside the hours.

    Parameters
    ----------
    incidents
        Checked, located incidents (`base.schema.INCIDENTS`).
    month
        The reporting month; the evidence window ends with it.
    profile
        Scope, hours, nights and windows.
    extra_nights
        Dates YYYY-MM-DD counted as weekend nights beside `profile.nte.weekend`.

    Returns
    -------
    cohort
        Rows of all months, and the flow of the evidence window: its first step is all records, its last those in
        scope, and all steps between sum to the difference.

    References
    ----------
    METHODS 1 (cohort, floor and ceiling), 3 (NTE public set, membership).
    """
    window = evidence_window(month, profile)
    nights = night_of(middle_of(incidents), cutoff_hour=profile.nte.cutoff_hour)
    steps, membership = _first_reason(incidents, profile)
    inside = nights.between(pd.Timestamp(window[0]), pd.Timestamp(window[1]))
    kept = steps.isin([IN_SCOPE, UNKNOWN_VICTIM, PARTLY]) & (nights <= pd.Timestamp(window[1]))
    rows = incidents.loc[kept].assign(
        night=nights[kept], nte=membership[kept], weekend=is_weekend(nights[kept], profile, extra_nights),
        step=steps[kept],
    )  # fmt: skip
    order = [_outside(window), *_rules(profile), _hours(profile), UNKNOWN_VICTIM, PARTLY]
    return Cohort(rows, _flow(steps.where(inside, _outside(window)), order), window)


def evidence_window(month: Month, profile: Profile) -> tuple[date, date]:
    """
    Return the first and last night of the evidence window that ends with a month.

    Parameters
    ----------
    month
        The reporting month.
    profile
        Windows.

    Returns
    -------
    window
        First and last night.
    """
    return (month - (profile.windows.evidence_months - 1)).first, month.last


def first_month(incidents: pd.DataFrame, cohort: Cohort, month: Month) -> Month:
    """
    Return the first month the data hold whole: nights before the first record was made are told by chance.

    Parameters
    ----------
    incidents
        `recorded_on`.
    cohort
        The NTE public set.
    month
        The reporting month, taken where the set is empty.

    Returns
    -------
    first
        The month.
    """
    rows = cohort.members
    if rows.empty:
        return month
    return Month.of(max(rows["night"].min(), incidents["recorded_on"].min().tz_localize(None)).date())


def _rules(profile: Profile) -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    """Return why a record is left out, in the order asked; the hours come last because they cost most."""
    sex = {"F": "woman or girl", "M": "man or boy"}.get(profile.scope.victim_sex, "person")
    return {
        "cancelled or transferred": lambda t: t["status"] != "live",
        "offence outside the scope": lambda t: ~in_offence_scope(t, profile),
        f"victim recorded as other than a {sex} aged {profile.scope.min_age} or over": lambda t: is_other_victim(
            t, profile
        ),
        f"recorded more than {profile.scope.recent_days} days after it happened": lambda t: ~is_recent(t, profile),
        "online": is_online,
        "not a public place, or the kind of place not recorded": lambda t: ~t["place_type"].isin(NTE_PLACE_TYPES),
        "police station, hospital, prison or another default point": lambda t: t["located"] == "default_point",
        "place poorly known or missing": lambda t: (
            ~(t["geocode_quality"] == "good").fillna(value=False) | (t["located"] == "unlocated")
        ),
        "in a place that curation excludes": lambda t: t["located"] == "excluded",
        "outside the force's area": lambda t: (t["located"] == "outside") | t["area"].isna(),
        "time span over 24 hours: no night can be told": lambda t: span_hours(t) > LONGEST_SPAN_HOURS,
    }


def _first_reason(incidents: pd.DataFrame, profile: Profile) -> tuple[pd.Series, pd.Series]:
    steps = pd.Series("", index=incidents.index, dtype="object")
    for reason, breaks in _rules(profile).items():
        left = steps == ""
        steps[left] = np.where(breaks(incidents.loc[left]).to_numpy(dtype=bool, na_value=True), reason, "")
    left = steps == ""
    rows, nte = incidents.loc[left], profile.nte
    membership = pd.Series(0.0, index=incidents.index)
    membership[left] = window_weight(rows["occurred_from"], rows["occurred_to"], begins=nte.begins, ends=nte.ends)
    steps[left] = np.select(
        [membership[left] <= 0, is_unknown_victim(rows, profile).to_numpy(), membership[left] < nte.member_at],
        [_hours(profile), UNKNOWN_VICTIM, PARTLY],
        IN_SCOPE,
    )
    return steps, membership


def _hours(profile: Profile) -> str:
    return f"wholly outside the hours {profile.nte.begins} to {profile.nte.ends}"


def _outside(window: tuple[date, date]) -> str:
    return f"night outside {window[0]:%B %Y} to {window[1]:%B %Y}"


def _flow(steps: pd.Series, order: list[str]) -> pd.DataFrame:
    """Count each step once, every exclusion in the order asked, those of nobody too."""
    counts = steps.value_counts()
    lines = [("records in", len(steps)), *((step, int(counts.get(step, 0))) for step in [*order, IN_SCOPE])]
    return pd.DataFrame(lines, columns=["step", "n"])
