"""Following referrals: the fall after a bad year is no effect, and people like those referred are found."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.first_again import curve_first_again
from vawg_geo.measures.involvement import YEAR, Involvement, list_involvement
from vawg_geo.measures.programme_cohort import (
    AGAIN,
    CHILD,
    CONTRADICTED,
    FOLLOWED,
    LATER,
    NO_AGE,
    NO_PERSON,
    NO_YEAR,
    NOT_BEFORE,
    TOO_RECENT,
    UNLINKED,
    first_referrals,
    sort_people,
)
from vawg_geo.measures.programme_matching import COVARIATES, FEWEST, compare_balance, match_people
from vawg_geo.measures.programme_results import can_say, follow_programmes
from vawg_geo.measures.survival import survival_curve

pytestmark = pytest.mark.methods("14")
START, END = pd.Timestamp("2018-01-01"), date(2021, 12, 31)
DAYS = 4 * 365
PANELS = (420, 540, 660, 780, 900, 1020)  # days on which people are referred


def world(seed, *, effect=1.0, people=2500, each=14):
    """
    A county of four years whose people keep their own rate, however often they are recorded.

    On each panel's day those recorded lately are referred, by the square of their crimes of the year before. A
    referral multiplies what comes after it by `effect`.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 0.45, people)
    n = rng.poisson(rate * DAYS / 365)
    who, day = np.repeat(np.arange(people), n), rng.integers(0, DAYS, n.sum())
    referred = np.full(people, -1)
    for at in PANELS:
        year, lately = (np.bincount(who[(day <= at) & (day > at - back)], minlength=people) for back in (365, 45))
        weight = np.where((lately > 0) & (referred < 0), year**2, 0).astype("float64")
        picked = rng.choice(people, each, replace=False, p=weight / weight.sum())
        referred[picked] = at
        if effect < 1:
            gone = np.isin(who, picked) & (day > at) & (rng.random(len(day)) > effect)
            who, day = who[~gone], day[~gone]
    return table_of(who, day), referrals_of(referred)


def table_of(who, day):
    when = START + pd.to_timedelta(day, unit="D")
    pid = pd.Series(who).map("p{:04d}".format)
    fixed = {"da": who % 2 == 0, "harm": 1.0, "age": 30.0, "sex": "M"}
    return pd.DataFrame({"pid": pid, "day": when, "began": when, **fixed})


def referrals_of(referred):
    who = np.flatnonzero(referred >= 0)
    when = (START + pd.to_timedelta(referred[who], unit="D")).tz_localize("Europe/London")
    none = pd.Series(pd.NaT, index=range(len(who)), dtype="datetime64[us, Europe/London]")
    pid = [f"p{one:04d}" for one in who]
    return pd.DataFrame({"person_id": pid, "name": "One", "referred": when, "started": none, "completed": none})


def both_answers(involved, referrals):
    """What the fall after the referral says, and what people like those referred say."""
    people, _ = first_referrals(referrals, last=END)
    record = Involvement.of(involved)
    own, others = match_people(people, record, referred=people.set_index("pid")["day"], last=END)
    own = own[own["others"] >= FEWEST]
    before, after = int(own["n"].sum()), int(own["events"].sum())
    exposure = {"exposure_before": len(own) * YEAR, "exposure_after": int(own["followed"].sum())}
    return compare_counts(before, after, **exposure).iloc[0], own, others


def compared(own, others):
    from vawg_geo.measures.matched_ratio import compare_matched

    return compare_matched(own["events"], others)


def test_a_fall_after_a_bad_year_is_not_taken_for_an_effect():
    """The heart: nothing works, everybody referred gets better, and only the fall alone is fooled."""
    worlds = [both_answers(*world(seed)) for seed in range(60)]
    fell = np.mean([alone["high"] < 1 for alone, _, _ in worlds])
    against = [compared(own, others) for _, own, others in worlds]
    wrong = np.mean([one.high < 1 or one.low > 1 for one in against])
    assert fell > 0.95
    assert wrong <= 0.1  # said 0.05: of sixty, more than six would be one in thirty
    assert 0.95 < np.mean([one.ratio for one in against]) < 1.06
    assert np.mean([len(own) for _, own, _ in worlds]) > 50  # of 84: hardly anybody is like those recorded most


def test_a_true_effect_is_seen():
    against = [compared(*both_answers(*world(seed, effect=0.4))[1:]) for seed in range(100, 110)]
    assert np.mean([one.high < 1 for one in against]) >= 0.8
    assert np.mean([one.ratio for one in against]) == pytest.approx(0.4, abs=0.06)


