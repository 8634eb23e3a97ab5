"""The extract as a records system would write it: every column as text."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Bools, index, pick, stream
from vawg_geo.runs.county.clock import clock_change
from vawg_geo.runs.county.mix import read_mix
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.residents import (
    ETHNICITY,
    MISSING,
    N_RESIDENTS,
    N_SUSPECTS,
    STRANGERS,
    Residents,
    tokens,
)

COLUMNS = (
    "crime_number", "ho_code", "from", "to", "recorded", "reported_by", "status", "easting", "northing",
    "geocode_quality", "lsoa", "place_type", "premises_name", "victim_id", "victim_sex", "victim_age",
    "victim_ethnicity", "victim_disability", "relationship", "suspect_id", "da_flag", "hbv_flag", "cse_flag",
    "stalking_flag", "online_flag", "alcohol_flag", "spiking_flag", "outcome", "beat",
)  # fmt: skip
STAMP = "%d/%m/%Y %H:%M"
CUT = np.datetime64("2022-04-05T00:00")
UNPLACED, POOR = 0.031, 0.022
NUMERIC = 0.12  # share of codes written as a numeric class
FAMILY = ("Partner", "Ex-partner", "Family")
OUTCOMES = {"1": 0.09, "2": 0.005, "3": 0.012, "8": 0.03, "10": 0.012, "14": 0.13, "15": 0.2, "16": 0.31, "17": 0.01,
            "18": 0.17, "20": 0.012, "21": 0.01, "22": 0.009}  # fmt: skip
MEAN_DAYS_TO_OUTCOME = 70.0


def settle_times(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Move chance times out of the hours the clocks change in, so that only planted rows lie there.

    Parameters
    ----------
    rows
        start, end, recorded.

    Returns
    -------
    rows
        With start <= end <= recorded still.
    """
    moved = rows.copy()
    for column in ("start", "end", "recorded"):
        missing, doubled = clock_change(moved[column].to_numpy())
        moved[column] = moved[column] + pd.to_timedelta((missing | doubled) * 60, unit="min")
    moved["end"] = moved[["start", "end"]].max(axis=1)
    return moved.assign(recorded=moved[["end", "recorded"]].max(axis=1))


