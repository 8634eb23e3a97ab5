"""What happened, since the data cut before, to the records that were there: METHODS 1 asks that a product says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.base.periods import LONDON
from vawg_geo.sources.snapshots import load_incidents_before

_STRAYS = 0.001  # share of records older than the extract reaches: they do not say where it begins
_NEAR_M = 0.5
_COLUMNS = (
    "offence_code", "category", "status", "occurred_from", "occurred_to", "recorded_on", "supplied_area", "place_type",
)  # fmt: skip


@dataclass(frozen=True)
class Followed:
    """The records of two cuts, compared by their pseudonyms; counts alone, a record may be in several."""

    since: date | None  # the cut before; None: there is nothing to compare with
    counts: Mapping[str, int] = field(default_factory=dict)  # what happened -> records
    why: str = ""  # nothing can be compared

    @property
    def words(self) -> str:
        """The comparison in a sentence."""
        if self.since is None:
            return f"Changes of earlier records cannot be told: {self.why}."
        told = [f"{n:,} {what}" for what, n in self.counts.items() if n]
        return f"Since the data cut of {self.since.day} {self.since:%B %Y}: {', '.join(told) or 'nothing changed'}."

    @property
    def quality(self) -> pd.DataFrame:
        """The same as lines of the quality table: file, rule, what, n, action."""
        since = "" if self.since is None else f"since the cut of {self.since}: "
        lines = [(f"{since}{what}", n) for what, n in self.counts.items()] or [(self.why, 0)]
        table = pd.DataFrame(lines, columns=["what", "n"]).astype({"n": "int64"})
        return table.assign(file="", rule="I57", action="reported")[["file", "rule", "what", "n", "action"]]

    @property
    def facts(self) -> dict[str, object]:
        """The same for a machine."""
        return {"since": None if self.since is None else str(self.since), **self.counts}


def follow_cut(folder: Path, cut: date, incidents: gpd.GeoDataFrame) -> Followed:
    """
    Compare a cut with the one before it, as its snapshot has it.

    Parameters
    ----------
    folder
        The force's snapshots.
    cut
        The cut of `incidents`.
    incidents
        As they are now.

    Returns
    -------
    followed
        Without counts when no earlier cut is kept, or when it cannot be read: a damaged past stops no present.
    """
    try:
        earlier = load_incidents_before(folder, cut, columns=_COLUMNS)
    except SourceError:
        return Followed(None, why="the snapshot of the cut before cannot be read")
    if earlier is None:
        return Followed(None, why="no earlier data cut is kept, there is nothing to compare with")
    since, before = earlier
    return follow_records(before, incidents, since=since)


def follow_records(before: gpd.GeoDataFrame, now: gpd.GeoDataFrame, *, since: date) -> Followed:
    """
    Follow records from one cut to the next.

    Parameters
    ----------
    before, now
        Incidents of the two cuts, index `incident_id`; rows that carry no identifier of their own are left out.
    since
        The earlier cut.

    Returns
    -------
    followed
        Counts: cancelled, transferred, live again, reclassified, with other times, with another place; no longer in
        the extract (of those both extracts reach back to); recorded by the earlier cut, but not in it; recorded since.

    References
    ----------
    METHODS 1. FAULTS I57.
    """
    before, now = _named(before), _named(now)
    old, new = before.loc[before.index.intersection(now.index)], now.loc[before.index.intersection(now.index)]
    status = {word: (new["status"] == word) & (old["status"] != word) for word in ("cancelled", "transferred", "live")}
    reach = max(_begins(before), _begins(now))
    gone = ~before.index.isin(now.index) & (before["recorded_on"] >= reach)
    fresh = now[~now.index.isin(before.index) & (now["recorded_on"] >= reach)]
    late = fresh["recorded_on"] < pd.Timestamp(since + timedelta(days=1), tz=LONDON)
    found = {
        "cancelled": status["cancelled"],
        "transferred": status["transferred"],
        "live again": status["live"],
        "reclassified": _differ(old, new, "offence_code") | _differ(old, new, "category"),
        "with other times": _differ(old, new, "occurred_from", "occurred_to", "recorded_on"),
        "with another place": _moved(old, new) | _differ(old, new, "place_type"),
        "no longer in the extract, or set aside now": gone,
        "recorded by then but not in it, or set aside then": late,
        "recorded since": ~late,
    }
    return Followed(since, {what: int(rows.sum()) for what, rows in found.items()})


def _named(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    # A suffix says that the identifier is shared, or that there is none: whose row it was at the other cut is a guess.
    names = pd.Series(incidents.index, dtype="str")
    base = names.str.extract(r"^([0-9a-f]+)", expand=False)
    return incidents[(~base.duplicated(keep=False) & (base == names)).to_numpy()]


def _begins(incidents: gpd.GeoDataFrame) -> pd.Timestamp:
    if incidents.empty:
        return pd.Timestamp.max.tz_localize("UTC")
    return pd.Timestamp(incidents["recorded_on"].quantile(_STRAYS, interpolation="lower"))


def _differ(old: pd.DataFrame, new: pd.DataFrame, *columns: str) -> pd.Series:
    differ = pd.Series(data=False, index=old.index)
    for column in columns:
        if column in old.columns and column in new.columns:
            both = old[column].isna() & new[column].isna()
            differ |= ~(both | (old[column] == new[column]).fillna(value=False).astype(bool))
    return differ


def _moved(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.Series:
    """Tell whose point moved; where neither has one, whose area code changed."""
    pointed, points = old.geometry.notna().to_numpy(), new.geometry.notna().to_numpy()
    with np.errstate(invalid="ignore"):
        apart = np.hypot(
            old.geometry.x.to_numpy() - new.geometry.x.to_numpy(), old.geometry.y.to_numpy() - new.geometry.y.to_numpy()
        )
    moved = np.where(pointed & points, apart > _NEAR_M, pointed != points)
    elsewhere: pd.Series = pd.Series(moved, index=old.index) | (_differ(old, new, "supplied_area") & ~pointed & ~points)
    return elsewhere
