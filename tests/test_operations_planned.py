"""Operations before and after: designs, nights, counts, forecasts, effects, decisions and the visits' timetable."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures import operation_design as designs
from vawg_geo.measures.forecast import forecast_count
from vawg_geo.measures.operation_counts import Nightly, count_codes, count_zones, expect_nights
from vawg_geo.measures.operation_design import nights_before, read_designs, stage_of
from vawg_geo.measures.operation_effect import (
    CANNOT,
    CHANGE,
    REPEAT,
    RULES,
    STOP,
    TOGETHER,
    decide,
    evaluate_harm,
    evaluate_zones,
    nights_needed,
    smallest_shown,
)  # fmt: skip
from vawg_geo.measures.operation_process import count_visits, share_delivered, tasks_of_operation
from vawg_geo.measures.operation_results import assess_operations
from vawg_geo.measures.operation_voices import count_reports_round, evaluate_ambulance, survey_round
from vawg_geo.measures.operations import detectable_effect
from vawg_geo.measures.task_memory import remember_tasks
from vawg_geo.measures.visit_plan import BREAK, ELSEWHERE, dose_visits, plan_visits

pytestmark = pytest.mark.methods("8", "9")
MARCH, CUT, HOURS = Month(2022, 3), date(2022, 4, 5), ("21:00", "04:00")
ROW = {"name": "Op", "nights": "2021-12-04;2021-12-03", "hours": "22:00-02:30", "treated": "A;B", "buffer": "C",
       "control": "D;E", "registered_on": pd.Timestamp("2021-12-01", tz=LONDON), "outcome": "Offences",
       "smallest_effect": 0.3, "purpose": "Calm"}  # fmt: skip


def design(**changes):
    return read_designs(pd.DataFrame([ROW | changes]), hours=HOURS)[0]


def test_a_design_is_read_as_it_was_registered():
    one = design()
    assert (one.first, one.last) == (pd.Timestamp("2021-12-03"), pd.Timestamp("2021-12-04"))
    assert (one.hours, one.late, one.codes("control")) == (4.5, False, ("D", "E"))
    assert design(hours=None).hours == 7
    assert design(registered_on=pd.Timestamp("2021-12-04", tz=LONDON)).late
    assert not design(registered_on=pd.Timestamp("2021-12-03 20:00", tz=LONDON)).late
    assert design(control=None).control == ()
    assert read_designs(None, hours=HOURS) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"nights": "3 December"}, "1 nights cannot be read"), ({"nights": None}, "dates YYYY"),
     ({"treated": ""}, "codes"), ({"hours": "22 to 2"}, "HH:MM-HH:MM")],
)  # fmt: skip
def test_a_broken_design_is_refused(changes, words):
    with pytest.raises(SchemaError, match=words) as caught:
        design(**changes)
    assert "December" not in str(caught.value)
    with pytest.raises(SchemaError, match="1 are there twice"):
        read_designs(pd.DataFrame([ROW, ROW]), hours=HOURS)


def test_stages():
    ends = {"2022-04-01": "planned", "2022-03-08": "to be evaluated", "2022-03-09": "too young to evaluate",
            "2022-03-08;2022-04-05": "running"}  # fmt: skip
    assert [stage_of(design(nights=nights), month=MARCH, cut=CUT) for nights in ends] == list(ends.values())


def test_nights_before_are_the_same_days_of_a_year_without_other_operations_there():
    one, other = design(), design(name="Other", nights="2021-11-05", treated="E")
    elsewhere = design(name="Far", nights="2021-11-12", treated="Z")
    nights = nights_before(one, [one, other, elsewhere], earliest=pd.Timestamp(2020, 1, 1), latest=pd.Timestamp(CUT))
    by_hand = [d for d in pd.date_range("2020-12-04", "2021-12-02") if d.day_name() in ("Friday", "Saturday")]
    assert nights.tolist() == [d for d in by_hand if d != pd.Timestamp("2021-11-05")]
    late = nights_before(one, [one], earliest=pd.Timestamp("2021-11-01"), latest=pd.Timestamp("2021-11-20"))
    assert len(late) == 6


def made_nightly():
    """Three weekend nights: one offence a zone and night, one of them an officer's own record."""
    nights = pd.to_datetime(["2021-11-26", "2021-11-27", "2021-12-03"])
    rows = [(night, zone, False, "8N", 10.0) for night in nights for zone in ("treated", "buffer", "control")]
    rows += [(nights[2], "treated", True, "8N", 10.0), (nights[2], "control", False, "19C", 100.0)]
    events = pd.DataFrame(rows, columns=["night", "zone", "police", "offence_code", "harm"])
    return Nightly(events.assign(area="A"), pd.Timestamp("2018-01-01"), told=True), nights


