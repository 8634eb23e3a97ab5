"""Side tables that share the incidents' identifiers: people, dash, orders, programmes, missing, rso."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, index, pick, stream
from vawg_geo.runs.county.clock import clock_change
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.programmes import refer_after_runs
from vawg_geo.runs.county.residents import ETHNICITY, MISSING, adult_ages, tokens

DAY = "%d/%m/%Y"
FIRST, CUT = pd.Timestamp("2016-04-01"), pd.Timestamp("2022-04-05")
DAYS = (CUT - FIRST).days
# order type -> a year's applications, live days, year it came into force
ORDERS = {"DVPN": (70, 2, 2016), "DVPO": (58, 28, 2016), "SPO": (14, 730, 2020), "SHPO": (62, 1_825, 2016),
          "SRO": (6, 730, 2016), "NMO": (110, 365, 2016), "FMPO": (3, 730, 2016),
          "FGMPO": (1.5, 1_825, 2016)}  # fmt: skip
PROGRAMMES = {"CARA": 0.35, "Respect (CAPVA)": 0.2, "Stalking": 0.15, "Healthy Relationships": 0.3}
YOUNG = 0.05  # share of suspects under 18
COMPANY = {"victim": 0.05, "suspect": 0.07}  # share of crimes with one more


def _ids(values: pd.Series[str]) -> Array:
    return values[values != ""].drop_duplicates().sort_values().to_numpy(dtype=object)


def _days(rng: np.random.Generator, size: int) -> pd.Series[pd.Timestamp]:
    return pd.Series(FIRST + pd.to_timedelta(rng.integers(0, DAYS, size), unit="D"))


def known_times(times: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Move times out of the hour that does not exist in March."""
    missing, _ = clock_change(times.to_numpy())
    return times + pd.to_timedelta(missing * 60, unit="min")


