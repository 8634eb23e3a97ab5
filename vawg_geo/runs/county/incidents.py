"""The clean incidents: nights out, days, homes, online and long ago, before any dirt."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county import clock
from vawg_geo.runs.county.chance import Array, Ints, index, pick, stream
from vawg_geo.runs.county.geography import random_points
from vawg_geo.runs.county.mix import draw_codes
from vawg_geo.runs.county.night import others_at_night, women_at_night
from vawg_geo.runs.county.plan import N_MONTHS
from vawg_geo.runs.county.residents import MISSING, draw_residents, victim_ages
from vawg_geo.runs.county.setting import Setting, frame_rows

FIRST_RECORDED, LAST_RECORDED = np.datetime64("2016-04-01T00:00"), np.datetime64("2022-04-04T23:59")
DAY_PLACES = {"Street": 0.62, "Open space": 0.12, "Car park": 0.1, "Public transport": 0.09, "Shop": 0.07}
OTHER_PLACES = {"School": 0.26, "Workplace": 0.2, "Shop": 0.22, "Hospital": 0.1, "Prison": 0.07, "Police station": 0.05,
                "Other": 0.07, "": 0.03}  # fmt: skip
OUTDOORS = ("Street", "Open space", "Car park", "Public transport")
THINNED = {15: 0.1, 16: 0.3, 17: 0.55}  # share of the day's last hours that moves to earlier ones
LATER = 0.35  # share of the afternoon behind doors (shops, work, wards) that moves to the evening
SNAPPED = {"Hospital": "hospital", "Prison": "prison", "Police station": "police station"}


def make_incidents(seed: int, setting: Setting) -> pd.DataFrame:
    """
    Make every incident of the county, before dirt.

    Parameters
    ----------
    seed
        The county's seed.
    setting
        Where, how many, near what and to whom.

    Returns
    -------
    rows
        stream, code, start, end, recorded, area, easting, northing, place_type, premises, woman, sex_known, age,
        resident (-1: nobody of the pool), planted, protected (of a planted place); sorted by recorded.
    """
    parts = [
        women_at_night(seed, setting),
        others_at_night(seed, setting),
        _by_day(stream(seed, "day"), setting),
        _elsewhere(stream(seed, "elsewhere"), setting),
        _with_a_home(stream(seed, "private"), setting, "private"),
        _with_a_home(stream(seed, "online"), setting, "online"),
    ]
    rows = pd.concat(parts, ignore_index=True)
    kept = (rows["recorded"] >= FIRST_RECORDED) & (rows["recorded"] <= LAST_RECORDED)
    rows = rows[kept & (rows["end"] <= LAST_RECORDED)]
    rows = rows.sort_values(["recorded", "start", "easting", "northing"], kind="stable", ignore_index=True)
    return _join_day_and_night(stream(seed, "evening"), rows)


def _drawn(rng: np.random.Generator, setting: Setting, space: str) -> tuple[Array, Ints]:
    weights = (setting.mix["n"] * setting.mix[space]).to_numpy(dtype="float64")
    size = int(rng.poisson(weights.sum() * (N_MONTHS + 1) / 12))
    return draw_codes(rng, setting.mix, weights, size), clock.draw_months(rng, size)


def _by_day(rng: np.random.Generator, setting: Setting) -> pd.DataFrame:
    code, month = _drawn(rng, setting, "day")
    area = index(rng, 1 + 0.35 * setting.pull, len(code))
    return _scattered(rng, setting, code, area, month).assign(place_type=pick(rng, DAY_PLACES, len(code)))


def _join_day_and_night(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """
    Let the day fade out, so that offences do not fall off at 18:00, where the streams of day and night meet.

    Times alone move, those of public places within the day: no figure of the night hangs on it.
    """
    start, hour = rows["start"], rows["start"].dt.hour
    by_day = (rows["stream"] == "day") & (start.dt.date == rows["end"].dt.date)
    by_day &= (hour >= 6) & (rows["end"].dt.hour < 18)
    outdoors = rows["place_type"].isin(OUTDOORS)
    chance = hour.map(THINNED).fillna(0).where(outdoors, LATER * (hour >= 12))
    to = np.where(outdoors, rng.integers(9, 15, len(rows)), rng.integers(18, 23, len(rows)))
    shift = pd.to_timedelta(to - hour, unit="h")
    moved = by_day & (rng.random(len(rows)) < chance) & (rows["end"] + shift < rows["recorded"])
    shift = shift.where(moved, pd.Timedelta(0))
    return rows.assign(start=start + shift, end=rows["end"] + shift)


def _elsewhere(rng: np.random.Generator, setting: Setting) -> pd.DataFrame:
    """Schools, workplaces, shops; hospital, prison and police station each at their one point."""
    code, month = _drawn(rng, setting, "other")
    area = index(rng, 1 + 0.1 * setting.pull, len(code))
    rows = _scattered(rng, setting, code, area, month).assign(place_type=pick(rng, OTHER_PLACES, len(code)))
    snaps = setting.ground.snaps.set_index("what").astype("int64")
    for place, what in SNAPPED.items():
        here = rows["place_type"] == place
        for column in ("easting", "northing", "area"):
            rows[column] = rows[column].mask(here, snaps[column].loc[what])
    return _long_ago(rng, rows, setting)


def _scattered(rng: np.random.Generator, setting: Setting, code: Array, area: Ints, month: Ints) -> pd.DataFrame:
    points = random_points(rng, setting.ground.inner, area)
    columns = {
        "code": code,
        "area": area,
        "easting": points[:, 0],
        "northing": points[:, 1],
        "age": setting.stranger_ages(rng, code, 17.0),
        "woman": rng.random(len(code)) < setting.of_codes("female", code),
        "sex_known": rng.random(len(code)) > MISSING["sex"],
    }
    return frame_rows(rng, clock.draw_hours(rng, month, "day"), "day", columns)


def _with_a_home(rng: np.random.Generator, setting: Setting, space: str) -> pd.DataFrame:
    """Offences against residents at home or online: some come to the same person again."""
    code, month = _drawn(rng, setting, space)
    residents, kind = setting.residents, setting.of_codes("victim", code)
    woman = rng.random(len(code)) < setting.of_codes("female", code)
    who = draw_residents(rng, residents, woman)
    moments = clock.draw_hours(rng, month, space)
    grown = np.maximum(moments.astype("datetime64[Y]").astype("int64") + 1970 - residents.born[who], 16)
    own = np.isin(kind, ("adult", "teen"))
    home = {"Online": 1.0} if space == "online" else {"Dwelling": 0.965, "": 0.035}
    columns = {
        "stream": space,
        "code": code,
        "area": residents.home[who],
        "easting": residents.point[who, 0],
        "northing": residents.point[who, 1],
        "woman": woman,
        "age": np.where(own, grown, victim_ages(rng, kind, grown)),
        "resident": np.where(own, who, -1),
        "place_type": pick(rng, home, len(code)),
        "sex_known": rng.random(len(code)) > MISSING["sex"],
    }
    return _long_ago(rng, frame_rows(rng, moments, "private", columns), setting)


def _long_ago(rng: np.random.Generator, rows: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """Move the non-recent share years back: recorded now, dated to a whole year, as people type it."""
    old = rng.random(len(rows)) < setting.of_codes("non_recent", rows["code"].to_numpy())
    years = 1 + np.floor(rng.gamma(0.9, 14.0, len(rows))).clip(0, 55).astype("int64")
    year = rows["start"].to_numpy().astype("datetime64[Y]") - years.astype("timedelta64[Y]")
    first = year.astype("datetime64[m]")
    last = (year + np.timedelta64(1, "Y")).astype("datetime64[m]") - np.timedelta64(1, "m")
    grown = old & (rows["age"].to_numpy() >= 18)
    return rows.assign(
        start=np.where(old, first, rows["start"]),
        end=np.where(old, last, rows["end"]),
        age=np.where(grown, np.maximum(rows["age"] - years, 4), rows["age"]),  # as old as the victim was then
    )
