"""Risk assessments: the mix of grades, how soon they are made, and how the grade of one person moves."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.survival import WITHIN_HOURS, score_waiting

GRADES = ("Standard", "Medium", "High")  # lowest first; a grade of another name stands before them
NONE = "No assessment recorded"
_DASH = {"incident": Column("text"), "risk": Column("text"), "completed_at": Column("time", null=True)}
_WAITED = ["n", "n_open", "median", "median_low", "median_high", "share", "share_low", "share_high"]


def last_grades(dash: pd.DataFrame, incidents: pd.Index) -> pd.Series:
    """
    Give each crime the grade of its last assessment.

    Parameters
    ----------
    dash
        `incident`, `risk`, `completed_at`; a crime may have several.
    incidents
        The crimes wanted.

    Returns
    -------
    grade
        Index `incidents`; "No assessment recorded" where there is none.

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    check_table(dash, _DASH, what="the table dash")
    rows = dash[among(dash["incident"], incidents)].sort_values("completed_at", kind="stable", na_position="first")
    last = rows.drop_duplicates("incident", keep="last").set_index("incident")["risk"]
    return last.reindex(incidents).fillna(NONE)


def order_grades(found: pd.Series) -> list[str]:
    """Order the grades that occur: unknown names first, then lowest to highest, no assessment last."""
    held = set(found.unique())
    return [*sorted(held - {*GRADES, NONE}), *(grade for grade in (*GRADES, NONE) if grade in held)]


def time_assessments(dash: pd.DataFrame, rows: pd.DataFrame, *, cut: date) -> pd.DataFrame:
    """
    Say how long after the recording of a crime its first assessment was completed.

    Parameters
    ----------
    dash
        As for `last_grades`.
    rows
        `recorded_on`, index = incident: crimes with an assessment are timed, those without are not.
    cut
        The data cut.

    Returns
    -------
    waiting
        Index grade of the first assessment and "All": `n`, `n_open`, `median`, `median_low`, `median_high` (hours),
        `share`, `share_low`, `share_high` (completed within a day). An assessment completed before the recording
        waited no time.
    """
    held = dash[among(dash["incident"], rows.index)].sort_values("completed_at", kind="stable")
    first = held.drop_duplicates("incident").set_index("incident")
    if first.empty:
        return pd.DataFrame(columns=_WAITED).rename_axis("grade")
    start = rows["recorded_on"].reindex(first.index)
    end = first["completed_at"].where(~(first["completed_at"] < start), start)
    episodes = pd.DataFrame({"start": start, "end": end})
    every = score_waiting(episodes, cut=cut, within_hours=WITHIN_HOURS).set_axis(["All"])
    graded = score_waiting(episodes, cut=cut, groups=first["risk"], within_hours=WITHIN_HOURS)
    return pd.concat([graded.reindex(order_grades(first["risk"])), every])[_WAITED].rename_axis("grade")


def count_regrades(dash: pd.DataFrame, *, who: pd.Series, days: int) -> pd.DataFrame:
    """
    Count how the grade moved from one assessment of a person to the next.

    Parameters
    ----------
    dash
        As for `last_grades`, with the assessments of all time.
    who
        The victim's pseudonym of each crime, index = incident; crimes of nobody known are left out.
    days
        The most days between the two.

    Returns
    -------
    moves
        One row a pair of grades that occurs: `earlier`, `later`, `n`; `.attrs["same_crime"]` says how many of these
        were two assessments of one crime.

    References
    ----------
    METHODS 14: recorded assessments only; a later grade is not an effect of the earlier one.
    """
    known = who.dropna()
    rows = dash[among(dash["incident"], known.index) & dash["completed_at"].notna()]
    rows = rows.assign(pid=known.reindex(rows["incident"]).to_numpy())
    rows = rows.sort_values(["pid", "completed_at", "incident"], kind="stable")
    before = rows.shift()
    near = (rows["completed_at"] - before["completed_at"]) <= pd.Timedelta(days=days)
    again = (rows["pid"] == before["pid"]) & near
    pairs = pd.DataFrame({"earlier": before["risk"], "later": rows["risk"]})[again]
    moves = pairs.value_counts(["earlier", "later"]).rename("n").reset_index()
    moves = moves.sort_values(["earlier", "later"], ignore_index=True).astype({"n": "int64"})
    moves.attrs["same_crime"] = int((again & (rows["incident"] == before["incident"])).sum())
    return moves


def sum_moves(moves: pd.DataFrame) -> dict[str, int]:
    """
    Sum re-gradings to up, down and unchanged.

    Parameters
    ----------
    moves
        As `count_regrades` gives them.

    Returns
    -------
    sums
        "up", "down", "same", "n".
    """
    place = {grade: at for at, grade in enumerate(GRADES)}
    step = moves["later"].map(place) - moves["earlier"].map(place)
    sums = {"up": step > 0, "down": step < 0, "same": moves["later"] == moves["earlier"]}
    return {name: int(moves.loc[rows, "n"].sum()) for name, rows in sums.items()} | {"n": int(moves["n"].sum())}
