"""Gi*: whether a place is part of a cluster of high values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse, stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.neighbours import line_up
from vawg_geo.measures.permuting import permute_neighbours, warn_too_few


@checked
def score_gistar(
    values: pd.Series,
    areas: pd.DataFrame,
    *,
    neighbours: Any = None,  # noqa: ANN401 - a libpysal Graph or W
    permutations: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Score how far each area and its neighbours together stand out: Getis-Ord Gi*.

    Parameters
    ----------
    values
        One number an area (counts, harm), with the index of `areas`.
    areas
        Polygons in metres (EPSG:27700); only labels are read when `neighbours` is given.
    neighbours
        A libpysal Graph or W, made binary, the area itself included; None = queen contiguity, slivers tolerated.
    permutations
        Conditional permutations for `p_hot`; 0 takes the normal tail instead.
    seed
        Of the permutations; the result does not depend on the order of rows.

    Returns
    -------
    scores
        Index of `values`: `z`; `p_norm` (two-sided normal); `p_hot` (one-sided: permutation, or normal); `q`
        (Benjamini-Hochberg of `p_hot` over the areas tested). All NaN where untestable: every area is a neighbour,
        or all values are the same. An area without neighbours has only itself, and its permutation p is 1.

    Raises
    ------
    SchemaError
        If labels differ, a value is missing, or `permutations` is negative.
    PlaceError
        If areas have no usable polygons, or `neighbours` has other labels.

    Warns
    -----
    UserWarning
        If there are too few permutations for any pair of areas to pass the false discovery rate.

    References
    ----------
    Ord & Getis (1995), Local spatial autocorrelation statistics, Geographical Analysis 27, 286-306; Benjamini &
    Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300. METHODS 7. The conditional p ignores the
    area's own value: an area with no incidents can be part of a cluster, and a lone peak is not one.
    """
    if permutations < 0:
        raise SchemaError("permutations must be at least 0.")
    x, beside, labels = line_up(values, areas, neighbours)
    z = gistar_z(x, beside)
    normal = stats.norm.sf(z)
    hot = normal
    if permutations:
        warn_too_few(int(np.count_nonzero(~np.isnan(z))), permutations)
        as_hot, _ = permute_neighbours(x, beside, permutations=permutations, seed=seed)
        hot = np.where(np.isnan(z), np.nan, (1 + as_hot) / (1 + permutations))
    scores = pd.DataFrame({"z": z, "p_norm": 2 * stats.norm.sf(np.abs(z)), "p_hot": hot}, index=labels)
    scores["q"] = adjust_discoveries(scores["p_hot"])
    return scores.reindex(values.index)


def adjust_discoveries(p: pd.Series) -> pd.Series:
    """
    Adjust p values for the false discovery rate (Benjamini-Hochberg).

    Parameters
    ----------
    p
        p values; NaN = not tested.

    Returns
    -------
    q
        Index of `p`: the smallest false discovery rate at which each would be told; NaN where not tested.

    Raises
    ------
    SchemaError
        If a p value is not between 0 and 1.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300. METHODS 7.
    """
    numbers = p.to_numpy(dtype="float64", na_value=np.nan)
    tested = np.flatnonzero(~np.isnan(numbers))
    if ((numbers[tested] < 0) | (numbers[tested] > 1)).any():
        raise SchemaError("p values must lie between 0 and 1.")
    falling = tested[np.argsort(-numbers[tested], kind="stable")]
    scaled = numbers[falling] * len(tested) / np.arange(len(tested), 0, -1)
    q = np.full(len(numbers), np.nan)
    q[falling] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return pd.Series(q, index=p.index, name="q")


def gistar_z(x: Floats, beside: sparse.csr_array) -> Floats:
    """
    Score values whose neighbours are known already.

    Parameters
    ----------
    x
        One number an area.
    beside
        Binary neighbours in the same order, without the area itself (`neighbours.binary_neighbours`).

    Returns
    -------
    z
        One an area; NaN where untestable.

    References
    ----------
    Ord & Getis (1995). METHODS 7.
    """
    n, self_too = len(x), sparse.csr_array(beside + sparse.eye_array(len(x), format="csr"))
    if not n or np.ptp(x) == 0:
        return np.full(n, np.nan)
    x = x / np.abs(x).max()  # z does not change under scaling; this keeps squares finite
    within = np.diff(self_too.indptr).astype("float64")  # W_i, and S1_i too: weights are binary
    spread = np.sqrt(((x - x.mean()) ** 2).mean())
    variance = (n * within - within**2) / (n - 1)
    top = self_too @ x - x.mean() * within
    z: Floats = np.divide(top, spread * np.sqrt(variance), out=np.full(n, np.nan), where=within < n)
    return z
