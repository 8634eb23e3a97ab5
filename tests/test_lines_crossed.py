"""Shares against lines: by hand, by another library's interval, and what cannot be said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.lines_crossed import judge_shares

pytestmark = pytest.mark.methods("4")


def judged(n, d, line, least=20):
    return judge_shares(pd.DataFrame({"n": [n], "d": [d], "line": [line]}), least=least).iloc[0]


def test_by_hand():
    # 40 of 100: Wilson (1.96): centre (0.4 + 3.8415/200) / 1.038415 = 0.40370; half 0.09428
    row = judged(40, 100, 0.25)
    assert (row["share"], row["side_of_line"]) == (0.4, "above")
    assert np.allclose([row["low"], row["high"]], [0.30940, 0.49798], atol=1e-4)
    assert judged(40, 100, 0.45)["side_of_line"] == "not told apart"
    assert judged(40, 100, 0.55)["side_of_line"] == "below"


@pytest.mark.parametrize(("n", "d", "line"), [(5, 19, 0.1), (0, 0, 0.1), (30, 40, np.nan)])
def test_too_few_or_no_line_cannot_say(n, d, line):
    assert judged(n, d, line)["side_of_line"] == "cannot say"
    assert np.isnan(judged(n, d, line)["share"]) == (d < 20)


@given(st.integers(20, 5_000), st.data(), st.floats(0, 1))
def test_the_interval_decides(d, data, line):
    n = data.draw(st.integers(0, d))
    row = judged(n, d, line)
    ends = stats.binomtest(n, d).proportion_ci(method="wilson")
    assert np.allclose([row["low"], row["high"]], ends)
    inside = row["low"] <= line <= row["high"]
    assert row["side_of_line"] == ("not told apart" if inside else "above" if row["share"] > line else "below")


def test_what_is_refused():
    with pytest.raises(SchemaError, match="columns n, d and line"):
        judge_shares(pd.DataFrame({"n": [1]}), least=20)
    with pytest.raises(SchemaError, match="0 to 1"):
        judged(1, 30, 1.5)
    with pytest.raises(SchemaError, match="exceed"):
        judged(31, 30, 0.5)
