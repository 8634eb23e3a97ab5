"""Online: totals that balance, no map, no small area."""

from dataclasses import replace

import pytest
from chapters_made import bare, grown, of_others, texts, unsaid, write
from people_made import MONTH, table

from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.chapters import online
from vawg_geo.publishing.report.blocks import Map
from vawg_geo.publishing.report.study import Study

pytestmark = pytest.mark.methods(12)


@pytest.fixture(scope="module")
def made(case):
    return write(online, case)


def test_every_table_has_the_total(made):
    study, section = made
    n = int((study.now["online"].fillna(value=False) | study.now["place_type"].eq("online")).sum())
    periods = table(study, "online_periods")
    assert periods.loc["now", ["n", "of"]].tolist() == [n, len(study.now)]
    assert table(study, "online_kinds")["n"].sum() == n == table(study, "online_ages")["n"].sum()
    assert table(study, "online_listed")[["n", "lost"]].sum(axis=1).iloc[0] == n
    months = table(study, "online_months")
    assert months.loc[months["month"] >= "2021-04", "n"].sum() == n
    stalking = study.now["themes"].str.contains("stalking")
    assert table(study, "online_themes").loc["stalking", "of"] == stalking.sum()
    assert not any(isinstance(block, Map) for block in section.blocks)


@pytest.mark.parametrize("name", ["vawg_full", "csae", "sso"])
def test_no_area_is_small(case, name):
    study, _ = write(online, case, name=name)
    homes = table(study, "online_homes")
    assert (homes["n"].dropna() >= study.written.least).all()
    assert homes["n"].isna().sum() != 1
    finest = case.areas["district"] if study.written.smallest == "district" else case.areas["msoa"]
    assert set(homes["area"]) <= set(finest)


def test_each_sentence_is_said_both_ways(made, case):
    more = grown(case, lambda t: t["space"].eq("online"))
    _, risen = write(online, more)
    _, none = write(online, of_others(case))
    few = bare(case)
    few.incidents["online"] = True
    _, poor = write(online, few)
    _, children = write(online, case, name="csae")
    profile = read_profile("vawg_full")
    anybody = Study(case, replace(profile, scope=replace(profile.scope, victim_sex="")), MONTH)
    assert unsaid("online", made[1], risen, none, poor, children, online.write(anybody)) == set()
    ages = table(anybody, "online_ages")
    assert ages["n"].sum() == table(anybody, "online_periods").loc["now", "n"]
    assert ages.loc["Not recorded", "n"] > 0
    assert risen.findings[0].name == "online.level"
    assert "no list by area" in texts(poor)
    assert "too few to compare" in texts(poor)
