"""Side tables about places: population, Street Safe, tasks, patrols, operations, indicators."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.periods import FRIDAY, SATURDAY, nights_between
from vawg_geo.runs.county.chance import index, pick, stream
from vawg_geo.runs.county.geography import random_points
from vawg_geo.runs.county.linked import known_times
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import LAST, MONTHS, Plan

DAY, MOMENT = "%d/%m/%Y", "%d/%m/%Y %H:%M"
BANDS = {"0-9": 0.12, "10-15": 0.07, "16-17": 0.022, "18-24": 0.088, "25-34": 0.14, "35-44": 0.13, "45-54": 0.13,
         "55-64": 0.12, "65+": 0.18}  # fmt: skip
# Street Safe categories and how often Norfolk's early reports named them
CATEGORIES = {
    "absence_of_cctv": 208, "badly_lit": 268, "empty_or_isolated": 106, "poor_layout": 106,
    "restricted_visibility": 134,
    "rundown": 92, "drugs_or_alcohol": 181, "other_environmental": 60,
    "verbal_harassment_individual": 98,
    "verbal_harassment_group": 148, "followed": 135, "other_harassment": 105,
}  # fmt: skip
N_STREET_SAFE, N_FEAR = 880, 26
CAMPAIGNS = {"2021-09": 3.0, "2021-10": 2.2, "2022-02": 1.8, "2022-03": 2.4}
VISITED = {"2021-10": "29/10/2021", "2021-11": "24/11/2021", "2021-12": "10/01/2022", "2022-01": "28/01/2022",
           "2022-03": "24/03/2022"}  # licensing visits; that of February was not made  # fmt: skip
OPERATIONS = (("Op Armour", "2021-12-03", "2021-12-18", 4), ("Op Armour II", "2022-03-11", "2022-03-12", 3),
              ("Freshers 2021", "2021-09-24", "2021-10-02", 3))  # fmt: skip
ASKS = ("Two 15-minute foot visits an hour, 22:00-03:00", "Taxi marshal beside the rank, 23:30-03:30",
        "Licensing visit: spiking kits and door staff briefing", "Covert pair on the walk to the station")  # fmt: skip
OWNERS = ("Insp Alderwick Central", "Insp Fenmere Central", "Licensing Sergeant")
INDICATORS = {"victim_satisfaction": (0.81, 240), "isva_referral_accepted": (0.67, 90), "voice_audit_met": (0.74, 120),
              "eia_submitted": (0.12, 130), "trained_staff": (0.58, 600), "o16_audit_correct": (0.88, 60)}  # fmt: skip


def make_local(seed: int, ground: Ground, plan: Plan) -> dict[str, pd.DataFrame]:
    """
    Make the tables about places.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan
        The county.

    Returns
    -------
    tables
        population, street_safe, tasks, patrols, operations, indicators.
    """
    tasks = _tasks(seed, ground, plan)
    return {
        "population": _population(seed, ground),
        "street_safe": _street_safe(seed, ground, plan),
        "tasks": tasks,
        "patrols": _patrols(seed, tasks),
        "operations": _operations(ground, plan),
        "indicators": _indicators(seed, ground),
    }


def _population(seed: int, ground: Ground) -> pd.DataFrame:
    rng = stream(seed, "population")
    codes, city = ground.areas["code"], (ground.areas["stratum"] == "city").to_numpy()
    size = rng.normal(1_640, 210, len(codes)).clip(1_000, 3_200)
    share = np.array(list(BANDS.values())) * rng.gamma(40, 1 / 40, (len(codes), len(BANDS)))
    share[city, list(BANDS).index("18-24")] *= 4.5  # students live in the centres
    people = np.round(size[:, None] * share / share.sum(axis=1)[:, None])
    women = np.round(people * rng.normal(0.506, 0.012, people.shape))
    tables = [
        pd.DataFrame({"area": codes, "sex": sex, "age_band": band, "n": n[:, i].astype("int64")})
        for i, band in enumerate(BANDS)
        for sex, n in (("F", women), ("M", people - women))
    ]
    return pd.concat(tables).sort_values(["area", "age_band", "sex"], ignore_index=True)


def _street_safe(seed: int, ground: Ground, plan: Plan) -> pd.DataFrame:
    rng = stream(seed, "street safe")
    weight = np.where(ground.areas["stratum"] == "rural", 0.3, 1.0) + 0.35 * np.minimum(plan.usual, 60)
    weight[plan.fear] = 0
    area = np.concatenate([index(rng, weight, N_STREET_SAFE), np.full(N_FEAR, plan.fear)])
    n = len(area)
    months = np.array([str(m) for m in MONTHS[LAST - 23 : LAST + 1]])
    busy = np.array([CAMPAIGNS.get(m, 1.0) for m in months])
    month = months[np.where(np.arange(n) < N_STREET_SAFE, index(rng, busy, n), rng.integers(12, 24, n))]
    day = pd.to_datetime(pd.Series(month)) + pd.to_timedelta(rng.integers(0, 28, n), unit="D")
    points = random_points(rng, ground.inner, area)
    table = pd.DataFrame(
        {
            "day": day,
            "easting": points[:, 0],
            "northing": points[:, 1],
            "category": pick(rng, {key: float(n) for key, n in CATEGORIES.items()}, n),
            "when": pick(rng, {"night": 0.68, "day": 0.32}, n),
            "respondent_sex": pick(rng, {"F": 0.73, "M": 0.18, "": 0.09}, n),
            "age_band": pick(
                rng, {"16-17": 0.06, "18-24": 0.3, "25-34": 0.25, "35-44": 0.17, "45-54": 0.12, "55+": 0.1}, n
            ),
        }
    )
    table = table.sort_values(["day", "easting", "northing"], ignore_index=True)
    table.insert(0, "reported_on", table["day"].dt.strftime(DAY))
    return table.drop(columns="day")


def _tasks(seed: int, ground: Ground, plan: Plan) -> pd.DataFrame:
    """Six months of tasks, the last month's among them: asked, delivered, by whom."""
    rng = stream(seed, "tasks")
    rows = []
    for month in MONTHS[LAST - 5 : LAST + 1]:
        for i, area in enumerate((*plan.hot[:3], plan.leaving)):
            asked = 0 if i == 2 else int(60 * rng.integers(4, 11))  # licensing visits are not minutes
            given = int(round(asked * rng.uniform(0.55, 1.05) / 15) * 15)
            note = "" if given >= 0.9 * asked else "Officers drawn to another commitment"
            owner = OWNERS[2 if i == 2 else 1 if i == 3 else 0]
            done = VISITED.get(str(month), "") if i == 2 else ""
            code = ground.areas.loc[area, "code"]
            rows.append((str(month), code, ASKS[i], asked, given, owner, month.last.strftime(DAY), done, note))
    names = ["month", "area", "task", "asked_minutes", "delivered_minutes", "owner", "due", "done_on", "note"]
    return pd.DataFrame(rows, columns=names)


