"""What an extract looks like: a frozen `Source`, read from one TOML a system."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Literal

from vawg_geo.base.absences import SPOKEN, spoken_words
from vawg_geo.base.errors import SourceError
from vawg_geo.base.schema import FLAGS, PLACE_TYPES
from vawg_geo.base.toml import build, read_toml
from vawg_geo.sources.caps import CAPS, Caps

PERSON_FIELDS = (
    "victim_id", "victim_sex", "victim_age", "victim_ethnicity", "victim_disability", "relationship",
    "suspect_id", "suspect_sex", "suspect_age", "suspect_ethnicity", "suspect_disability", "suspect_eliminated",
)  # fmt: skip
FIELDS = (
    "id", "offence", "from", "from_time", "to", "to_time", "recorded", "recorded_time", "month", "x", "y",
    "geocode_quality", "area", "place_type", "premises", "place", "category", "within", "status", "reported_by",
    "outcome", "beat", *FLAGS, *PERSON_FIELDS,
)  # fmt: skip
# What a value may be mapped to; a field that is not here is kept as it is written.
ALLOWED: dict[str, tuple[str, ...]] = {
    "geocode_quality": ("good", "poor", "none"),
    "place_type": PLACE_TYPES,
    "status": ("live", "cancelled", "transferred"),
    **{f"{who}_sex": ("F", "M", "X", "", *SPOKEN) for who in ("victim", "suspect")},
    **{f"{who}_disability": ("yes", "no", "", *SPOKEN) for who in ("victim", "suspect")},
    **dict.fromkeys((*FLAGS, "suspect_eliminated"), ("yes", "no", "")),
}
_YES_NO = {"y": "yes", "yes": "yes", "true": "yes", "1": "yes", "n": "no", "no": "no", "false": "no", "0": "no"}
_SEX = {"f": "F", "female": "F", "m": "M", "male": "M", "x": "X", "other": "X"}
# Spellings that need no map of their own.
COMMON: dict[str, dict[str, str]] = {
    **{name: {**_YES_NO, "u": "", "unknown": ""} for name, allowed in ALLOWED.items() if allowed[0] == "yes"},
    **dict.fromkeys(("victim_sex", "suspect_sex"), _SEX | spoken_words("sex")),
    **dict.fromkeys(("victim_disability", "suspect_disability"), _YES_NO | spoken_words("disability")),
}


@dataclass(frozen=True)
class Source:
    """One kind of extract: its columns, spellings, dates, coordinates and caps."""

    title: str
    columns: dict[str, str]  # our field -> the extract's header
    table: Literal["incidents", "outcomes"] = "incidents"
    format: Literal["csv", "xlsx", "parquet"] = "csv"
    delimiter: str = ""  # empty: told from the header
    encoding: str = ""  # empty: told from the bytes
    sheet: str = ""  # xlsx: empty is the first
    date_order: Literal["day_first", "month_first", "iso"] = "day_first"
    crs: str = "EPSG:27700"
    place_by: Literal["point", "code"] = "code"
    bounds: tuple[
        float, ...
    ] = ()  # west, south, east, north in the extract's own coordinates; points beyond are faults
    default_points: tuple[
        tuple[float, ...], ...
    ] = ()  # x, y that stand for "nowhere": headquarters, a district's middle
    synthetic: bool = False  # invented data: pseudonyms by the published key
    published: bool = False  # open data: its identifiers are already public
    ids_unique: bool = True  # False: one identifier may stand for several records (data.police.uk)
    one_row_per: Literal["crime", "person"] = "crime"
    optional: tuple[str, ...] = ()  # fields whose column a file may lack; all others named above must be there
    fixed: dict[str, str] = field(default_factory=dict)  # field -> the same value for every row
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # field -> spelling (any case) -> our value
    data_cut: str = ""  # YYYY-MM-DD; empty: the force file's, else the file's date of change
    earliest: str = "1920-01-01"  # a time before this is a default, not a memory
    max_mb: int = CAPS.mb  # of text, after unpacking
    max_columns: int = CAPS.columns
    max_rows: int = CAPS.rows
    name: str = field(default="", metadata={"hidden": True})

    def __post_init__(self) -> None:
        """Refuse what the types cannot."""
        faults = [*self._unknown(), *self._unmappable(), *self._missing()]
        if faults:
            raise SourceError(f"the source description {self.title!r} cannot be used: {'; '.join(faults)}.")

    @property
    def must_have(self) -> tuple[str, ...]:
        """Fields whose column must be in every file: a column lost in silence would read as "unknown"."""
        return tuple(name for name in self.columns if name not in self.optional)

    @property
    def caps(self) -> Caps:
        """How much of a file is read."""
        return Caps(self.max_mb, self.max_columns, self.max_rows, stated=True)

    def _unknown(self) -> list[str]:
        used = [*self.columns, *self.values, *self.fixed, *self.optional]
        return [
            f"unknown field {name} (known: {', '.join(FIELDS)})" for name in dict.fromkeys(used) if name not in FIELDS
        ]

    def _unmappable(self) -> list[str]:
        faults = []
        for name, allowed in ALLOWED.items():
            given = {*self.values.get(name, {}).values(), self.fixed.get(name, allowed[0])}
            if given - set(allowed):
                faults.append(f"values for {name} must be one of {', '.join(allowed)}")
        return faults

    def _missing(self) -> list[str]:
        needed = ("month" if "month" in self.columns else "from", *(("id",) if self.ids_unique else ()))
        faults = [f"no column is named for {name}" for name in needed if name not in self.must_have]
        if ("x" in self.columns) != ("y" in self.columns):
            faults.append("x and y are named together or not at all")
        if self.bounds and len(self.bounds) != 4:  # noqa: PLR2004 - west, south, east, north
            faults.append("bounds are west, south, east, north")
        for text in filter(None, (self.data_cut, self.earliest)):
            try:
                date.fromisoformat(text)
            except ValueError:
                faults.append("data_cut and earliest are dates written YYYY-MM-DD")
        return faults


def read_source(source: str | Path) -> Source:
    """
    Read a source description by its shipped name or a path.

    Parameters
    ----------
    source
        For example "police_uk", or the path of a TOML file.

    Returns
    -------
    source
        The frozen source.

    Raises
    ------
    SourceError
        If there is no such source, or its description contradicts itself.
    ProfileError
        If the file has an unknown key, a wrong type or a missing value.
    """
    path = Path(source)
    if path.suffix != ".toml":
        path = descriptions() / f"{source}.toml"
        if not path.is_file():
            names = ", ".join(sorted(p.stem for p in descriptions().glob("*.toml")))
            raise SourceError(f"there is no shipped source of that name; there are: {names}. A path ends in .toml.")
    built = build(Source, read_toml(path), where=path.name)
    object.__setattr__(built, "name", path.stem)
    return built


def descriptions() -> Path:
    """Return the folder of shipped source descriptions."""
    return Path(str(resources.files("vawg_geo.sources"))) / "descriptions"
