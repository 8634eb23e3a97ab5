"""A force's files into the parts of a snapshot: read once, found again when nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from pyproj import Transformer

from vawg_geo.base.errors import SourceError, VintageError
from vawg_geo.base.force import Extract, Force
from vawg_geo.base.periods import LONDON
from vawg_geo.sources.areas import GRID
from vawg_geo.sources.files import find_files, last_change, open_file
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.key_rotation import force_key
from vawg_geo.sources.parts import Part, fingerprint
from vawg_geo.sources.pseudonyms import PseudonymKey, check_key, pseudonymise
from vawg_geo.sources.raw import file_hash
from vawg_geo.sources.snapshots import find_part
from vawg_geo.sources.source import Source, descriptions, read_source
from vawg_geo.sources.tables import read_side_table
from vawg_geo.sources.vintages import detect_vintage

Tell = Callable[[str], None]


@dataclass(frozen=True)
class _Plan:
    """One extract: what is known of it before it is read."""

    extract: Extract
    source: Source
    described: Path
    paths: list[Path]
    hashes: list[str]
    cut: date
    chosen: dict[str, str]


@dataclass(frozen=True)
class _Shelf:
    """Where parts are kept, and with which key they are read."""

    folder: Path
    cut: date
    key: PseudonymKey
    tell: Tell

    def find(self, name: str, mark: str) -> Part | None:
        return find_part(self.folder, self.cut, name, mark)


def read_parts(force: Force, areas: Mapping[str, gpd.GeoDataFrame], *, tell: Tell) -> tuple[date, list[Part]]:
    """
    Read all extracts and side tables of a force.

    Parameters
    ----------
    force
        The force.
    areas
        Vintage to areas.
    tell
        Hears what is being done.

    Returns
    -------
    cut
        The data cut: the latest of the extracts'.
    parts
        One an extract and vintage ("incidents-..."), one a side table ("table-...").

    Raises
    ------
    SourceError
        If a file is refused, or two extracts share records.
    VintageError
        If a file mixes codes of two vintages, or does not tell which it carries.
    PseudonymKeyError
        If there is no usable key, or the snapshots were made with another one.
    """
    plans = [_plan(force, extract) for extract in force.incidents]
    cut = max(plan.cut for plan in plans)
    folder = force.at(force.snapshots)
    key = force_key(force)
    check_key(folder, key.id)
    shelf = _Shelf(folder, cut, key, tell)
    parts = []
    for number, plan in enumerate(plans):
        told = _vintage_part(plan, number, areas, shelf)
        parts.append(told)
        for vintage in dict.fromkeys(told.facts.values()):
            files = [at for at, path in enumerate(plan.paths) if told.facts[str(path)] == vintage]
            one = replace(plan, paths=[plan.paths[at] for at in files], hashes=[plan.hashes[at] for at in files])
            parts.append(_incident_part(one, f"incidents-{number}-{vintage}", areas[str(vintage)], shelf))
    _refuse_shared([part for part in parts if part.facts.get("ids_unique")])
    parts += [_table_part(force.at(path), name, shelf) for name, path in sorted(force.tables.items())]
    return cut, parts


def _plan(force: Force, extract: Extract) -> _Plan:
    own = extract.source.endswith(".toml")
    described = force.at(Path(extract.source)) if own else descriptions() / f"{extract.source}.toml"
    source = read_source(described if own else extract.source)
    paths = find_files(force.at(extract.path))
    for path in paths:  # before a hash is taken of what nobody will read
        source.caps.refuse_file(path)
    stated = extract.data_cut or source.data_cut
    day = date.fromisoformat(stated) if stated else last_change(paths).astimezone(ZoneInfo(LONDON)).date()
    words = f"{day:%Y-%m-%d}, the day the newest file was last changed; state it as data_cut"
    return _Plan(
        extract,
        source,
        described,
        paths,
        [file_hash(path) for path in paths],
        day,
        {} if stated else {"data cut": words},
    )


def _vintage_part(plan: _Plan, number: int, areas: Mapping[str, gpd.GeoDataFrame], shelf: _Shelf) -> Part:
    """Tell each file's vintage from its codes; a force with one set of areas, or that names it, has one."""
    lists = {vintage: sorted(table.index) for vintage, table in areas.items()}
    name = f"vintages-{number}"
    mark = fingerprint(*map(str, plan.paths), *plan.hashes, plan.extract.areas, *map(str, lists.items()))
    kept = shelf.find(name, mark)
    if kept:
        return kept
    named = plan.extract.areas or (next(iter(areas)) if len(areas) == 1 else "")
    if named and named not in areas:
        raise VintageError(f"[[incidents]] names areas that are not there; there are: {', '.join(sorted(areas))}.")
    told = {str(path): named or _file_vintage(path, plan.source, lists) for path in plan.paths}
    return Part(name, mark, {}, told)


