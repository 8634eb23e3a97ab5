"""The attack: what anybody could work out about hidden counts from all that was published."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.attack_bounds import bound
from vawg_geo.publishing.attack_model import Box, Known, know
from vawg_geo.publishing.attack_rows import read_parts, read_published

RESULT = ["table", "row", "column", "audience", "period", "implied", "low", "high", "safe"]


def attack_tables(published: pd.DataFrame, *, width: float) -> pd.DataFrame:
    """
    Bound every hidden count as an attacker would who holds all that was published.

    Parameters
    ----------
    published
        One row a figure: `table` (one statistic), `row`, `column`, `value` (a count, `<NA>` where hidden), `audience`
        ("public", "partner", "internal"; others count as public), `period` (YYYY-MM, YYYY-MM..YYYY-MM, YYYY, or any
        label). Optional: `rounded_to` (the base a value is rounded to; 0 exact), `parts` (labels of the atomic rows
        that a row adds up, joined by ";"), `edition` (in order of publication). A row or column named total, totals or
        all is the sum of the others of its publication.
    width
        Bounds closer together than this make a hidden count unsafe.

    Returns
    -------
    bounds
        One row a hidden count and audience: `table`, `row`, `column`, `audience`, `period`, `implied` (published
        nowhere, but a difference of published figures), `low`, `high` (inf = without bound), `safe`.

    Raises
    ------
    SchemaError
        If a column is missing or a value is not a count.
    DisclosureError
        If the figures of one edition contradict one another.

    References
    ----------
    Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints, Management
    Science 47(7), 1008-1027: the attacker's programmes. METHODS 12.
    """
    rows, parts = read_published(published), read_parts(published)
    found: list[dict[str, object]] = []
    for audience, openness in rows[["audience", "openness"]].drop_duplicates().itertuples(index=False):
        held = rows[rows["openness"].lt(openness) | rows["audience"].eq(audience)]
        for table in held["table"].unique():
            known = know(held[held["table"].eq(table)], table, parts)
            found += [{"table": table, "audience": audience, **cell} for cell in _bounds(known, table)]
    bounds = pd.DataFrame(found, columns=[name for name in RESULT if name != "safe"])
    wide = (bounds["high"] - bounds["low"]).ge(width)
    bounds["safe"] = wide | (bounds["implied"].astype(bool) & bounds["low"].ge(width))
    return bounds[RESULT]


def _bounds(known: Known, table: str) -> list[dict[str, object]]:
    found = []
    for row, column, period, implied, box in known.targets:
        whole, touched = _inside(known, box)
        low = bound(known.sums, known.low, known.high, whole, up=False)
        high = (
            float("inf")
            if known.free >= 0 and touched[known.free]
            else bound(known.sums, known.low, known.high, touched, up=True)
        )
        if low is None or high is None:
            raise DisclosureError(f"the figures of table {table!r} contradict one another; publish none of them.")
        found.append({"row": row, "column": column, "period": period, "implied": implied, "low": low, "high": high})
    return found


def _inside(known: Known, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Mark the unknowns that lie wholly in a box, and those that touch it."""
    here = np.bincount(known.group[np.ix_(*box)].ravel(), minlength=len(known.size))
    return (here == known.size).astype("float64"), (here > 0).astype("float64")
