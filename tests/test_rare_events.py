"""t and g charts: limits by hand, exact false alarms, a rise found, odd input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.rare_events import rare_event_limits

pytestmark = pytest.mark.methods("8")

START = pd.Timestamp("1900-01-01 12:00", tz="UTC")


def times(gaps):
    return pd.Series(START + pd.to_timedelta(np.concatenate([[0], np.cumsum(gaps)]), unit="D").round("s"))


def test_t_by_hand():
    gaps = [4, 6, 5, 5, 3, 7, 2, 8, 40]
    table = rare_event_limits(times(gaps), chart="t", baseline=8)
    assert table["value"].tolist() == pytest.approx(gaps)
    assert table["centre"].iloc[0] == pytest.approx(5 * np.log(2))
    assert table["low"].iloc[0] == pytest.approx(-5 * np.log(1 - 0.00135))
    assert table["high"].iloc[0] == pytest.approx(-5 * np.log(0.00135))
    assert table["signal"].iloc[-1] == "a longer gap than chance allows: fewer events"
    assert table.index.tolist() == list(range(1, 10))


def test_t_counts_elapsed_days_over_a_clock_change():
    events = pd.Series(pd.date_range("2022-03-20 12:00", periods=10, freq="D"))
    assert rare_event_limits(events, chart="t")["value"].min() == pytest.approx(23 / 24)
    aware = events.dt.tz_localize("Europe/London")
    assert rare_event_limits(aware, chart="t")["value"].min() == pytest.approx(23 / 24)


def test_g_by_hand():
    cases = pd.Series([9.0] * 8)
    table = rare_event_limits(cases, chart="g")
    # p = 1/10; P(X >= k) = 0.9^k; the first k with P(X > k) <= 0.00135
    high = table["high"].iloc[0]
    assert 0.9 ** (high + 1) <= 0.00135 < 0.9**high
    assert table["low"].iloc[0] == 0
    assert table["centre"].iloc[0] == pytest.approx(np.log(0.5) / np.log(0.9) - 0.5)


@pytest.mark.parametrize("chart", ["t", "g"])
def test_false_alarms_of_single_gaps(chart):
    rng = np.random.default_rng(2)
    gaps = rng.exponential(9, 6_000) if chart == "t" else rng.geometric(1 / 21, 6_000) - 1
    events = times(gaps) if chart == "t" else pd.Series(gaps)
    signal = rare_event_limits(events, chart=chart)["signal"]
    alarms = signal.str.contains("gap than chance").mean()
    assert alarms <= 0.0027 + 3 * np.sqrt(0.0027 / 6_000)


@pytest.mark.parametrize("chart", ["t", "g"])
def test_false_alarms_of_runs_and_crossings(chart):
    rng = np.random.default_rng(3)
    alarmed = 0
    for _ in range(200):
        gaps = rng.exponential(20, 24) if chart == "t" else rng.geometric(1 / 21, 24) - 1
        events = times(gaps) if chart == "t" else pd.Series(gaps)
        alarmed += (rare_event_limits(events, chart=chart)["signal"] != "").any()
    assert alarmed / 200 < 0.2  # two run rules and 48 limits, each about one in twenty a chart


def test_a_rise_shows_as_a_run_of_short_gaps():
    rng = np.random.default_rng(5)
    gaps = np.concatenate([rng.exponential(30, 20), rng.exponential(3, 20)])
    table = rare_event_limits(times(gaps), chart="t", baseline=20)
    assert table["signal"].iloc[25:].str.contains("more events").any()
    calm = rare_event_limits(times(gaps[::-1]), chart="t", baseline=20)
    assert calm["signal"].iloc[20:].str.contains("fewer events").any()


def test_a_gap_that_is_too_short():
    table = rare_event_limits(times([10] * 8 + [0.001]), chart="t")
    assert table["signal"].iloc[-1].startswith("a shorter gap")


@given(st.lists(st.integers(0, 200), min_size=8, max_size=40))
def test_laws(cases):
    if not sum(cases):
        return
    series = pd.Series(cases, index=[f"e{i}" for i in range(len(cases))])
    kept = series.copy()
    table = rare_event_limits(series, chart="g")
    assert table.index.equals(series.index)
    assert (table["low"] <= table["high"]).all()
    assert (table["signal"].str.contains("than chance") == (table["value"] > table["high"])).all()
    pd.testing.assert_series_equal(series, kept)


@pytest.mark.parametrize(
    ("events", "options", "words"),
    [
        (pd.Series([1] * 9), {"chart": "c"}, "chart"),
        (pd.Series([1] * 7), {"chart": "g"}, "baseline"),
        (pd.Series([1] * 9), {"chart": "g", "baseline": 10}, "baseline"),
        (pd.Series([0] * 9), {"chart": "g"}, "not rare"),
        (pd.Series([-1] * 9), {"chart": "g"}, "at least 0"),
        (pd.Series([0.5] * 9), {"chart": "g"}, "whole"),
        (pd.Series([1] * 9), {"chart": "t"}, "must hold a time"),
        (times([1] * 9)[::-1], {"chart": "t"}, "in order of time: 9 rows"),
        (times([1] * 9).where(lambda t: t.index > 0), {"chart": "t"}, "missing"),
    ],
)
def test_refusals(events, options, words):
    with pytest.raises(SchemaError, match=words):
        rare_event_limits(events, **options)
