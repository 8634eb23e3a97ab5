"""Table contracts: each fault is told with the column, the count and the first row."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table

RULES = {
    "n": Column("count", low=0),
    "people": Column("number", above=0),
    "sex": Column("text", null=True, one_of=("F", "M")),
    "when": Column("time", null=True),
    "flag": Column("flag", null=True),
    "free": Column("any", null=True),
}


def table(**changes):
    base = {
        "n": [1, 2], "people": [10.0, 20.0], "sex": ["F", None], "free": [object(), None],
        "when": pd.to_datetime(["2022-01-01", None]), "flag": pd.array([True, None], dtype="boolean"),
    }  # fmt: skip
    return pd.DataFrame(base | changes, index=["a", "b"])


def test_a_good_table_passes():
    check_table(table(), RULES)
    check_table(table().iloc[:0], RULES)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"n": [1, -1]}, "'n' must be at least 0: 1 rows break this, the first is row 'b'"),
        ({"n": [1.5, 1]}, "'n' must be a whole number: 1 rows break this, the first is row 'a'"),
        ({"n": [1, np.nan]}, "'n' must not be missing"),
        ({"n": ["x", "y"]}, "'n' must hold a count"),
        ({"people": [0.0, 1.0]}, "'people' must be above 0"),
        ({"people": [np.inf, 1.0]}, "'people' must be finite"),
        ({"sex": ["F", "Q"]}, "'sex' must be one of F, M"),
        ({"when": [1, 2]}, "'when' must hold a time"),
        ({"flag": ["Y", "N"]}, "'flag' must hold a flag"),
    ],
)
def test_faults(changes, words):
    with pytest.raises(SchemaError, match=words):
        check_table(table(**changes), RULES, what="x")


def test_a_value_is_never_told():
    with pytest.raises(SchemaError) as caught:
        check_table(table(sex=["F", "SECRET"]), RULES)
    assert "SECRET" not in str(caught.value)


def test_every_fault_at_once_and_the_index():
    twice = pd.concat([table(n=[-1, 1]).drop(columns="sex")] * 2)
    with pytest.raises(SchemaError, match=r"'n' must be at least 0.*'sex' is missing.*index repeats 2 labels"):
        check_table(twice, RULES)
    with pytest.raises(SchemaError, match="appears more than once"):
        check_table(pd.concat([table(), table()[["n"]]], axis=1), RULES)
