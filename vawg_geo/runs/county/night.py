"""Nights out: what the plan asks for, and everybody else in the same places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Bools, Floats, Ints, stream
from vawg_geo.runs.county.clock import draw_night
from vawg_geo.runs.county.mix import NOT_COUNTED, SERIOUS, draw_codes, night_weights
from vawg_geo.runs.county.plan import LAST, SINGLE, draw_counts
from vawg_geo.runs.county.residents import MISSING
from vawg_geo.runs.county.setting import Setting, frame_rows
from vawg_geo.runs.county.venues import draw_scene

NIGHT_AGES = 10.0  # mean years above 18 of those out at night
AT_ONCE = np.timedelta64(95, "m")  # planted single events are recorded the same night


def women_at_night(seed: int, setting: Setting) -> pd.DataFrame:
    """
    Make the rows whose victim is recorded as female: the counts the plan asks for.

    Parameters
    ----------
    seed
        The county's seed.
    setting
        The county.

    Returns
    -------
    rows
        Planted events among them.
    """
    rng, plan = stream(seed, "women at night"), setting.plan
    area, month = _rows_of(draw_counts(seed, plan))
    code = draw_codes(rng, setting.mix, night_weights(setting.mix)[0], len(area))
    code = np.where(_quiet(setting, area, month) & np.isin(code, SERIOUS), "8N", code)
    single = np.zeros(len(area), dtype=bool)
    for where, (_, _, back, planted) in zip(plan.singles, SINGLE, strict=True):
        at = np.flatnonzero((area == where) & (month == LAST - back))[:1]
        code[at], single[at] = planted, True
    certain = single | ((area == plan.blip) & (month == LAST))
    rows, moments = _out_at_night(rng, setting, area, month, code)
    rows.loc[certain, "start"] = rows.loc[certain, "end"] = moments[certain]
    rows.loc[certain, "recorded"] = moments[certain] + AT_ONCE
    return rows.assign(woman=True, sex_known=True, planted=certain, protected=np.isin(area, plan.planted))


def others_at_night(seed: int, setting: Setting) -> pd.DataFrame:
    """
    Make the other rows of the same nights: men, constables, robberies, women whose sex nobody wrote down.

    Parameters
    ----------
    seed
        The county's seed.
    setting
        The county.

    Returns
    -------
    rows
        None of them adds to the plan's counts.
    """
    rng, mix = stream(seed, "others at night"), setting.mix
    women, others = night_weights(mix)
    unknown = MISSING["sex"] / (1 - MISSING["sex"])
    ratio = others.sum() / women.sum() + unknown
    counts = rng.poisson(setting.plan.rate * ratio)
    counts[setting.plan.fear] = 0
    area, month = _rows_of(counts)
    unwritten = rng.random(len(area)) < unknown / ratio
    code = np.where(unwritten, draw_codes(rng, mix, women, len(area)), draw_codes(rng, mix, others, len(area)))
    female = rng.random(len(area)) < setting.of_codes("female", code)
    rows, _ = _out_at_night(rng, setting, area, month, code)
    known = ~unwritten & (rng.random(len(area)) > MISSING["sex"])
    return rows.assign(woman=unwritten | (female & np.isin(code, NOT_COUNTED)), sex_known=known)


def _quiet(setting: Setting, area: Ints, month: Ints) -> Bools:
    """Where and when no offence of the gravest kinds falls by chance, so that the planted ones stand alone."""
    plan = setting.plan
    last_year = ~np.isin(area, [*plan.hot, plan.new]) & (month > LAST - 12)
    quiet: Bools = last_year | ((area == plan.leaving) & (month > LAST - 36))
    return quiet


def _rows_of(counts: Ints) -> tuple[Ints, Ints]:
    area, month = np.nonzero(counts)
    n = counts[area, month]
    return np.repeat(area, n), np.repeat(month, n)


def _shift(areas: int) -> Floats:
    """Give each place its own hour: minutes by which its night is later than usual."""
    minutes: Floats = ((np.arange(areas) * 37) % 11 - 5).astype("float64") * 12
    return minutes


def _out_at_night(
    rng: np.random.Generator, setting: Setting, area: Ints, month: Ints, code: Array
) -> tuple[pd.DataFrame, Array]:
    ground = setting.ground
    moments = draw_night(rng, month, _shift(len(ground.areas))[area])
    scene = draw_scene(rng, ground, setting.venues, area)
    columns = {
        "code": code,
        "area": area,
        "easting": scene.points[:, 0],
        "northing": scene.points[:, 1],
        "age": setting.stranger_ages(rng, code, NIGHT_AGES),
        "place_type": scene.place_type,
        "premises": scene.premises,
    }
    return frame_rows(rng, moments, "nte", columns), moments
