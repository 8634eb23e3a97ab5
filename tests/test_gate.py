"""The data gate: shares by hand, colours at their edges, and what may still come."""

from datetime import date

import numpy as np
import pytest
from nte_table import incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Gate
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.gate import colour_of, measure_gate

pytestmark = pytest.mark.methods("1", "6")
MARCH, CUT = Month.parse("2022-03"), date(2022, 4, 5)


def gate(rows):
    made = incidents(rows)
    cohort = select_nte(made, month=MARCH, profile=profile())
    return measure_gate(made, cohort, month=MARCH, cut=CUT, profile=profile())


@pytest.mark.parametrize(
    ("geocoded", "certain", "colour"),
    [
        (0.85, 0.70, "green"), (0.8499, 0.70, "amber"), (0.85, 0.6999, "amber"), (0.5, 0.5, "amber"),
        (0.4999, 0.9, "red"), (0.9, 0.4999, "red"), (np.nan, 0.9, "red"), (0.9, np.nan, "red"),
    ],
)  # fmt: skip
def test_colours_at_their_edges(geocoded, certain, colour):
    assert colour_of(geocoded, certain, gate=Gate()) == colour


def test_shares_by_hand():
    rows = [
        {}, {"geocode_quality": "poor"}, {"at": "2022-03-12 00:00"},
        {"at": "2022-03-12 20:00", "to": "2022-03-12 22:01"}, {"victim_sex": None},
        {"place_type": "dwelling", "geocode_quality": "none"}, {"online": True}, {"status": "cancelled"},
        {"scope": "context"}, {"at": "2018-03-12 23:00"},
    ]  # fmt: skip
    result = gate(rows)
    assert result.geocoded == pytest.approx(3 / 4)
    assert result.time_certain == pytest.approx(3 / 4)
    assert result.sex_missing == pytest.approx(1 / 5)
    assert result.midnight_share == pytest.approx(1 / 3)
    assert result.lag_median_days == pytest.approx(1)
    assert result.colour == "amber"


def test_nothing_to_judge_is_red():
    result = gate([{"scope": "context"}])
    assert result.colour == "red"
    assert np.isnan([result.geocoded, result.time_certain, result.sex_missing, *result.may_rise]).all()


def test_a_month_of_open_data_is_not_time_certain():
    result = gate([{"at": "2022-03-01 00:00", "to": "2022-04-01 00:00", "place_type": None}])
    assert result.time_certain == 0
    assert result.colour == "red"


def late(days):
    return {"at": "2020-03-14 23:00", "recorded_on": f"2020-{4 + days // 30:02d}-14 23:00"}


def test_what_may_still_come():
    prompt = [{"at": "2020-03-14 23:00"}] * 20
    now = [{"at": "2022-03-12 23:00"}] * 10
    assert gate(prompt + now).may_rise == (0.0, 1.0)  # everything ever came at once: twenty do not make it certain
    assert gate(prompt * 20 + now).may_rise == (0.0, 0.0)
    low, high = gate([late(0)] * 10 + prompt[:10] + now).may_rise  # half came after a month: as many again
    assert 2 < low < 10 < high < 22
    assert np.isnan(gate([late(60)] * 5 + now).may_rise).all()  # nothing ever came so soon
