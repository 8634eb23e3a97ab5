"""What the table says of a listed place."""

import numpy as np
import pandas as pd
import pytest
from nte_table import incidents, profile
from scipy import stats

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.listing import (
    count_by_month,
    count_fear,
    expect_range,
    find_peaks,
    name_behaviours,
    order_listed,
)

pytestmark = pytest.mark.methods("6")
MARCH = Month.parse("2022-03")


def members(rows):
    return select_nte(incidents(rows), month=MARCH, profile=profile()).members


def test_order():
    scores = pd.DataFrame(
        {"tier": ["B", "A", "", "watch", ""], "status": ["new", "stable", "leaving", "", ""], "rank": [2, 3, 1, 4, 5]},
        index=list("abcde"),
    )
    assert list(order_listed(scores)) == ["a", "b", "c"]


def test_no_kind_below_three():
    rows = [{"area": "A001", "offence_code": code} for code in ["8N"] * 4 + ["9A"] * 3 + ["8L"] * 2]
    named = name_behaviours(members([*rows, {"area": "A002"}]), ["A001", "A002", "A003"])
    assert named.tolist() == ["Assault with injury; Public fear or distress", "", ""]


def test_counts_by_month_of_the_night():
    made = members([{"at": "2022-03-01 02:00"}, {"at": "2022-03-01 20:00"}, {"at": "2020-01-01 20:00"}])
    counts = count_by_month(made, pd.Index(["A000", "A001"]), last=MARCH, months=3)
    assert counts.columns.tolist() == ["2022-01", "2022-02", "2022-03"]
    assert counts.to_numpy().tolist() == [[0, 1, 1], [0, 0, 0]]


def test_expected_range_is_the_gamma_poisson_one():
    counts = pd.DataFrame([[9] * 11 + [3] * 24 + [50]], index=["a"])
    low, high = expect_range(counts).loc["a"]
    rate = stats.gamma(3 * 24 + 0.5, scale=1 / 24).rvs(200_000, random_state=1)
    drawn = np.random.default_rng(1).poisson(rate)
    assert [low, high] == np.quantile(drawn, [0.1, 0.9]).tolist()
    assert expect_range(counts.iloc[:, -12:]).isna().all(axis=None)


def test_fear_in_twelve_months():
    days = ["2021-03-31", "2021-04-01", "2022-03-31 23:00", "2022-04-01"]
    pins = pd.DataFrame({"area": ["A000"] * 4, "reported_on": pd.to_datetime(days, format="mixed")})
    aware = pins.assign(reported_on=pins["reported_on"].dt.tz_localize("Europe/London"))
    for table in (pins, aware):
        assert count_fear(table, pd.Index(["A000", "A001"]), last=MARCH, months=12).tolist() == [2, 0]
    assert count_fear(None, pd.Index(["A000"]), last=MARCH, months=12).isna().all()


def test_peaks():
    rows = [{"area": "A001", "at": "2022-03-12 23:10"}] * 20 + [{"area": "A002"}] * 14
    peaks = find_peaks(members(rows), ["A001", "A002"], profile=profile())
    assert peaks.loc["A001"].tolist() == ["Sat 23:00-23:30", "23:00", "23:30"]
    assert peaks.loc["A002", "peak_text"] == "too few for hours"


@pytest.mark.parametrize("areas", [[], ["A009"]])
def test_nothing_is_no_error(areas):
    none = members([{"scope": "context"}])
    assert len(find_peaks(none, areas, profile=profile())) == len(areas)
    assert name_behaviours(none, areas).tolist() == [""] * len(areas)
    assert count_by_month(none, pd.Index(areas), last=MARCH, months=36).shape == (len(areas), 36)
