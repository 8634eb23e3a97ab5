"""Ranks among forces: two forces by integral, many by simulation, and moves that chance alone makes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.comparators import _prior, compare_ranks, score_forces

pytestmark = pytest.mark.methods("8")

FORCES = pd.Index([f"force {i:02d}" for i in range(43)])


def table(seed, spread=0.01, n=600):
    rng = np.random.default_rng(seed)
    true = np.clip(0.09 + spread * rng.standard_normal(43), 0.01, 1)
    return rng, true, pd.Series(rng.binomial(n, true), index=FORCES)


def test_two_forces_against_the_integral():
    x, n = pd.Series({"a": 12, "b": 9}), pd.Series({"a": 100, "b": 110})
    a, b = (stats.beta(x[f] + 0.5, n[f] - x[f] + 0.5) for f in "ab")
    above = integrate.quad(lambda p: a.pdf(p) * b.cdf(p), 0, 1)[0]
    for level in (2 * above - 1 - 0.05, 2 * above - 1 + 0.05):  # b is first in a share 1 - above of draws
        got = score_forces(x, n, level=level, draws=20_000)
        assert got["rank"].tolist() == [1, 2]
        assert got.loc["b", "rank_low"] == (1 if (1 - level) / 2 < 1 - above else 2)
    ends = score_forces(x, n, level=0.9, draws=40_000)
    assert np.allclose(ends.loc["a", ["low", "high"]].astype(float), a.ppf([0.05, 0.95]), atol=2e-3)


def test_rank_intervals_cover_the_true_rank():
    hits = []
    for seed in range(40):
        _, true, x = table(seed)
        got = score_forces(x, 600, draws=500, seed=seed)
        rank = stats.rankdata(-true)
        hits.append(((got["rank_low"] <= rank) & (rank <= got["rank_high"])).mean())
    assert np.mean(hits) > 0.85


def test_moves_by_chance_are_seldom_rare():
    rare = []
    for seed in range(40):
        rng, true, before = table(seed)
        after = pd.Series(rng.binomial(500, true), index=FORCES)
        got = compare_ranks(before, 600, after, 500, draws=400, seed=seed)
        rare.append((got["p_move"] <= 0.05).mean())
        assert (got["move"] == got["rank_before"] - got["rank_after"]).all()
    assert np.mean(rare) < 0.06


def test_moves_against_one_draw_at_a_time():
    rng, true, before = table(1)
    after = pd.Series(rng.binomial(600, true), index=FORCES)
    got = compare_ranks(before, 600, after, 600, draws=2_000)
    moves, (a, b) = [], _prior((before + after).to_numpy(float), np.full(43, 1_200.0))
    for _ in range(2_000):
        share = [rng.beta(x + a, 1_200 - x + b) for x in before + after]
        ranks = [stats.rankdata(-rng.binomial(600, share), method="ordinal") for _ in range(2)]
        moves.append(np.abs(ranks[0] - ranks[1]))
    moves = np.array(moves)
    assert np.allclose(got["p_move"], (moves >= got["move"].abs().to_numpy()).mean(axis=0), atol=0.06)
    assert np.abs(got["usual_move"] - np.quantile(moves, 0.9, axis=0)).max() <= 2
    assert got["usual_move"].median() > 5  # five places are nothing unusual


def test_the_prior_is_that_of_the_true_shares():
    rng = np.random.default_rng(0)
    true = rng.beta(9, 91, 4_000)
    size = rng.integers(100, 900, 4_000)
    a, b = _prior(rng.binomial(size, true).astype(float), size.astype(float))
    assert (a, b) == (pytest.approx(9, rel=0.1), pytest.approx(91, rel=0.1))
    same = _prior(rng.binomial(500, np.full(43, 0.1)).astype(float), np.full(43, 500.0))
    assert sum(same) > 1_000  # forces alike: drawn close together
    assert _prior(np.zeros(43), np.ones(43)) == (0.5, 0.5)


def test_a_real_move_is_rare():
    x, n = pd.Series([50, 60, 70, 80, 400], index=list("abcde")), 1_000
    got = compare_ranks(x, n, pd.Series([400, 60, 70, 80, 50], index=list("abcde")), n)
    assert got.loc["a", "p_move"] < 0.2
    assert got.loc["a", "move"] == 4
    steady = compare_ranks(x, n, x, n)
    assert (steady["move"] == 0).all()
    assert (steady["p_move"] == 1).all()


@settings(max_examples=25)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.randoms())
def test_laws(counts, random):
    x = pd.Series(counts, index=[f"f{i}" for i in range(len(counts))])
    order = random.sample(list(x.index), len(x))
    got = score_forces(x, 50, draws=100)
    pd.testing.assert_frame_equal(score_forces(x[order], 50, draws=100).loc[x.index], got)
    assert got["share"].between(got["low"] - 0.05, got["high"] + 0.05).all()
    assert (got["rank_low"] <= got["rank_high"]).all()
    assert sorted(got["rank"]) == list(range(1, len(x) + 1))
    moves = compare_ranks(x, 50, x[::-1], 50, draws=50)
    pd.testing.assert_frame_equal(compare_ranks(x[order], 50, x, 50, draws=50).loc[x.index], moves)


X = pd.Series({"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("x", "n", "options", "words"),
    [
        (X, 1, {}, "not exceed n.*'b'"),
        (X, pd.Series({"a": 0, "b": 5}), {}, "n must be above 0.*'a'"),
        (-X, 9, {}, "at least 0"),
        (X + 0.5, 9, {}, "whole"),
        (X, pd.Series({"a": 9}), {}, "same labels"),
        (X, 9, {"draws": 0}, "draws"),
        (X, 9, {"level": 1}, "level"),
        ([1, 2], 9, {}, "Series"),
    ],
)
def test_refusals(x, n, options, words):
    with pytest.raises(SchemaError, match=words):
        score_forces(x, n, **options)


def test_moves_need_the_same_forces():
    with pytest.raises(SchemaError, match="x_after"):
        compare_ranks(X, 9, X.head(1), 9)
