"""How many offences a recent month will have once the late reports are in."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats
from vawg_geo.measures.dispositions import london_days
from vawg_geo.measures.rates import one_tail

STEP_DAYS = 30
STEPS = 12  # about a year: later reports are no recent offences. METHODS 1
RIPE_SHARE = 0.95  # of a month's reports that must be in before it may be coloured
_DRAWS = 4_000
_LEAST = 1e-6  # a drawn share known stays this far from 0 and 1
_TIMES = {"occurred_to": Column("time"), "recorded_on": Column("time")}
Ints = npt.NDArray[np.int64]


@checked
def nowcast_counts(
    incidents: pd.DataFrame,
    *,
    cut: date,
    steps: int = STEPS,
    ripe_share: float = RIPE_SHARE,
    level: float = 0.8,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Complete each month's count by the reports that experience says are still to come (chain-ladder).

    Parameters
    ----------
    incidents
        One row an offence: `occurred_to`, `recorded_on`. Rows recorded after the cut are not read, so an earlier cut
        may be tried; rows recorded more than `steps` times 30 days after their month are left out; a record
        dated before its offence counts as in at once.
    cut
        The data cut; months that end after it are left out.
    steps
        Steps of 30 days after a month's end in which its reports come in, at least 1.
    ripe_share
        Share of a month's reports that must be in for it to be ripe, 0 to 1.
    level
        Coverage of the interval, between 0 and 1.
    seed
        Of the draws.

    Returns
    -------
    months
        Index month (text, without gaps): `n` (recorded so far), `share_known` (of those to be expected in the end),
        `expected`, `low`, `high` (whole counts, ends included, never below `n`), `ripe`. An unripe month gets no
        colour and no trend.

    Raises
    ------
    SchemaError
        If a time is missing, or an option is out of range.
    PeriodError
        If no month is old enough to have all its reports.

    References
    ----------
    Mack (1993), ASTIN Bulletin 23(2), 213-225 (chain-ladder); Lawless (1994), Canadian Journal of Statistics 22(1),
    15-31 (reporting delay, reverse hazards). METHODS 8.
    """
    if steps < 1 or steps % 1 or not 0 <= ripe_share <= 1:
        raise SchemaError("steps must be a whole number from 1, and ripe_share lie between 0 and 1.")
    tail = one_tail(level)
    months, triangle, age = _triangle(incidents, cut, steps)
    if not (age >= steps).any():
        raise PeriodError(f"the oldest month must have ended {steps * STEP_DAYS} days before the cut; give a history.")
    n = triangle.sum(axis=1)
    used = np.where(np.arange(steps + 1) <= age[:, None], triangle, 0)  # the last, broken step says nothing
    share_at = _known_by(used, age)
    share = share_at[np.minimum(age, steps)]
    sure = used.sum(axis=1)
    expected = np.maximum(np.divide(sure, share, out=n.astype("float64"), where=share > 0), n)
    drawn = _draws(used, age, share_at, np.random.default_rng(seed))
    low, high = np.quantile(np.maximum(drawn, n), [tail, 1 - tail], axis=0, method="inverted_cdf")
    columns = {"n": n, "share_known": share, "expected": expected, "low": low, "high": high}
    return pd.DataFrame(columns | {"ripe": share >= ripe_share}, index=months)


