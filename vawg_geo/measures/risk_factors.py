"""Risk factors of places: what knowing of venues and stops adds to a place's own history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, aligned
from vawg_geo.measures.place_features import refuse_people, refuse_personal
from vawg_geo.measures.rates import whole

LEAST_AREAS = 50  # below, folds are too small to say anything
_DRAWS = 2_000
_SHUFFLES = 5
_TINY, _HUGE = 1e-9, 1e9
_RIDGE = 1e-4  # enough for features that say the same, too little to be seen


@dataclass(frozen=True)
class RiskFactors:
    """What features of places add to history, judged on areas the model had not seen."""

    gain: float  # share of history's deviance that the features take away; below 0 they harm
    low: float  # its 95 % interval, by resampling areas (or groups)
    high: float
    factors: pd.DataFrame  # index = feature: ratio (expected count at one sd more), gain_lost, low, high
    expected: (
        pd.DataFrame
    )  # index of counts: history, features (expected counts, each from a model that had not seen it)
    verdict: str


@checked
def score_risk_factors(
    counts: pd.Series,
    features: pd.DataFrame,
    *,
    history: pd.Series,
    model: Literal["poisson", "boosted"] = "poisson",
    groups: pd.Series | None = None,
    folds: int = 5,
    seed: int = 0,
) -> RiskFactors:
    """
    Score features of places by what they add to history.

    Parameters
    ----------
    counts
        Offences an area in a later period, whole.
    features
        One row an area, one number a column: distances, densities, counts of places (`measure_places`). Columns that
        tell of people or of a protected characteristic are refused by name.
    history
        Offences an area in an earlier period, so that what is learnt is not what is told.
    model
        "poisson" (regression) or "boosted" (gradient-boosted trees, Poisson loss).
    groups
        District or town of each area, kept whole in a fold: without, neighbours of a tested area may be learnt from,
        which flatters.
    folds
        Parts; each is predicted by a model of the others.
    seed
        Of folds, trees, shuffles and resampling.

    Returns
    -------
    risk
        `.gain` with `.low`, `.high`: share of the out-of-fold Poisson deviance of history alone (the better of a
        Poisson regression and `model`) that goes when features are added. `.factors`: `ratio` (expected count with the
        feature one standard deviation larger, over as it is), `gain_lost` (of the deviance share, when the feature is
        shuffled out of fold) with `low`, `high` over shuffles. `.verdict` says "adds to history" only when `.low` > 0.

    Raises
    ------
    SchemaError
        If labels differ, a number is missing, a feature or a label tells of people, there are fewer than 50 areas, or
        an option is out of range.

    References
    ----------
    Wheeler & Steenbeek (2021), Mapping the risk terrain for crime using machine learning, Journal of Quantitative
    Criminology 37, 445-480. METHODS 14: places only.
    """
    given, counts = counts.index, counts.sort_index()  # folds go by label, so that rows may be shuffled
    table, y = _checked(counts, features, history, model)
    parts = _parts(counts.index, groups, folds, seed)
    alone = [_predict(_make(kind, seed), table[:, :1], y, parts) for kind in {"poisson", model}]
    past = min(alone, key=lambda guess: _deviance(y, guess).sum())
    fits = [(_make(model, seed).fit(table[learn], y[learn]), test) for learn, test in parts]
    full = _gather(fits, table)
    rng = np.random.default_rng(seed)
    gain, low, high = _gain(y, past, full, _blocks(counts.index, groups), rng)
    factors = pd.DataFrame(
        [_factor(fits, table, y, column, rng) for column in range(1, table.shape[1])],
        index=features.columns, columns=["ratio", "gain_lost", "low", "high"],
    )  # fmt: skip
    factors[["gain_lost", "low", "high"]] /= _deviance(y, past).sum()
    expected = pd.DataFrame({"history": past, "features": full}, index=counts.index)
    return RiskFactors(gain, low, high, factors, expected.reindex(given), _verdict(low, high))


def _checked(counts: pd.Series, features: pd.DataFrame, history: pd.Series, model: str) -> tuple[Floats, Floats]:
    """Return standardised columns, history first, and the counts."""
    if model not in ("poisson", "boosted"):
        raise SchemaError('model must be "poisson" or "boosted".')
    refuse_personal(features.columns)
    refuse_people(counts.index)
    y = whole(counts, counts.index, what="counts")
    if len(y) < LEAST_AREAS or not y.sum():
        raise SchemaError(
            f"risk factors need {LEAST_AREAS} areas and some offences: {len(y)} areas, {y.sum():g} given."
        )
    if not np.ptp(y):
        raise SchemaError("the counts are all the same: there is nothing to explain.")
    if not features.shape[1] or features.columns.has_duplicates:
        raise SchemaError("features must have columns, each name once.")
    past = np.log1p(aligned(history, counts.index, what="history", low=0))
    columns = [aligned(features[name], counts.index, what=f"feature {name!r}") for name in features]
    table = np.column_stack([past, *columns])
    spread = table.std(axis=0)
    return (table - table.mean(axis=0)) / np.where(spread > _TINY, spread, 1), y


def _blocks(index: pd.Index, groups: pd.Series | None) -> npt.NDArray[np.int64]:
    """Give a number to what stays together in a fold: groups, or single areas."""
    if groups is None:
        return np.arange(len(index))
    if groups.index.has_duplicates or not index.isin(groups.index).all() or groups.reindex(index).isna().any():
        raise SchemaError("groups must name the group of every area, under the labels of the counts.")
    return np.asarray(pd.factorize(groups.reindex(index))[0])


def _parts(
    index: pd.Index, groups: pd.Series | None, folds: int, seed: int
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    blocks = _blocks(index, groups)
    many = int(blocks.max()) + 1
    if not 2 <= folds <= many:  # noqa: PLR2004 - one part to learn from, one to test
        raise SchemaError(f"folds must be from 2 to the number of groups ({many}).")
    fold = np.random.default_rng(seed).permutation(many)[blocks] % folds
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(folds)]


def _make(model: str, seed: int) -> Any:  # noqa: ANN401 - a scikit-learn estimator
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import PoissonRegressor

    if model == "poisson":
        return PoissonRegressor(alpha=_RIDGE, solver="newton-cholesky", max_iter=1_000)
    return HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.05, max_iter=150, max_leaf_nodes=8, min_samples_leaf=10, random_state=seed
    )


def _predict(estimator: Any, table: Floats, y: Floats, parts: list[tuple[Any, Any]]) -> Floats:  # noqa: ANN401
    from sklearn.base import clone

    return _gather([(clone(estimator).fit(table[learn], y[learn]), test) for learn, test in parts], table)


def _gather(fits: list[tuple[Any, Any]], table: Floats) -> Floats:
    found = np.empty(len(table))
    with np.errstate(over="ignore"):  # a regression may run away where a feature is far from all it has learnt
        for estimator, test in fits:
            found[test] = estimator.predict(table[test])
    return np.clip(found, _TINY, _HUGE)


def _deviance(y: Floats, expected: Floats) -> Floats:
    from scipy.special import xlogy

    each: Floats = 2 * (xlogy(y, y / expected) - y + expected)
    return each


def _gain(
    y: Floats, past: Floats, full: Floats, blocks: npt.NDArray[np.int64], rng: np.random.Generator
) -> tuple[float, float, float]:
    sums = [np.bincount(blocks, weights=_deviance(y, guess)) for guess in (past, full)]
    drawn = rng.integers(0, len(sums[0]), (_DRAWS, len(sums[0])))
    shares = 1 - sums[1][drawn].sum(axis=1) / sums[0][drawn].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return float(1 - sums[1].sum() / sums[0].sum()), float(low), float(high)


def _factor(
    fits: list[tuple[Any, Any]], table: Floats, y: Floats, column: int, rng: np.random.Generator
) -> list[float]:
    """Measure one feature: the ratio at one sd more, and the deviance gained when it is shuffled."""
    more = table.copy()
    more[:, column] += 1
    own = _gather(fits, table)
    ratio = _gather(fits, more).sum() / own.sum()
    lost = []
    for _ in range(_SHUFFLES):
        mixed = table.copy()
        mixed[:, column] = rng.permutation(mixed[:, column])
        lost.append((_deviance(y, _gather(fits, mixed)) - _deviance(y, own)).sum())
    return [float(ratio), float(np.mean(lost)), float(min(lost)), float(max(lost))]


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return "adds to history"
    return "worse than history alone" if high < 0 else "no gain over history that we can distinguish from chance"