def _file_vintage(path: Path, source: Source, lists: Mapping[str, list[str]]) -> str:
    cells = open_file(path, source, name=path.name).cells
    codes = cells["area"].str.strip().str.upper() if "area" in cells else pd.Series(dtype="str")
    vintage = detect_vintage(codes, lists, what=path.name)
    if not vintage:
        raise VintageError(
            f"{path.name} does not tell the vintage of its area codes. Name it in force.toml: areas = "
            f"{' or '.join(repr(one) for one in sorted(lists))} under its [[incidents]]."
        )
    return vintage


def _incident_part(plan: _Plan, name: str, areas: gpd.GeoDataFrame, shelf: _Shelf) -> Part:
    bounds = _bounds(plan.source, areas)
    names = [path.name for path in plan.paths]
    mark = fingerprint(*names, *plan.hashes, file_hash(plan.described), shelf.key.id, str(plan.cut), str(bounds))
    kept = shelf.find(name, mark)
    if kept:
        shelf.tell(f"{plan.source.title}: {len(plan.paths)} files as read before")
        return kept
    shelf.tell(f"{plan.source.title}: reading {len(plan.paths)} files")
    source = plan.described if plan.extract.source.endswith(".toml") else plan.extract.source
    intake = read_incidents(plan.paths, source=source, cut=plan.cut, bounds=bounds, key=shelf.key)
    tables = {table: getattr(intake, table) for table in ("incidents", "people", "rejected", "quality", "ledger")}
    facts = {
        "inputs": intake.inputs,
        "key_id": intake.key_id,
        "chosen": {**plan.chosen, **intake.chosen},
        "vintage": name.split("-", 2)[2],
        "place_by": plan.source.place_by,
        "ids_unique": plan.source.ids_unique,
    }
    return Part(name, mark, tables, facts)


def _refuse_shared(parts: list[Part]) -> None:
    """Refuse records that two readings share: within one, the same row again is told; between two, it counts twice."""
    seen: set[str] = set()
    for part in parts:
        names = part.tables["incidents"].index
        named = set(names[~names.str.contains("-", regex=False)])  # the others stand for their row alone
        shared = len(named & seen)
        if shared:
            raise SourceError(
                f"{shared:,} records of {', '.join(sorted(cast('dict[str, str]', part.facts['inputs'])))} stand in "
                "another extract as well and would count twice. Name overlapping files by one pattern, in one "
                "[[incidents]], or leave the records out of one. [I27]"
            )
        seen |= named


def _bounds(source: Source, areas: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Say where the force is, in the extract's coordinates. Open data holds rows from anywhere: outside, no faults."""
    if source.bounds or source.published:
        return None
    west, south, east, north = (float(edge) for edge in areas.total_bounds)
    if source.crs == GRID:
        return west, south, east, north
    found = Transformer.from_crs(GRID, source.crs, always_xy=True).transform_bounds(west, south, east, north)
    return tuple(float(edge) for edge in found)  # type: ignore[return-value]


def _table_part(path: Path, name: str, shelf: _Shelf) -> Part:
    digest = file_hash(path) if path.is_file() else ""
    mark = fingerprint(path.name, digest, shelf.key.id)
    kept = shelf.find(f"table-{name}", mark) if digest else None
    if kept:
        return kept
    shelf.tell(f"{name}: reading {path.name}")
    incident, person = (partial(pseudonymise, key=shelf.key, domain=one) for one in ("incident", "person"))
    read = read_side_table(path, name, incident=incident, person=person)
    tables = {"table": read.table, "rejected": read.rejected, "quality": read.quality, "ledger": read.ledger}
    return Part(f"table-{name}", mark, tables, {"inputs": {path.name: read.sha256}})
