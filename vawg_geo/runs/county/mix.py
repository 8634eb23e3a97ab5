"""Which offences, where and against whom: published figures and our assumptions, one row a code."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Floats, index

SCALE = 0.78  # of the published year's figures
SPACES = ("nte", "day", "private", "other", "online")
NOT_COUNTED = ("104", "8S", "4.4", "39", "34B", "46", "58C", "66")  # out of the women-and-girls scope, or context
SERIOUS = ("2", "5D", "5E", "19C", "19D", "19E", "106", "36", "88C")  # one of these makes a quiet place's year


def read_mix() -> pd.DataFrame:
    """
    Read the offence mix.

    Returns
    -------
    mix
        Index ho_code: a year's expected rows `n`, their share in each space, `female` (share of victims),
        `non_recent` (share recorded long after), `victim` (adult, teen, child, girl, boy), `numeric` (classes).
    """
    with resources.files(__package__).joinpath("offence_mix.csv").open(encoding="utf-8") as lines:
        mix = pd.read_csv(lines, dtype={"ho_code": str, "numeric": str}).set_index("ho_code")
    return mix.assign(n=mix["n_2017_18"] * SCALE, numeric=mix["numeric"].fillna(""))


def draw_codes(rng: np.random.Generator, mix: pd.DataFrame, weights: Floats, size: int) -> Array:
    """
    Draw offence codes by weight.

    Parameters
    ----------
    rng
        The generator.
    mix
        The offence mix.
    weights
        One weight a row of `mix`.
    size
        How many.

    Returns
    -------
    codes
        Object array of text.
    """
    codes: Array = mix.index.to_numpy(dtype=object)[index(rng, weights, size)]
    return codes


def night_weights(mix: pd.DataFrame) -> tuple[Floats, Floats]:
    """
    Split the night-time public rows of a year: counted women and girls, and all others.

    Parameters
    ----------
    mix
        The offence mix.

    Returns
    -------
    women, others
        Expected rows a year of each code.
    """
    night = (mix["n"] * mix["nte"]).to_numpy(dtype="float64")
    women = night * mix["female"].to_numpy() * ~mix.index.isin(NOT_COUNTED)
    return women, night - women
