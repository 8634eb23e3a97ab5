"""People named as suspects, and those with a crime for which a prosecution became possible: counts only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.counted_people import not_eliminated
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.rates import share_intervals

BANDS = {"one crime": (1, 1), "two or three crimes": (2, 3), "four crimes or more": (4, np.inf)}


def count_suspects(
    people: pd.DataFrame,
    recorded_on: pd.Series,
    outcomes: pd.DataFrame,
    *,
    cut: date,
    possible: Collection[str],
    days: int = DAYS,
) -> pd.DataFrame:
    """
    Count the people named as suspects, and those with a crime for which a prosecution became possible.

    Parameters
    ----------
    people
        `incident`, `pid`, `role`, `eliminated` where known; rows without a person, and eliminated suspects, are not
        read.
    recorded_on
        A ripe cohort of crimes, index = incident.
    outcomes
        History.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible.
    days
        Days within which the first outcome came.

    Returns
    -------
    suspects
        One row a band of `BANDS` and "all": `crimes_each`, `n` (people), `involved` (crimes summed over the people),
        `x` (people with at least one such crime), `share`, `low`, `high` (Wilson). An outcome is a crime's, not a
        person's: it counts for each of its suspects, and who is named in more crimes has more chances.

    References
    ----------
    METHODS 14: without eliminated suspects; counts only.
    """
    suspects = people[(people["role"] == "suspect") & people["pid"].notna()]
    named = not_eliminated(suspects[among(suspects["incident"], recorded_on.index)])
    pairs = named[["pid", "incident"]].drop_duplicates()
    first = first_outcomes(outcomes, recorded_on=recorded_on, cut=cut, possible=possible)
    hits = first.index[(first["kind"] == POSSIBLE) & (first["days"] <= days)]
    each = pairs.assign(hit=pairs["incident"].isin(hits)).groupby("pid").agg(n=("incident", "size"), hit=("hit", "any"))
    rows = []
    for name, (low, high) in (BANDS | {"all": (1, np.inf)}).items():
        own = each[each["n"].between(low, high)]
        rows.append({"crimes_each": name, "n": len(own), "involved": int(own["n"].sum()), "x": int(own["hit"].sum())})
    table = pd.DataFrame(rows)
    return table.join(share_intervals(table["x"], table["n"]))
