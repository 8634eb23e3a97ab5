"""The month in one line: weekend nights, offences a night, and whether that is what was to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month, nights_between
from vawg_geo.base.profile import Profile
from vawg_geo.measures.cohort import Cohort
from vawg_geo.measures.cohort_rules import is_weekend
from vawg_geo.measures.forecast import Forecast, forecast_count, review_forecasts
from vawg_geo.measures.hotspot_types import Headline


def count_months(
    rows: pd.DataFrame, *, first: Month, last: Month, profile: Profile, extra_nights: Sequence[str] = ()
) -> pd.DataFrame:
    """
    Count weekend nights' offences by month of the night.

    Parameters
    ----------
    rows
        `night`, `nte`, `weekend`, `harm`.
    first, last
        Months, both included.
    profile, extra_nights
        Which nights are weekend nights.

    Returns
    -------
    monthly
        Index month (text, without gaps): `n` (weighted by membership, weekend nights), `nights` (weekend nights),
        `harm` (known harm of these, weighted), `n_all` and `harm_all` (every night).

    References
    ----------
    METHODS 3: per weekend night; the night of 31 December holds 02:00 on 1 January.
    """
    nights = nights_between(first.first, last.last).to_series()
    weekend = nights[is_weekend(nights, profile, extra_nights)]
    harm = rows["harm"].fillna(0.0) * rows["nte"]
    table = pd.DataFrame({"n": rows["nte"], "harm": harm, "month": rows["night"].dt.strftime("%Y-%m")})
    own = table.loc[rows["weekend"]].groupby("month")[["n", "harm"]].sum()
    every = table.groupby("month")[["n", "harm"]].sum().add_suffix("_all")
    sizes = weekend.dt.strftime("%Y-%m").value_counts().rename("nights")
    months = pd.Index([str(first + i) for i in range(last.months_since(first) + 1)], name="month")
    monthly = pd.concat([own, sizes, every], axis=1).reindex(months).fillna(0.0).astype({"nights": "int64"})
    return monthly[["n", "nights", "harm", "n_all", "harm_all"]]


def as_known_then(rows: pd.DataFrame, *, month: Month, cut: date) -> pd.DataFrame:
    """
    Leave out what was recorded later than this month's records can have been.

    Parameters
    ----------
    rows
        `night`, `recorded_on`.
    month
        The reporting month.
    cut
        The data cut.

    Returns
    -------
    rows
        Those recorded at most as many days after their month's end as the cut lies after the reporting month's end:
        a young month is compared with months as they looked when young.

    References
    ----------
    METHODS 8 (unripe months).
    """
    wait = pd.Timedelta(days=(cut - month.last).days + 1)
    month_end = rows["night"] + pd.offsets.MonthEnd(0)
    recorded = rows["recorded_on"].dt.tz_localize(None)
    kept: pd.DataFrame = rows.loc[recorded < month_end + wait]
    return kept


def expect_month(
    rows: pd.DataFrame, *, first: Month, month: Month, cut: date, profile: Profile, extra_nights: Sequence[str] = ()
) -> tuple[Forecast, tuple[int, int]]:
    """
    Give the range the month's weekend nights were expected in, from months seen as young as this one.

    Parameters
    ----------
    rows
        `night`, `nte`, `weekend`, `harm`, `recorded_on`.
    first
        First month the data hold whole.
    month
        The reporting month.
    cut
        The data cut.
    profile, extra_nights
        Which nights are weekend nights; the seed.

    Returns
    -------
    forecast, past
        The range, all NaN with under 24 months before; and of the twelve months before, how many counts their own
        80 % range held, of how many that had one.

    References
    ----------
    METHODS 8.
    """
    young = as_known_then(rows, month=month, cut=cut)
    counts = count_months(young, first=first, last=month, profile=profile, extra_nights=extra_nights)
    n, nights, seed = counts["n"], counts["nights"], profile.score.seed
    if (nights == 0).any():
        nan = float("nan")
        return Forecast(nan, nan, nan, nan, nan, "cannot say: a month has no weekend night", len(counts) - 1), (0, 0)
    inside = review_forecasts(n.iloc[:-1], nights.iloc[:-1], seed=seed)["inside80"].dropna()
    return forecast_count(n, nights, month=month, seed=seed), (int(inside.sum()), len(inside))


def measure_headline(
    cohort: Cohort, monthly: pd.DataFrame, *, month: Month, profile: Profile, expected: Forecast,
    past: tuple[int, int] = (0, 0),
) -> Headline:  # fmt: skip
    """
    Sum up the month and judge it against what was expected.

    Parameters
    ----------
    cohort
        The NTE public set; without a row nothing is said.
    monthly
        Result of `count_months` over all its months.
    month
        The reporting month.
    profile
        The display period.
    expected
        The range of the month's weekend nights together.
    past
        How many past months their range held, of how many.

    Returns
    -------
    headline
        "no change" inside the 95 % range, "higher" or "lower" outside it.

    References
    ----------
    METHODS 1 (ceiling), 2, 8, 13.
    """
    now = monthly.loc[str(month)].to_dict()
    nights = int(now["nights"])
    if cohort.rows.empty:
        return Headline(n=np.nan, nights=nights, per_night=np.nan)
    n = float(now["n"])
    here = cohort.ceiling
    here = here.loc[here["night"].between(pd.Timestamp(month.first), pd.Timestamp(month.last)) & here["weekend"]]
    members = cohort.members.loc[lambda rows: rows["night"] >= pd.Timestamp(cohort.window[0])]
    display = pd.Timestamp((month - (profile.windows.display_months - 1)).first)
    harm = members.loc[members["night"] >= display, "harm"]
    return Headline(
        n=n,
        nights=nights,
        per_night=n / nights if nights else np.nan,
        low=expected.low80 / nights if nights else np.nan,
        high=expected.high80 / nights if nights else np.nan,
        verdict=judge(n, expected) if nights else "cannot say",
        ceiling=float(here["nte"].sum()),
        other_nights=float(now["n_all"]) - n,
        n_unweighted=int(members["harm"].isna().sum()),
        share_largest=float(harm.max() / harm.sum()) if harm.sum() > 0 else np.nan,
        past_held=past[0],
        past_months=past[1],
    )


def judge(n: float, expected: Forecast) -> str:
    """
    Say where a count lies against its expected range.

    Parameters
    ----------
    n
        The count.
    expected
        Its range; NaN = cannot say.

    Returns
    -------
    verdict
        "no change", "higher", "lower"; "cannot say" without a range.

    References
    ----------
    METHODS 13.
    """
    if np.isnan(expected.low95) or np.isnan(expected.high95):
        return "cannot say"
    # The range has whole counts, ends included; a weighted count is as good as the whole count next to it.
    if n > expected.high95 + 0.5:
        return "higher"
    return "lower" if n < expected.low95 - 0.5 else "no change"
