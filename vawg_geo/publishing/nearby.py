"""What stands near a place's offences: venues, ranks, cameras, and what people said of it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from vawg_geo.base.facts import street_safe_table
from vawg_geo.base.periods import LONDON, Month

REACH_M = 100  # PRODUCTS 4.3: venues within 100 m
SMALLEST = 3  # nothing is said of fewer


@dataclass(frozen=True)
class Nearby:
    """One point people know, near where offences were recorded."""

    name: str
    kind: str
    closes: str
    capacity: float


def venues_near(events: gpd.GeoDataFrame, venues: gpd.GeoDataFrame | None, *, reach_m: float = REACH_M) -> list[Nearby]:
    """
    List the points people know within reach of a place's offences, nearest to most offences first.

    Parameters
    ----------
    events
        The place's offences, EPSG:27700.
    venues
        name, kind, and close_time and capacity where known, EPSG:27700; None: there is no list.
    reach_m
        Metres.

    Returns
    -------
    near
        Ordered by the number of offences within reach, then by name; the numbers themselves stay out.
    """
    if venues is None or venues.empty or events.empty:
        return []
    known = venues[venues.geometry.notna() & ~venues.geometry.is_empty]
    pairs = known.sindex.query(events.geometry.array, predicate="dwithin", distance=reach_m)
    counts = pd.Series(pairs[1]).value_counts()
    near = known.iloc[counts.index].assign(_n=counts.to_numpy()).sort_values(["_n", "name"], ascending=[False, True])
    return [_nearby(row) for _, row in near.drop_duplicates("name").iterrows()]


def _nearby(row: pd.Series) -> Nearby:
    closes = row.get("close_time")
    capacity = float(pd.to_numeric(str(row.get("capacity")), errors="coerce"))
    return Nearby(
        str(row["name"]),
        str(row["kind"]).replace("_", " ").replace("cctv", "CCTV"),
        "" if pd.isna(closes) else str(closes)[:5],
        capacity,
    )


def street_safe_reasons(reports: pd.DataFrame | None, area: str, *, month: Month) -> list[tuple[str, int]]:
    """
    Count what people gave as reasons for feeling unsafe in an area, in the 12 months to a month's end.

    Parameters
    ----------
    reports
        reported_on, area, reasons (a key of the form, or several between ";"); None: there are no reports.
    area
        The area's code.
    month
        The last month.

    Returns
    -------
    reasons
        The form's wording and how many reports gave it, most first; reasons with fewer than 3 are left out.
    """
    if reports is None or reports.empty or "area" not in reports:
        return []
    begins, ends = pd.Timestamp((month - 11).first, tz=LONDON), pd.Timestamp((month + 1).first, tz=LONDON)
    when = reports["reported_on"]
    mine = reports[(reports["area"] == area) & (when >= begins) & (when < ends)]
    keys = mine["reasons"].dropna().astype("str").str.split(r"[;|]", regex=True).explode().str.strip()
    counts = keys[keys != ""].value_counts()
    labels = street_safe_table()["label"]
    kept = sorted(
        ((labels.get(key, key), int(n)) for key, n in counts.items() if n >= SMALLEST), key=lambda r: (-r[1], r[0])
    )
    return [(str(label), n) for label, n in kept]
