"""compare_counts: METHODS 8's worked values, statsmodels, scipy, and false alarms under equal rates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import etest_poisson_2indep

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.change import compare_counts

pytestmark = pytest.mark.methods("8")


def one(before, after, **exposures):
    return compare_counts(before, after, **exposures).iloc[0]


@pytest.mark.parametrize(
    ("before", "after", "nights", "p"),
    [
        (25, 16, (1, 1), 0.1648),
        (20, 10, (1, 1), 0.0688),
        (6, 2, (1, 1), 0.1749),
        (3, 0, (1, 1), 0.0884),
        (30, 12, (2, 1), 0.5221),
        (7, 7, (1, 1), 1),
        (8, 4, (2, 1), 1),
    ],
)
def test_worked_p(before, after, nights, p):
    exposures = {"exposure_before": nights[0], "exposure_after": nights[1]}
    assert one(before, after, **exposures)["p"] == pytest.approx(p, abs=5e-5)


def test_worked_ratio():
    row = one(5, 40)
    assert row["ratio"] == 8
    assert [round(row["low"], 1), round(row["high"], 1)] == [3.2, 26.0]


def test_nothing_says_nothing():
    assert one(0, 0)[["ratio", "low", "high", "p"]].isna().all()
    rise, fall = one(0, 4), one(4, 0)
    assert (rise["ratio"], rise["high"]) == (np.inf, np.inf)
    assert (fall["ratio"], fall["low"]) == (0, 0)
    assert np.isfinite([rise["low"], fall["high"]]).all()


@settings(max_examples=30)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 10), st.integers(1, 10))
def test_e_test_against_statsmodels(a, b, t0, t1):
    if a + b == 0:
        return
    other = etest_poisson_2indep(b, t1, a, t0, method="score")[1]
    assert one(a, b, exposure_before=t0, exposure_after=t1)["p"] == pytest.approx(min(other, 1), abs=1e-6)


@given(st.integers(0, 300), st.integers(0, 300))
def test_ratio_interval_against_binomtest(a, b):
    if a + b == 0:
        return
    share = stats.binomtest(b, a + b).proportion_ci(0.95)
    row = one(a, b)
    with np.errstate(divide="ignore"):
        assert row["low"] == pytest.approx(np.float64(share.low) / (1 - np.float64(share.low)))
        assert row["high"] == pytest.approx(np.float64(share.high) / (1 - np.float64(share.high)))
    assert row["low"] <= row["ratio"] <= row["high"]


@given(st.integers(0, 40), st.integers(0, 40))
def test_turning_time_round_turns_the_ratio_and_keeps_p(a, b):
    if a + b:
        assert one(a, b)["p"] == pytest.approx(one(b, a)["p"])
    if a and b:
        assert one(a, b)["ratio"] == pytest.approx(1 / one(b, a)["ratio"])


def test_many_counts_use_the_normal():
    z = (180 - 120) / np.sqrt(300)
    assert one(120, 180)["p"] == pytest.approx(2 * stats.norm.sf(z))


def test_series_keep_index_and_align():
    before = pd.Series([3, 25], index=["x", "y"])
    after = pd.Series([16, 0], index=["y", "x"])
    kept = after.copy()
    changes = compare_counts(before, after)
    assert list(changes.columns) == ["before", "after", "ratio", "low", "high", "p"]
    assert changes["after"].to_dict() == {"x": 0, "y": 16}
    assert changes["p"].round(4).tolist() == [0.0884, 0.1648]
    pd.testing.assert_series_equal(after, kept)
    assert compare_counts(before.head(0), after.head(0)).empty


@pytest.mark.parametrize("mean", [1, 4, 20, 300])
def test_false_alarms_stay_under_five_in_a_hundred(mean):
    rng = np.random.default_rng(mean)
    p = compare_counts(pd.Series(rng.poisson(mean, 2_000)), pd.Series(rng.poisson(mean, 2_000)))["p"]
    assert (p <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2_000)


@pytest.mark.parametrize(
    ("before", "after", "options", "words"),
    [
        (-1, 2, {}, "at least 0"),
        (1.5, 2, {}, "whole"),
        (1, 2, {"exposure_after": 0}, "above 0"),
        (pd.Series([1]), pd.Series([1], index=["z"]), {}, "same labels"),
        (pd.Series([1.0, np.nan]), pd.Series([1.0, 1.0]), {}, "finite"),
    ],
)
def test_refusals(before, after, options, words):
    with pytest.raises(SchemaError, match=words):
        compare_counts(before, after, **options)
