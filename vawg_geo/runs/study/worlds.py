"""Simulated counties whose true risk is known: how concentrated, how grave, how changing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.base.offences import offence_table
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.align import Floats
from vawg_geo.runs.county.chance import Ints, stream
from vawg_geo.runs.county.mix import read_mix
from vawg_geo.runs.study.records import Records, Truth

AREAS, MONTHS, A_YEAR = 490, 72, 1_200  # METHODS 5: 490 LSOAs, 1,200 offences a year
FIRST = Month(2016, 4)
KINDS = {"city": 40, "town": 200, "rural": 250}  # areas of each kind
CITY_RATES = {"city": 6.0, "town": 1.0, "rural": 0.4}  # relative, where kinds of place differ
SHAPES = {"even": 2.0, "moderate": 0.6, "city": 1.2}  # of the gamma that places' rates come from
SPREAD = 1.5  # standard deviation of the log rate, where places are concentrated
LIGHT_BELOW = 100.0  # severity weight: below assault with injury
GRAVE_FROM, GRAVER = 400.0, 4.0  # sexual assault and above, so many times as frequent
CHANGE_MONTH = 48  # from this month (0..) planted changes hold
NEW_LIKE = {"new, strong": 2, "new, weak": 7}  # planted place -> the true rank (0..) whose harm it takes
QUIET_RANK, QUIET_LEFT = 1, 0.1  # true rank that goes quiet, and what is left of its rate


@dataclass(frozen=True)
class World:
    """One kind of county."""

    concentration: str = "moderate"  # even, moderate, concentrated (log-normal) or city (kinds of place differ)
    severity: str = "usual"  # light, usual or heavy
    alike: float | None = 40.0  # Dirichlet concentration of each place's own mix; None = the same mix everywhere
    drift: float = 0.0  # monthly standard deviation of each place's log rate
    planted: bool = False  # two new places and a quietened one


WORLDS = {
    "even": World("even"),
    "moderate": World(),
    "concentrated": World("concentrated"),
    "city and country": World("city"),
    "light offences": World(severity="light"),
    "grave offences": World(severity="heavy"),
    "same mix everywhere": World(alike=None),
    "mixes differ much": World(alike=10.0),
    "drifting": World(drift=0.10),
    "drifting fast, city and country": World("city", drift=0.20),
}


def offence_mix(severity: str) -> tuple[Floats, Floats]:
    """
    Return the harm weights of night-time offences against women and girls, and how often each comes.

    Parameters
    ----------
    severity
        "usual" (the demonstration county's night-time mix), "light" (without the graver ones) or "heavy" (the
        gravest four times as frequent).

    Returns
    -------
    weights, shares
        Distinct severity weights, and shares that sum to 1.
    """
    offences = offence_table()
    mix = read_mix()
    counted = offences["scope"].reindex(mix.index).isin(["core", "female_victim"]) & (mix["nte"] * mix["female"] > 0)
    shares = (mix["n"] * mix["nte"] * mix["female"])[counted].to_numpy(dtype="float64")
    weights = offences["weight"].reindex(mix.index[counted]).to_numpy(dtype="float64")
    if severity == "light":
        shares = shares * (weights < LIGHT_BELOW)
    if severity == "heavy":
        shares = shares * np.where(weights >= GRAVE_FROM, GRAVER, 1.0)
    kept = (shares > 0) & ~np.isnan(weights)
    return weights[kept], shares[kept] / shares[kept].sum()


def draw_county(name: str, world: World, replicate: int) -> Records:
    """
    Draw one county and all its offences.

    Parameters
    ----------
    name
        The world's name; with the replicate it is the seed.
    world
        What the county is like.
    replicate
        Which of the counties of this world.

    Returns
    -------
    records
        Six years of offences with their truth.
    """
    rng = stream(replicate, f"study {name}")
    kinds = rng.permutation(np.repeat(list(KINDS), list(KINDS.values())))
    weights, shares = offence_mix(world.severity)
    mixes = _mixes(rng, world, shares)
    severity = mixes @ weights
    rate = _rates(rng, world, kinds)
    planted = _plant(rng, rate, severity) if world.planted else {}
    codes = pd.Index([f"Y{i:06d}" for i in range(AREAS)], name="code", dtype="object")  # looked up faster than text
    return Records(
        name, pd.DataFrame(index=codes), _draw(rng, rate, mixes, weights, codes), FIRST, MONTHS,
        strata=pd.Series(kinds, index=codes, name="stratum", dtype="object"), truth=Truth(rate, severity, planted),
    )  # fmt: skip


def _mixes(rng: np.random.Generator, world: World, shares: Floats) -> Floats:
    if world.alike is None:
        return np.tile(shares, (AREAS, 1))
    gammas = rng.standard_gamma(world.alike * shares, size=(AREAS, len(shares)))
    mixes: Floats = gammas / gammas.sum(axis=1, keepdims=True)
    return mixes


def _rates(rng: np.random.Generator, world: World, kinds: np.ndarray) -> Floats:
    if world.concentration == "concentrated":
        usual = np.exp(rng.normal(0, SPREAD, AREAS))
    else:
        usual = rng.gamma(SHAPES[world.concentration], size=AREAS)
    if world.concentration == "city":
        usual = usual * np.array([CITY_RATES[kind] for kind in kinds])
    rate = np.tile(usual[:, None], (1, MONTHS))
    if world.drift:
        steps = rng.normal(-(world.drift**2) / 2, world.drift, size=rate.shape)
        rate = rate * np.exp(np.cumsum(steps, axis=1))
    scaled: Floats = rate * (A_YEAR / 12 * MONTHS / rate.sum())
    return scaled


def _plant(rng: np.random.Generator, rate: Floats, severity: Floats) -> dict[str, int]:
    """Change the rates of three places from the month of change on; what they become is known."""
    harm = rate[:, CHANGE_MONTH] * severity
    order = np.argsort(-harm, kind="stable")
    quiet = int(order[QUIET_RANK])
    rate[quiet, CHANGE_MONTH:] *= QUIET_LEFT
    places = rng.choice(order[AREAS // 2 :], len(NEW_LIKE), replace=False)
    planted = {"quiet": quiet}
    for (what, rank), place in zip(NEW_LIKE.items(), places, strict=True):
        rate[place, CHANGE_MONTH:] = harm[order[rank]] / severity[place]
        planted[what] = int(place)
    return planted


def _draw(rng: np.random.Generator, rate: Floats, mixes: Floats, weights: Floats, codes: pd.Index) -> pd.DataFrame:
    counts = rng.poisson(rate)
    month, area = (np.repeat(at, counts.T.ravel()) for at in np.indices(counts.T.shape).reshape(2, -1))
    steps = np.cumsum(mixes, axis=1)
    which: Ints = (rng.random(len(area))[:, None] > steps[area, :-1]).sum(axis=1)
    firsts = pd.DatetimeIndex([pd.Timestamp((FIRST + i).first) for i in range(MONTHS + 1)])
    days = np.diff(firsts).astype("timedelta64[D]").astype("int64")
    hours = np.floor(rng.random(len(area)) * days[month] * 24).astype("int64")
    ended = (firsts[month] + pd.to_timedelta(hours, unit="h")).tz_localize("UTC").tz_convert(LONDON)
    return pd.DataFrame(
        {"area": codes.to_numpy()[area], "harm": weights[which], "occurred_to": ended,
         "month": month}
    )  # fmt: skip
