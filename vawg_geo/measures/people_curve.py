"""The power-few curve: how much harm is recorded with how few people, and how much would be by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats

SHARES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_DRAWS = 199  # enough for a 95 % band that is drawn, not tested
_BAND = (0.025, 0.975)
_ROWS = {"incident": Column("text"), "pid": Column("text"), "harm": Column("number", low=0)}


def draw_curve(rows: pd.DataFrame, *, shares: Sequence[float] = SHARES, seed: int = 0) -> pd.DataFrame:
    """
    Give the share of harm recorded with each share of people, those with most first.

    Parameters
    ----------
    rows
        One row a person and crime, each pair once: `incident`, `pid`, `harm` (1 for a count).
    shares
        Shares of people, rising, 0 to 1.
    seed
        Of the draws.

    Returns
    -------
    curve
        One row a share: `units` (the share asked), `people` (whole people, at least one), `share` (of the harm),
        `chance`, `chance_low`, `chance_high` (mean and 95 % band if, with everybody keeping one crime, the others fell
        on people at random and the harms were shuffled). Nobody, or no harm: no rows.

    Raises
    ------
    SchemaError
        If a column is missing, a value is missing or harm is negative.

    References
    ----------
    The chance is that of `measure_people`. METHODS 7, 14.
    """
    check_table(rows.reset_index(drop=True), _ROWS, what="the table of people and crimes")
    harm, person = rows["harm"].to_numpy(dtype="float64"), pd.factorize(rows["pid"], sort=True)[0]
    people = int(person.max()) + 1 if len(person) else 0
    columns = ["units", "people", "share", "chance", "chance_low", "chance_high"]
    if not people or not harm.sum():
        return pd.DataFrame(columns=columns)
    whole = np.maximum(np.ceil(np.array(shares) * people - 1e-9), 1).astype("int64")
    held = _held(np.bincount(person, weights=harm, minlength=people).astype("float64"), whole)
    drawn = _chance(np.sort(harm), people, whole, np.random.default_rng(seed))
    low, high = np.quantile(drawn, _BAND, axis=0)
    data = [shares, whole, held, drawn.mean(axis=0), low, high]
    return pd.DataFrame(dict(zip(columns, data, strict=True)))


def _held(sums: Floats, whole: np.ndarray) -> Floats:
    held: Floats = np.cumsum(-np.sort(-sums))[whole - 1] / sums.sum()
    return held


def _chance(harm: Floats, people: int, whole: np.ndarray, rng: np.random.Generator) -> Floats:
    drawn = np.empty((_DRAWS, len(whole)))
    person = np.arange(len(harm))
    for at in range(_DRAWS):
        person[people:] = rng.integers(0, people, len(harm) - people)
        sums = np.bincount(person, weights=rng.permutation(harm), minlength=people).astype("float64")
        drawn[at] = _held(sums, whole)
    return drawn
