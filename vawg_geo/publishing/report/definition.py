"""What a profile counts, in words made from its own parameters."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.offences import offence_table
from vawg_geo.base.profile import ANY_AGE, Profile, Written
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.words import join_words, number, plural

SMALLEST = {
    "lsoa": "small areas of some 1,500 residents (LSOA)",
    "msoa": "areas of some 8,000 residents (MSOA)",
    "district": "districts",
}
_SEX = {"F": "recorded as female", "M": "recorded as male", "": "of any sex"}
_SCOPES = {
    "core": "offences that are violence against women and girls by their nature",
    "female_victim": "violence and threats whose victim is a woman or girl",
    "male_victim": "sexual offences defined by a male victim",
    "context": "offences counted for context",
    "da_flag": "other offences flagged as domestic abuse",
}


def definition_rows(profile: Profile) -> list[tuple[str, str]]:
    """
    Say what is counted.

    Parameters
    ----------
    profile
        The product.

    Returns
    -------
    rows
        What and its words.

    Raises
    ------
    KeyError
        If a scope has no words yet.

    References
    ----------
    METHODS 1.
    """
    written = profile.written or Written(())
    return [
        ("Victims", victim_words(profile)),
        ("Offences", offence_words(profile)),
        ("Themes", theme_words(written.themes)),
        ("A record's day", "the day it was recorded, unless a table says that it tells when offences happened"),
        ("Recent", f"recorded within {plural(profile.scope.recent_days, 'day')} of its end; older ones are told apart"),
        ("Floor and ceiling", "the ceiling adds to the floor those victims whose sex or age is not recorded"),
        ("One record, one count", "a record of several themes stands in each of them, and once in every total"),
        ("Smallest place", f"{SMALLEST[written.smallest]}; a place's count below {number(written.least)} is not shown"),
    ]  # fmt: skip


def victim_words(profile: Profile) -> str:
    """Say whose harm is counted."""
    scope = profile.scope
    ages = f"aged {scope.min_age} to {scope.max_age}" if scope.max_age < ANY_AGE else f"aged {scope.min_age} and over"
    return f"{_SEX.get(scope.victim_sex, scope.victim_sex)}, {ages}"


def offence_words(profile: Profile) -> str:
    """Say which offences are counted, and how many codes of the table that is."""
    if profile.scope.categories:
        return ", ".join(profile.scope.categories)
    table = offence_table()
    inside = int(table["scope"].isin(profile.scope.scopes).sum())
    kinds = join_words([_SCOPES[name] for name in profile.scope.scopes])
    return f"{kinds}: {number(inside)} of the {number(len(table))} offence codes of the table in use"


def counted_offences(profile: Profile) -> pd.DataFrame:
    """
    List the offences a profile counts.

    Parameters
    ----------
    profile
        The product.

    Returns
    -------
    offences
        code, label, why (the scope it is counted in, in words), in the order of the scopes, then of the table; none
        for a profile of published categories.
    """
    table = offence_table()
    scopes = () if profile.scope.categories else profile.scope.scopes
    parts = [table.loc[table["scope"] == name, ["label"]].assign(why=_SCOPES[name]) for name in scopes]
    empty = pd.DataFrame(columns=["code", "label", "why"], dtype="str")
    return pd.concat(parts).rename_axis("code").reset_index() if parts else empty


def theme_words(themes: tuple[str, ...]) -> str:
    """Name themes; none given means all."""
    return join_words([theme_name(name) for name in themes]) if themes else "all"
