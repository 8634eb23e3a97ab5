"""How few recorded people stand for how much of the crimes or the harm, and how few would by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats

_DRAWS = 999
_PARTS = (0.5, 0.8)  # of the harm the people are counted for. METHODS 7
_BAND = (0.025, 0.975)
_CLOSE = 1e-9
_ROWS = {"incident": Column("text"), "pid": Column("text"), "harm": Column("number", low=0)}


@checked
def measure_people(rows: pd.DataFrame, *, seed: int = 0) -> pd.Series:
    """
    Measure how concentrated harm (or crimes) is over the people recorded in one role.

    Parameters
    ----------
    rows
        One row a person and crime, each pair once: `incident`, `pid`, `harm` (1 for a count).
    seed
        Of the draws.

    Returns
    -------
    concentration
        `people`, `crimes` (rows); `share_for_50`, `share_for_80` (share of people, whole people, with whom 50 and
        80 % of the harm is recorded); `chance_for_50`, `chance_for_80` and their 95 % bands `_low`, `_high`: the same
        if, with everybody keeping one crime, the others fell on people at random and the harms were shuffled. Rare
        grave crimes alone make a small share: only what lies below the band is concentration. NaN when there is no
        harm.

    Raises
    ------
    SchemaError
        If a column is missing, a value is missing or harm is negative.

    References
    ----------
    METHODS 14; the benchmark follows the generalised Gini's (Bernasco & Steenbeek 2017), for people who are known only
    because they have a crime. METHODS 7.
    """
    check_table(rows, _ROWS, what="the table of people and crimes")
    harm, person = rows["harm"].to_numpy(dtype="float64"), pd.factorize(rows["pid"], sort=True)[0]
    people = len(np.unique(person))
    figures: dict[str, float] = {"people": people, "crimes": len(rows)}
    names = [f"{kind}_for_{100 * part:.0f}" for kind in ("share", "chance") for part in _PARTS]
    names += [f"{name}_{end}" for name in names[2:] for end in ("low", "high")]
    if harm.sum() == 0:
        return pd.Series(figures | dict.fromkeys(names, np.nan), name="concentration", dtype="float64")
    sums = np.bincount(person, weights=harm, minlength=people).astype("float64")
    own = _shares(sums[None])[0]
    drawn = _chance(np.sort(harm), people, np.random.default_rng(seed))
    bands = np.quantile(drawn, _BAND, axis=0).T.ravel()
    figures |= dict(zip(names, [*own, *drawn.mean(axis=0), *bands], strict=True))
    return pd.Series(figures, name="concentration", dtype="float64")


def _shares(sums: Floats) -> Floats:
    """Give, row by row, the share of people that hold each part of the harm."""
    held = np.cumsum(-np.sort(-sums, axis=1), axis=1) / sums.sum(axis=1, keepdims=True)
    return np.column_stack([((held < part - _CLOSE).sum(axis=1) + 1) / sums.shape[1] for part in _PARTS])


def _chance(harm: Floats, people: int, rng: np.random.Generator) -> Floats:
    drawn = np.empty((_DRAWS, len(_PARTS)))
    person = np.arange(len(harm))
    for at in range(_DRAWS):
        person[people:] = rng.integers(0, people, len(harm) - people)
        sums = np.bincount(person, weights=rng.permutation(harm), minlength=people).astype("float64")
        drawn[at] = _shares(sums[None])[0]
    return drawn
