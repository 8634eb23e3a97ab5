"""Harm over people: hand sums, a brute force of the benchmark, no concentration found where there is none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.people_concentration import measure_people

pytestmark = pytest.mark.methods("14")


def make(pids, harm):
    return pd.DataFrame({"incident": [f"i{k}" for k in range(len(pids))], "pid": list(pids), "harm": harm})


def test_by_hand():
    got = measure_people(make("aaabcdefgh", [4.0, 3, 1, 2, 1, 1, 1, 1, 1, 1]))
    assert [got["people"], got["crimes"]] == [8, 10]
    assert got["share_for_50"] == 1 / 8  # a holds 8 of 16
    assert got["share_for_80"] == 5 / 8  # 8 + 2 + 1 + 1 + 1 = 13 of 16
    assert got["chance_for_50_low"] <= got["chance_for_50"] <= got["chance_for_50_high"]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0.1, 50)), min_size=1, max_size=40))
@settings(max_examples=15)
def test_against_a_loop(rows):
    pids, harm = zip(*rows, strict=True)
    got = measure_people(make(pids, harm))
    sums = sorted((sum(h for p, h in rows if p == who) for who in set(pids)), reverse=True)
    for part in (50, 80):
        held = need = 0
        while held < part / 100 * sum(sums) - 1e-7 * sum(sums):
            held, need = held + sums[need], need + 1
        assert got[f"share_for_{part}"] == pytest.approx(need / len(sums))
    assert got["share_for_50"] <= got["share_for_80"] <= 1
    again = measure_people(make(pids, np.array(harm) * 7)[::-1])
    assert again.drop(["chance_for_50", "chance_for_80"])["share_for_80"] == got["share_for_80"]


def test_by_chance_alone_little_lies_below_the_band():
    rng = np.random.default_rng(1)
    below = 0
    for seed in range(40):
        person = np.concatenate([np.arange(60), rng.integers(0, 60, 60)])
        got = measure_people(make([f"p{k}" for k in person], rng.lognormal(0, 1, 120)), seed=seed)
        below += got["share_for_50"] < got["chance_for_50_low"]
    assert below <= 4
    person = np.concatenate([np.arange(60), rng.integers(0, 3, 60)])
    few = measure_people(make([f"p{k}" for k in person], np.ones(120)))
    assert few["share_for_50"] < few["chance_for_50_low"]


def test_no_harm():
    assert measure_people(make("ab", [0.0, 0.0]))["share_for_50":].isna().all()
    assert measure_people(make("", []))["people"] == 0


def test_refusals():
    with pytest.raises(SchemaError, match="at least 0"):
        measure_people(make("ab", [1.0, -1.0]))
    with pytest.raises(SchemaError, match="missing"):
        measure_people(make("ab", [1.0, np.nan]))
