"""Whether the data hold every month that a product speaks of: a lost file must never read as a quiet month."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month

_SHARE = 0.5  # of the usual number
_EXPECTED = 10.0  # records a month; where so many are usual, a month without one comes by chance once in 22,000


def require_months(incidents: pd.DataFrame, *, month: Month, months: int) -> None:
    """
    Refuse a reporting month, or evidence before it, of which the data hold no record at all.

    Parameters
    ----------
    incidents
        Every record, whatever its scope: `recorded_on` (where it is missing, `occurred_from` stands for it),
        `occurred_from`.
    month
        The reporting month.
    months
        How many months of evidence end with it; those before the first record are not asked for.

    Raises
    ------
    PeriodError
        If in the reporting month or a month of the evidence nothing was recorded, and fewer than half the usual number
        occurred, where the other months hold ten on average.

    References
    ----------
    FAULTS F11. The chance of no event where ten are expected is exp(-10).
    """
    happened, recorded = _months(incidents["occurred_from"]), _months(incidents["recorded_on"])
    recorded = recorded.fillna(happened)
    if incidents["occurred_from"].notna().sum() < _EXPECTED:
        return
    asked, first, last = pd.Period(str(month), "M"), min(happened.min(), recorded.min()), recorded.max()
    reach = f"they reach from {_words(first)} to {_words(last)}"
    if asked < first:
        raise PeriodError(f"the data hold no record of {month.words}: {reach}. Take a later month or add the files.")
    evidence = pd.period_range(max(first, asked - (months - 1)), asked, freq="M")
    counts = recorded.value_counts().reindex(evidence, fill_value=0)
    occurred = happened.value_counts().reindex(evidence, fill_value=0)
    few = occurred < _SHARE * occurred[occurred > 0].mean()  # what was recorded later is still there
    empty = evidence[(counts == 0) & few]
    if len(empty) and counts.sum() >= _EXPECTED * (counts > 0).sum():
        others = f" and of {len(empty) - 1} other months" if len(empty) > 1 else ""
        raise PeriodError(
            f"the data hold no record of {_words(empty[-1])}{others}, within the {len(evidence)} months asked for: "
            f"{reach}. A file of the extract is missing; add it, or take another month."
        )


def _months(days: pd.Series) -> pd.Series:
    months: pd.Series = days.dt.tz_localize(None).dt.to_period("M")
    return months


def _words(period: pd.Period) -> str:
    return Month(period.year, period.month).words
