"""When in the week of nights offences happen: seven nights by twelve hours."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import WEEKDAYS
from vawg_geo.measures.hotspot_types import GRID_HOURS
from vawg_geo.measures.nights import aoristic_hours

_MORNING = 6  # hours before it belong to the evening before. METHODS 3


def night_grid(events: pd.DataFrame) -> pd.DataFrame:
    """
    Spread offences over the nights of the week and the hours of the night.

    Parameters
    ----------
    events
        `occurred_from`, `occurred_to`; spans of at most 24 hours.

    Returns
    -------
    grid
        Mon..Sun nights x hours 18..05 of `GRID_HOURS`: summed aoristic weight; Saturday 02:00 stands in Friday's row.
        Weight outside the hours is not in the grid.

    References
    ----------
    METHODS 3.
    """
    weight = pd.Series(0.0, index=range(168))
    if len(events):
        weight = aoristic_hours(events["occurred_from"], events["occurred_to"]).sum()
    rows = [
        [float(weight[24 * ((day + (hour < _MORNING)) % 7) + hour]) for hour in GRID_HOURS]
        for day in range(len(WEEKDAYS))
    ]  # fmt: skip
    return pd.DataFrame(rows, index=pd.Index(WEEKDAYS, name="night"), columns=list(GRID_HOURS))
