"""The operations' chapters: the design first, late ones told, missing tables told, every sentence said both ways."""

from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import bare, texts, unsaid, write
from people_made import table

from vawg_geo.base.periods import LONDON
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.operation_design import ENDED, PLANNED
from vawg_geo.publishing.chapters import (
    opcounted,
    opdesign,
    opdosage,
    opeffect,
    opexpected,
    opprocess,
    opverdict,
    opvoices,
)  # fmt: skip

pytestmark = pytest.mark.methods(9)
PLAN = {"opdesign": opdesign, "opexpected": opexpected, "opdosage": opdosage, "opcounted": opcounted}
EVALUATION = {"opdesign": opdesign, "opprocess": opprocess, "opeffect": opeffect, "opvoices": opvoices,
              "opverdict": opverdict}  # fmt: skip
SOURCES = ("patrols", "tasks", "ambulance", "street_safe", "survey")


def page(case, chapters, name):
    """One study with a profile's chapters, in the order of its page."""
    first, *rest = chapters
    study, section = write(chapters[first], case, name=name)
    return study, {first: section} | {one: chapters[one].write(study) for one in rest}


def planned(case):
    return page(case, PLAN, "operation_plan")


def evaluated(case):
    return page(case, EVALUATION, "operation_eval")


def designs(case, **changes):
    """The county with some columns of its designs changed, the same in every row or a value a row."""
    return with_tables(case, operation_designs=case.tables["operation_designs"].assign(**changes))


def with_tables(case, **tables):
    return replace(case, tables={k: v for k, v in (case.tables | tables).items() if v is not None})


@pytest.fixture(scope="module")
def case(case):
    """The county's designs and only the areas they name: all these chapters read, in a twentieth of the time."""
    zones = case.tables["operation_designs"][["treated", "buffer", "control"]].agg(";".join, axis=1)
    named = set(";".join(zones).split(";"))
    areas = case.areas[case.areas.index.isin(list(named))]
    kept = case.incidents["area"].isin(list(named)) & (case.incidents["space"] == "public")
    return replace(case, incidents=case.incidents[kept], areas=areas, backdrop={})


@pytest.fixture(scope="module")
def plan(case):
    return planned(case)


@pytest.fixture(scope="module")
def evaluation(case):
    return evaluated(case)


def test_the_design_stands_before_every_result():
    for name, chapters in (("operation_plan", PLAN), ("operation_eval", EVALUATION)):
        own = [one for one in read_profile(name).written.sections if one.startswith("op")]
        assert own == list(chapters)
        assert own[0] == "opdesign"


def test_each_page_is_about_its_own_operations(plan, evaluation):
    (study, _), (other, _) = plan, evaluation
    stages = table(study, "op_stages")["n"]
    assert stages["all"] == stages.drop("all").sum() == len(table(study, "op_designs"))
    assert set(table(study, "op_expected")["operation"]) == {"Op Armour III"}
    assert set(table(other, "op_effects")["operation"]) == {"Freshers 2021", "Op Armour"}
    assert table(other, "op_decisions").index.tolist() == ["Freshers 2021", "Op Armour"]
    assert stages[PLANNED] == 1
    assert stages[ENDED] == 2


def test_one_count_everywhere(evaluation):
    study, sections = evaluation
    effects, police, told = (table(study, f"op_{name}") for name in ("effects", "police", "told"))
    for name in told.index:
        own = effects.loc[f"{name}|the operation's areas"]
        assert own["after"] == told.loc[name, "recorded"] == police.loc[f"{name}|operation area", "after"]
        both = own["after"] + effects.loc[f"{name}|around them", "after"]
        assert effects.loc[f"{name}|both together", "after"] == both
        assert told.loc[name, "change"] == effects.loc[f"{name}|both together", "change"]
    places = table(study, "op_places").groupby("operation")[["asked", "delivered", "minutes"]].sum()
    process = table(study, "op_process")
    assert (places == process[["asked", "delivered", "minutes"]].loc[places.index]).all().all()
    assert "6 nights are too few to tell whether Op Armour changed recorded offences" in texts(sections["opeffect"])


def test_a_late_design_is_told_and_decides_nothing(evaluation, case):
    assert "Op Armour II was registered on 14 March 2022, after its first night" in texts(evaluation[1]["opdesign"])
    late = designs(case, registered_on=pd.Timestamp("2022-04-01", tz=LONDON))
    _, sections = evaluated(late)
    assert texts(sections["opverdict"]).count("cannot say. The design was registered after the first night") >= 2


