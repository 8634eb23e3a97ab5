"""Nights and hours: METHODS 3's worked values, a minute-by-minute brute force, and clock changes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.elapsed import clock_changes
from vawg_geo.measures.nights import aoristic_bins, aoristic_hours, night_of, window_weight

pytestmark = pytest.mark.methods("3")
LONDON = "Europe/London"


def times(*texts):
    return pd.Series([pd.Timestamp(t) if t else pd.NaT for t in texts], index=[f"r{i}" for i in range(len(texts))])


def minutes_between(start, end):
    utc = pd.date_range(start, end, freq="min", inclusive="left")
    return utc.tz_convert(LONDON)


moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda m: pd.Timestamp("2020-01-01", tz="UTC") + pd.Timedelta(minutes=m)
)
near_changes = st.sampled_from(["2021-03-28", "2021-10-31", "2022-03-27", "2022-10-30"]).flatmap(
    lambda day: st.integers(-300, 600).map(lambda m: pd.Timestamp(day, tz="UTC") + pd.Timedelta(minutes=m))
)


def test_night_of_worked_values():
    naive = night_of(times("2022-01-01 02:00", "2022-03-27 06:30", "2022-03-27 05:59", None))
    assert naive.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2021-12-31", "2022-03-27", "2022-03-26"]
    assert naive.isna().tolist() == [False, False, False, True]
    aware = times("2022-03-27 05:30Z", "2022-10-30 05:30Z").dt.tz_convert(LONDON)
    assert night_of(aware).dt.strftime("%d").tolist() == ["27", "29"]
    assert night_of(aware.dt.tz_convert("Asia/Tokyo")).equals(night_of(aware))
    assert night_of(aware).dt.tz is None


def test_night_of_cutoff_and_refusals():
    assert night_of(times("2022-01-02 03:00"), cutoff_hour=3).iloc[0] == pd.Timestamp("2022-01-02")
    assert night_of(pd.Series([], dtype="datetime64[us]")).empty
    with pytest.raises(PeriodError, match="cutoff_hour"):
        night_of(times("2022-01-02"), cutoff_hour=24)
    with pytest.raises(SchemaError, match="to_datetime"):
        night_of(pd.Series(["2022-01-02"]))


@pytest.mark.parametrize("dtype", ["category", "timestamp[ns][pyarrow]", "datetime64[s]"])
def test_times_may_be_held_in_any_way(dtype):
    plain = times("2022-01-02 03:00", "2022-01-02 23:00").dt.tz_localize(None)
    night = night_of(plain.astype(dtype))
    assert night.dtype.kind == "M"
    assert night.tolist() == night_of(plain).tolist()
    assert aoristic_hours(plain.astype(dtype), plain.astype(dtype)).equals(aoristic_hours(plain, plain))


def test_aoristic_worked_values():
    start = pd.Series(pd.to_datetime(["2022-10-29 23:30Z", "2022-03-27 00:30Z", "2022-01-03 20:00Z"], utc=True))
    end = pd.Series(pd.to_datetime(["2022-10-30 02:30Z", "2022-03-27 02:30Z", "2022-01-04 04:00Z"], utc=True))
    hours = aoristic_hours(start, end)
    assert hours.loc[0, [144, 145, 146]].round(4).tolist() == [0.1667, 0.6667, 0.1667]
    assert hours.loc[1, [144, 145, 146, 147]].tolist() == [0.25, 0, 0.5, 0.25]
    assert hours.loc[2, [20, 21, 22, 23, 24, 25, 26, 27]].tolist() == [0.125] * 8
    naive = aoristic_hours(times("2022-03-27 00:30"), times("2022-03-27 03:30"))
    assert naive.iloc[0, 144:148].tolist() == [0.25, 0, 0.5, 0.25]


@settings(max_examples=60)
@given(st.one_of(moments, near_changes), st.integers(0, 20_000))
def test_aoristic_against_minutes(start, length):
    end = start + pd.Timedelta(minutes=length)
    row = aoristic_hours(pd.Series([start]), pd.Series([end])).iloc[0].to_numpy()
    local = minutes_between(start, end) if length else pd.DatetimeIndex([start.tz_convert(LONDON)])
    expected = np.bincount(24 * local.day_of_week + local.hour, minlength=168) / len(local)
    assert np.allclose(row, expected, atol=1e-12)
    assert row.sum() == pytest.approx(1)


@settings(max_examples=60)
@given(
    st.one_of(moments, near_changes), st.integers(0, 5_000), st.sampled_from([("18:00", "06:00"), ("01:15", "01:45")])
)
def test_window_against_minutes(start, length, window):
    end = start + pd.Timedelta(minutes=length)
    weight = window_weight(pd.Series([start]), pd.Series([end]), begins=window[0], ends=window[1]).iloc[0]
    local = minutes_between(start, end) if length else pd.DatetimeIndex([start.tz_convert(LONDON)])
    shown = local.strftime("%H:%M")
    inside = (shown >= window[0]) & (shown < window[1])
    if window[0] > window[1]:
        inside = (shown >= window[0]) | (shown < window[1])
    assert weight == pytest.approx(inside.mean(), abs=1e-12)


def test_window_edges_are_half_open():
    points = times("2022-01-01 18:00", "2022-01-01 05:59", "2022-01-01 06:00", "2022-01-01 17:59")
    assert window_weight(points, points, begins="18:00", ends="06:00").tolist() == [1, 1, 0, 0]


def test_missing_end_is_the_start_and_input_is_unchanged():
    start, end = times("2022-01-01 18:30", "2022-01-01 10:00"), times(None, "2022-01-01 12:00")
    kept = end.copy()
    hours = aoristic_hours(start, end)
    assert hours.loc["r0", 5 * 24 + 18] == 1
    assert window_weight(start, end, begins="18:00", ends="06:00").tolist() == [1, 0]
    pd.testing.assert_series_equal(end, kept)
    assert hours[::-1].equals(aoristic_hours(start[::-1], end[::-1]))


def test_a_month_long_span_is_near_even_and_totals_balance():
    hours = aoristic_hours(times("2022-03-01"), times("2022-04-01"))
    assert hours.to_numpy().sum() == pytest.approx(1)
    assert hours.iloc[0, 6 * 24 + 1] == pytest.approx(3 / 743)  # four Sundays, on one of which 01:00 never came


def test_the_repeated_hour_is_counted_once_as_the_first():
    hours = aoristic_hours(times("2022-10-30 01:30"), times("2022-10-30 02:30"))
    assert hours.iloc[0, 145] == pytest.approx(0.75)  # 01:30 BST to 02:30 GMT is two hours


def test_empty():
    none = pd.Series([], dtype="datetime64[us]")
    assert aoristic_hours(none, none).shape == (0, 168)
    assert window_weight(none, none, begins="18:00", ends="06:00").empty


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (times(None), times("2022-01-01"), "start must not be missing: 1 rows.*'r0'"),
        (times("2022-01-02"), times("2022-01-01"), "must not be after end"),
        (times("2022-03-27 01:30"), times("2022-03-27 03:30"), "London clock showed"),
        (pd.Series(["x"]), pd.Series(["y"]), "to_datetime"),
        (times("2022-01-01"), times("2022-01-01").rename({"r0": "z"}), "one index"),
    ],
)
def test_refusals(start, end, words):
    with pytest.raises(SchemaError, match=words):
        aoristic_hours(start, end)


def test_window_and_bin_refusals():
    with pytest.raises(PeriodError, match="another time"):
        window_weight(times("2022-01-01"), times("2022-01-01"), begins="18:00", ends="18:00")
    with pytest.raises(PeriodError, match="divide"):
        aoristic_bins(times("2022-01-01"), times("2022-01-01"), minutes=45)


@pytest.mark.fault("F15")
def test_clock_changes_of_2022():
    first, last = (int(pd.Timestamp(t, tz="UTC").timestamp()) for t in ("2022-01-01", "2022-12-31"))
    changes, offsets = clock_changes(first, last)
    assert pd.to_datetime(changes, unit="s").astype(str).tolist() == ["2022-03-27 01:00:00", "2022-10-30 01:00:00"]
    assert offsets.tolist() == [0, 3600, 0]


def test_each_of_a_hundred_thousand_spans_sums_to_one():
    rng = np.random.default_rng(0)
    start = pd.Series(
        pd.Timestamp("2019-01-01", tz=LONDON) + pd.to_timedelta(rng.integers(0, 10**8, 100_000), unit="s")
    )
    end = start + pd.to_timedelta(rng.choice([0, 3_000, 30_000, 3_000_000], 100_000), unit="s")
    assert np.allclose(aoristic_hours(start, end).sum(axis=1), 1)
