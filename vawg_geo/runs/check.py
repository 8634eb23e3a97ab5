"""Reading everything a force names, and saying what became of every row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.force import read_force

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case


def check_force(force: str | Path) -> Case:
    """
    Read, check and place everything a force names.

    Parameters
    ----------
    force
        The path of a force.toml.

    Returns
    -------
    case
        What a product would be made from.

    Raises
    ------
    VawgGeoError
        With the reasons, when an extract, the boundaries or a table is refused.
    """
    from vawg_geo.sources.case import load_case

    return load_case(read_force(force))


def tell_case(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """
    Give the tables that account for every row: counts and rules, never a record's value.

    Parameters
    ----------
    case
        As `check_force` gives it.

    Yields
    ------
    title, table
        The ledger, rows set aside by reason, the quality table, what is kept off the map, every automatic choice.
    """
    yield "Rows in = used + rejected", case.ledger
    if len(case.rejected):
        by_reason = case.rejected.groupby(["file", "reason", "column"], dropna=False).agg(
            rows=("row", "size"), first_row=("row", "min")
        )
        yield "Rows set aside", by_reason.reset_index()
    yield "What was found (row 1 is the first below the header)", case.quality
    yield "Kept off the map and out of the ranking", case.removed
    yield "Chosen automatically", pd.DataFrame({"what": list(case.chosen), "chosen": list(case.chosen.values())})
