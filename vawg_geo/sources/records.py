"""From one file's text to records, and from all files' records to the incident and people tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.offences import offence_table
from vawg_geo.base.schema import INCIDENTS
from vawg_geo.sources.clean_codes import clean_areas, clean_categories
from vawg_geo.sources.clean_points import GRID, clean_points
from vawg_geo.sources.clean_times import clean_times
from vawg_geo.sources.clean_values import clean_flags, clean_offences, clean_values, reject_totals
from vawg_geo.sources.files import OpenFile
from vawg_geo.sources.people import clean_people, list_people
from vawg_geo.sources.pseudonyms import PseudonymKey, pseudonymise
from vawg_geo.sources.repeats import mark_repeats
from vawg_geo.sources.source import Source
from vawg_geo.sources.themes import name_space, name_themes

_WORDS = ("geocode_quality", "place_type", "premises", "status", "reported_by", "outcome", "beat")
_OPEN_DATA = ("category", "place", "within")  # columns of data.police.uk, carried where a source has them
_NO_PLACE = ("no location",)  # written "No Location" in street files, "No location" in outcomes


@dataclass(frozen=True)
class Surroundings:
    """What a file cannot know of itself."""

    cut: date
    bounds: tuple[float, ...]
    default_points: np.ndarray  # x, y in the file's own coordinates


def clean_records(file: OpenFile, source: Source, around: Surroundings) -> gpd.GeoDataFrame:
    """
    Clean one file; rows with a fault go into its book.

    Parameters
    ----------
    file
        The file's text and book.
    source
        What it looks like.
    around
        Data cut, bounds and default points.

    Returns
    -------
    records
        The rows in use, index = data row: the incident's columns, the people's columns, and `id` as supplied.

    Raises
    ------
    SourceError
        If the file as a whole contradicts its description.
    """
    cells, book = file.cells, file.book
    reject_totals(cells, book)
    times = clean_times(cells, source, cut=around.cut, book=book)
    points = clean_points(cells, source, bounds=around.bounds, default_points=around.default_points, book=book)
    codes = clean_offences(cells, source, book)
    words = {name: clean_values(cells, source, name, book) for name in _WORDS}
    open_data = {name: clean_values(cells, source, name, book) for name in _OPEN_DATA if name in source.columns}
    if "category" in source.columns:
        open_data["category"] = clean_categories(cells, book)
    named = cells["id"] if "id" in cells.columns else pd.Series("", index=cells.index, dtype="str")
    table = pd.concat([times, clean_flags(cells, source, book), clean_people(cells, source, book)], axis=1)
    table = table.assign(
        offence_code=codes, **words, **open_data, supplied_area=clean_areas(cells, source, book), id=named
    )
    if "place" in table:
        table["place"] = table["place"].mask(table["place"].str.casefold().isin(_NO_PLACE))
    return gpd.GeoDataFrame(table, geometry=points, crs=GRID)[book.used]


def drop_repeats(files: list[OpenFile], records: list[gpd.GeoDataFrame], source: Source) -> gpd.GeoDataFrame:
    """
    Join the files' records and quarantine rows whose identifier came before.

    Parameters
    ----------
    files
        The files; the repeats go into their books.
    records
        Each file's rows in use.
    source
        Whether identifiers are unique.

    Returns
    -------
    rows
        The rows in use of all files, RangeIndex; `file` (name), `row`, `further` (another person of a crime above).
    """
    texts = [
        file.cells.loc[one.index].assign(
            file=number, **({"offence": one["offence_code"]} if "offence" in file.cells else {})
        )
        for number, (file, one) in enumerate(zip(files, records, strict=True))
    ]
    cells = pd.concat(texts, ignore_index=True)
    repeats = mark_repeats(cells, source)
    named = [one.assign(file=file.book.file, row=one.index) for file, one in zip(files, records, strict=True)]
    rows = pd.concat(named, ignore_index=True).assign(further=repeats["further"])
    for number, file in enumerate(files):
        for fault in ("I27", "I28"):
            out = rows.loc[(cells["file"] == number) & (repeats["fault"] == fault), "row"]
            file.book.reject(np.isin(file.book.rows, out), fault, "id")
    _note_shared(cells, repeats, files, source)
    return rows[repeats["fault"] == ""].reset_index(drop=True)


def assemble(rows: gpd.GeoDataFrame, source: Source, key: PseudonymKey) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    Make the incident and people tables.

    Parameters
    ----------
    rows
        As `drop_repeats` gives them.
    source
        The source, for its name.
    key
        The pseudonym key.

    Returns
    -------
    incidents, people
        The two tables of `Intake`.
    """
    incident = _name_incidents(rows, key)
    people = list_people(rows, incident, key)
    table = rows.assign(incident_id=incident, **_principal(people, incident))[~rows["further"]].set_index("incident_id")
    offences = offence_table()
    for ours, theirs in (("strand", "strand"), ("scope", "scope"), ("harm", "weight")):
        table[ours] = table["offence_code"].map(offences[theirs])
    table = table.astype({"strand": "str", "scope": "str", "harm": "float64"})
    table["themes"] = name_themes(table)
    table["space"] = name_space(table["place_type"], table["online"])
    placed = table.geometry.notna()
    quality = table["geocode_quality"].mask(~placed, "none")
    if "geocode_quality" not in source.columns:
        quality = quality.fillna("good")
    table["geocode_quality"] = quality
    table["status"] = table["status"].fillna("live")
    table["area"] = pd.Series(pd.NA, index=table.index, dtype="str")
    table["located"] = pd.Series(np.where(placed, "placed", "unlocated"), index=table.index, dtype="str")
    table["source"] = pd.Series(source.name, index=table.index, dtype="str")
    extra = [name for name in _OPEN_DATA if name in table.columns]
    return table[[*INCIDENTS, *extra, "geometry"]], people


