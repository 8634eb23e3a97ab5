"""compare_sizes: by hand, against statsmodels, and its coverage."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import confint_poisson_2indep

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.count_difference import compare_sizes

pytestmark = pytest.mark.methods("4", "8")


def one(before, after):
    return compare_sizes(pd.Series([before]), pd.Series([after])).iloc[0]


def test_none_to_fourteen_by_hand():
    """Exact limits: 0 has 0 to 3.6889, 14 has 7.6539 to 23.4898."""
    row = one(0, 14)
    assert row["difference"] == 14
    assert row["low"] == pytest.approx(14 - np.hypot(14 - 7.6539, 3.6889), abs=1e-3)
    assert row["high"] == pytest.approx(14 + (23.4898 - 14), abs=1e-3)
    assert [round(row["low"], 1), round(row["high"], 1)] == [6.7, 23.5]


@settings(max_examples=40)
@given(st.integers(0, 200), st.integers(0, 200))
def test_against_limits_by_search_and_statsmodels(before, after):
    """The exact limits by the Poisson distribution itself; the pair as statsmodels recovers it from score limits."""
    row = one(before, after)

    def limits(count):
        low = 0.0 if count == 0 else stats.gamma.ppf(0.025, count)
        return low, stats.gamma.ppf(0.975, count + 1)

    (low_a, high_a), (low_b, high_b) = limits(before), limits(after)
    assert row["low"] == pytest.approx(after - before - np.hypot(after - low_b, high_a - before), abs=1e-6)
    assert row["high"] == pytest.approx(after - before + np.hypot(high_b - after, before - low_a), abs=1e-6)
    low, high = confint_poisson_2indep(after, 1, before, 1, compare="diff", method="mover", method_mover="exact-c")
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    turned = one(after, before)
    assert (turned["low"], turned["high"]) == (pytest.approx(-row["high"]), pytest.approx(-row["low"]))


@pytest.mark.parametrize(("before", "after"), [(0.3, 0.3), (0.5, 8), (4, 4), (5, 40), (300, 330)])
def test_it_covers_what_it_says(before, after):
    rng = np.random.default_rng(1)
    a, b = (pd.Series(rng.poisson(mean, 20_000)) for mean in (before, after))
    got = compare_sizes(a, b)
    held = ((got["low"] <= after - before) & (after - before <= got["high"])).mean()
    assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 20_000)


def test_labels_are_kept_and_broken_counts_refused():
    before = pd.Series([3, 5], index=["x", "y"])
    got = compare_sizes(before, pd.Series([9, 4], index=["y", "x"]))
    assert got["difference"].to_dict() == {"x": 1, "y": 4}
    for other in (pd.Series([1, 2], index=["x", "z"]), pd.Series([-1, 2], index=["x", "y"])):
        with pytest.raises(SchemaError, match="after"):
            compare_sizes(before, other)
