"""Domestic abuse by a child or young person towards an older relative: told from age and relationship alone."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.measures.counted_people import youngest_suspects

FAMILY = "Family"
GAP = 16  # years between a suspect and somebody who may be a parent, grandparent or carer


def young_towards_older(rows: pd.DataFrame, people: pd.DataFrame, *, gap: int = GAP) -> pd.DataFrame:
    """
    Find offences in which a suspect aged 10 to 17 harmed a relative much older.

    Parameters
    ----------
    rows
        Index incident: `relationship` (words), `victim_age` (years).
    people
        `incident`, `role`, `age` (years), `eliminated` where known; eliminated suspects are left out.
    gap
        Years by which the victim is older, at least.

    Returns
    -------
    found
        Index of `rows`: `family` (recorded as such), `told` (the victim's age and a suspect's are recorded), `young`
        (the youngest suspect of 10 and over is under 18 and younger by `gap`), `age` (that suspect's; missing where
        none is known). Who is a parent no record says: a grandparent or a carer counts too.
    """
    age, _ = youngest_suspects(people, rows.index)
    victim = rows["victim_age"].astype("float64")
    family = rows["relationship"].eq(FAMILY).fillna(value=False).astype(bool)
    young = family & age.lt(ADULT) & (victim - age).ge(gap)
    return pd.DataFrame({"family": family, "told": family & age.notna() & victim.notna(), "young": young, "age": age})
