"""Floor, ceiling and the missing-at-random point: hand sums, METHODS 1's formula, bounds."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.unknown_sex import share_female

pytestmark = pytest.mark.methods("1")


def make(rows):
    return pd.DataFrame(rows, columns=["themes", "victim_sex"]).astype({"themes": "str", "victim_sex": "str"})


def test_by_hand():
    rows = [("da;rape", "F"), ("da", "F"), ("da", "M"), ("da", None), ("rape", None), ("", "X"), ("", "M")]
    table = share_female(make(rows))
    assert list(table.index) == ["da", "rape", "all"]
    assert table.loc["da"].tolist() == [2, 1, 0, 1, 2, 3, pytest.approx(2 + 2 / 3)]
    assert table.loc["rape"].tolist() == [1, 0, 0, 1, 1, 2, 2]
    assert table.loc["all"].tolist() == [2, 2, 1, 2, 2, 4, 3]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["", "a", "a;b", "b"]), st.sampled_from(["F", "M", "X", None]))))
def test_laws(rows):
    incidents = make(rows)
    table = share_female(incidents)
    parts = table[["female", "male", "other", "unknown"]].sum(axis=1)
    assert parts["all"] == len(rows)
    for theme in set(table.index) - {"all"}:
        assert parts[theme] == sum(theme in words.split(";") for words, _ in rows)
    known = table.dropna()
    assert (known["floor"] <= known["at_random"] + 1e-9).all()
    assert (known["at_random"] <= known["ceiling"] + 1e-9).all()
    pd.testing.assert_frame_equal(table, share_female(incidents[::-1]))


def test_refusals():
    with pytest.raises(SchemaError, match="'victim_sex' is missing"):
        share_female(pd.DataFrame({"themes": ["da"]}))
    with pytest.raises(SchemaError, match="one of F, M, X"):
        share_female(make([("da", "female")]))