def test_zones_and_codes_are_counted_by_hand():
    nightly, nights = made_nightly()
    counts = count_zones(nightly, nights[:2], nights[2:])
    assert counts[["before", "after", "police_after"]].to_numpy().tolist() == [[2, 1, 1], [2, 1, 0], [2, 2, 0]]
    codes = count_codes(nightly, nights[:2], nights[2:])
    assert codes.loc["8N"].tolist() == [4, 2, 2, 1, 10]
    assert codes.loc["19C"].tolist() == [0, 0, 0, 1, 100]
    effects = evaluate_zones(counts)
    # (1/1 - 2/2) - (2/1 - 2/2) = -1 a night, one night; variance 2/4 + 1 + 2/4 + 2 = 4
    assert effects.loc["the operation's areas", "change"] == -1
    assert effects.loc["the operation's areas", "high"] == pytest.approx(-1 + 1.6448536 * 2)
    assert effects.loc[TOGETHER, "change"] == -1  # 2 - 4/2 = 0, control + 1
    harm = evaluate_harm(codes, nights=(2, 1))
    assert harm["change"] == pytest.approx((10 * 2 - 10 * 4 / 2) - ((10 + 100) - 10 * 2 / 2))
    assert harm["unweighted"] == 0
    unweighted = evaluate_harm(codes.assign(weight=np.nan), nights=(2, 1))
    assert unweighted.isna().tolist() == [True, True, True, False]
    assert unweighted["unweighted"] == 10
    assert evaluate_zones(counts.assign(nights_before=0))["change"].isna().all()


def test_expected_nights_are_a_forecast_of_the_same_days():
    rng = np.random.default_rng(0)
    days = pd.date_range("2019-01-01", "2022-03-31")
    weekend = days[days.day_of_week.isin((4, 5))]
    night = np.repeat(weekend, rng.poisson(2, len(weekend)))
    other = pd.Series(pd.Timestamp("2021-06-07"), index=range(500))  # a Monday: not of these nights
    events = pd.DataFrame({"night": [*night, *other], "zone": "treated", "police": False})
    nightly = Nightly(events, pd.Timestamp("2019-01-01"), told=True)
    one = design(nights="2022-04-01;2022-04-02;2022-04-08")
    got = expect_nights(nightly, one, "treated", known=MARCH, months=36)
    n = pd.Series(night).dt.strftime("%Y-%m").value_counts().sort_index().iloc[-36:].astype(float)
    nights = pd.Series(weekend.strftime("%Y-%m")).value_counts().astype(float)
    nights["2022-04"] = 3
    assert got == forecast_count(n, nights, month="2022-04")
    assert 4 < got.expected < 8
    later = expect_nights(nightly, design(nights="2022-06-03"), "treated", known=MARCH, months=36)
    assert later.months == 36
    past = expect_nights(nightly, design(), "treated", known=MARCH, months=36)
    assert past.months == 35  # January 2019 to November 2021: nothing of its own month is read


def test_the_smallest_fall_and_the_nights_it_takes():
    fall = smallest_shown(60.0, 60.0, nights=(50, 50))
    assert fall == pytest.approx(detectable_effect((60, 60), (60, 60)))
    needed = nights_needed(3.0, 3.0, before=100, share=0.3)
    rates = [smallest_shown(3 * k, 3 * k, nights=(100, k)) / (3 * k) for k in (needed - 1, needed)]
    assert rates[0] > 0.3 >= rates[1]
    assert np.isnan(nights_needed(0.01, 0.01, before=100, share=0.1))
    assert np.isnan(smallest_shown(np.nan, 1.0, nights=(10, 2)))
    assert np.isnan(nights_needed(1.0, 1.0, before=0, share=0.3))


EFFECT = pd.Series({"change": 0.0, "low": -5.0, "high": 5.0})


