"""When investigations end because the victim does not support further action: the rate by time since recording."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.dispositions import cohort_days
from vawg_geo.measures.first_outcomes import first_outcomes
from vawg_geo.measures.rates import rate_intervals

CODES = ("14", "16")
EDGES = (0, 30, 100, 180, 365)
PER = 1_000  # crime-days


def score_withdrawal(
    outcomes: pd.DataFrame,
    *,
    recorded_on: pd.Series,
    cut: date,
    possible: Collection[str],
    codes: Collection[str] = CODES,
    edges: Sequence[int] = EDGES,
) -> pd.DataFrame:
    """
    Give the rate of first outcomes in which the victim does not support further action, by time since recording.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`.
    recorded_on
        The cohort: when each crime was recorded, index = incident.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible: of several outcomes on one day they come first.
    codes
        Outcome codes counted.
    edges
        Days since recording at which the bands begin and the last ends, ascending from 0.

    Returns
    -------
    rates
        One row a band: `from_day`, `to_day` (the last day inside), `at_risk` (crimes without any outcome, and under
        observation, as the band begins), `x` (such first outcomes in the band), `crime_days` (days under observation
        in it without an outcome), `rate` per 1,000 crime-days with `low`, `high` (exact Poisson; NaN without
        crime-days).

    Raises
    ------
    SchemaError
        If the edges do not ascend from 0.

    References
    ----------
    METHODS 10. A rate a day tells when, not how many in the end: other outcomes end the wait too.
    """
    if list(edges) != sorted(set(edges)) or not edges or edges[0] != 0 or len(edges) < 2:  # noqa: PLR2004
        raise SchemaError("edges must be days that ascend from 0, at least two.")
    recorded = cohort_days(recorded_on, cut)
    first = first_outcomes(outcomes, recorded_on=recorded_on, cut=cut, possible=possible)
    followed = (pd.Timestamp(cut) - recorded).dt.days + 1  # the day of recording is day 0 and is lived through
    gone = first["days"].reindex(recorded.index) + 1
    lived = gone.fillna(followed)
    hit = first["code"].reindex(recorded.index).isin(codes)
    rows = []
    for low, high in pairwise(edges):
        days = lived.clip(upper=high) - low
        inside = hit & (gone > low) & (gone <= high)
        rows.append(
            {
                "from_day": low, "to_day": high - 1, "at_risk": int((lived > low).sum()), "x": int(inside.sum()),
                "crime_days": int(days[days > 0].sum()),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    watched = table["crime_days"] > 0
    rates = rate_intervals(table["x"], table["crime_days"].where(watched, 1), per=PER)
    return table.join(rates.where(watched))