def write_out(seed: int, rows: pd.DataFrame, ground: Ground, residents: Residents) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Write the incidents out as text, clean.

    Parameters
    ----------
    seed
        The county's seed.
    rows
        The incidents, sorted by recorded.
    ground, residents
        The county.

    Returns
    -------
    extract, outcomes
        The columns of incidents.csv; the history of outcomes (crime_number, code, date).
    """
    rng = stream(seed, "extract")
    n = len(rows)
    free = ~rows["protected"].to_numpy()
    people = _people(rng, rows, residents)
    number = _crime_numbers(rows["recorded"])
    outcomes = _outcomes(rng, rows, number)
    extract = pd.DataFrame(
        {
            "crime_number": number,
            "ho_code": _codes(rng, rows["code"].to_numpy()),
            "from": rows["start"].dt.strftime(STAMP),
            "to": rows["end"].dt.strftime(STAMP),
            "recorded": rows["recorded"].dt.strftime(STAMP),
            "reported_by": pick(rng, {"Victim": 0.62, "Third party": 0.2, "Police": 0.13, "": 0.05}, n),
            "status": np.where(free, pick(rng, {"Live": 0.965, "Cancelled": 0.02, "Transferred": 0.015}, n), "Live"),
            **_place(rng, rows, ground, free),
            **people,
            **_flags(rng, rows, people["relationship"]),
            "outcome": outcomes.groupby("crime_number")["code"].last().reindex(number).fillna("").to_numpy(),
            "beat": ground.beat[rows["area"]],
        }
    )
    return extract[list(COLUMNS)], outcomes


def _crime_numbers(recorded: pd.Series[pd.Timestamp]) -> Array:
    year = recorded.dt.year
    within = year.groupby(year).cumcount() + 1
    return np.array([f"FN/{n:06d}/{y % 100:02d}" for n, y in zip(within, year, strict=True)], dtype=object)


def _codes(rng: np.random.Generator, code: Array) -> Array:
    """Most as alphanumeric class; some as numeric class in its three spellings."""
    classes = read_mix()["numeric"].str.split(" ").str[0].reindex(code).to_numpy()
    head, tail = (pd.Series(classes).str.split("/").str[part].fillna("").to_numpy() for part in (0, 1))
    spelling = index(rng, np.array([0.55, 0.25, 0.2]), len(code))
    short = [f"{h.lstrip('0')}/{t.lstrip('0') or '0'}" for h, t in zip(head, tail, strict=True)]
    numeric = np.select([spelling == 0, spelling == 1], [classes, np.array(short, dtype=object)], head + tail)
    return np.where((rng.random(len(code)) < NUMERIC) & (classes != ""), numeric, code)


def _place(rng: np.random.Generator, rows: pd.DataFrame, ground: Ground, free: Bools) -> dict[str, Array]:
    nowhere = free & (rng.random(len(rows)) < UNPLACED)
    good = pick(rng, {"Exact": 0.6, "Street": 0.25, "Postcode": 0.15}, len(rows))
    poor = free & (rng.random(len(rows)) < POOR)
    quality = np.where(poor, pick(rng, {"Locality": 0.9, "Default": 0.1}, len(rows)), good)
    lsoa = ground.areas["code"].to_numpy(dtype=object)[rows["area"]]
    return {
        "easting": np.where(nowhere, "", rows["easting"].astype(str)),
        "northing": np.where(nowhere, "", rows["northing"].astype(str)),
        "geocode_quality": np.where(nowhere, pick(rng, {"None": 0.7, "": 0.3}, len(rows)), quality),
        "lsoa": np.where(nowhere, "", lsoa),
        "place_type": rows["place_type"].to_numpy(),
        "premises_name": rows["premises"].to_numpy(),
    }


def _people(rng: np.random.Generator, rows: pd.DataFrame, residents: Residents) -> dict[str, Array]:
    n, who = len(rows), rows["resident"].to_numpy()
    known, pooled = rows["sex_known"].to_numpy(), who >= 0
    again = ~pooled & (rows["age"] >= 18) & (rng.random(n) < 0.04)  # some are harmed elsewhere too
    names = tokens(rng, "V", N_RESIDENTS + n)
    other = index(rng, residents.tendency, n)
    same = residents.woman[other] == rows["woman"].to_numpy()
    victim = names[np.where(pooled, who, np.where(again & same, other, N_RESIDENTS + np.arange(n)))]
    odd = pick(rng, {"": 0.75, "U": 0.25}, n)
    sex = np.where(known, np.where(rows["woman"], "F", "M"), odd)
    sex = np.where(known & ~rows["woman"] & (rng.random(n) < 0.006), "X", sex)
    shown = rng.random((3, n)) > np.array([[MISSING["age"]], [MISSING["ethnicity"]], [MISSING["disability"]]])
    tie = np.where(pooled, residents.tie[np.maximum(who, 0)], pick(rng, STRANGERS, n))
    ethnicity = np.where(shown[1], pick(rng, ETHNICITY, n), pick(rng, {"": 0.6, "NS": 0.4}, n))
    planted = rows["planted"].to_numpy()
    return {
        "victim_id": np.where((rng.random(n) < 0.975) | planted, victim, ""),
        "victim_sex": sex,
        "victim_age": np.where(shown[0] | planted, rows["age"].astype(str), ""),
        "victim_ethnicity": ethnicity,
        "victim_disability": np.where(shown[2], pick(rng, {"N": 0.86, "Y": 0.14}, n), ""),
        "relationship": np.where(rng.random(n) < 0.92, tie, ""),
        "suspect_id": _suspects(rng, who, tie),
    }


def _suspects(rng: np.random.Generator, who: Array, tie: Array) -> Array:
    """Name the person tied to a resident each time they return; draw others from a small busy pool."""
    n = len(who)
    names = tokens(rng, "S", N_RESIDENTS + N_SUSPECTS)
    pool = N_RESIDENTS + index(rng, rng.gamma(0.35, 1, N_SUSPECTS), n)
    close = np.isin(tie, FAMILY) & (who >= 0)
    named = rng.random(n) < np.where(close, 0.85, np.where(tie == "Acquaintance", 0.5, 0.2))
    return np.where(named, names[np.where(close, np.maximum(who, 0), pool)], "")


def _flags(rng: np.random.Generator, rows: pd.DataFrame, tie: Array) -> dict[str, Array]:
    chance = rng.random((7, len(rows)))
    code, night = rows["code"].to_numpy(), (rows["stream"] == "nte").to_numpy()
    family, young = np.isin(tie, FAMILY) & (rows["age"] >= 16).to_numpy(), (rows["age"] < 18).to_numpy()
    online = (rows["place_type"] == "Online").to_numpy()
    yes = {
        "da_flag": family & (chance[0] < 0.94) | (night & (chance[0] < 0.05)),
        "hbv_flag": family & (chance[1] < 0.006),
        "cse_flag": young & np.isin(code, ("22B", "19D", "71", "88A", "73")) & (chance[2] < 0.5),
        "stalking_flag": (code == "8Q") | (np.isin(code, ("8L", "8R")) & (chance[3] < 0.12)),
        "online_flag": online | ((rows["stream"] == "private").to_numpy() & (chance[4] < 0.01)),
        "alcohol_flag": chance[5] < np.where(night, 0.45, 0.12),
        "spiking_flag": (code == "88C") | (night & (chance[6] < 0.004)),
    }
    # a flag nobody set is mostly N, sometimes blank: unknown is not no
    return {flag: np.where(on, "Y", np.where(rng.random(len(rows)) < 0.9, "N", "")) for flag, on in yes.items()}


def _outcomes(rng: np.random.Generator, rows: pd.DataFrame, number: Array) -> pd.DataFrame:
    """Outcomes assigned by the cut; a few crimes are reopened and have two rows."""
    n = len(rows)
    recorded = rows["recorded"].to_numpy().astype("datetime64[m]")
    days = np.floor(rng.gamma(1.1, MEAN_DAYS_TO_OUTCOME / 1.1, n)).astype("timedelta64[D]")
    first = pd.DataFrame({"crime_number": number, "code": pick(rng, OUTCOMES, n), "date": recorded + days})
    later = first[rng.random(n) < 0.05]
    later = later.assign(code=pick(rng, OUTCOMES, len(later)), date=later["date"] + pd.Timedelta(days=60))
    history = pd.concat([first, later])
    history = history[history["date"] < CUT].sort_values(["crime_number", "date"], kind="stable", ignore_index=True)
    return history.assign(date=history["date"].dt.strftime("%d/%m/%Y"))
