"""Held-out capture: only months the list had not seen, and a hand-made county where the answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.periods import Month
from vawg_geo.measures.heldout import first_places, list_origins, score_heldout
from vawg_geo.measures.hotspot_types import CAPTURE_COLUMNS

pytestmark = pytest.mark.methods("6", "7")
MONTHS = [str(Month(2019, 1) + i) for i in range(36)]


def harm(values):
    return pd.DataFrame(values, index=[f"A{i}" for i in range(len(values))], columns=MONTHS, dtype="float64")


def oracle(table):
    return lambda origin: table.iloc[:, list(table.columns).index(str(origin)) + 1]


def test_origins_need_two_years_before_and_the_horizon_after():
    origins = list_origins(MONTHS, horizon=3)
    assert [str(o) for o in origins] == ["2020-12", "2021-03", "2021-06", "2021-09"]
    assert [str(o) for o in list_origins(MONTHS, horizon=12)] == ["2020-12"]
    assert list_origins(MONTHS[:26], horizon=3) == []


def test_shares_by_hand():
    table = harm(np.outer([6, 3, 1, 0, 0], np.ones(36)))
    result = score_heldout(table, {"first": lambda _: table.sum(axis=1)}, top=2)
    assert tuple(result.columns) == CAPTURE_COLUMNS
    row = result.set_index("horizon_months").loc[3]
    assert row["share_harm"] == pytest.approx(0.9)
    assert row["low"] == pytest.approx(0.9)  # every month alike: resampling them changes nothing
    assert row["share_places"] == pytest.approx(0.4)
    assert row["pai"] == pytest.approx(0.9 / 0.4)
    assert row["pei"] == pytest.approx(1)
    assert row["origins"] == 4


def test_a_wrong_list_catches_nothing_and_an_oracle_catches_most():
    rng = np.random.default_rng(1)
    table = harm(rng.gamma(0.5, 10, (30, 36)))
    methods = {"wrong": lambda _: -table.sum(axis=1).rank() + 31, "oracle": oracle(table)}
    result = score_heldout(table, methods, top=5, horizons=[3]).set_index("method")["share_harm"]
    assert result["wrong"] < 5 / 30 < result["oracle"]


def test_independent_sum():
    """By plain loops: sum over origins of the listed places' next three months over everybody's."""
    table = harm(np.random.default_rng(3).gamma(0.3, 10, (12, 36)))
    predict = {"year": lambda o: table.loc[:, : str(o)].iloc[:, -12:].sum(axis=1)}
    row = score_heldout(table, predict, top=3, horizons=[3]).iloc[0]
    got = everything = 0.0
    for at in (23, 26, 29, 32):
        listed = table.iloc[:, at - 11 : at + 1].sum(axis=1).nlargest(3).index
        got += table.loc[listed].iloc[:, at + 1 : at + 4].to_numpy().sum()
        everything += table.iloc[:, at + 1 : at + 4].to_numpy().sum()
    assert row["share_harm"] == pytest.approx(got / everything)
    assert row["low"] <= row["share_harm"] <= row["high"]


def test_too_short_says_nothing():
    table = harm(np.ones((4, 36))).iloc[:, :20]
    row = score_heldout(table, {"a": lambda _: table.sum(axis=1)}, top=2, horizons=[12]).iloc[0]
    assert row["origins"] == 0
    assert row[["share_harm", "low", "high", "pai", "pei"]].isna().all()


def test_no_harm_says_nothing():
    table = harm(np.zeros((4, 36)))
    assert np.isnan(score_heldout(table, {"a": lambda _: table.sum(axis=1)}, top=2).loc[0, "share_harm"])


def test_a_place_with_nothing_is_never_listed():
    assert first_places(pd.Series({"b": 2.0, "a": 2.0, "c": 0.0}), 3) == ["a", "b"]


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_shares_are_shares_and_the_future_is_not_read(seed):
    table = harm(np.random.default_rng(seed).gamma(0.2, 5, (8, 36)))
    known = []

    def predict(origin):
        known.append(origin)
        return table.loc[:, : str(origin)].sum(axis=1)

    result = score_heldout(table, {"a": predict}, top=3)
    said = result.loc[result["origins"] > 0]
    assert said["share_harm"].between(0, 1).all()
    assert (said["low"] <= said["high"]).all()
    assert max(known) <= Month.parse(MONTHS[-4])
