"""rank_latest: by hand, against pandas' ranks, and how often months that only differ by chance are the lowest."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.latest import Latest, rank_latest

pytestmark = pytest.mark.methods("8")


def test_by_hand():
    year = pd.Series([200.0, 190, 210, 205, 195, 180, 220, 199, 201, 188, 170, 160])
    assert rank_latest(year) == Latest(12, 0, 0, 1 / 12)
    assert rank_latest(year).lowest
    assert rank_latest(pd.concat([pd.Series([100.0]), year], ignore_index=True)) == Latest(12, 0, 0, 1 / 12)
    shared = rank_latest(year.replace(170, 160))
    assert (shared.same, shared.chance, shared.lowest) == (1, 2 / 12, True)
    higher = rank_latest(year.replace(160, 185))
    assert (higher.lower, higher.lowest) == (2, False)
    assert np.isnan(higher.chance)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=15))
def test_against_ranks(values):
    series = pd.Series(values, dtype="float64")
    got = rank_latest(series, last=len(values))
    assert got.lower + 1 == series.rank(method="min").iloc[-1]
    assert got.lower + got.same + 1 == series.rank(method="max").iloc[-1]


def test_chance_alone_makes_one_in_twelve_the_lowest():
    rng = np.random.default_rng(3)
    medians = pd.DataFrame(np.median(rng.exponential(200, (4_000, 12, 31)), axis=2))
    lowest = medians.apply(lambda year: rank_latest(year).lowest, axis=1)
    assert lowest.mean() == pytest.approx(1 / 12, abs=3 * np.sqrt(1 / 12 * 11 / 12 / 4_000))


def test_what_is_not_known_is_not_said():
    assert rank_latest(pd.Series([1.0] * 11)) is None
    assert rank_latest(pd.Series([1.0] * 5 + [np.nan] + [1.0] * 6)) is None
    with pytest.raises(SchemaError, match="at least 2"):
        rank_latest(pd.Series([1.0]), last=1)
