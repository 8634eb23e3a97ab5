"""What kind of place each area is: deprivation, students, nights out, whom its women are."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import stream
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import Plan
from vawg_geo.runs.county.planted import DEPRIVED
from vawg_geo.runs.county.residents import Residents

WOMEN = {"women_white": (0.78, 0.94), "women_asian": (0.10, 0.025), "women_black": (0.05, 0.012),
         "women_mixed": (0.04, 0.015), "women_other": (0.03, 0.008)}  # fmt: skip
ALIKE = 60.0  # how alike areas of a kind are


def describe_areas(
    seed: int, ground: Ground, plan: Plan, residents: Residents, population: pd.DataFrame
) -> pd.DataFrame:
    """
    Describe the areas.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan, residents
        The county.
    population
        area, sex, age_band, n.

    Returns
    -------
    context
        area, imd_decile (1 = most deprived), student_share, night_economy (Y, N), and the women_* shares.
    """
    rng, n = stream(seed, "area context"), len(ground.areas)
    at_risk = np.log(np.bincount(residents.home, minlength=n) + 1)
    score = DEPRIVED * (at_risk - at_risk.mean()) / at_risk.std() + np.sqrt(1 - DEPRIVED**2) * rng.normal(size=n)
    decile = np.argsort(np.argsort(-score)) * 10 // n + 1
    city = (ground.areas["stratum"] == "city").to_numpy()
    people = population.pivot_table(index="area", columns="age_band", values="n", aggfunc="sum")
    young = (people["18-24"] / people.sum(axis=1)).reindex(ground.areas["code"]).to_numpy()
    table = pd.DataFrame(
        {
            "area": ground.areas["code"],
            "imd_decile": decile,
            "student_share": (young * np.where(city, rng.uniform(0.6, 0.9, n), rng.uniform(0.2, 0.5, n))).round(3),
            "night_economy": np.where(plan.usual >= 10, "Y", "N"),
        }
    )
    base = np.array(list(WOMEN.values()))[:, np.where(city, 0, 1)].T
    parts = rng.gamma(base * ALIKE)
    shares = (parts / parts.sum(axis=1)[:, None]).round(3)
    shares[:, 0] = (1 - shares[:, 1:].sum(axis=1)).round(3)  # rounded shares still sum to 1
    return table.assign(**{name: shares[:, i] for i, name in enumerate(WOMEN)})
