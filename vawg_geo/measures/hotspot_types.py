"""What the NTE hot-spot procedure hands over: three frozen records, no logic."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.measures.contributions import Explained

# Every area has one row of these in `Hotspots.scores` (index = area code, order of `areas`).
SCORE_COLUMNS = (
    "n", "harm", "expected_n", "shrunk_harm", "rank", "p_top", "rank_low", "rank_high",
    "n12", "n_month", "harm12", "nights12", "victims12", "largest_share",
    "z", "q", "cluster", "tier", "status", "status_months",
)  # fmt: skip
# `Hotspots.listed` adds these to them.
LISTED_COLUMNS = (
    "place", "number", "trend", "peak_text", "peak_low", "peak_high", "behaviours", "fear",
    "monthly", "expected_low", "expected_high",
)  # fmt: skip
WATCH_COLUMNS = ("place", "why", "n12", "n_month", "largest_share", "fear", "note")
WATCH_REASONS = ("single event", "emerging", "too little evidence", "falling back", "fear only")
CHANGE_COLUMNS = ("place", "before", "after", "ratio", "low", "high", "p", "q", "told", "text")
CAPTURE_COLUMNS = (
    "method", "horizon_months", "share_harm", "low", "high", "share_places", "pai", "pei", "origins",
)  # fmt: skip
COVERAGE_COLUMNS = ("k", "places", "nights", "hours", "share", "officer_hours", "adds")
GRID_HOURS = (18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5)  # a night's hours in the order they pass


@dataclass(frozen=True)
class Headline:
    """The month's weekend nights in one sentence's worth of numbers. METHODS 3, 8, 13."""

    n: float  # membership-weighted offences on the month's weekend nights
    nights: int  # weekend nights of the month
    per_night: float  # NaN when there is no weekend night
    low: float = np.nan  # expected per night, 80 %; NaN = cannot say
    high: float = np.nan
    verdict: str = "cannot say"  # "no change" (inside the 95 % range), "higher", "lower", "cannot say"
    ceiling: float = np.nan  # n if every victim of unrecorded sex were female
    other_nights: float = np.nan  # offences on the month's other nights
    n_unweighted: int = 0  # listed offences of the evidence window without a harm weight
    share_largest: float = np.nan  # largest single offence's share of 12 months' harm, 0..1
    past_held: int = 0  # of the twelve months before, how many their own 80 % range held. METHODS 8
    past_months: int = 0  # how many of them had a range


@dataclass(frozen=True)
class Detectable:
    """The smallest fall one month of counts could show at tiers A and B, weekend nights. METHODS 9."""

    expected: float = np.nan  # offences there on next month's weekend nights, with no new task; shrunk
    fall: float = np.nan  # offences fewer that would show with 80 % chance at 90 %; NaN: even none left would not
    nights: int = 0  # weekend nights of next month
    places: int = 0


@dataclass(frozen=True)
class DataGate:
    """Whether the data bear the product. METHODS 6.0."""

    geocoded: float  # share of the records that ask for a place, 0..1
    time_certain: float  # share with a span of at most two hours
    colour: str  # "green", "amber" or "red"
    sex_missing: float  # share of records of unrecorded victim sex before they were left out
    midnight_share: float  # share of known times that read exactly 00:00
    lag_median_days: float  # recorded - occurred, median
    may_rise: tuple[float, float] = (np.nan, np.nan)  # month's count may still rise by so many, 80 %


@dataclass(frozen=True)
class Hotspots:
    """Everything a page of NTE hot spots shows, by place, night and month. METHODS 6."""

    events: gpd.GeoDataFrame  # incidents' columns + night, nte (0..1), weekend
    flow: pd.DataFrame  # step, n: records in, each exclusion, in scope; balances
    scores: pd.DataFrame  # SCORE_COLUMNS, every area
    listed: pd.DataFrame  # SCORE_COLUMNS + LISTED_COLUMNS, display order
    watch: pd.DataFrame  # WATCH_COLUMNS; index area
    hexes: gpd.GeoDataFrame  # area, geometry: outlines only
    headline: Headline
    grid: pd.DataFrame  # Mon..Sun nights x GRID_HOURS, aoristic weight of 12 months
    grids: dict[str, pd.DataFrame]  # the same for each listed area
    monthly: pd.DataFrame  # index month text: n, nights, harm (weekend nights), n_all, harm_all (every night)
    capture: pd.DataFrame  # CAPTURE_COLUMNS
    coverage: pd.DataFrame  # COVERAGE_COLUMNS: the options a chair decides between
    curve: pd.DataFrame  # k, share, officer_hours, adds: place by place, tiers A and B in rank order
    changes: pd.DataFrame  # CHANGE_COLUMNS; index area, and "all" for the whole
    gate: DataGate
    chosen: dict[str, str] = field(default_factory=dict)  # every automatic choice, in words
    detectable: Detectable = field(default_factory=Detectable)
    explained: Explained = field(default_factory=Explained)  # why every area has the score it has

    def __repr__(self) -> str:
        """Say what it is, never what a row holds."""
        month = self.monthly.index[-1] if len(self.monthly) else "no month"
        return f"Hotspots({month}: {len(self.listed)} listed, {len(self.watch)} on watch, of {len(self.scores)} areas)"
