"""The listed places: what a reader of the table learns of each beyond its score."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.offences import offence_table
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import LISTED_COLUMNS, SCORE_COLUMNS
from vawg_geo.measures.peak import find_peak_window

LEAST_OF_A_KIND = 3  # offences in 12 months before a kind is named. METHODS 12
MOST_KINDS = 3
RANGE = (0.1, 0.9)  # 80 %


def order_listed(scores: pd.DataFrame) -> pd.Index:
    """
    Put the listed places in display order.

    Parameters
    ----------
    scores
        `tier`, `status`, `rank`; index area.

    Returns
    -------
    areas
        Tiers A and B by rank, then those leaving by rank.
    """
    tiered = scores.loc[scores["tier"].isin(["A", "B"])].sort_values("rank", kind="stable")
    leaving = scores.loc[(scores["status"] == "leaving") & ~scores.index.isin(tiered.index)]
    return tiered.index.append(leaving.sort_values("rank", kind="stable").index)


def describe_listed(scores: pd.DataFrame, *, facts: pd.DataFrame, peaks: pd.DataFrame) -> pd.DataFrame:
    """
    Put together the table of listed places.

    Parameters
    ----------
    scores
        `SCORE_COLUMNS`, every area.
    facts
        Every area: `place`, `trend`, `behaviours`, `fear`, `monthly`, `expected_low`, `expected_high`.
    peaks
        Listed areas: `peak_text`, `peak_low`, `peak_high`.

    Returns
    -------
    listed
        `SCORE_COLUMNS` and `LISTED_COLUMNS`, in display order, numbered from 1.
    """
    order = order_listed(scores)
    listed = scores.loc[order].join(facts).join(peaks)
    listed["number"] = np.arange(1, len(order) + 1)
    return listed[[*SCORE_COLUMNS, *LISTED_COLUMNS]]


def name_behaviours(events: pd.DataFrame, areas: Iterable[str]) -> pd.Series:
    """
    Name the main kinds of offence of each area.

    Parameters
    ----------
    events
        Offences of 12 months: `area`, `offence_code`.
    areas
        Codes.

    Returns
    -------
    behaviours
        Up to three plain labels, the commonest first, "; " between; only kinds with at least 3 offences.

    References
    ----------
    METHODS 12.
    """
    labels = events["offence_code"].map(offence_table()["label"])
    counts = events[["area"]].assign(label=labels).value_counts().reset_index()
    counts = counts.loc[counts["count"] >= LEAST_OF_A_KIND]
    counts = counts.sort_values(["count", "label"], ascending=[False, True], kind="stable")
    named = counts.groupby("area")["label"].agg(lambda kinds: "; ".join(kinds.head(MOST_KINDS)))
    return named.reindex(pd.Index(list(areas))).fillna("").rename("behaviours")


def count_by_month(events: pd.DataFrame, areas: pd.Index, *, last: Month, months: int) -> pd.DataFrame:
    """
    Count each area's offences by month of the night.

    Parameters
    ----------
    events
        `area`, `night`.
    areas
        Codes.
    last
        The last month.
    months
        How many.

    Returns
    -------
    counts
        Areas x months (text, the oldest first), whole numbers.
    """
    columns = [str(last - back) for back in range(months - 1, -1, -1)]
    counts = pd.crosstab(events["area"].astype("object"), events["night"].dt.strftime("%Y-%m"))
    return counts.reindex(index=areas, columns=columns).fillna(0).astype("int64")


def expect_range(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Give the range a place's last month was expected in, from the months before it.

    Parameters
    ----------
    counts
        Areas x months, whole numbers.

    Returns
    -------
    expected
        `expected_low`, `expected_high`: 80 % of the negative binomial that a Poisson count with an unknown, steady
        mean has after the (at most 24) months before; NaN with fewer than 12 of them.
    """
    before = counts.iloc[:, max(counts.shape[1] - 25, 0) : -1]
    n = before.shape[1]
    if n < 12:  # noqa: PLR2004 - a year, so that every season counts once
        return pd.DataFrame(np.nan, index=counts.index, columns=["expected_low", "expected_high"])
    shape = before.sum(axis=1).to_numpy() + 0.5  # Jeffreys prior
    low, high = (stats.nbinom.ppf(q, shape, n / (n + 1)) for q in RANGE)
    return pd.DataFrame({"expected_low": low, "expected_high": high}, index=counts.index)


def count_fear(street_safe: pd.DataFrame | None, areas: pd.Index, *, last: Month, months: int) -> pd.Series:
    """
    Count Street Safe reports by area.

    Parameters
    ----------
    street_safe
        `area`, `reported_on`; None: the force has none.
    areas
        Codes.
    last
        The last month.
    months
        How many.

    Returns
    -------
    fear
        Reports (Int64), `<NA>` without Street Safe. Never added to offences. METHODS 11.
    """
    if street_safe is None:
        return pd.Series(pd.NA, index=areas, dtype="Int64", name="fear")
    when = pd.to_datetime(street_safe["reported_on"])
    when = when.dt.tz_localize(None) if when.dt.tz is not None else when
    first, end = pd.Timestamp((last - (months - 1)).first), pd.Timestamp((last + 1).first)
    inside = street_safe.loc[(when >= first) & (when < end), "area"]
    return inside.value_counts().reindex(areas).fillna(0).astype("Int64").rename("fear")


def find_peaks(events: pd.DataFrame, areas: Iterable[str], *, profile: Profile) -> pd.DataFrame:
    """
    Find each area's peak window.

    Parameters
    ----------
    events
        Offences of 12 months: `area`, `occurred_from`, `occurred_to`.
    areas
        Codes.
    profile
        The fewest offences hours are given for, and the seed.

    Returns
    -------
    peaks
        Index area: `peak_text` ("Sat 23:00-02:30", or "too few for hours"), `peak_low` (earliest begin),
        `peak_high` (latest end; 95 %, bootstrap).

    References
    ----------
    METHODS 6.7.
    """
    rows = {}
    for area in areas:
        here = events.loc[events["area"] == area]
        peak = find_peak_window(
            here["occurred_from"], here["occurred_to"], least=profile.evidence.hours, seed=profile.score.seed
        )
        rows[area] = (peak.text, peak.low, peak.high)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["peak_text", "peak_low", "peak_high"], dtype="object")
