"""Visits to registered persons, and what is marked on missing episodes."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, index, stream
from vawg_geo.runs.county.linked import CUT, DAY
from vawg_geo.runs.county.planted import BUSY_OFFICER, BUSY_SHARE, LATE_BEFORE, LATE_FROM

SINCE = pd.Timestamp("2019-04-01")
N_OFFICERS = 14
# How late visits are as a share of their interval; the register's own last visits show the same.
LATENESS = {"Low": 0.02, "Medium": 0.2, "High": 0.8, "Very high": 3.0}


def make_visits(seed: int, rso: pd.DataFrame) -> pd.DataFrame:
    """
    Make the visits that led to the register's last ones, and those that are due next.

    Parameters
    ----------
    seed
        The county's seed.
    rso
        The register.

    Returns
    -------
    visits
        person_id, officer, due, done: the last done is the register's `last_visit`, the open one its `next_due`.
    """
    rng = stream(seed, "visits")
    n = len(rso)
    last, due = (pd.to_datetime(rso[column], format=DAY) for column in ("last_visit", "next_due"))
    registered = SINCE + pd.to_timedelta(np.where(rng.random(n) < 0.3, rng.integers(0, 900, n), 0), unit="D")
    officer = _officers(rng, (due < CUT).to_numpy())
    parts = [pd.DataFrame({"row": np.arange(n), "due": due, "done": pd.NaT})]
    interval, late = due - last, rso["risk"].map(LATENESS)
    left = pd.DataFrame({"row": np.arange(n), "done": last, "interval": interval, "late": late})
    while len(left):
        days = left["late"] * left["interval"].dt.days * rng.exponential(1, len(left))
        before = (left["done"] - pd.to_timedelta(days, unit="D")).dt.strftime("%Y-%m") < LATE_FROM
        days = days.where(~before, days * LATE_BEFORE)
        early = rng.integers(0, 10, len(left)) * (rng.random(len(left)) < 0.5)
        left = left.assign(due=left["done"] - pd.to_timedelta(np.floor(days) - early, unit="D"))
        parts.append(left[["row", "due", "done"]])
        left = left.assign(done=left["due"] - left["interval"])
        left = left[(left["done"] >= registered[left["row"]])]
    visits = pd.concat(parts).sort_values(["row", "due"], ignore_index=True)
    return pd.DataFrame(
        {
            "person_id": rso["person_id"].to_numpy()[visits["row"]],
            "officer": officer[visits["row"]],
            "due": visits["due"].dt.strftime(DAY),
            "done": pd.to_datetime(visits["done"]).dt.strftime(DAY).fillna(""),
        }
    )


def _officers(rng: np.random.Generator, overdue: Array) -> Array:
    """Give each person an officer; one has twice as many as a colleague, and more of those who are overdue."""
    share = np.ones(N_OFFICERS)
    share[BUSY_OFFICER] = BUSY_SHARE
    behind = share.copy()
    behind[BUSY_OFFICER] *= 2
    at = np.where(overdue, index(rng, behind, len(overdue)), index(rng, share, len(overdue)))
    return np.array([f"MO{4_100 + 17 * i}" for i in range(N_OFFICERS)], dtype=object)[at]


def mark_missing(seed: int, missing: pd.DataFrame, exploited: set[str]) -> pd.DataFrame:
    """
    Mark missing episodes: from a care home, at risk of sexual exploitation.

    Parameters
    ----------
    seed
        The county's seed.
    missing
        The episodes.
    exploited
        Identifiers of victims of a crime with that flag.

    Returns
    -------
    missing
        With `care_home` and `cse` at its end: Y, N or blank. The same person has the same marks while under 18.
    """
    rng = stream(seed, "missing marks")
    people = np.unique(missing["person_id"].to_numpy(dtype=str))
    often = missing["person_id"].value_counts().reindex(people).to_numpy()
    care = rng.random(len(people)) < np.minimum(0.08 + 0.03 * often, 0.5)
    cse = rng.random(len(people)) < np.where(care, 0.22, 0.05)
    cse |= np.isin(people, list(exploited))
    told = rng.random((2, len(missing))) > 0.1
    at = np.searchsorted(people, missing["person_id"].to_numpy(dtype=str))
    child = (missing["age"] < 18).to_numpy()
    marks = {
        name: np.where(told[i], np.where(child & yes[at], "Y", "N"), "")
        for i, (name, yes) in enumerate({"care_home": care, "cse": cse}.items())
    }
    return missing.assign(**marks)
