"""How the month's nights stand: the set the hot-spot procedure starts from, and its figures without the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import INCIDENTS, Column, check_table
from vawg_geo.measures.cohort import Cohort, first_month, select_nte
from vawg_geo.measures.gate import measure_gate
from vawg_geo.measures.headline import count_months, expect_month, measure_headline
from vawg_geo.measures.hotspot_types import DataGate, Headline, Hotspots
from vawg_geo.measures.months_held import require_months
from vawg_geo.measures.origins import Standing, trace_origins, yearly_factor
from vawg_geo.measures.place_scores import count_by_area
from vawg_geo.measures.strata import merge_strata
from vawg_geo.measures.tiers import assign_tiers

AREAS = {"alias": Column("text")}


@dataclass(frozen=True)
class NightMonth:
    """The NTE public set as a month's figures and lists are made from it."""

    incidents: gpd.GeoDataFrame
    month: Month
    cut: date
    profile: Profile
    extra_nights: tuple[str, ...]
    cohort: Cohort
    first: Month  # the first month the data hold whole
    standing: Standing

    @property
    def months_held(self) -> int:
        """Months of the evidence window that the data hold."""
        return min(self.month.months_since(self.first) + 1, self.profile.windows.evidence_months)

    def headline(self) -> tuple[Headline, pd.DataFrame, str]:
        """
        Count the nights, month by month, and say whether this one is as expected.

        Returns
        -------
        headline, monthly
            As in `Hotspots`.
        model
            How the expected range was made, in words.
        """
        rows, profile, extra = self.cohort.weighted, self.profile, self.extra_nights
        monthly = count_months(rows, first=self.first, last=self.month, profile=profile, extra_nights=extra)
        expected, past = expect_month(
            rows, first=self.first, month=self.month, cut=self.cut, profile=profile, extra_nights=extra
        )
        told = measure_headline(self.cohort, monthly, month=self.month, profile=profile, expected=expected, past=past)
        return told, monthly, expected.model

    def gate(self) -> DataGate:
        """Say whether the data bear the month's figures."""
        return measure_gate(self.incidents, self.cohort, month=self.month, cut=self.cut, profile=self.profile)


@dataclass(frozen=True)
class NightFigures:
    """What other pages repeat of the monthly page; each figure is the same there."""

    headline: Headline
    monthly: pd.DataFrame  # index month text: n, nights, harm, n_all, harm_all
    gate: DataGate
    tier_a: pd.Series  # shrunk harm expected a year of the places of tier A, index area


def prepare_month(
    incidents: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    month: Month,
    profile: Profile,
    cut: date,
    extra_nights: Sequence[str] = (),
) -> NightMonth:
    """
    Check the tables and pick the NTE public set.

    Parameters
    ----------
    incidents, areas, month, profile, cut, extra_nights
        As `find_hotspots` takes them.

    Returns
    -------
    nights
        The set, with what it takes to score it.

    Raises
    ------
    SchemaError
        If a table lacks a column or holds what it must not, or there are no areas.
    PeriodError
        If the month is not over at the data cut, or the data hold no record of a month asked for.

    References
    ----------
    METHODS 6.1-6.3.
    """
    check_table(incidents, INCIDENTS, what="the table of incidents")
    check_table(areas, AREAS, what="the table of areas")
    if not len(areas):
        raise SchemaError("there must be at least one area to rank.")
    if cut <= month.last:
        raise PeriodError(f"{month.words} must be over at the data cut, {cut.day} {cut:%B %Y}; take an earlier month.")
    require_months(incidents, month=month, months=profile.windows.evidence_months)
    cohort = select_nte(incidents, month=month, profile=profile, extra_nights=extra_nights)
    first = first_month(incidents, cohort, month)
    standing = _standing(cohort, areas, profile, first=first, month=month)
    return NightMonth(incidents, month, cut, profile, tuple(extra_nights), cohort, first, standing)


def measure_nights(nights: NightMonth) -> NightFigures:
    """
    Measure the month without its history, its list and its cards: a quarter of the work of `find_hotspots`.

    Parameters
    ----------
    nights
        As `prepare_month` gives it.

    Returns
    -------
    figures
        The same figures as those of `find_hotspots`.

    References
    ----------
    METHODS 3, 5, 6.
    """
    month, standing = nights.month, nights.standing
    headline, monthly, _ = nights.headline()
    now = trace_origins(standing, [month])
    events, windows = standing.evidence(month), nights.profile.windows
    yearly = yearly_factor(evidence_months=nights.months_held, half_life_days=windows.half_life_days)
    harm = standing.harm(events, month)["shrunk_harm"] * yearly
    chance = now.ranks["p_top"] if len(events) else now.ranks["p_top"].map(lambda _: float("nan"))
    return NightFigures(
        headline, monthly, nights.gate(), harm[tier_places(chance, now.judged, profile=nights.profile) == "A"]
    )


def repeat_figures(found: Hotspots) -> NightFigures:
    """Take the same figures from what `find_hotspots` found."""
    listed = found.scores.loc[found.scores["tier"] == "A", "shrunk_harm"]
    return NightFigures(found.headline, found.monthly, found.gate, listed)


def tier_places(p_top: pd.Series, judged: pd.DataFrame, *, profile: Profile) -> pd.Series:
    """
    Give each place its tier: by its chance, where it has the evidence and rests on more than one offence.

    Parameters
    ----------
    p_top
        Chance of being in the top k, index area.
    judged
        `enough`, `survives`, the same index.
    profile
        Thresholds.

    Returns
    -------
    tier
        "A", "B" or "".

    References
    ----------
    METHODS 6.4, 6.5.
    """
    return assign_tiers(p_top, tiers=profile.tiers).where(judged["enough"] & judged["survives"], "")


def _standing(cohort: Cohort, areas: gpd.GeoDataFrame, profile: Profile, *, first: Month, month: Month) -> Standing:
    members = cohort.members.loc[lambda rows: rows["night"] >= pd.Timestamp(first.first)]
    plain = Standing(members, areas, profile)
    if not profile.score.strata or "stratum" not in areas.columns:
        why = "the areas name no kind of place" if profile.score.strata else "as the profile asks"
        return Standing(members, areas, profile, strata_words=f"all areas are shrunk together: {why}")
    strata, words = merge_strata(areas["stratum"], count_by_area(plain.evidence(month), areas))
    return Standing(members, areas, profile, strata=strata, strata_words=words)