@pytest.mark.parametrize(
    ("changes", "effect", "counted", "rule", "decision"),
    [
        ({"control": None}, {}, (2, 1.0), "no_control", CANNOT),
        ({"registered_on": pd.Timestamp("2021-12-04", tz=LONDON)}, {}, (2, 1.0), "late", CANNOT),
        ({}, {"change": np.nan}, (2, 1.0), "no_before", CANNOT),
        ({}, {"high": -0.1}, (2, 0.1), "fewer", REPEAT),
        ({}, {"low": 0.1}, (2, 1.0), "more", STOP),
        ({}, {}, (2, 0.79), "short", CHANGE),
        ({}, {}, (3.1, np.nan), "few", CHANGE),
        ({}, {}, (np.nan, 0.8), "few", CHANGE),
        ({}, {"low": -2.9}, (3, 1.0), "none", STOP),
        ({}, {}, (3, 1.0), "open", CHANGE),
    ],
)
def test_the_first_rule_that_holds_decides(changes, effect, counted, rule, decision):
    fall, delivered = counted
    told = pd.Series(EFFECT.to_dict() | effect)
    got = decide(design(**changes), told, fall=fall, expected=10, delivered=delivered)
    assert (got.rule, got.decision) == (rule, decision)
    assert got.text in [text for _, _, text in RULES]


def test_the_countys_operations_stand_where_they_were_planted(case):
    found = assess_operations(case.incidents, case.tables["operation_designs"], month=MARCH, cut=case.cut,
                              profile=read_profile("operation_eval"))  # fmt: skip
    by_name = {one.design.name: one for one in found}
    assert {name: one.stage for name, one in by_name.items()} == {
        "Freshers 2021": designs.ENDED, "Op Armour": designs.ENDED, "Op Armour II": designs.YOUNG,
        "Op Armour III": designs.PLANNED,
    }  # fmt: skip
    armour, ahead = by_name["Op Armour"], by_name["Op Armour III"]
    assert armour.effects.loc[TOGETHER, "after"] == armour.counts.loc[["treated", "buffer"], "after"].sum()
    low, high = armour.expected["treated"].low95, armour.expected["treated"].high95
    assert low <= armour.counts.loc["treated", "after"] <= high  # nothing was planted
    assert armour.fall > armour.design.smallest * armour.expected["treated"].expected
    assert armour.decision(1.0).rule == "few"
    assert ahead.before.max() <= pd.Timestamp(MARCH.last)
    assert ahead.effects.empty
    assert ahead.needed > len(ahead.nights)
    assert by_name["Op Armour II"].design.late
    assert not by_name["Op Armour II"].expected


def test_patrols_of_its_own_nights_and_hours():
    one = design()
    start = pd.to_datetime(["2021-12-03 22:00", "2021-12-04 02:15", "2021-12-04 02:30", "2021-11-01 23:00",
                            "2021-12-10 23:00", "2021-12-04 23:00"]).tz_localize(LONDON)  # fmt: skip
    log = pd.DataFrame({"area": ["A", "A", "A", "A", "A", "Z"], "start": start,
                        "end": start + pd.Timedelta(minutes=30), "officers": [2, 3, 2, 2, 2, 2]})  # fmt: skip
    got = count_visits(log, one)
    assert got.loc["A"].tolist() == [2, 60, 2.5, 2]
    assert got.loc["B"].tolist() == [0, 0, 0, 2]
    assert count_visits(log[log["area"] == "none"], one)["logged"].isna().all()
    assert count_visits(log.iloc[[4]], one)["logged"].tolist() == [0, 0]
    tasks = pd.DataFrame({"month": ["2021-12", "2021-12", "2022-01"], "area": ["A", "Z", "A"], "asked": "x",
                          "asked_minutes": [100.0, 50, 70], "delivered_minutes": [70.0, 50, 70]})  # fmt: skip
    kept = tasks_of_operation(remember_tasks(tasks, None, cut=CUT), one)
    assert share_delivered(kept) == 0.7
    assert np.isnan(share_delivered(kept.iloc[:0]))


