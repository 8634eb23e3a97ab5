"""Snapshots: what was read is kept by data cut, unchanged until it is purged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
from filelock import FileLock

from vawg_geo.base.errors import PeriodError
from vawg_geo.sources.parts import DRAFT, Part, is_whole, load_part, load_shapes, store_part, write_text

_TOMBSTONE = "purged.json"


@dataclass(frozen=True)
class Snapshot:
    """Everything that was read for one data cut."""

    cut: date
    number: int  # 1, 2, ...: a cut read again with other files is kept beside the first
    parts: tuple[Part, ...]


def find_part(folder: Path, cut: date, name: str, key: str) -> Part | None:
    """
    Look for a reading that is kept already.

    Parameters
    ----------
    folder
        The force's snapshots.
    cut
        The data cut.
    name, key
        The part's name and fingerprint.

    Returns
    -------
    part
        As it was kept; None when there is none.

    Raises
    ------
    SourceError
        If it is there and cannot be read.
    """
    home = _home(folder, cut, name, key)
    return load_part(home, name, key) if is_whole(home) else None


def keep_snapshot(folder: Path, cut: date, parts: Iterable[Part]) -> Snapshot:
    """
    Keep what was read; what is kept already is left as it is.

    Parameters
    ----------
    folder
        The force's snapshots; made (mode 0700) when missing. Files have mode 0600.
    cut
        The data cut.
    parts
        What was read.

    Returns
    -------
    snapshot
        With its number: that of the same parts kept before, else the next one.
    """
    kept = tuple(parts)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / ".lock", mode=0o600):
        home = folder / cut.isoformat()
        home.mkdir(mode=0o700, exist_ok=True)
        for left in home.glob(f"{DRAFT}*"):  # by a run that was killed: nobody else writes here now
            shutil.rmtree(left, ignore_errors=True)
        for part in kept:
            store_part(_home(folder, cut, part.name, part.key), part)
        index = [[part.name, part.key] for part in kept]
        numbers = _numbers(home)
        last = numbers[-1] if numbers else 0
        if last and json.loads(_index(home, last).read_text("utf-8")) == index:
            return Snapshot(cut, last, kept)
        write_text(_index(home, last + 1), json.dumps(index))
    return Snapshot(cut, last + 1, kept)


def load_snapshot(folder: Path, as_of: date) -> Snapshot:
    """
    Load the latest cut on or before a day.

    Parameters
    ----------
    folder
        The force's snapshots.
    as_of
        The day.

    Returns
    -------
    snapshot
        The latest reading of that cut; nothing else is read.

    Raises
    ------
    PeriodError
        If there is no cut on or before the day, or it was purged; the cuts there are are listed.
    SourceError
        If a part is missing or cannot be read.
    """
    cuts = snapshot_cuts(folder)
    before = [cut for cut in cuts if cut <= as_of]
    if not before:
        there = ", ".join(cut.isoformat() for cut in cuts) or "none"
        raise PeriodError(f"no snapshot was kept on or before {as_of}; the data cuts kept are: {there}.")
    cut = before[-1]
    home = folder / cut.isoformat()
    if not _numbers(home):
        raise PeriodError(f"the snapshot of {cut} was purged when its retention ended; it cannot be made again.")
    number = _numbers(home)[-1]
    index = json.loads(_index(home, number).read_text("utf-8"))
    return Snapshot(cut, number, tuple(load_part(_home(folder, cut, name, key), name, key) for name, key in index))


def load_incidents_before(folder: Path, cut: date, *, columns: Sequence[str]) -> tuple[date, gpd.GeoDataFrame] | None:
    """
    Load the incidents of the latest cut before another one.

    Parameters
    ----------
    folder
        The force's snapshots.
    cut
        The later cut.
    columns
        Columns wanted; those that a snapshot does not have are left out.

    Returns
    -------
    earlier
        Its day, and the incidents of its latest reading with their points; None when there is none, or it was purged.

    Raises
    ------
    SourceError
        If it is there and cannot be read.
    """
    before = [one for one in snapshot_cuts(folder) if one < cut]
    home = folder / before[-1].isoformat() if before else folder
    if not before or not _numbers(home):
        return None
    index = json.loads(_index(home, _numbers(home)[-1]).read_text("utf-8"))
    homes = [_home(folder, before[-1], name, key) for name, key in index if name.startswith("incidents-")]
    return before[-1], gpd.GeoDataFrame(pd.concat([load_shapes(one, "incidents", columns) for one in homes]))


def snapshot_cuts(folder: Path) -> list[date]:
    """
    List the data cuts kept or purged.

    Parameters
    ----------
    folder
        The force's snapshots.

    Returns
    -------
    cuts
        Earliest first.
    """
    found = []
    for home in folder.iterdir() if folder.is_dir() else ():
        try:
            cut = date.fromisoformat(home.name)
        except ValueError:
            continue
        if _numbers(home) or (home / _TOMBSTONE).is_file():
            found.append(cut)
    return sorted(found)


def expired_cuts(folder: Path, *, before: date) -> list[date]:
    """
    List the cuts whose retention has ended and of which anything but the tombstone is left.

    Parameters
    ----------
    folder
        The force's snapshots.
    before
        Cuts before this day are due.

    Returns
    -------
    cuts
        Earliest first; one whose purge was cut short is among them.
    """
    due = [cut for cut in snapshot_cuts(folder) if cut < before]
    return [cut for cut in due if any(item.name != _TOMBSTONE for item in (folder / cut.isoformat()).iterdir())]


def purge_snapshots(folder: Path, *, before: date) -> list[date]:
    """
    Delete the cuts whose retention has ended; a tombstone stays.

    Parameters
    ----------
    folder
        The force's snapshots.
    before
        Cuts before this day go.

    Returns
    -------
    purged
        The cuts that went now.
    """
    gone = expired_cuts(folder, before=before)
    for cut in gone:
        home = folder / cut.isoformat()
        with FileLock(folder / ".lock", mode=0o600):
            # The tombstone first: a purge cut short leaves a cut that says it is purged, never half a one.
            write_text(home / _TOMBSTONE, json.dumps({"cut": cut.isoformat(), "purged_before": before.isoformat()}))
            for item in home.iterdir():
                if item.name != _TOMBSTONE:
                    shutil.rmtree(item) if item.is_dir() else item.unlink()
    return gone


def _home(folder: Path, cut: date, name: str, key: str) -> Path:
    return folder / cut.isoformat() / f"{name}-{key}"


def _index(home: Path, number: int) -> Path:
    return home / f"{number:04d}.json"


def _numbers(home: Path) -> list[int]:
    return sorted(int(file.stem) for file in home.glob("[0-9][0-9][0-9][0-9].json"))
