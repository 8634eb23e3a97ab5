"""How characteristics are recorded: hand sums, an independent count, no more false alarms than promised."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.ethnicity import CODES, GROUPS, ethnic_group
from vawg_geo.measures.absence_counts import count_absences
from vawg_geo.measures.contradictions import PEOPLE, RECORDS, find_denials, find_impossible
from vawg_geo.measures.disproportion import compare_residents
from vawg_geo.measures.record_fields import mark_suspects
from vawg_geo.measures.recording import (
    FALSE_ALARMS,
    adjust_chances,
    compare_groups,
    compare_with_before,
    fisher_chances,
)

pytestmark = pytest.mark.methods("1", "4", "8")


def counts(filled, n, *, field="ethnicity"):
    return pd.DataFrame({"group": [f"t{at}" for at in range(len(n))], "field": field, "n": n, "filled": filled})


def test_the_rate_of_false_discoveries_is_the_step_up_of_benjamini_and_hochberg():
    p = pd.Series([0.01, 0.04, 0.03, 0.5], index=list("abcd"))
    assert adjust_chances(p).tolist() == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])  # by hand: .01*4, .04*4/3
    drawn = pd.Series(np.random.default_rng(1).random(40) ** 2)
    order = drawn.sort_values()
    steps = (order * len(order) / np.arange(1, len(order) + 1))[::-1].cummin()[::-1].clip(upper=1)
    pd.testing.assert_series_equal(adjust_chances(drawn), steps.reindex(drawn.index))
    assert adjust_chances(pd.Series(dtype="float64")).empty


def test_a_group_far_below_is_told_and_small_groups_are_left_out():
    table = pd.concat([counts([80] * 10 + [40, 5], [100] * 11 + [19]), counts([50, 50], [100, 100], field="sex")])
    found = compare_groups(table, least=20).set_index(["field", "group"])
    assert found.index[found["told"] != ""].tolist() == [("ethnicity", "t10")]
    assert found.loc[("ethnicity", "t10"), ["told", "signal"]].tolist() == ["below", "far below"]
    assert ("ethnicity", "t11") not in found.index
    row = found.loc[("sex", "t0")]
    assert (row["centre"], row["value"], row["phi"], row["q"]) == pytest.approx((0.5, 0.5, 1, 1))
    assert compare_groups(table.head(0), least=20).empty
    assert compare_groups(table, least=1_000)["told"].tolist() == []


def test_chance_alone_is_told_no_more_often_than_promised():
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(25):
        n = rng.integers(25, 200, 30)
        table = pd.concat([counts(rng.binomial(n, share), n, field=str(share)) for share in (0.4, 0.75)])
        alarms += (compare_groups(table, least=20)["told"] != "").any()
    assert alarms / 25 <= FALSE_ALARMS + 2 * np.sqrt(FALSE_ALARMS * (1 - FALSE_ALARMS) / 25)


def test_a_group_that_fell_is_told_by_fishers_test_and_newcombes_interval():
    now, before = counts([60, 20, 10], [100, 100, 15]), counts([62, 60, 12], [100, 100, 15])
    found = compare_with_before(now, before, least=20).set_index("group")
    assert found["told"].to_dict() == {"t0": "", "t1": "fell"}
    p = [stats.fisher_exact([[60, 40], [62, 38]]).pvalue, stats.fisher_exact([[20, 80], [60, 40]]).pvalue]
    assert found["q"].tolist() == pytest.approx(adjust_chances(pd.Series(p)).tolist())
    assert found.loc["t1", "difference"] == pytest.approx(-0.4)
    assert found.loc["t1", "low"] < -0.4 < found.loc["t1", "high"] < 0
    assert compare_with_before(before, now, least=20)["told"].tolist() == ["", "rose"]
    assert compare_with_before(now.head(0), before, least=20).empty


def test_fishers_test_is_scipys():
    rng = np.random.default_rng(5)
    n, n0 = rng.integers(1, 300, (2, 60))
    new, old = (pd.DataFrame({"x": rng.binomial(m, rng.random(60)), "n": m}) for m in (n, n0))
    found = fisher_chances(new, old)
    for at, chance in enumerate(found):
        (x, m), (y, k) = new.iloc[at], old.iloc[at]
        assert chance == pytest.approx(stats.fisher_exact([[x, m - x], [y, k - y]]).pvalue, rel=1e-6, abs=1e-300)
    assert fisher_chances(new.head(0), old.head(0)).size == 0


def test_what_is_known_and_the_kinds_of_absence_add_up():
    people = pd.DataFrame(
        {
            "sex": ["F", None, None, None, "M"],
            "sex_said": [None, "blank", "unknown", "declined", None],
            "ethnicity": ["W1", "NS", "NS", None, None],
            "ethnicity_said": [None, "declined", None, "not understood", None],
            "disability": pd.array([True, pd.NA, pd.NA, False, pd.NA], dtype="boolean"),
        }
    )
    found = count_absences(people)
    assert found.loc["sex"].tolist() == [5, 2, 1, 1, 0, 1, 0, 0]
    assert found.loc["ethnicity"].tolist() == [5, 1, 0, 0, 1, 1, 1, 1]  # NS without a word was not stated
    assert found.loc["disability"].tolist() == [5, 2, 0, 0, 0, 0, 0, 3]
    assert found.loc["age"].tolist() == [5, 0, 0, 0, 0, 0, 0, 5]
    assert (found.drop(columns="n").sum(axis=1) == found["n"]).all()
    assert list(found.index) == list(CHARACTERISTICS)


def test_ethnic_codes_have_their_group_and_not_stated_has_none():
    codes = pd.Series(["W1", "O1", "O9", "NS", "N3", None, "M2"], dtype="str")
    assert ethnic_group(codes).fillna("").tolist() == ["W", "A", "O", "", "", "", "M"]
    assert set(CODES.values()) == set(GROUPS)


def test_suspects_who_were_eliminated_are_not_asked():
    people = pd.DataFrame(
        {
            "incident": ["a", "a", "b", "c", "d"], "role": ["suspect", "suspect", "suspect", "victim", "suspect"],
            "sex": ["M", None, "M", "F", None], "ethnicity": ["W1", "W1", "NS", "W1", "A1"],
            "eliminated": pd.array([False, True, pd.NA, pd.NA, True], dtype="boolean"),
        }
    )  # fmt: skip
    found = mark_suspects(pd.DataFrame(index=list("abcd")), people)
    assert found.loc[["a", "b"], "sex"].tolist() == [True, True]
    assert found.loc[["a", "b"], "ethnicity"].tolist() == [True, False]
    assert found.loc[["a", "b"], "age"].tolist() == [False, False]  # no column: known of nobody
    assert found.loc[["c", "d"]].isna().all(axis=None)
    with pytest.raises(SchemaError, match="role"):
        mark_suspects(pd.DataFrame(index=["a"]), people.drop(columns="role"))


def incidents(**columns):
    base = {"victim_age": 30.0, "relationship": None}
    size = len(next(iter(columns.values())))
    table = pd.DataFrame({name: [value] * size for name, value in base.items()} | columns)
    return table.set_axis([f"c{at}" for at in range(size)])


def person(incident, role, **given):
    base = {"pid": None, "sex": None, "age": None, "ethnicity": None, "disability": pd.NA}
    return base | {"incident": incident, "role": role} | given


def people_of(*rows):
    kinds = {"pid": "str", "sex": "str", "age": "float64", "ethnicity": "str", "disability": "boolean"}
    return pd.DataFrame(list(rows)).astype(kinds)


def test_every_kind_of_impossible_record_is_found_and_no_other():
    table = incidents(
        victim_age=[0.0, 30.0, 14.0, 30.0, 30.0, 30.0, 30.0, 30.0, 16.0, 30.0],
        relationship=[None, None, "Ex-partner", "Wife", None, None, None, None, "Partner", "Wife"],
    )
    found = find_impossible(
        table,
        people_of(
            person("c1", "suspect", age=111), person("c1", "victim", age=110),
            person("c3", "victim", sex="M"), person("c3", "suspect", sex="M"),
            person("c4", "victim", pid="p"), person("c4", "suspect", pid="p"), person("c5", "suspect", age=9),
            person("c6", "victim", sex="Female"), person("c7", "suspect", ethnicity="IC1"),
            person("c8", "suspect", ethnicity="NS", age=10, pid="p"),
            person("c9", "victim", sex="M"), person("c9", "suspect"), person("zz", "suspect", age=5),
        ),
    )  # fmt: skip
    assert list(found.columns) == list(RECORDS)
    where = {name: found.index[found[name]].tolist() for name in RECORDS}
    assert where == {
        "age_zero": ["c0"], "too_old": ["c1"], "child_partner": ["c2"], "sexes_deny_relation": ["c3"],
        "victim_is_suspect": ["c4"], "suspect_too_young": ["c5"], "sex_not_listed": ["c6"],
        "ethnicity_not_listed": ["c7"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "sexes", "wrong"),
    [
        ("Husband", "FF", True), ("Husband", "FM", False), ("Mother", "MM", True), ("Ex-wife", "MM", True),
        ("Grandmother", "MF", False), ("Stepfather", "FF", True), ("Person", "FF", False), ("Friend", "MM", False),
    ],
)  # fmt: skip
def test_a_relation_needs_one_of_its_sex_and_words_within_words_are_none(relation, sexes, wrong):
    table = incidents(relationship=[relation])
    pair = people_of(person("c0", "victim", sex=sexes[0]), person("c0", "suspect", sex=sexes[1]))
    assert find_impossible(table, pair)["sexes_deny_relation"].tolist() == [wrong]


def test_people_whose_records_deny_one_another():
    day = {"c0": "2016-01-01", "c1": "2019-06-01", "c2": "2019-07-01", "c9": "2010-01-01"}
    days = pd.to_datetime(pd.Series(day))
    found = find_denials(
        people_of(
            person("c0", "victim", pid="fine", sex="F", age=30, ethnicity="NS", disability=True),
            person("c1", "victim", pid="fine", sex="F", age=33, ethnicity="W1", disability=True),
            person("c0", "victim", pid="odd", sex="F", age=30, ethnicity="A1", disability=True),
            person("c1", "victim", pid="odd", sex="M", age=39, ethnicity="W1", disability=False),
            person("c0", "victim", pid="still", age=40), person("c2", "victim", pid="still", age=40),
            person("c1", "victim", pid="soon", age=40), person("c2", "victim", pid="soon", age=40),
            person("c7", "victim", pid="long ago", age=12), person("c2", "victim", pid="long ago", age=40),
            person("c0", "victim", pid="once", sex="F"), person("c0", "victim", sex="M"),
        ),
        days,
    )  # fmt: skip
    assert list(found.columns) == list(PEOPLE)
    assert "once" not in found.index
    told = {name: found.index[found[name]].tolist() for name in PEOPLE}
    odd = {name: ["odd"] for name in PEOPLE if name != "age_stands_still"}
    assert told == odd | {"age_stands_still": ["still"]}


def test_ages_are_denied_just_where_no_birthday_allows_them():
    rng = np.random.default_rng(3)
    rows, truth = [], {}
    for at in range(200):
        days = pd.Timestamp("2015-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 2_500, 2)), unit="D")
        born = days[0] - pd.Timedelta(days=float(rng.integers(10 * 365, 60 * 365)))
        ages = [int((day - born).days / 365.25) for day in days]
        ages[1] += int(rng.choice([0, 0, 4]))
        rows += [(f"p{at}", day, age) for day, age in zip(days, ages, strict=True)]
        births = [  # any day of birth that gives both ages, with a year's grace?
            (day - pd.Timedelta(days=365.25 * (age + 1)), day - pd.Timedelta(days=365.25 * age))
            for day, age in zip(days, ages, strict=True)
        ]
        gap = max(first for first, _ in births) - min(last for _, last in births)
        truth[f"p{at}"] = gap > pd.Timedelta(days=365.25) and ages[0] != ages[1]
    table = people_of(*(person(f"c{at}", "victim", pid=pid, age=age) for at, (pid, _, age) in enumerate(rows)))
    days = pd.Series([day for _, day, _ in rows], index=[f"c{at}" for at in range(len(rows))])
    found = find_denials(table, days)["ages_apart"]
    assert found.to_dict() == truth
    assert 20 < found.sum() < 100  # those with four years too many, and not one whose ages are right


def test_ratios_to_residents_by_hand_and_what_those_not_known_could_change():
    n, residents = pd.Series({"W": 100, "A": 30, "B": 0}), pd.Series({"W": 10_000, "A": 1_000, "B": 0})
    found = compare_residents(n, residents, reference="W", unknown=50, years=2)
    assert list(found.index) == ["W", "A"] or list(found.index) == ["A", "W"]
    row = found.loc["A"]
    assert (row["rate"], row["ratio"], row["least"], row["most"]) == pytest.approx((15, 3, 2, 8))
    assert found.loc["A", "told"] == "above"
    assert found.loc["W", ["least", "most"]].isna().all()
    assert found.loc["W", "told"] == ""
    share = stats.binomtest(30, 130).proportion_ci(0.95, "exact")  # the exact conditional interval of the ratio
    assert row["ratio_low"] == pytest.approx(10 * share.low / (1 - share.low), rel=1e-6)
    assert row["ratio_high"] == pytest.approx(10 * share.high / (1 - share.high), rel=1e-6)
    assert compare_residents(n, residents, reference="W", unknown=250)["told"].tolist() == ["", ""]
    few = compare_residents(n.replace(30, 2), residents, reference="W", unknown=3)
    assert few.loc["A", "told"] == "below"
    with pytest.raises(SchemaError, match="no residents"):
        compare_residents(n, residents, reference="B", unknown=0)


def test_the_bounds_hold_whoever_those_not_known_are():
    rng = np.random.default_rng(11)
    residents = pd.Series({"W": 9_000, "A": 800, "B": 300})
    for _ in range(8):
        n, unknown = pd.Series(rng.integers(5, 90, 3), index=residents.index), int(rng.integers(0, 60))
        found = compare_residents(n, residents, reference="W", unknown=unknown)
        true = n + pd.Series(rng.multinomial(unknown, rng.dirichlet(np.ones(3))), index=n.index)
        ratio = (true / residents) / (true["W"] / residents["W"])
        for group in ("A", "B"):
            assert found.loc[group, "least"] - 1e-9 <= ratio[group] <= found.loc[group, "most"] + 1e-9
