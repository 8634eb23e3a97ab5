"""measure_concentration: the two ends by formula, a double loop, chance, and its laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.concentration import measure_concentration

pytestmark = pytest.mark.methods("7")


def measure(*values, **options):
    return measure_concentration(pd.Series(values), **options)


def test_the_two_ends():
    assert measure(1, 1, 1, 0, 0, 0, 0, 0)["gini_generalised"] == pytest.approx(0)  # all in different units
    assert measure(4, 0, 0, 0, 0, 0, 0, 0)["gini_generalised"] == pytest.approx(1 - 1 / 4)  # all in one
    assert measure(5, 5, 5)["gini"] == pytest.approx(0)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=15).filter(any), st.randoms())
def test_gini_against_a_double_loop(values, random):
    got = measure(*values)
    n, total = len(values), sum(values)
    gini = sum(abs(a - b) for a in values for b in values) / (2 * n * total)
    assert got["gini"] == pytest.approx(gini, abs=1e-12)
    if total >= n:
        assert got["gini_generalised"] == pytest.approx(gini, abs=1e-12)
    assert 0 <= got["units_for_50"] <= got["units_for_80"] <= 1
    random.shuffle(values)
    pd.testing.assert_series_equal(measure(*values), got)


def test_units_are_whole():
    got = measure(5, 3, 1, 1)
    assert (got["units_for_50"], got["units_for_80"]) == (1 / 4, 2 / 4)


def test_chance_is_not_concentration():
    rng = np.random.default_rng(3)
    even = measure(*rng.poisson(0.5, 490))
    assert even["gini_chance_low"] <= even["gini_generalised"] <= even["gini_chance_high"]
    hot = measure(*rng.poisson(rng.gamma(0.3, 2, 490)))
    assert hot["gini_generalised"] > hot["gini_chance_high"] > hot["gini_chance"] > hot["gini_chance_low"]
    assert measure(3, 1, seed=1)["gini_chance"] != measure(3, 1, seed=2)["gini_chance"]


def test_the_band_of_chance_covers_chance():
    rng, outside = np.random.default_rng(7), 0
    for run in range(200):
        even = measure(*rng.multinomial(150, np.full(300, 1 / 300)), seed=run)
        outside += not even["gini_chance_low"] <= even["gini_generalised"] <= even["gini_chance_high"]
    assert outside <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_harm_has_no_chance_figure_and_nothing_says_nothing():
    assert np.isnan(measure(13.51, 2952.94)["gini_chance"])
    assert measure(0, 0).isna().all()


@pytest.mark.parametrize("counts", [pd.Series([-1]), pd.Series([np.nan]), [1, 2]])
def test_refusals(counts):
    with pytest.raises(SchemaError):
        measure_concentration(counts)
