"""What was released before, as the ladder reads it."""

from __future__ import annotations

import hashlib

import pandas as pd

from vawg_geo.publishing.release_cells import WHOLE

KEY = ["row", "column", "period"]


def newest_released(past: pd.DataFrame, audience: str) -> pd.Series:
    """Give the newest released value of each figure of an audience."""
    own = past[(past["audience"] == audience) & past["value"].notna()]
    return own.drop_duplicates(KEY, keep="last").set_index(KEY)["value"]


def with_levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Give released rows their levels again: the ledger does not keep them."""
    level = rows["parts"].eq("").map({True: "area", False: "district"})
    level = level.mask(rows["row"] == WHOLE, "year").mask(
        (rows["row"] == WHOLE) & (rows["period"] == rows["period"].max()), "force"
    )
    return rows.assign(level=level)


def told_apart(past: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Rename released rows that stood for other areas than today's row of the same name."""
    today = dict(zip(cells["row"], cells["parts"], strict=True))
    other = [
        bool(parts) and parts != today.get(row, parts) for row, parts in zip(past["row"], past["parts"], strict=True)
    ]
    marks = [
        f"{row} #{hashlib.sha256(parts.encode()).hexdigest()[:8]}"
        for row, parts in zip(past["row"], past["parts"], strict=True)
    ]
    return past.assign(
        row=past["row"].mask(
            pd.Series(other, index=past.index, dtype="bool"), pd.Series(marks, index=past.index, dtype="object")
        )
    )
