"""Victims and suspects in their own table, under pseudonyms."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import (
    CHARACTERISTICS,
    CODE_NOT_STATED,
    DECLINED,
    NOT_STATED,
    SPOKEN,
    SUFFIX,
    UNKNOWN,
    spoken_words,
    tell_absence,
)
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
        eliminated, relationship; and for each of the four characteristics `<name>_said`, what stands there instead.
    """
    columns = {}
    for role in ROLES:
        for word in ("id", "sex", "ethnicity"):
            columns[f"{role}_{word}"] = clean_values(cells, source, f"{role}_{word}", book)
        columns[f"{role}_age"] = clean_age(cells, f"{role}_age", book)
        columns[f"{role}_disability"] = clean_flag(cells, source, f"{role}_disability", book)
        for word in CHARACTERISTICS:
            name, words = f"{role}_{word}", _spoken(source, role, word)
            if word == "ethnicity" and name in cells.columns:
                columns[name] = code_not_known(columns[name], cells[name], words)
            said = pd.Series(pd.NA, index=cells.index, dtype="str")
            given = name in cells.columns
            columns[name + SUFFIX] = tell_absence(cells[name], columns[name], words=words) if given else said
    columns["victim_eliminated"] = pd.Series(pd.NA, index=cells.index, dtype="boolean")
    columns["suspect_eliminated"] = clean_flag(cells, source, "suspect_eliminated", book)
    columns["relationship"] = clean_values(cells, source, "relationship", book)
    return pd.DataFrame(columns)


def code_not_known(values: pd.Series, texts: pd.Series, words: dict[str, str]) -> pd.Series:
    """
    Take words that say that ethnicity is not known out of its values.

    Parameters
    ----------
    values
        As they were read.
    texts
        As they were written.
    words
        As `base.absences.spoken_words` gives them.

    Returns
    -------
    values
        Missing where it is not known, "NS" where it was not stated or not to be said; else as they were.
    """
    said = texts.astype("str").str.strip().str.casefold().map(words).astype("str")
    stated = said.isin([NOT_STATED, DECLINED])
    return values.mask(said.notna()).mask(stated, CODE_NOT_STATED)


def _spoken(source: Source, role: str, word: str) -> dict[str, str]:
    """Give the spellings that say that a characteristic is not known, the source's own among them."""
    own = source.values.get(f"{role}_{word}", {})  # noqa: PD011 - a dictionary, no table
    told = {written.casefold().strip(): value or UNKNOWN for written, value in own.items()}
    common = {written: kind for written, kind in spoken_words(word).items() if written not in told}
    return common | {written: kind for written, kind in told.items() if written and kind in SPOKEN}


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
        eliminated, and `<characteristic>_said` where it is not known. A person of whom nothing is known has no row.

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
                **{word: rows[f"{role}_{word}"] for word in (*CHARACTERISTICS, "eliminated")},
                **{word + SUFFIX: rows[f"{role}_{word}{SUFFIX}"] for word in CHARACTERISTICS},
            }
        )
        known = part[["pid", *CHARACTERISTICS]].notna().any(axis=1)
        parts.append(part[known])
    people = pd.concat(parts, ignore_index=True)
    details = [name for name in people.columns if not name.endswith(SUFFIX)]
    return people[~(people.duplicated(details) & people["pid"].notna())].reset_index(drop=True)
