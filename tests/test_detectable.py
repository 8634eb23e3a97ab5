"""The smallest fall a month could show: simulated at its own size, and silent where nothing is listed."""

import numpy as np
import pandas as pd
import pytest
from nte_table import profile

from vawg_geo.base.periods import Month
from vawg_geo.measures.detectable import measure_detectable

pytestmark = pytest.mark.methods("9")
MARCH = Month(2022, 3)
SCORES = pd.DataFrame({"expected_n": [480.0, 120.0, 900.0], "tier": ["A", "B", ""]}, index=["a", "b", "c"])
EVENTS = pd.DataFrame({"area": ["a", "b", "c"] * 4, "weekend": [True, True, False] * 2 + [True] * 6})


def measure(scores=SCORES, month=MARCH):
    return measure_detectable(scores, EVENTS, month=month, profile=profile())


def test_the_fall_shows_four_times_in_five():
    found = measure()
    nights, ahead = 104, 10  # April 2021 to March 2022; April 2022
    assert found.nights == ahead
    assert found.places == 2
    assert found.expected == pytest.approx(600 * ahead / nights)
    rng, other = np.random.default_rng(1), 900 / 2
    before, after = rng.poisson(600, 40_000), rng.poisson(found.expected - found.fall, 40_000)
    still, now = rng.poisson(other, 40_000), rng.poisson(other * ahead / nights, 40_000)
    change = (after - now) / ahead - (before - still) / nights
    error = np.sqrt((after + now) / ahead**2 + (before + still) / nights**2)
    assert (change + 1.6449 * error < 0).mean() == pytest.approx(0.8, abs=0.03)


def test_nothing_listed_says_nothing():
    found = measure(SCORES.assign(tier=""))
    assert np.isnan(found.expected)
    assert np.isnan(found.fall)
    assert found.places == 0


def test_few_offences_show_nothing():
    assert np.isnan(measure(SCORES.assign(expected_n=[8.0, 4.0, 900.0])).fall)
