"""The calendar: months add up, weekend nights are counted as METHODS 3 says."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month, clock, nights_between, span_words, weekend_nights

pytestmark = pytest.mark.methods("3")
months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


@given(months, st.integers(-500, 500))
def test_adding_and_taking_away(month, n):
    assert (month + n) - n == month
    assert (month + n).months_since(month) == n
    assert Month.parse(str(month)) == month
    assert (month.last - month.first).days in range(27, 31)
    assert ((month + 1).first - month.last).days == 1


@pytest.mark.parametrize("text", ["2022-13", "2022-3", "2022", "22-03", "2022-00", "0000-01", "", "March 2022", 2022])
def test_months_that_are_not(text):
    with pytest.raises(PeriodError, match="YYYY-MM"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "nights"), [("2022-02", 8), ("2022-04", 10), ("2022-07", 10), ("2022-12", 10), ("2022-10", 9)]
)
def test_weekend_nights_of_methods_3(month, nights):
    it = Month.parse(month)
    assert len(weekend_nights(it.first, it.last)) == nights


@given(months)
def test_weekend_nights_vary_from_8_to_10_and_lie_inside(month):
    nights = weekend_nights(month.first, month.last)
    assert 8 <= len(nights) <= 10
    assert set(nights.day_of_week) == {4, 5}
    assert set(nights) <= set(nights_between(month.first, month.last))


def test_words():
    assert Month(2022, 3).words == "March 2022"
    assert span_words(date(2022, 3, 1), date(2022, 3, 31)) == "1-31 March 2022"
    assert span_words(date(2021, 4, 1), date(2022, 3, 31)) == "1 April 2021 to 31 March 2022"
    assert Month.of(date(2022, 3, 9)) == Month(2022, 3)


def test_clock():
    assert clock("18:00") == time(18)
    for text in ("24:00", "6:00", "18", "18:60"):
        with pytest.raises(PeriodError, match="HH:MM"):
            clock(text)
