"""A ratio against people like them: sums by hand, another implementation, and an interval that holds what it says."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.matched_ratio import compare_matched

pytestmark = pytest.mark.methods("14")
OWN = pd.Series([2, 0, 1], index=["a", "b", "c"])
OTHERS = pd.DataFrame(
    [
        ("a", "p", 1), ("a", "q", 3),
        ("b", "p", 0), ("b", "r", 2),
        ("c", "s", 0), ("c", "t", 0), ("c", "u", 3),
    ],
    columns=["set", "pid", "events"],
)  # fmt: skip


def test_the_sums_by_hand():
    one = compare_matched(OWN, OTHERS)
    assert (one.people, one.others, one.events) == (3, 6, 3)
    assert one.expected == pytest.approx(2 + 1 + 1)
    assert one.ratio == pytest.approx(3 / 4)
    # p stands in two sets: its distances (-1 and -1, over sqrt(2)) are summed before they are squared
    error = (-1 / np.sqrt(2) - 1 / np.sqrt(2)) ** 2 + 0.5 + 0.5 + (1 + 1 + 4) / 6
    half = stats.norm.isf(0.025) * np.sqrt(error)
    assert one.expected_low == pytest.approx(max(4 - half, 0))
    assert one.expected_high == pytest.approx(4 + half)


def test_the_ends_are_where_the_statistic_meets_its_limit():
    rng = np.random.default_rng(5)
    own = pd.Series(rng.poisson(rng.gamma(1, 0.6, 60)))
    others = pd.DataFrame({"set": np.repeat(range(60), 8), "pid": [f"p{k}" for k in rng.integers(0, 200, 480)]})
    others["events"] = rng.poisson(rng.gamma(1, 0.6, 480))
    one = compare_matched(own, others)
    mean, excess, by_person = {}, 0.0, {}
    for label, rows in others.groupby("set"):
        mean[label] = rows["events"].mean()
        excess += rows["events"].var() - mean[label]
        for row in rows.itertuples():
            step = (row.events - mean[label]) / np.sqrt(len(rows) * (len(rows) - 1))
            by_person[row.pid] = by_person.get(row.pid, 0) + step
    expected = sum(mean.values())
    more = max(excess, 0) + sum(step**2 for step in by_person.values())
    found = sum((own[k] - one.ratio * mean[k]) ** 2 for k in mean) * 60 / 59
    stretch = max(1, found / (one.ratio * expected + one.ratio**2 * more))
    for end in (one.low, one.high):
        spread = stretch * (end * expected + end**2 * more)
        assert abs(own.sum() - end * expected) / np.sqrt(spread) == pytest.approx(stats.t.isf(0.025, 59))
    assert one.low < one.ratio < one.high


def test_what_cannot_be_said_is_not_said():
    nothing = compare_matched(OWN * 0, OTHERS.assign(events=0))
    assert np.isnan([nothing.ratio, nothing.low, nothing.high, nothing.smallest]).all()
    none_again = compare_matched(pd.Series([0] * 30), many(30, 1))
    assert none_again.low == 0
    assert 0 < none_again.high < 1
    alone = compare_matched(OWN.head(1), OTHERS)
    assert np.isnan(alone.high)
    few = compare_matched(OWN, OTHERS)
    assert np.isinf(few.high)
    assert np.isnan(few.smallest)  # even no crime at all would not show


def many(sets, events):
    return pd.DataFrame({"set": np.repeat(range(sets), 4), "pid": [f"p{k}" for k in range(sets * 4)], "events": events})


@pytest.mark.parametrize(
    ("events", "others", "options", "words"),
    [
        (OWN, OTHERS[OTHERS["pid"] != "q"], {}, "at least two others"),
        (OWN, OTHERS, {"power": 1}, "power"),
        (OWN, OTHERS, {"level": 0}, "level"),
        (-OWN, OTHERS, {}, "at least 0"),
        (OWN, OTHERS.drop(columns="pid"), {}, "'pid' is missing"),
    ],
)
def test_a_broken_table_is_refused(events, others, options, words):
    with pytest.raises(SchemaError, match=words):
        compare_matched(events, others, **options)


def drawn(rng, *, people=60, ratio=1.0, mean=0.5, shape=0.7):
    """People whose rates differ a lot, and a pool of others of whom each stands in several sets."""
    own = rng.poisson(ratio * rng.gamma(shape, mean / shape, people))
    pool = rng.poisson(rng.gamma(shape, mean / shape, people * 6))
    picked = rng.permuted(np.tile(np.arange(people * 6), (people, 1)), axis=1)[:, :12].ravel()
    others = pd.DataFrame({"set": np.repeat(range(people), 12), "pid": picked.astype(str), "events": pool[picked]})
    return compare_matched(pd.Series(own), others)


@pytest.mark.parametrize(("ratio", "seed"), [(1.0, 1), (0.6, 2)])
def test_the_interval_holds_the_truth_as_often_as_it_says(ratio, seed):
    rng = np.random.default_rng(seed)
    found = [drawn(rng, ratio=ratio) for _ in range(250)]
    held = np.mean([one.low <= ratio <= one.high for one in found])
    assert 0.92 <= held <= 0.985
    naive = np.mean([poisson_ends(one)[0] <= ratio <= poisson_ends(one)[1] for one in found])
    assert naive < held - 0.03  # counting crimes instead of people promises too much


def poisson_ends(one):
    """The ends if every crime were by itself."""
    low = stats.chi2.ppf(0.025, 2 * one.events) / 2 if one.events else 0
    return low / one.expected, stats.chi2.isf(0.025, 2 * one.events + 2) / 2 / one.expected


def test_the_smallest_difference_shows_as_often_as_it_says():
    rng = np.random.default_rng(3)
    smallest = np.median([drawn(rng, people=150).smallest for _ in range(20)])
    shown = np.mean([drawn(rng, people=150, ratio=smallest).high < 1 for _ in range(120)])
    assert 0.68 <= shown <= 0.9