@checked
def review_nowcasts(
    incidents: pd.DataFrame,
    *,
    cut: date,
    months: int = 12,
    lag_days: int = STEP_DAYS,
    steps: int = STEPS,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Check past nowcasts: complete each of the last full months as it would have been, and compare with what came.

    Parameters
    ----------
    incidents, cut
        As for `nowcast_counts`.
    months
        How many of the last months that have all their reports.
    lag_days
        Days after a month's end at which it is completed.
    steps, seed
        As for `nowcast_counts`.

    Returns
    -------
    review
        One row a month: `n_then`, `expected`, `low`, `high`, `n_now`, `inside`.

    Raises
    ------
    SchemaError
        As `nowcast_counts`; or if `months` is below 1 or `lag_days` below 0.
    PeriodError
        As `nowcast_counts`.

    References
    ----------
    METHODS 8: coverage of past ranges is printed.
    """
    if months < 1 or lag_days < 0:
        raise SchemaError("months must be at least 1, and lag_days at least 0.")
    labels, now, age = _triangle(incidents, cut, steps)
    rows = {}
    for at in np.flatnonzero(age >= steps)[-months:]:
        then = (pd.Timestamp(Month.parse(labels[at]).last) + pd.Timedelta(days=lag_days)).date()
        if at < steps + 1:  # the months before are too few or too young to learn from
            continue
        row = nowcast_counts(incidents, cut=then, steps=steps, seed=seed).loc[labels[at]]
        final = int(now[at].sum())
        figures = {"n_then": int(row["n"]), **row[["expected", "low", "high"]].to_dict(), "n_now": final}
        rows[labels[at]] = figures | {"inside": bool(row["low"] <= final <= row["high"])}
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["n_then", "expected", "low", "high", "n_now", "inside"]
    ).rename_axis("month")


def _triangle(incidents: pd.DataFrame, cut: date, steps: int) -> tuple[pd.Index, Ints, Ints]:
    """Count reports by month and step: step 0 within the month, step j in the j-th 30 days after it."""
    check_table(incidents, _TIMES, what="the table of incidents")
    happened, recorded = london_days(incidents["occurred_to"]), london_days(incidents["recorded_on"])
    ends = happened.dt.to_period("M").dt.end_time.dt.normalize()
    until = pd.Timestamp(cut)
    after = (recorded - ends).dt.days.to_numpy()
    step = np.maximum(-(-after // STEP_DAYS), 0)
    read = ((recorded <= until) & (ends <= until)).to_numpy() & (step <= steps)
    if not read.any():
        raise PeriodError("incidents must hold months that ended before the cut.")
    month = happened.dt.to_period("M")[read]
    last = pd.Period(cut, "M") if (until + pd.Timedelta(days=1)).day == 1 else pd.Period(cut, "M") - 1
    every = pd.period_range(month.min(), last, freq="M")
    place = (month.dt.year - every[0].year) * 12 + month.dt.month - every[0].month
    triangle = np.zeros((len(every), steps + 1), dtype="int64")
    np.add.at(triangle, (place.to_numpy(), step[read]), 1)
    age = (until - every.end_time.normalize()).days.to_numpy() // STEP_DAYS
    return pd.Index(every.astype("str"), name="month"), triangle, age


def _known_by(used: Ints, age: Ints) -> Floats:
    """Give the share of all reports that is in by the end of each step: the product of the chain-ladder's links."""
    told = np.arange(used.shape[1]) <= age[:, None]
    late, upto = ((part * told).sum(axis=0) for part in (used, np.cumsum(used, axis=1)))
    still = 1 - np.divide(late, upto, out=np.zeros(len(late)), where=upto > 0)[1:]
    return np.append(np.cumprod(still[::-1])[::-1], 1.0)


def _draws(used: Ints, age: Ints, share_at: Floats, rng: np.random.Generator) -> Floats:
    steps = used.shape[1] - 1
    upto, full = np.cumsum(used, axis=1), age >= steps
    final = upto[full, -1]
    drawn = np.empty((_DRAWS, len(age)))
    for at, step in enumerate(np.minimum(age, steps)):
        sure, share = upto[at, step], share_at[step]
        if step == steps:
            drawn[:, at] = sure
            continue
        phi = _dispersion(upto[full, step], final, share, rng)
        known = rng.beta((final.sum() * share + 0.5) / phi, (final.sum() * (1 - share) + 0.5) / phi)
        known = np.clip(known, _LEAST, 1 - _LEAST)
        # Given the share known, what is to come is negative binomial with variance mean / share; phi widens it.
        to_come, extra = (sure + 0.5) * (1 - known) / known, phi / known - 1
        drawn[:, at] = sure + rng.poisson(rng.gamma(np.maximum(to_come, _LEAST) / extra) * extra)
    return drawn


def _dispersion(then: Ints, final: Ints, share: float, rng: np.random.Generator) -> Floats:
    """Draw by how much months' shares of late reports differ more than chance; 1 = chance alone."""
    spread = final * share * (1 - share)
    told = spread > 0
    freedom = int(told.sum()) - 1
    if freedom < 1:
        return np.ones(_DRAWS)
    squares = float(((then - final * share)[told] ** 2 / spread[told]).sum())
    return np.maximum(squares / rng.chisquare(freedom, _DRAWS), 1.0)
