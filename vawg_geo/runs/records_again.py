"""The records a run was made from, read once more from their snapshot: what the scan looks for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from vawg_geo.base.errors import LeakError
from vawg_geo.base.force import Force
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.runs.known_records import DEGREE, METRE, KnownRecords, among, as_complex, code_points, to_degrees
from vawg_geo.sources.ground import read_ground
from vawg_geo.sources.pseudonyms import PseudonymKey, published_key, read_key
from vawg_geo.sources.source import Source, read_source

# Columns of side tables that name people.
PEOPLE = tuple(sorted({name for table in SIDE_TABLES.values() for name in table.people}))


def read_known_records(force: Force, *, cut: date) -> KnownRecords:
    """
    Read what is known of a run's records from the snapshot it was made from.

    Parameters
    ----------
    force
        The force.
    cut
        The data cut of the run.

    Returns
    -------
    known
        Nothing of extracts that are published already.

    Raises
    ------
    LeakError
        If the snapshot is not there: what must not leave would then not be known.
    """
    home = force.at(force.snapshots) / cut.isoformat()
    numbers = sorted(home.glob("[0-9][0-9][0-9][0-9].json"))
    if not numbers:
        raise LeakError(f"the snapshot of {cut} is not there, so that no output can be scanned for its records.")
    parts = json.loads(numbers[-1].read_text("utf-8"))
    folders = {name: home / f"{name}-{mark}" for name, mark in parts}
    secret = [folder for name, folder in folders.items() if not _published(force, name)]
    named = _column(secret, "incidents", ("incident_id",)) + _column(secret, "people", ("pid",))
    named += _column(secret, "table", ("incident", *PEOPLE))
    places = _positions(secret)
    return KnownRecords(
        key=_key(force),
        pseudonyms=frozenset(pa.chunked_array(named, type=pa.string()).unique().to_pylist()),
        metres=np.unique(code_points(places, METRE)),
        degrees=np.unique(code_points(to_degrees(places), DEGREE)),
        exact=np.unique(as_complex(places)),
        grounds=lambda: _corners(force),
    )


def _published(force: Force, part: str) -> bool:
    """Say whether a part holds only records that are published already: they have nothing to hide."""
    if not part.startswith("incidents-"):
        return force.already_published
    return force.already_published or _source(force, int(part.split("-")[1])).published


def _source(force: Force, number: int) -> Source:
    named = force.incidents[number].source
    return read_source(force.at(Path(named)) if named.endswith(".toml") else named)


def _key(force: Force) -> PseudonymKey:
    sources = [_source(force, number) for number in range(len(force.incidents))]
    if force.synthetic or all(source.synthetic or source.published for source in sources):
        return published_key()
    return read_key(key_file=force.at(force.key_file) if force.key_file else None)


def _column(folders: list[Path], table: str, names: tuple[str, ...]) -> list[pa.Array]:
    """Read some columns of a part's table as text, where it has them."""
    found: list[pa.Array] = []
    for path in (folder / f"{table}.parquet" for folder in folders):
        there = [name for name in names if path.is_file() and name in pq.read_schema(path).names]
        columns = pq.read_table(path, columns=there).columns if there else []
        found += [chunk.cast(pa.string()).drop_null() for column in columns for chunk in column.chunks]
    return found


def _positions(folders: list[Path]) -> np.ndarray:
    """Read where records happened, but for places that everybody knows: a venue's own point tells nothing of them."""
    shapes = [
        shapely.get_coordinates(shapely.from_wkb(column.to_numpy(zero_copy_only=False)))
        for path in (folder / "incidents.parquet" for folder in folders)
        if path.is_file()
        for column in pq.read_table(path, columns=["geometry"]).columns
    ]
    venues = [folder for folder in folders if folder.name.startswith("table-venues-")]
    reports = _points([folder for folder in folders if folder not in venues])
    places = np.unique(np.concatenate([reports, *shapes]), axis=0)
    hidden: np.ndarray = places[~among(code_points(places, METRE), np.unique(code_points(_points(venues), METRE)))]
    return hidden


def _points(folders: list[Path]) -> np.ndarray:
    """Read the easting and northing of side tables that have them."""
    axes, found = ["easting", "northing"], [np.empty((0, 2))]
    for path in (folder / "table.parquet" for folder in folders):
        if path.is_file() and set(axes) <= set(pq.read_schema(path).names):
            table = pq.read_table(path, columns=axes)
            found.append(np.column_stack([table[axis].to_numpy().astype("float64") for axis in axes]))
    points: np.ndarray = np.concatenate(found)
    whole: np.ndarray = points[np.isfinite(points).all(axis=1)]
    return whole


def _corners(force: Force) -> np.ndarray:
    shapes = [table.geometry for table in read_ground(force).areas.values()]
    return np.concatenate([shapely.get_coordinates(shape) for shape in shapes])
