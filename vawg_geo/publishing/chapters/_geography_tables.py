"""The counts of geography: what lies on the map and what does not, larger areas, districts, urban and rural."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.area_rates import believe_rates
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.cohort_rules import is_online
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.rates import rate_intervals
from vawg_geo.measures.residents import pick_residents
from vawg_geo.publishing.chapters._demand_tables import trend_words
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE
from vawg_geo.sources.larger_areas import Larger, larger_areas, on_larger_areas

YEAR = 12
WHERE = {
    "placed": "On the map",
    "online": "Online: no place",
    "default_point": "At a police station, hospital, prison or another default point",
    "unlocated": "Place not known",
    "outside": "Outside the force’s area",
    "excluded": "In a place that curation leaves out",
}
NOT_NAMED = "Not named"
STRATA = {"city": "City centre", "town": "Town", "rural": "Rural"}


def count_located(study: Study) -> pd.DataFrame:
    """
    Count what lies on a map and what does not.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    located
        where, label, n, recent (recorded soon enough to say where harm is now); n sums to the period's offences.
    """
    online = is_online(study.now)
    where = study.now["located"].astype("object").mask(online.astype(bool), "online")
    now = (
        study.now.assign(where=where).groupby("where")["recent"].agg(["size", "sum"]).reindex(list(WHERE), fill_value=0)
    )
    return pd.DataFrame(
        {
            "where": list(WHERE),
            "label": list(WHERE.values()),
            "n": now["size"].to_numpy(),
            "recent": now["sum"].to_numpy(),
        }
    )


def on_map(rows: pd.DataFrame) -> pd.DataFrame:
    """Pick the recent records that have a place: the only ones geography counts by area."""
    kept: pd.DataFrame = rows.loc[(rows["located"] == "placed") & rows["recent"] & ~is_online(rows).astype(bool)]
    return kept


def name_districts(study: Study) -> pd.Series:
    """Give every area's district, of all vintages read: records of an earlier one keep theirs; unnamed are missing."""
    named = pd.concat([areas["district"] for areas in study.case.areas_by.values()] or [study.case.areas["district"]])
    named = named[~named.index.duplicated()].astype("object")
    known: pd.Series = named.mask(named.isna() | (named == ""))
    return known


def choose_larger(study: Study) -> tuple[Larger | None, gpd.GeoDataFrame | None]:
    """Choose the areas that private-space offences are counted by: MSOA or district, never smaller."""
    wanted: tuple[Larger, ...] = ("district",) if study.written.smallest == "district" else ("msoa", "district")
    for by in wanted:
        try:
            return by, larger_areas(study.case.areas, by=by)
        except PlaceError:
            continue
    return None, None


def count_residents(study: Study, larger: Larger) -> pd.Series | None:
    """Count the residents of the scope's sex and ages by larger area; None where the force gives none."""
    population, scope = study.case.tables.get("population"), study.profile.scope
    if population is None:
        return None
    try:
        kept = pick_residents(population, sex=scope.victim_sex, min_age=scope.min_age, max_age=scope.max_age)
    except SchemaError:
        return None
    placed = on_larger_areas(kept[kept["area"].isin(study.case.areas.index)], study.case.areas, by=larger)
    sums: pd.Series = placed.groupby("area")["n"].sum()
    return sums if sums.sum() else None


