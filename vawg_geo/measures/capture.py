"""How much of what happened a ranking of places would have caught."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.measures.align import Floats, Numbers, aligned


@checked
def score_capture(observed: pd.Series, predicted: Numbers, *, area: Numbers | None = None) -> pd.DataFrame:
    """
    Score a ranking of places against what was observed there.

    Parameters
    ----------
    observed
        What happened in each place (incidents or harm, >= 0).
    predicted
        What was predicted (>= 0), with the labels of `observed`.
    area
        Size of each place (km2, > 0); None = every place alike.

    Returns
    -------
    capture
        One row a place in rank order (most predicted per area first; ties: least observed per area first, then by
        label), index = the place; all cumulative: `pai` (share of what happened / share of the area), `pei` (pai /
        pai of the best possible list of that length), `rri` (predicted / observed). `pai` and `pei` are NaN when
        nothing happened anywhere; `pei` is NaN and `rri` NaN or infinite while nothing is observed so far.

    Raises
    ------
    SchemaError
        If labels differ, or a value is missing, negative, or an area not above 0.

    References
    ----------
    Chainey, Tompson & Uhlig (2008), Security Journal 21, 4-28 (PAI); Hunt (2016), PhD thesis, CUNY (PEI); Levine
    (2008), Security Journal 21, 295-302 (RRI). METHODS 7.
    """
    places = observed.sort_index()  # so that full ties go by label
    seen = aligned(places, places.index, what="observed", low=0)
    said = aligned(_same_order(predicted, observed, places), places.index, what="predicted", low=0)
    size = aligned(1.0 if area is None else _same_order(area, observed, places), places.index, what="area", above=0)
    density = seen / size
    ranked = np.lexsort((density, -said / size))
    best = np.argsort(-density, kind="stable")
    pai, most = _pai(seen, size, ranked), _pai(seen, size, best)
    columns = {
        "pai": pai,
        "pei": np.divide(pai, most, out=np.full(len(pai), np.nan), where=most > 0),
        "rri": _ratio(said[ranked].cumsum(), seen[ranked].cumsum()),
    }
    return pd.DataFrame(columns, index=places.index[ranked])


def _same_order(values: Numbers, given: pd.Series, wanted: pd.Series) -> Numbers:
    """Arrays and lists follow the order of `observed` as given; a Series is aligned by label later."""
    if isinstance(values, pd.Series) or np.ndim(values) == 0 or np.size(values) != len(given):
        return values
    return pd.Series(values, index=given.index).reindex(wanted.index)


def _pai(seen: Floats, size: Floats, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    total = seen.sum()
    if total == 0:
        return np.full(len(seen), np.nan)
    pai: Floats = (seen[order].cumsum() / total) / (size[order].cumsum() / size.sum())
    return pai


def _ratio(said: Floats, seen: Floats) -> Floats:
    nothing = np.where(said > 0, np.inf, np.nan)
    return np.divide(said, seen, out=nothing, where=seen > 0)
