"""Side tables: the CSVs beside the incidents, checked against their contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from vawg_geo.base.absences import SUFFIX, spoken_words, tell_absence
from vawg_geo.base.errors import SourceError
from vawg_geo.base.periods import LONDON
from vawg_geo.base.schema import Column
from vawg_geo.base.side_tables import SIDE_TABLES, SideTable
from vawg_geo.sources.areas import GRID
from vawg_geo.sources.assigning import assign_areas
from vawg_geo.sources.clean_points import NUMBER, THOUSANDS
from vawg_geo.sources.files import open_book
from vawg_geo.sources.intake import balance
from vawg_geo.sources.people import code_not_known
from vawg_geo.sources.plain_tables import read_plain_table
from vawg_geo.sources.raw import file_hash
from vawg_geo.sources.side_checks import refuse_month_first, refuse_nowhere

# Day first, as the force's systems write; ISO, as databases do. Nothing is guessed.
_DATES = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_FLAGS = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
Pseudonym = Callable[[pd.Series], pd.Series]


@dataclass(frozen=True)
class SideRead:
    """What reading one side table gives; rows in = used + rejected."""

    table: pd.DataFrame  # the contract's columns by kind, the others as text; index = data row of the file
    rejected: pd.DataFrame  # file, row, reason, column
    quality: pd.DataFrame  # file, rule, what, n, action
    ledger: pd.DataFrame  # file, rows_in, used, rejected
    sha256: str


def read_side_table(path: str | Path, name: str, *, incident: Pseudonym, person: Pseudonym) -> SideRead:
    """
    Read a side table; rows that break its contract are set aside with a reason.

    Parameters
    ----------
    path
        A delimited file with a header.
    name
        Which table it is, such as "street_safe".
    incident, person
        What turns crime numbers and people's identifiers into the pseudonyms the incidents carry.

    Returns
    -------
    read
        The table, what was rejected and the ledger.

    Raises
    ------
    SourceError
        If the table's name is unknown, or the file cannot be read, lacks a column or has its dates month first.

    References
    ----------
    METHODS 14 (pseudonyms), METHODS 1 (totals balance).
    """
    path = Path(path)
    contract = _contract(name)
    wanted = (*contract.columns, *contract.also, *filter(None, (contract.incident, *contract.people)))
    read = read_plain_table(path, wanted)
    raw = read.frame.mask(read.frame == "")
    raw = raw.rename(columns={theirs: ours for theirs, ours in contract.also.items() if ours not in raw.columns})
    _check_header(raw, contract, name, path.name)
    book = open_book(read, path.name, {})
    ours = {*contract.columns, *_keys(contract, incident, person)}
    beyond = [column for column in raw.columns if contract.closed and column not in ours]
    book.note("columns", len(beyond), "corrected")
    raw = raw.drop(columns=beyond)
    raw = _set_apart(raw, contract)
    table = raw.copy()
    for column, rule in contract.columns.items():
        text = raw[column] if column in raw else pd.Series(pd.NA, index=raw.index, dtype="str")
        if rule.kind == "time":
            refuse_month_first(text, column, book)
        table[column], faults = _convert(text, rule)
        for reason, bad in faults.items():
            book.reject(bad, reason, column)
        if not rule.null:
            book.reject(text.isna(), "missing", column)
    for column, pseudonym in _keys(contract, incident, person).items():
        book.reject(raw[column].isna(), "missing", column)
        table[column] = pseudonym(raw[column])
    used = table[book.used].rename(columns={contract.incident: "incident"} if contract.incident else {})
    return SideRead(used, book.rejected, book.quality, balance([book]), file_hash(path))


def place_side_table(table: pd.DataFrame, name: str, areas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, int]:
    """
    Tie a side table to the force's areas.

    Parameters
    ----------
    table
        As `read_side_table` gives it.
    name
        Which table it is.
    areas
        As `curate_areas` gives them.

    Returns
    -------
    table
        Tables of points: a GeoDataFrame (EPSG:27700) with `area` (`<NA>` outside, and where there
        is no point). Tables by area: the rows of the force's areas; where the area may be missing,
        all rows, `<NA>` for another's. Others: as they were.
    outside
        How many rows lie outside the force's areas, or name one that is none of them among others.
    """
    contract = _contract(name)
    if contract.zones:
        known = {*areas.index, ""}
        strange = [
            table[zone].fillna("").map(lambda codes: not known.issuperset(_codes(codes))) for zone in contract.zones
        ]
        return table, int(pd.concat(strange, axis=1).any(axis=1).sum())
    if contract.points:
        shapes = gpd.GeoSeries.from_xy(table["easting"], table["northing"], crs=GRID).where(table["easting"].notna())
        refuse_nowhere(shapes, areas, name=name)
        located = gpd.GeoDataFrame(table, geometry=shapes).assign(area=assign_areas(shapes, areas))
        return located, int((located["area"].isna() & shapes.notna()).sum())
    if contract.area:
        ours = table["area"].isin(areas.index)
        if contract.columns["area"].null:
            kept = table.assign(area=table["area"].astype("str").where(ours))
            return kept, int((table["area"].notna() & ~ours).sum())
        return table[ours], int((~ours).sum())
    return table, 0


def place_side_tables(
    tables: Mapping[str, pd.DataFrame], areas: gpd.GeoDataFrame, merged: Mapping[str, str]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """
    Tie all side tables to the force's areas.

    Parameters
    ----------
    tables
        Name to table, as `read_side_table` gives them.
    areas
        As `curate_areas` gives them.
    merged
        Area code to the code of the place it is part of.

    Returns
    -------
    tables
        Name to table, as `place_side_table` gives it.
    quality
        One row a table with rows outside the force's areas.
    """
    placed, lines = {}, []
    for name, table in tables.items():
        placed[name], outside = place_side_table(_merge(table, name, merged), name, areas)
        if outside:
            lines.append(("", "I50", f"{name}: outside the force's areas", outside, "reported"))
    return placed, pd.DataFrame(lines, columns=["file", "rule", "what", "n", "action"])


def _codes(zone: str) -> list[str]:
    return [code.strip() for code in zone.split(";")]


def _merge(table: pd.DataFrame, name: str, merged: Mapping[str, str]) -> pd.DataFrame:
    """Put the code of the place it is part of for each merged area; a place named twice in a zone stands once."""

    def joined(zone: str) -> str:
        return ";".join(dict.fromkeys(merged.get(code, code) for code in _codes(zone)))

    one = {"area": table["area"].replace(dict(merged))} if "area" in table.columns else {}
    zones = {column: table[column].map(joined, na_action="ignore").astype("str") for column in _contract(name).zones}
    return table.assign(**one, **zones) if merged else table


def _contract(name: str) -> SideTable:
    if name not in SIDE_TABLES:
        raise SourceError(f"there is no table called {name}; there are: {', '.join(sorted(SIDE_TABLES))}.")
    return SIDE_TABLES[name]


def _check_header(raw: pd.DataFrame, contract: SideTable, name: str, file: str) -> None:
    wanted = [column for column, rule in contract.columns.items() if not rule.null]
    wanted += ["easting", "northing"] if contract.points else []
    wanted += [column for column in (contract.incident, *contract.people) if column]
    missing = [column for column in dict.fromkeys(wanted) if column not in raw.columns]
    if missing:
        raise SourceError(f"{file} lacks {', '.join(missing)}: the table {name} needs {', '.join(wanted)}.")


def _set_apart(raw: pd.DataFrame, contract: SideTable) -> pd.DataFrame:
    """Take words such as "prefer not to say" out of the characteristics, and keep them beside."""
    told: dict[str, pd.Series] = {}
    for name in [name for name in contract.said if name in raw.columns]:
        words = spoken_words(name)
        spoken = raw[name].str.strip().str.casefold().isin(words)
        values = code_not_known(raw[name], raw[name], words) if name == "ethnicity" else raw[name].mask(spoken)
        told |= {name: values, name + SUFFIX: tell_absence(raw[name], values, words=words)}
    return raw.assign(**told)


def _keys(contract: SideTable, incident: Pseudonym, person: Pseudonym) -> dict[str, Pseudonym]:
    keys = dict.fromkeys(contract.people, person)
    return keys | ({contract.incident: incident} if contract.incident else {})


def _convert(text: pd.Series, rule: Column) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Give the values by kind, and which rows could not be read, by the rule that says why."""
    if rule.kind in {"number", "count"}:
        written = text.mask(text.str.fullmatch(THOUSANDS).fillna(value=False), text.str.replace(",", ""))
        numbers = pd.to_numeric(written.where(written.str.fullmatch(NUMBER).fillna(value=False)), errors="coerce")
        whole = numbers % 1 == 0 if rule.kind == "count" else True
        low = numbers >= rule.low if rule.low is not None else True
        return numbers, {"no number": text.notna() & ~(numbers.notna() & whole & low)}
    if rule.kind == "time":
        clock = _read_clock(text)
        # An hour that does not exist is a fault; of the hour that happens twice the first is meant.
        first = pd.Series(data=True, index=text.index)
        times = clock.dt.tz_localize(LONDON, ambiguous=first, nonexistent="NaT")
        return times, {"I16": text.notna() & clock.isna(), "I22": clock.notna() & times.isna()}
    if rule.kind == "flag":
        flags = text.str.lower().map(_FLAGS).astype("boolean")
        return flags, {"unknown value": text.notna() & flags.isna()}
    if not rule.one_of:
        return text, {}
    words = {word.casefold(): word for word in rule.one_of} | dict(rule.spellings)
    listed = text.str.strip().str.casefold().map(words).astype("str")
    return listed, {"unknown value": text.notna() & ~listed.isin(rule.one_of)}


def _read_clock(text: pd.Series) -> pd.Series:
    clock = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    for form in _DATES:
        left = text[clock.isna() & text.notna()]
        clock.loc[left.index] = pd.to_datetime(left, format=form, errors="coerce").astype("datetime64[us]")
    return clock
