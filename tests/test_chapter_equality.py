"""Equality: who is not counted agrees with demand, listed places against deprivation, the loop test's words."""

from dataclasses import replace

import pandas as pd
import pytest
from people_made import study_of, table, words

from vawg_geo.publishing.chapters import equality
from vawg_geo.publishing.chapters._demand_tables import count_periods
from vawg_geo.publishing.report.blocks import Section

pytestmark = pytest.mark.methods(5)


def study_with(case, found, **written):
    study = study_of(case, **written)
    study.__dict__["hotspots"] = found  # the session's own, made as `Study.hotspots` makes it
    return study


def loop(case, found):
    return words(Section("loop", "", "", equality._feedback(study_with(case, found))))


@pytest.fixture(scope="module")
def made(case, found):
    study = study_with(case, found)
    return study, equality.write(study)


def test_who_is_not_counted_agrees_with_demand(made):
    study, _ = made
    now = count_periods(study).set_index("period").loc["now"]
    counted = table(study, "equality_counted")
    assert counted.loc["Victim's sex or age not recorded", ["n", "of"]].tolist() == [
        now["ceiling"] - now["n"], now["ceiling"]]  # fmt: skip
    assert counted.loc["No suspect recorded", "of"] == now["n"]


def test_groups_of_areas_hold_every_private_offence_once_a_kind(made):
    study, _ = made
    places = table(study, "equality_places")
    sums = places.groupby("kind")[["areas", "n", "residents"]].sum()
    assert sums["n"].nunique() == sums["residents"].nunique() == 1
    assert (sums["areas"] == len(study.case.areas)).all()


def test_listed_places_are_set_beside_the_offences_they_rest_on(made, case, found):
    study, section = made
    context = case.tables["area_context"].set_index("area")["imd_decile"]
    listed = found.scores.index[found.scores["tier"].isin(["A", "B"])]
    row = table(study, "equality_listed").loc["Listed places"]
    assert (row["n"], row["of"]) == (int((context[listed] == 1).sum()), len(listed))
    assert pd.isna(row["share"])  # seven places bear no share
    assert any(f"of {len(listed)} listed places" in said for said in words(section))


def test_the_loop_is_told_where_it_is_and_only_there(made, case, found):
    study, section = made
    test = table(study, "equality_feedback").iloc[0]
    assert test["records"] == int((found.events["reported_by"].fillna("") != "Police").sum())
    assert (test["kept"] < test["chance_low"]) == any(
        "Part of the list is where the police" in s for s in words(section)
    )
    first = found.scores.index[found.scores["rank"] <= 6]
    police = found.events["reported_by"].where(~found.events["area"].isin(first), "Police")
    looked = replace(found, events=found.events.assign(reported_by=police))
    assert any("Part of the list is where the police" in said for said in loop(case, looked))
    silent = replace(found, events=found.events.assign(reported_by=None))
    assert any("cannot be tested for a loop" in said for said in loop(case, silent))


def test_a_profile_without_a_list_says_so(case):
    section = equality.write(study_of(case, hotspots=False))
    assert any("lists no hot spots" in said for said in words(section))


def test_data_that_lack_a_month_have_no_list_to_test_and_say_so(case):
    day = case.incidents["recorded_on"]
    gap = (day >= pd.Timestamp("2022-01-01", tz="Europe/London")) & (
        day < pd.Timestamp("2022-02-01", tz="Europe/London")
    )
    begun = case.incidents["occurred_from"].between("2022-01-01T00:00+00:00", "2022-01-31T23:59+00:00")
    holed = replace(case, incidents=case.incidents[~gap & ~begun])
    said = words(equality.write(study_of(holed)))
    assert any("No list of places can be made" in one for one in said)
    assert any("cannot be tested whether it rests on where the police looked" in one for one in said)
