"""Records that look like one another, or like a system's default place: to be checked, never dropped."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

CROWD = 10  # records and victims at one coordinate
KINDS = 3  # kinds of place, a dwelling among them, that one coordinate does not have


def find_twins(incidents: pd.DataFrame) -> pd.Series:
    """
    Tell which records repeat another: the same victim, offence and beginning under another number.

    Parameters
    ----------
    incidents
        `victim` (pseudonym; missing = not identified, never a twin), `offence_code`, `occurred_from`, `recorded_on`.

    Returns
    -------
    twins
        Bool, index of `incidents`: True for each such record but the first made.

    References
    ----------
    METHODS 1: totals count a record once. Two crimes of one moment may be real; a twin is a question.
    """
    order = incidents.sort_values("recorded_on", kind="stable")
    same = order.duplicated(["victim", "offence_code", "occurred_from"])
    known = order["victim"].notna() & order["offence_code"].notna()
    return (same & known).reindex(incidents.index)


def find_crowded_points(incidents: gpd.GeoDataFrame, *, least: int = CROWD) -> pd.DataFrame:
    """
    Find coordinates that hold unrelated records, as a system's default place does.

    Parameters
    ----------
    incidents
        Located incidents: points (metres), `located`, `area`, `place_type`, `victim`.
    least
        Records, and different victims, that make a crowd.

    Returns
    -------
    points
        One row a coordinate, most first: `area`, `n`, `victims`, `kinds` (of place, a dwelling among them, at least
        three). The coordinate itself is not told. Places already on the force's list are on no map and not here.

    References
    ----------
    METHODS 1 (default coordinates).
    """
    kept = incidents[(incidents["located"] == "placed") & ~incidents.geometry.isna()]
    where = [kept.geometry.x.round().rename("x"), kept.geometry.y.round().rename("y")]
    points = kept.assign(home=kept["place_type"] == "dwelling").groupby(where).agg(
        area=("area", "first"), n=("home", "size"), victims=("victim", "nunique"),
        kinds=("place_type", "nunique"), home=("home", "any"),
    )  # fmt: skip
    found = points[(points["n"] >= least) & (points["victims"] >= least) & (points["kinds"] >= KINDS) & points["home"]]
    listed: pd.DataFrame = found.sort_values(["n", "area"], ascending=[False, True])
    return listed[["area", "n", "victims", "kinds"]].reset_index(drop=True)
