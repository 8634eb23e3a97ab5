"""Completeness and audits: hand sums, statsmodels' Wilson, the hypergeometric by simulation, a draw that repeats."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.completeness import audit_interval, draw_audit, measure_completeness

pytestmark = pytest.mark.methods("10")

TABLE = pd.DataFrame({"sex": ["F", None, "M", "F", ""], "age": [20.0, np.nan, np.nan, 31, 4]}, index=list("vwxyz"))


def test_by_hand():
    table = measure_completeness(
        TABLE, fields=["sex", "age"], groups=pd.Series(list("aab") + [None] * 2, index=TABLE.index)
    )
    assert table["group"].tolist() == ["a", "a", "b", "b", "not recorded", "not recorded"]
    assert table["n"].tolist() == [2, 2, 1, 1, 2, 2]
    assert table["filled"].tolist() == [1, 1, 1, 0, 1, 2]
    every = measure_completeness(TABLE, fields=["sex"])
    assert every.loc[0, "share"] == 3 / 5
    assert [every.loc[0, "low"], every.loc[0, "high"]] == pytest.approx(proportion_confint(3, 5, method="wilson"))
    assert measure_completeness(TABLE.head(0), fields=["sex"]).empty


def test_the_audit_takes_the_same_records_in_any_order():
    strata = pd.Series(["a"] * 50 + ["b"] * 3 + [None], index=[f"i{k:02d}" for k in range(54)])
    sample = draw_audit(strata, per_stratum=10, seed=4)
    pd.testing.assert_frame_equal(sample, draw_audit(strata[::-1], per_stratum=10, seed=4))
    assert sample["stratum"].value_counts().to_dict() == {"a": 10, "b": 3}
    assert sample["weight"].sum() == 53
    assert sample.attrs == {"population": {"a": 50, "b": 3}, "left_out": 1}
    assert set(sample.index) != set(draw_audit(strata, per_stratum=10, seed=5).index)


def test_every_record_is_as_likely():
    strata = pd.Series("a", index=range(10))
    drawn = np.concatenate([draw_audit(strata, per_stratum=3, seed=s).index for s in range(150)])
    counts = np.bincount(drawn, minlength=10)
    assert np.abs(counts - 45).max() < 4 * np.sqrt(150 * 0.3 * 0.7)


def test_the_interval_by_hand_and_at_the_ends():
    got = audit_interval(pd.Series([2, 2, 0, 5]), pd.Series([20, 20, 0, 5]), population=pd.Series([10**9, 20, 7, 50]))
    assert [got["low"][0], got["high"][0]] == pytest.approx(proportion_confint(2, 20, method="wilson"), abs=1e-6)
    assert got.loc[1].tolist() == pytest.approx([0.1, 0.1, 0.1])  # all checked: no doubt
    assert got.loc[2, ["low", "high"]].tolist() == [0, 1]
    assert got.loc[3, "high"] == pytest.approx(1)
    half = audit_interval(pd.Series([10]), 50, population=100)
    centre = proportion_confint(0.2 * 99, 99, method="wilson")  # n (N - 1) / (N - n) = 99, the share 0.2 kept
    assert half["low"][0] == pytest.approx(centre[0])
    assert half["high"][0] == pytest.approx(centre[1])


@pytest.mark.parametrize(("total", "wrong", "n"), [(60, 12, 30), (400, 40, 50), (40, 4, 20)])
def test_the_interval_covers(total, wrong, n):
    x = pd.Series(np.random.default_rng(total).hypergeometric(wrong, total - wrong, n, 4_000))
    got = audit_interval(x, n, population=total)
    inside = ((got["low"] <= wrong / total) & (wrong / total <= got["high"])).mean()
    assert 0.89 <= inside <= 1
    plain = proportion_confint(x, n, method="wilson")
    assert ((got["high"] - got["low"]) <= plain[1] - plain[0] + 1e-12).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: measure_completeness(TABLE, fields=["size"]), "not there: size"),
        (lambda: measure_completeness(TABLE, fields=[]), "fields"),
        (lambda: measure_completeness(TABLE, fields=["sex"], groups=pd.Series(["a"] * 5)), "index of the table"),
        (lambda: draw_audit(pd.Series(["a"]), per_stratum=0, seed=0), "per_stratum"),
        (lambda: draw_audit(pd.Series(["a", "a"], index=[1, 1]), per_stratum=1, seed=0), "1 stand again"),
        (lambda: audit_interval(pd.Series([3]), 2, population=9), "exceed"),
        (lambda: audit_interval(pd.Series([1]), 12, population=9), "exceed"),
        (lambda: audit_interval(pd.Series([1.5]), 12, population=90), "whole"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(SchemaError, match=words):
        call()
