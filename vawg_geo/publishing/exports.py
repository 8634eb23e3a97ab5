"""The one door for files beside a page: allowed columns only, text that no spreadsheet runs, the marking on each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.allow_lists import ALLOWED, ALLOWED_SHARED, HOTSPOT_COLUMNS
from vawg_geo.publishing.report.columns import allowed_tables, shared_tables
from vawg_geo.publishing.table_book import Cover, cover_of, write_book

DIGITS = "%.10g"  # of a broken number in a file: what a page prints can be made again from it
MARKING = "marking"  # the last column of every table that leaves
_RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")
_ENDS_A_LINE = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]+")
NO_FILE_HOLDS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # neither XML nor UTF-8


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
            f"({', '.join(sorted(extra))}). Add them in publishing/allow_lists.py only after a disclosure review."
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
    kept = _ENDS_A_LINE.sub(" ", NO_FILE_HOLDS.sub("", text))
    return f"'{kept}" if text.startswith(_RUNS_IN_A_SPREADSHEET) or kept.startswith(_RUNS_IN_A_SPREADSHEET) else kept


def mark_table(table: pd.DataFrame, *, allowed: tuple[str, ...], marking: str, what: str) -> pd.DataFrame:
    """
    Make a table fit to leave: allowed columns only, text neutralised, the marking beside every row.

    Parameters
    ----------
    table
        Columns all on the allow-list.
    allowed
        The columns that may leave.
    marking
        The security marking.
    what
        The table's name, for messages.

    Returns
    -------
    table
        The same rows; `marking` is the last column.

    Raises
    ------
    DisclosureError
        If a column is not on the allow-list, or there is no marking.
    """
    check_columns(table, allowed, what=what)
    if not marking.strip():
        raise DisclosureError(f"table {what!r} may not leave without a marking; set [marking] in the profile.")
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [None if pd.isna(cell) else neutralise(str(cell)) for cell in safe[column]]
    return safe.assign(**{MARKING: neutralise(marking)})


def write_csv(table: pd.DataFrame, path: Path, *, allowed: tuple[str, ...], marking: str) -> Path:
    """
    Write one table: UTF-8, LF, numbers as they are, text neutralised, `marking` last.

    Parameters
    ----------
    table
        Columns all on the allow-list.
    path
        The file.
    allowed
        The columns that may leave.
    marking
        The security marking.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    DisclosureError
        If a column is not on the allow-list, or there is no marking.
    """
    safe = mark_table(table, allowed=allowed, marking=marking, what=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format=DIGITS)
    return path


def write_hotspots(places: gpd.GeoDataFrame, path: Path, *, stamp: str, marking: str) -> Path:
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
    marking
        The security marking, an attribute of every shape and the layer's description.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    DisclosureError
        If a column is not on the allow-list, or there is no marking.
    """
    import pyogrio

    flat = pd.DataFrame(places.drop(columns="geometry"))
    marked = mark_table(flat, allowed=HOTSPOT_COLUMNS, marking=marking, what=path.stem)
    safe = gpd.GeoDataFrame(marked, geometry=places.geometry, crs=places.crs)
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{stamp}T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(
            safe, path, layer="hotspots", driver="GPKG", geometry_type="Unknown",
            layer_options={"DESCRIPTION": marking},
        )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    return path


def write_tables(
    tables: Mapping[str, pd.DataFrame], places: gpd.GeoDataFrame | None, facts: Mapping[str, Any], out: Path
) -> None:
    """
    Write everything that stands beside a page; the facts last, as the proof that the end was reached.

    Parameters
    ----------
    tables
        Name to table; each name has an allow-list. They are written as CSV and once more as one workbook.
    places
        Listed places' polygons; None for a product that has no places.
    facts
        What the manifest and the month's index page need, with the marking.
    out
        The working folder.

    Raises
    ------
    DisclosureError
        If a table has no allow-list, or a column that is not on it.
    """
    cover = cover_of(facts)
    _write_marked(tables, ALLOWED | allowed_tables(), out, cover=cover)
    if places is not None:
        write_hotspots(places, out / "hotspots.gpkg", stamp=str(facts["cut"]), marking=cover.marking)
    text = json.dumps({**facts, "tables": sorted(tables)}, ensure_ascii=False, indent=1, sort_keys=True)
    (out / "facts.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_shared(tables: Mapping[str, pd.DataFrame], out: Path, *, cover: Cover) -> None:
    """
    Write the tables of a page for partners or the public.

    Parameters
    ----------
    tables
        Name to table; each name has an allow-list for what is shared.
    out
        The audience's folder.
    cover
        What the workbook's first sheet says, with the audience's marking.

    Raises
    ------
    DisclosureError
        If a table has no allow-list, or a column that is not on it.
    """
    _write_marked(tables, ALLOWED_SHARED | shared_tables(), out, cover=cover)


def _write_marked(
    tables: Mapping[str, pd.DataFrame], lists: Mapping[str, tuple[str, ...]], out: Path, *, cover: Cover
) -> None:
    """Write each table as CSV and all of them as one workbook."""
    marked = {}
    for name, table in tables.items():
        if name not in lists:
            raise DisclosureError(f"table {name!r} may not leave: it has no allow-list in publishing/allow_lists.py.")
        marked[name] = mark_table(table, allowed=lists[name], marking=cover.marking, what=name)
        write_csv(table, out / "tables" / f"{name}.csv", allowed=lists[name], marking=cover.marking)
    write_book(marked, out / "tables.xlsx", cover=cover)
