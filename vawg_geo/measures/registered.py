"""People under notification requirements, counted by risk level: how many, and how many visits are overdue."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.periods import LONDON
from vawg_geo.base.schema import Column, check_table

LEVELS = ("Very high", "High", "Medium", "Low")  # the order people read them in; a level of another name comes after
_NEEDED = {"person_id": Column("text", null=True), "risk": Column("text"), "next_due": Column("time", null=True)}


@checked
def count_registered(rso: pd.DataFrame, *, cut: date) -> pd.DataFrame:
    """
    Count the people of the register by risk level.

    Parameters
    ----------
    rso
        The side table `rso`, one row a person: `person_id`, `risk`, `next_due`. A person listed twice counts once, by
        the first row.
    cut
        The data cut.

    Returns
    -------
    counts
        One row a level, the highest first: `risk`, `n`, `overdue` (next visit due before the cut), `undated` (no next
        visit known). Counts only: nobody is listed, and nothing is placed.

    Raises
    ------
    SchemaError
        If a column is missing or broken.

    References
    ----------
    PRODUCTS 4.2. METHODS 14.
    """
    check_table(rso, _NEEDED, what="the table rso")
    people = rso[rso["person_id"].isna() | ~rso.duplicated("person_id")]
    at = pd.Timestamp(cut, tz=LONDON)
    table = people.assign(overdue=people["next_due"] < at, undated=people["next_due"].isna())
    counts = table.groupby("risk").agg(n=("risk", "size"), overdue=("overdue", "sum"), undated=("undated", "sum"))
    others = sorted(set(counts.index) - set(LEVELS))
    counts = counts.reindex([level for level in (*LEVELS, *others) if level in counts.index])
    return counts.astype("int64").rename_axis("risk").reset_index()
