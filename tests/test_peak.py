"""find_peak_window: a hand-made night, a brute-force search, bootstrap coverage, and too few to say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.peak import _shortest, find_peak_window

pytestmark = pytest.mark.methods("3", "6")
SATURDAY = pd.Timestamp("2022-01-08 18:00")


def at(*hours, weeks=None):
    """Points in time, in hours after 18:00 on Saturdays."""
    return pd.Series([SATURDAY + pd.Timedelta(hours=h, weeks=i % 10) for i, h in enumerate(hours)])


def none(times):
    return pd.Series(pd.NaT, index=times.index, dtype="datetime64[us]")


def test_the_text_of_a_clear_peak():
    times = at(*[5.1] * 6, *[6.1] * 6, *[8.1] * 5, *[1, 2, 3, 11])
    peak = find_peak_window(times, none(times))
    assert peak.text == "Sat 23:00-00:30"
    assert (peak.day, peak.n, peak.n_wide) == ("Sat", 21, 0)
    assert (peak.low, peak.high) == (peak.begins_low, peak.ends_high)
    assert peak == find_peak_window(times[::-1], none(times)[::-1], day="Sat")


def test_half_is_enough_and_the_earliest_of_equals_is_taken():
    times = at(*[2.1] * 10, *[9.1] * 10)
    assert find_peak_window(times, none(times)).text == "Sat 20:00-20:30"
    assert find_peak_window(times, none(times), share=1).text == "Sat 20:00-03:30"
    assert find_peak_window(times, none(times), minutes=60).text == "Sat 20:00-21:00"


def test_too_few():
    times = at(*[5.0] * 14)
    peak = find_peak_window(times, none(times))
    assert (peak.text, peak.enough, peak.n) == ("too few for hours", False, 14)
    assert find_peak_window(times.head(0), times.head(0)).n == 0


def test_a_thin_week_falls_back_on_all_nights_and_says_so():
    times = pd.concat([at(*[5.0] * 10), at(*[5.0] * 10) - pd.Timedelta(days=1)], ignore_index=True)
    assert find_peak_window(times, none(times)).text == "all nights 23:00-23:30"
    assert find_peak_window(times, none(times), day="Fri").text == "too few for hours"


def test_days_are_never_pooled_unasked():
    friday = at(*[2.0] * 20) - pd.Timedelta(days=1)
    times = pd.concat([friday, at(*[8.0] * 30)], ignore_index=True)
    assert find_peak_window(times, none(times)).text == "Sat 02:00-02:30"
    assert find_peak_window(times, none(times), day="Fri").text == "Fri 20:00-20:30"


def test_wide_spans_are_counted_and_left_out_and_daytime_has_no_part():
    times = at(*[5.0] * 20, *[0.0] * 3, *[-6.0] * 30)
    ends = pd.concat([times[:20], times[20:23] + pd.Timedelta(days=3), times[23:]])
    peak = find_peak_window(times, ends)
    assert (peak.n, peak.n_wide, peak.text) == (20, 3, "Sat 23:00-23:30")


@settings(max_examples=50)
@given(st.lists(st.integers(0, 9), min_size=24, max_size=24), st.sampled_from([0.3, 0.5, 0.8]))
def test_shortest_against_every_window(bins, share):
    total = sum(bins)
    windows = [
        (b - a, -sum(bins[a:b]), a, b)
        for a in range(24)
        for b in range(a + 1, 25)
        if sum(bins[a:b]) >= share * total - 1e-9
    ]
    begins, ends = _shortest(np.array([bins], dtype=float), share)
    assert (begins[0], ends[0]) == min(windows)[2:]


def test_the_interval_holds_the_true_peak():
    rng, held, runs = np.random.default_rng(0), 0, 40
    for run in range(runs):
        hours = np.where(rng.random(80) < 0.7, rng.uniform(5, 7, 80), rng.uniform(0, 12, 80))
        times = at(*hours)
        peak = find_peak_window(times, none(times), minutes=60, draws=300, seed=run)
        held += peak.begins_low <= "23:00" <= peak.begins_high or peak.begins_high < "12:00"
    assert held >= 0.9 * runs


@pytest.mark.parametrize("options", [{"day": "Samstag"}, {"share": 0}, {"minutes": 45}])
def test_refusals(options):
    with pytest.raises(PeriodError):
        find_peak_window(at(1.0), at(1.0), **options)


def test_times_are_checked():
    with pytest.raises(SchemaError):
        find_peak_window(at(2.0), at(1.0))
