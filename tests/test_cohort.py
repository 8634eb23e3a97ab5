"""The NTE public set: one reason a record, and a flow that balances."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nte_table import incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort import IN_SCOPE, PARTLY, UNKNOWN_VICTIM, select_nte

pytestmark = pytest.mark.methods("1", "3", "6")
MARCH = Month.parse("2022-03")
REASONS = [
    ({"status": "cancelled"}, "cancelled or transferred"),
    ({"status": "transferred"}, "cancelled or transferred"),
    ({"scope": "context"}, "offence outside the scope"),
    ({"scope": None}, "offence outside the scope"),
    ({"victim_sex": "M"}, "victim recorded as other than a woman or girl aged 10 or over"),
    ({"victim_sex": "X"}, "victim recorded as other than a woman or girl aged 10 or over"),
    ({"victim_age": 9.0}, "victim recorded as other than a woman or girl aged 10 or over"),
    ({"victim_age": 9.0, "victim_sex": None}, "victim recorded as other than a woman or girl aged 10 or over"),
    ({"recorded_on": "2023-03-14 00:00"}, "recorded more than 365 days after it happened"),
    ({"online": True}, "online"),
    ({"place_type": "online"}, "online"),
    ({"place_type": "dwelling"}, "not a public place, or the kind of place not recorded"),
    ({"place_type": None}, "not a public place, or the kind of place not recorded"),
    ({"located": "default_point"}, "police station, hospital, prison or another default point"),
    ({"geocode_quality": "poor"}, "place poorly known or missing"),
    ({"geocode_quality": None}, "place poorly known or missing"),
    ({"located": "excluded", "area": None}, "in a place that curation excludes"),
    ({"located": "outside"}, "outside the force's area"),
    ({"at": "2022-03-12 18:00", "to": "2022-03-14 06:00"}, "time span over 24 hours: no night can be told"),
    ({"at": "2022-03-12 12:00"}, "wholly outside the hours 18:00 to 06:00"),
    ({"at": "2022-03-12 12:00", "to": "2022-03-12 19:00"}, PARTLY),
    ({"victim_sex": None}, UNKNOWN_VICTIM),
    ({"victim_age": None}, UNKNOWN_VICTIM),
    ({"at": "2019-03-31 23:00"}, "night outside April 2019 to March 2022"),
    ({"at": "2022-04-01 20:00"}, "night outside April 2019 to March 2022"),
    ({"da": True}, IN_SCOPE),
    ({"at": "2022-04-01 02:00"}, IN_SCOPE),  # the night of 31 March
    ({"at": "2022-03-12 16:00", "to": "2022-03-12 20:00"}, IN_SCOPE),  # exactly half
]  # fmt: skip


@pytest.mark.parametrize(("row", "reason"), REASONS, ids=[str(row) for row, _ in REASONS])
def test_each_reason(row, reason):
    flow = select_nte(incidents([row]), month=MARCH, profile=profile()).flow.set_index("step")["n"]
    assert flow[reason] == 1
    assert flow.sum() == 2  # records in, and the one reason


def test_nights_and_weekends():
    times = ["2022-01-01 02:00", "2022-03-11 21:00", "2022-03-16 23:00", "2022-03-13 19:00"]
    made = incidents([{"at": at} for at in times])
    rows = select_nte(made, month=MARCH, profile=profile(), extra_nights=["2022-03-16"]).members
    assert list(rows["night"].dt.strftime("%Y-%m-%d")) == ["2021-12-31", "2022-03-11", "2022-03-16", "2022-03-13"]
    assert list(rows["weekend"]) == [True, True, True, False]


def test_totals_weigh_the_uncertain():
    made = incidents([{}, {"at": "2022-03-12 12:00", "to": "2022-03-12 20:00"}, {"victim_sex": None}])
    cohort = select_nte(made, month=MARCH, profile=profile())
    assert len(cohort.members) == 1
    assert cohort.weighted["nte"].sum() == pytest.approx(1.25)
    assert cohort.ceiling["nte"].sum() == pytest.approx(2.25)


def test_open_data_is_left_out_whole():
    row = {"at": "2022-03-01 00:00", "to": "2022-04-01 00:00", "victim_sex": None, "scope": None, "place_type": None}
    made = incidents([row]).assign(category="Violence and sexual offences")
    flow = select_nte(made, month=MARCH, profile=profile()).flow
    assert flow["n"].iloc[-1] == 0


def test_input_is_not_changed():
    made = incidents([{}, {"scope": "context"}])
    before = made.copy(deep=True)
    select_nte(made, month=MARCH, profile=profile())
    pd.testing.assert_frame_equal(pd.DataFrame(made), pd.DataFrame(before))


@settings(max_examples=30)
@given(st.lists(st.sampled_from([row for row, _ in REASONS]), min_size=1, max_size=12))
def test_flow_balances(rows):
    cohort = select_nte(incidents(rows), month=MARCH, profile=profile())
    n = cohort.flow["n"]
    assert n.iloc[0] == len(rows) == n.iloc[1:].sum()
    inside = cohort.members["night"].between(*map(pd.Timestamp, cohort.window))
    assert n.iloc[-1] == inside.sum()
