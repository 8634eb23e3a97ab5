"""score_risk_factors: statsmodels as second opinion, planted factors found, chance not."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.risk_factors import score_risk_factors

pytestmark = pytest.mark.methods("14")


def places(n=400, effect=0.7, seed=0):
    """Areas whose rate follows venues, told partly by a short history; `hills` has no part in it."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"A{i:03d}" for i in range(n)])
    features = pd.DataFrame({"venues": rng.normal(size=n), "hills": rng.normal(size=n)}, index=index)
    rate = np.exp(0.5 + effect * features["venues"] + rng.normal(0, 0.3, n))
    return pd.Series(rng.poisson(rate), index=index), features, pd.Series(rng.poisson(0.2 * rate), index=index)


@pytest.mark.parametrize("model", ["poisson", "boosted"])
def test_a_planted_factor_is_found(model):
    counts, features, history = places()
    risk = score_risk_factors(counts, features, history=history, model=model)
    assert 0 < risk.low < risk.gain < risk.high < 1
    assert risk.verdict == "adds to history"
    venues, hills = risk.factors.loc["venues"], risk.factors.loc["hills"]
    assert venues["ratio"] > 1.4
    assert abs(hills["ratio"] - 1) < 0.12
    assert venues["gain_lost"] >= venues["low"] > abs(hills["gain_lost"]) + 0.05
    assert risk.expected["features"].sum() == pytest.approx(counts.sum(), rel=0.05)


def test_poisson_against_statsmodels():
    counts, features, history = places()
    risk = score_risk_factors(counts, features, history=history, seed=3)
    table = np.column_stack([np.log1p(history), features])
    table = sm.add_constant((table - table.mean(axis=0)) / table.std(axis=0))
    fit = sm.GLM(counts.to_numpy(), table, family=sm.families.Poisson()).fit()
    assert np.allclose(risk.factors["ratio"], np.exp(fit.params[2:]), rtol=0.03)
    fold = np.random.default_rng(3).permutation(400) % 5  # the same folds, one by one
    full, past = np.empty(400), np.empty(400)
    for k in range(5):
        out = fold == k
        for found, part in ((full, table), (past, table[:, :2])):
            fold_fit = sm.GLM(counts.to_numpy()[~out], part[~out], family=sm.families.Poisson()).fit()
            found[out] = fold_fit.predict(part[out])
    loss = [sm.families.Poisson().deviance(counts.to_numpy(), guess) for guess in (past, full)]
    assert risk.gain == pytest.approx(1 - loss[1] / loss[0], abs=1e-3)
    assert np.allclose(risk.expected, np.column_stack([past, full]), rtol=1e-2)


def test_chance_seldom_adds():
    adds = 0
    for seed in range(20):
        counts, features, history = places(n=120, effect=0, seed=seed)
        risk = score_risk_factors(counts, features, history=history, seed=seed)
        adds += risk.verdict == "adds to history"
    assert adds <= 3


def test_a_feature_that_misleads_is_worse():
    rng = np.random.default_rng(1)
    counts, _, history = places(n=60, effect=0.7)
    noise = pd.DataFrame(rng.standard_t(1.2, size=(60, 25)), index=counts.index).add_prefix("f")
    assert score_risk_factors(counts, noise, history=history).verdict == "worse than history alone"


def test_order_changes_no_fit_and_groups_stay_whole():
    counts, features, history = places(n=100)
    kept = features.copy()
    groups = pd.Series(np.arange(100) // 10, index=counts.index)
    risk = score_risk_factors(counts, features, history=history[::-1], groups=groups, folds=10)
    again = score_risk_factors(counts[::-1], features[::-1], history=history, groups=groups[::-1], folds=10)
    pd.testing.assert_frame_equal(risk.factors, again.factors)
    pd.testing.assert_frame_equal(risk.expected[::-1], again.expected)
    pd.testing.assert_frame_equal(features, kept)
    assert risk.expected.index.equals(counts.index)
    alone = score_risk_factors(counts, features, history=history, folds=10)
    assert not np.allclose(alone.expected, risk.expected)


def test_a_constant_feature_does_nothing():
    counts, features, history = places(n=80)
    factors = score_risk_factors(counts, features.assign(flat=7.0), history=history).factors
    assert factors.loc["flat"].round(9).tolist() == [1, 0, 0, 0]


COUNTS, FEATURES, HISTORY = places(n=60)


@pytest.mark.parametrize(
    ("counts", "features", "options", "words"),
    [
        (COUNTS, FEATURES, {"model": "forest"}, "boosted"),
        (COUNTS, FEATURES.assign(victim_age=1.0), {}, "victim_age"),
        (COUNTS, FEATURES.assign(venues=np.nan), {}, "'venues' must be finite"),
        (COUNTS, FEATURES.head(9), {}, "same labels"),
        (COUNTS, FEATURES[[]], {}, "columns"),
        (COUNTS.head(9), FEATURES.head(9), {"history": HISTORY.head(9)}, "50 areas"),
        (COUNTS * 0, FEATURES, {}, "some offences"),
        (COUNTS + 0.5, FEATURES, {}, "whole"),
        (COUNTS, FEATURES, {"history": -HISTORY - 1}, "at least 0"),
        (COUNTS, FEATURES, {"folds": 1}, "folds"),
        (COUNTS, FEATURES, {"groups": pd.Series("x", index=COUNTS.index)}, "groups .1."),
        (COUNTS, FEATURES, {"groups": pd.Series("x", index=COUNTS.index[:5])}, "every area"),
    ],
)
def test_refusals(counts, features, options, words):
    with pytest.raises(SchemaError, match=words):
        score_risk_factors(counts, features, **{"history": HISTORY, **options})
