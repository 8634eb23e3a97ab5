"""How much of each field is filled in, and how often a checked sample is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Numbers
from vawg_geo.measures.rates import one_tail, share_intervals, whole


@checked
def measure_completeness(
    table: pd.DataFrame, *, fields: Sequence[str], groups: pd.Series | None = None, level: float = 0.95
) -> pd.DataFrame:
    """
    Give the share of rows in which each field is filled in.

    Parameters
    ----------
    table
        Any table of records.
    fields
        Its columns to look at; missing values and empty text are not filled in.
    groups
        Month, team or district of each row, with the index of `table`; None = all together. Rows without one are
        told as "not recorded".
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    completeness
        One row a group and field: `group`, `field`, `n` (rows), `filled`, `share`, `low`, `high` (Wilson). The
        interval speaks of the recording practice; of these very rows the share is exact.

    Raises
    ------
    SchemaError
        If a field is not in the table, or the groups have another index.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. METHODS 4 and 6 (data gate).
    """
    lost = [field for field in fields if field not in table.columns]
    if lost or not fields:
        raise SchemaError(f"fields must name columns of the table; not there: {', '.join(lost) or 'any'}.")
    if groups is not None and not groups.index.equals(table.index):
        raise SchemaError("groups must have the index of the table; align them first.")
    kind = pd.Series("all", index=table.index) if groups is None else groups.astype("str").fillna("not recorded")
    filled = pd.DataFrame({field: table[field].notna() & (table[field].astype("str") != "") for field in fields})
    by = filled.groupby(kind.to_numpy(), sort=True)
    rows = [(group, field, len(part), int(part[field].sum())) for group, part in by for field in fields]
    long = pd.DataFrame(rows, columns=["group", "field", "n", "filled"]).astype({"n": "int64", "filled": "int64"})
    return long.join(share_intervals(long["filled"], long["n"], level=level))


@checked
def draw_audit(strata: pd.Series, *, per_stratum: int, seed: int) -> pd.DataFrame:
    """
    Draw the same number of records from every stratum, the same ones each time.

    Parameters
    ----------
    strata
        Stratum of each record, such as code x theme x team; index = incident. Records without one are left out.
    per_stratum
        Records wanted from each, at least 1; a smaller stratum is taken whole.
    seed
        Of the draw; print it with the sample.

    Returns
    -------
    sample
        Index incident, sorted by stratum, then incident: `stratum`, `weight` (records it stands for). Records drawn
        do not depend on the order of the rows. `.attrs`: `population` (records by stratum), `left_out`.

    Raises
    ------
    SchemaError
        If a record stands twice or `per_stratum` is below 1.

    References
    ----------
    METHODS 10: audit sample.
    """
    if per_stratum < 1 or per_stratum % 1:
        raise SchemaError("per_stratum must be a whole number, at least 1.")
    if strata.index.has_duplicates:
        raise SchemaError(f"each record must stand once: {int(strata.index.duplicated().sum())} stand again.")
    known = strata.dropna().astype("str").sort_index()
    frame = pd.DataFrame({"stratum": known, "lot": np.random.default_rng(seed).random(len(known))})
    place = frame.groupby("stratum")["lot"].rank(method="first")
    size = frame.groupby("stratum")["lot"].transform("size")
    frame["weight"] = size / np.minimum(size, per_stratum)
    sample = frame[place <= per_stratum].rename_axis("incident").sort_values(["stratum", "incident"])
    sample = sample[["stratum", "weight"]]
    sample.attrs = {"population": known.value_counts().sort_index().to_dict(), "left_out": int(strata.isna().sum())}
    return sample


@checked
def audit_interval(x: pd.Series, n: Numbers, *, population: Numbers, level: float = 0.95) -> pd.DataFrame:
    """
    Give the error rate of each checked sample with an interval that knows how many records there were.

    Parameters
    ----------
    x
        Records found wrong (whole, 0 to n).
    n
        Records checked (whole): a Series with the labels of `x`, or one number.
    population
        Records the sample was drawn from (whole, >= n).
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    intervals
        Index of `x`: `share, low, high` (Wilson on n / (1 - f), with f the share checked: all checked = no doubt); n
        = 0 has no share (NaN) and the interval 0 to 1. With few errors in a small population a 95 % interval covers
        about 90 %.

    Raises
    ------
    SchemaError
        If a count is negative, broken or missing, x exceeds n, or n exceeds the population.

    References
    ----------
    Wilson (1927), JASA 22, 209-212; Cochran (1977), Sampling Techniques, 2.6 (finite population). METHODS 10.
    """
    hits, checked = whole(x, x.index, what="x"), whole(n, x.index, what="n")
    total = whole(population, x.index, what="population")
    if (hits > checked).any() or (checked > total).any():
        raise SchemaError("x must not exceed n, and n must not exceed the population.")
    z2 = float(stats.norm.isf(one_tail(level))) ** 2
    share = np.divide(hits, checked, out=np.full(len(hits), np.nan), where=checked > 0)
    rest = np.divide(total - checked, np.maximum(total - 1, 1))  # variance left by what was not checked
    size = np.divide(checked, rest, out=np.full(len(hits), np.inf), where=rest > 0)
    size = np.where(checked > 0, size, 1.0)
    p = np.where(checked > 0, share, 0.0)
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * p * (1 - p) / size + z2**2 / (4 * size**2)) / (1 + z2 / size)
    # The records seen are certain: no interval may deny the wrong ones found or the right ones.
    low = np.where(checked > 0, np.maximum(centre - half, np.divide(hits, np.maximum(total, 1))), 0.0)
    right = np.divide(checked - hits, np.maximum(total, 1))
    high = np.where(checked > 0, np.minimum(centre + half, 1 - right), 1.0)
    return pd.DataFrame({"share": share, "low": low, "high": high}, index=x.index)
