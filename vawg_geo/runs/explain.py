"""Why a place has the score it has: from the product itself; its rows only on request, with a purpose, logged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from vawg_geo.base.errors import PlaceError, RunError
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.publishing.exports import MARKING
from vawg_geo.runs.access import log_home, note_access
from vawg_geo.runs.manifest import hash_file, read_manifest
from vawg_geo.runs.verify import verify

if TYPE_CHECKING:
    import geopandas as gpd

TABLES = ("contributions", "shrinkage")
ROW_COLUMNS = ("incident", "night", "hours", "offence_code", "harm", "place_type")
_TELLS = {
    "n": "offences in the evidence window", "n_faded": "the same, older ones counting less",
    "own_weight": "how far its own count is believed (0 to 1)", "expected_n": "offences expected a year",
    "own_mean": "harm an offence here", "mean_harm": "harm an offence in all similar places",
    "k": "pseudo-offences that draw towards it", "shrunk_harm": "harm expected a year", "rank": "rank",
    "stratum": "kind of place",
}  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """One area's score taken apart."""

    area: str
    place: str
    contributions: pd.DataFrame  # period, kind, n, n_faded, mean_weight, adds; `adds` sum to the harm expected a year
    shrinkage: pd.DataFrame  # what, value


def explain(product: Path, area: str, *, purpose: str = "") -> Explanation:
    """
    Say what an area's score is made of, from the tables beside the page.

    Parameters
    ----------
    product
        A product's output folder.
    area
        An area's code, or the name people use.
    purpose
        Why it is asked, for the access log.

    Returns
    -------
    explanation
        Contributions by kind and year, and shrinkage. No kind of offence is named for fewer than 3.

    Raises
    ------
    VerifyError
        If the product is not what its manifest says.
    RunError
        If the product keeps no contributions.
    PlaceError
        If it has no such area.
    AccessError
        If the access log cannot be written.

    References
    ----------
    METHODS 4, 5, 12.
    """
    product = product.resolve()
    tables = _read_tables(product)
    code = _find_area(tables["shrinkage"], area)
    note_access(log_home(product), "explain", name=_name(product, code), purpose=purpose)
    row = tables["shrinkage"].set_index("area").loc[code]
    parts = tables["contributions"]
    told = [(words, row[name]) for name, words in _TELLS.items() if name in row.index]
    return Explanation(
        area=code,
        place=str(row["place"]),
        contributions=parts[parts["area"] == code].drop(columns="area").reset_index(drop=True),
        shrinkage=pd.DataFrame(told, columns=["what", "value"], dtype="object"),
    )


def explain_rows(product: Path, area: str, *, force: str | Path, purpose: str) -> pd.DataFrame:
    """
    List the offences an area's score rests on: the least an analyst needs to check it.

    Parameters
    ----------
    product
        A product's output folder.
    area
        An area's code, or the name people use.
    force
        The path of the force.toml it was made from; what is read is the snapshot of the product's own data cut.
    purpose
        Why the rows are needed; it goes into the access log.

    Returns
    -------
    rows
        `incident` (pseudonym, shortened), `night`, `hours` (whole clock hours it lies in), `offence_code`, `harm`,
        `place_type`; newest first. No coordinate, no person.

    Raises
    ------
    RunError
        If there is no purpose, or force, profile or data are not those the product was made from.
    VerifyError, PlaceError, AccessError
        As `explain`.
    """
    product = product.resolve()
    if not purpose.strip():
        raise RunError("rows are shown only for a purpose, which goes into the access log: give --purpose TEXT.")
    tables = _read_tables(product)
    code = _find_area(tables["shrinkage"], area)
    manifest, whose = read_manifest(product), read_force(force)
    if whose.slug != manifest["force"]["slug"]:
        raise RunError(f"the product is {manifest['force']['name']}'s; its own force.toml is needed.")
    profile = _profile_of(manifest, whose)
    note_access(log_home(product), "rows", name=_name(product, code), purpose=purpose)
    rows = _select(manifest, whose, profile, code)
    counted = int(tables["shrinkage"].loc[tables["shrinkage"]["area"] == code, "n"].sum())
    if len(rows) != counted:
        raise RunError(
            f"the product counted {counted} offences there and {len(rows)} are found now: the toolkit or the "
            f"analyst's own files changed since. Make the product again, then ask again."
        )
    return _cut_down(rows)


