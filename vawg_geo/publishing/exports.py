"""The one door for files beside a page: allowed columns only, text that no spreadsheet runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import DisclosureError

_PLACE = ("number", "area", "place", "district", "tier", "status", "status_months")
_FOUND = (
    "n12", "n_month", "nights12", "harm12", "shrunk_harm", "largest_share", "p_top", "rank", "rank_low", "rank_high",
    "trend", "peak_text", "peak_low", "peak_high", "behaviours", "fear", "cluster",
)  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "places": (*_PLACE, *_FOUND, "expected_low", "expected_high"),
    "areas": ("area", "place", "district", "n", "n12", "n_month", "expected_n", "shrunk_harm", "rank", "p_top"),
    "watch": ("area", "place", "why", "n12", "n_month", "largest_share", "fear", "note"),
    "changes": ("area", "place", "before", "after", "ratio", "low", "high", "p", "q", "told", "text"),
    "months": ("month", "n", "nights", "harm"),
    "nights": ("night", *(f"{hour:02d}" for hour in range(24))),
    "place_months": ("number", "place", "month", "n"),
    "coverage": ("k", "places", "nights", "hours", "share", "officer_hours", "adds"),
    "curve": ("k", "share", "officer_hours", "adds"),
    "capture": ("method", "horizon_months", "share_harm", "low", "high", "share_places", "pai", "pei", "origins"),
    "tasks": ("place", "asked", "delivered", "counted"),
    "flow": ("step", "n"),
    "ledger": ("file", "rows_in", "used", "rejected"),
    "quality": ("file", "rule", "what", "n", "action"),
    "removed": ("place", "what", "n"),
    "recorded": (
        "area", "place", "district", "near", "n", "n_month", "expected", "rank", "p_top", "rank_low", "rank_high",
        "z", "q", "cluster",
    ),
    "recorded_months": ("month", "n", "placed"),
    "cannot_say": ("what", "why"),
    "units": ("area", "place", "before", "after", "ratio", "low", "high", "p", "q", "told", "tested"),
}  # fmt: skip
HOTSPOT_COLUMNS = (*_PLACE, *_FOUND, "geometry")
_RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")


def check_columns(table: pd.DataFrame, allowed: tuple[str, ...], *, what: str) -> None:
    """
    Refuse a table that holds a column nobody allowed out.

    Parameters
    ----------
    table
        What would be written.
    allowed
        The columns that may leave.
    what
        The table's name, for the message.

    Raises
    ------
    DisclosureError
        Naming the table and how many columns are too many; never a value.
    """
    extra = [str(column) for column in table.columns if column not in allowed]
    if extra:
        raise DisclosureError(
            f"table {what!r} may not leave: {len(extra)} of its columns are not on the allow-list "
            f"({', '.join(sorted(extra))}). Add them in publishing/exports.py only after a disclosure review."
        )


def neutralise(text: str) -> str:
    """
    Make a text cell harmless: no formula, no second record.

    Parameters
    ----------
    text
        A cell of a text column.

    Returns
    -------
    text
        On one line; with a leading apostrophe where a spreadsheet would compute. FAULTS X20.
    """
    safe = f"'{text}" if text.startswith(_RUNS_IN_A_SPREADSHEET) else text
    return re.sub(r"[\r\n]+", " ", safe.replace("\x00", ""))


def write_csv(table: pd.DataFrame, path: Path, *, allowed: tuple[str, ...]) -> Path:
    """
    Write one table: UTF-8, LF, numbers as they are, text neutralised.

    Parameters
    ----------
    table
        Columns all on the allow-list.
    path
        The file.
    allowed
        The columns that may leave.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    DisclosureError
        If a column is not on the allow-list.
    """
    check_columns(table, allowed, what=path.stem)
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [None if pd.isna(cell) else neutralise(str(cell)) for cell in safe[column]]
    path.parent.mkdir(parents=True, exist_ok=True)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.6g")
    return path


def write_hotspots(places: gpd.GeoDataFrame, path: Path, *, stamp: str) -> Path:
    """
    Write the listed places as a GeoPackage whose bytes depend on its content alone.

    Parameters
    ----------
    places
        Listed places' polygons, EPSG:27700, allowed columns only.
    path
        The file.
    stamp
        The data cut, YYYY-MM-DD, written where GDAL would put the clock.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    DisclosureError
        If a column is not on the allow-list.
    """
    import pyogrio

    check_columns(places, HOTSPOT_COLUMNS, what=path.stem)
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{stamp}T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(places, path, layer="hotspots", driver="GPKG", geometry_type="Unknown")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    return path


def write_tables(
    tables: Mapping[str, pd.DataFrame], places: gpd.GeoDataFrame, facts: Mapping[str, Any], out: Path
) -> None:
    """
    Write everything that stands beside a page; the facts last, as the proof that the end was reached.

    Parameters
    ----------
    tables
        Name to table; each name has an allow-list.
    places
        Listed places' polygons.
    facts
        What the manifest and the month's index page need.
    out
        The working folder.

    Raises
    ------
    DisclosureError
        If a table has no allow-list, or a column that is not on it.
    """
    for name, table in tables.items():
        if name not in ALLOWED:
            raise DisclosureError(f"table {name!r} may not leave: it has no allow-list in publishing/exports.py.")
        write_csv(table, out / "tables" / f"{name}.csv", allowed=ALLOWED[name])
    write_hotspots(places, out / "hotspots.gpkg", stamp=str(facts["cut"]))
    text = json.dumps({**facts, "tables": sorted(tables)}, ensure_ascii=False, indent=1, sort_keys=True)
    (out / "facts.json").write_text(text + "\n", encoding="utf-8", newline="\n")
