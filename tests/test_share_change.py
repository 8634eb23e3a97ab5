"""The difference of two shares: a published value, statsmodels, and when nothing can be said."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.chapters._shares import count_verdict, verdict, without_small

pytestmark = pytest.mark.methods("8", "13")


def frame(x, n):
    return pd.DataFrame({"x": [x], "n": [n]})


def test_newcombe_s_own_example():
    found = compare_shares(frame(48, 80), frame(56, 70)).iloc[0]  # Newcombe (1998), table II, method 10
    assert found[["difference", "low", "high"]].to_list() == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)
    assert found["word"] == "higher"


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_it_is_statsmodels_interval_and_turns_with_the_sides(n, m, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    found = compare_shares(frame(x, n), frame(y, m)).iloc[0]
    low, high = confint_proportions_2indep(y, m, x, n, method="newcomb")
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    other = compare_shares(frame(y, m), frame(x, n)).iloc[0]
    assert other["low"] == pytest.approx(-found["high"], abs=1e-12)
    assert {found["word"], other["word"]} in ({"same"}, {"higher", "lower"})


def test_nobody_on_a_side_says_nothing():
    found = compare_shares(frame(0, 0), frame(5, 9)).iloc[0]
    assert pd.isna(found["difference"])
    assert found["word"] == "same"
    with pytest.raises(SchemaError, match="exceed"):
        compare_shares(frame(3, 2), frame(1, 2))


def test_verdicts_and_small_bases():
    assert verdict(pd.Series({"x": 300, "n": 400}), pd.Series({"x": 250, "n": 400})) == "lower"
    assert [count_verdict(5, 40), count_verdict(40, 5), count_verdict(3, 5), count_verdict(0, 0)] == [
        "higher", "lower", "same", "same",
    ]  # fmt: skip
    table = pd.DataFrame({"n": pd.array([19, 20, None], dtype="Int64"), "share": 0.5, "low": 0.1, "high": 0.9})
    assert without_small(table, base="n")["share"].notna().to_list() == [False, True, False]
