"""Local Moran: places like, or unlike, those around them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse, stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.neighbours import line_up
from vawg_geo.measures.permuting import permute_neighbours, warn_too_few


@checked
def score_local_moran(
    values: pd.Series,
    areas: pd.DataFrame,
    *,
    neighbours: Any = None,  # noqa: ANN401 - a libpysal Graph or W
    permutations: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Score how far each area is like its neighbours: local Moran's I, row-standardised.

    Parameters
    ----------
    values
        One number an area, with the index of `areas`.
    areas
        Polygons in metres (EPSG:27700); only labels are read when `neighbours` is given.
    neighbours
        A libpysal Graph or W, made binary and then row-standardised, without the area itself; None = queen
        contiguity, slivers tolerated.
    permutations
        Conditional permutations for `p`; 0 takes the normal tail of `z` instead.
    seed
        Of the permutations; the result does not depend on the order of rows.

    Returns
    -------
    scores
        Index of `values`: `i` (divisor n - 1); `z` (from the exact mean and variance under conditional permutation);
        `p` (folded, one-sided); `q` (Benjamini-Hochberg of `p`); `quadrant` ("HH", "LH", "LL", "HL": the area, then
        its neighbours, against the mean). NaN and "" where untestable: no neighbours, or all values the same.

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
    Anselin (1995), Local indicators of spatial association, Geographical Analysis 27(2), 93-115. METHODS 7.
    """
    if permutations < 0:
        raise SchemaError("permutations must be at least 0.")
    x, beside, labels = line_up(values, areas, neighbours)
    i, z, own, lag = _moran(x, beside)
    p = stats.norm.sf(np.abs(z))
    if permutations:
        warn_too_few(int(np.count_nonzero(~np.isnan(z))), permutations)
        p = np.where(np.isnan(z), np.nan, _folded(x, beside, own, permutations, seed))
    scores = pd.DataFrame({"i": i, "z": z, "p": p}, index=labels)
    scores["q"] = adjust_discoveries(scores["p"])
    pairs = np.char.add(np.where(own > 0, "H", "L"), np.where(lag > 0, "H", "L"))
    scores["quadrant"] = np.where(np.isnan(i), "", pairs).astype(object)
    return scores.astype({"quadrant": "str"}).reindex(values.index)


def _moran(x: Floats, beside: sparse.csr_array) -> tuple[Floats, Floats, Floats, Floats]:
    n, sizes = len(x), np.diff(beside.indptr).astype("float64")
    nothing = np.full(n, np.nan)
    if not n or np.ptp(x) == 0:
        return nothing, nothing, np.zeros(n), np.zeros(n)
    own = (x - x.mean()) / np.abs(x - x.mean()).max()
    lag = np.divide(beside @ own, sizes, out=nothing.copy(), where=sizes > 0)
    squares = (own**2).sum()
    # Under conditional permutation the lag is the mean of `sizes` picks, without replacement, from the n - 1 others.
    mean = -own / (n - 1)
    spread = (squares - own**2) / (n - 1) - mean**2
    picked = np.divide(n - 1 - sizes, sizes * (n - 2), out=np.zeros(n), where=sizes * (n - 2) > 0)
    error = np.sqrt(np.maximum(spread * picked, 0))
    signed = np.sign(own) * (lag - mean)
    z = np.divide(signed, error, out=nothing.copy(), where=error > 0)
    return (n - 1) * own * lag / squares, z, own, lag


def _folded(x: Floats, beside: sparse.csr_array, own: Floats, permutations: int, seed: int) -> Floats:
    at_least, at_most = permute_neighbours(x, beside, permutations=permutations, seed=seed)
    larger = np.where(own > 0, at_least, at_most)
    extreme = np.where(own == 0, permutations, np.minimum(larger, permutations - larger))
    p: Floats = (1 + extreme) / (1 + permutations)
    return p
