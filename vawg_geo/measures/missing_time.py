"""How long people are missing: the curve of time missing, by age, month and whether they were missing before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.elapsed import spans
from vawg_geo.measures.rates import one_tail
from vawg_geo.measures.survival import survival_curve

_HOUR = 3_600
CHILD = 18
AGE_UNKNOWN = "Age not recorded"


def missing_curve(
    episodes: pd.DataFrame, *, cut: date, groups: pd.Series, until_hours: float, level: float = 0.95
) -> pd.DataFrame:
    """
    Give the share of people still missing, hour by hour.

    Parameters
    ----------
    episodes
        `start`, `end` (missing, or after the cut = still missing).
    cut
        The data cut: the end of that day.
    groups
        Kind of each episode, index of `episodes`.
    until_hours
        The last hour, whole.
    level
        Coverage of the pointwise intervals.

    Returns
    -------
    curve
        One row a group and whole hour 0 to `until_hours`: `group`, `hours`, `n` (episodes), `open` (share still missing
        after it, Kaplan-Meier), `low`, `high` (log-log; Wilson where all or nobody are); NaN where nobody was followed
        so long.

    Raises
    ------
    SchemaError
        If a start is missing or after its end or the cut, or the hours are not whole and above 0.

    References
    ----------
    Kaplan & Meier (1958), JASA 53, 457-481; Borgan & Liestol (1990), Scandinavian Journal of
    Statistics 17, 35-41 (log-log). METHODS 10.
    """
    if until_hours <= 0 or until_hours % 1:
        raise SchemaError("until_hours must be a whole number of hours, above 0.")
    at_cut = spans(pd.Series([pd.Timestamp(cut) + pd.Timedelta(days=1)]), pd.Series([pd.NaT]))[0][0]
    first, last = spans(episodes["start"], episodes["end"])
    if (first > at_cut).any():
        raise SchemaError(f"no episode may begin after the cut; {int((first > at_cut).sum())} do.")
    closed = episodes["end"].notna().to_numpy() & (last <= at_cut)
    hours = (np.where(closed, last, at_cut) - first) / _HOUR
    grid = np.arange(int(until_hours) + 1, dtype="float64")
    z = float(stats.norm.isf(one_tail(level)))
    tables = []
    for name in sorted(groups.dropna().unique()):
        own = (groups == name).to_numpy()
        curve = _read(survival_curve(hours[own], closed[own]), grid, float(hours[own].max()), z)
        tables.append(curve.assign(group=name, n=int(own.sum())))
    columns = ["group", "hours", "n", "open", "low", "high"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _read(curve: pd.DataFrame, grid: np.ndarray, longest: float, z: float) -> pd.DataFrame:
    """Read a curve at whole hours."""
    at = np.searchsorted(curve.index.to_numpy(dtype="float64"), grid, side="right")
    still = np.concatenate([[1.0], curve["open"].to_numpy()])[at]
    se = np.concatenate([[0.0], curve["se"].to_numpy()])[at]
    inside = (still > 0) & (still < 1) & (se > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(still)
        half = z * se / (still * np.abs(log))
        low, high = np.exp(log * np.exp(half)), np.exp(log * np.exp(-half))
    table = pd.DataFrame({"hours": grid, "open": still})
    # Where all or nobody are still missing Greenwood's variance is nought: Wilson's bound, on those followed so long.
    lost = -np.diff(curve["at_risk"].to_numpy(), append=0) - curve["ended"].to_numpy()
    followed = curve["at_risk"].iloc[0] - np.concatenate([[0.0], np.cumsum(lost)])[at]
    doubt = np.where(grid > 0, z**2 / (followed + z**2), 0.0)
    table["low"] = np.where(inside, low, np.maximum(still - doubt, 0.0))
    table["high"] = np.where(inside, high, np.minimum(still + doubt, 1.0))
    known = (grid <= longest) | (still == 0)
    return table.assign(**{name: table[name].where(known) for name in ("open", "low", "high")})


def name_ages(age: pd.Series) -> pd.Series:
    """
    Name each person's age band.

    Parameters
    ----------
    age
        Years, missing where not recorded.

    Returns
    -------
    band
        "Under 18", "18 and over" or "Age not recorded".
    """
    years = age.to_numpy(dtype="float64", na_value=np.nan)
    words = np.select([np.isnan(years), years < CHILD], [AGE_UNKNOWN, "Under 18"], default="18 and over")
    return pd.Series(words, index=age.index)


def count_again(episodes: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """
    Count the people missing in a period by how often they went missing in it.

    Parameters
    ----------
    episodes
        `person_id`, `start`.
    first, last
        The period's days.

    Returns
    -------
    people
        One row a band: `times` (text: "once", "twice", "three to five times", "six times or more"), `people`,
        `episodes`. Episodes without a person are a band of their own, "person not recorded", with no people.
    """
    day = episodes["start"].dt.tz_localize(None).dt.normalize()
    rows = episodes[day.between(pd.Timestamp(first), pd.Timestamp(last))]
    count = rows["person_id"].value_counts()
    bands = {"once": (1, 1), "twice": (2, 2), "three to five times": (3, 5), "six times or more": (6, np.inf)}
    table = [
        {"times": name, "people": int(own.sum()), "episodes": int(count[own].sum())}
        for name, (low, high) in bands.items()
        for own in [count.between(low, high)]
    ]
    unknown = int(rows["person_id"].isna().sum())
    return pd.DataFrame([*table, {"times": "person not recorded", "people": 0, "episodes": unknown}])
