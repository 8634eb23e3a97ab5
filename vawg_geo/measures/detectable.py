"""How large a fall one month of counts could show at the listed places: said before a task is given."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Detectable
from vawg_geo.measures.operations import detectable_effect
from vawg_geo.measures.weekend_rates import YEAR, count_weekend_nights


def measure_detectable(
    scores: pd.DataFrame, events: pd.DataFrame, *, month: Month, profile: Profile, extra_nights: Sequence[str] = ()
) -> Detectable:
    """
    Measure the smallest fall at the listed places that next month's counts could show.

    Parameters
    ----------
    scores
        `expected_n` (a year, shrunk: the baseline must not carry its own good or bad luck), `tier`; index area.
    events
        Offences of the evidence window: `area`, `weekend`.
    month
        The reporting month; the next one is planned for.
    profile, extra_nights
        Which nights are weekend nights.

    Returns
    -------
    detectable
        Tiers A and B together against all other areas, weekend nights of next month against those of a year (weighted
        displacement difference, WDD: 90 % interval, 80 % power). NaN where nothing is listed.

    References
    ----------
    METHODS 9.
    """
    listed = scores["tier"].isin(["A", "B"])
    ahead = count_weekend_nights(month + 1, 1, profile=profile, extra_nights=extra_nights)
    if not listed.any() or not ahead:
        return Detectable(nights=ahead)
    behind = count_weekend_nights(month, YEAR, profile=profile, extra_nights=extra_nights)
    treated, control = (_on_weekends(scores, events, rows) for rows in (listed, ~listed))
    pairs = [(n, n * ahead / behind) for n in (treated, control)]
    fall = detectable_effect(*pairs, exposure=(behind, ahead))
    return Detectable(expected=pairs[0][1], fall=fall, nights=ahead, places=int(listed.sum()))


def _on_weekends(scores: pd.DataFrame, events: pd.DataFrame, rows: pd.Series) -> float:
    """Give a year's expected offences of these areas on weekend nights, by the share of their own past."""
    here = events.loc[events["area"].isin(scores.index[rows]), "weekend"]
    return float(scores.loc[rows, "expected_n"].sum() * here.mean()) if len(here) else 0.0
