"""Looking up many texts at once gives what `isin` gives."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.among import among

TEXTS = st.lists(st.none() | st.sampled_from(["", "a", "b", "é", "nan", "None"]) | st.text(max_size=3), max_size=12)


@given(TEXTS, TEXTS)
def test_texts_are_found_as_isin_finds_them(values, known):
    column, others = pd.Series(values, dtype="str"), pd.Series(known, dtype="str")
    expected = [any(v == k or (v is None and k is None) for k in known) for v in values]
    assert among(column, others).tolist() == column.isin(others).tolist() == expected
    assert among(pd.Index(column), pd.Index(others)).tolist() == expected


@pytest.mark.parametrize(
    ("values", "known"),
    [
        (pd.Index(["a", "b", 3], dtype="object"), pd.Index(["b", "c"])),
        (pd.Series([1, 2, 3]), pd.Series([3.0, 1.0])),
        (pd.Series(["a", "b"]), pd.Series([], dtype="object")),
        (pd.Series(["a", "b"], dtype="category"), pd.Series(["b"])),
        (pd.Series(["a", None], dtype=pd.StringDtype("python")), pd.Series(["a", None])),
    ],
)
def test_other_kinds_are_left_to_pandas(values, known):
    found = among(values, known)
    assert found.dtype == bool
    assert np.array_equal(found, np.asarray(values.isin(known), dtype=bool))


def test_a_column_in_pieces_is_one_column():
    halves = pd.concat([pd.Series(["a", "b"]), pd.Series(["c", None])])
    assert among(halves, halves.iloc[[2, 0]]).tolist() == [True, False, True, False]
