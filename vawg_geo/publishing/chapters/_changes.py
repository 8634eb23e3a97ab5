"""Counts of two periods as a page may say them: times as many, per cent only on fifty, and honest about none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.count_difference import compare_sizes
from vawg_geo.publishing.report.blocks import Say
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import PERCENT_BASE

_CHANGE = ("change", "change_low", "change_high")
_UNTOLD = ("none_both", "from_none_same", "times_same", "percent_same")  # say that chance alone explains it
_SIZE = ("difference", "difference_low", "difference_high")


def change_columns(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """
    Give what may be said of two counts.

    Parameters
    ----------
    before, after
        Counts of two periods of one length, one index.

    Returns
    -------
    changes
        Index of `before`: `ratio`, `low`, `high`, `p` (exact); `difference`, `difference_low`, `difference_high`;
        `change`, `change_low`, `change_high` (after over before, less 1), missing on a base below 50.

    References
    ----------
    METHODS 8.
    """
    ratio = compare_counts(before, after)[["ratio", "low", "high", "p"]]
    size = compare_sizes(before, after).rename(columns={"low": "difference_low", "high": "difference_high"})
    enough = before.astype("float64") >= PERCENT_BASE
    names = dict(zip(("ratio", "low", "high"), _CHANGE, strict=True))
    shares = (ratio[[*names]] - 1).rename(columns=names).where(enough, float("nan"), axis="index")
    return pd.concat([ratio, size, shares], axis="columns")


def say_change(
    study: Study, at: tuple[str, object], *, what: Cell | str, done: str, counts: tuple[Cell, Cell], tag: str = "",
    told: bool = True,
) -> Say:  # fmt: skip
    """
    Say from how many to how many, and what that is worth.

    Parameters
    ----------
    study
        The page; the book holds the columns of `change_columns`.
    at
        Table and row.
    what
        What was counted, as the beginning of a sentence.
    done
        What was done with it: recorded, granted.
    counts
        Before and after.
    tag
        Put before the columns' names.
    told
        Whether a change may be told: False where it is one of many looked at and does not stand out among them.

    Returns
    -------
    sentence
        How many times as many, a percentage on a base of 50, how many more where there was none, or that chance alone
        explains it.

    References
    ----------
    METHODS 8 and 13; PRODUCTS 4.6.
    """
    before, after = counts
    cell = study.book.cell
    fields: dict[str, Cell | str] = {"what": what, "done": done, "before": before, "after": after}
    fields |= {name: cell(*at, f"{tag}{name}", "times") for name in ("ratio", "low", "high")}
    fields |= {name: cell(*at, f"{tag}{name}") for name in _SIZE}
    fields |= {"p": cell(*at, f"{tag}p", "percent")}
    fields |= {name: based_on(cell(*at, f"{tag}{name}", "change"), before) for name in _CHANGE}
    ends = cell(*at, f"{tag}low").base, cell(*at, f"{tag}high").base
    which = _which(before.base, after.base, ends)
    return study.say(f"common.{which if told or which in _UNTOLD else 'same_of_many'}", **fields)


def based_on(given: Cell, base: Cell) -> Cell:
    """Give a change the count it is of, which stands in another row or column."""
    return replace(given, n=base.value)


def _which(before: float, after: float, ends: tuple[float, float]) -> str:
    """Choose the sentence by the counts and the interval of their ratio."""
    if not before and not after:
        return "none_both"
    low, high = ends
    sure = low > 1 or high < 1
    if not before:
        return "from_none" if sure else "from_none_same"
    if before >= PERCENT_BASE:
        return "percent_change" if sure else "percent_same"
    if not sure:
        return "times_same"
    return "times_as_many" if after > before else "times_fewer" if after else "to_none"
