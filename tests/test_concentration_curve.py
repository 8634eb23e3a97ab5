"""The concentration curve and its chance."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.concentration_curve import COLUMNS, trace_concentration

pytestmark = pytest.mark.methods(7)


def test_hand_sum():
    """Four places with 6, 3, 1 and no offences: one holds .6, two hold .9, three hold all."""
    found = trace_concentration(pd.Series([1, 6, 0, 3])).set_index("places")
    assert found["share"].to_dict() == {1: 0.6, 2: 0.9, 3: 1.0, 4: 1.0}
    assert found["n"].to_dict() == {1: 6, 2: 9, 3: 10, 4: 10}
    assert found["units"].to_dict() == {1: 0.25, 2: 0.5, 3: 0.75, 4: 1.0}


def test_chance_is_that_of_offences_thrown_at_random():
    """An independent way: each offence picks a place."""
    found = trace_concentration(pd.Series(np.r_[[90], [10], np.zeros(98)])).set_index("places")
    rng, tops = np.random.default_rng(5), []
    for _ in range(400):
        held = np.sort(np.bincount(rng.integers(0, 100, 100), minlength=100))[::-1]
        tops.append(held[: int(found.index[3])].sum() / 100)
    row = found.iloc[3]
    assert row["chance"] == pytest.approx(np.mean(tops), abs=0.01)
    assert (row["chance_low"], row["chance_high"]) == pytest.approx(tuple(np.quantile(tops, [0.025, 0.975])), abs=0.02)
    assert row["share"] == 1 > row["chance_high"]


def test_laws():
    counts = pd.Series(np.random.default_rng(2).poisson(0.7, 300))
    found = trace_concentration(counts)
    assert found["share"].is_monotonic_increasing
    assert found["share"].iloc[-1] == found["units"].iloc[-1] == 1
    pd.testing.assert_frame_equal(found, trace_concentration(counts.sample(frac=1, random_state=1)))
    for nothing in (pd.Series([0, 0]), pd.Series([], dtype="int64")):
        assert list(trace_concentration(nothing).columns) == list(COLUMNS)
        assert trace_concentration(nothing).empty
    with pytest.raises(SchemaError, match="whole"):
        trace_concentration(pd.Series([0.5]))
