"""The force's own figures in the definitions in which other forces' figures come, and its rank among them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.measures.comparators import score_forces
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.quarters import inside_period

OWN = "this force"
# Measure -> the theme it is of, and the kinds of first outcome it counts.
MEASURES = {
    "da_prosecution_possible": ("da", (POSSIBLE,)),
    "sexual_prosecution_possible": ("sexual", (POSSIBLE,)),
    "da_victim_declined": ("da", ("14", "16")),
}
_COLUMNS = ["measure", "forces", "n", "d", "share", "low", "high", "rank", "rank_low", "rank_high", "middle"]


def rank_force(
    comparators: pd.DataFrame, outcomes: pd.DataFrame, incidents: pd.DataFrame, *, first: date, last: date, cut: date
) -> pd.DataFrame:
    """
    Rank the force among forces.

    Parameters
    ----------
    comparators
        Other forces: `force`, `period`, `measure`, `n`, `d`; this force is not in it.
    outcomes
        History: `incident`, `code`, `date`.
    incidents
        `status`, `themes`, `recorded_on`, index = incident: victims of both sexes and every age count, as they do
        elsewhere.
    first, last
        Days of recording, old enough for every crime to have been followed.
    cut
        The data cut.

    Returns
    -------
    ranks
        One row a measure that can be made here: `measure`, `forces` (this one included), `n` and `d` (ours), `share`
        with `low`, `high` (90 %), `rank` (1 = the largest share) with `rank_low`, `rank_high` (90 %), `middle` (median
        share of all forces). A force without any crime in the period is left out.

    References
    ----------
    METHODS 8: a rank is never given without its interval.
    """
    rows = comparators[inside_period(comparators["period"], first=first, last=last)]
    day = incidents["recorded_on"].dt.tz_localize(None).dt.normalize()
    live = incidents[(incidents["status"] == "live") & day.between(pd.Timestamp(first), pd.Timestamp(last))]
    ranked = []
    for measure, (theme, kinds) in MEASURES.items():
        others = rows[rows["measure"] == measure].groupby("force")[["n", "d"]].sum()
        own = live[[theme in words.split(";") for words in live["themes"]]]
        if others.empty or own.empty:
            continue
        found = first_outcomes(outcomes, recorded_on=own["recorded_on"], cut=cut)
        n = int((found["kind"].isin(kinds) & (found["days"] <= DAYS)).sum())
        table = pd.concat([others, pd.DataFrame({"n": [n], "d": [len(own)]}, index=[OWN])])
        table = table[table["d"] > 0].astype("int64")
        scored = score_forces(table["n"], table["d"])
        ours = scored.loc[OWN].to_dict()
        middle = float((table["n"] / table["d"]).median())
        ranked.append({"measure": measure, "forces": len(table), "n": n, "d": len(own), **ours, "middle": middle})
    return pd.DataFrame(ranked, columns=_COLUMNS)
