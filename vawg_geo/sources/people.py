"""Victims and suspects in their own table, under pseudonyms."""

from __future__ import annotations

import pandas as pd

from vawg_geo.sources.book import Book
from vawg_geo.sources.clean_values import clean_age, clean_flag, clean_values
from vawg_geo.sources.pseudonyms import PseudonymKey, pseudonymise
from vawg_geo.sources.source import Source

ROLES = ("victim", "suspect")


def clean_people(cells: pd.DataFrame, source: Source, book: Book) -> pd.DataFrame:
    """
    Read the people of one file.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its spellings.
    book
        The file's book.

    Returns
    -------
    people
        Index of `cells`; for each role: `<role>_id` (still the file's own identifier), sex, age, ethnicity, disability,
        eliminated, relationship.
    """
    columns = {}
    for role in ROLES:
        for word in ("id", "sex", "ethnicity"):
            columns[f"{role}_{word}"] = clean_values(cells, source, f"{role}_{word}", book)
        columns[f"{role}_age"] = clean_age(cells, f"{role}_age", book)
        columns[f"{role}_disability"] = clean_flag(cells, source, f"{role}_disability", book)
    columns["victim_eliminated"] = pd.Series(pd.NA, index=cells.index, dtype="boolean")
    columns["suspect_eliminated"] = clean_flag(cells, source, "suspect_eliminated", book)
    columns["relationship"] = clean_values(cells, source, "relationship", book)
    return pd.DataFrame(columns)


def list_people(rows: pd.DataFrame, incident: pd.Series, key: PseudonymKey) -> pd.DataFrame:
    """
    List people, one row a person and crime.

    Parameters
    ----------
    rows
        As `clean_people` gives them.
    incident
        The incident's pseudonym of each row.
    key
        The key for people's pseudonyms.

    Returns
    -------
    people
        incident, pid (missing where the extract gives no identifier), role, sex, age, ethnicity, disability,
        eliminated. A person of whom nothing is known has no row.

    References
    ----------
    METHODS 14.
    """
    parts = []
    for role in ROLES:
        part = pd.DataFrame(
            {
                "incident": incident,
                "pid": pseudonymise(rows[f"{role}_id"], key, domain="person"),
                "role": pd.Series(role, index=rows.index, dtype="str"),
                **{word: rows[f"{role}_{word}"] for word in ("sex", "age", "ethnicity", "disability", "eliminated")},
            }
        )
        known = part[["pid", "sex", "age", "ethnicity", "disability"]].notna().any(axis=1)
        parts.append(part[known])
    people = pd.concat(parts, ignore_index=True)
    return people[~(people.duplicated() & people["pid"].notna())].reset_index(drop=True)
