"""The same identifier twice: the same row again, another content, or another person of the same crime."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.sources.source import PERSON_FIELDS, Source


def mark_repeats(cells: pd.DataFrame, source: Source) -> pd.DataFrame:
    """
    Mark rows whose identifier came before; rows without one are never compared (identical ones may be two crimes).

    Parameters
    ----------
    cells
        Text of the rows in use, all files; `id`, and `file` (the file's number).
    source
        Whether identifiers are unique, and whether a row is a crime or a person of one.

    Returns
    -------
    repeats
        Index of `cells`; `fault`: "I27" the same row again, "I28" the same identifier with other content (all
        such rows), "" neither;
        `further` (bool): another person of a crime that has its row.

    References
    ----------
    FAULTS I27, I28. DATA 4: `drop_duplicates` deletes real rows.
    """
    result = pd.DataFrame({"fault": "", "further": False}, index=cells.index)
    if "id" not in cells.columns or cells.empty:
        return result
    named = cells["id"] != ""
    whole = _hash(cells.drop(columns="file"))
    # Where identifiers repeat across months by design, only a copy within one file is the same row again.
    keys = [cells["id"], cells["file"]] if not source.ids_unique else [cells["id"]]
    again = named & pd.concat([*keys, whole], axis=1).duplicated()
    result.loc[again, "fault"] = "I27"
    if not source.ids_unique:
        return result
    content = whole
    if source.one_row_per == "person":
        content = _hash(cells.drop(columns=["file", *(name for name in PERSON_FIELDS if name in cells.columns)]))
    # Nobody here can say which of two contradicting rows holds, and the file's order must not.
    several = content.groupby(cells["id"]).transform("nunique") > 1
    result.loc[named & ~again & several, "fault"] = "I28"
    if source.one_row_per == "person":
        result["further"] = named & cells["id"].where(result["fault"] == "").duplicated() & (result["fault"] == "")
    return result


def _hash(cells: pd.DataFrame) -> pd.Series:
    # Codes that pandas hands out by equality, not hashes that might meet: a row is never lost to chance.
    group = np.zeros(len(cells), dtype="int64")
    for name in cells.columns:
        codes, unique = pd.factorize(cells[name])
        group, _ = pd.factorize(group * (len(unique) + 1) + codes)
    return pd.Series(group, index=cells.index, name="content")
