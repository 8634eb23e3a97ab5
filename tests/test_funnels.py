"""Funnel limits: exact chances, statsmodels-free hand sums, false alarms by simulation, with and without spread."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.funnels import _kept, funnel_limits

pytestmark = pytest.mark.methods("8")

SIZES = pd.Series([20, 50, 100, 400, 1000] * 8, index=[f"unit {i}" for i in range(40)])


def test_by_hand():
    # Binomial(10, 1/2): P(X <= 1) = 11/1024, P(X <= 2) = 56/1024; 2.5 % lies (56 - 25.6) / 45 below 2
    x = pd.Series([1, 9])
    funnel = funnel_limits(x, 10, centre=0.5, over_dispersion=False)
    low = (2 - (56 - 25.6) / 45) / 10
    assert funnel["low"].tolist() == pytest.approx([low, low])
    assert funnel["signal"].tolist() == ["below", "above"]
    assert funnel["z"][0] == pytest.approx(stats.norm.ppf((1 + 5) / 1024))
    assert funnel["z"][1] == pytest.approx(-funnel["z"][0])


@given(st.integers(1, 400), st.floats(0.05, 0.95), st.sampled_from(["share", "rate"]))
@settings(max_examples=60)
def test_limits_are_the_exact_quantiles(n, centre, kind):
    row = funnel_limits(pd.Series([0]), n, kind=kind, centre=centre, over_dispersion=False).iloc[0]
    law = stats.binom(n, centre) if kind == "share" else stats.poisson(n * centre)
    for low, high, tail in (("low", "high", 0.025), ("low_outer", "high_outer", 0.001)):
        for x in np.unique(np.clip(law.ppf([0.0005, 0.01, 0.02, 0.03, 0.97, 0.98, 0.9995]), 0, n * 9)):
            assert (x / n < row[low] - 1e-12) == (law.cdf(x) < tail)
            assert (x / n > row[high] + 1e-12) == (law.sf(x - 1) < tail)
    assert row["low_outer"] <= row["low"] <= row["high"] <= row["high_outer"]


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_false_alarms_stay_at_the_level(kind):
    rng = np.random.default_rng(4)
    n = SIZES.to_numpy()
    inner = outer = 0
    runs = 120
    for _ in range(runs):
        x = rng.binomial(n, 0.3) if kind == "share" else rng.poisson(0.3 * n)
        signal = funnel_limits(pd.Series(x, SIZES.index), SIZES, kind=kind)["signal"]
        inner += (signal != "").sum()
        outer += signal.str.startswith("far").sum()
    assert 0.015 <= inner / runs / 40 <= 0.055  # a little below: phi is never taken below 1
    assert outer / runs / 40 <= 0.004


def test_over_dispersion_holds_the_level_where_units_differ():
    rng = np.random.default_rng(6)
    n = np.full(60, 500)
    wide = narrow = 0
    for _ in range(60):
        x = pd.Series(rng.binomial(n, rng.beta(30, 70, 60)))  # share differs by 0.046 more than chance explains
        found = funnel_limits(x, n)
        assert found.attrs["phi"] > 1
        wide += (found["signal"] != "").mean() / 60
        narrow += (funnel_limits(x, n, over_dispersion=False)["signal"] != "").mean() / 60
    assert wide == pytest.approx(0.05, abs=0.025)
    assert narrow > 0.3


def test_a_real_outlier_stays_one():
    rng = np.random.default_rng(8)
    x = pd.Series(rng.binomial(500, 0.3, 40))
    x.iloc[7] = 260
    found = funnel_limits(x, 500)
    assert found["signal"].iloc[7] == "far above"
    assert found.attrs["phi"] < 1.8


def test_what_winsorising_keeps():
    z = np.random.default_rng(1).standard_normal(400_000)
    ends = np.quantile(z, [0.1, 0.9])
    assert _kept() == pytest.approx((np.clip(z, *ends) ** 2).mean(), abs=0.005)


def test_few_units_empty_units_and_the_index():
    x = pd.Series([3, 0, 5], index=["b", "a", "c"])
    kept = x.copy()
    funnel = funnel_limits(x, pd.Series([10, 0, 9], index=["b", "a", "c"]))
    assert funnel.index.equals(x.index)
    assert funnel.attrs["phi"] == 1
    assert funnel.loc["a", ["value", "low", "high"]].isna().all()
    assert funnel.loc["a", "signal"] == ""
    pd.testing.assert_series_equal(x, kept)
    assert funnel_limits(x.head(0), x.head(0)).empty
    assert (funnel_limits(x * 0, 10)["signal"] == "").all()


@pytest.mark.parametrize(
    ("x", "n", "options", "words"),
    [
        ([1, 2], 9, {"kind": "odds"}, "kind"),
        ([1, 2], 9, {"levels": (0.99, 0.9)}, "levels"),
        ([1, 2], 9, {"centre": 1.2}, "centre"),
        ([1, 2], 9, {"centre": 0, "kind": "rate"}, "centre"),
        ([1, 12], 9, {}, "exceed n: 1 rows"),
        ([1, -2], 9, {}, "at least 0"),
        ([1, 2.5], 9, {}, "whole"),
        ([1, 2], 0, {"kind": "rate"}, "above 0"),
    ],
)
def test_refusals(x, n, options, words):
    with pytest.raises(SchemaError, match=words):
        funnel_limits(pd.Series(x), n, **options)