def _patrols(seed: int, tasks: pd.DataFrame) -> pd.DataFrame:
    """Visits of 15 minutes that add up to each task's delivered minutes."""
    rng = stream(seed, "patrols")
    visits = tasks.loc[np.repeat(tasks.index, tasks["delivered_minutes"] // 15), ["month", "area"]].reset_index(
        drop=True
    )
    start = []
    for month in visits["month"]:
        nights = nights_between(pd.Timestamp(month), pd.Timestamp(month) + pd.offsets.MonthEnd())
        busy = nights[nights.day_of_week.isin((FRIDAY, SATURDAY))]
        start.append(
            busy[int(rng.integers(0, len(busy)))] + pd.Timedelta(minutes=22 * 60 + 15 * int(rng.integers(0, 20)))
        )
    visits["start"] = known_times(pd.Series(start))
    visits["officers"] = rng.integers(2, 5, len(visits))
    visits["unit"] = pick(rng, {"NTE van 1": 0.4, "NTE van 2": 0.3, "Foot patrol A": 0.3}, len(visits))
    visits = visits.sort_values(["start", "area", "unit", "officers"], ignore_index=True)
    visits["end"] = known_times(visits["start"] + pd.Timedelta(minutes=15)).dt.strftime(MOMENT)
    visits["start"] = visits["start"].dt.strftime(MOMENT)
    return visits[["unit", "start", "end", "area", "officers"]]


def _operations(ground: Ground, plan: Plan) -> pd.DataFrame:
    rows = []
    for name, first, last, n in OPERATIONS:
        codes = ";".join(sorted(ground.areas["code"].iloc[list(plan.hot[:n])]))
        rows.append((name, pd.Timestamp(first).strftime(DAY), pd.Timestamp(last).strftime(DAY), codes))
    return pd.DataFrame(rows, columns=["name", "first_night", "last_night", "areas"])


def _indicators(seed: int, ground: Ground) -> pd.DataFrame:
    rng = stream(seed, "indicators")
    districts = sorted(set(ground.areas["district"]))
    rows = []
    for source, (share, size) in INDICATORS.items():
        for month in MONTHS[LAST - 35 : LAST + 1 : 3]:
            for district in districts:
                d = int(rng.poisson(size / len(districts))) + 1
                rows.append((source, f"{month} to {month + 2}", district, "all", int(rng.binomial(d, share)), d))
    return pd.DataFrame(rows, columns=["source", "period", "area", "category", "n", "d"])