def test_people_like_them_are_those_another_program_finds():
    involved, referrals = world(7, people=400, each=6)
    involved = involved.assign(age=np.where(np.arange(len(involved)) % 11 == 0, np.nan, 30.0))
    involved.loc[::17, "age"] = 16
    involved["began"] = involved["day"] - pd.to_timedelta(np.where(np.arange(len(involved)) % 9 == 0, 500, 0), unit="D")
    people, _ = first_referrals(referrals, last=END)
    since = people.set_index("pid")["day"]
    own, others = match_people(people, Involvement.of(involved), referred=since, last=END)
    rows = involved.assign(
        at=(involved["day"] - pd.Timestamp(0)).dt.days, since=(involved["began"] - pd.Timestamp(0)).dt.days
    )
    for label, person in people.iloc[::5].iterrows():
        day = person["day"]
        inside = rows[(rows["at"] > day - 365) & (rows["at"] <= day) & (rows["since"] > day - 365)]
        history = {
            pid: (len(mine), (day - mine["at"].max()) // 30 if day - mine["at"].max() < 30 else
                  1 + int(day - mine["at"].max() > 89) + int(day - mine["at"].max() > 179), bool(mine["da"].iloc[-1]))
            for pid, mine in inside.groupby("pid")
        }  # fmt: skip
        ages = inside.groupby("pid")["age"].min()
        mine = history[person["pid"]]
        alike = {
            pid for pid, one in history.items()
            if one == mine and ages[pid] >= 18 and since.get(pid, 10**6) > day and pid != person["pid"]
        }  # fmt: skip
        held = others[others["set"] == label]
        assert own.loc[label, "others"] == len(alike)
        assert set(held["pid"]) == (alike if len(alike) >= FEWEST else set())
        after = rows[(rows["at"] > day) & (rows["at"] <= day + 365) & (rows["since"] > day)].groupby("pid")["at"]
        assert held.set_index("pid")["events"].to_dict() == {p: len(after.groups.get(p, ())) for p in held["pid"]}
        assert own.loc[label, "n"] == mine[0]


def referral(person, referred, started=None, completed=None, name="One"):
    return (person, name, referred, started, completed)


def programmes(*rows):
    table = pd.DataFrame(rows, columns=["person_id", "name", "referred", "started", "completed"])
    for name in ("referred", "started", "completed"):
        table[name] = pd.to_datetime(table[name]).dt.tz_localize("Europe/London")
    return table


TABLE = programmes(
    referral("a", "2020-01-10", "2020-02-01", "2020-03-01"),
    referral("a", "2020-06-10", name="Two"),
    referral("b", "2020-05-01", None, "2020-06-01"),
    referral("c", "2020-05-01", "2020-04-01"),
    referral("c", "2020-07-01", "2022-02-01"),
    referral(None, "2020-05-01"),
    referral("d", "2022-01-01"),
)


def test_each_row_has_one_reason_and_a_person_the_first_that_counts():
    people, flow = first_referrals(TABLE, last=END)
    assert flow.sum() == len(TABLE)
    assert flow[[NO_PERSON, LATER, CONTRADICTED, AGAIN, "people referred"]].tolist() == [1, 1, 1, 1, 3]
    shown = people.set_index("pid")[["started", "completed"]]
    assert shown.loc["a"].tolist() == [True, True]
    assert shown.loc["b"].tolist() == [True, True]  # nobody completes what they never started
    assert shown.loc["c"].tolist() == [False, False]  # started after the last day that is looked at
    two, flow = first_referrals(TABLE, last=END, name="Two")
    assert (two["pid"].tolist(), flow.sum()) == (["a"], 1)
    empty, _ = first_referrals(TABLE.assign(started=None, completed=None), last=END)
    assert not empty["started"].any()
    with pytest.raises(SchemaError, match="'name' is missing"):
        first_referrals(TABLE.drop(columns="name"), last=END)


def test_each_person_has_one_reason():
    day = int((pd.Timestamp("2020-01-10") - pd.Timestamp(0)).days)
    people = pd.DataFrame({"pid": list("abcdefg"), "day": [day] * 7})
    people.loc[5, "day"] -= 700
    people.loc[6, "day"] += 700
    history = pd.DataFrame({"n": [1, 1, 0, 1, 1, 1, 1], "child": [0, 0, 0, 1, 0, 0, 0], "aged": [1, 1, 1, 1, 0, 1, 1]})
    why = sort_people(people, history, suspects=set("bcdefg"), first=date(2019, 1, 11), last=END)
    assert why.tolist() == [UNLINKED, FOLLOWED, NOT_BEFORE, CHILD, NO_AGE, NO_YEAR, TOO_RECENT]
    later = sort_people(people.iloc[[1]], history, suspects={"b"}, first=date(2019, 1, 12), last=END)
    assert later.tolist() == [NO_YEAR]  # a day of the year before is not in the records