def _name(product: Path, code: str) -> str:
    return f"{'/'.join(product.parts[-2:])} {code}"


def _read_tables(product: Path) -> dict[str, pd.DataFrame]:
    verify(product)
    paths = {name: product / "tables" / f"{name}.csv" for name in TABLES}
    if not all(path.is_file() for path in paths.values()):
        raise RunError(
            f"{product.name} keeps no contributions: only products that rank places by harm can be explained."
        )
    kinds = {"area": str, "place": str, "period": str, "kind": str}
    tables = {
        name: pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""]).drop(columns=MARKING)
        for name, path in paths.items()
    }
    return {name: table.astype({"n": "Int64"}) for name, table in tables.items()}


def _find_area(shrinkage: pd.DataFrame, area: str) -> str:
    wanted = area.strip().casefold()
    found = shrinkage.loc[
        (shrinkage["area"].str.casefold() == wanted) | (shrinkage["place"].str.casefold() == wanted), "area"
    ]
    if len(found) != 1:
        many = f"{len(found)} areas bear that name; give the code" if len(found) else "the product has no such area"
        raise PlaceError(f"{many}. Codes and names stand in tables/areas.csv.")
    return str(found.iloc[0])


def _profile_of(manifest: dict[str, Any], force: Force) -> Profile:
    name = manifest["parameters"]["profile"]
    for folder in (force.folder / "profiles", shipped("profiles")):
        path = folder / f"{name}.toml"
        if path.is_file() and hash_file(path) == manifest["profile_sha256"]:
            return read_profile(path)
    raise RunError(f"the profile {name} is not the one the product was made with; make the product again first.")


def _select(manifest: dict[str, Any], force: Force, profile: Profile, code: str) -> gpd.GeoDataFrame:
    """Find the rows of the evidence window again, in the very data the product was made from."""
    from vawg_geo.measures.cohort import evidence_window, first_month, select_nte
    from vawg_geo.sources.case import load_case

    month = Month.parse(manifest["parameters"]["month"])
    case = load_case(force, as_of=manifest["facts"]["cut"], month=month)
    if (case.inputs, case.key_id) != (manifest["inputs"], manifest["key_id"]):
        raise RunError("the snapshot of that data cut is not what the product was made from; make the product again.")
    cohort = select_nte(case.incidents, month=month, profile=profile, extra_nights=force.extra_nights)
    first = max(evidence_window(month, profile)[0], first_month(case.incidents, cohort, month).first)
    rows = cohort.members
    return rows[(rows["area"] == code) & rows["night"].between(pd.Timestamp(first), pd.Timestamp(month.last))]


def _cut_down(rows: gpd.GeoDataFrame) -> pd.DataFrame:
    from vawg_geo.sources.pseudonyms import short_names

    begins = rows["occurred_from"].dt.tz_localize(None).dt.floor("h")
    ends = rows["occurred_to"].dt.tz_localize(None).dt.ceil("h")
    ends = ends.where(ends > begins, begins + pd.Timedelta(hours=1))
    table = pd.DataFrame(
        {
            "incident": short_names(rows.index),
            "night": rows["night"].dt.strftime("%Y-%m-%d"),
            "hours": begins.dt.strftime("%H:%M") + " to " + ends.dt.strftime("%H:%M"),
            "offence_code": rows["offence_code"],
            "harm": rows["harm"],
            "place_type": rows["place_type"],
        }
    )
    return table.sort_values(["night", "incident"], ascending=[False, True]).reset_index(drop=True)[list(ROW_COLUMNS)]
