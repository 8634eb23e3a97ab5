"""How places stood at the end of any month, told from this cut: scores, ranks, evidence by rolling origin."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.fading import decayed_exposure
from vawg_geo.measures.ranking import score_harm, score_ranks
from vawg_geo.measures.single_event import count_evidence, has_evidence, survives_without_largest

STEP = 3  # months between origins: quarters. METHODS 6.5
QUARTERS = 8  # origins before the present one, where the data reach so far
LEAST_HISTORY = 12  # months of data an origin needs before it says anything
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Standing:
    """The NTE public set of all months with what it takes to score it at any month's end."""

    members: gpd.GeoDataFrame  # area, night, harm, occurred_to, victim
    areas: gpd.GeoDataFrame
    profile: Profile
    strata: pd.Series | None = None
    strata_words: str = ""

    def window(self, month: Month, months: int) -> gpd.GeoDataFrame:
        """
        Return the records of the nights of so many months that end with a month.

        Parameters
        ----------
        month
            The last month.
        months
            How many.

        Returns
        -------
        events
            Rows of `members`.
        """
        first, last = pd.Timestamp((month - (months - 1)).first), pd.Timestamp(month.last)
        return self.members.loc[self.members["night"].between(first, last)]

    def evidence(self, month: Month) -> gpd.GeoDataFrame:
        """
        Return the records of the evidence window that ends with a month.

        Parameters
        ----------
        month
            The last month.

        Returns
        -------
        events
            Rows of `members`.
        """
        return self.window(month, self.profile.windows.evidence_months)

    def harm(self, events: gpd.GeoDataFrame, month: Month) -> pd.DataFrame:
        """
        Score the areas by shrunk harm as at a month's end; METHODS 5.

        Parameters
        ----------
        events
            Offences that ended by then.
        month
            The origin.

        Returns
        -------
        scores
            As `score_harm`.
        """
        return score_harm(
            events, self.areas, k=self.profile.score.k, as_of=(month + 1).first,
            half_life_days=self.profile.windows.half_life_days, strata=self.strata,
        )  # fmt: skip

    def ranks(self, month: Month) -> pd.DataFrame:
        """
        Say how sure each area's rank was at a month's end; METHODS 5.

        Parameters
        ----------
        month
            The origin.

        Returns
        -------
        ranks
            As `score_ranks`.
        """
        score = self.profile.score
        return score_ranks(
            self.evidence(month), self.areas, top=score.top, draws=score.draws, seed=score.seed, k=score.k,
            as_of=(month + 1).first, half_life_days=self.profile.windows.half_life_days, strata=self.strata,
        )  # fmt: skip

    def judge(self, month: Month, p_top: pd.Series) -> pd.DataFrame:
        """
        Tell which areas rest on `enough`, and which likely ones `survive` without their largest; METHODS 6.4.

        Parameters
        ----------
        month
            The origin.
        p_top
            Chances at the origin.

        Returns
        -------
        judged
            `enough`, `survives` (bool), every area.
        """
        display = self.window(month, self.profile.windows.display_months)
        enough = has_evidence(count_evidence(display, self.areas), least=self.profile.evidence)
        events, likely = self.evidence(month), p_top.index[p_top >= self.profile.tiers.b]
        survives = survives_without_largest(
            events, likely, top=self.profile.score.top, rank=lambda rest: self.harm(rest, month)["rank"]
        )
        return pd.DataFrame({"enough": enough, "survives": survives.reindex(self.areas.index, fill_value=False)})


@dataclass(frozen=True)
class History:
    """What every origin said."""

    p_top: pd.DataFrame  # areas x origins (month text, the oldest first)
    eligible: pd.DataFrame  # the same: enough evidence, and not one offence
    ranks: pd.DataFrame  # of the last origin: p_top, rank_low, rank_high
    judged: pd.DataFrame  # of the last origin: enough, survives


def list_quarters(month: Month, *, first: Month) -> list[Month]:
    """
    List the origins a place's history is told by.

    Parameters
    ----------
    month
        The reporting month.
    first
        First month of the data.

    Returns
    -------
    origins
        Every third month back from `month`, at most 8 before it, each with a year of data; the oldest first.
    """
    back = [month - STEP * quarters for quarters in range(QUARTERS, 0, -1)]
    return [*(origin for origin in back if origin.months_since(first) + 1 >= LEAST_HISTORY), month]


def yearly_factor(*, evidence_months: int, half_life_days: int) -> float:
    """
    Return what brings a score on the scale of the faded evidence to a year.

    Parameters
    ----------
    evidence_months
        Length of the evidence.
    half_life_days
        Days after which it counts half.

    Returns
    -------
    factor
        Above 0.
    """
    days = evidence_months / 12 * YEAR_DAYS
    return YEAR_DAYS / decayed_exposure(days, half_life_days=half_life_days)


def trace_origins(standing: Standing, months: list[Month]) -> History:
    """
    Score every origin from this cut.

    Parameters
    ----------
    standing
        What is scored.
    months
        The origins, the oldest first.

    Returns
    -------
    history
        Chances and eligibility at each, ranks and judgements at the last.

    References
    ----------
    METHODS 6.5: recomputed by rolling origin, never read off old pages.
    """
    chances, passed = {}, {}
    for month in months:
        ranks = standing.ranks(month)
        judged = standing.judge(month, ranks["p_top"])
        chances[str(month)] = ranks["p_top"]
        passed[str(month)] = judged["enough"] & judged["survives"]
    return History(pd.DataFrame(chances), pd.DataFrame(passed), ranks, judged)


def harm_by_month(members: pd.DataFrame, areas: pd.DataFrame, *, first: Month, last: Month) -> pd.DataFrame:
    """
    Sum harm by area and month of the night.

    Parameters
    ----------
    members
        `area`, `night`, `harm` (NaN adds nothing).
    areas
        One row an area, index = code.
    first, last
        Months, both included.

    Returns
    -------
    harm
        Areas x months (text), without gaps.
    """
    months = [str(first + i) for i in range(last.months_since(first) + 1)]
    if members.empty:
        return pd.DataFrame(0.0, index=areas.index, columns=months)
    table = members[["area", "harm"]].assign(month=members["night"].dt.strftime("%Y-%m"))
    sums = table.pivot_table(index="area", columns="month", values="harm", aggfunc="sum", observed=True)
    return sums.reindex(index=areas.index, columns=months).fillna(0.0).astype(np.float64)