def count_larger(study: Study, larger: Larger, shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Count private-space offences by larger area, with rates shrunk towards the force's.

    Parameters
    ----------
    study
        The profile under study.
    larger
        MSOA or district.
    shapes
        The larger areas.

    Returns
    -------
    places
        area, name, district, n (missing = hidden: small, or needed to keep a small one hidden), residents, rate (raw,
        a year per 1,000), shrunk, low, high, ratio (shrunk over the force's), ratio_low, ratio_high, told ("above",
        "below", "not told from it"); by ratio, hidden ones last. `.attrs`: n (all counted), lost (in none of them).
    """
    rows = on_map(study.now)
    private = rows[rows["space"] == "private"]
    known = private.assign(area=private["area"].where(private["area"].isin(study.case.areas.index)))
    placed = on_larger_areas(known, study.case.areas, by=larger)["area"]
    n = placed.value_counts().reindex(shapes.index, fill_value=0).astype("int64")
    table = pd.DataFrame({"name": shapes["name"], "district": shapes["district"], "n": n})
    residents = count_residents(study, larger)
    columns = ["residents", "rate", "shrunk", "low", "high", "ratio", "ratio_low", "ratio_high"]
    table[columns] = np.nan
    if residents is not None and (lived := residents.reindex(shapes.index).fillna(0)).gt(0).any():
        some = lived.index[lived > 0]
        rates = believe_rates(n[some], lived[some], years=study.written.months / YEAR)
        table["residents"] = lived
        table.loc[some, columns[1:]] = rates[columns[1:]]
    shown = hide_few(n, study.written.least)
    table["n"] = shown
    table.loc[shown.isna(), columns[1:]] = np.nan
    sure = np.select([table["ratio_low"] > 1, table["ratio_high"] < 1], ["above", "below"], "not told from it")
    table["told"] = np.where(table["ratio"].isna(), "cannot say", sure)
    order = table.sort_values(["ratio", "n", "name"], ascending=[False, False, True], kind="stable")
    order = order.rename_axis("area").reset_index()
    order.attrs = {"n": len(private), "lost": int(placed.isna().sum())}
    return order


def compare_districts(study: Study) -> pd.DataFrame:
    """
    Compare each district's offences on the map, this period and the one before.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    districts
        district, before, n, ratio, low, high, p, q, trend (words); most first. Counts below `written.least` are
        missing, and what is told from them too. No rows where the force names no districts.
    """
    names = name_districts(study)
    if names.isna().all():
        return pd.DataFrame(columns=["district", "before", "n", "ratio", "low", "high", "p", "q", "trend"])
    now, before = (
        on_map(rows)["area"].map(names).fillna(NOT_NAMED).value_counts() for rows in (study.now, study.earlier)
    )
    every = pd.Index(sorted(set(names.dropna()) | (set(now.index) | set(before.index)) & {NOT_NAMED}), name="district")
    table = pd.DataFrame(
        {"before": before.reindex(every, fill_value=0), "n": now.reindex(every, fill_value=0)}, dtype="int64"
    )
    change = compare_counts(table["before"], table["n"])
    small = (table[["before", "n"]] < max(study.written.least, SHARE_BASE)).any(axis=1)
    change = change.mask(small, np.nan)
    q = adjust_discoveries(change["p"])
    shown = {name: hide_few(table[name], study.written.least) for name in ("before", "n")}
    told = pd.DataFrame(shown).assign(**change[["ratio", "low", "high", "p"]], q=q)
    told["trend"] = trend_words(change["ratio"], q)
    return told.sort_values("n", ascending=False, kind="stable").reset_index()


def rate_strata(study: Study) -> pd.DataFrame:
    """
    Count offences by kind of area, and rate those in private places by residents.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    strata
        stratum, label, areas, residents, private, rate (a year per 1,000), low, high, public (offences in public
        places: no rate, because it is visitors who are harmed there); small counts are missing, and rates from them.
        No rows where the areas name no kind.
    """
    areas, rows = study.case.areas, on_map(study.now)
    columns = ["stratum", "label", "areas", "residents", "private", "rate", "low", "high", "public"]
    if "stratum" not in areas.columns or areas["stratum"].isna().all():
        return pd.DataFrame(columns=columns)
    kinds = areas["stratum"].fillna(NOT_NAMED)
    stratum = rows["area"].map(kinds).fillna(NOT_NAMED)
    every = pd.Index(sorted(set(kinds) | set(stratum)), name="stratum")
    table = pd.DataFrame({"areas": kinds.value_counts().reindex(every, fill_value=0)})
    for space in ("private", "public"):
        table[space] = stratum[rows["space"] == space].value_counts().reindex(table.index, fill_value=0)
    table["residents"] = _residents_by(study, kinds).reindex(table.index)
    lived = table["residents"].gt(0)
    years = study.written.months / YEAR
    ends = rate_intervals(table.loc[lived, "private"], table.loc[lived, "residents"] * years)
    table = table.join(ends).rename_axis("stratum").reset_index()
    table["label"] = table["stratum"].map(STRATA).fillna(table["stratum"])
    shown = {space: hide_few(table[space].astype("int64"), study.written.least) for space in ("private", "public")}
    table[["rate", "low", "high"]] = table[["rate", "low", "high"]].mask(shown["private"].isna())
    table = table.assign(**shown)
    return table.sort_values("areas", kind="stable", ignore_index=True)[columns]


def _residents_by(study: Study, groups: pd.Series) -> pd.Series:
    population, scope = study.case.tables.get("population"), study.profile.scope
    if population is None:
        return pd.Series(dtype="float64")
    try:
        kept = pick_residents(population, sex=scope.victim_sex, min_age=scope.min_age, max_age=scope.max_age)
    except SchemaError:
        return pd.Series(dtype="float64")
    sums: pd.Series = kept["n"].groupby(kept["area"].map(groups)).sum().astype("float64")
    return sums
