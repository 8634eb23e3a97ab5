"""What an output was made from, and the hash of everything in it: the same run, the same bytes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from vawg_geo import __version__
from vawg_geo.base.errors import VerifyError
from vawg_geo.base.force import Force

MANIFEST, END, EDITIONS = "manifest.json", "END", "editions"
RELEASES = "releases"  # the release ledger, beside a force's months, unless force.toml names another folder
NEXT = ".next.csv"  # the end of a ledger file's name while its edition is noted and does not stand yet
_LIBRARIES = (
    "folium", "folium-offline", "geopandas", "libpysal", "matplotlib", "nbclient", "nbconvert", "numba", "numpy",
    "pandas", "papermill", "pyogrio", "scikit-learn", "scipy", "shapely", "statsmodels",
)  # fmt: skip


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_outputs(folder: Path) -> dict[str, str]:
    """
    Hash every file of an output but its manifest, its END and its kept editions.

    Parameters
    ----------
    folder
        The output folder.

    Returns
    -------
    hashes
        Path inside the folder (with /) to SHA-256, sorted.
    """
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    apart = (MANIFEST, END)
    return {n: hash_file(folder / n) for n in files if n not in apart and not n.startswith(f"{EDITIONS}/")}


def extract_files(force: Force) -> dict[str, Path]:
    """
    List the extracts and side tables a force names: what snapshots keep.

    Parameters
    ----------
    force
        The force.

    Returns
    -------
    files
        Name to existing file: the path inside the force's folder, or the bare file name outside it, so that no path
        of a machine is told.
    """
    found = {file for extract in force.incidents for file in _matching(force, extract.path)}
    return _named(force, found | {force.at(path) for path in force.tables.values()})


def reference_files(force: Force) -> dict[str, Path]:
    """
    List the files a force names that every run reads as they are now: areas, lookup, backdrop, the analyst's own.

    Parameters
    ----------
    force
        The force.

    Returns
    -------
    files
        As `extract_files` gives them.
    """
    areas = [path for area in force.areas.values() for path in (area.path, area.lookup)]
    backdrop = force.backdrop.path if force.backdrop else None
    own = (*areas, backdrop, force.aliases, force.curation, force.default_points)
    return _named(force, {force.at(path) for path in own if path})


def _named(force: Force, paths: set[Path]) -> dict[str, Path]:
    return {_name(path, force.folder): path for path in sorted(paths) if path.is_file()}


def _matching(force: Force, pattern: Path) -> list[Path]:
    path = force.at(pattern)
    if path.is_file():
        return [path]
    return sorted(Path(path.anchor).glob(path.relative_to(path.anchor).as_posix())) if path.anchor else []


def _name(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name


@cache
def hash_code() -> str:
    """Return one hash over every file of the package: the code and the reference tables that made the figures."""
    package = Path(__file__).resolve().parents[1]  # a wheel carries profiles and notebooks inside it; a checkout beside
    whole = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.is_file() and not {"__pycache__", "shipped"} & set(p.parts)):
        whole.update(path.relative_to(package).as_posix().encode() + b"\0" + hash_file(path).encode())
    return whole.hexdigest()


def describe_toolkit() -> dict[str, Any]:
    """Return the toolkit's version and code hash, Python's version and those of the libraries that compute."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {"vawg-geo": __version__, "code": hash_code(), "python": platform.python_version(), "libraries": versions}


def version_of(made_from: Mapping[str, Any]) -> str:
    """Return the short version hash of inputs, parameters, profile, notebook and code: ten hexadecimal digits."""
    return hash_bytes(canonical(made_from))[:10]


def canonical(thing: object) -> bytes:
    """Return the one JSON spelling of a thing: sorted keys, two spaces, UTF-8, a newline at the end."""
    return (json.dumps(thing, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """
    Write the manifest, with the hashes of all outputs, and then the END that vouches for it.

    Parameters
    ----------
    folder
        The output folder, with everything else already in it.
    manifest
        All but `outputs`.
    """
    content = canonical({**manifest, "outputs": hash_outputs(folder)})
    (folder / MANIFEST).write_bytes(content)
    (folder / END).write_text(hash_bytes(content) + "\n", encoding="ascii")


def read_manifest(folder: Path) -> dict[str, Any]:
    """
    Read the manifest of a finished output.

    Parameters
    ----------
    folder
        The output folder.

    Returns
    -------
    manifest
        The manifest.

    Raises
    ------
    VerifyError
        If the END or the manifest is missing, or the one does not vouch for the other.
    """
    try:
        content, end = (folder / MANIFEST).read_bytes(), (folder / END).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise VerifyError(f"{folder.name} is not a finished output: it has no readable {MANIFEST} and {END}.") from None
    if hash_bytes(content) != end:
        raise VerifyError(f"{folder.name}: {MANIFEST} was changed after the run; {END} does not vouch for it.")
    manifest: dict[str, Any] = json.loads(content)
    return manifest
