"""The shipped tables of facts: one CSV each under base/reference, read as exact text."""

from __future__ import annotations

from functools import cache
from importlib import resources

import pandas as pd


@cache
def _read(name: str) -> pd.DataFrame:
    with (resources.files("vawg_geo.base") / "reference" / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def read_facts(name: str) -> pd.DataFrame:
    """
    Read one shipped table.

    Parameters
    ----------
    name
        "offences", "offences_numeric", "outcomes", "street_safe_categories", "police_uk_categories" or
        "police_uk_outcomes".

    Returns
    -------
    facts
        Every cell as text, empty where nothing is known; a fresh copy each time.
    """
    return _read(name).copy()


def outcome_table() -> pd.DataFrame:
    """
    List the Home Office outcome codes.

    Returns
    -------
    outcomes
        Index code (text, "0" to "22"): `label`, `group`, `prosecution_possible` (bool: the assumed set 1-8), `open`
        (bool: code 0, in no denominator).

    References
    ----------
    METHODS 10.
    """
    outcomes = read_facts("outcomes").set_index("code")
    yes = outcomes[["prosecution_possible", "open"]] == "yes"
    return outcomes.assign(prosecution_possible=yes["prosecution_possible"], open=yes["open"])


def street_safe_table() -> pd.DataFrame:
    """
    List the reasons a Street Safe report can give.

    Returns
    -------
    reasons
        Index key: `family` (environmental / behavioural), `label` (the form's wording).
    """
    return read_facts("street_safe_categories").set_index("key")


def police_uk_categories() -> pd.DataFrame:
    """
    List the crime types of data.police.uk.

    Returns
    -------
    categories
        Index category (as the files write it): `slug`, `role` (proxy / context / other / asb).
    """
    return read_facts("police_uk_categories").set_index("category")


def police_uk_outcomes() -> pd.DataFrame:
    """
    List the outcome texts of data.police.uk.

    Returns
    -------
    outcomes
        Index text: `codes` (the Home Office outcome codes it may stand for, separated by spaces), `group`.
    """
    return read_facts("police_uk_outcomes").set_index("text")
