"""Small strata find company."""

import pandas as pd
import pytest

from vawg_geo.measures.strata import merge_strata

pytestmark = pytest.mark.methods("5")


def kinds(**sizes):
    return pd.Series([kind for kind, size in sizes.items() for _ in range(size)]).rename(lambda i: f"A{i:03d}")


def test_small_strata_join_the_one_most_like_them():
    strata = kinds(city=10, town=40, rural=50)
    n = strata.map({"city": 20, "town": 4, "rural": 1})
    merged, words = merge_strata(strata, n)
    assert merged.value_counts().to_dict() == {"rural": 50, "town + city": 50}
    assert words == "shrunk within rural (50 areas), town + city (50 areas)"


def test_large_strata_stay():
    strata = kinds(town=40, rural=50)
    assert merge_strata(strata, strata.map(len))[0].tolist() == strata.tolist()


def test_one_stratum_is_none():
    strata = kinds(town=5, rural=20)
    merged, words = merge_strata(strata.where(strata != "town"), strata.map(len))
    assert merged is None
    assert "shrunk together" in words
