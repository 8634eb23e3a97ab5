"""The attack: what anybody could work out about hidden counts from all that was published."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.publishing.attack_bounds import bound_parts
from vawg_geo.publishing.attack_model import know
from vawg_geo.publishing.attack_rows import read_parts, read_published

RESULT = ["table", "row", "column", "audience", "period", "implied", "low", "high", "safe"]


@checked
def attack_tables(published: pd.DataFrame, *, width: float, audience: str | None = None) -> pd.DataFrame:
    """
    Bound every hidden count as an attacker would who holds all that was published.

    Parameters
    ----------
    published
        One row a figure: `table` (one statistic), `row`, `column`, `value` (a count, `<NA>` where hidden), `audience`
        ("public", "partner", "internal"; others count as public), `period` (YYYY-MM, YYYY-MM..YYYY-MM, YYYY-Qn, YYYY,
        or any label). Optional: `rounded_to` (the base a value is rounded to; 0 exact), `parts` (labels of the atomic
        rows that a row adds up, joined by ";"), `edition` (in order of publication). A row or column named total,
        totals or all is the sum of the others of its publication.
    width
        Bounds closer together than this make a hidden count unsafe.
    audience
        Attack only as this audience, which holds the tables of more open ones too; None = as each in turn.

    Returns
    -------
    bounds
        One row a hidden count and audience: `table`, `row`, `column`, `audience`, `period`, `implied` (published
        nowhere, but a difference of published figures), `low`, `high` (inf = without bound), `safe`.

    Raises
    ------
    SchemaError
        If a column is missing, a value is not a count, or `width` is not above 0.
    DisclosureError
        If the figures of one edition contradict one another.

    References
    ----------
    Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints, Management
    Science 47(7), 1008-1027: the attacker's programmes. METHODS 12.
    """
    if width <= 0:
        raise SchemaError("width must be above 0: bounds that meet are never safe.")
    rows, parts = read_published(published), read_parts(published)
    found = [pd.DataFrame({name: [] for name in RESULT}).astype({"implied": bool, "safe": bool})]
    for name, openness in rows[["audience", "openness"]].drop_duplicates().itertuples(index=False):
        if audience not in {None, name}:
            continue
        held = rows[rows["openness"].lt(openness) | rows["audience"].eq(name)]
        found += [
            _attack(held[held["table"].eq(table)], table, parts, width).assign(audience=name)
            for table in held["table"].unique()
        ]
    return pd.concat(found, ignore_index=True)[RESULT]


def _attack(
    rows: pd.DataFrame, table: str, parts: dict[tuple[str, str], tuple[str, ...]], width: float
) -> pd.DataFrame:
    known = know(rows, table, parts)
    bounds = bound_parts(known, width=width)
    if bounds is None:
        raise DisclosureError(
            f"the figures of table {table!r} contradict one another: no counts fit them all; publish none of them."
        )
    cells = known.targets.assign(table=table)
    cells["low"], cells["high"] = (bound[cells["part"]] for bound in bounds)
    cells["safe"] = (cells["high"] - cells["low"]).ge(width) | (cells["implied"] & cells["low"].ge(width))
    return cells
