"""Domestic abuse by a child or young person towards an older relative: told from age and relationship alone."""

from __future__ import annotations

import pandas as pd

FAMILY = "Family"
YOUNGEST, ADULT = 10, 18  # criminal responsibility begins; childhood ends
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
    suspects = people[(people["role"] == "suspect") & people["incident"].isin(rows.index)]
    if "eliminated" in suspects.columns:
        suspects = suspects[~suspects["eliminated"].fillna(value=False).astype(bool)]
    suspects = suspects[suspects["age"] >= YOUNGEST]
    age = suspects.groupby("incident")["age"].min().reindex(rows.index).astype("float64")
    victim = rows["victim_age"].astype("float64")
    family = rows["relationship"].eq(FAMILY).fillna(value=False).astype(bool)
    young = family & age.lt(ADULT) & (victim - age).ge(gap)
    return pd.DataFrame({"family": family, "told": family & age.notna() & victim.notna(), "young": young, "age": age})
