"""The feedback-loop test: whether a ranking only finds where the police looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.measures.align import Floats
from vawg_geo.measures.ranking import score_harm

_DRAWS = 20  # of as many records left out at random; enough for a mean and its range
WITHOUT_POLICE, WITHOUT_PATROLLED, WITHOUT_BOTH = (
    "without records the police began", "without areas that were patrolled", "without either"
)  # fmt: skip


def rerank_places(
    events: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    police: pd.Series,
    patrolled: Collection[str],
    top: int = 10,
    as_of: date,
    half_life_days: float = 365,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Rank areas by shrunk harm again without what police activity may have made.

    Parameters
    ----------
    events
        Offences of the evidence window: `area`, `harm`, `occurred_to`.
    areas
        One row an area, index = code.
    police
        Whether the police began each record (not a victim or a third party), index of `events`.
    patrolled
        Codes of areas that were patrolled.
    top
        Length of the list.
    as_of, half_life_days
        As for `score_harm`.
    seed
        Of the draws.

    Returns
    -------
    tests
        One row a test: `test`, `records` and `areas` left, `rho` (Spearman's rank correlation of the two rankings over
        the areas that are in both and had an offence), `listed` (length of the first list), `kept` (of these, still
        among the first of the second list, which is as long), `chance` (mean kept when as many records are left out at
        random; NaN where areas are), `chance_low` (the least of the draws). All are ranked without strata, so a list
        here may differ from the product's.

    References
    ----------
    PRODUCTS 6 (b); Lum & Isaac (2016), Significance 13(5), 14-19 (records make patrols, patrols make records).
    METHODS 5.
    """
    rng = np.random.default_rng(seed)
    outside = pd.Index([str(code) for code in areas.index]).difference(sorted(patrolled))
    scores: dict[str, Any] = {"as_of": as_of, "half_life_days": half_life_days}
    whole = _harm(events, areas, scores)
    own = police.reindex(events.index).fillna(value=False).to_numpy(dtype=bool)
    first = _first(whole, top)
    rows = []
    for test, drop, within in (
        (WITHOUT_POLICE, own, areas.index),
        (WITHOUT_PATROLLED, np.zeros(len(events), dtype=bool), outside),
        (WITHOUT_BOTH, own, outside),
    ):
        kept = events[~drop & events["area"].isin(within).to_numpy()]
        again = _harm(kept, areas.loc[within], scores) if len(within) else whole.iloc[:0]
        held = len(set(first) & set(_first(again, top)))
        drawn: Floats = np.empty(0)
        if len(within) == len(areas):
            drawn = _random(events, areas, int(drop.sum()), (first, top, scores), rng)
        rows.append(
            {
                "test": test, "records": len(kept), "areas": len(within), "rho": _rho(whole, again, events),
                "listed": len(first), "kept": held,
                "chance": float(np.mean(drawn)) if len(drawn) else np.nan,
                "chance_low": float(np.min(drawn)) if len(drawn) else np.nan,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _harm(events: pd.DataFrame, areas: pd.DataFrame, options: dict[str, Any]) -> pd.Series:
    return score_harm(events, areas, **options)["shrunk_harm"]


def _first(harm: pd.Series, top: int) -> list[str]:
    order = harm.rename_axis("code").reset_index().sort_values(["shrunk_harm", "code"], ascending=[False, True])
    return [str(code) for code in order["code"].head(top)]


def _rho(whole: pd.Series, again: pd.Series, events: pd.DataFrame) -> float:
    both = again.index.intersection(pd.Index(events["area"].dropna().unique()))
    if len(both) < 3 or whole[both].nunique() < 2 or again[both].nunique() < 2:  # noqa: PLR2004 - a rank needs three
        return float("nan")
    return float(stats.spearmanr(whole[both], again[both]).statistic)


def _random(
    events: pd.DataFrame,
    areas: pd.DataFrame,
    drop: int,
    ranked: tuple[list[str], int, dict[str, Any]],
    rng: np.random.Generator,
) -> Floats:
    first, top, options = ranked
    drawn = np.empty(_DRAWS)
    for at in range(_DRAWS):
        kept = events.iloc[np.sort(rng.choice(len(events), len(events) - drop, replace=False))]
        drawn[at] = len(set(first) & set(_first(_harm(kept, areas, options), top)))
    return drawn
