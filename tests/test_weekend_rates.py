"""Offences per weekend night: nights counted by METHODS 3, rates by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nte_table import profile
from scipy.stats import chi2

from vawg_geo.base.periods import Month
from vawg_geo.measures.weekend_rates import count_weekend_nights, rate_weekends

pytestmark = pytest.mark.methods("3", "4")
MARCH = Month(2022, 3)


@pytest.mark.parametrize(("month", "nights"), [(2, 8), (4, 10), (7, 10), (12, 10), (10, 9)])
def test_weekend_nights_of_a_month(month, nights):
    assert count_weekend_nights(Month(2022, month), 1, profile=profile()) == nights
    extra = [f"2022-{month:02}-{day:02}" for day in range(1, 8)]  # two of any seven days were nights already
    assert count_weekend_nights(Month(2022, month), 1, profile=profile(), extra_nights=extra) == nights + 5


@given(st.integers(1, 40))
def test_nights_of_many_months_are_those_of_each(months):
    whole = count_weekend_nights(MARCH, months, profile=profile())
    assert whole == sum(count_weekend_nights(MARCH - n, 1, profile=profile()) for n in range(months))


def test_rates_by_hand():
    begin, last = date(2021, 4, 1), date(2022, 3, 31)
    days = [begin + timedelta(days=n) for n in range(-1, (last - begin).days + 2)]  # a day too many at either end
    events = pd.DataFrame({"night": pd.to_datetime(days), "area": "a"})
    events["weekend"] = events["night"].dt.day_name().isin(["Friday", "Saturday"])
    found = rate_weekends(events, pd.Index(["b", "a"]), last=MARCH, profile=profile())
    n = sum(day.weekday() in {4, 5} for day in days[1:-1])
    assert found["weekend_n"].tolist() == [0, n]
    assert found["weekend_nights"].tolist() == [n, n]
    assert found.loc["a", ["per_night", "low", "high"]].tolist() == pytest.approx(
        [1, chi2.ppf(0.025, 2 * n) / 2 / n, chi2.ppf(0.975, 2 * n + 2) / 2 / n]
    )
    assert found.loc["b", "low"] == 0
