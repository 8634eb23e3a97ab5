"""Every area's row: counts, shrunk harm, rank and its uncertainty, evidence, badge, state."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.gistar import score_gistar
from vawg_geo.measures.origins import History, Standing, yearly_factor
from vawg_geo.measures.single_event import count_evidence
from vawg_geo.measures.tiers import classify_status

DISCOVERIES = 0.05  # Gi* badge. METHODS 7
MOST_ZERO, LEAST_UNITS = 0.8, 30  # METHODS 7: otherwise the badge is left out


def count_by_area(events: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """
    Count offences by area code, 0 where there are none.

    Parameters
    ----------
    events
        `area`.
    areas
        One row an area, index = code.

    Returns
    -------
    n
        Whole numbers, index of `areas`.
    """
    return events["area"].value_counts().reindex(areas.index, fill_value=0).astype("int64")


def score_places(standing: Standing, history: History, month: Month, *, months: int) -> pd.DataFrame:
    """
    Put every area's scores side by side.

    Parameters
    ----------
    standing
        What is scored.
    history
        What every origin said, the last of them this month.
    month
        The reporting month.
    months
        Months of the evidence window that the data hold.

    Returns
    -------
    scores
        Index area: `SCORE_COLUMNS` but for `tier`, and `held`; `expected_n` and `shrunk_harm` are expected a year.

    References
    ----------
    METHODS 5, 6.
    """
    profile, events = standing.profile, standing.evidence(month)
    windows = profile.windows
    yearly = yearly_factor(evidence_months=months, half_life_days=windows.half_life_days)
    scores = standing.harm(events, month)
    scores[["expected_n", "shrunk_harm"]] *= yearly
    scores = scores.join(history.ranks).join(
        count_evidence(standing.window(month, windows.display_months), standing.areas)
    )
    scores["n_month"] = count_by_area(standing.window(month, 1), standing.areas)
    if events.empty:  # nothing to rank: a draw of ties is no chance
        scores[["p_top", "rank_low", "rank_high"]] = np.nan
    status = classify_status(history.p_top, history.eligible, tiers=profile.tiers)
    return scores.join(_cluster(scores["n"], standing.areas, profile)).join(status)


def _cluster(n: pd.Series, areas: gpd.GeoDataFrame, profile: Profile) -> pd.DataFrame:
    """Badge the clusters, by the evidence window's plain counts; METHODS 6.6."""
    if len(n) < LEAST_UNITS or (n == 0).mean() > MOST_ZERO:
        return pd.DataFrame({"z": np.nan, "q": np.nan, "cluster": False}, index=n.index)
    hot = score_gistar(n.astype("float64"), areas, permutations=profile.score.permutations, seed=profile.score.seed)
    return hot[["z", "q"]].assign(cluster=(hot["q"] <= DISCOVERIES) & (hot["z"] > 0))