def _written(times: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Write days; what lies after the cut is not known yet."""
    return times.where(times < CUT).dt.strftime(DAY).fillna("")


def list_people(seed: int, text: pd.DataFrame) -> pd.DataFrame:
    """
    List suspects with their details, and further victims and suspects of some crimes.

    Parameters
    ----------
    seed
        The county's seed.
    text
        The soiled extract.

    Returns
    -------
    people
        crime_number, person_id, role, sex, age, ethnicity, disability, eliminated.
    """
    rng = stream(seed, "people")
    crimes = text[["crime_number", "suspect_id"]][text["crime_number"].str.startswith("FN/")]
    crimes = crimes.drop_duplicates("crime_number")
    named = crimes[crimes["suspect_id"] != ""].rename(columns={"suspect_id": "person_id"}).assign(role="suspect")
    parts = [named]
    for role, share in COMPANY.items():
        more = crimes.loc[rng.random(len(crimes)) < share, ["crime_number"]]
        parts.append(more.assign(person_id=tokens(rng, "W" if role == "victim" else "T", len(more)), role=role))
    people = pd.concat(parts)
    told = _described(rng, stream(seed, "young suspects"), people)
    return told.sort_values(["crime_number", "role", "person_id"], ignore_index=True)


def _described(rng: np.random.Generator, young: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Describe each person once: the same person has the same details in every crime."""
    who = people[["person_id", "role"]].drop_duplicates("person_id").sort_values("person_id", ignore_index=True)
    n, suspect = len(who), (who["role"] == "suspect").to_numpy()
    minor, teens = suspect & (young.random(n) < YOUNG), young.integers(12, 18, n)
    details = who[["person_id"]].assign(
        sex=np.where(rng.random(n) < np.where(suspect, 0.86, 0.4), "M", "F"),
        age=np.where(
            rng.random(n) < MISSING["age"], "", np.where(minor, teens, adult_ages(rng, n, middle=14.0)).astype(str)
        ),
        ethnicity=np.where(rng.random(n) < MISSING["ethnicity"], "", pick(rng, ETHNICITY, n)),
        disability=np.where(rng.random(n) < MISSING["disability"], "", pick(rng, {"N": 0.9, "Y": 0.1}, n)),
    )
    told = people.merge(details, on="person_id", how="left", validate="many_to_one")
    out = (told["role"] == "suspect") & (rng.random(len(told)) < 0.06)  # suspects later eliminated
    return told.assign(eliminated=np.where(out, "Y", np.where(told["role"] == "suspect", "N", "")))


def make_linked(seed: int, text: pd.DataFrame, ground: Ground) -> dict[str, pd.DataFrame]:
    """
    Make the tables about risk, orders and people known to the police.

    Parameters
    ----------
    seed
        The county's seed.
    text
        The soiled extract, whose identifiers are shared.
    ground
        The areas.

    Returns
    -------
    tables
        dash, orders, programmes, missing, rso.
    """
    rng = stream(seed, "linked")
    suspects, victims = _ids(text["suspect_id"]), _ids(text["victim_id"])
    return {
        "dash": _dash(rng, text),
        "orders": _orders(rng, suspects),
        "programmes": _programmes(rng, seed, suspects, text),
        "missing": _missing(rng, victims),
        "rso": _rso(rng, suspects, ground),
    }


def _dash(rng: np.random.Generator, text: pd.DataFrame) -> pd.DataFrame:
    abuse = text.loc[
        (text["da_flag"] == "Y") & text["crime_number"].str.startswith("FN/"), ["crime_number", "recorded"]
    ]
    abuse = abuse.drop_duplicates("crime_number")[["crime_number", "recorded"]]
    abuse = abuse[rng.random(len(abuse)) < 0.93].reset_index(drop=True)
    done = pd.to_datetime(abuse["recorded"], format="%d/%m/%Y %H:%M") + pd.to_timedelta(
        np.floor(rng.exponential(20, len(abuse))), unit="h"
    )
    risk = pick(rng, {"Standard": 0.62, "Medium": 0.28, "High": 0.1}, len(abuse))
    table = pd.DataFrame({"crime_number": abuse["crime_number"], "risk": risk, "completed_at": done})
    table["completed_at"] = known_times(table["completed_at"])
    table = table[table["completed_at"] < CUT].sort_values("crime_number", ignore_index=True)
    return table.assign(completed_at=table["completed_at"].dt.strftime("%d/%m/%Y %H:%M"))


def _orders(rng: np.random.Generator, suspects: Array) -> pd.DataFrame:
    parts = []
    for kind, (yearly, live, since) in ORDERS.items():
        n = int(yearly * 6)
        applied = _days(rng, n)
        decided = applied + pd.to_timedelta(rng.integers(0, 3 if kind.startswith("DVP") else 40, n), unit="D")
        fate = rng.random(n)
        granted, refused = decided.where(fate < 0.9), decided.where(fate >= 0.94)  # between: pending
        expires = granted + pd.Timedelta(days=live)
        share = pd.Series(rng.random(n))
        table = pd.DataFrame(
            {
                "type": kind,
                "applied_on": applied,
                "applied": _written(applied),
                "granted": _written(granted),
                "refused": _written(refused),
                "expires": expires.where(granted < CUT).dt.strftime(DAY).fillna(""),
                "revoked": _written((granted + live * share * pd.Timedelta(days=1)).dt.floor("D").where(share < 0.05)),
                "breached": _written((granted + live * share * pd.Timedelta(days=1)).dt.floor("D").where(share > 0.82)),
                "subject_id": suspects[index(rng, np.ones(len(suspects)), n)],
            }
        )
        parts.append(table[applied.dt.year >= since])
    orders = pd.concat(parts).sort_values(["applied_on", "type", "subject_id"], ignore_index=True)
    orders.insert(0, "order_id", [f"O{i + 1:05d}" for i in range(len(orders))])
    return orders.drop(columns="applied_on")


def _programmes(rng: np.random.Generator, seed: int, suspects: Array, text: pd.DataFrame) -> pd.DataFrame:
    n = 620
    referred = _days(rng, n).sort_values(ignore_index=True)
    started = (referred + pd.to_timedelta(rng.integers(7, 70, n), unit="D")).where(rng.random(n) < 0.72)
    completed = (started + pd.to_timedelta(rng.integers(30, 180, n), unit="D")).where(rng.random(n) < 0.66)
    table = pd.DataFrame(
        {
            "person_id": suspects[index(rng, np.ones(len(suspects)), n)],
            "name": pick(rng, PROGRAMMES, n),
            "referred": referred,
            "started": started,
            "completed": completed,
        }
    )
    table = refer_after_runs(seed, text, table)
    days = ["referred", "started", "completed"]
    return table.assign(**{name: _written(table[name]) for name in days})


def _missing(rng: np.random.Generator, victims: Array) -> pd.DataFrame:
    n = 5_400
    start = (_days(rng, n) + pd.to_timedelta(rng.integers(0, 1_440, n), unit="min")).sort_values(ignore_index=True)
    start = known_times(start)
    end = known_times(start + pd.to_timedelta(np.floor(rng.lognormal(6.2, 1.1, n)), unit="min"))
    regulars = tokens(rng, "M", 1_700)
    own = np.where(rng.random(n) < 0.12, victims[index(rng, np.ones(len(victims)), n)], "")
    person = np.where(own != "", own, regulars[index(rng, rng.gamma(0.5, 1, len(regulars)), n)])
    age = np.where(rng.random(n) < 0.68, rng.integers(11, 18, n), adult_ages(rng, n))
    return pd.DataFrame(
        {
            "episode_id": [f"E{i + 1:05d}" for i in range(n)],
            "person_id": person,
            "start": start.dt.strftime("%d/%m/%Y %H:%M"),
            "end": end.where(end < CUT).dt.strftime("%d/%m/%Y %H:%M").fillna(""),  # blank: still missing at the cut
            "age": age,
        }
    )


def _rso(rng: np.random.Generator, suspects: Array, ground: Ground) -> pd.DataFrame:
    n = 780
    last = pd.Series(CUT - pd.to_timedelta(np.floor(rng.gamma(1.6, 70, n)), unit="D"))
    risk = pick(rng, {"Low": 0.42, "Medium": 0.36, "High": 0.19, "Very high": 0.03}, n)
    interval = pd.Series(risk).map({"Low": 365, "Medium": 183, "High": 92, "Very high": 31})
    pool = np.concatenate([tokens(rng, "R", n), suspects[:200]])
    return pd.DataFrame(
        {
            "person_id": np.sort(rng.choice(pool, n, replace=False)),
            "risk": risk,
            "last_visit": last.dt.strftime(DAY),
            "next_due": (last + pd.to_timedelta(interval, unit="D")).dt.strftime(DAY),
            "lsoa": ground.areas["code"].to_numpy(dtype=object)[index(rng, np.ones(len(ground.areas)), n)],
        }
    )
