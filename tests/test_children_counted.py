"""Whom the profile of children counts: every sexual offence against a child, and no theme of a few told apart."""

from dataclasses import replace

import pandas as pd
import pytest
from people_made import study_of

from vawg_geo.base.profile import read_profile
from vawg_geo.measures.scoped import select_scope
from vawg_geo.publishing.chapters._demand_tables import count_themes
from vawg_geo.publishing.chapters._performance_support import support_blocks

pytestmark = pytest.mark.methods("1", "12")


def counted(incidents, *, least=10, max_age=17):
    profile = read_profile("csae")
    profile = replace(
        profile, scope=replace(profile.scope, max_age=max_age), written=replace(profile.written, least=least)
    )
    return select_scope(incidents, profile=profile, first=pd.Timestamp(2021, 4, 1), last=pd.Timestamp(2022, 3, 31))


def test_every_sexual_offence_against_a_child_is_counted_whatever_its_code(case):
    rows = case.incidents
    own = rows[(rows["status"] == "live") & (rows["victim_age"] < 18) & rows["themes"].str.contains("sexual")]
    codes = own[~own["themes"].str.contains("child_sexual")]
    held = study_of(case, "csae").rows
    assert set(held.index) == set(own.index)
    assert len(codes) > 0.2 * len(own)  # the codes of a child's offences alone would leave these out
    assert (held["victim_age"].astype(float) >= 16).any()


def test_themes_of_few_children_are_told_apart_nowhere_and_count_in_the_total(case):
    few, all_told = counted(case.incidents), counted(case.incidents, least=0)
    ages = counted(case.incidents, max_age=18)
    assert len(few.rows) == len(all_told.rows)
    pd.testing.assert_frame_equal(few.flow, all_told.flow)
    every = {name for text in all_told.rows["themes"].unique() for name in text.split(";")}
    told = {name for text in few.rows["themes"].unique() for name in text.split(";")}
    assert {"child_sexual", "sexual", "rape"} <= told < every
    assert {name for text in ages.rows["themes"].unique() for name in text.split(";")} >= every  # adults: all told
    study = study_of(case, "csae")
    assert (count_themes(study)[["before", "n"]] >= study.written.least).all(axis=None)
    for name in every - told:
        sizes = [
            rows["themes"].str.contains(rf"(?:^|;){name}(?:;|$)").sum()
            for rows in (all_told.rows.loc[period.index] for period in (study.now, study.earlier))
        ]
        assert min(sizes) < study.written.least


def test_a_theme_of_the_profile_s_own_stays_however_few(case):
    rows = counted(case.incidents, least=10**6).rows["themes"]
    assert {name for text in rows.unique() for name in text.split(";")} == {"child_sexual", "sexual"}


def test_a_profile_of_children_tells_of_their_services_alone(case):
    study = study_of(case, "csae")
    support_blocks(study)
    referrals, (first, last) = case.tables["referrals"], map(pd.Timestamp, study.period)
    day = referrals["date"].dt.tz_localize(None)
    own = referrals[day.between(first, last) & (referrals["theme"] == "child")]
    told = study.book.entries["performance_referrals"].table["n"]
    assert told.to_dict() == own["service"].value_counts().to_dict()
