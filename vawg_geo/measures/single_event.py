"""Whether a place rests on many offences or on one: minimum evidence, and the score without the largest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.profile import Evidence


def count_evidence(events: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """
    Count what each area's offences rest on.

    Parameters
    ----------
    events
        Offences of the display period: `area`, `night`, `victim`, `harm` (NaN: without a weight).
    areas
        One row an area, index = code.

    Returns
    -------
    evidence
        Index of `areas`: `n12`, `nights12` (distinct), `victims12` (distinct; all unknown ones count as one),
        `harm12` (weighted offences only), `largest_share` (largest single offence's share of `harm12`, 0..1; NaN
        without harm).

    References
    ----------
    METHODS 2 (largest single offence), 6.4.
    """
    by_area = events.groupby("area")
    codes = areas.index
    harm = by_area["harm"].sum().reindex(codes).fillna(0.0).astype("float64")
    largest = by_area["harm"].max().reindex(codes).astype("float64")
    return pd.DataFrame(
        {
            "n12": by_area.size().reindex(codes, fill_value=0),
            "nights12": by_area["night"].nunique().reindex(codes, fill_value=0),
            "victims12": _count_victims(events).reindex(codes, fill_value=0),
            "harm12": harm,
            "largest_share": largest / harm.where(harm > 0),
        }
    ).astype(dict.fromkeys(("n12", "nights12", "victims12"), "int64"))


def _count_victims(events: pd.DataFrame) -> pd.Series:
    """Count distinct victims by area; all unknown ones together count as one."""
    known = events["victim"].notna()
    distinct = events.loc[known].groupby("area")["victim"].nunique()
    unknown = events.loc[~known].groupby("area").size() > 0
    return distinct.add(unknown.astype("int64"), fill_value=0)


def has_evidence(evidence: pd.DataFrame, *, least: Evidence) -> pd.Series:
    """
    Tell which areas have the evidence a listed place needs.

    Parameters
    ----------
    evidence
        `n12`, `nights12`, `victims12`.
    least
        The fewest offences, nights and victims.

    Returns
    -------
    enough
        Bool, index of `evidence`.

    References
    ----------
    METHODS 6.4.
    """
    return (
        (evidence["n12"] >= least.offences)
        & (evidence["nights12"] >= least.nights)
        & (evidence["victims12"] >= least.victims)
    ).rename("enough")


def largest_offences(events: pd.DataFrame) -> pd.Series:
    """
    Find each area's offence of most harm.

    Parameters
    ----------
    events
        `area`, `harm`, `occurred_to`; index = incident.

    Returns
    -------
    incident
        Index area, value the incident's label; of equals the latest, then the lowest label.
    """
    harm = events["harm"].fillna(-np.inf)
    order = events.assign(harm=harm).sort_index().sort_values(
        ["harm", "occurred_to"], ascending=[False, False], kind="stable"
    )  # fmt: skip
    first = order.loc[order["area"].notna()].drop_duplicates("area")
    return pd.Series(first.index, index=first["area"].to_numpy(), name="incident", dtype="object")


def survives_without_largest(
    events: gpd.GeoDataFrame, places: Iterable[str], *, top: int, rank: Callable[[gpd.GeoDataFrame], pd.Series]
) -> pd.Series:
    """
    Re-score each place without its own largest offence, one place at a time.

    Parameters
    ----------
    events
        Offences of the evidence window.
    places
        Codes of the places to try.
    top
        How many places make the list.
    rank
        Gives the ranks (1 = most, index area) that a set of offences leads to.

    Returns
    -------
    survives
        Bool, index place: still among the first `top`.

    References
    ----------
    METHODS 6.4.
    """
    largest = largest_offences(events)
    kept = {
        place: bool(rank(events.drop(index=largest[place]))[place] <= top) if place in largest.index else False
        for place in places
    }
    return pd.Series(kept, dtype="bool", name="survives")
