"""Rates by kind of place: deprivation, students, ethnic mix of an area; never of a person."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.rates import rate_intervals


def rate_groups(
    n: pd.Series, residents: pd.Series, groups: pd.Series, *, reference: int | str, years: float = 1, per: float = 1_000
) -> pd.DataFrame:
    """
    Compare offences per resident between groups of areas.

    Parameters
    ----------
    n
        Offences by area.
    residents
        Residents by area.
    groups
        Group of each area; areas without one are left out. An area without offences counts with its residents.
    reference
        The group the others are compared with.
    years
        Length of the period.
    per
        Residents that one unit of rate speaks of.

    Returns
    -------
    rates
        Index group, in order: `areas`, `n`, `residents`, `rate`, `low`, `high` (exact Poisson), `ratio`, `ratio_low`,
        `ratio_high` (against the reference, exact conditional; 1 there without an interval). Groups without residents
        are left out.

    Raises
    ------
    SchemaError
        If the reference has no residents.

    References
    ----------
    METHODS 4, 8. It says nothing of any resident: what holds of areas need not hold of the people in them.
    """
    table = pd.DataFrame(
        {"residents": residents.reindex(groups.index).fillna(0), "n": n.reindex(groups.index).fillna(0)}
    )
    by = table.groupby(groups)
    rates = by.agg(areas=("n", "size"), n=("n", "sum"), residents=("residents", "sum")).astype("int64")
    rates = rates[rates["residents"] > 0]
    if reference not in rates.index:
        raise SchemaError("the group the others are compared with has no residents; give another.")
    rates = rates.join(rate_intervals(rates["n"], rates["residents"] * years, per=per))
    against = compare_counts(
        pd.Series(int(rates["n"].loc[reference]), index=rates.index), rates["n"],
        exposure_before=float(rates["residents"].loc[reference]), exposure_after=rates["residents"].astype("float64"),
    )  # fmt: skip
    rates["ratio"], rates["ratio_low"], rates["ratio_high"] = against["ratio"], against["low"], against["high"]
    for name in ("ratio_low", "ratio_high"):
        rates[name] = rates[name].where(rates.index != reference)
    return rates