def test_ambulance_reports_and_survey_by_hand():
    one, before = design(), pd.to_datetime(["2021-11-26", "2021-11-27", "2015-01-01"])
    calls = pd.DataFrame(
        [("2021-11-26", "A", 4), ("2021-11-27", "D", 2), ("2021-12-03", "B", 1), ("2021-12-04", "C", 3),
         ("2021-12-04", "Z", 50), ("2021-12-05", "A", 9)], columns=["date", "area", "n"],
    )  # fmt: skip
    calls["date"] = pd.to_datetime(calls["date"]).dt.tz_localize(LONDON)
    got = evaluate_ambulance(calls, one, pd.DatetimeIndex(before))
    assert got.loc[TOGETHER, ["before", "after", "control_before", "control_after"]].tolist() == [4, 4, 2, 0]
    assert got.loc[TOGETHER, "change"] == (4 - 4) - (0 - 2)
    assert evaluate_ambulance(calls.iloc[:3], one, pd.DatetimeIndex(before)).empty
    assert evaluate_ambulance(None, one, pd.DatetimeIndex(before)).empty
    days = pd.to_datetime(["2021-09-10", "2021-12-02", "2021-12-05", "2022-02-26", "2021-12-04"])
    reports = pd.DataFrame({"reported_on": days, "area": ["A", "B", "D", "A", "A"]})
    told = count_reports_round(reports, one, cut=pd.Timestamp(CUT))
    assert told.to_numpy().tolist() == [[2, 1], [0, 1]]
    assert count_reports_round(reports, one, cut=pd.Timestamp("2022-02-25"))["after"].isna().all()
    assert count_reports_round(None, one, cut=pd.Timestamp(CUT)).empty
    asked = pd.DataFrame({"survey": "community", "question": "Feels safe alone by night here", "group": "women",
                          "period": ["2021-04 to 2021-06", "2021-07 to 2021-09", "2021-10 to 2021-12", "2022-01"],
                          "n": [1, 50, 9, 40], "d": [9, 100, 9, 100]})  # fmt: skip
    rounds = survey_round(asked, one, question="feels safe", group="women")
    assert rounds["period"].to_dict() == {"before": "2021-07 to 2021-09", "after": "2022-01"}
    assert rounds["share"].tolist() == [0.5, 0.4]
    assert survey_round(None, one, question="x", group="y").empty


def test_every_place_comes_once_a_round_and_nobody_learns_the_order():
    plan = plan_visits(list("ABCD"), begins="21:00", hours=7, nights=6, seed=7)
    assert plan.index[[0, 1, -1]].tolist() == ["21:00", "21:15", "03:45"]
    assert len(plan) == 28
    for night in plan:
        visits = plan[night][plan[night] != BREAK]
        assert (plan[night] == BREAK).sum() == 3
        assert visits.value_counts().max() - visits.value_counts().min() <= 1
        assert (visits.to_numpy()[1:] != visits.to_numpy()[:-1]).all()
    assert plan.nunique(axis=1).max() > 1
    assert plan.equals(plan_visits(list("ABCD"), begins="21:00", hours=7, nights=6, seed=7))
    assert not plan.equals(plan_visits(list("ABCD"), begins="21:00", hours=7, nights=6, seed=8))
    alone = plan_visits(["A"], begins="21:00", hours=2, nights=1, seed=0)[1]
    assert sorted(alone) == ["A"] * 4 + [ELSEWHERE] * 4
    with pytest.raises(SchemaError, match="needs a place"):
        plan_visits([], begins="21:00", hours=2, nights=1, seed=0)


def test_dosage_is_what_the_plan_holds():
    plan = plan_visits(list("ABCD"), begins="21:00", hours=7, nights=6, seed=7)
    dose = dose_visits(4, hours=7, nights=6).set_index("pairs")
    assert dose.loc[1, "visits"] == (plan[1] != BREAK).sum()
    assert dose.loc[2].tolist() == [50, 12.5, 15 * 50 * 6, 50 / 4 / 28, 2 * 2 * 7 * 6]
    assert dose_visits(1, hours=2, nights=1)["share"].max() == 1


def test_a_design_without_control_is_never_repeated_on_its_counts():
    lucky = pd.Series({"change": -9.0, "low": -10.0, "high": -8.0})
    one = replace(design(), control=())
    assert decide(one, lucky, fall=1, expected=10, delivered=1).decision == CANNOT
