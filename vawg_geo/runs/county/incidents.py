"""The clean incidents: nights out, days, homes, online and long ago, before any dirt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county import clock
from vawg_geo.runs.county.chance import Array, Ints, index, pick, stream
from vawg_geo.runs.county.geography import random_points
from vawg_geo.runs.county.mix import NOT_COUNTED, SERIOUS, draw_codes, night_weights, read_mix
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import LAST, N_MONTHS, SINGLE, Plan, draw_counts
from vawg_geo.runs.county.residents import MISSING, Residents, adult_ages, draw_residents, victim_ages
from vawg_geo.runs.county.venues import draw_scene

FIRST_RECORDED, LAST_RECORDED = np.datetime64("2016-04-01T00:00"), np.datetime64("2022-04-04T23:59")
DAY_PLACES = {"Street": 0.62, "Open space": 0.12, "Car park": 0.1, "Public transport": 0.09, "Shop": 0.07}
OTHER_PLACES = {"School": 0.26, "Workplace": 0.2, "Shop": 0.22, "Hospital": 0.1, "Prison": 0.07, "Police station": 0.05,
                "Other": 0.07, "": 0.03}  # fmt: skip
SNAPPED = {"Hospital": "hospital", "Prison": "prison", "Police station": "police station"}


def make_incidents(seed: int, ground: Ground, plan: Plan, venues: pd.DataFrame, residents: Residents) -> pd.DataFrame:
    """
    Make every incident of the county, before dirt.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan, venues, residents
        Where, how many, near what and to whom.

    Returns
    -------
    rows
        stream, code, start, end, recorded, area, easting, northing, place_type, premises, woman, sex_known, age,
        resident (-1: nobody of the pool), planted; sorted by recorded.
    """
    mix = read_mix()
    parts = [
        _women_at_night(stream(seed, "women at night"), ground, plan, venues, mix, draw_counts(seed, plan)),
        _others_at_night(stream(seed, "others at night"), ground, plan, venues, mix),
        _by_day(stream(seed, "day"), ground, plan, mix),
        _elsewhere(stream(seed, "elsewhere"), ground, plan, mix),
        _with_a_home(stream(seed, "private"), residents, mix, "private"),
        _with_a_home(stream(seed, "online"), residents, mix, "online"),
    ]
    rows = pd.concat(parts, ignore_index=True)
    kept = (rows["recorded"] >= FIRST_RECORDED) & (rows["recorded"] <= LAST_RECORDED)
    rows = rows[kept & (rows["end"] <= LAST_RECORDED)]
    return rows.sort_values(["recorded", "start", "easting", "northing"], kind="stable", ignore_index=True)


def _frame(rng: np.random.Generator, moments: Array, kind: str, columns: dict[str, Array | str | bool | int]) -> pd.DataFrame:
    start, end = clock.draw_spans(rng, moments, kind)
    frame = pd.DataFrame({"stream": kind, "start": start, "end": end, **columns})
    return frame.assign(recorded=clock.draw_recorded(rng, end))


def _women_at_night(
    rng: np.random.Generator, ground: Ground, plan: Plan, venues: pd.DataFrame, mix: pd.DataFrame, counts: Ints
) -> pd.DataFrame:
    """Rows whose victim is recorded as female: the counts the plan asks for, planted events among them."""
    area, month = _rows_of(counts)
    code = draw_codes(rng, mix, night_weights(mix)[0], len(area))
    quiet = ~np.isin(area, [*plan.hot, plan.new]) & (month > LAST - 12) | (area == plan.leaving) & (month > LAST - 36)
    code = np.where(quiet & np.isin(code, SERIOUS), "8N", code)
    single = np.zeros(len(area), dtype=bool)
    for where, (_, _, back, planted) in zip(plan.singles, SINGLE, strict=True):
        at = np.flatnonzero((area == where) & (month == LAST - back))[:1]
        code[at], single[at] = planted, True
    moments = clock.draw_night(rng, month, _shift(ground)[area])
    scene = draw_scene(rng, ground, venues, area)
    rows = _night_frame(rng, moments, scene.points, area, code, mix)
    certain = single | ((area == plan.blip) & (month == LAST))
    rows = rows.assign(place_type=scene.place_type, premises=scene.premises, woman=True, sex_known=True)
    rows.loc[certain, "start"] = rows.loc[certain, "end"] = moments[certain]
    rows.loc[certain, "recorded"] = moments[certain] + np.timedelta64(95, "m")
    return rows.assign(planted=certain, protected=np.isin(area, plan.planted))


def _rows_of(counts: Ints) -> tuple[Ints, Ints]:
    area, month = np.nonzero(counts)
    n = counts[area, month]
    return np.repeat(area, n), np.repeat(month, n)


def _night_frame(
    rng: np.random.Generator, moments: Array, points: Ints, area: Ints, code: Array, mix: pd.DataFrame
) -> pd.DataFrame:
    age = victim_ages(rng, mix["victim"].loc[code].to_numpy(), adult_ages(rng, len(code), middle=10.0))
    columns = {"code": code, "area": area, "easting": points[:, 0], "northing": points[:, 1], "age": age, "resident": -1}
    return _frame(rng, moments, "nte", columns)


def _shift(ground: Ground) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Minutes by which a place's night is later than usual: a fixed pattern over the areas."""
    return ((np.arange(len(ground.areas)) * 37) % 11 - 5) * 12.0


