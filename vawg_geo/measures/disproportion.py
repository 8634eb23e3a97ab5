"""Whether groups of residents are recorded more often than others, and what those not known could change."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.place_groups import rate_groups


def compare_residents(
    n: pd.Series, residents: pd.Series, *, reference: str, unknown: int, years: float = 1, per: float = 1_000
) -> pd.DataFrame:
    """
    Compare people recorded per resident between groups, with the bounds that those not known allow.

    Parameters
    ----------
    n
        People recorded by group.
    residents
        Residents by group.
    reference
        The group the others are compared with.
    unknown
        People recorded of whom the group is not known.
    years
        Length of the period.
    per
        Residents that one unit of rate speaks of.

    Returns
    -------
    rates
        Index group: `n`, `residents`, `rate`, `low`, `high` (exact Poisson), `ratio`, `ratio_low`, `ratio_high` (to the
        reference, exact conditional), and `least`, `most`: the ratio if all those not known were of the reference, or
        all of this group. Groups without residents are left out. A ratio is told only where least and most lie on
        one side of 1 with the interval: `told` is "above", "below" or "".

    Raises
    ------
    SchemaError
        If the reference has no residents.

    References
    ----------
    METHODS 4, 8; Manski (1989), Journal of Human Resources 24, 343-360 (bounds without assumptions).
    """
    groups = pd.Series(n.index, index=n.index)
    rates = rate_groups(n, residents, groups, reference=reference, years=years, per=per).drop(columns="areas")
    base, size = int(n.loc[reference]), rates["residents"].astype("float64")
    bounds = {}
    for name, theirs, ours in (("least", base + unknown, rates["n"]), ("most", base, rates["n"] + unknown)):
        against = compare_counts(
            pd.Series(theirs, index=rates.index), ours,
            exposure_before=float(size.loc[reference]), exposure_after=size,
        )  # fmt: skip
        bounds[name] = against["ratio"].where(rates.index != reference)
    rates = rates.assign(**bounds)
    above = (rates["ratio_low"] > 1) & (rates["least"] > 1)
    below = (rates["ratio_high"] < 1) & (rates["most"] < 1)
    return rates.assign(told=pd.Series("", index=rates.index).mask(above, "above").mask(below, "below"))
