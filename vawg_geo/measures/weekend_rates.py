"""Offences of a year per weekend night, place by place."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.periods import Month, nights_between
from vawg_geo.base.profile import Profile
from vawg_geo.measures.cohort_rules import is_weekend
from vawg_geo.measures.rates import rate_intervals

YEAR = 12  # months: the same seasons at every place


def count_weekend_nights(last: Month, months: int, *, profile: Profile, extra_nights: Sequence[str] = ()) -> int:
    """
    Count the weekend nights of some months.

    Parameters
    ----------
    last
        The last month.
    months
        How many.
    profile
        The weekend's days.
    extra_nights
        Dates YYYY-MM-DD counted as weekend nights too.

    Returns
    -------
    nights
        Number of nights; each belongs to the day on which it begins.

    References
    ----------
    METHODS 3.
    """
    nights = nights_between((last - (months - 1)).first, last.last).to_series()
    return int(is_weekend(nights, profile, extra_nights).sum())


def rate_weekends(
    events: pd.DataFrame, places: pd.Index, *, last: Month, profile: Profile, extra_nights: Sequence[str] = ()
) -> pd.DataFrame:
    """
    Give each place's offences per weekend night over a year: the denominator that night-time places have.

    Parameters
    ----------
    events
        Night-time offences: `area`, `night` (midnight), `weekend` (bool).
    places
        Area codes.
    last
        The year's last month.
    profile
        The weekend's days.
    extra_nights
        Dates YYYY-MM-DD counted as weekend nights too.

    Returns
    -------
    rates
        Index = `places`: weekend_n (offences of twelve months on weekend nights), weekend_nights, per_night, low,
        high (exact Poisson, 95 %).

    References
    ----------
    METHODS 3, 4: no resident denominator for public places at night.
    """
    nights = count_weekend_nights(last, YEAR, profile=profile, extra_nights=extra_nights)
    inside = events["night"].between(pd.Timestamp((last - (YEAR - 1)).first), pd.Timestamp(last.last))
    counts = events.loc[inside & events["weekend"], "area"].value_counts()
    n = counts.reindex(places, fill_value=0).astype("int64").rename("weekend_n")
    rates = rate_intervals(n, pd.Series(float(nights), index=places), per=1).rename(columns={"rate": "per_night"})
    return n.to_frame().assign(weekend_nights=nights).join(rates)
