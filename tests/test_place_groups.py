"""Rates by kind of place: by hand, against scipy, and a group without anybody."""

import pandas as pd
import pytest
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.place_groups import rate_groups

pytestmark = pytest.mark.methods(4)
RESIDENTS = pd.Series({"a": 1000, "b": 500, "c": 500, "d": 1000, "e": 0})
GROUPS = pd.Series({"a": 1, "b": 1, "c": 2, "d": 2, "e": 3})


def test_rates_and_ratios_by_hand():
    rates = rate_groups(pd.Series({"a": 12, "b": 18, "d": 10}), RESIDENTS, GROUPS, reference=2, years=2)
    assert list(rates.index) == [1, 2]  # nobody lives in 3
    assert rates["n"].tolist() == [30, 10]
    assert rates["rate"].tolist() == pytest.approx([1000 * 30 / 3000, 1000 * 10 / 3000])
    assert rates["ratio"].tolist() == pytest.approx([3.0, 1.0])
    assert rates[["ratio_low", "ratio_high"]].isna().all(axis=1).tolist() == [False, True]


def test_the_interval_of_a_ratio_is_clopper_pearsons_of_a_share():
    """Independent: scipy's exact binomial test of the first group's share of both counts."""
    rates = rate_groups(pd.Series({"a": 12, "b": 18, "d": 10}), RESIDENTS, GROUPS, reference=2)
    exact = stats.binomtest(30, 40).proportion_ci(0.95, "exact")
    assert rates.loc[1, "ratio_low"] == pytest.approx(exact.low / (1 - exact.low))
    assert rates.loc[1, "ratio_high"] == pytest.approx(exact.high / (1 - exact.high))


def test_a_reference_without_residents_is_refused():
    with pytest.raises(SchemaError, match="no residents"):
        rate_groups(pd.Series({"a": 1}), RESIDENTS, GROUPS, reference=3)
