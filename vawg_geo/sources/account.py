"""The account of a case: what was read, set aside, taken off the map and chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import cast

import geopandas as gpd
import pandas as pd

from vawg_geo.base.absences import BLANK, CHARACTERISTICS, CODE_NOT_STATED, SUFFIX
from vawg_geo.sources.parts import Part
from vawg_geo.sources.removal import list_removed
from vawg_geo.sources.snapshots import Snapshot

_PERSON_IN_CRIME = ["incident", "pid", "role"]
_DETAILS = [*CHARACTERISTICS, "eliminated"]
_SAID = [name + SUFFIX for name in CHARACTERISTICS]
_PEOPLE = _PERSON_IN_CRIME + _DETAILS


def join_tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """
    Stack tables of the same columns; empty ones have no say in the kinds of columns.

    Parameters
    ----------
    tables
        At least one.

    Returns
    -------
    table
        RangeIndex.
    """
    return pd.concat([table for table in tables if len(table)] or list(tables[:1]), ignore_index=True)


def join_people(people: Sequence[pd.DataFrame], table: pd.DataFrame | None) -> pd.DataFrame:
    """
    Join the people of the extracts and those of the side table.

    Parameters
    ----------
    people
        Of each extract, as `Intake.people`.
    table
        The side table `people`; None: there is none.

    Returns
    -------
    people
        incident, pid, role, sex, age, ethnicity, disability, eliminated, and what stands where one is not known
        (`<characteristic>_said`, where the extract was read with it); each identified person once a crime and role,
        what the extract leaves blank taken from the side table; those without a pseudonym stand as they came.
    """
    tables = list(people)
    said = [name for name in _SAID if name in people[0].columns]
    if table is not None:
        more = table.rename(columns={"person_id": "pid"}).reindex(columns=[*_PEOPLE, *said])
        kinds = people[0].dtypes
        tables.append(more.astype({name: kinds[name] for name in more.columns if name in kinds.index}))
    rows = join_tables(tables)
    named = rows["pid"].notna()
    who = rows[named].groupby(_PERSON_IN_CRIME, sort=False).ngroup()
    rows = rows.assign(**{name: _fill_first(rows[name], who) for name in _DETAILS})
    rows = rows.assign(**{name: _join_said(rows, name, who) for name in said})
    return rows[~named | ~who.duplicated().reindex(rows.index, fill_value=False)].reset_index(drop=True)


def _fill_first(column: pd.Series, who: pd.Series) -> pd.Series:
    """Fill what the first row of a person in a crime lacks from the next that has it: the other rows are not kept."""
    first = who[~who.duplicated()]
    lacking = first[column[first.index].isna()]
    given = who[who.isin(lacking)]
    given = given[column[given.index].notna()]
    given = given[~given.duplicated()]
    own = pd.Series(lacking.index, index=lacking.to_numpy())[given.to_numpy()]
    filled = column.copy()
    filled.loc[own.to_numpy()] = column[given.index].array
    return filled


def _join_said(rows: pd.DataFrame, name: str, who: pd.Series) -> pd.Series:
    """Keep the first word that is more than a blank, else the blank, where a characteristic is still not known."""
    column = rows[name]
    spoken = column.mask((column == BLANK) & rows["pid"].notna())
    told = _fill_first(spoken, who).fillna(_fill_first(column, who))
    value = rows[name.removesuffix(SUFFIX)]
    known = value.notna() & ~value.astype("str").eq(CODE_NOT_STATED).fillna(value=False)
    return told.mask(known).astype("str")


def list_everything_removed(
    incidents: gpd.GeoDataFrame, rejected: pd.DataFrame, areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """
    List all that is counted or known and on no map.

    Parameters
    ----------
    incidents
        Placed and curated.
    rejected
        Rows set aside at reading; those at default coordinates (I11) are listed in one line.
    areas
        As `curate_areas` gives them; excluded ones without a record are listed too.

    Returns
    -------
    removed
        `place`, `what`, `n`.
    """
    listed = list_removed(incidents)
    rows: list[tuple[str, str, int]] = []
    at_default = int((rejected["reason"] == "I11").sum())
    if at_default:
        rows.append(("default coordinates of the system", "stand for no place, set aside at reading", at_default))
    shown = set(listed.loc[listed["what"].str.startswith("excluded: "), "place"])
    quiet = areas[(areas["excluded"] != "") & ~areas["alias"].isin(shown)]
    rows += [(place, f"excluded: {why}", 0) for place, why in zip(quiet["alias"], quiet["excluded"], strict=True)]
    return join_tables([listed, pd.DataFrame(rows, columns=listed.columns)])


def list_inputs(parts: Sequence[Part]) -> dict[str, str]:
    """
    List every file that was read.

    Parameters
    ----------
    parts
        Of a snapshot.

    Returns
    -------
    inputs
        File name to SHA-256.
    """
    inputs: dict[str, str] = {}
    for part in parts:
        inputs |= cast("dict[str, str]", part.facts.get("inputs", {}))
    return inputs


def list_chosen(reads: Sequence[Part], snapshot: Snapshot, more: Mapping[str, str]) -> dict[str, str]:
    """
    List every automatic choice.

    Parameters
    ----------
    reads
        The parts that hold extracts.
    snapshot
        Which one is used. It is named by what was read: its number in the folder tells what that folder went through,
        and the same inputs would no longer give the same bytes.
    more
        Choices of the case itself; empty ones are left out.

    Returns
    -------
    chosen
        What was chosen, in words.
    """
    chosen: dict[str, str] = {}
    files = hashlib.sha256(json.dumps(list_inputs(snapshot.parts), sort_keys=True).encode()).hexdigest()
    more = {"snapshot": f"data cut {snapshot.cut:%Y-%m-%d}, files {files[:12]}", **more}
    for part in reads:
        chosen |= cast("dict[str, str]", part.facts["chosen"])
    return chosen | {name: text for name, text in more.items() if text}
