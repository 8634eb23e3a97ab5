"""How records carry their times: rounded to full hours, and how long after the offence they were made."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.periods import LONDON
from vawg_geo.base.schema import Column, check_table

MIDNIGHT, HOUR, HALF, FIVE, OTHER = (
    "exactly midnight", "another full hour", "a half hour", "another five minutes", "any other minute"
)  # fmt: skip
_DAY = 24 * 60
# Minutes of a day of each kind: what times that nobody rounded would give.
_CHANCE = {MIDNIGHT: 1, HOUR: 23, HALF: 24, FIVE: 10 * 24, OTHER: 48 * 24}
DAYS = (1, 7, 30, 365)
_BEGAN = {"occurred_from": Column("time")}
_TIMES = {"occurred_to": Column("time"), "recorded_on": Column("time")}


def count_rounded(incidents: pd.DataFrame) -> pd.DataFrame:
    """
    Count the kinds of clock time at which records say the offence began.

    Parameters
    ----------
    incidents
        `occurred_from`.

    Returns
    -------
    kinds
        One row a kind; the rows sum to all records: `kind`, `n`, `share`, `chance` (share of the day's minutes that
        are of this kind).

    Raises
    ------
    SchemaError
        If the column is missing or a time is missing.

    References
    ----------
    METHODS 3: midnight is a default time.
    """
    check_table(incidents, _BEGAN, what="the table of incidents")
    wall = incidents["occurred_from"].dt.tz_convert(LONDON)
    minute, hour = wall.dt.minute, wall.dt.hour
    kind = pd.Series(OTHER, index=incidents.index)
    for words, rows in (
        (FIVE, minute % 5 == 0),
        (HALF, minute == 30),  # noqa: PLR2004 - half an hour
        (HOUR, minute == 0),
        (MIDNIGHT, (minute == 0) & (hour == 0)),
    ):
        kind = kind.mask(rows, words)
    n = kind.value_counts().reindex(list(_CHANCE), fill_value=0).astype("int64")
    share = n / len(incidents) if len(incidents) else n * float("nan")
    chance = pd.Series(_CHANCE) / _DAY
    return pd.DataFrame({"n": n, "share": share, "chance": chance}).rename_axis("kind").reset_index()


def measure_delay(incidents: pd.DataFrame, groups: pd.Series, *, days: Sequence[int] = DAYS) -> pd.DataFrame:
    """
    Measure how long after the offence records were made.

    Parameters
    ----------
    incidents
        `occurred_to`, `recorded_on`.
    groups
        The group (theme) of each row; a row may stand in several.
    days
        Delays looked at, in days; a record exactly so late counts as within.

    Returns
    -------
    delay
        Index group: `n`, `median` (days), `within_1`, `within_7`, ... (shares), `later` (share past the last). A
        record dated before its offence ended counts as made at once.

    Raises
    ------
    SchemaError
        If a column or a time is missing.

    References
    ----------
    METHODS 1 (clocks).
    """
    check_table(incidents, _TIMES, what="the table of incidents")
    waited = (incidents["recorded_on"] - incidents["occurred_to"]).dt.total_seconds().clip(lower=0) / 86_400
    by = waited.loc[groups.index].groupby(groups.to_numpy())
    table = pd.DataFrame({"n": by.size(), "median": by.median()})
    for most in days:
        table[f"within_{most}"] = (waited <= most).loc[groups.index].groupby(groups.to_numpy()).mean()
    return table.assign(later=1 - table[f"within_{days[-1]}"]).rename_axis("group")
