"""A release's figures as the tables of a page: places, districts by kind, years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing.release_cells import KINDS, TOTAL, UNPLACED, WHOLE, period_words

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case

HOURS_FROM = 15  # offences from which hours are told. METHODS 6.7
TIERS = ("A", "B")


def spread(figures: pd.DataFrame, case: Case) -> dict[str, pd.DataFrame]:
    """
    Spread a release's figures into tables.

    Parameters
    ----------
    figures
        `level`, `row`, `column`, `period`, `value`.
    case
        Names of areas and districts.

    Returns
    -------
    tables
        `areas`, `districts`, `years`, as far as the figures hold them: see `release.Release`.
    """
    tables = {}
    if len(areas := figures[figures["level"] == "area"]):
        names = case.areas[["alias", "district"]].rename(columns={"alias": "place"})
        tables["areas"] = names.assign(n=areas.set_index("row")["value"].reindex(names.index).astype("Int64"))
    groups = figures[figures["level"].isin(["district", "force"])]
    if len(groups):
        wide = groups.pivot_table(index="row", columns="column", values="value", aggfunc="first", dropna=False)
        last = [name for name in (UNPLACED, WHOLE) if name in {*wide.index, WHOLE}]
        order = [*sorted(set(wide.index) - set(last)), *last]
        kinds = [kind for kind in (*KINDS, TOTAL) if kind in wide.columns]
        shown = wide.reindex(index=order, columns=kinds).astype("Int64")
        tables["districts"] = shown.rename_axis(index="district", columns=None)
    years = figures[figures["level"].isin(["year", "force"]) & (figures["column"] == TOTAL)].sort_values("period")
    if len(years):
        words = pd.Index([period_words(period) for period in years["period"]], name="year")
        tables["years"] = pd.DataFrame({"n": years["value"].astype("Int64").to_numpy()}, index=words)
    return tables


def list_places(areas: pd.DataFrame, found: Hotspots) -> pd.DataFrame:
    """
    List the hot spots that partners may see: those whose count is shown.

    Parameters
    ----------
    areas
        The release's table of areas: a place is listed only where `n` is shown, so that the list tells no more than it.
    found
        `listed`: number, place, tier, peak_text.

    Returns
    -------
    places
        Index area, in display order: `number`, `place`, `district`, `tier`, `n`, `peak_text` ("" below 15 offences).

    References
    ----------
    METHODS 6.4, 6.7, 12.
    """
    listed = found.listed[found.listed["tier"].isin(TIERS)]
    shown = (
        listed[["number", "place", "tier", "peak_text"]].join(areas[["district", "n"]], how="inner").dropna(subset="n")
    )
    told = shown["peak_text"].where(shown["n"] >= HOURS_FROM, "")
    return shown.assign(peak_text=told)[["number", "place", "district", "tier", "n", "peak_text"]].rename_axis("area")
