"""Every month held is charted, the last of them are drawn: what is drawn must not move the limits."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from vawg_geo.measures.align import Numbers
from vawg_geo.measures.charts import Chart, control_limits

LEAST_POINTS = 12  # a year of months, three of quarters: fewer do not say what is usual


def chart_held(
    points: pd.Series, *, chart: Chart, drawn: Collection[str] | None = None, sizes: Numbers | None = None
) -> pd.DataFrame:
    """
    Chart a series from where it begins, and give the points that are drawn.

    Parameters
    ----------
    points
        Every point held, oldest first, index its label (YYYY-MM).
    chart
        As for `control_limits`.
    drawn
        Labels of the points that are shown; None = all.
    sizes
        As for `control_limits`.

    Returns
    -------
    chart
        The drawn points in the order of `points`, with the columns of `control_limits`: limits of the first 24 points
        held, and runs and crossings counted over all, so that a page that draws two years and one that draws five say
        the same of a month. With fewer than 12 points `centre`, `low` and `high` are missing and `signal` is "".

    Raises
    ------
    SchemaError
        As `control_limits`.

    References
    ----------
    METHODS 8: the baseline is frozen at 24 months.
    """
    table = control_limits(points, chart=chart, sizes=sizes)
    if len(table) < LEAST_POINTS:
        table = table.assign(centre=np.nan, low=np.nan, high=np.nan, signal="")
    return table if drawn is None else table[table.index.isin(list(drawn))]
