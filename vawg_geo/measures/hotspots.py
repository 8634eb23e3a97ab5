"""The NTE hot-spot procedure, start to finish: one call, everything a page needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.periods import Month, nights_between
from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.cohort_rules import is_weekend
from vawg_geo.measures.contributions import explain_scores
from vawg_geo.measures.coverage import choose_options, measure_coverage, share_in_hours
from vawg_geo.measures.detectable import measure_detectable
from vawg_geo.measures.heldout import score_heldout
from vawg_geo.measures.hexagons import find_hexagons
from vawg_geo.measures.hotspot_types import SCORE_COLUMNS, Hotspots
from vawg_geo.measures.hotspot_words import describe_choices
from vawg_geo.measures.listing import (
    count_by_month,
    count_fear,
    describe_listed,
    expect_range,
    find_peaks,
    name_behaviours,
    order_listed,
)
from vawg_geo.measures.night_grid import night_grid
from vawg_geo.measures.night_month import prepare_month, tier_places
from vawg_geo.measures.origins import History, Standing, harm_by_month, list_quarters, trace_origins
from vawg_geo.measures.place_changes import compare_years
from vawg_geo.measures.place_scores import count_by_area, score_places
from vawg_geo.measures.watch_list import find_watched

REPORTS = {"area": Column("any", null=True), "reported_on": Column("any", null=True)}


@checked
def find_hotspots(
    incidents: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    month: Month | str,
    profile: Profile,
    cut: date,
    street_safe: pd.DataFrame | None = None,
    extra_nights: Sequence[str] = (),
) -> Hotspots:
    """
    Find the high-harm places of the night-time economy, with all that belongs beside them.

    Parameters
    ----------
    incidents
        Checked, located incidents (`base.schema.INCIDENTS`), `area` filled.
    areas
        One row an area, index = code: `alias`, `stratum`, geometry (EPSG:27700).
    month
        The reporting month, or YYYY-MM: nights whose date lies in it.
    profile
        Scope, hours, windows and thresholds.
    cut
        The data cut.
    street_safe
        Reports with `area`, `reported_on`; None where there are none.
    extra_nights
        Dates YYYY-MM-DD counted as weekend nights too.

    Returns
    -------
    hotspots
        See `Hotspots`. Where the data cannot bear a part it is empty or NaN, never guessed.

    Raises
    ------
    SchemaError
        If a table lacks a column or holds what it must not, or there are no areas.
    PeriodError
        If the month is not over at the data cut, or the data hold no record of a month asked for.

    References
    ----------
    METHODS 6, and 1-3, 5, 7, 8 for its parts.
    """
    month = Month.parse(month)
    if street_safe is not None:
        check_table(street_safe, REPORTS, what="the table of Street Safe reports")
    nights = prepare_month(incidents, areas, month=month, profile=profile, cut=cut, extra_nights=extra_nights)
    cohort, first, standing = nights.cohort, nights.first, nights.standing
    history = trace_origins(standing, list_quarters(month, first=first))
    scores = score_places(standing, history, month, months=nights.months_held)
    year = standing.window(month, profile.windows.display_months)
    changes = _compare(standing, month, first)
    fear = count_fear(street_safe, areas.index, last=month, months=profile.windows.display_months)
    facts = pd.DataFrame({"place": areas["alias"], "fear": fear})
    scores, watch = _place(scores, history, facts, changes, profile=profile)
    listed = _list(scores, standing, facts, changes, month=month)
    events = standing.evidence(month)
    headline, monthly, model = nights.headline()
    curve = _cover(scores, events, areas, month=month, profile=profile, extra_nights=extra_nights)
    grids = {str(area): night_grid(year.loc[year["area"] == area]) for area in listed.index}
    return Hotspots(
        events=events,
        flow=cohort.flow,
        scores=scores,
        listed=listed,
        watch=watch,
        hexes=find_hexagons(year, areas=order_listed(scores)),
        headline=headline,
        grid=night_grid(year),
        grids=grids,
        monthly=monthly,
        capture=_hold_out(standing, first=first, last=month),
        coverage=choose_options(curve, weekend=profile.nte.weekend, month=(month + 1).words),
        curve=curve,
        changes=changes,
        gate=nights.gate(),
        chosen=describe_choices(
            standing,
            [str(origin) for origin in history.p_top],
            scores,
            month=month,
            first=first,
            extra_nights=extra_nights,
        )
        | {"expected range": f"{model}; each month as it was known when as young as this one"},
        detectable=measure_detectable(scores, events, month=month, profile=profile, extra_nights=extra_nights),
        explained=explain_scores(standing, month, months=nights.months_held),
    )


def _compare(standing: Standing, month: Month, first: Month) -> pd.DataFrame:
    """Compare twelve months with the twelve before; a year that began before the data did is no year."""
    years = (month - 12, month)
    nights = [len(nights_between((end - 11).first, end.last)) if first <= end - 11 else 0 for end in years]
    before, after = (count_by_area(standing.window(end, 12), standing.areas) for end in years)
    return compare_years(before, after, standing.areas["alias"], nights=(nights[0], nights[1]))


def _place(
    scores: pd.DataFrame, history: History, facts: pd.DataFrame, changes: pd.DataFrame, *, profile: Profile
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Give each place its tier, and make the watch-list of those without one."""
    judged = history.judged
    tier = tier_places(scores["p_top"], judged, profile=profile)
    places = scores.join(judged).assign(
        place=facts["place"], fear=facts["fear"], listed=(tier != "") | (scores["status"] == "leaving"),
        rises=changes["told"].reindex(scores.index) & (changes["ratio"].reindex(scores.index) > 1),
    )  # fmt: skip
    watch = find_watched(places, profile=profile)
    tier = tier.mask(scores.index.isin(watch.index), "watch")
    return scores.assign(tier=tier)[list(SCORE_COLUMNS)], watch


