"""Whether an operation took place as asked: visits and minutes on its nights, and what its months' tasks asked."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.nights import night_of, window_weight
from vawg_geo.measures.operation_design import Design


def count_visits(patrols: pd.DataFrame | None, design: Design) -> pd.DataFrame:
    """
    Count the visits of an operation's nights and hours, place by place.

    Parameters
    ----------
    patrols
        area, start, end, officers (may be missing); None or empty: there is no log.
    design
        The operation.

    Returns
    -------
    visits
        Index treated area: `visits`, `minutes` (elapsed), `officer_hours` (of visits whose officers are known), and
        `logged` (nights that lie within the log's first and last day, of all its nights). NaN without a log.
    """
    columns = ["visits", "minutes", "officer_hours", "logged"]
    places = pd.Index(design.treated, name="area")
    if patrols is None or patrols.empty:
        return pd.DataFrame(float("nan"), index=places, columns=columns)
    night = night_of(patrols["start"])
    logged = sum(night.min() <= one <= night.max() for one in design.nights)
    if not logged:
        return pd.DataFrame(float("nan"), index=places, columns=columns).assign(logged=0.0)
    hours = window_weight(patrols["start"], patrols["start"], begins=design.begins, ends=design.ends) > 0
    kept = patrols[night.isin(design.nights) & hours & patrols["area"].isin(design.treated)]
    minutes = (kept["end"] - kept["start"]).dt.total_seconds() / 60
    officers = (
        pd.to_numeric(kept["officers"], errors="coerce") if "officers" in kept else pd.Series(float("nan"), kept.index)
    )
    table = kept.assign(visits=1.0, minutes=minutes, officer_hours=minutes * officers / 60)
    sums = table.groupby("area")[columns[:3]].sum().reindex(places, fill_value=0.0)
    return sums.assign(logged=float(logged))


def tasks_of_operation(remembered: pd.DataFrame, design: Design) -> pd.DataFrame:
    """
    Pick the tasks that asked for patrols in an operation's areas in the months of its nights.

    Parameters
    ----------
    remembered
        What `task_memory.remember_tasks` gives.
    design
        The operation.

    Returns
    -------
    tasks
        Those with minutes asked.
    """
    months = {f"{night:%Y-%m}" for night in design.nights}
    kept = remembered["month"].isin(months) & remembered["area"].isin(design.treated)
    return remembered[kept & (remembered["asked_minutes"] > 0)]


def share_delivered(tasks: pd.DataFrame) -> float:
    """
    Give the share of the patrol minutes asked that was delivered.

    Parameters
    ----------
    tasks
        `asked_minutes`, `delivered_minutes`.

    Returns
    -------
    share
        Of tasks whose delivery is known; NaN where there is none.
    """
    known = tasks[tasks["delivered_minutes"].notna()]
    asked = float(known["asked_minutes"].sum())
    return float(known["delivered_minutes"].sum()) / asked if asked > 0 else float("nan")