def test_balance_by_hand():
    own = pd.DataFrame({name: [1.0, 3.0, 9.0] for name in COVARIATES}, index=["a", "b", "c"])
    others = pd.DataFrame({"set": ["a", "a", "b"], **{name: [1.0, 2.0, 3.5] for name in COVARIATES}})
    balance = compare_balance(own, others)
    spread = np.sqrt((2 + (0.5 * 1.5**2 + 0.5 * 0.5**2 + 1**2) / 2) / 2)
    assert balance.loc["n"].tolist() == pytest.approx([2.0, 2.5, -0.5 / spread])
    same = compare_balance(own.assign(n=1.0), others.assign(n=1.0))
    assert np.isnan(same.loc["n", "difference"])


def test_the_curve_is_that_of_survival_where_everybody_stands_for_one():
    rng = np.random.default_rng(1)
    first = np.where(rng.random(300) < 0.5, rng.integers(1, 300, 300), np.nan)
    followed = rng.integers(90, 366, 300).astype("float64")
    table = pd.DataFrame({"pid": [f"p{k}" for k in range(300)], "first": first, "followed": followed, "weight": 1.0})
    days = pd.Index([0, 30, 180, 365])
    curve = curve_first_again(table, days=days)
    again = first <= followed
    known = survival_curve(np.where(again, first, followed), again)
    for day in (30, 180):
        at = known[known.index <= day].iloc[-1]
        assert curve.loc[day, "share"] == pytest.approx(1 - at["open"])
        assert curve.loc[day, "at_risk"] == (np.where(again, first, followed) >= day).sum()
        still, se = at["open"], at["se"]
        factor = np.exp(1.959964 * se / (still * -np.log(still)))
        ends = [1 - still ** (1 / factor), 1 - still**factor]
        assert curve.loc[day, ["low", "high"]].tolist() == pytest.approx(ends, rel=1e-5)
    twice = pd.concat([table, table.assign(pid=table["pid"] + "x")], ignore_index=True).assign(weight=0.5)
    halves = curve_first_again(twice, days=days)
    assert halves["share"].tolist() == pytest.approx(curve["share"].tolist())
    assert (halves["high"] <= curve["high"]).all()  # more people stand behind the same weight
    same = curve_first_again(pd.concat([table, table], ignore_index=True).assign(weight=0.5), days=days)
    pd.testing.assert_frame_equal(same, curve)  # the same people twice tell no more
    with pytest.raises(SchemaError, match="at least one row"):
        curve_first_again(table.head(0), days=days)


def test_who_was_eliminated_or_not_identified_or_named_twice_is_not_counted():
    rows = pd.DataFrame(
        {"day": [START] * 3, "occurred_from": [START.tz_localize("Europe/London")] * 3, "da": [True, None, False],
         "harm": [1.0, np.nan, 2.0]}, index=["x", "y", "z"],
    ).astype({"da": "boolean"})  # fmt: skip
    people = pd.DataFrame(
        [("x", "a", "suspect", None), ("x", "a", "suspect", None), ("x", "b", "victim", None),
         ("y", "a", "suspect", True), ("y", None, "suspect", None), ("z", "a", "suspect", False),
         ("gone", "a", "suspect", False)],
        columns=["incident", "pid", "role", "eliminated"],
    )  # fmt: skip
    involved = list_involvement(rows, people)
    assert involved["pid"].tolist() == ["a", "a"]
    assert involved["harm"].tolist() == [1.0, 2.0]
    assert involved["age"].isna().all()


def test_all_of_it_together_on_a_made_county():
    involved, referrals = world(3)
    rows = involved.assign(occurred_from=involved["began"].dt.tz_localize("Europe/London"))
    rows.index = [f"i{k}" for k in range(len(rows))]
    people = pd.DataFrame(
        {"incident": rows.index, "pid": rows["pid"].to_numpy(), "role": "suspect", "age": 30.0, "sex": "M"}
    )
    results = follow_programmes(referrals, rows, people, first=START.date(), last=END)
    cohort = results.cohorts[""]
    alone, own, others = both_answers(involved, referrals)
    assert cohort.compare() == compared(own, others)
    assert results.cohorts["One"].compare() == cohort.compare()
    assert cohort.compare("completed").people == 0
    assert alone["after"] == cohort.own["events"].sum()
    assert can_say(cohort.compare())
    assert not can_say(cohort.compare("started"))
    assert cohort.people["why"].eq(FOLLOWED).all()
    assert results.index_days == (date(2018, 12, 31), date(2021, 10, 2))
