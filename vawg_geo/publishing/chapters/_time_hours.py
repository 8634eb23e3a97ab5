"""The hours of time: offences spread over the hours of the week, and how well their times are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.periods import WEEKDAYS
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.time_grids import time_grid
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

SPACES = {"all": "All spaces", "public": "Public places", "private": "Private places"}
_WEEKEND = [("Fri", range(18, 24)), ("Sat", (*range(6), *range(18, 24))), ("Sun", range(6))]


def in_space(rows: pd.DataFrame, space: str) -> pd.DataFrame:
    """Pick the records of a space; "all" picks every one."""
    kept: pd.DataFrame = rows if space == "all" else rows.loc[(rows["space"] == space).fillna(value=False)]
    return kept


def spread_hours(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Spread the period's recent offences over the hours of the week.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    hours, clocks
        space, day, hour, n (aoristic); and per space: label, n (all of the period) = spread + long (spans over 24
        hours) + nonrecent; precise, midnight (shares of those spread), weekend (share in the nights of Friday and
        Saturday, 18:00 to 06:00) with low, high.
    """
    hours, clocks = [], []
    for space, label in SPACES.items():
        rows = in_space(study.now, space)
        recent = rows[rows["recent"]]
        grid = time_grid(recent)
        told = grid.attrs
        enough = told["n"] >= SHARE_BASE
        inside = float(sum(grid.loc[[day], list(hour)].to_numpy().sum() for day, hour in _WEEKEND))
        ends = share_intervals(pd.Series([round(inside)]), max(told["n"], 1)).iloc[0]
        clocks.append(
            {
                "space": space, "label": label, "n": len(rows), "spread": told["n"], "long": told["long"],
                "nonrecent": len(rows) - len(recent), "precise": told["precise"] if enough else np.nan,
                "midnight": told["midnight"] if enough else np.nan,
                "weekend": inside / told["n"] if enough else np.nan, "low": ends["low"] if enough else np.nan,
                "high": ends["high"] if enough else np.nan,
            }
        )  # fmt: skip
        long = grid.reset_index().melt("day", var_name="hour", value_name="n")
        hours.append(long.assign(space=space)[["space", "day", "hour", "n"]])
    return pd.concat(hours, ignore_index=True), pd.DataFrame(clocks)


def as_grid(hours: pd.DataFrame, space: str) -> pd.DataFrame:
    """Give the hours of a space as days by hours."""
    kept = hours[hours["space"] == space]
    return kept.pivot_table(index="day", columns="hour", values="n").reindex(list(WEEKDAYS))
