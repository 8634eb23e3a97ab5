"""score_priorities: by hand, one draw at a time, and steady where it should be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.prioritise import score_priorities

pytestmark = pytest.mark.methods("8")

MATRIX = pd.DataFrame(
    {"harm": [5, 3, 1], "volume": [1, 3, 5], "trend": [2, 3, 0]}, index=["rape", "stalking", "catcalls"]
)
WEIGHTS = pd.Series({"harm": 3, "volume": 1, "trend": 1})


def test_by_hand():
    got = score_priorities(MATRIX, WEIGHTS)
    assert got["score"].tolist() == pytest.approx([100 * 18 / 25, 100 * 15 / 25, 100 * 8 / 25])
    assert got["rank"].tolist() == [1, 2, 3]
    assert got["driver"].tolist() == ["harm", "harm", "volume"]
    assert got["p_top"].tolist() == [1, 1, 1]


def test_against_one_draw_at_a_time():
    rng = np.random.default_rng(8)
    drawn = [MATRIX.to_numpy() @ (WEIGHTS.to_numpy() * rng.uniform(0.1, 1.9, 3)) for _ in range(4_000)]
    ranks = pd.DataFrame(drawn, columns=MATRIX.index).rank(axis=1, ascending=False)
    for top in (1, 2, 3):
        got = score_priorities(MATRIX, WEIGHTS, top=top, jitter=0.9, seed=3)
        assert np.allclose(got["p_top"], (ranks <= top).mean(), atol=0.03)
        assert ((got["rank_low"] <= top) == (got["p_top"] >= 0.05)).all()
        assert ((got["rank_high"] <= top) == (got["p_top"] >= 0.95)).all()


def test_a_close_call_is_shown_as_one():
    close = pd.DataFrame({"a": [5, 0], "b": [0, 5]}, index=["x", "y"])
    got = score_priorities(close, pd.Series({"a": 1, "b": 1}), top=1)
    assert got["p_top"].tolist() == pytest.approx([0.5, 0.5], abs=0.03)
    assert got["rank"].tolist() == [1, 2]  # a tie: by label
    assert (got["rank_low"].tolist(), got["rank_high"].tolist()) == ([1, 1], [2, 2])


def scores(rows):
    return pd.DataFrame(rows, columns=["a", "b", "c"], index=[f"t{i}" for i in range(len(rows))], dtype=float)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=8), st.floats(0.1, 9), st.randoms())
def test_laws(rows, factor, random):
    matrix, weights = scores(rows), pd.Series({"a": 1.0, "b": 2.0, "c": 0.5})
    kept = matrix.copy()
    got = score_priorities(matrix, weights, draws=200)
    pd.testing.assert_frame_equal(matrix, kept)
    assert sorted(got["rank"]) == list(range(1, len(rows) + 1))
    assert ((got["rank_low"] <= got["rank_high"]) & got["score"].between(0, 100)).all()
    pd.testing.assert_frame_equal(score_priorities(matrix, factor * weights[::-1], draws=200), got)
    order = random.sample(list(matrix.index), len(rows))
    pd.testing.assert_frame_equal(score_priorities(matrix.loc[order], weights, draws=200).loc[matrix.index], got)
    still = score_priorities(matrix, weights, draws=20, jitter=0)
    assert (still["rank_low"] == still["rank"]).all()
    assert (still["rank_high"] == still["rank"]).all()


def test_a_theme_better_in_all_is_never_below():
    got = score_priorities(scores([(5, 5, 5), (4, 5, 5)]), pd.Series({"a": 1, "b": 1, "c": 1}), top=1, jitter=1)
    assert got["p_top"].tolist() == [1, 0]


def test_nothing_urgent_has_no_driver():
    got = score_priorities(scores([(0, 0, 0)]), pd.Series({"a": 1, "b": 1, "c": 1}))
    assert got["driver"].tolist() == [""]


@pytest.mark.parametrize(
    ("matrix", "weights", "options", "words"),
    [
        (MATRIX, WEIGHTS, {"jitter": 1.5}, "jitter"),
        (MATRIX, WEIGHTS, {"draws": 0}, "draws"),
        (MATRIX, WEIGHTS, {"scale": 0}, "scale"),
        (MATRIX, WEIGHTS, {"scale": 4}, "not exceed 4.*2 rows.*'rape'"),
        (MATRIX - 1, WEIGHTS, {}, "'volume' must|'trend' must"),
        (MATRIX.where(MATRIX > 1), WEIGHTS, {}, "finite"),
        (MATRIX.head(0), WEIGHTS, {}, "themes as rows"),
        (MATRIX, WEIGHTS.head(2), {}, "same labels"),
        (MATRIX, 0 * WEIGHTS, {}, "all be 0"),
        (MATRIX, [3, 1, 1], {}, "Series"),
    ],
)
def test_refusals(matrix, weights, options, words):
    with pytest.raises(SchemaError, match=words):
        score_priorities(matrix, weights, **options)
