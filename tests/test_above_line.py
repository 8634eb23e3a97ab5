"""hold_line: by hand, against scipy and statsmodels, and how often chance holds three months above a line."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.above_line import hold_line

pytestmark = pytest.mark.methods("4", "8")
X, N = pd.Series([17, 18, 16], index=["a", "b", "c"]), pd.Series([100, 100, 100], index=["a", "b", "c"])


def test_three_months_above_by_hand():
    got = hold_line(X, N, line=0.15)
    assert got[["months", "above", "clear", "x", "n"]].tolist() == [3, 3, 0, 51, 300]
    assert got["verdict"] == "includes"
    assert (got["low"], got["high"]) == pytest.approx(proportion_confint(51, 300, method="wilson"))
    above = stats.binom.pmf(range(16, 101), 100, 0.15).sum()  # 15 of 100 is not above
    assert got["chance"] == pytest.approx(above**3)
    assert 0.05 < got["chance"] < 0.13


def test_what_many_cases_say():
    sure = hold_line(X * 40, N * 40, line=0.15)
    assert (sure["clear"], sure["verdict"]) == (2, "above")
    assert hold_line(X * 40, N * 40, line=0.25)["verdict"] == "below"
    assert hold_line(pd.Series([15]), 100, line=0.15)[["above", "clear"]].tolist() == [0, 0]


@pytest.mark.parametrize("n", [20, 60, 400])
def test_chance_and_interval_are_what_they_say(n):
    """Months at the line itself: all three above as often as said, the interval clear of it in one in forty at most."""
    rng = np.random.default_rng(n)
    months = rng.binomial(n, 0.15, (2_000, 3))
    said = hold_line(pd.Series(months[0]), n, line=0.15)["chance"]
    assert (months > 0.15 * n + 1e-9).all(axis=1).mean() == pytest.approx(said, abs=3 * np.sqrt(said / 2_000))
    sums = {total: hold_line(pd.Series([total]), 3 * n, line=0.15)["verdict"] for total in set(months.sum(axis=1))}
    told = pd.Series(months.sum(axis=1)).map(sums)
    assert (told == "includes").mean() >= 0.93


@pytest.mark.parametrize(
    ("x", "n", "line", "words"),
    [(X, N, 0, "between 0 and 1"), (X, N * 0, 0.1, "x must not|have a case"), (X.head(0), N.head(0), 0.1, "a month"),
     (X, N / 10, 0.1, "exceed")],
)  # fmt: skip
def test_refusals(x, n, line, words):
    with pytest.raises(SchemaError, match=words):
        hold_line(x, n, line=line)
