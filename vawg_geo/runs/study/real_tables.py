"""The same questions asked of cases without a known truth: what was recorded next is all there is to score by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.align import Floats
from vawg_geo.measures.heldout import score_heldout
from vawg_geo.runs.study.delay import HALF_LIVES, name_half_life
from vawg_geo.runs.study.intervals import bootstrap
from vawg_geo.runs.study.lists import TOP, Method, Setting, count, first_rows, shrunk, shrunk_count
from vawg_geo.runs.study.records import Records
from vawg_geo.runs.study.stability import WINDOWS, measure_stability

COUNTY_CHANGED = {"new": 65, "quiet": 60}  # month (0..) from which the demonstration county's planted change holds
OPEN_ORIGINS = (5, 6, 7, 8, 9)  # last months known, of thirteen
OPEN_METHODS: dict[str, Method] = {
    "count, 1 month": count(1),
    "count, 3 months": count(3),
    "count, 6 months": count(6),
    **{f"faded count, {name_half_life(h)}": shrunk_count(Setting(half_life_months=h)) for h in (3, 6, 12)},
}


def share_lists(records: Records) -> pd.DataFrame:
    """
    Measure how much consecutive lists share, with an interval where there are three pairs or more.

    Parameters
    ----------
    records
        The case.

    Returns
    -------
    shared
        `case`, `months`, `method`, `mean`, `low`, `high` (bootstrap over pairs), `pairs`.
    """
    windows = tuple(months for months in WINDOWS if 2 * months <= records.months)
    rows = pd.DataFrame(list(measure_stability(records, 0, windows=windows)))
    if records.harm.sum() == records.counts.sum():  # without severity harm is the count
        rows = rows[rows["method"] == "count"]
    table = []
    for (months, method), part in rows.groupby(["months", "method"], sort=False):
        values = part["shared"].to_numpy(dtype="float64")
        low, high = bootstrap(len(values), _mean_of(values))
        table.append((records.name, months, method, values.mean(), low, high, len(values)))
    return pd.DataFrame(table, columns=["case", "months", "method", "mean", "low", "high", "pairs"])


def _mean_of(values: Floats) -> Callable[[Floats], float]:
    return lambda times: float(times @ values / times.sum())


def hold_out_county(records: Records, methods: Mapping[str, Method]) -> pd.DataFrame:
    """
    Score lists of the demonstration county by the library's own held-out score.

    Parameters
    ----------
    records
        The county.
    methods
        Ways of listing.

    Returns
    -------
    heldout
        `method`, `horizon_months`, then for harm and for count: `share_...`, `low_...`, `high_...`; `origins`.
    """
    months = [str(records.first + i) for i in range(records.months)]
    predict = {name: _predict(records, method) for name, method in methods.items()}
    parts = []
    for what, table in (("harm", records.harm), ("count", records.counts)):
        frame = pd.DataFrame(table, index=records.areas.index, columns=months)
        found = score_heldout(frame, predict, top=TOP).set_index(["method", "horizon_months"])
        columns = {"share_harm": f"share_{what}", "low": f"low_{what}", "high": f"high_{what}"}
        parts.append(found[list(columns) + ["origins"] * (what == "count")].rename(columns=columns))
    return pd.concat(parts, axis=1).reset_index()


def _predict(records: Records, method: Method) -> Callable[[Month], pd.Series]:
    known: dict[Month, pd.Series] = {}

    def at(origin: Month) -> pd.Series:
        if origin not in known:
            known[origin] = pd.Series(method(records, origin.months_since(records.first)), index=records.areas.index)
        return known[origin]

    return at


def notice_county(records: Records, planted: Mapping[str, str]) -> pd.DataFrame:
    """
    Count the months until the demonstration county's new place is listed, and its quiet one gone.

    Parameters
    ----------
    records
        The county.
    planted
        "new" and "quiet" -> code.

    Returns
    -------
    delays
        `half_life`, `new` (months until listed), `quiet` (months until gone for good); NaN where it has not happened by
        the last month.
    """
    rows = []
    for months in HALF_LIVES:
        method = shrunk(Setting(half_life_months=months))
        row: dict[str, object] = {"half_life": name_half_life(months)}
        for what, begins in COUNTY_CHANGED.items():
            place = records.areas.index.get_loc(planted[what])
            lasts = range(begins, records.months)
            listed = [place in first_rows(method(records, last), seed=last) for last in lasts]
            done = listed if what == "new" else [not any(listed[at:]) for at in range(len(listed))]
            row |= {what: done.index(True) + 1 if any(done) else np.nan}
        rows.append(row)
    return pd.DataFrame(rows)


def hold_out_open(now: Records, later: Records) -> pd.DataFrame:
    """
    Score lists of open counts on the three months after, and on the half-year two years on.

    Parameters
    ----------
    now
        Thirteen months.
    later
        Six months, two years on, on the same units.

    Returns
    -------
    heldout
        `method`, `horizon`, `share` (of offences), `low`, `high` (95 %, bootstrap over held-out months).
    """
    rows = []
    for name, method in OPEN_METHODS.items():
        caught, total = np.zeros((2, now.months))
        for origin in OPEN_ORIGINS:
            ahead = slice(origin + 1, origin + 4)
            caught[ahead] += now.counts[first_rows(method(now, origin), seed=origin), ahead].sum(axis=0)
            total[ahead] += now.counts[:, ahead].sum(axis=0)
        rows.append((name, "next 3 months", *_share(caught, total)))
    for name, method in {"count, 12 months": count(12), "count, 1 month": count(1)}.items():
        listed = first_rows(method(now, now.months - 1), seed=now.months - 1)
        rows.append((name, "two years on", *_share(later.counts[listed].sum(axis=0), later.counts.sum(axis=0))))
    return pd.DataFrame(rows, columns=["method", "horizon", "share", "low", "high"])


def _share(caught: Floats, total: Floats) -> tuple[float, float, float]:
    caught, total = caught[total > 0], total[total > 0]
    low, high = bootstrap(len(total), lambda times: float(times @ caught / (times @ total)))
    return float(caught.sum() / total.sum()), low, high
