"""Curation: the analyst's aliases, exclusions and merges, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.areas import dissolve_areas
from vawg_geo.sources.plain_tables import read_list

ACTIONS = ("exclude", "alias", "merge")


@dataclass(frozen=True)
class Curation:
    """The analyst's decisions, checked: what they are and why."""

    aliases: dict[str, str]  # area code to the name people use
    excluded: dict[str, str]  # area code to the reason
    merged: dict[str, str]  # area code to the code of the place it is part of
    decisions: pd.DataFrame  # area, action, value, reason: as written, for the page


def read_curation(areas: pd.Index, *, aliases: Path | None = None, curation: Path | None = None) -> Curation:
    """
    Read the alias file and the curation file against the force's areas.

    Parameters
    ----------
    areas
        The codes there are.
    aliases
        A CSV: area, name. None: no file.
    curation
        A CSV: area, action (exclude / alias / merge), value, reason. The value of an alias is the
        name; that of a merge the code of the area it joins; an exclusion has none. None: no file.

    Returns
    -------
    curation
        The decisions; an alias in the curation file goes before one in the alias file.

    Raises
    ------
    PlaceError
        With every fault at once: an unknown area or action, a missing value or reason, an area
        decided or named twice, or merges that run in a circle.

    References
    ----------
    METHODS 6.2.
    """
    known = set(areas)
    names = _read_table(aliases, ("area", "name"))
    decisions = _read_table(curation, ("area", "action", "value", "reason"))
    faults = [f"the alias file names area {code}, which is not there" for code in _unknown(names, known)]
    faults += [f"the curation file names area {code}, which is not there" for code in _unknown(decisions, known)]
    faults += _alias_faults(names, decisions)
    faults += _decision_faults(decisions, known)
    merged = _chosen(decisions, "merge", "value")
    aliases_given = dict(zip(names["area"], names["name"], strict=True)) | _chosen(decisions, "alias", "value")
    if not faults:
        faults += [f"the merges of area {code} run in a circle" for code in merged if _root(code, merged) is None]
    if faults:
        raise PlaceError("curation cannot be used: " + "; ".join(faults) + ".")
    return Curation(
        aliases=aliases_given,
        excluded=_chosen(decisions, "exclude", "reason"),
        merged={code: str(_root(code, merged)) for code in merged},
        decisions=decisions.reset_index(drop=True),
    )


def curate_areas(areas: gpd.GeoDataFrame, curation: Curation) -> gpd.GeoDataFrame:
    """
    Name, join and mark areas as the analyst decided.

    Parameters
    ----------
    areas
        As `read_areas` gives them.
    curation
        As `read_curation` gives it.

    Returns
    -------
    areas
        Merged areas under the code they joined; `alias` as people say; `excluded` the reason why
        an area is not ranked, "" for the others (it stays on the map, so that neighbours stay
        neighbours, but counts nothing).

    Raises
    ------
    PlaceError
        If areas of different vintages are merged, or two areas have one alias.
    """
    codes = pd.Series(areas.index, index=areas.index)
    torn = [code for code, into in curation.merged.items() if (code in areas.index) != (into in areas.index)]
    if torn:
        raise PlaceError(f"curation merges area {torn[0]} with one of another vintage; merge areas of one vintage.")
    joined = dissolve_areas(areas, codes.replace(curation.merged)) if curation.merged else areas.copy()
    if shared := _shared_names({code: name for code, name in curation.aliases.items() if code in joined.index}):
        raise PlaceError(f"curation cannot be used: {'; '.join(shared)}.")
    given = zip(joined.index, joined["alias"], strict=True)
    return joined.assign(
        alias=pd.array([curation.aliases.get(code, usual) for code, usual in given], dtype="str"),
        excluded=pd.array([curation.excluded.get(code, "") for code in joined.index], dtype="str"),
    )


def curate_incidents(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, curation: Curation) -> gpd.GeoDataFrame:
    """
    Carry the decisions over to placed incidents.

    Parameters
    ----------
    incidents
        As `place_incidents` gives them.
    areas
        As `curate_areas` gives them.
    curation
        As `read_curation` gives it.

    Returns
    -------
    incidents
        Those in a merged area have the code it joined; those in an excluded one have `located`
        "excluded", no area, and the place and the reason in `removed_place` and `removed_why`.
    """
    found = incidents.copy()
    found["area"] = found["area"].replace(curation.merged)
    out = found["area"].isin(list(curation.excluded))
    if out.any():
        code = found.loc[out, "area"]
        found.loc[out, "removed_place"] = code.map(areas["alias"])
        found.loc[out, "removed_why"] = "excluded: " + code.map(curation.excluded)
        found.loc[out, "located"] = "excluded"
        found["area"] = found["area"].mask(out)
    return found


def _read_table(path: Path | None, columns: tuple[str, ...]) -> pd.DataFrame:
    if path is None:
        return pd.DataFrame(columns=list(columns), dtype="str")
    rows = read_list(path, columns)
    rows = rows[(rows != "").any(axis=1)]  # a spreadsheet leaves lines of commas alone
    return rows.assign(action=rows["action"].str.casefold()) if "action" in columns else rows


def _chosen(decisions: pd.DataFrame, action: str, column: str) -> dict[str, str]:
    rows = decisions[decisions["action"] == action]
    return dict(zip(rows["area"], rows[column], strict=True))


def _unknown(table: pd.DataFrame, known: set[str]) -> list[str]:
    return [code for code in table["area"].unique() if code not in known]


def _alias_faults(names: pd.DataFrame, decisions: pd.DataFrame) -> list[str]:
    aliases = decisions[decisions["action"] == "alias"]
    lost = aliases.loc[aliases["area"].isin(decisions.loc[decisions["action"] == "merge", "area"]), "area"]
    twice = [codes[codes.duplicated()].unique() for codes in (names["area"], aliases["area"])]
    nameless = [f"area {code} has a blank name in the alias file" for code in names.loc[names["name"] == "", "area"]]
    return [
        *nameless,
        *(f"area {code} has two aliases" for code in (*twice[0], *twice[1])),
        *(f"area {code} has an alias and is merged into another: name that one" for code in lost),
    ]


def _shared_names(aliases: dict[str, str]) -> list[str]:
    """Tell areas of one name: nobody could say to which of them a patrol is sent."""
    places: dict[str, list[str]] = {}
    for code, name in aliases.items():
        places.setdefault(" ".join(name.casefold().split()), []).append(code)
    return [
        f"areas {' and '.join(sorted(codes))} have the same alias: give each its own, or merge them"
        for codes in places.values()
        if len(codes) > 1
    ]


def _decision_faults(decisions: pd.DataFrame, known: set[str]) -> list[str]:
    faults = []
    removed = set()
    for number, area, action, value, reason in decisions.itertuples():
        row = number + 1
        if action not in ACTIONS:
            faults.append(f"row {row} of the curation file has an unknown action (there are: {', '.join(ACTIONS)})")
        if not reason:
            faults.append(f"row {row} of the curation file gives no reason")
        if action == "alias" and not value:
            faults.append(f"row {row} of the curation file gives no name")
        if action == "merge" and (value not in known or value == area):
            faults.append(f"row {row} of the curation file must merge {area} with another area of the force")
        if action in ("exclude", "merge"):
            if area in removed:
                faults.append(f"area {area} is excluded or merged twice")
            removed.add(area)
    return faults


def _root(code: str, merged: dict[str, str]) -> str | None:
    """Follow merges to their end; None when there is none."""
    seen = set()
    while code in merged:
        if code in seen:
            return None
        seen.add(code)
        code = merged[code]
    return code
