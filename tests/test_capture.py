"""score_capture: METHODS 7's worked values, a loop by hand, and its laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.capture import score_capture

pytestmark = pytest.mark.methods("7")
OBSERVED = pd.Series([6, 7, 3, 2, 1, 0], index=list("abcdef"))
PREDICTED = pd.Series([8, 4, 4, 2, 1, 0], index=list("abcdef"))
places = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=20)


def columns(rows):
    table = pd.DataFrame(rows, columns=["seen", "said", "size"], index=[f"p{i:02d}" for i in range(len(rows))])
    return table["seen"], table["said"], table["size"]


def test_worked_values():
    got = score_capture(OBSERVED, PREDICTED)
    assert list(got.index) == list("acbdef")  # b and c are tied: the one with less observed comes first
    assert got["pai"].round(4).tolist() == [1.8947, 1.4211, 1.6842, 1.4211, 1.2, 1]
    assert got["pei"].round(4).tolist() == [0.8571, 0.6923, 1, 1, 1, 1]
    assert np.allclose(got["rri"], [8 / 6, 12 / 9, 16 / 16, 18 / 18, 1, 1])


@given(places)
def test_by_hand(rows):
    seen, said, size = columns(rows)
    got = score_capture(seen, said, area=size)
    if not seen.sum():
        assert got[["pai", "pei"]].isna().all(axis=None)
        return
    order = sorted(seen.index, key=lambda p: (-said[p] / size[p], seen[p] / size[p], p))
    assert list(got.index) == order
    for rank in range(1, len(order) + 1):
        top = order[:rank]
        pai = (seen[top].sum() / seen.sum()) / (size[top].sum() / size.sum())
        assert got["pai"].iloc[rank - 1] == pytest.approx(pai)
    assert got["pai"].iloc[-1] == pytest.approx(1)
    assert got["pei"].iloc[-1] == pytest.approx(1)


@given(places, st.randoms())
def test_order_of_rows_is_irrelevant_and_a_perfect_ranking_scores_one(rows, random):
    seen, said, size = columns(rows)
    kept = seen.copy()
    got = score_capture(seen, said, area=size)
    order = random.sample(range(len(rows)), len(rows))
    pd.testing.assert_frame_equal(score_capture(seen.iloc[order], said, area=size), got)
    pd.testing.assert_frame_equal(score_capture(seen.iloc[order], said.iloc[order].tolist(), area=size), got)
    pd.testing.assert_series_equal(seen, kept)
    if seen.sum():
        assert (score_capture(seen, seen)["pei"].dropna() == 1).all()


def test_nothing_observed_where_something_was_predicted():
    got = score_capture(pd.Series([0, 2]), pd.Series([5, 1]))
    assert got["rri"].tolist() == [np.inf, 3]
    assert score_capture(pd.Series([0, 2]), pd.Series([0, 0]))["rri"].isna().tolist() == [True, False]
    assert score_capture(OBSERVED.head(0), PREDICTED.head(0)).empty


@pytest.mark.parametrize(
    ("observed", "predicted", "area", "words"),
    [
        (OBSERVED, PREDICTED.head(2), None, "same labels"),
        (OBSERVED, PREDICTED, 0, "above 0"),
        (-OBSERVED, PREDICTED, None, "at least 0"),
        (OBSERVED, [1, 2], None, "one number a row"),
        ([1, 2], [1, 2], None, "Series"),
    ],
)
def test_refusals(observed, predicted, area, words):
    with pytest.raises(SchemaError, match=words):
        score_capture(observed, predicted, area=area)
