"""Steps reached: each crime once a step, shares of those that began, months covered."""

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.journeys import count_steps, count_within, covered_months, reach_steps

LONDON = "Europe/London"


def made():
    rows = [
        ("a", "da", "first_contact", "2021-03-27 23:30"), ("a", "da", "attended", "2021-03-28 02:00"),  # clocks go on
        ("a", "da", "attended", "2021-03-28 09:00"), ("a", "da", "charged_later", "2021-04-01 00:00"),
        ("b", "da", "first_contact", "2021-04-02 10:00"), ("b", "da", "attended", "2021-04-02 11:00"),
        ("c", "da", "attended", "2021-04-02 11:00"), ("d", "sexual", "reported", "2021-04-02 11:00"),
        ("e", "da", "first_contact", "2021-05-02 10:00"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["incident", "track", "step", "at"])
    return table.assign(at=pd.to_datetime(table["at"]).dt.tz_localize(LONDON))


def test_a_hand_sum_over_the_change_of_clocks():
    reached = reach_steps(made(), pd.Index(list("abcd")), track="da")
    assert list(reached.index) == list("abc")
    steps = {"Attended": ["attended"], "Charged": ["charged_in_custody", "charged_later"], "Court": ["court"]}
    table = count_steps(reached, start="first_contact", steps=steps).set_index("step")
    assert table["n"].to_dict() == {"Attended": 2, "Charged": 1, "Court": 0}
    assert set(table["of"]) == {2}  # c never began
    assert table.loc["Attended", "hours"] == pytest.approx((1.5 + 1) / 2)  # 23:30 to 02:00 is an hour and a half
    assert table.loc["Charged", "hours"] == pytest.approx(95.5)
    assert pd.isna(table.loc["Court", "hours"])


def test_months_count_those_that_were_in_time_and_those_that_never_came():
    reached = reach_steps(made(), pd.Index(list("abce")), track="da")
    months = ["2021-03", "2021-04", "2021-05", "2021-06"]
    table = count_within(reached, start="first_contact", step="attended", hours=1.0, months=months)
    assert table["n"].to_list() == [1, 1, 1, 0]
    assert table["x"].to_list() == [0, 1, 0, 0]
    none = count_within(reached, start="first_contact", step="court", hours=1.0, months=months)
    assert none["x"].sum() == 0


def test_a_way_that_nobody_began_is_refused():
    reached = reach_steps(made(), pd.Index(["c"]), track="da")
    with pytest.raises(SchemaError, match="first_contact"):
        count_steps(reached, start="first_contact", steps={"Attended": ["attended"]})
    with pytest.raises(SchemaError, match="step"):
        reach_steps(made().drop(columns="step"), pd.Index(["a"]), track="da")


def test_only_whole_months_of_keeping_count():
    months = ["2021-02", "2021-03", "2021-04", "2021-05"]
    assert covered_months(made(), months) == ["2021-04", "2021-05"]
    whole = made().assign(at=lambda t: t["at"] - pd.Timedelta(days=26))
    assert covered_months(whole, months)[0] == "2021-03"
    assert covered_months(made().iloc[:0], months) == []


def test_the_county_s_steps_agree_with_a_slow_count(case):
    journey, crimes = case.tables["journey"], case.incidents.index[-4_000:]
    reached = reach_steps(journey, crimes, track="sexual")
    table = count_steps(reached, start="reported", steps={"Charged": ["charged"]})
    own = journey[(journey["track"] == "sexual") & journey["incident"].isin(set(crimes))]
    began = set(own.loc[own["step"] == "reported", "incident"])
    charged = set(own.loc[own["step"] == "charged", "incident"])
    assert (table["of"].iloc[0], table["n"].iloc[0]) == (len(began), len(began & charged))
