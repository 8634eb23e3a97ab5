"""Whose data: a frozen `Force`, read from the force.toml of its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.outcome_sets import OutcomeSets, assumed_sets
from vawg_geo.base.toml import build, read_toml


@dataclass(frozen=True)
class AreasFile:
    """Where the force's areas are and which columns say what."""

    path: Path
    code: str = "code"
    name: str = "name"
    district: str = ""
    stratum: str = ""
    msoa: str = ""  # code of the larger area (MSOA) each lies in, for what is never shown smaller
    msoa_name: str = ""
    msoa_from_names: bool = False  # official LSOA names say it: Cambridge 003B lies in Cambridge 003
    vintage: str = ""  # "2011", "2021" or the force's own word; empty: told from the codes
    lookup: Path | None = None  # the official 2011-2021 lookup, for comparisons across vintages


@dataclass(frozen=True)
class Extract:
    """One incident extract: files, the source that describes them, and the day they were cut."""

    path: Path  # a file, or a pattern such as street/*.csv
    source: str  # a shipped source's name or a TOML's path
    data_cut: str = ""  # YYYY-MM-DD; empty: the file's date of change, announced
    areas: str = ""  # which of [areas.*] the codes belong to; empty: told from the codes


@dataclass(frozen=True)
class Backdrop:
    """A GeoPackage with roads, rail, water and labels; layers may be missing."""

    path: Path
    roads: str = "roads"
    rail: str = "rail"
    water: str = "water"
    labels: str = "labels"


@dataclass(frozen=True)
class HelpLine:
    """Local help that the public page names beside the national lines: [[help]] in force.toml."""

    name: str
    contact: str  # as people should read it: "Call 01632 960001" or "www.example.org"
    says: str = ""  # what it is for, and when it is open


_LONGEST_POST = 60  # characters


@dataclass(frozen=True)
class Force:
    """A force's folder: what to read, how it is kept, who signs."""

    name: str
    slug: str
    areas: dict[str, AreasFile]  # by vintage word: [areas.2021]
    incidents: tuple[Extract, ...]
    synthetic: bool = False  # invented data: a published key, and every page says so
    already_published: bool = False  # every extract is open data (data.police.uk)
    analyst: str = ""
    force_names: tuple[str, ...] = ()  # as the extract writes it ("Falls within")
    backdrop: Backdrop | None = None
    tables: dict[str, Path] = field(default_factory=dict)  # people, population, street_safe, venues, tasks, ...
    aliases: Path | None = None  # area, name
    curation: Path | None = None  # area, action (exclude / alias / merge), value, reason
    default_points: Path | None = None  # easting, northing, what
    extra_nights: tuple[str, ...] = ()  # YYYY-MM-DD, counted as weekend nights (bank-holiday eves, New Year's Eve)
    place_by: Literal["point", "code"] | None = None  # overrides the source's own rule
    meeting: str = ""  # the tasking meeting's date, YYYY-MM-DD
    key_file: Path | None = None  # pseudonym key, outside every repository
    snapshots: Path = Path("snapshots")
    releases: Path | None = None  # the ledger of everything shown to partners and the public; empty: beside the output
    retention_days: int = 2_555
    outcomes: OutcomeSets = field(default_factory=assumed_sets)  # which outcomes make a prosecution possible
    owners: dict[str, str] = field(default_factory=dict)  # a post as a finding names it -> its name in this force
    help: tuple[HelpLine, ...] = ()  # local support for the public page
    canaries: tuple[str, ...] = ()  # words planted in the extract that no output may hold: the scan's own test
    folder: Path = field(default=Path(), metadata={"hidden": True})

    def at(self, path: Path) -> Path:
        """Resolve a path of the file against the force's folder."""
        return path if path.is_absolute() else self.folder / path


def read_force(path: str | Path) -> Force:
    """
    Read a force.toml.

    Parameters
    ----------
    path
        The file; every path in it is relative to its folder.

    Returns
    -------
    force
        The frozen force.

    Raises
    ------
    ProfileError
        If the file is missing, has an unknown key, a wrong type or a missing value, or a value that cannot be.
    """
    path = Path(path)
    if path.is_dir():
        raise ProfileError(f"{path.name} is a folder; name the force.toml in it.")
    if not path.is_file():
        raise ProfileError(
            f"there is no file {path.name} there; check the name and the folder. `make demo` makes the demonstration "
            "county's (out/fenshire-data/force.toml); `vawg-geo new DIR` makes one for your own force."
        )
    force = build(Force, read_toml(path), where=path.name)
    if faults := list(_faults(force)):
        raise ProfileError(f"{path.name}: {'; '.join(faults)}.")
    return replace(force, folder=path.resolve().parent)


def _faults(force: Force) -> Iterator[str]:
    """Say which values cannot be, whatever their type."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", force.slug):
        yield "slug names the output's folder: small letters, digits, - and _ alone"
    days = {f"incidents[{at}].data_cut": extract.data_cut for at, extract in enumerate(force.incidents)}
    days |= {f"extra_nights[{at}]": night for at, night in enumerate(force.extra_nights)} | {"meeting": force.meeting}
    odd = [name for name, day in days.items() if day and not _is_day(day)]
    if odd:
        yield f"{', '.join(odd)} must be a day of the calendar written YYYY-MM-DD, such as 2022-04-05"
    if force.retention_days < 1:
        yield "retention_days must be at least 1"
    if unfit := [post for post, own in force.owners.items() if not _is_post(own)]:
        yield (
            f"owners must be posts on one line, at most {_LONGEST_POST} letters and no figure; "
            f"{len(unfit)} are not: {', '.join(unfit)}"
        )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text  # Python reads 20220405 as well
    except ValueError:
        return False


def _is_post(text: str) -> bool:
    """Tell whether a text can stand where a page names a post: a figure would be no result."""
    fit = text.isprintable() and 0 < len(text.strip()) <= _LONGEST_POST
    return fit and not any(letter.isdigit() for letter in text)
