"""The tables of what partners see: calls beside records by period, month and place, and the young among residents."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.counts_together import SAME, judge_together
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.nights import night_of
from vawg_geo.measures.partner_calls import (
    BEGINS,
    BOTH,
    ENDS,
    FEW,
    FEWER,
    MORE,
    NONE,
    compare_sources,
    pick_calls,
    pick_offences,
)
from vawg_geo.measures.rates import rate_intervals
from vawg_geo.measures.residents import band_ends
from vawg_geo.publishing.chapters._changes import change_columns
from vawg_geo.publishing.chapters._demand_tables import days_of
from vawg_geo.publishing.chapters._people import firm_shares
from vawg_geo.publishing.chapters._people_ages import STRICT
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.study import Study
from vawg_geo.sources.larger_areas import Larger, on_larger_areas

YOUNG, OLDER, YOUNG_UP_TO = "under 25", "25 and over", 24
ROLES = {"victims": "Victims", "suspects": "Suspects"}
YEAR = 12
_SHOWN = ["ratio", "low", "high", "q"]


def known_calls(study: Study) -> pd.DataFrame | None:
    """Give the calls that can be counted; None where the force gives none."""
    calls = study.case.tables.get("ambulance")
    kept = None if calls is None else calls[calls["date"].notna() & calls["n"].notna()]
    return None if kept is None or kept.empty else kept


def pick_both(study: Study, calls: pd.DataFrame, *, now: bool) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Pick calls and offences of one period, the offences happened and recorded in it, and the offences' flow."""
    period, rows = (study.period, study.now) if now else (study.before, study.earlier)
    offences, flow = pick_offences(rows, *period, member_at=study.profile.nte.member_at)
    return pick_calls(calls, *period), offences, flow


def is_whole(study: Study, calls: pd.DataFrame, first: Month) -> bool:
    """Tell whether the calls reach over the whole of the period that begins with a month."""
    held = set(study.covered(calls["date"]))
    return all(str(first + at) in held for at in range(study.written.months))


def period_table(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Compare both counts' periods, the two looked at together: what, label, before, n, the change, its word."""
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["before", "n"])
    judged = judge_together(table["before"], table["n"])
    table = table.join(change_columns(table["before"], table["n"])).assign(word=judged["word"], q=judged["q"])
    labels = {"calls": "Ambulance calls", "offences": "Recorded offences"}
    return table.assign(label=table.index.map(labels)).rename_axis("what").reset_index()


def is_told(table: pd.DataFrame, what: str) -> bool:
    """Tell whether a count's change stands out of the two."""
    return bool(table.loc[what, "word"] != SAME)


def month_table(study: Study, calls: pd.DataFrame) -> pd.DataFrame:
    """Chart the calls of every month the table holds whole; offences happened in the months stand beside them."""
    held = study.covered(calls["date"])
    month = night_of(calls["date"], cutoff_hour=0).dt.strftime("%Y-%m")
    n = calls["n"].groupby(month).sum().reindex(held, fill_value=0).astype("int64")
    days = days_of(held)
    chart = chart_held(n, chart="u'", sizes=days)
    limits = chart[["centre", "low", "high"]].mul(days, axis=0)
    both, _ = pick_offences(study.rows, study.rows["day"].min(), study.period[1], member_at=study.profile.nte.member_at)
    offences = both["night"].dt.strftime("%Y-%m").value_counts()
    table = pd.DataFrame({"calls": n, "days": days, **limits}).assign(signal=chart["signal"])
    table["offences"] = offences.reindex(held, fill_value=0).astype("int64")
    table["in_period"] = table.index >= str(Month.of(study.period[0]))
    return table[table.index.isin(study.months)].rename_axis("month").reset_index()


def count_places(study: Study, rows: pd.DataFrame, by: Larger, shapes: gpd.GeoDataFrame) -> pd.Series:
    """Sum rows (or their `n`) by larger area; what lies in none is left out and counted by the caller."""
    areas = study.case.areas
    known = pd.DataFrame({"area": rows["area"].where(rows["area"].isin(areas.index)), "n": rows.get("n", 1)})
    sums = on_larger_areas(known, areas, by=by).groupby("area")["n"].sum()
    return sums.reindex(shapes.index, fill_value=0).astype("int64")


