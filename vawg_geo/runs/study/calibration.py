"""Does "P(in the top ten)" mean what it says: chances given against how often they came true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.measures.ranking import score_ranks
from vawg_geo.measures.rates import share_intervals
from vawg_geo.runs.study.intervals import bootstrap, summarise
from vawg_geo.runs.study.lists import MONTH_DAYS, TOP
from vawg_geo.runs.study.records import Records
from vawg_geo.runs.study.worlds import World

LAST = 47  # the last month known (0..)
EVIDENCE = 36
BINS = np.linspace(0, 1, 11)
TIERS = {"A: 80% and more": (0.8, 1.01), "B: 50 to 80%": (0.5, 0.8), "30 to 50%": (0.3, 0.5), "below 30%": (-0.01, 0.3)}
FADINGS = {"half after 12 months": 12.0, "no fading": None}
WORLDS = {
    "constant risk": World(),
    "constant risk, city and country": World("city"),
    "constant risk, same mix everywhere": World(alike=None),
    "constant risk, mixes differ much": World(alike=10.0),
    "drifting risk": World(drift=0.10),
    "risk drifting fast": World(drift=0.20),
}


def measure_chances(records: Records, county: int) -> Iterator[pd.DataFrame]:
    """
    Give every place its chance, and say whether it truly was among the ten.

    Parameters
    ----------
    records
        A county with known truth.
    county
        Its number; also the seed of the draws.

    Yields
    ------
    chances
        One row an area: `world`, `fading`, `county`, `p`, `true` (0 or 1: among the ten most harmful in the last month
        known).
    """
    if records.truth is None:
        return
    true = np.zeros(len(records.areas))
    true[records.truth.top(LAST, TOP)] = 1
    for fading, months in FADINGS.items():
        ranks = score_ranks(
            records.window(LAST, EVIDENCE), records.areas, top=TOP, seed=county, as_of=records.as_of(LAST),
            half_life_days=None if months is None else months * MONTH_DAYS, strata=records.strata,
        )  # fmt: skip
        yield pd.DataFrame(
            {"world": records.name, "fading": fading, "county": county, "p": ranks["p_top"].to_numpy(), "true": true}
        )


@dataclass(frozen=True)
class _Group:
    """Sums by county of the places in one bin of chances."""

    sums: np.ndarray  # counties x (places, chances, truths)

    def share(self, times: np.ndarray) -> float:
        total = times @ self.sums
        return float(total[2] / total[0]) if total[0] else np.nan


def tabulate_reliability(chances: pd.DataFrame) -> pd.DataFrame:
    """
    Compare chances with what came true, by tenths.

    Parameters
    ----------
    chances
        As `measure_chances` gives them, joined.

    Returns
    -------
    reliability
        `world`, `fading`, `bin`, `places`, `said` (mean chance), `true` (share), `low`, `high` (95 %,
        the wider of a bootstrap over counties and Wilson's).
    """
    bins = np.clip(np.digitize(chances["p"], BINS[1:-1]), 0, 9)
    names = np.array([f"{10 * i} to {10 * i + 10}%" for i in range(10)])
    return _tabulate(chances.assign(order=bins, bin=names[bins]))


def tabulate_tiers(chances: pd.DataFrame) -> pd.DataFrame:
    """
    Compare chances with what came true, by the page's tiers.

    Parameters
    ----------
    chances
        As `measure_chances` gives them, joined.

    Returns
    -------
    tiers
        As `tabulate_reliability`.
    """
    tier = np.empty(len(chances), dtype=object)
    order = np.zeros(len(chances), dtype="int64")
    for at, (name, (low, high)) in enumerate(TIERS.items()):
        inside = ((chances["p"] >= low) & (chances["p"] < high)).to_numpy()
        tier[inside], order[inside] = name, at
    return _tabulate(chances.assign(order=order, bin=tier))


def _tabulate(chances: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (world, fading), part in chances.groupby(["world", "fading"], sort=False):
        counties = part["county"].unique()
        for (_, name), group in part.groupby(["order", "bin"], sort=True):
            sums = group.groupby("county").agg(places=("p", "size"), p=("p", "sum"), true=("true", "sum"))
            each = _Group(sums.reindex(counties, fill_value=0).to_numpy(dtype="float64"))
            low, high = bootstrap(len(counties), each.share)
            rows.append((world, fading, name, len(group), group["p"].mean(), group["true"].mean(), low, high))
    return widen(pd.DataFrame(rows, columns=["world", "fading", "bin", "places", "said", "true", "low", "high"]))


def widen(shares: pd.DataFrame) -> pd.DataFrame:
    """
    Take the wider of bootstrap and Wilson: where all or none came true, resampling sees no doubt at all.

    Parameters
    ----------
    shares
        `places`, `true`, `low`, `high`.

    Returns
    -------
    shares
        The same, with `low` and `high` no nearer to `true` than Wilson's.
    """
    hits = (shares["true"] * shares["places"]).round()
    wilson = share_intervals(hits, shares["places"])
    return shares.assign(
        low=shares["low"].clip(upper=wilson["low"]).fillna(wilson["low"]),
        high=shares["high"].clip(lower=wilson["high"]).fillna(wilson["high"]),
    )


def tabulate_brier(chances: pd.DataFrame) -> pd.DataFrame:
    """
    Score the chances: mean squared error, and what is gained on giving every place the same chance.

    Parameters
    ----------
    chances
        As `measure_chances` gives them, joined.

    Returns
    -------
    scores
        `world`, `fading`, `score` ("Brier" or "skill"), `mean`, `low`, `high`, `counties`. Skill 0 = no better than the
        same chance for all; 1 = certain and right.
    """
    each = chances.assign(error=(chances["p"] - chances["true"]) ** 2)
    brier = each.groupby(["world", "fading", "county"], sort=False).agg(Brier=("error", "mean"), base=("true", "mean"))
    brier["skill"] = 1 - brier["Brier"] / (brier["base"] * (1 - brier["base"]))
    rows = brier.reset_index().melt(["world", "fading", "county"], ["Brier", "skill"], "score", "value")
    return summarise(rows, ["world", "fading", "score"], "value")
