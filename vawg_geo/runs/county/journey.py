"""How far each crime came: from first contact to court, in step with the risk assessments and the outcomes."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Bools, stream
from vawg_geo.runs.county.linked import CUT, known_times
from vawg_geo.runs.county.planted import ADVICE, ATTENDED_FROM, ATTENDED_IN_AN_HOUR

SINCE = pd.Timestamp("2020-04-01")  # the day the force began to keep the steps
SEXUAL = ("17A", "17B", "19C", "19D", "19E", "19F", "19G", "19H", "20A", "20B", "21", "22A", "22B")
ORDER = ("first_contact", "reported", "attended", "dash_done", "arrested", "eia_submitted", "file_to_cps",
         "charged_in_custody", "charged_later", "charged", "court")  # fmt: skip
MINUTE = np.timedelta64(1, "m")
NEVER = np.datetime64("NaT", "m")


def make_journey(seed: int, crimes: pd.DataFrame, dash: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Make the steps of crimes of domestic abuse and of serious sexual offences.

    Parameters
    ----------
    seed
        The county's seed.
    crimes
        crime_number, code, start, end, recorded, da (bool), named (a suspect is known).
    dash, outcomes
        As written out.

    Returns
    -------
    journey
        crime_number, track (da, sexual), step, at: no step before the one it needs, none after the cut.
    """
    rng = stream(seed, "journey")
    crimes = crimes[crimes["recorded"] >= SINCE].reset_index(drop=True)
    charge = _charges(rng, crimes, outcomes)
    contact = _contacts(rng, crimes)
    abuse = _abuse(rng, crimes, contact, charge).assign(dash_done=_assessed(crimes, dash))
    sexual = _sexual(rng, contact, charge, _decided(crimes, outcomes))
    tracks = {"da": (abuse, crimes["da"]), "sexual": (sexual, crimes["code"].isin(SEXUAL))}
    parts = [
        steps[on.to_numpy()]
        .assign(crime_number=crimes["crime_number"], track=track)
        .melt(["crime_number", "track"], var_name="step", value_name="at")
        for track, (steps, on) in tracks.items()
    ]
    journey = pd.concat(parts).dropna(subset="at")
    journey["at"] = known_times(journey["at"])
    journey = journey[journey["at"] < CUT]
    rank = journey["step"].map({step: i for i, step in enumerate(ORDER)})
    journey = journey.assign(rank=rank).sort_values(["crime_number", "track", "at", "rank"], ignore_index=True)
    return journey.drop(columns="rank").assign(at=journey["at"].dt.strftime("%d/%m/%Y %H:%M"))


def _contacts(rng: np.random.Generator, crimes: pd.DataFrame) -> Array:
    """Place the first contact between the end of the offence and its recording, most within the hour before."""
    gap = (crimes["recorded"] - crimes["end"]).to_numpy() // MINUTE
    back = np.minimum(3 + np.floor(rng.exponential(40, len(crimes))), np.maximum(gap - 1, 0))
    contact: Array = _minutes(crimes["recorded"]) - back.astype("int64") * MINUTE
    return contact


def _minutes(times: pd.Series[pd.Timestamp]) -> Array:
    minutes: Array = times.to_numpy().astype("datetime64[m]")
    return minutes


def _charges(rng: np.random.Generator, crimes: pd.DataFrame, outcomes: pd.DataFrame) -> Array:
    """Give the moment of the first charge, on the day the outcome was given; in office hours where that can be."""
    first = _first_day(outcomes[outcomes["code"] == "1"], crimes)
    at = first + rng.integers(9 * 60, 21 * 60, len(crimes)) * MINUTE
    late = np.minimum(_minutes(crimes["recorded"]) + 90 * MINUTE, first + (24 * 60 - 1) * MINUTE)
    return np.where(np.isnat(first), NEVER, np.maximum(at, late))


def _decided(crimes: pd.DataFrame, outcomes: pd.DataFrame) -> Array:
    return _first_day(outcomes, crimes)


def _first_day(outcomes: pd.DataFrame, crimes: pd.DataFrame) -> Array:
    days = outcomes.assign(day=pd.to_datetime(outcomes["date"], format="%d/%m/%Y")).groupby("crime_number")["day"].min()
    return _minutes(days.reindex(crimes["crime_number"]))


def _assessed(crimes: pd.DataFrame, dash: pd.DataFrame) -> Array:
    done = dash.set_index("crime_number")["completed_at"].reindex(crimes["crime_number"])
    return _minutes(pd.to_datetime(done, format="%d/%m/%Y %H:%M"))


def _between(rng: np.random.Generator, low: Array, high: Array, share: tuple[float, float]) -> Array:
    """Draw moments between two, as a share of the way."""
    way = (high - low).astype("float64") * rng.uniform(*share, len(low))
    drawn: Array = low + np.floor(np.where(np.isnat(high - low), 0, way)).astype("int64") * MINUTE
    return drawn


def _abuse(rng: np.random.Generator, crimes: pd.DataFrame, contact: Array, charge: Array) -> pd.DataFrame:
    n, charged = len(crimes), ~np.isnat(charge)
    later = (crimes["recorded"].dt.strftime("%Y-%m") >= ATTENDED_FROM).to_numpy()
    soon = rng.random(n) < np.where(later, *reversed(ATTENDED_IN_AN_HOUR))
    wait = np.where(soon, rng.integers(4, 60, n), 60 + np.floor(rng.exponential(700, n))).astype("int64")
    attended = np.where(rng.random(n) < 0.91, contact + wait * MINUTE, NEVER)
    custody: Bools = charged & (rng.random(n) < 0.6)
    before = charge - np.floor(rng.uniform(4, 22, n) * 60).astype("int64") * MINUTE
    held = np.maximum(before, _between(rng, contact, charge, (0.2, 0.4)))
    since = np.where(np.isnat(attended), contact + 240 * MINUTE, attended)
    free = since + (15 + np.floor(rng.exponential(900, n))).astype("int64") * MINUTE
    loose = np.where(charged, np.minimum(free, _between(rng, contact, charge, (0.3, 0.9))), free)
    arrest = charged | (crimes["named"].to_numpy() & (rng.random(n) < 0.3))
    arrested = np.where(custody, held, np.where(arrest, loose, NEVER))
    court = charge + np.floor(14 * 1_440 + rng.gamma(2.0, 45 * 1_440, n)).astype("int64") * MINUTE
    return pd.DataFrame(
        {
            "first_contact": contact,
            "attended": np.fmin(attended, np.where(np.isnat(attended), NEVER, arrested)),  # no arrest before attendance
            "arrested": arrested,
            "charged_in_custody": np.where(custody, charge, NEVER),
            "charged_later": np.where(charged & ~custody, charge, NEVER),
            "court": court,
        }
    )


def _sexual(rng: np.random.Generator, contact: Array, charge: Array, decided: Array) -> pd.DataFrame:
    n, charged = len(contact), ~np.isnat(charge)
    someday = contact + np.floor(rng.gamma(1.5, 60 * 1_440, n)).astype("int64") * MINUTE
    end = np.where(charged, charge, np.where(np.isnat(decided), someday, np.maximum(decided, contact)))
    sent = charged | (rng.random(n) < 0.12)
    file = _between(rng, contact, end, (0.5, 0.85))
    advice = _between(rng, contact, file, (0.15, 0.6))
    return pd.DataFrame(
        {
            "reported": contact,
            "eia_submitted": np.where(rng.random(n) < ADVICE, advice, NEVER),
            "file_to_cps": np.where(sent, file, NEVER),
            "charged": charge,
        }
    )