def _others_at_night(
    rng: np.random.Generator, ground: Ground, plan: Plan, venues: pd.DataFrame, mix: pd.DataFrame
) -> pd.DataFrame:
    """Men, constables, robberies: and the women whose sex nobody wrote down, beyond the plan's counts."""
    women, others = night_weights(mix)
    ratio = (others.sum() + MISSING["sex"] / (1 - MISSING["sex"]) * women.sum()) / women.sum()
    counts = rng.poisson(plan.rate * ratio)
    counts[plan.fear] = 0
    area, month = _rows_of(counts)
    unwritten = rng.random(len(area)) < 1 - others.sum() / women.sum() / ratio
    code = np.where(unwritten, draw_codes(rng, mix, women, len(area)), draw_codes(rng, mix, others, len(area)))
    # a counted offence with a known woman would add to the plan's counts, so a known victim is a man here
    woman = unwritten | ((rng.random(len(area)) < mix["female"].loc[code].to_numpy()) & np.isin(code, NOT_COUNTED))
    moments = clock.draw_night(rng, month, _shift(ground)[area])
    scene = draw_scene(rng, ground, venues, area)
    rows = _night_frame(rng, moments, scene.points, area, code, mix)
    rows = rows.assign(place_type=scene.place_type, premises=scene.premises, woman=woman)
    return rows.assign(sex_known=~unwritten & (rng.random(len(area)) > MISSING["sex"]), planted=False, protected=False)


def _drawn(rng: np.random.Generator, mix: pd.DataFrame, space: str) -> tuple[Array, Ints]:
    weights = (mix["n"] * mix[space]).to_numpy(dtype="float64")
    size = int(rng.poisson(weights.sum() * (N_MONTHS + 1) / 12))
    return draw_codes(rng, mix, weights, size), clock.draw_months(rng, size)


def _by_day(rng: np.random.Generator, ground: Ground, plan: Plan, mix: pd.DataFrame) -> pd.DataFrame:
    code, month = _drawn(rng, mix, "day")
    area = index(rng, 1 + 0.35 * np.minimum(plan.usual, 60), len(code))
    return _scattered(rng, ground, mix, code, area, clock.draw_hours(rng, month, "day"), DAY_PLACES)


def _elsewhere(rng: np.random.Generator, ground: Ground, plan: Plan, mix: pd.DataFrame) -> pd.DataFrame:
    code, month = _drawn(rng, mix, "other")
    area = index(rng, 1 + 0.1 * np.minimum(plan.usual, 60), len(code))
    rows = _scattered(rng, ground, mix, code, area, clock.draw_hours(rng, month, "day"), OTHER_PLACES)
    snaps = ground.snaps.set_index("what")
    for place, what in SNAPPED.items():
        here = rows["place_type"] == place
        for column in ("easting", "northing", "area"):
            rows.loc[here, column] = snaps.at[what, column]
    return _long_ago(rng, rows, mix)


def _scattered(
    rng: np.random.Generator, ground: Ground, mix: pd.DataFrame, code: Array, area: Ints, moments: Array, places: dict[str, float]
) -> pd.DataFrame:
    points = random_points(rng, ground.inner, area)
    age = victim_ages(rng, mix["victim"].loc[code].to_numpy(), adult_ages(rng, len(code)))
    columns = {"code": code, "area": area, "easting": points[:, 0], "northing": points[:, 1], "age": age, "resident": -1}
    rows = _frame(rng, moments, "day", columns).assign(place_type=pick(rng, places, len(code)), premises="")
    rows["woman"] = rng.random(len(code)) < mix["female"].loc[code].to_numpy()
    return rows.assign(sex_known=rng.random(len(code)) > MISSING["sex"], planted=False, protected=False)


def _with_a_home(rng: np.random.Generator, residents: Residents, mix: pd.DataFrame, space: str) -> pd.DataFrame:
    code, month = _drawn(rng, mix, space)
    woman = rng.random(len(code)) < mix["female"].loc[code].to_numpy()
    who = draw_residents(rng, residents, woman)
    moments = clock.draw_hours(rng, month, space)
    grown = np.maximum(moments.astype("datetime64[Y]").astype("int64") + 1970 - residents.born[who], 16)
    kind = mix["victim"].loc[code].to_numpy()
    x, y = residents.point[who].T
    own = np.isin(kind, ("adult", "teen"))
    columns = {"code": code, "area": residents.home[who], "easting": x, "northing": y, "woman": woman,
               "age": np.where(own, grown, victim_ages(rng, kind, grown)), "resident": np.where(own, who, -1)}  # fmt: skip
    rows = _frame(rng, moments, "private", columns).assign(stream=space, premises="", planted=False, protected=False)
    rows["place_type"] = "Online" if space == "online" else pick(rng, {"Dwelling": 0.965, "": 0.035}, len(code))
    return _long_ago(rng, rows.assign(sex_known=rng.random(len(code)) > MISSING["sex"]), mix)


def _long_ago(rng: np.random.Generator, rows: pd.DataFrame, mix: pd.DataFrame) -> pd.DataFrame:
    """Move the non-recent share years back: recorded now, dated to a year, by the defaults people type."""
    old = rng.random(len(rows)) < mix["non_recent"].loc[rows["code"]].to_numpy()
    years = 1 + np.floor(rng.gamma(0.9, 14.0, len(rows))).clip(0, 55).astype("int64")
    year = rows["start"].to_numpy().astype("datetime64[Y]") - years.astype("timedelta64[Y]")
    first = year.astype("datetime64[m]")
    last = (year + np.timedelta64(1, "Y")).astype("datetime64[m]") - np.timedelta64(1, "m")
    wrong = (rows["age"] - years < 0).to_numpy()
    return rows.assign(
        start=np.where(old, first, rows["start"]),
        end=np.where(old, last, rows["end"]),
        age=np.where(old & ~wrong & (rows["age"] >= 18), np.maximum(rows["age"] - years, 3), rows["age"]),  # noqa: PLR2004
    )
