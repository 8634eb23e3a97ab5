"""Who: residents who may be harmed more than once, and those suspected of harming them."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vawg_geo.runs.county.chance import Array, Bools, Floats, Ints, index, pick, stream
from vawg_geo.runs.county.geography import random_points
from vawg_geo.runs.county.places import Ground

N_RESIDENTS = 46_000  # those who may be victims; few crimes come to most, many to some
SHARE_WOMEN = 0.62
N_SUSPECTS = 9_000
PARTNERS = {"Partner": 0.34, "Ex-partner": 0.33, "Family": 0.18, "Acquaintance": 0.15}
STRANGERS = {"Stranger": 0.55, "Acquaintance": 0.25, "": 0.2}
AGES = {"child": (3, 13), "girl": (13, 16), "boy": (13, 16)}
ETHNICITY = {
    "W1": 0.72,
    "W9": 0.09,
    "A2": 0.05,
    "A1": 0.03,
    "A9": 0.02,
    "B2": 0.03,
    "B1": 0.01,
    "M1": 0.01,
    "M9": 0.02,
    "O9": 0.02,
}
MISSING = {"sex": 0.115, "age": 0.05, "ethnicity": 0.27, "disability": 0.38}


@dataclass(frozen=True)
class Residents:
    """Adults with a home; positions 0.. ."""

    woman: Bools
    born: Ints
    home: Ints  # position of the area
    point: Ints
    tendency: Floats  # relative chance of being a victim again
    tie: Array  # relationship to the person suspected


def settle(seed: int, ground: Ground) -> Residents:
    """
    Settle the residents.

    Parameters
    ----------
    seed
        The county's seed.
    ground
        The areas.

    Returns
    -------
    residents
        Spread evenly over areas of about equal population, more where deprivation is greater.
    """
    rng = stream(seed, "residents")
    home = index(rng, rng.gamma(4, 0.25, len(ground.areas)), N_RESIDENTS)
    return Residents(
        woman=rng.random(N_RESIDENTS) < SHARE_WOMEN,
        born=2019 - adult_ages(rng, N_RESIDENTS),
        home=home,
        point=random_points(rng, ground.inner, home),
        tendency=rng.gamma(0.45, 1, N_RESIDENTS),
        tie=pick(rng, PARTNERS, N_RESIDENTS),
    )


def adult_ages(rng: np.random.Generator, size: int, *, middle: float = 17.0) -> Ints:
    """Draw ages from 18, falling away; `middle` is how far above 18 the mean lies."""
    ages: Ints = np.minimum(18 + np.floor(rng.gamma(1.4, middle / 1.4, size)), 94).astype("int64")
    return ages


def draw_residents(rng: np.random.Generator, residents: Residents, woman: Bools) -> Ints:
    """
    Draw a resident of the wanted sex for each row; some are drawn often.

    Parameters
    ----------
    rng
        The generator.
    residents
        The pool.
    woman
        The wanted sex of each row.

    Returns
    -------
    who
        Positions in the pool.
    """
    women = index(rng, residents.tendency * residents.woman, len(woman))
    men = index(rng, residents.tendency * ~residents.woman, len(woman))
    return np.where(woman, women, men)


def victim_ages(rng: np.random.Generator, kind: Array, adult: Ints) -> Ints:
    """
    Give each row an age that its offence allows.

    Parameters
    ----------
    rng
        The generator.
    kind
        The offence mix's `victim`: adult, teen (13 and over), child, girl, boy.
    adult
        The age where the victim is grown up.

    Returns
    -------
    ages
        Whole years.
    """
    ages = adult.copy()
    for word, (low, high) in AGES.items():
        ages = np.where(kind == word, rng.integers(low, high, len(ages)), ages)
    young = (kind == "teen") & (rng.random(len(ages)) < 0.22)
    return np.where(young, rng.integers(13, 18, len(ages)), ages)


def tokens(rng: np.random.Generator, letter: str, count: int) -> Array:
    """Make identifiers in no order that tells anything: V0000000 and so on."""
    return np.array([f"{letter}{number:07d}" for number in rng.permutation(count * 3)[:count]], dtype=object)
