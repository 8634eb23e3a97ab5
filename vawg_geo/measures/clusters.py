"""Clusters of events by density in metres, for an analyst's eye: nothing here lists a place."""

from __future__ import annotations

from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats
from vawg_geo.measures.points import metres, need_positive

LEAST = 10  # events; a smaller cluster is seldom more than one night's


@checked
def assign_clusters(
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    method: Literal["hdbscan", "dbscan"] = "hdbscan",
    least: int = LEAST,
    reach_m: float | None = None,
) -> pd.Series:
    """
    Give each event its cluster.

    Parameters
    ----------
    points
        Events, in metres (EPSG:27700).
    method
        "hdbscan" finds clusters of differing density; "dbscan" those with at least `least` events within `reach_m`.
    least
        Events within reach of a core event, itself included (dbscan); size of the smallest cluster (hdbscan).
    reach_m
        Reach of an event: needed by dbscan, not used by hdbscan.

    Returns
    -------
    cluster
        Index of `points`: 1 the largest (ties: the western, then the southern centre); `<NA>` where none. Clusters of
        one night, or of one victim, look alike: read the records before naming a place.

    Raises
    ------
    PlaceError
        If points are not in metres, one is missing, or `reach_m` is not above 0.
    SchemaError
        If the method is unknown, `least` is below 2, dbscan has no `reach_m`, or hdbscan has one.

    References
    ----------
    Ester et al. (1996), A density-based algorithm for discovering clusters, KDD-96, 226-231; Campello et al. (2013),
    Density-based clustering based on hierarchical density estimates, PAKDD, 160-172. METHODS 7.
    """
    if method not in ("hdbscan", "dbscan"):
        raise SchemaError('method must be "hdbscan" or "dbscan".')
    if least < 2:  # noqa: PLR2004 - one event is no cluster
        raise SchemaError("least must be at least 2.")
    if (reach_m is None) == (method == "dbscan"):
        raise SchemaError("dbscan needs reach_m, the distance between neighbours in metres; hdbscan takes none.")
    if reach_m is not None:
        need_positive(reach_m, "reach_m")
    at = metres(points)
    raw = np.full(len(at), -1)
    if len(at) >= least:
        # Both walk through the events in order: in the order of the ground, not of the table, rows may be shuffled.
        order = np.lexsort((at[:, 1], at[:, 0]))
        raw[order] = _fit(at[order], method, least, reach_m)
    return pd.Series(_numbered(raw, at), index=points.index, name="cluster")


def _fit(at: Floats, method: str, least: int, reach_m: float | None) -> npt.NDArray[np.int64]:
    from sklearn.cluster import DBSCAN, HDBSCAN

    model = DBSCAN(eps=reach_m, min_samples=least) if method == "dbscan" else HDBSCAN(min_cluster_size=least, copy=True)
    return np.asarray(model.fit_predict(at - at.mean(axis=0)), dtype="int64")


def _numbered(raw: npt.NDArray[np.int64], at: Floats) -> pd.arrays.IntegerArray:
    """Count clusters off by size, then by where they are: a number means the same however rows are ordered."""
    inside = raw >= 0
    table = pd.DataFrame({"east": at[inside, 0], "north": at[inside, 1]}).groupby(raw[inside]).agg(["size", "mean"])
    table = pd.DataFrame({
        "n": -table["east", "size"], "east": table["east", "mean"].round(3), "north": table["north", "mean"].round(3),
    })  # fmt: skip
    number = pd.Series(np.arange(1, len(table) + 1), index=table.sort_values(["n", "east", "north"]).index)
    found = number.reindex(raw).to_numpy(dtype="float64")
    return pd.arrays.IntegerArray(np.nan_to_num(found).astype("int64"), np.isnan(found))
