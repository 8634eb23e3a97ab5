"""How soon people are recorded again: the share by each day, some of them standing for others and some left early."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats
from vawg_geo.measures.rates import one_tail

_FOLLOWED = {
    "pid": Column("text"),
    "first": Column("number", null=True, low=0),
    "followed": Column("number", above=0),
    "weight": Column("number", above=0),
}
_HAIR = 1e-9  # weights that sum to nothing


@checked
def curve_first_again(followed: pd.DataFrame, *, days: pd.Index, level: float = 0.95) -> pd.DataFrame:
    """
    Give the share of people recorded again by each day, those who were not followed so long counted while they were.

    Parameters
    ----------
    followed
        `pid`, `first` (days to the first new record; missing = none), `followed` (days), `weight` (how many people
        the row stands for). Somebody may stand in several rows.
    days
        Days wanted, ascending.
    level
        Coverage, between 0 and 1.

    Returns
    -------
    curve
        Index day: `at_risk` (weight of those followed to the day and not recorded again before it), `share`, `low`,
        `high`: 1 less the weighted Kaplan-Meier curve, log-log interval; where rows share people or weigh unevenly the
        variance grows by sum w^2 / sum w over people.

    Raises
    ------
    SchemaError
        If a column is missing or broken or there is no row.

    References
    ----------
    Kaplan & Meier (1958), JASA 53, 457-481; Kalbfleisch & Prentice (1980), The Statistical Analysis of Failure Time
    Data, 15 (log-log); Kish (1965), Survey Sampling, 427 (weights). METHODS 10.
    """
    check_table(followed, _FOLLOWED, what="the table of people followed")
    if followed.empty:
        raise SchemaError("the table of people followed must have at least one row.")
    z = float(stats.norm.isf(one_tail(level)))
    first, until, weight = (followed[name].to_numpy(dtype="float64") for name in ("first", "followed", "weight"))
    again = first <= until  # a missing first never is
    length = np.where(again, first, until)
    times, which = np.unique(length, return_inverse=True)
    ended = np.bincount(which, weights=weight * again)
    left = np.bincount(which, weights=weight)
    at_risk = left[::-1].cumsum()[::-1]
    still = np.cumprod(1 - ended / at_risk)
    stayed = at_risk - ended
    each = np.divide(ended, at_risk * stayed, out=np.zeros(len(times)), where=stayed > _HAIR)
    by_person = followed.groupby("pid")["weight"].sum()
    variance = np.cumsum(each) * float((by_person**2).sum() / by_person.sum())
    at = np.searchsorted(times, days.to_numpy(dtype="float64"), side="right") - 1
    share = np.where(at >= 0, 1 - still[at], 0.0)
    low, high = _log_log(1 - share, np.where(at >= 0, variance[at], 0.0), z)
    still_there = [float(weight[length >= day].sum()) for day in days]
    columns = {"at_risk": still_there, "share": share, "low": low, "high": high}
    return pd.DataFrame(columns, index=days.rename("day"))


def _log_log(still: Floats, variance: Floats, z: float) -> tuple[Floats, Floats]:
    inner = (still > 0) & (still < 1)
    safe = np.where(inner, still, 0.5)
    factor = np.exp(z * np.sqrt(variance) / np.abs(np.log(safe)))
    low, high = 1 - safe ** (1 / factor), 1 - safe**factor
    return np.where(inner, low, 1 - still), np.where(inner, high, 1 - still)