def _name_incidents(rows: pd.DataFrame, key: PseudonymKey) -> pd.Series:
    # A row without an identifier is named by where it stands; identifiers that repeat by design get a number. Both
    # carry a suffix: such a name says nothing of the next extract's rows.
    bare = rows["id"] == ""
    stand_in = rows["file"].astype("str") + "\0" + rows["row"].astype("str")
    names = pseudonymise(rows["id"].mask(bare, stand_in), key, domain="incident")
    names = names.mask(bare, names + "-row")
    count = names.groupby(names).cumcount() + 1
    again = (count > 1) & ~rows["further"]
    return names.mask(again, names + "-" + count.astype("str")).astype("str")


def _principal(people: pd.DataFrame, incident: pd.Series) -> dict[str, pd.Series]:
    # The principal victim is the first recorded female one, else the first: what the row is counted under.
    victims = people[people["role"] == "victim"]
    order = victims["sex"].ne("F").fillna(value=True).astype("int8")
    first = victims.assign(order=order).sort_values("order", kind="stable").drop_duplicates("incident")
    first = first.set_index("incident")
    return {
        ours: incident.map(first[theirs]).astype(first[theirs].dtype)
        for ours, theirs in (("victim", "pid"), ("victim_sex", "sex"), ("victim_age", "age"))
    }


def _note_shared(cells: pd.DataFrame, repeats: pd.DataFrame, files: list[OpenFile], source: Source) -> None:
    if "id" not in cells.columns:
        return
    kept = cells[repeats["fault"] == ""]
    for number, file in enumerate(files):
        mine = kept[kept["file"] == number]
        file.book.note("id", int((mine["id"] == "").sum()), "reported", "rows without an identifier: never compared")
    again = kept["id"].duplicated() & (kept["id"] != "")
    if not source.ids_unique and again.any():
        files[-1].book.note("id", int(again.sum()), "reported", "identifiers that came before: kept, they may repeat")