def _list(
    scores: pd.DataFrame, standing: Standing, facts: pd.DataFrame, changes: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    windows = standing.profile.windows
    year = standing.window(month, windows.display_months)
    order = order_listed(scores)
    counts = count_by_month(standing.evidence(month), order, last=month, months=windows.evidence_months)
    told = changes.reindex(order)
    facts = (
        facts.reindex(order)
        .join(expect_range(counts))
        .assign(
            trend=np.where(told["told"], np.where(told["ratio"] > 1, "up", "down"), "none"),
            behaviours=name_behaviours(year, order),
            monthly=pd.Series([tuple(row) for row in counts.to_numpy().tolist()], index=order, dtype="object"),
        )
    )
    peaks = find_peaks(year, order, profile=standing.profile)
    return describe_listed(scores, facts=facts, peaks=peaks)


def _cover(
    scores: pd.DataFrame, events: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, month: Month, profile: Profile,
    extra_nights: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    ahead = nights_between((month + 1).first, (month + 1).last).to_series()
    patrolled = scores.loc[scores["tier"].isin(["A", "B"])].sort_values("rank", kind="stable").index
    return measure_coverage(
        scores["shrunk_harm"], share_in_hours(events, areas), order=[str(code) for code in patrolled],
        nights=int(is_weekend(ahead, profile, extra_nights).sum()),
    )  # fmt: skip


def _hold_out(standing: Standing, *, first: Month, last: Month) -> pd.DataFrame:
    harm = harm_by_month(standing.members, standing.areas, first=first, last=last)
    top = standing.profile.score.top
    methods = {
        "shrunk harm": lambda origin: standing.harm(standing.evidence(origin), origin)["shrunk_harm"],
        f"last month's top {top}": lambda origin: harm[str(origin)],
        "last 12 months' raw harm": lambda origin: harm[[str(origin - back) for back in range(12)]].sum(axis=1),
    }
    return score_heldout(harm, methods, top=top, seed=standing.profile.score.seed)
