"""The planted truth: which places, how many offences a month, what the answer is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month, weekend_nights
from vawg_geo.runs.county.chance import Floats, Ints, stream
from vawg_geo.runs.county.places import Ground

FIRST_MONTH = Month(2016, 4)
N_MONTHS = 72
MONTHS = tuple(FIRST_MONTH + i for i in range(N_MONTHS + 1))  # the last is cut short by the data cut
LAST = N_MONTHS - 1  # position of March 2022
# recorded offences a year against women and girls, nights, public places: by rank from the market place
HOT = {"Alderwick": ((0, 120.0), (1, 100.0), (3, 78.0)), "Fenmere": ((0, 95.0), (2, 66.0))}
CHANGED = ("Alderwick", 1)  # rises by half over the last 12 months
RISE, RISE_MONTHS = 1.55, 12
NEW = ("Alderwick", 6, 125.0, 7)  # rank, a year, months since it began
LEAVING = ("Fenmere", 4, 33.0, 12)  # rank, a year, months since it went quiet
QUIET = 1.5
BLIP = ("Alderwick", 60, 7, 4)  # rank, offences in the other eleven months, offences in March 2022
# rank, months before the last, offence: one terrible event in a place with nearly nothing else
SINGLE = (("Alderwick", 75, 0, "2"), ("Fenmere", 48, 4, "19D"), ("Sedgeham", 9, 9, "2"))
SINGLE_OTHER = 1.2
FEAR = ("Fenmere", 30)  # many Street Safe reports, nothing recorded
SEASON = np.array([0.92, 0.92, 0.97, 0.98, 1.02, 1.03, 1.05, 1.02, 1.05, 1.07, 1.0, 1.12])  # January first
CITY, MARKET = (28.0, 16.0), (8.0, 2.5)  # a year at the market place; places over which it falls by e
TOWN, RURAL = 0.95, 0.38  # a year


@dataclass(frozen=True)
class Truth:
    """What was planted, for tests to compare with; areas by code. Never written into the folder."""

    hot_spots: dict[str, str]  # area -> stable / rising
    single_events: dict[str, str]  # area -> month of the event
    new: str
    leaving: str
    changed: tuple[str, str]  # area, up
    blip: tuple[str, str]  # area, month: chance, not change
    fear_only: str
    dirt: dict[str, tuple[int, str]]  # FAULTS number, or D and DATA number -> rows of incidents.csv, action
    unknown_codes: tuple[str, ...]
    snap_points: dict[str, int]  # what -> rows at that point
    rows: int  # data rows of incidents.csv


@dataclass(frozen=True)
class Plan:
    """Positions of the planted places and the expected offences a month of every area."""

    hot: tuple[int, ...]
    changed: int
    new: int
    leaving: int
    blip: int
    singles: tuple[int, ...]
    fear: int
    rate: Floats  # areas x months, recorded female victims
    usual: Floats  # a year in a usual year; orders the places for names and venues

    @property
    def planted(self) -> tuple[int, ...]:
        """Positions of every planted place."""
        return (*self.hot, self.new, self.leaving, self.blip, *self.singles, self.fear)


def make_plan(seed: int, ground: Ground) -> Plan:
    """
    Choose the planted places and set every area's expected offences.

    Parameters
    ----------
    seed
        The county's seed.
    ground
        The county's areas.

    Returns
    -------
    plan
        The planted places and the rates.
    """
    towns = {town: ground.by_distance(town) for town in ("Alderwick", "Fenmere", "Sedgeham")}

    def at(town: str, rank: int) -> int:
        """Return the area that is so many areas from a town's middle."""
        return towns[town][rank]

    hot = {at(town, rank): rate for town, places in HOT.items() for rank, rate in places}
    usual = _usual(seed, ground)
    new, leaving, changed = at(*NEW[:2]), at(*LEAVING[:2]), at(*CHANGED)
    singles = tuple(at(town, rank) for town, rank, *_ in SINGLE)
    blip, fear = at(*BLIP[:2]), at(*FEAR)
    for area, yearly in {**hot, new: QUIET, leaving: LEAVING[2], blip: BLIP[2], fear: 0.0}.items():
        usual[area] = yearly
    usual[list(singles)] = SINGLE_OTHER
    rate = usual[:, None] / 12 * calendar()[None]
    rate[changed, LAST - RISE_MONTHS + 1 :] *= RISE
    rate[new, LAST - NEW[3] + 1 :] *= NEW[2] / QUIET
    rate[leaving, LAST - LEAVING[3] + 1 :] *= QUIET / LEAVING[2]
    return Plan(tuple(hot), changed, new, leaving, blip, singles, fear, rate, usual)


def calendar() -> Floats:
    """Relative busyness of each month: its weekend nights and its season; mean about 1."""
    nights = np.array([len(weekend_nights(m.first, m.last)) for m in MONTHS])
    season = SEASON[[m.number - 1 for m in MONTHS]]
    busy: Floats = (0.4 + 0.6 * nights / nights.mean()) * season
    mean: float = busy[:N_MONTHS].mean()
    return busy / mean


def _usual(seed: int, ground: Ground) -> Floats:
    """Set a year's expected offences before anything is planted: falling smoothly from each market place."""
    rng = stream(seed, "usual")
    stratum = ground.areas["stratum"].to_numpy()
    base = pd.Series(stratum).map({"city": 0.0, "town": TOWN, "rural": RURAL}).to_numpy(dtype="float64")
    usual = base * rng.gamma(1.6, 1 / 1.6, len(base))
    top, fall = CITY
    in_city = np.flatnonzero(stratum == "city")
    rank = np.argsort(np.argsort(ground.near[in_city, :2].min(axis=1), kind="stable"), kind="stable")
    usual[in_city] = top * np.exp(-rank / fall)
    top, fall = MARKET
    for town in ("Sedgeham", "Marlham", "Oxbeck", "Tholeby"):
        for place, area in enumerate(ground.by_distance(town)[:7]):
            usual[area] = top * np.exp(-place / fall)
    return usual


def draw_counts(seed: int, plan: Plan) -> Ints:
    """
    Draw each area's offences a month; planted places keep their yearly totals, so that any seed shows them.

    Parameters
    ----------
    seed
        The county's seed.
    plan
        The plan.

    Returns
    -------
    counts
        Areas x months.
    """
    counts = stream(seed, "night counts").poisson(plan.rate)
    rng = stream(seed, "planted counts")
    kept = [*plan.hot, plan.new, plan.leaving]
    for first in range(0, N_MONTHS, 12):
        year = slice(first, first + 12)
        totals = np.round(plan.rate[kept, year].sum(axis=1)).astype("int64")
        counts[kept, year] = rng.multinomial(totals, plan.rate[kept, year] / plan.rate[kept, year].sum(axis=1)[:, None])
    counts[plan.fear] = 0
    counts[plan.blip, LAST - 11 :] = 0
    counts[plan.blip, rng.permutation(np.arange(LAST - 11, LAST))[: BLIP[2]]] = 1
    counts[plan.blip, LAST] = BLIP[3]
    for area, (_, _, back, _) in zip(plan.singles, SINGLE, strict=True):
        counts[area, LAST - 11 :] = 0
        counts[area, [LAST - back, LAST - (back + 3) % 12]] = 1
    whole: Ints = counts.astype("int64")
    return whole
