"""The counts of online offences: how many, of what kind, of which ages, and where those harmed live."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.cohort_rules import is_online
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.residents import name_bands
from vawg_geo.measures.themed import by_theme, harm_of
from vawg_geo.publishing.chapters._demand_tables import days_of
from vawg_geo.publishing.chapters._geography_tables import choose_larger
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.names import strand_name, theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE
from vawg_geo.sources.larger_areas import on_larger_areas
from vawg_geo.sources.placing import assign_areas

BANDS = ["0-9", "10-12", "13-15", "16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
NOT_RECORDED = "Not recorded"
_NO_HOME = ("police_station", "hospital", "prison")  # where a report was taken, not where anybody lives


def online(rows: pd.DataFrame) -> pd.DataFrame:
    """Pick the offences without a place because they happened online."""
    kept: pd.DataFrame = rows.loc[is_online(rows).astype(bool)]
    return kept


def share_online(study: Study) -> pd.DataFrame:
    """
    Share online offences in all, this period and the one before.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    periods
        period (before, now), label, n, of, share, low, high, harm, unweighted; for now ratio, ratio_low, ratio_high
        (of the counts), missing below a base of 20.
    """
    rows = []
    for period, label, held in (("before", "The period before", study.earlier), ("now", "This period", study.now)):
        own = online(held)
        rows.append({"period": period, "label": label, "n": len(own), "of": len(held), "harm": float(own["harm"].sum()),
                     "unweighted": int(own["harm"].isna().sum())})  # fmt: skip
    table = pd.DataFrame(rows)
    table = table.join(with_shares(table["n"], table["of"]))
    change = compare_counts(*(int(n) for n in table["n"])).iloc[0]
    enough = int(table["n"].iloc[0]) >= SHARE_BASE
    for name, source in (("ratio", "ratio"), ("ratio_low", "low"), ("ratio_high", "high")):
        table[name] = [np.nan, float(change[source]) if enough else np.nan]
    return table


def with_shares(n: pd.Series, of: pd.Series) -> pd.DataFrame:
    """Share counts in their bases, with Wilson intervals; missing below a base of 20."""
    ends = share_intervals(n.astype("int64"), of.astype("int64"))
    return ends.where(of >= SHARE_BASE, np.nan)


def chart_online(study: Study) -> pd.DataFrame:
    """
    Chart online offences month by month.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    months
        month, n, centre, low, high, signal.
    """
    months = study.held
    n = online(study.rows)["day"].dt.strftime("%Y-%m").value_counts().reindex(months, fill_value=0)
    days = days_of(months)
    chart = chart_held(n, chart="u'", sizes=days, drawn=study.months)
    scaled = chart[["centre", "low", "high"]].mul(days.loc[chart.index], axis=0)
    table = pd.DataFrame({"n": n.loc[chart.index], **scaled, "signal": chart["signal"]})
    return table.rename_axis("month").reset_index()


def count_kinds(study: Study) -> pd.DataFrame:
    """
    Count online offences by kind.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    kinds
        kind, before, n, harm, unweighted; most first. They sum to the online offences.
    """
    now, was = (
        harm_of(rows.assign(kind=rows["strand"].astype("object").fillna("").map(strand_name)), ["kind"])
        for rows in (online(study.now), online(study.earlier))
    )
    every = now.index.union(was.index)
    table = now.reindex(every, fill_value=0).assign(before=was["n"].reindex(every, fill_value=0))
    table = table.rename_axis("kind").reset_index()
    order = table.sort_values(["n", "kind"], ascending=[False, True], ignore_index=True)
    return order[["kind", "before", "n", "harm", "unweighted"]]


def share_themes(study: Study) -> pd.DataFrame:
    """
    Share the online offences in each theme.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    themes
        theme, label, n (online), of (all of the theme), share, low, high (missing below a base of 20); the theme
        of online offences itself is left out. Most online first.
    """
    rows = by_theme(study.now.assign(net=is_online(study.now).astype("int64")))
    rows = rows[~rows["theme"].isin(["", "online"])]
    table = rows.groupby("theme")["net"].agg(n="sum", of="size").reset_index()
    table["label"] = [theme_name(str(theme)) for theme in table["theme"]]
    table = table.join(with_shares(table["n"], table["of"]))
    return table.sort_values(["n", "label"], ascending=[False, True], ignore_index=True)


def count_ages(study: Study) -> pd.DataFrame:
    """
    Count the ages of those harmed online.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    ages
        band, n, of (ages recorded), share, low, high; the last row is those not recorded. They sum to the online
        offences.
    """
    rows = online(study.now)
    bands = name_bands(rows["victim_age"].astype("float64"), BANDS)
    counts = bands.value_counts().reindex(BANDS, fill_value=0)
    first = next((at for at, n in enumerate(counts) if n), 0)
    last = next((len(counts) - at for at, n in enumerate(counts[::-1]) if n), len(counts))
    table = counts.iloc[first:last].rename_axis("band").rename("n").reset_index()
    table["of"] = int(counts.sum())
    table = table.join(with_shares(table["n"], table["of"]))
    lost = {"band": NOT_RECORDED, "n": len(rows) - int(counts.sum()), "of": int(counts.sum())}
    return pd.concat([table, pd.DataFrame([lost])], ignore_index=True)


def count_homes(study: Study) -> pd.DataFrame:
    """
    Count online offences by the MSOA or district in which the record places the victim.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    homes
        area, name, district, n (missing = hidden); most first. A list, never a map. `.attrs`: n (counted), lost
        (without such a place), areas, hidden. No rows where the areas name neither.
    """
    rows = online(study.now)
    larger, shapes = choose_larger(study)
    if larger is None or shapes is None:
        return pd.DataFrame(columns=["area", "name", "district", "n"])
    homes = pd.DataFrame({"area": _home_area(study, rows)})
    placed = on_larger_areas(homes, study.case.areas, by=larger)["area"].dropna()
    n = placed.value_counts().reindex(shapes.index, fill_value=0).astype("int64")
    shown = hide_few(n, study.written.least)
    table = pd.DataFrame({"name": shapes["name"], "district": shapes["district"], "n": shown})
    table = table.sort_values(["n", "name"], ascending=[False, True], na_position="last", kind="stable")
    table = table.rename_axis("area").reset_index()
    table.attrs = {
        "n": len(placed), "lost": len(rows) - len(placed), "areas": len(shapes), "hidden": int(shown.isna().sum()),
    }  # fmt: skip
    return table


def _home_area(study: Study, rows: pd.DataFrame) -> pd.Series:
    """Give the area the force wrote down, else that of the point; neither for places where only the report was made."""
    areas = study.case.areas
    written = rows["supplied_area"].astype("object").where(rows["supplied_area"].isin(areas.index))
    points = gpd.GeoDataFrame(rows[["geometry"]], crs=areas.crs)
    area = written.where(written.notna(), assign_areas(points, areas).astype("object"))
    kept: pd.Series = area.mask(rows["place_type"].isin(_NO_HOME).astype(bool)).astype("str").where(area.notna())
    return kept
