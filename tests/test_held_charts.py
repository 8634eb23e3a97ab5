"""Charts of everything held: what is drawn moves no limit, a drift is not hidden, chance signals as rarely as said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.charts import control_limits
from vawg_geo.measures.held_charts import LEAST_POINTS, chart_held

pytestmark = pytest.mark.methods("8")
LIMITS = ["centre", "low", "high"]


def months(n, first="2016-04"):
    return pd.period_range(first, periods=n, freq="M").astype("str").rename("month")


def test_limits_are_those_of_the_first_24_points_by_hand():
    n, x = np.arange(100, 148), np.arange(10, 58)
    table = chart_held(pd.Series(x, months(48)), chart="p'", sizes=pd.Series(n, months(48)), drawn=months(48)[-6:])
    share = x[:24].sum() / n[:24].sum()
    z = (x[:24] / n[:24] - share) / np.sqrt(share * (1 - share) / n[:24])
    half = 3 * np.sqrt(share * (1 - share) / n[-6:]) * np.abs(np.diff(z)).mean() / 1.128
    assert table.index.tolist() == ["2019-10", "2019-11", "2019-12", "2020-01", "2020-02", "2020-03"]
    assert np.allclose(table["centre"], share)
    assert np.allclose(table["high"], share + half)
    assert np.allclose(table["low"], share - half)


@given(st.lists(st.integers(0, 60), min_size=LEAST_POINTS, max_size=60), st.integers(1, 60))
def test_what_is_drawn_moves_nothing(counts, drawn):
    series = pd.Series(counts, months(len(counts)))
    whole, part = (chart_held(series, chart="u'", sizes=30.0, drawn=own) for own in (None, series.index[-drawn:]))
    pd.testing.assert_frame_equal(part, whole.tail(drawn))
    pd.testing.assert_frame_equal(whole, control_limits(series, chart="u'", sizes=30.0))


@given(st.lists(st.integers(0, 60), min_size=25, max_size=60))
def test_a_month_outside_its_limits_stays_so_when_more_come(counts):
    series = pd.Series(counts, months(len(counts)))
    now, later = (chart_held(series[:size], chart="c").head(24) for size in (24, None))
    pd.testing.assert_frame_equal(now[LIMITS], later[LIMITS])
    assert now["signal"].str.contains("limit").tolist() == later["signal"].str.contains("limit").tolist()


def test_a_slow_drift_shows_that_a_moving_window_hides():
    rng = np.random.default_rng(3)
    drift = pd.Series(rng.poisson(400 * 0.994 ** np.arange(96)), months(96))  # a sixth fewer each thirty months
    assert chart_held(drift, chart="u'", sizes=1.0)["signal"].tail(24).str.contains("below the lower limit").all()
    window = control_limits(drift.tail(36), chart="u'", sizes=1.0)["signal"].tail(6)
    assert not window.str.contains("limit").all()


@pytest.mark.parametrize("size", [0, 1, LEAST_POINTS - 1, LEAST_POINTS])
def test_fewer_than_a_year_say_nothing_of_what_is_usual(size):
    table = chart_held(pd.Series(range(size), months(size), dtype="int64"), chart="c")
    assert len(table) == size
    assert table[LIMITS].notna().all(axis=None) == (size in (0, LEAST_POINTS))
    assert size == LEAST_POINTS or (table["signal"] == "").all()


@pytest.mark.parametrize(("mean", "most"), [(5, 0.02), (40, 0.015), (600, 0.015)])
def test_without_a_change_a_month_is_outside_about_once_in_a_hundred(mean, most):
    rng, held = np.random.default_rng(mean), months(72)
    days = pd.Series(pd.PeriodIndex(held, freq="M").days_in_month.to_numpy(), held)
    charts = [
        chart_held(pd.Series(rng.poisson(mean * days / 30), held), chart="u'", sizes=days, drawn=held[24:])["signal"]
        for _ in range(150)
    ]
    outside = np.mean([signal.str.contains("limit").mean() for signal in charts])
    assert 0.001 < outside < most  # 0.3 % if the limits were known; they rest on 24 months
    assert np.mean([signal.iloc[-1] != "" for signal in charts]) < 0.12  # of any kind, in the month that is told


def test_what_cannot_be_charted_is_refused():
    with pytest.raises(SchemaError, match="takes no sizes"):
        chart_held(pd.Series([1, 2]), chart="c", sizes=1.0)
