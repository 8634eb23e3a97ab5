"""What a profile of children tells in no table: a count of few, or one that two shown numbers give away."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.publishing.chapters._people_ages import STRICT
from vawg_geo.publishing.report.study import Study


def guards_children(study: Study) -> bool:
    """
    Say whether a profile is of children alone and hides counts of few.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    guards
        Whether every victim is under 18 and the least that may be shown is 10 or more.

    References
    ----------
    METHODS 12; PRODUCTS 4.2.
    """
    return study.written.least >= STRICT and study.profile.scope.max_age < ADULT


def is_few(part: pd.Series, whole: pd.Series | float, *, least: int) -> pd.Series:
    """
    Mark the counts that are few themselves, or leave few of the whole.

    Parameters
    ----------
    part, whole
        Counts, or shares times their base; a part that is missing is not marked.
    least
        Counts from 1 to one below are few.

    Returns
    -------
    few
        True where the part, or the rest of the whole, lies between nought and `least`.
    """
    x, rest = (counts.astype("Float64").round() for counts in (part, whole - part))
    few: pd.Series = (x.between(1, least - 1) | rest.between(1, least - 1)).fillna(value=False).astype(bool)
    return few


def hide_rows(study: Study, table: pd.DataFrame, part: str, whole: str, *, columns: Sequence[str]) -> pd.DataFrame:
    """
    Hide the rows of a table that tell of few children; a profile of others keeps them.

    Parameters
    ----------
    study
        The profile under study.
    table
        Counts and their shares.
    part, whole
        The columns of a count and of what it is of.
    columns
        What is missing where the part or the rest is few.

    Returns
    -------
    shown
        The same rows.
    """
    if not guards_children(study):
        return table
    few = is_few(table[part], table[whole], least=study.written.least)
    counts = [name for name in columns if pd.api.types.is_integer_dtype(table[name])]
    kept = table.astype(dict.fromkeys(counts, "Int64"))
    return kept.assign(**{name: kept[name].mask(few) for name in columns})


def hide_steps(table: pd.DataFrame, columns: Sequence[str], *, n: float, least: int) -> pd.DataFrame:
    """
    Hide what a curve tells of few: each share must be `least` above the last one shown, and leave `least` over.

    Parameters
    ----------
    table
        One row a day, days ascending: the shares, `ripe` (every crime has been followed so long).
    columns
        The shares, each of `n`; where one of a row is hidden its `_low` and `_high` are too.
    n
        The crimes.
    least
        The least that may be shown.

    Returns
    -------
    shown
        The ripe rows; a first row of day nought stays, without shares.
    """
    kept = table[table["ripe"] | (table["day"] == 0)].reset_index(drop=True)
    for name in columns:
        last, hidden = 0.0, []
        for day, x in zip(kept["day"], (kept[name] * n).round(), strict=True):
            few = bool(day == 0 or not (x - last >= least and n - x >= least))
            hidden.append(few)
            last = last if few else float(x)
        for end in ("", "_low", "_high"):
            if f"{name}{end}" in kept:
                kept[f"{name}{end}"] = kept[f"{name}{end}"].mask(pd.Series(hidden, index=kept.index))
    return kept
