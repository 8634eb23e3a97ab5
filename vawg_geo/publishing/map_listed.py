"""Hot spots as a table gives them: which places are numbered, what colours the map, what is said of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import count_broken
from vawg_geo.base.shares import percent
from vawg_geo.publishing.words import chance_word, number

FIGURES = {"shrunk_harm": "Expected harm", "harm": "Recorded harm", "n": "Recorded offences"}  # the first there is


@dataclass(frozen=True)
class Listed:
    """A table of places, read for the map."""

    figures: pd.Series  # index = area code; missing where the table has no figure
    measure: str  # what the figure is, above the legend
    numbers: pd.Series  # index = code of a numbered place, in the order of the numbers
    words: dict[str, str]  # code to what is said of it, finished
    watch: list[str]  # codes to watch, never numbered


def read_listed(table: pd.DataFrame, *, top: int) -> Listed:
    """
    Read a table of hot spots.

    Parameters
    ----------
    table
        Index = area code. All columns are optional: `shrunk_harm`, `harm` or `n` (the first of them colours the
        map), `rank` or `number` (else the figure decides, ties by code; else the order of rows), `p_top`, `rank_low`,
        `rank_high`, and `tier` ("watch": not numbered). What `score_harm` and `score_ranks` give fits as it is.
    top
        How many places are numbered at most.

    Returns
    -------
    listed
        Figures, numbers and words.

    Raises
    ------
    SchemaError
        If a code stands twice, or a number is not whole and above 0.

    References
    ----------
    METHODS 6 and 13: a place to watch is no hot spot.
    """
    if table.index.has_duplicates:
        raise SchemaError(f"each area may have one row; {int(table.index.duplicated().sum())} rows repeat a code.")
    shown = next((name for name in FIGURES if name in table), None)
    figures = table[shown] if shown else pd.Series(np.nan, index=table.index)
    watched = table["tier"].eq("watch") if "tier" in table else pd.Series(data=False, index=table.index)
    numbers = _numbers(table[~watched], figures[~watched]).sort_values(kind="stable").head(top)
    words = {str(code): _words(row, top) for code, row in table.loc[numbers.index].iterrows()}
    return Listed(figures, FIGURES.get(shown or "", "No figure"), numbers, words, [*map(str, table.index[watched])])


def _numbers(table: pd.DataFrame, figures: pd.Series) -> pd.Series:
    given = next((name for name in ("number", "rank") if name in table), None)
    if given is None:
        order = table.index if figures.isna().all() else figures.sort_index().sort_values(ascending=False).index
        return pd.Series(np.arange(1, len(table) + 1), index=order)
    numbers = pd.to_numeric(table[given], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    bad = ~((numbers >= 1) & (numbers % 1 == 0))
    if bad.any():
        raise SchemaError(f"column {given!r} must hold whole numbers from 1: {count_broken(table.index, bad)}.")
    return pd.Series(numbers.astype("int64"), index=table.index).sort_index()


def _words(row: pd.Series, top: int) -> str:
    parts = []
    if pd.notna(row.get("n")):
        parts.append(f"{number(row['n'])} recorded")
    if pd.notna(row.get("p_top")):
        parts.append(f"{chance_word(row['p_top'])} ({percent(row['p_top'])}) to be among the {top} with most harm")
    if pd.notna(row.get("rank_low")) and pd.notna(row.get("rank_high")):
        parts.append(f"rank between {number(row['rank_low'])} and {number(row['rank_high'])}")
    return "; ".join(parts)
