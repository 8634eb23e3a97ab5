"""Intervals: over replicate counties (t), or over resampled clusters (bootstrap)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.measures.align import Floats

LEVEL = 0.95
RESAMPLES = 1_000


def summarise(rows: pd.DataFrame, by: Sequence[str], value: str) -> pd.DataFrame:
    """
    Average over counties, with the interval their spread allows.

    Parameters
    ----------
    rows
        `county` (the replicate), the columns of `by`, and the value; NaN is left out.
    by
        Columns that name a row of the result.
    value
        The column averaged: first within a county, then over counties.

    Returns
    -------
    summary
        The columns of `by` in order of first appearance, `mean`, `low`, `high` (95 %; NaN for one county), `counties`.
    """
    by = list(by)
    inside = rows.groupby([*by, "county"], sort=False)[value].mean().dropna()
    over = inside.groupby(level=by, sort=False).agg(["mean", "std", "count"])
    wide = stats.t.ppf(0.5 + LEVEL / 2, np.maximum(over["count"] - 1, 1)) * over["std"] / np.sqrt(over["count"])
    return pd.DataFrame(
        {"mean": over["mean"], "low": over["mean"] - wide, "high": over["mean"] + wide, "counties": over["count"]}
    ).reset_index()


def against(rows: pd.DataFrame, by: Sequence[str], name: str, base: str, value: str) -> pd.DataFrame:
    """
    Average the difference to a base, county by county: what both share by chance drops out.

    Parameters
    ----------
    rows
        `county`, the columns of `by`, `name` (what is compared) and the value.
    by
        Columns that name a group of comparisons.
    name
        Column of what is compared.
    base
        The value of `name` that others are compared with.
    value
        The column averaged.

    Returns
    -------
    differences
        As `summarise`, of value minus the base's value.
    """
    by = list(by)
    inside = rows.groupby([*by, "county", name], sort=False)[value].mean().reset_index()
    bases = inside[inside[name] == base].drop(columns=name).rename(columns={value: "base"})
    both = inside.merge(bases, on=[*by, "county"], how="left")
    return summarise(both.assign(gap=both[value] - both["base"]), [*by, name], "gap")


def bootstrap(clusters: int, figure: Callable[[Floats], float], *, seed: int = 0) -> tuple[float, float]:
    """
    Resample clusters with replacement.

    Parameters
    ----------
    clusters
        How many there are; fewer than three bear no interval.
    figure
        The figure from how often each cluster was drawn.
    seed
        Of the draws.

    Returns
    -------
    low, high
        95 % of the figures; NaN where there are too few clusters.
    """
    if clusters < 3:  # noqa: PLR2004
        return np.nan, np.nan
    draws = np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)
    figures = np.array([figure(draw.astype("float64")) for draw in draws])
    if np.isnan(figures).all():
        return np.nan, np.nan
    low, high = np.nanquantile(figures, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
