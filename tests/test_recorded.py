"""Open data: every record is accounted for, and what cannot be said is said."""

import open_made as made
import pandas as pd
import pytest

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.recorded import find_recorded

pytestmark = pytest.mark.methods("1", "4", "5")
PROFILE = read_profile("open_data")
COUNTS = made.steady("2021-03", 13)


@pytest.fixture(scope="module")
def table():
    others = [
        made.incidents({("2022-03", "E01000001"): 7}, category="Burglary"),
        made.incidents({("2022-03", "E01000001"): 3}, located="outside"),
        made.incidents({("2022-02", "E01000001"): 2}, located="unlocated"),
        made.incidents({("2022-01", "E01000001"): 5}, located="default_point").assign(
            removed_place="E01000001", removed_why="prison"
        ),
        made.incidents({("2022-03", "E01000009"): 4}, vintage="2011"),
    ]
    return pd.concat([made.incidents(COUNTS), *others])


@pytest.fixture(scope="module")
def found(table):
    return find_recorded(table, made.areas(), month="2022-03", profile=PROFILE)


def test_the_flow_accounts_for_every_record(table, found):
    flow = found.flow.set_index("step")["n"]
    assert flow.iloc[0] == len(table)
    assert flow.iloc[0] == flow.iloc[1:].sum()
    assert flow["Out of scope: other crime types"] == 7
    assert flow["Outside the force's areas"] == 3
    assert flow["Unlocated: no place recorded"] == 2
    assert flow["Counted by area"] == found.scores["n"].sum()


def test_counts_are_of_the_year_that_ends_with_the_month(found):
    year = made.months("2021-04", 12)
    for area, row in found.scores.iterrows():
        assert row["n"] == sum(COUNTS[m, area] for m in year)
        assert row["n_month"] == COUNTS["2022-03", area]
    assert (str(found.first), str(found.last)) == ("2021-04", "2022-03")


def test_order_is_by_expected_count_and_lies_between_count_and_mean(found):
    scores = found.scores
    assert (scores.sort_values("rank")["expected_n"].diff().dropna() <= 0).all()
    low, high = scores["n"].clip(upper=scores["n"].mean()), scores["n"].clip(lower=scores["n"].mean())
    assert scores["expected_n"].between(low - 1e-9, high + 1e-9).all()
    assert list(found.listed["number"]) == list(range(1, len(found.listed) + 1))


def test_removed_points_are_listed(found):
    assert found.removed.to_dict("records") == [{"place": "E01000001", "what": "prison", "n": 5}]


def test_what_open_data_cannot_say_is_told_from_the_data(table, found):
    assert set(found.cannot["what"]) == {
        "Nights and hours", "Women and girls", "Harm", "Domestic abuse", "Tiers; new, stable or leaving",
        "Expected range",
    }  # fmt: skip
    knows = table.assign(victim_sex="F", offence_code="8N", da=True, occurred_to=table["occurred_from"])
    said = find_recorded(knows, made.areas(), month="2022-03", profile=PROFILE).cannot
    assert set(said["what"]) == {"Tiers; new, stable or leaving", "Expected range"}


def test_a_gap_ends_the_period():
    gap = {k: n for k, n in COUNTS.items() if k[0] != "2021-12"}
    found = find_recorded(made.incidents(gap), made.areas(), month="2022-03", profile=PROFILE)
    assert str(found.first) == "2022-01"


def test_a_month_without_data_is_refused(table):
    with pytest.raises(PeriodError, match="no offence in scope in 2022-04; they reach from 2021-03 to 2022-03"):
        find_recorded(table, made.areas(), month="2022-04", profile=PROFILE)


def test_a_street_names_a_place_and_a_car_park_does_not():
    table = made.incidents({("2022-03", "E01000001"): 9, ("2022-03", "E01000002"): 2})
    table.loc[table.index[:7], "place"] = "On or near Parking Area"
    near = find_recorded(table, made.areas(), month="2022-03", profile=PROFILE).scores["near"]
    assert near["E01000001"] == "High Street"
    assert near["E01000002"] == "High Street"
    assert near.iloc[2:].isna().all()


@pytest.mark.real
def test_real_months_balance(open_force):
    import vawg_geo as vg

    case = vg.load_case(open_force, month="2022-03")
    assert (case.ledger["rows_in"] == case.ledger["used"] + case.ledger["rejected"]).all()
    found = vg.find_recorded(case.incidents, case.areas, month="2022-03", profile=PROFILE)
    assert found.flow["n"].iloc[0] == found.flow["n"].iloc[1:].sum() == case.ledger["used"].sum()
    listed = set(found.removed["what"])
    assert {"prison", "hospital", "police station"} <= listed
    assert len(found.cannot) == 6
