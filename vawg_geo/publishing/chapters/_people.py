"""The people of the records in scope, by role; never shown, only counted."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.counted_people import not_eliminated
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE


def every_person(study: Study) -> pd.DataFrame:
    """
    Give the table of people; one without rows where the force has none.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    people
        At least `incident`, `role`, `age`.
    """
    none = pd.DataFrame({name: pd.Series(dtype="object") for name in ("incident", "role", "age")})
    return none if study.case.people is None else study.case.people


def counted_people(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """
    Pick the people of some records: every suspect, and the victims that the scope counts.

    Parameters
    ----------
    study
        The profile under study.
    rows
        Records in scope; a record may have a second victim whom the scope does not count.

    Returns
    -------
    people
        Rows of the table of people; victims whose sex is recorded as another than the scope's are left out.
    """
    people, wanted = study.case.people, study.profile.scope.victim_sex
    people = people[rows.index.get_indexer(pd.Index(people["incident"])) >= 0]
    if not wanted:
        return people
    other = (people["role"] == "victim") & people["sex"].notna() & (people["sex"] != wanted)
    return people[~other.fillna(value=False).astype(bool)]


def people_of(study: Study, rows: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Pick the people recorded in a role in some records, each once a crime.

    Parameters
    ----------
    study
        The profile under study.
    rows
        Records in scope.
    role
        "victim" or "suspect"; suspects that were eliminated are left out.

    Returns
    -------
    people
        The table of people with `day`, `harm` and `themes` of the crime. `pid` is missing where a person was not
        identified.
    """
    people = counted_people(study, rows)
    people = not_eliminated(people[people["role"] == role])
    again = people.duplicated(["incident", "pid"]) & people["pid"].notna()
    crime = rows[["day", "harm", "themes"]].reindex(people["incident"]).set_axis(people.index)
    return people.join(crime)[~again]


def firm_shares(x: pd.Series, n: pd.Series) -> pd.DataFrame:
    """
    Give shares with their intervals where the base bears one.

    Parameters
    ----------
    x, n
        Counts and their bases, one index.

    Returns
    -------
    shares
        `share`, `low`, `high` (Wilson); missing on a base below 20.

    References
    ----------
    METHODS 8: no share is printed below n = 20.
    """
    firm = n >= SHARE_BASE
    return share_intervals(x[firm], n[firm]).reindex(x.index)
