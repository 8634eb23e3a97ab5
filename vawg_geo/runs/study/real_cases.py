"""Cases that no study drew: the demonstration county, and the downloads of data.police.uk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.strata import merge_strata
from vawg_geo.runs.county import planted_truth
from vawg_geo.runs.study.records import Records
from vawg_geo.sources.case import load_case
from vawg_geo.sources.open_data import write_open_data_force

LAST = Month(2022, 3)  # of the demonstration county
COUNTY_MONTHS = 72
CATEGORY = "Violence and sexual offences"
OPEN = {"open data, 2021/22": (Month(2021, 3), 13), "open data, 2024": (Month(2024, 1), 6)}


def read_county(folder: Path) -> tuple[Records, dict[str, str]]:
    """
    Read the demonstration county as a force would, and keep its night-time set.

    Parameters
    ----------
    folder
        Where `write_county` wrote it.

    Returns
    -------
    records, planted
        Six years of offences; "new" and "quiet" -> the code of the place planted so.
    """
    case = load_case(folder / "force.toml")
    members = select_nte(case.incidents, month=LAST, profile=read_profile("nte_monthly")).members
    first = LAST - (COUNTY_MONTHS - 1)
    strata, _ = merge_strata(case.areas["stratum"], members["area"].value_counts().reindex(case.areas.index).fillna(0))
    rows = members.assign(when=members["night"])
    records = _records("demonstration county", rows, case.areas, first, COUNTY_MONTHS)
    truth = planted_truth()
    return replace(records, strata=strata), {"new": truth.new, "quiet": truth.leaving}


def read_open(data: Path, folder: Path) -> list[Records]:
    """
    Read violence and sexual offences of the open files: counts, on units that both vintages share.

    Parameters
    ----------
    data
        The downloads.
    folder
        An empty folder for the force's file.

    Returns
    -------
    records
        One a run of months without a gap; every `harm` is 1, because open data do not say what was done.
    """
    case = load_case(write_open_data_force(data, folder)).on_units()
    rows = case.incidents
    placed = rows[(rows["category"] == CATEGORY) & (rows["located"] == "placed") & rows["area"].notna()]
    placed = placed.assign(when=placed["occurred_from"].dt.tz_localize(None), harm=1.0)
    parts = []
    for name, (first, count) in OPEN.items():
        inside = placed["when"].between(pd.Timestamp(first.first), pd.Timestamp((first + (count - 1)).last))
        parts.append(_records(name, placed[inside], case.areas, first, count))
    return parts


def _records(name: str, rows: pd.DataFrame, areas: pd.DataFrame, first: Month, months: int) -> Records:
    """Keep what is ranked: rows have `when`, a day of the month they count in."""
    month = (rows["when"].dt.year - first.year) * 12 + rows["when"].dt.month - first.number
    ended = rows["occurred_to"].dt.tz_convert(LONDON)
    table = pd.DataFrame(
        {"area": rows["area"].astype("str"), "harm": rows["harm"], "occurred_to": ended, "month": month}
    )
    kept = table[(table["month"] >= 0) & table["area"].isin(areas.index)]
    bare = pd.DataFrame(index=areas.index.sort_values())
    return Records(name, bare, kept.sort_values("month", kind="stable"), first, months)
