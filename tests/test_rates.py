"""Rates: METHODS 4's worked values, esda / statsmodels / scipy as second opinions, coverage by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.rates import rate_intervals, share_intervals, smooth_rates
from vawg_geo.measures.shrinkage import Prior

pytestmark = pytest.mark.methods("4")
TABLE = pd.DataFrame({"n": [0, 2, 5, 1, 12], "population": [1500, 1600, 1700, 1400, 1550]}, index=list("abcde"))


def series(*values):
    return pd.Series(values, index=[f"r{i}" for i in range(len(values))])


def test_worked_values_of_shrinkage():
    n, people = TABLE["n"].to_numpy(float), TABLE["population"].to_numpy(float)
    prior = Prior.fit(n, people)
    assert prior.mean == pytest.approx(0.00258065, abs=5e-9)
    assert prior.spread == pytest.approx(5.97513e-6, abs=5e-12)
    assert prior.own_weight(people).round(4).tolist() == [0.7764, 0.7874, 0.7974, 0.7642, 0.7821]
    assert smooth_rates(TABLE).round(4).tolist() == [0.5769, 1.5328, 2.8681, 1.1543, 6.6172]


def test_shrinkage_against_esda():
    from esda.smoothing import Empirical_Bayes

    other = Empirical_Bayes(TABLE[["n"]].to_numpy(), TABLE[["population"]].to_numpy()).r.ravel() * 1000
    assert np.allclose(smooth_rates(TABLE), other)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5000)), min_size=1, max_size=30))
def test_a_shrunk_rate_lies_between_raw_and_mean(rows):
    table = pd.DataFrame(rows, columns=["n", "population"])
    kept = table.copy()
    rate, raw = smooth_rates(table), 1000 * table["n"] / table["population"]
    mean = 1000 * table["n"].sum() / table["population"].sum()
    assert (rate >= np.minimum(raw, mean) - 1e-9).all()
    assert (rate <= np.maximum(raw, mean) + 1e-9).all()
    pd.testing.assert_frame_equal(table, kept)
    pd.testing.assert_series_equal(smooth_rates(table[::-1]), rate[::-1])


def test_nothing_anywhere_is_a_rate_of_zero():
    assert (smooth_rates(TABLE.assign(n=0)) == 0).all()
    assert smooth_rates(TABLE.head(0)).empty


def test_worked_intervals():
    exact = rate_intervals(series(7, 0), 1, per=1)
    assert exact.loc["r0"].round(4).tolist() == [7, 2.8144, 14.4227]
    assert exact.loc["r1", "low"] == 0
    byar = rate_intervals(series(7, 0), 1, per=1, method="byar")
    assert byar.loc["r0"].round(4).tolist() == [7, 2.8044, 14.4233]
    assert byar.loc["r1", "low"] == 0
    assert share_intervals(series(7), 50).iloc[0].round(4).tolist() == [0.14, 0.0695, 0.2619]


def test_exact_interval_is_where_the_poisson_tails_are():
    for n, row in zip((1, 4, 40), rate_intervals(series(1, 4, 40), 1, per=1).itertuples(), strict=True):
        assert stats.poisson.sf(n - 1, row.low) == pytest.approx(0.025)
        assert stats.poisson.cdf(n, row.high) == pytest.approx(0.025)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_against_statsmodels(pair):
    x, n = pair
    ours = share_intervals(series(x), series(n)).iloc[0]
    assert np.allclose(ours[["low", "high"]], proportion_confint(x, n, method="wilson"), atol=1e-9)


def test_no_trials_say_nothing():
    row = share_intervals(series(0), 0).iloc[0]
    assert np.isnan(row["share"])
    assert (row["low"], row["high"]) == (0, 1)


@pytest.mark.parametrize("method", ["exact", "byar"])
def test_intervals_cover(method):
    counts = pd.Series(np.random.default_rng(1).poisson(6.3, 20_000))
    got = rate_intervals(counts, 1, per=1, method=method)
    cover = ((got["low"] <= 6.3) & (got["high"] >= 6.3)).mean()
    assert cover >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 20_000)


def test_exposures_align_by_label():
    got = rate_intervals(series(2, 4), series(1, 2)[::-1], per=10)
    assert got["rate"].tolist() == [20, 20]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: smooth_rates(TABLE.drop(columns="n")), "'n' is missing"),
        (lambda: smooth_rates(TABLE.assign(population=0)), "above 0"),
        (lambda: smooth_rates(TABLE.assign(n=-1)), "at least 0"),
        (lambda: rate_intervals(series(-1), 1), "at least 0"),
        (lambda: rate_intervals(series(1), 0), "above 0"),
        (lambda: rate_intervals(series(1.5), 1), "whole"),
        (lambda: rate_intervals(series(1), 1, level=95), "level"),
        (lambda: rate_intervals(series(1), 1, method="wald"), "method"),
        (lambda: rate_intervals(series(1), 1, per=0), "per must be above 0"),
        (lambda: smooth_rates(TABLE, per=-1), "per must be above 0"),
        (lambda: share_intervals(series(3), 2), "exceed"),
        (lambda: rate_intervals(series(1, 2), pd.Series([1, 1])), "2 labels have no value"),
        (lambda: rate_intervals(pd.Series([1, 2], index=["a", "a"]), 1), "repeats 1"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(SchemaError, match=words):
        call()
