"""Who can act on each reason of a Street Safe report: shipped, or the force's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.facts import street_safe_table

HERE = Path(__file__).parent
FILE = "street_safe_partners.csv"  # in the force's folder it replaces the shipped one
_HEADER = ["key", "partner", "ask"]


def street_safe_partners(folder: Path | None = None) -> pd.DataFrame:
    """
    Read who is asked to act on each reason.

    Parameters
    ----------
    folder
        The force's folder; a file `street_safe_partners.csv` there replaces the shipped list.

    Returns
    -------
    partners
        Index key (of the form): `partner`, `ask` (what they are asked to do).

    Raises
    ------
    ProfileError
        If the force's file has other columns than key, partner, ask, names a reason that is not on the form, names one
        twice, or leaves a cell empty.
    """
    own = folder / FILE if folder is not None else None
    path = own if own is not None and own.is_file() else HERE / FILE
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), reader.fieldnames
    if list(header or ()) != _HEADER:
        raise ProfileError(f"{FILE} must have the columns {', '.join(_HEADER)}, in that order.")
    known = {*street_safe_table().index, "other_behavioural"}  # the form of another year has an "Other" here too
    keys = [str(row["key"]).strip() for row in rows]
    faulty = [
        key not in known or keys.count(key) > 1 or not all(row.values()) for key, row in zip(keys, rows, strict=True)
    ]
    if any(faulty):
        raise ProfileError(
            f"{FILE} must name reasons of the form, each once, with partner and ask: {sum(faulty)} rows break this, "
            f"the first is row {faulty.index(True) + 2}."
        )
    return pd.DataFrame(rows).set_index("key")[["partner", "ask"]]
