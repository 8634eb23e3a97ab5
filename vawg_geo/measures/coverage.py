"""What patrols would cover: share of expected NTE harm against officer-hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import numpy as np
import pandas as pd

from vawg_geo.base.periods import clock
from vawg_geo.measures.hotspot_types import COVERAGE_COLUMNS
from vawg_geo.measures.nights import window_weight

PATROL_BEGINS, PATROL_ENDS = "22:00", "03:00"  # half-open, on weekend nights
OFFICERS = 2  # one pair a place
PSEUDO_OFFENCES = 15.0  # an area's own hours count fully only well above this; METHODS 5's K
FIRST_OPTIONS = (2, 4)


def share_in_hours(
    events: pd.DataFrame, areas: pd.DataFrame, *, begins: str = PATROL_BEGINS, ends: str = PATROL_ENDS
) -> pd.Series:
    """
    Estimate the share of each area's NTE offences that falls in the patrol hours of weekend nights.

    Parameters
    ----------
    events
        NTE offences: `area`, `occurred_from`, `occurred_to`, `nte`, `weekend`.
    areas
        One row an area, index = code.
    begins, ends
        The patrol's wall-clock hours, half-open.

    Returns
    -------
    share
        0..1, index of `areas`: the area's own share, drawn towards the whole's by 15 pseudo-offences.

    References
    ----------
    METHODS 3 (window on the wall clock, shares of elapsed time), 6.9.
    """
    if events.empty:
        return pd.Series(np.nan, index=areas.index, name="share")
    in_hours = window_weight(events["occurred_from"], events["occurred_to"], begins=begins, ends=ends)
    inside = in_hours * events["weekend"].astype("float64")
    sums = pd.DataFrame({"inside": inside, "all": events["nte"], "area": events["area"]}).groupby("area").sum()
    sums = sums.reindex(areas.index, fill_value=0.0)
    overall = float(inside.sum() / events["nte"].sum())
    return ((sums["inside"] + PSEUDO_OFFENCES * overall) / (sums["all"] + PSEUDO_OFFENCES)).rename("share")


def measure_coverage(
    expected_harm: pd.Series, in_hours: pd.Series, *, order: Sequence[str], nights: int
) -> pd.DataFrame:
    """
    Measure what patrols of the first 1, 2, ... places would cover.

    Parameters
    ----------
    expected_harm
        Expected NTE harm of every area, any period.
    in_hours
        Share of each area's offences inside the patrol's nights and hours, 0..1.
    order
        Codes of the places in the order they would be patrolled.
    nights
        Weekend nights of the month that is planned for.

    Returns
    -------
    curve
        `k`, `share` (expected harm in the first k places inside the patrol's hours, over the expected NTE harm of
        all places, nights and hours), `officer_hours` (of the month), `adds` (share over the row before).

    References
    ----------
    METHODS 6.9.
    """
    places = list(order)
    total = float(expected_harm.sum())
    covered = (expected_harm * in_hours).reindex(places).to_numpy(dtype="float64")
    adds = covered / total if total > 0 else np.full(len(places), np.nan)
    k = np.arange(1, len(places) + 1)
    return pd.DataFrame(
        {"k": k, "share": np.cumsum(adds), "officer_hours": k * nights * patrol_hours() * OFFICERS, "adds": adds}
    )


def choose_options(curve: pd.DataFrame, *, weekend: Sequence[str], month: str) -> pd.DataFrame:
    """
    Choose the options a chair decides between: the first two places, the first four, all of them.

    Parameters
    ----------
    curve
        Result of `measure_coverage`.
    weekend
        Names of the weekend's days ("Fri", "Sat").
    month
        The month planned for, in words.

    Returns
    -------
    options
        `k`, `places`, `nights`, `hours` (words), `share`, `officer_hours`, `adds` (share over the option before).
    """
    sizes = sorted({min(k, len(curve)) for k in (*FIRST_OPTIONS, len(curve))} - {0})
    chosen = curve.set_index("k").loc[sizes]
    return pd.DataFrame(
        {
            "k": sizes,
            "places": ["1" if k == 1 else f"1–{k}" for k in sizes],
            "nights": f"{'–'.join(weekend)}, {month}",
            "hours": f"{PATROL_BEGINS}–{PATROL_ENDS}",
            "share": chosen["share"].to_numpy(),
            "officer_hours": chosen["officer_hours"].to_numpy(),
            "adds": chosen["share"].diff().fillna(chosen["share"]).to_numpy(),
        },
        columns=list(COVERAGE_COLUMNS),
    )


def patrol_hours(begins: str = PATROL_BEGINS, ends: str = PATROL_ENDS) -> float:
    """
    Return the length of the patrol's window on the wall clock, in hours.

    Parameters
    ----------
    begins, ends
        Wall-clock times, HH:MM.

    Returns
    -------
    hours
        Above 0 and below 24.
    """
    first, last = _minutes(clock(begins)), _minutes(clock(ends))
    return ((last - first) % 1_440) / 60


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
