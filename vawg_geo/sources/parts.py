"""Parts of a snapshot on disk: each written whole or not at all, readable by its owner alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import SourceError

DRAFT = ".draft-"  # a part that is being written, or was when its run was killed
_FACTS = "facts.json"


@dataclass(frozen=True)
class Part:
    """One thing that was read: its tables and what is known about them."""

    name: str
    key: str  # fingerprint of the bytes, the description and the code it was read with
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, object] = field(default_factory=dict)  # JSON


def fingerprint(*texts: str) -> str:
    """
    Name a reading by its inputs.

    Parameters
    ----------
    *texts
        Hashes of files, descriptions, the key's id: whatever decides what is read.

    Returns
    -------
    key
        32 hexadecimal digits; another for every version of the code that reads.
    """
    return hashlib.sha256(json.dumps([hash_readers(), *texts]).encode()).hexdigest()[:32]


@cache
def hash_readers() -> str:
    """Return one hash over the code that reads: a process that has begun goes on with the code it began with."""
    packages = [Path(str(resources.files(name))) for name in ("vawg_geo.base", "vawg_geo.sources")]
    code = [file for package in packages for file in sorted(package.rglob("*")) if file.suffix in {".py", ".csv"}]
    return hashlib.sha256(b"".join(file.read_bytes() for file in code)).hexdigest()


@contextmanager
def telling_where(folder: Path) -> Iterator[None]:
    """
    Say which folder it was in which nothing can be kept.

    Parameters
    ----------
    folder
        The force's snapshots.

    Raises
    ------
    SourceError
        If the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise SourceError(
            f"what was read cannot be kept in {folder.name} ({reason}). Make room there, or name as `snapshots` in "
            "force.toml a folder that this user can write."
        ) from None


def store_part(home: Path, part: Part) -> None:
    """
    Write a part whole beside its place, then put it there in one step.

    Parameters
    ----------
    home
        The part's folder; one that is there and whole is left as it is.
    part
        What was read.
    """
    if is_whole(home):
        return
    draft = Path(tempfile.mkdtemp(dir=home.parent, prefix=DRAFT))  # mode 0700
    try:
        for name, table in part.tables.items():
            plain = table.copy(deep=False)
            plain.attrs = {}
            plain.to_parquet(draft / f"{name}.parquet")
            _seal(draft / f"{name}.parquet")
        shapes = [name for name, table in part.tables.items() if isinstance(table, gpd.GeoDataFrame)]
        content = {"tables": list(part.tables), "shapes": shapes, "facts": dict(part.facts)}
        write_text(draft / _FACTS, json.dumps(content))
        _sync_folder(draft)
        if home.exists():  # a part that was cut short by a fault of the disk: it has no facts
            shutil.rmtree(home)
        draft.rename(home)
        _sync_folder(home.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_part(home: Path, name: str, key: str) -> Part:
    """
    Read a part back.

    Parameters
    ----------
    home
        The part's folder.
    name, key
        The part's name and fingerprint.

    Returns
    -------
    part
        As it was stored.

    Raises
    ------
    SourceError
        If a file of it is missing or cannot be read.
    """
    try:
        content = json.loads((home / _FACTS).read_text("utf-8"))
        tables = {
            table: (gpd.read_parquet if table in content["shapes"] else pd.read_parquet)(home / f"{table}.parquet")
            for table in content["tables"]
        }
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(
            f"the snapshot's part {name} cannot be read ({type(error).__name__}). Delete the folder {home.name} "
            "and load the force again without a date."
        ) from None
    return Part(name, key, tables, content["facts"])


def load_shapes(home: Path, table: str, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """
    Read some columns of one table of a part.

    Parameters
    ----------
    home
        The part's folder.
    table
        The table's name.
    columns
        Columns wanted; those that it does not have are left out.

    Returns
    -------
    shapes
        Its index, those columns and the geometry.

    Raises
    ------
    SourceError
        If it is missing or cannot be read.
    """
    from pyarrow import ArrowException, parquet

    path = home / f"{table}.parquet"
    try:
        there = [name for name in columns if name in parquet.read_schema(path).names]
        return gpd.read_parquet(path, columns=[*there, "geometry"])
    except (OSError, ValueError, KeyError, ArrowException) as error:
        raise SourceError(
            f"the snapshot's table {table} cannot be read ({type(error).__name__}). Delete the folder {home.name}."
        ) from None


def is_whole(home: Path) -> bool:
    """
    Tell whether a part was stored to its end: its facts are written last.

    Parameters
    ----------
    home
        The part's folder.

    Returns
    -------
    whole
        False for a folder that is missing or was cut short.
    """
    return (home / _FACTS).is_file()


def write_text(path: Path, text: str) -> None:
    """
    Write a small file of mode 0600 whole or not at all.

    Parameters
    ----------
    path
        The file.
    text
        Its content.
    """
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, "utf-8")
    _seal(draft)
    draft.replace(path)
    _sync_folder(path.parent)


def _seal(path: Path) -> None:
    path.chmod(0o600)
    with path.open("rb+") as file:  # Windows settles only what is open for writing
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Make a rename last; a folder cannot be opened for this on Windows, where it is not needed."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
