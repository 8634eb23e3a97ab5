"""Official boundary files brought in: checked first, then put in place whole."""

from __future__ import annotations

import glob
import shutil
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.boundaries import Boundary, check_boundary, read_boundary_sources
from vawg_geo.sources.vintages import read_lookup

_WAIT_S = 60  # for the publisher's machine to answer
_LARGEST = 4 * 2**30  # bytes; full-resolution LSOAs of England and Wales are under 1 GB
_PIECE = 2**20


@dataclass(frozen=True)
class BroughtIn:
    """A file that stands in its place, what was checked, and what force.toml needs to name it."""

    path: Path
    key: str
    checks: pd.DataFrame
    block: str


def import_boundary(file: Path, *, into: Path, key: str = "") -> BroughtIn:
    """
    Check an official file that was downloaded, and put it in place.

    Parameters
    ----------
    file
        GeoJSON, GeoPackage, GeoParquet or shapefile; for the lookup a CSV.
    into
        The folder it is put into, made when missing.
    key
        Which official file it is, as boundaries/sources.toml calls it; "": told from its columns.

    Returns
    -------
    brought
        The file's new place; one that stood there is replaced.

    Raises
    ------
    PlaceError
        If the file is not what it should be, or cannot be put in place: what stood there still stands.
    VintageError
        If its codes are of another vintage.
    """
    if not file.is_file():
        raise PlaceError(f"there is no file {file.name} there; check the name and the folder.")
    key = key or _tell_key(file)
    checks = check_boundary(file, key)
    path = into / f"{key}{file.suffix.lower()}"
    _put(file, path)
    return BroughtIn(path, key, checks, _block(path, read_boundary_sources()[key]))


def _put(file: Path, path: Path) -> None:
    """Copy a file whole, a shapefile with the files beside it that it is made of, itself last."""
    pieces = {file: path}
    if file.suffix.lower() == ".shp":
        beside = [one for one in file.parent.glob(f"{glob.escape(file.stem)}.*") if one != file]
        pieces = {one: path.with_suffix(one.suffix.lower()) for one in beside} | pieces
    fresh = {source: to.with_name(f".{to.name}.new") for source, to in pieces.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for source, new in fresh.items():
            shutil.copyfile(source, new)
        for source, to in pieces.items():
            fresh[source].replace(to)
    except OSError as error:
        raise PlaceError(f"{path.name} could not be put into {path.parent.name} ({error.strerror}).") from None
    finally:
        for new in fresh.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)


def fetch_boundary(key: str, *, address: str, into: Path) -> BroughtIn:
    """
    Fetch an official file from the address its publisher gives, check it, and put it in place.

    Parameters
    ----------
    key
        As boundaries/sources.toml calls it.
    address
        The download's link, copied from the publisher's page: it changes with every release.
    into
        The folder it is put into, made when missing.

    Returns
    -------
    brought
        The file's place.

    Raises
    ------
    PlaceError
        If there is no such official file or no address, if nothing could be fetched, or as `import_boundary`.
    VintageError
        As `import_boundary`.
    """
    sources = read_boundary_sources()
    if key not in sources or not sources[key].code:
        kinds = ", ".join(name for name, one in sources.items() if one.code)
        raise PlaceError(f"there is no official file of that name; there are: {kinds}.")
    if not address:
        raise PlaceError(
            f"{key}: its publisher gives no lasting address. Open {sources[key].page}, choose GeoPackage or GeoJSON "
            "(the lookup: CSV), and give the download's link by --from; or download it and use `vawg-geo areas import "
            "FILE`."
        )
    if not address.startswith(("https://", "http://")):
        raise PlaceError("an address begins with https://; a file on this machine comes in by `vawg-geo areas import`.")
    into.mkdir(parents=True, exist_ok=True)
    fetched = into / f".{key}.fetched{_suffix(address, sources[key])}"
    try:
        _download(address, fetched)
        return import_boundary(fetched, into=into, key=key)
    finally:
        fetched.unlink(missing_ok=True)


def _download(address: str, target: Path) -> None:
    try:
        with urllib.request.urlopen(address, timeout=_WAIT_S) as answer, target.open("wb") as file:  # noqa: S310 - http
            while file.tell() <= _LARGEST and (piece := answer.read(_PIECE)):
                file.write(piece)
    except urllib.error.HTTPError as error:
        raise PlaceError(f"the publisher's machine answered {error.code}; copy the link from its page again.") from None
    except (OSError, ValueError) as error:
        raise PlaceError(
            f"nothing could be fetched ({type(getattr(error, 'reason', error)).__name__}): without internet, download "
            "it elsewhere and use `vawg-geo areas import FILE`."
        ) from None
    if target.stat().st_size > _LARGEST:
        raise PlaceError("what is fetched is larger than any boundary file; is it the right link?")


def _suffix(address: str, stated: Boundary) -> str:
    """Tell the kind of file by its link; GeoJSON where the link does not say."""
    if stated.what == "lookup":
        return ".csv"
    found = Path(address.split("?", maxsplit=1)[0]).suffix.lower()
    return found if found in {".geojson", ".json", ".gpkg", ".parquet"} else ".geojson"


def _tell_key(file: Path) -> str:
    """Tell which official file it is by its columns: of two of the same columns, the generalised one."""
    sources = read_boundary_sources()
    if file.suffix.lower() == ".csv":
        read_lookup(file)
        return next(key for key, one in sources.items() if one.what == "lookup")
    columns = _columns(file)
    for key, one in sources.items():
        if one.what == "areas" and one.code and one.code in columns:
            return key
    codes = ", ".join(sorted({one.code for one in sources.values() if one.what == "areas" and one.code}))
    raise PlaceError(f"{file.name} has none of the columns {codes}; say which official file it is by --as.")


def _columns(file: Path) -> list[str]:
    import pyarrow.parquet
    import pyogrio

    try:
        if file.suffix.lower() == ".parquet":
            return list(pyarrow.parquet.read_schema(file).names)
        return list(pyogrio.read_info(file)["fields"])
    except (OSError, ValueError, RuntimeError) as error:
        raise PlaceError(f"{file.name} cannot be read as a file of shapes ({type(error).__name__}).") from None


def _block(path: Path, stated: Boundary) -> str:
    """Write what force.toml needs, the path as from a force.toml beside the folder."""
    place = f"{path.parent.name}/{path.name}"
    if stated.what == "lookup":
        return f'lookup = "{place}"  # in each [areas.*]'
    return f'[areas.{stated.vintage}]\npath = "{place}"\ncode = "{stated.code}"\nname = "{stated.label}"'
