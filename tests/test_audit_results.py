"""The audit's frame and what was found wrong: hand sums, an independent interval, and coverage in a made population."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.measures.audit_results import (
    find_worst,
    first_theme,
    frame_outcomes,
    judge_answers,
    score_strata,
    seed_of,
    weigh_strata,
)
from vawg_geo.measures.completeness import audit_interval

pytestmark = pytest.mark.methods("10")
SPAN = {"first": date(2022, 1, 1), "last": date(2022, 3, 31)}
VALUES = {("right", "yes"): 0.0, ("right", "no"): 1.0, ("right", "n/a"): np.nan, ("asked", "no"): 1.0}


def history(*rows):
    table = pd.DataFrame(rows, columns=["incident", "code", "date"])
    return table.assign(date=pd.to_datetime(table["date"]).dt.tz_localize("Europe/London"))


def test_the_frame_is_what_stood_as_the_quarter_ended():
    outcomes = history(
        ("b", "16", "2022-03-31"), ("a", "14", "2022-01-01"), ("before", "16", "2021-12-31"),
        ("changed", "16", "2022-02-01"), ("changed", "1", "2022-02-02"), ("later", "16", "2022-02-01"),
        ("later", "1", "2022-04-01"), ("others", "16", "2022-02-01"), ("open", "16", "2022-02-01"),
        ("open", "0", "2022-02-05"), ("twice", "14", "2022-02-01"), ("twice", "16", "2022-02-01"),
    )  # fmt: skip
    crimes = pd.Index(sorted({"a", "b", "before", "changed", "later", "open", "twice"}))
    code = frame_outcomes(outcomes, crimes=crimes, codes=("14", "16"), **SPAN)
    assert code.to_dict() == {"a": "14", "b": "16", "later": "16", "open": "16", "twice": "16"}
    again = frame_outcomes(outcomes.iloc[::-1], crimes=crimes, codes=("14", "16"), **SPAN)
    pd.testing.assert_series_equal(code, again)


def test_a_crime_is_of_the_first_theme_named():
    themes = pd.Series(["da;rape;sexual", "da", "", "raped"])
    assert first_theme(themes, order=("rape", "da")).tolist() == ["rape", "da", "other", "other"]


def test_every_month_and_seed_has_its_own_draw():
    seeds = {seed_of(seed, Month(year, month)) for seed in (0, 1) for year in (2021, 2022) for month in range(1, 13)}
    assert len(seeds) == 48
    assert seed_of(0, Month(2022, 3)) == 202203


def test_answers_are_judged_by_the_list_alone():
    rows = [("a", "right", " No "), ("a", "asked", "no"), ("b", "right", "yes"), ("b", "right", "no"),
            ("c", "right", "n/a"), ("d", "right", "perhaps"), ("d", "else", "no"), ("e", "right", "yes")]  # fmt: skip
    judged, left = judge_answers(pd.DataFrame(rows, columns=["incident", "question", "answer"]), values=VALUES)
    assert judged["right"].to_dict() == {"a": 1.0, "b": 1.0, "e": 0.0}
    assert judged["asked"].dropna().to_dict() == {"a": 1.0}
    assert left == {"unknown": 2, "again": 1}
    with pytest.raises(SchemaError, match="answer"):
        judge_answers(pd.DataFrame({"incident": ["a"], "question": ["right"]}), values=VALUES)


def made(sizes, checked, wrong):
    """Strata of some sizes, so many checked of each, so many of these wrong."""
    names = [f"{kind}{at}" for kind, size in sizes.items() for at in range(size)]
    strata = pd.Series([name[0] for name in names], index=names)
    parts = [
        pd.Series([1.0] * wrong[kind] + [0.0] * (checked[kind] - wrong[kind]),
                  index=[f"{kind}{at}" for at in range(checked[kind])], dtype="float64")
        for kind in sizes
    ]  # fmt: skip
    return pd.concat(parts), strata


def test_strata_by_hand():
    wrong, strata = made({"a": 100, "b": 50, "c": 9}, {"a": 20, "b": 10, "c": 9}, {"a": 5, "b": 0, "c": 3})
    scored = score_strata(pd.concat([wrong, pd.Series({"elsewhere": 1.0})]), strata)
    assert scored[["n", "x", "population"]].to_numpy().tolist() == [[20, 5, 100], [10, 0, 50], [9, 3, 9]]
    own = audit_interval(pd.Series([5]), pd.Series([20]), population=pd.Series([100])).iloc[0]
    assert scored.loc["a", ["share", "low", "high"]].tolist() == pytest.approx(own.tolist())
    assert scored.loc["c", ["share", "low", "high"]].isna().all()  # fewer than ten
    whole = weigh_strata(scored)
    assert whole[["n", "x", "population"]].tolist() == [39, 8, 159]
    assert whole["share"] == pytest.approx((100 * 5 / 20 + 50 * 0 + 9 * 3 / 9) / 159)


def test_one_stratum_is_the_plain_interval_and_all_checked_leaves_no_doubt():
    scored = score_strata(*made({"a": 60}, {"a": 24}, {"a": 6}))
    names = ["share", "low", "high"]
    assert weigh_strata(scored)[names].tolist() == pytest.approx(scored.loc["a", names].tolist())
    certain = weigh_strata(score_strata(*made({"a": 12, "b": 20}, {"a": 12, "b": 20}, {"a": 3, "b": 5})))
    assert certain[names].tolist() == pytest.approx([0.25] * 3)


def test_the_weighed_interval_is_wilsons_on_the_effective_size():
    scored = score_strata(*made({"a": 400, "b": 100}, {"a": 30, "b": 40}, {"a": 6, "b": 4}))
    whole = weigh_strata(scored)
    share = 0.8 * 6 / 30 + 0.2 * 4 / 40
    rest = 0.8**2 * (370 / 399) / 30 + 0.2**2 * (60 / 99) / 40
    roots = np.roots([1 + 1.959964**2 * rest, -(2 * share + 1.959964**2 * rest), share**2])
    assert whole[["low", "high"]].tolist() == pytest.approx(sorted(roots), rel=1e-5)


def test_too_few_say_nothing_and_unchecked_strata_are_left_out():
    few = weigh_strata(score_strata(*made({"a": 60, "b": 40}, {"a": 9, "b": 0}, {"a": 2, "b": 0})))
    assert few[["n", "x", "population"]].tolist() == [9, 2, 60]
    assert few[["share", "low", "high"]].isna().all()
    none = weigh_strata(score_strata(pd.Series(dtype="float64"), pd.Series({"a": "a"})))
    assert none["n"] == 0


def test_the_interval_covers_the_truth_of_made_populations():
    rng = np.random.default_rng(5)
    sizes, n, rates = np.array([300, 120, 40]), np.array([25, 25, 25]), np.array([0.2, 0.1, 0.35])
    hits = []
    for wrong in rng.binomial(sizes, rates, (400, 3)):
        x = rng.hypergeometric(wrong, sizes - wrong, n)
        whole = weigh_strata(pd.DataFrame({"n": n, "x": x, "population": sizes}))
        hits.append(whole["low"] <= wrong.sum() / sizes.sum() <= whole["high"])
    assert 0.92 < np.mean(hits) < 0.98


def counts(n, x, population):
    names = [f"{kind}{at}" for kind in "ab" for at in (1, 2)]
    table = pd.DataFrame({"n": n, "x": x, "population": population}, index=names)
    return table, pd.Series([name[0] for name in names], index=names)


def test_the_worst_group_is_named_only_beyond_chance():
    sizes = [400, 400, 400, 400]
    assert find_worst(*counts([40] * 4, [2, 2, 14, 14], sizes)) == "b"
    assert find_worst(*counts([40] * 4, [4, 4, 7, 6], sizes)) == ""
    assert find_worst(*counts([40, 40, 4, 5], [2, 2, 4, 5], sizes)) is None  # too few of the other
    low = audit_interval(pd.Series([28]), 80, population=800, level=0.975).iloc[0]
    high = audit_interval(pd.Series([16]), 80, population=800, level=0.975).iloc[0]
    apart = 12 / 80 - np.hypot(low["share"] - low["low"], high["high"] - high["share"])
    two = pd.DataFrame({"n": [80, 80], "x": [28, 16], "population": [800, 800]}, index=["a", "b"])
    assert (find_worst(two, pd.Series(["a", "b"], index=["a", "b"])) == "a") == (apart > 0)


def test_no_group_is_named_more_often_than_asked_where_none_is_worse():
    rng = np.random.default_rng(7)
    population = np.array([300, 100, 200, 60])
    named = [find_worst(*counts([30] * 4, rng.hypergeometric(wrong, population - wrong, 30), population))
             for wrong in rng.binomial(population, 0.2, (200, 4))]  # fmt: skip
    assert np.mean([name != "" for name in named]) < 0.06