def place_table(shapes: gpd.GeoDataFrame, both: pd.DataFrame, before: pd.DataFrame | None, least: int) -> pd.DataFrame:
    """
    Judge every place, and hide what is small.

    Parameters
    ----------
    shapes
        The places.
    both, before
        `calls`, `offences` by place, of the period and of the one before (None: not known).
    least
        Counts below are hidden.

    Returns
    -------
    places
        area, place, district, calls, offences (missing = hidden), ratio, low, high, q (of places with both shown),
        told, before (told of the period before, "cannot say" where it is not known); those with more calls first. A
        hidden count is judged as if it were the largest hidden one, so that the words tell no more than the hiding
        does, and places with few records are still told where that is enough.
    """
    shown, judged = _judge(both, least)
    earlier = "cannot say" if before is None else _judge(before, least)[1]["told"]
    table = pd.DataFrame({"place": shapes["alias"], "district": shapes["district"], **shown, **judged})
    table["before"] = earlier
    rank = table["told"].map({MORE: 0, FEWER: 1}).fillna(2)
    ordered = table.assign(rank=rank).sort_values(
        ["rank", "ratio", "calls", "place"], ascending=[True, False, False, True], kind="stable"
    )
    return ordered.drop(columns="rank").rename_axis("area").reset_index()


def _judge(both: pd.DataFrame, least: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    shown = pd.DataFrame({name: hide_few(both[name], least) for name in ("calls", "offences")})
    gone = shown.isna()
    at_most = {name: max([least - 1, *both[name][gone[name]]]) for name in ("calls", "offences")}
    limits = both.mask(gone, pd.Series(at_most), axis="columns")
    totals = int(both["calls"].sum()), int(both["offences"].sum())
    nothing = gone.all(axis="columns") | (min(totals) < least)
    sides = pd.Series(np.select([nothing, gone["offences"], gone["calls"]], [NONE, MORE, FEWER], BOTH), both.index)
    judged = compare_sources(limits["calls"], limits["offences"], totals=totals, sides=sides)
    judged[_SHOWN] = judged[_SHOWN].mask(gone.any(axis="columns"))
    return shown, judged


def sum_up(picked: tuple[pd.DataFrame, pd.DataFrame], both: pd.DataFrame | None, places: pd.DataFrame) -> pd.DataFrame:
    """Put the period's totals in one row: calls, offences, calls for each offence, those in no place, places told."""
    calls, offences = int(picked[0]["n"].sum()), len(picked[1])
    row: dict[str, Any] = {"of": "period", "calls": calls, "offences": offences, "begins": BEGINS, "ends": ENDS}
    ratio = compare_counts(pd.Series([offences]), pd.Series([calls])).iloc[0]
    row |= {name: float(ratio[name]) for name in ("ratio", "low", "high")}
    for name, n in (("calls", calls), ("offences", offences)):
        row[f"{name}_lost"] = n - int(both[name].sum()) if both is not None else n
    told = {"more": MORE, "fewer": FEWER, "few": FEW}
    row |= {"places": len(places), **{name: int((places["told"] == word).sum()) for name, word in told.items()}}
    return pd.DataFrame([row | {"judged": row["places"] - row["few"]}])


def young_table(study: Study) -> pd.DataFrame:
    """
    Set the young among victims and suspects beside residents, from the counts of the chapters about them.

    Parameters
    ----------
    study
        The profile under study; the book may hold `victims_ages` and `suspects_ages`.

    Returns
    -------
    young
        role, label, group (under 25, 25 and over), n, known (of known age), share, low, high; residents, rate a year
        per 1,000, rate_low, rate_high. No rows for a role whose table is not in the book, hides ages, or has an age
        band on both sides.
    """
    rows = [row for role in ROLES for row in _young(study, role)]
    columns = ["role", "label", "group", "n", "known", "residents"]
    table = pd.DataFrame(rows, columns=columns).astype({"n": "int64", "known": "int64", "residents": "float64"})
    table = table.join(firm_shares(table["n"], table["known"]))
    lived = table["residents"] > 0
    rates = rate_intervals(table.loc[lived, "n"], table.loc[lived, "residents"] * (study.written.months / YEAR))
    rates = rates.reindex(table.index)[["rate", "low", "high"]]
    return table.join(rates.rename(columns={"low": "rate_low", "high": "rate_high"}))


def _young(study: Study, role: str) -> list[tuple[str, str, str, int, int, float]]:
    entry, sex = study.book.entries.get(f"{role}_ages"), study.profile.scope.victim_sex
    bands = [] if entry is None else [age for age in entry.table.index if age[:1].isdigit()]
    ends = [band_ends(band) for band in bands]
    split = any(first <= YOUNG_UP_TO < last for first, last in ends)
    if entry is None or not bands or split or study.written.least >= STRICT:
        return []
    one = {"F": ["female"], "M": ["male"]}.get(sex) if role == "victims" else None
    counted = entry.table.loc[bands, one or ["female", "male", "other"]].sum(axis="columns")
    sexes = one or ["female", "male"]
    lived = entry.table.loc[bands, [f"{name}_residents" for name in sexes]].sum(axis="columns", min_count=len(sexes))
    young = pd.Series([last <= YOUNG_UP_TO for _, last in ends], index=bands)
    return [
        (role, ROLES[role], group, int(counted[part].sum()), int(counted.sum()), float(lived[part].sum(min_count=1)))
        for group, part in ((YOUNG, young), (OLDER, ~young))
    ]
