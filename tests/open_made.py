"""A tiny force of open data, made here: six areas, one of them split between vintages."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

CATEGORY = "Violence and sexual offences"


def areas(vintage="2021"):
    """Six squares of one kilometre."""
    codes = [f"E0100000{i}" for i in range(1, 7)]
    shapes = [box(1_000 * i, 0, 1_000 * (i + 1), 1_000) for i in range(6)]
    return gpd.GeoDataFrame(
        {"name": codes, "alias": codes, "district": "D", "km2": 1.0, "vintage": vintage, "stratum": ""},
        index=pd.Index(codes, name="code"),
        geometry=shapes,
        crs=27700,
    )


def incidents(counts, *, vintage="2021", located="placed", category=CATEGORY):
    """One row an offence: `counts` maps (month, area) to how many."""
    rows = [(month, area) for (month, area), n in counts.items() for _ in range(n)]
    begins = pd.to_datetime([month for month, _ in rows]).tz_localize("Europe/London")
    table = pd.DataFrame({"area": [area for _, area in rows]}, dtype="str")
    table["occurred_from"] = begins
    table["occurred_to"] = begins + pd.DateOffset(months=1)
    table = table.assign(
        category=category, located=located, vintage=vintage, place="On or near High Street", victim_sex=None,
        offence_code=None, da=pd.array([pd.NA] * len(table), dtype="boolean"), removed_place=None, removed_why=None,
        supplied_area=table["area"],
    )  # fmt: skip
    table.index = [f"{vintage}-{category[:1]}-{located[:1]}-{i}" for i in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries([None] * len(table), index=table.index, crs=27700))


def months(first, n):
    """`n` months from `first`."""
    return [str(p) for p in pd.period_range(first, periods=n, freq="M")]


def steady(first, n, level=4, *, seed=0):
    """Poisson counts for each month and area."""
    rng = np.random.default_rng(seed)
    return {(m, a): int(rng.poisson(level * (1 + i))) for m in months(first, n) for i, a in enumerate(areas().index)}
