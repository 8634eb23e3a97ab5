"""Two periods of open data compared, unit by unit, on units that both vintages can be counted on."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.place_changes import without_one
from vawg_geo.measures.recorded import COUNTED, DISCOVERIES, recorded_flow

MIN_OFFENCES = 5  # before + after, below which a unit is too small to be tested
PLACED = COUNTED | {"supplied_area": Column("text", null=True)}


@dataclass(frozen=True)
class Compared:
    """Two periods of equal length, on comparable units."""

    changes: pd.DataFrame  # index unit: before, after, left_out_*, ratio, low, high, p, q, told (bool), tested (bool)
    whole: pd.Series  # the same for all units together
    flow: pd.DataFrame  # step, n
    before: tuple[Month, Month]
    after: tuple[Month, Month]
    chosen: dict[str, str]


@checked
def compare_periods(
    incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, month: Month | str, profile: Profile
) -> Compared:
    """
    Compare the months that end with a month with as many of the same season, years before.

    Parameters
    ----------
    incidents
        Located incidents of both periods; `area` and `supplied_area` hold comparable units (`Case.on_units`).
    areas
        The units, index = code.
    month
        Last month of the later period.
    profile
        `compare_years`, `months` and `scope.categories` are read.

    Returns
    -------
    compared
        Counts, rate ratios with exact intervals, and which changes may be told: those that pass without the offences
        left out at a prison, hospital or police station, and with them too. Published points are drawn anew, and one
        that bears such a name in one period alone moves offences, not crime.

    Raises
    ------
    SchemaError
        If a column is missing or holds what it must not.
    PeriodError
        If a month of either period is missing from the data.

    References
    ----------
    Krishnamoorthy & Thomson (2004); Benjamini & Hochberg (1995). METHODS 7 and 8.
    """
    month = Month.parse(month)
    check_table(incidents, PLACED, what="the table of incidents")
    earlier = month - 12 * profile.compare_years  # the same season: METHODS 8
    periods = (earlier - (profile.months - 1), earlier), (month - (profile.months - 1), month)
    when = incidents["occurred_from"].dt.strftime("%Y-%m")
    in_scope = incidents["category"].isin(profile.scope.categories)
    inside = [in_scope & when.between(str(first), str(last)) for first, last in periods]
    _check_held(set(when[in_scope]), periods)
    located = incidents["located"]
    placed = _count(incidents["area"].where(located == "placed"), inside, areas)
    left_out = _count(incidents["supplied_area"].where(located == "default_point"), inside, areas)
    counts = placed.join(left_out.add_prefix("left_out_"))
    whole = compare_counts(counts["before"].sum(), counts["after"].sum())
    return Compared(
        changes=_test(counts),
        whole=whole.assign(told=(whole["p"] <= DISCOVERIES) & without_one(whole)).iloc[0],
        flow=recorded_flow(incidents, in_scope, inside[0] | inside[1]),
        before=periods[0],
        after=periods[1],
        chosen={
            "periods": f"{periods[1][0]} to {periods[1][1]} against {periods[0][0]} to {periods[0][1]}",
            "units": f"{len(areas):,} comparable units",
            "test": f"E-test, two-sided; false discoveries held to {DISCOVERIES:.0%} over units with at least "
            f"{MIN_OFFENCES} offences in both periods together; told only when it holds with and without the offences "
            "at a prison, hospital or police station",
        },
    )


def _check_held(have: set[str], periods: tuple[tuple[Month, Month], ...]) -> None:
    wanted = [first + i for first, last in periods for i in range(last.months_since(first) + 1)]
    lost = [str(month) for month in wanted if str(month) not in have]
    if lost:
        raise PeriodError(f"the data hold no offence in scope in {', '.join(lost)}; both periods must be whole.")


def _count(units: pd.Series, inside: list[pd.Series], areas: pd.DataFrame) -> pd.DataFrame:
    counts = {
        name: units[rows].value_counts().reindex(areas.index, fill_value=0).astype("int64")
        for name, rows in zip(("before", "after"), inside, strict=True)
    }
    return pd.DataFrame(counts)


def _test(counts: pd.DataFrame) -> pd.DataFrame:
    """Test each unit twice, without and with what was left out there; the weaker verdict holds."""
    tested = counts[["before", "after"]].sum(axis=1) >= MIN_OFFENCES
    result = compare_counts(counts["before"], counts["after"])
    whole = compare_counts(*(counts[name] + counts[f"left_out_{name}"] for name in ("before", "after")))
    weaker = whole["p"].where((result["ratio"] > 1) == (whole["ratio"] > 1), 1.0)  # the other way is no such change
    result = counts.join(result.drop(columns=["before", "after"]))
    result["p"] = np.maximum(result["p"], weaker)
    q = adjust_discoveries(result["p"].where(tested))
    told = (q <= DISCOVERIES).fillna(value=False).astype(bool) & without_one(result)
    return result.assign(q=q, told=told, tested=tested)
