"""How low and how high the count of each theme may be, given victims whose sex or age is not recorded."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from vawg_geo.base.schema import Column, check_table

ALL = "all"
_THEMES = {"themes": Column("text")}


def count_by_theme(rows: pd.DataFrame) -> pd.Series:
    """
    Count records by theme; a record with several themes is in each, one without any in "".

    Parameters
    ----------
    rows
        `themes`: words joined by ";".

    Returns
    -------
    n
        Index theme, and "all" last (each record once).

    Raises
    ------
    SchemaError
        If the column is missing.

    References
    ----------
    METHODS 1: themes overlap and do not add up.
    """
    check_table(rows, _THEMES, what="the table of incidents")
    held = Counter[str]()
    for text, size in rows["themes"].value_counts().items():  # few different texts, many rows
        held.update(dict.fromkeys(str(text).split(";"), size))
    n = pd.Series(held, dtype="int64").sort_index()
    return pd.concat([n, pd.Series({ALL: len(rows)}, dtype="int64")]).rename("n").rename_axis("theme")


def bound_themes(floor: pd.DataFrame, ceiling: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """
    Bound the count of each theme.

    Parameters
    ----------
    floor
        Records in scope: `themes`.
    ceiling
        These and the records whose victim's sex or age is not recorded.
    other
        Records of the same offences whose victim is recorded as outside the definition.

    Returns
    -------
    bounds
        Index theme ("" = none; "all" last, each record once): `floor`, `ceiling`, `unknown`, `share` (unknown of the
        ceiling), `other`, `at_random` = floor + unknown * floor / (floor + other): what there would be if those not
        recorded were as the rest. An assumption, to be declared wherever it is shown; NaN where nobody is known.

    Raises
    ------
    SchemaError
        If the column is missing.

    References
    ----------
    METHODS 1: floor, ceiling, and the missing-at-random point as a declared sensitivity, per theme.
    """
    columns = {"floor": count_by_theme(floor), "ceiling": count_by_theme(ceiling), "other": count_by_theme(other)}
    table = pd.DataFrame(columns).fillna(0).astype("int64")
    table = table.loc[[*(name for name in sorted(table.index) if name != ALL), ALL]]
    known = (table["floor"] + table["other"]).replace(0, np.nan)
    unknown = table["ceiling"] - table["floor"]
    return pd.DataFrame(
        {
            "floor": table["floor"],
            "ceiling": table["ceiling"],
            "unknown": unknown,
            "share": unknown / table["ceiling"].replace(0, np.nan),
            "other": table["other"],
            "at_random": table["floor"] + unknown * table["floor"] / known,
        }
    ).rename_axis("theme")
