"""The month in one line: per weekend night, floor and ceiling, and the verdict at its edges."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from nte_table import incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.forecast import Forecast
from vawg_geo.measures.headline import as_known_then, count_months, expect_month, judge, measure_headline

pytestmark = pytest.mark.methods("1", "3", "8")
MARCH, CUT = Month.parse("2022-03"), date(2022, 4, 5)
RANGE = Forecast(10, 6, 14, 4, 18, "words", 36)
NOTHING = Forecast(*[np.nan] * 5, "cannot say", 0)


def cohort(rows, **more):
    return select_nte(incidents(rows), month=MARCH, profile=profile(), **more)


def headline(rows, expected=RANGE, **more):
    made = cohort(rows, **more)
    monthly = count_months(made.weighted, first=MARCH - 1, last=MARCH, profile=profile(), **more)
    return measure_headline(made, monthly, month=MARCH, profile=profile(), expected=expected)


def test_by_hand():
    rows = [
        {}, {}, {"at": "2022-03-12 12:00", "to": "2022-03-12 20:00", "harm": 30.0}, {"victim_sex": None},
        {"at": "2022-03-16 23:00", "harm": np.nan}, {"at": "2022-02-12 23:00", "harm": 60.0},
    ]  # fmt: skip
    found = headline(rows)
    assert found.n == pytest.approx(2.25)
    assert (found.nights, found.per_night) == (8, pytest.approx(2.25 / 8))
    assert (found.low, found.high) == (6 / 8, 14 / 8)
    assert found.ceiling == pytest.approx(3.25)
    assert found.other_nights == pytest.approx(1)
    assert found.n_unweighted == 1
    assert found.share_largest == pytest.approx(60 / 80)
    assert found.verdict == "lower"


def test_extra_nights_are_weekend_nights():
    found = headline([{"at": "2022-03-16 23:00"}], extra_nights=["2022-03-16"])
    assert (found.n, found.nights, found.other_nights) == (1, 9, 0)


@pytest.mark.parametrize(
    ("n", "verdict"),
    [(18.4, "no change"), (18.6, "higher"), (3.6, "no change"), (3.4, "lower"), (10, "no change")],
)
def test_verdict_at_its_edges(n, verdict):
    assert judge(n, RANGE) == verdict
    assert judge(n, NOTHING) == "cannot say"


def test_nobody_in_scope_nothing_said():
    found = headline([{"scope": "context"}], NOTHING)
    assert found.nights == 8
    assert np.isnan([found.n, found.per_night, found.low, found.high, found.ceiling]).all()
    assert found.verdict == "cannot say"


def test_new_year_counts_in_december():
    made = cohort([{"at": "2022-01-01 02:00"}])
    monthly = count_months(made.weighted, first=Month(2021, 12), last=MARCH, profile=profile())
    assert monthly["n"].tolist() == [1, 0, 0, 0]
    assert monthly["nights"].tolist() == [9, 9, 8, 8]
    assert monthly.index.name == "month"


def test_months_are_seen_as_young_as_this_one():
    rows = [
        {"at": "2022-02-12 23:00", "recorded_on": "2022-03-05 23:00"},  # February's cut would be 5 March
        {"at": "2022-02-12 23:00", "recorded_on": "2022-03-06 00:01"},
        {},
    ]
    made = cohort(rows).weighted
    assert list(as_known_then(made, month=MARCH, cut=CUT).index) == ["i00000", "i00002"]


def test_expected_range_holds_a_steady_force():
    fridays = pd.date_range("2019-01-01", "2022-03-31", freq="W-FRI")
    made = cohort([{"at": f"{day:%Y-%m-%d} 22:00"} for day in fridays for _ in range(3)])
    found, _ = expect_month(made.weighted, first=Month(2019, 1), month=MARCH, cut=CUT, profile=profile())
    assert found.low80 <= 12 <= found.high80
    short, past = expect_month(made.weighted, first=Month(2021, 1), month=MARCH, cut=CUT, profile=profile())
    assert np.isnan(short.low80)
    assert past == (0, 0)