def test_a_design_without_control_cannot_say(case):
    alone = designs(case, control=None, smallest_effect=None)
    study, sections = evaluated(alone)
    assert "No control was registered" in texts(sections["opeffect"])
    assert table(study, "op_effects")["change"].isna().all()
    assert table(study, "op_ambulance")["change"].isna().all()
    assert set(table(study, "op_decisions")["decision"]) == {"cannot say"}
    assert "Register control areas" in texts(planned(alone)[1]["opexpected"])


def test_the_timetable_is_the_same_each_time_and_another_for_each_operation(plan, case):
    study, _ = plan
    visits = table(study, "op_visits")
    assert visits.equals(table(planned(case)[0], "op_visits"))
    names = set(case.areas.loc[list(study.operations[-1].design.treated), "alias"])
    assert set(visits.iloc[1:].filter(like="night").to_numpy().ravel()) == {*names, "break"}
    other = planned(designs(case, name=[f"Op {i}" for i in "ABCD"]))[0]
    assert not visits.filter(like="night").equals(table(other, "op_visits").filter(like="night"))
    long = ";".join(f"2022-05-{day:02d}" for day in range(1, 14))
    assert sorted(set(table(planned(designs(case, nights=[long] * 4))[0], "op_visits")["block"])) == [1, 2, 3]


def test_a_bare_force_is_told_what_it_lacks(case):
    for made in (planned(bare(case)), evaluated(bare(case))):
        assert not made[0].book.entries
        assert "registers no operations" in texts(made[1]["opdesign"])
    poor = with_tables(case, **dict.fromkeys(SOURCES))
    _, sections = evaluated(poor)
    for words in ("gets no ambulance calls", "gives no Street Safe reports", "gives no survey"):
        assert words in texts(sections["opvoices"])
    assert "cannot be said" in texts(sections["opprocess"])


def test_every_sentence_is_said_both_ways(plan, evaluation, case):
    own = case.tables["operation_designs"]
    ahead, behind = own[own["name"] == "Op Armour III"], own[own["name"] == "Op Armour"]
    pair, records, asked = pd.concat([ahead, behind]), case.incidents, case.tables["survey"]
    zone = ahead["treated"].iloc[0].split(";")
    busy = records[records["area"].isin(zone) & (records["space"] == "public")]
    grown = pd.concat([records, *(busy.set_axis(busy.index + f"+{i}", axis=0) for i in range(25))])
    calls = case.tables["ambulance"]
    during = calls["date"].dt.strftime("%Y-%m-%d").isin(behind["nights"].iloc[0].split(";")) & calls["area"].isin(zone)
    late = asked["period"] == "2022-01 to 2022-03"

    def made(designs, **changes):
        return with_tables(replace(case, **changes), operation_designs=designs)

    many = [
        bare(case),
        with_tables(made(pair.assign(smallest_effect=0.9)), **dict.fromkeys(SOURCES)),
        made(pair, incidents=records[records["recorded_on"] >= pd.Timestamp("2020-09-01", tz=LONDON)]),
        made(pair.assign(smallest_effect=0.5), incidents=grown.assign(reported_by=None)),
        made(pair.assign(smallest_effect=0.01), incidents=records.iloc[:0]),
        made(pair.assign(control=None, smallest_effect=None, purpose=None)),
        made(behind.assign(registered_on=pd.Timestamp("2022-05-01", tz=LONDON))),
        made(ahead.assign(nights="2022-04-15", smallest_effect=0.01)),
        made(ahead.assign(smallest_effect=0.01)),
        with_tables(
            made(behind.assign(smallest_effect=0.01, nights="2021-12-06")),
            ambulance=calls.assign(n=calls["n"].where(~during, 60)),
            survey=asked.assign(n=asked["n"].where(~late, asked["d"])),
        ),
    ]
    sections = {name: [both[1][name] for both in (plan, evaluation) if name in both[1]]
                for name in PLAN | EVALUATION}  # fmt: skip
    for one in many:
        _, found = page(one, PLAN | EVALUATION, "operation_plan")
        other = write(opdesign, one, name="operation_eval")[1]
        for name, section in found.items():
            sections[name].append(section)
        sections["opdesign"].append(other)
    for name, told in sections.items():
        assert unsaid(name, *told) == set(), name
