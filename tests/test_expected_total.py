"""The range a whole period's count was to be expected in."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.expected_total import expect_total

MONTHS = pd.period_range("2019-04", periods=24, freq="M").astype("str")


def series(*counts):
    return pd.Series(list(counts), index=MONTHS[: len(counts)])


def test_hand_sum():
    """10 and 14 in turn, 30 days each: rate .4 a day; z = ±.57735, moving range 1.1547, sigma 1.0237."""
    found = expect_total(series(*[10, 14] * 12), 30, size=360)
    assert found.expected == pytest.approx(144)
    half = 1.959964 * (2 * 2 / np.sqrt(12) / 1.128) * np.sqrt(144 * 1.5)
    assert (found.low, found.high) == pytest.approx((144 - half, 144 + half), abs=0.01)
    assert found.months == 24


def test_covers_what_chance_gives():
    """An independent simulation: Poisson months hold the next year's count in about 95 of 100 worlds."""
    rng, inside = np.random.default_rng(3), []
    for _ in range(400):
        found = expect_total(series(*rng.poisson(40, 24)), 30, size=360)
        inside.append(found.low <= rng.poisson(480) <= found.high)
    assert 0.93 <= np.mean(inside) <= 1


def test_months_that_swing_widen_it():
    calm, wild = (expect_total(series(*pair * 12), 30, size=365) for pair in ([40, 40], [10, 70]))
    assert calm.expected == wild.expected
    assert wild.high - wild.low > 3 * (calm.high - calm.low)


def test_cannot_say():
    assert np.isnan(expect_total(series(*[5] * 23), 30, size=365).low)
    assert np.isnan(expect_total(series(*[0] * 24), 30, size=365).high)


def test_low_end_stops_at_nought():
    assert expect_total(series(*[0, 1] * 12), 30, size=30).low == 0


@pytest.mark.parametrize(("before", "sizes", "size"), [(series(-1, 2), 30, 9), (series(1), 0, 9), (series(1), 30, 0)])
def test_refuses(before, sizes, size):
    with pytest.raises(SchemaError):
        expect_total(before, sizes, size=size)
