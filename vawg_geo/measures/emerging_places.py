"""What each place's cluster has done, quarter by quarter, from points in time to labels."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.emerging import LEAST_STEPS, classify_emerging
from vawg_geo.measures.gistar import gistar_z
from vawg_geo.measures.neighbours import binary_neighbours

STEP_MONTHS = 3
MOST_EMPTY = 0.8  # share of areas without an offence above which a step says nothing. METHODS 7
LEAST_AREAS = 30


def label_places(rows: pd.DataFrame, areas: gpd.GeoDataFrame, *, last: Month, months: int) -> pd.DataFrame:
    """
    Label each place by its Gi* of quarters.

    Parameters
    ----------
    rows
        Offences: `area` (code; others are left out) and `day` (midnight).
    areas
        Polygons in metres, index = code.
    last
        Last month of the last quarter.
    months
        How far back; broken quarters are left out.

    Returns
    -------
    places
        Index of `areas`: `label` (`measures.emerging.LABELS`), `z` (of the last quarter), `n` (offences of the last
        quarter), `steps`. No rows where there are fewer than 10 quarters, fewer than 30 areas, or a quarter has no
        offence in more than 80 % of areas: then nothing is to be said.

    Raises
    ------
    PlaceError
        If the areas have no usable polygons.

    References
    ----------
    METHODS 7: Gi* for each quarter, Mann-Kendall on z.
    """
    steps = months // STEP_MONTHS
    if steps < LEAST_STEPS or len(areas) < LEAST_AREAS:
        return _nothing()
    ahead = (last.first.year - rows["day"].dt.year) * 12 + last.first.month - rows["day"].dt.month
    kept = rows.loc[(ahead >= 0) & (ahead < steps * STEP_MONTHS) & rows["area"].isin(areas.index)]
    step = steps - 1 - (ahead[kept.index] // STEP_MONTHS)
    ordered = areas.sort_index()
    counts = np.zeros((len(ordered), steps))
    np.add.at(counts, (ordered.index.get_indexer(kept["area"]), step.to_numpy()), 1)
    if ((counts == 0).mean(axis=0) > MOST_EMPTY).any():
        return _nothing()
    beside = binary_neighbours(ordered)
    z = pd.DataFrame({at: gistar_z(counts[:, at], beside) for at in range(steps)}, index=ordered.index)
    table = pd.DataFrame(
        {"label": classify_emerging(z), "z": z[steps - 1], "n": counts[:, -1].astype("int64"), "steps": steps}
    )
    return table.reindex(areas.index)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({"label": pd.Series(dtype="str"), "z": [], "n": [], "steps": []})
