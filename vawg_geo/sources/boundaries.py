"""Official boundary files: where they come from, and the check of one that was dropped in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import PlaceError, VintageError
from vawg_geo.base.shipped import shipped
from vawg_geo.base.toml import build, read_toml
from vawg_geo.sources.areas import read_layer
from vawg_geo.sources.vintages import read_lookup

# Codes given out for 2021: Welsh and English numbers above these did not exist in 2011.
_LAST_2011 = {"E": "E01033768", "W": "W01001958"}
_LSOA = r"[EW]01\d{6}"


@dataclass(frozen=True)
class Boundary:
    """One official file, as boundaries/sources.toml describes it."""

    name: str
    what: str  # "areas", "lookup" or "backdrop"
    page: str
    publisher: str
    licence: str
    vintage: str
    code: str
    label: str
    rows: int  # for England and Wales; 0: not fixed
    codes_sha256: str
    sha256: str
    use: str


def read_boundary_sources() -> dict[str, Boundary]:
    """
    Read boundaries/sources.toml.

    Returns
    -------
    sources
        Key to description.
    """
    content = read_toml(shipped("boundaries") / "sources.toml")
    return {key: build(Boundary, table, where=f"sources.toml [{key}]") for key, table in content.items()}


def check_boundary(path: str | Path, source: str) -> pd.DataFrame:
    """
    Check a dropped-in file against what its publisher states.

    Parameters
    ----------
    path
        The file: shapes for areas, a CSV for the lookup.
    source
        A key of boundaries/sources.toml, such as "lsoa_2021_bgc".

    Returns
    -------
    checks
        `check`, `found`, `stated`, `verdict`: "agrees", or "cannot say" where nothing is stated or the file
        covers a part of England and Wales only.

    Raises
    ------
    PlaceError
        If there is no such source or it has no areas, the file cannot be read, lacks its code column, repeats or
        lacks codes, has as many codes as England and Wales but others, or other bytes than stated.
    VintageError
        If its codes are of another vintage.

    References
    ----------
    METHODS 7: no column says which vintage a file is; its codes do.
    """
    path, sources = Path(path), read_boundary_sources()
    if source not in sources or sources[source].what == "backdrop" or not sources[source].code:
        kinds = ", ".join(key for key, one in sources.items() if one.code)
        raise PlaceError(f"there is no boundary source of that name that can be checked; there are: {kinds}.")
    stated = sources[source]
    codes, rows = _read_codes(path, stated)
    _check_vintage(codes, stated, path.name)
    list_hash = hashlib.sha256("\n".join(codes).encode()).hexdigest()
    bytes_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    whole = bool(stated.rows) and rows == stated.rows
    if whole and stated.codes_sha256 and list_hash != stated.codes_sha256:
        raise PlaceError(f"{path.name} has {rows:,} areas, but not the codes that {stated.name} has. Fetch it again.")
    if stated.sha256 and bytes_hash != stated.sha256:
        raise PlaceError(f"{path.name} is not the file that was verified. Fetch it again from {stated.page}.")
    checks = [
        ("rows", f"{rows:,}", f"{stated.rows:,}" if stated.rows else "", whole),
        ("vintage", _vintage_words(codes), stated.vintage, True),
        ("codes", list_hash[:12], stated.codes_sha256[:12], list_hash == stated.codes_sha256),
        ("bytes", bytes_hash[:12], stated.sha256[:12], bytes_hash == stated.sha256),
    ]
    table = pd.DataFrame(checks, columns=["check", "found", "stated", "agrees"])
    verdict = table.pop("agrees").map({True: "agrees", False: "cannot say"})
    return table.assign(verdict=verdict)


def _read_codes(path: Path, stated: Boundary) -> tuple[list[str], int]:
    """Give the sorted codes (of the lookup: those of 2021) and the number of rows."""
    if stated.what == "lookup":
        lookup = read_lookup(path)
        return sorted(set(lookup["code_2021"])), len(lookup)
    raw = read_layer(path)
    if stated.code not in raw.columns:
        raise PlaceError(f"{path.name} has no column {stated.code}, which {stated.name} has. Is it another file?")
    codes = raw[stated.code].astype("string")
    faulty = codes.isna() | codes.duplicated()
    if faulty.any():
        raise PlaceError(
            f"{path.name}: each code must stand once; {int(faulty.sum())} rows break this, the first is row "
            f"{int(faulty.argmax()) + 1}."
        )
    return sorted(codes), len(codes)


def _is_new(codes: list[str]) -> pd.Series:
    """Tell which LSOA codes were given out for 2021."""
    lsoa = pd.Series(codes, dtype="str")
    lsoa = lsoa[lsoa.str.fullmatch(_LSOA)]
    return lsoa > lsoa.str[0].map(_LAST_2011)


def _vintage_words(codes: list[str]) -> str:
    new = _is_new(codes)
    if new.empty:
        return ""
    return f"{int(new.sum()):,} codes new in 2021" if new.any() else "no code new in 2021"


def _check_vintage(codes: list[str], stated: Boundary, file: str) -> None:
    new = _is_new(codes)
    if stated.vintage == "2011" and new.any():
        raise VintageError(f"{file} should hold areas of 2011, but {int(new.sum()):,} of its codes are new in 2021.")
    if "2021" in stated.vintage and len(new) and not new.any():
        raise VintageError(f"{file} should hold areas of 2021, but none of its codes is new in 2021: is it of 2011?")
