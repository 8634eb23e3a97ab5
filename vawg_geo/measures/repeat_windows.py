"""How many recorded involvements had an earlier one, by how far back is looked: sums, never people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.repeats import score_repeats

WINDOWS = (30, 90, 365)  # days


@checked
def count_repeats(
    people: pd.DataFrame, *, times: pd.Series, role: str, first: date, last: date, windows: Sequence[int] = WINDOWS
) -> pd.DataFrame:
    """
    Count the involvements of a period whose person was recorded in the same role in the days before.

    Parameters
    ----------
    people
        As for `score_repeats`.
    times
        When each crime that counts was recorded, index = incident; they say how far back the records reach.
    role
        "victim" or "suspect".
    first, last
        The period's days, both included.
    windows
        Days looked back, each at least 1.

    Returns
    -------
    repeats
        One row a window: `days`, `n` (involvements whose whole window the records cover), `repeats`, `share`, `low`,
        `high` (95 %), `censored` (involvements left out, because "no repeat" might only mean "not seen").

    Raises
    ------
    SchemaError
        If a column is missing, the role is unknown or a window is below 1.

    References
    ----------
    METHODS 14; Wilson intervals, METHODS 4.
    """
    began = times.min()
    rows = []
    for days in windows:
        scored = score_repeats(
            people, times=times, role=role, observed_from=began.date() if pd.notna(began) else first, days=days
        )
        day = pd.to_datetime(times.reindex(scored["incident"]).set_axis(scored.index)).dt.tz_localize(None)
        inside = scored[(day >= pd.Timestamp(first)) & (day < pd.Timestamp(last) + pd.Timedelta(days=1))]
        seen = inside[~inside["censored"]]
        rows.append((days, len(seen), int(seen["repeat"].sum()), len(inside) - len(seen)))
    table = pd.DataFrame(rows, columns=["days", "n", "repeats", "censored"])
    shares = share_intervals(table["repeats"], table["n"]) if (table["n"] > 0).all() else pd.DataFrame(
        float("nan"), index=table.index, columns=["share", "low", "high"]
    )  # fmt: skip
    return table.join(shares)[["days", "n", "repeats", "share", "low", "high", "censored"]]
