"""Counts judged together: hand sums, another implementation, and what is promised where nothing changed."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.counts_together import judge_together

pytestmark = pytest.mark.methods("7", "8")
# Sixteen types of order as a quarter sees them: a few common, most rare, one never.
MEANS = np.array([60, 48, 30, 16, 12, 9, 7, 5, 4, 3, 2, 1.5, 1, 0.6, 0.3, 0.0])
QUARTERS = 600


def series(*counts):
    return pd.Series(counts, index=[f"type {at}" for at in range(len(counts))])


def quarters(seed):
    """Applied for and granted of every type in two quarters alike: most of those applied for are granted."""
    rng = np.random.default_rng(seed)
    applied = rng.poisson(MEANS, (2, QUARTERS, len(MEANS)))
    return np.concatenate([applied, rng.binomial(applied, 0.8)], axis=2)


def test_one_change_of_many_must_stand_out_and_none_both_times_is_not_looked_at():
    same = [20] * 7
    judged = judge_together(series(40, 20, 0, *same), series(15, 36, 0, *same))
    assert judged["p"].iloc[:2].tolist() == pytest.approx([0.00064, 0.033], rel=0.05)
    assert judged["q"].iloc[:2].tolist() == pytest.approx(
        [p * 9 / k for p, k in zip(judged["p"].iloc[:2], (1, 2), strict=True)]
    )
    assert judged["word"].tolist() == ["lower", *["same"] * 9]
    assert judged["low"].iloc[1] > 1  # looked at alone it would be told
    assert np.isnan(judged["q"].iloc[2])
    alone = judge_together(series(20), series(36))
    assert alone["word"].tolist() == ["higher"]


def test_a_word_needs_the_interval_too():
    judged = judge_together(series(0), series(5))
    assert judged["q"].iloc[0] == judged["p"].iloc[0]
    assert (judged["word"].iloc[0] == "higher") == (judged["q"].iloc[0] <= 0.05 and judged["low"].iloc[0] > 1)


def test_it_is_the_step_up_of_another_implementation():
    rng = np.random.default_rng(5)
    before, after = (series(*rng.poisson(scale * MEANS)) for scale in (1, np.linspace(0.3, 3, 16)))
    judged, own = judge_together(before, after), compare_counts(before, after)
    known = own["p"].notna()
    q = stats.false_discovery_control(own["p"][known])
    assert judged["q"][known].tolist() == pytest.approx(q.tolist())
    told = (q <= 0.05) & ((own["low"] > 1) | (own["high"] < 1))[known]
    assert (judged["word"][known] != "same").tolist() == told.tolist()
    assert told.any()
    assert not told.all()


def words_of(before, after):
    """Which quarters, and which counts of them, have a word: each looked at alone, and together by scipy's step-up."""
    flat = compare_counts(pd.Series(before.ravel()), pd.Series(after.ravel()))
    alone = ((flat["low"] > 1) | (flat["high"] < 1)).to_numpy().reshape(before.shape)
    p = flat["p"].to_numpy().reshape(before.shape)
    together = np.zeros_like(alone)
    for at, own in enumerate(p):
        known = ~np.isnan(own)
        together[at, known] = stats.false_discovery_control(own[known]) <= 0.05
    return alone, together & alone


def test_where_nothing_changed_at_most_one_quarter_in_twenty_has_a_word():
    before, after = quarters(20_221_123)
    alone, together = words_of(before, after)
    assert alone.any(axis=1).mean() > 0.3  # each by itself: a word in every third quarter
    told = int(together.any(axis=1).sum())
    assert stats.binomtest(told, QUARTERS, 0.05, alternative="greater").pvalue > 0.01
    some = np.flatnonzero(alone.any(axis=1))[:12]
    for at in some:  # what was simulated is what is used
        judged = judge_together(pd.Series(before[at]), pd.Series(after[at]))
        assert (judged["word"] != "same").tolist() == together[at].tolist()


def test_a_real_change_is_still_told():
    before, after = quarters(7)
    doubled = np.where(np.arange(after.shape[1]) == 0, 2 * after, after)
    _, together = words_of(before[:150], doubled[:150])
    assert together[:, 0].mean() > 0.8  # sixty notices that became a hundred and twenty


def test_counts_that_cannot_be_counts_are_refused():
    with pytest.raises(SchemaError, match="before"):
        judge_together(series(-1), series(2))
