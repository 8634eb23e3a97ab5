"""What moved between two editions of a product, cell by cell, and why: time, data, definition or chance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries

Cause = Literal["time", "data", "definition"]
COLUMNS = ["table", "row", "column", "before", "after", "p", "q", "why"]
NEW, GONE = "new row", "row gone"
ACCOUNTS = frozenset({"ledger", "quality", "removed"})  # of the reading, not of the problem
ALPHA = 0.05
COUNT = r"n(?:$|_|\d)"  # the name of a column of counts
BASES = ("nights", "d")  # columns of what a row's count is of: asked, looked at, or nights long
_SAME = 1e-9  # relative difference of two numbers that are one


def read_edition_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """
    Read the tables beside a page.

    Parameters
    ----------
    folder
        An edition's folder, or one of its audiences'.

    Returns
    -------
    tables
        Name to table, every cell as text, without the marking and without the account of the reading.
    """
    found = {path.stem: path for path in sorted((folder / "tables").glob("*.csv")) if path.stem not in ACCOUNTS}
    read = {name: pd.read_csv(path, dtype=str, keep_default_na=False) for name, path in found.items()}
    return {name: table.drop(columns="marking", errors="ignore") for name, table in read.items()}


def compare_editions(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], *, causes: Collection[Cause]
) -> pd.DataFrame:
    """
    List every cell that differs between two editions, with the reason.

    Parameters
    ----------
    before, after
        Name to table, cells as text or numbers; only tables and columns that both have are compared.
    causes
        What is different between the two: "time" (another month), "data" (another cut or other files), "definition"
        (profile, notebook, code or reference files).

    Returns
    -------
    moved
        table, row, column, before, after (text), p, q (of a count's change in time: exact test of two Poisson counts,
        each on its nights or on as many as it is of, where the row says so; Benjamini-Hochberg over the table; NaN
        elsewhere), why. Counts of periods that overlap are treated as
        independent, so that a change in time shows late rather than falsely.

    References
    ----------
    METHODS 8 (comparisons), 13.
    """
    parts = [_compare(name, before[name], after[name], causes) for name in sorted(before.keys() & after.keys())]
    return pd.concat([pd.DataFrame(columns=COLUMNS), *parts], ignore_index=True) if any(map(len, parts)) else _none()


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in ("p", "q") else "str") for name in COLUMNS})


def _compare(name: str, before: pd.DataFrame, after: pd.DataFrame, causes: Collection[Cause]) -> pd.DataFrame:
    columns = [column for column in after.columns if column in before.columns]
    told = [table[columns].astype("str").fillna("") for table in (before, after)]  # as a file tells what is not known
    key = _key(*told)
    old, new = (_melted(table, key) for table in told)
    both = old.merge(new, on=["row", "column"], how="outer", suffixes=("_old", "_new"), sort=False)
    rows_old, rows_new = set(old["row"]), set(new["row"])
    moved = both[~_same(both["value_old"], both["value_new"])].copy()
    moved["p"] = _chance(moved, _bases(both)) if "time" in causes else np.nan
    moved["q"] = adjust_discoveries(moved["p"])
    moved["why"] = [
        NEW if row not in rows_old else GONE if row not in rows_new else _why(q, causes)
        for row, q in zip(moved["row"], moved["q"], strict=True)
    ]
    whole = moved["why"].isin([NEW, GONE])
    moved = pd.concat(
        [moved[~whole], moved[whole].drop_duplicates("row").assign(column="", value_old="", value_new="")]
    )
    named = moved.rename(columns={"value_old": "before", "value_new": "after"}).assign(table=name)
    return named[COLUMNS].fillna({"before": "", "after": ""})


def _key(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Find the first columns that name a row in both."""
    columns = list(after.columns)
    for size in range(1, len(columns) + 1):
        key = columns[:size]
        if not before.duplicated(key).any() and not after.duplicated(key).any():
            return key
    return columns


def _melted(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    named = table.drop_duplicates(key).set_axis(
        pd.Index(table.drop_duplicates(key)[key].agg("|".join, axis=1) if len(table) else [], name="row"), axis=0
    )
    values = named.drop(columns=key) if len(named.columns) > len(key) else named
    numbered = values.set_axis(range(values.shape[1]), axis=1)  # a table may have a column named row or value
    long = numbered.reset_index().melt(id_vars="row", var_name="column", value_name="value")
    names = dict(enumerate(values.columns))
    return long.assign(column=pd.Series([names[at] for at in long["column"]], index=long.index, dtype="str"))


def _same(before: pd.Series, after: pd.Series) -> pd.Series:
    old, new = (pd.to_numeric(values, errors="coerce").astype("float64") for values in (before, after))
    near = pd.Series(np.isclose(old, new, rtol=_SAME, atol=0), index=before.index)
    return near | (before == after).fillna(value=False) | (before.isna() & after.isna())


def _bases(both: pd.DataFrame) -> pd.DataFrame:
    """Give what each row's count is of in both editions: 1 and 1 where the row does not say, or not in both."""
    said = both[both["column"].isin(BASES)].drop_duplicates("row").set_index("row")
    bases = pd.DataFrame({name: pd.to_numeric(said[name], errors="coerce") for name in ("value_old", "value_new")})
    known = bases.astype("float64").where((bases > 0).all(axis="columns"), 1.0)
    return known.reindex(both["row"].unique(), fill_value=1.0)


def _chance(moved: pd.DataFrame, bases: pd.DataFrame) -> pd.Series:
    """Test a count's change against that of its base; what is no pair of whole counts has no test."""
    old, new = (pd.to_numeric(moved[name], errors="coerce").astype("float64") for name in ("value_old", "value_new"))
    whole = moved["column"].str.match(COUNT) & (old % 1 == 0) & (new % 1 == 0) & (old >= 0) & (new >= 0)
    p = pd.Series(np.nan, index=moved.index)
    if whole.any():
        base = bases.loc[moved.loc[whole, "row"]].set_index(old.index[whole])
        p[whole] = compare_counts(
            old[whole], new[whole], exposure_before=base["value_old"], exposure_after=base["value_new"]
        )["p"]
    return p


def _why(q: float, causes: Collection[Cause]) -> str:
    """Say what a cell's move comes from, as far as it can be told."""
    if "definition" in causes:
        others = [name for name in ("time", "data") if name in causes]
        return " or ".join(["definition", *others])
    if "time" in causes:
        if q != q:  # noqa: PLR0124 - not a count
            return "time"
        return "time, more than chance" if q <= ALPHA else "chance: no change we can distinguish from it"
    return "data" if "data" in causes else "cannot say"
