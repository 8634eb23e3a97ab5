"""Which people of a record count: not those eliminated; and how old the youngest suspect of each is."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.ages import RESPONSIBLE
from vawg_geo.base.among import among


def not_eliminated(people: pd.DataFrame) -> pd.DataFrame:
    """
    Leave out the people who were eliminated from an inquiry.

    Parameters
    ----------
    people
        One row a person and record; `eliminated` (flag, may be missing) where the force tells it.

    Returns
    -------
    kept
        The other rows: all of them where nobody says who was eliminated.

    References
    ----------
    METHODS 14.
    """
    if "eliminated" not in people.columns:
        return people
    return people[~people["eliminated"].astype("boolean").fillna(value=False).astype(bool)]


def youngest_suspects(people: pd.DataFrame, incidents: pd.Index) -> tuple[pd.Series, pd.Series]:
    """
    Give the age of each record's youngest suspect.

    Parameters
    ----------
    people
        `incident`, `role`, `age` (years, may be missing), `eliminated` where known.
    incidents
        The records.

    Returns
    -------
    age, named
        Index `incidents`: years of the youngest suspect of ten and over (NaN where none has such an age; below ten
        nobody can be a suspect, so it is an error of recording), and whether any suspect is recorded at all.
    """
    rows = not_eliminated(people[(people["role"] == "suspect") & among(people["incident"], incidents)])
    aged = rows[rows["age"] >= RESPONSIBLE]
    age = aged.groupby("incident")["age"].min().reindex(incidents).astype("float64")
    return age, pd.Series(among(incidents, rows["incident"]), index=incidents)
