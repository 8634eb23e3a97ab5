"""Kaplan-Meier medians and shares: statsmodels, scipy, hand sums, coverage by simulation, clock changes."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.survival import score_waiting, survival_curve

pytestmark = pytest.mark.methods("10")
CUT = pd.Timestamp("2022-04-05 12:00")


def make(hours, closed):
    """Episodes that end, or are cut off, after so many hours."""
    hours = np.asarray(hours, dtype=float)
    late = pd.Timestamp("2022-04-05 11:00", tz="UTC")  # the cut, British summer time
    lengths = pd.to_timedelta(np.round(hours * 3600), unit="s")
    start = pd.Series(late - lengths)
    end = pd.Series(late, index=start.index).where(pd.Series(closed, dtype=bool, index=start.index))
    return pd.DataFrame({"start": start, "end": end.astype(start.dtype)})


def test_by_hand():
    # 1 and 3 h over, one open after 4 h, 6 h over, one open after 30 h
    row = score_waiting(make([1, 3, 4, 6, 30], [1, 1, 0, 1, 0]), cut=CUT).loc["all"]
    assert [row["n"], row["n_open"]] == [5, 2]
    assert row["median"] == 6  # 4/5, 3/5, then 3/5 * 1/2
    assert row["share"] == pytest.approx(1 - 0.3)


@given(st.integers(4, 60), st.integers(0, 10_000))
@settings(max_examples=40)
def test_against_statsmodels(n, seed):
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(seed)
    hours, closed = rng.integers(1, 40, n).astype(float), rng.random(n) < 0.7
    if not closed.any():
        return
    with np.errstate(all="ignore"):
        other = SurvfuncRight(hours, closed.astype(int))
        low, high = other.quantile_ci(0.5)
    row = score_waiting(make(hours, closed), cut=CUT).loc["all"]
    curve = survival_curve(hours, closed)
    curve = curve[curve["ended"] > 0]
    assert np.allclose(curve["open"], other.surv_prob)
    finite = curve["open"] > 0
    assert np.allclose(curve["se"][finite], other.surv_prob_se[finite.to_numpy()])
    if np.abs(other.surv_prob - 0.5).min() > 1e-9:  # on one half exactly, rounding decides there
        median = other.quantile(0.5)
        assert row["median"] == median or (np.isnan(median) and np.isnan(row["median"]))
    if np.isfinite(low):
        assert [row["median_low"], row["median_high"]] == [low, high]


def test_all_over_is_the_plain_median_and_wilson():
    from statsmodels.stats.proportion import proportion_confint

    hours = np.arange(1, 52)
    row = score_waiting(make(hours, [True] * 51), cut=CUT).loc["all"]
    assert row["median"] == np.median(hours)
    low, high = proportion_confint(24, 51, method="wilson")
    assert [row["share"], row["share_low"], row["share_high"]] == pytest.approx([24 / 51, low, high])


@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 120])
def test_intervals_cover(n):
    rng = np.random.default_rng(n)
    runs, half, day = 400, 0, 0
    scale = 40 / np.log(2)  # median 40 h
    for _ in range(runs):
        hours, follow = rng.exponential(scale, n), rng.uniform(10, 200, n)
        row = score_waiting(make(np.minimum(hours, follow), hours <= follow), cut=CUT).loc["all"]
        half += row["median_low"] <= 40 <= row["median_high"]
        day += row["share_low"] <= stats.expon.cdf(24, scale=scale) <= row["share_high"]
    assert half / runs == pytest.approx(0.95, abs=0.035)
    assert day / runs == pytest.approx(0.95, abs=0.035)


def test_what_cannot_be_known():
    row = score_waiting(make([5, 9], [False, False]), cut=CUT).loc["all"]
    assert row[["median", "median_low", "share", "share_low", "share_high"]].isna().all()
    assert row["median_high"] == np.inf
    long = score_waiting(make([50, 90], [False, False]), cut=CUT).loc["all"]
    assert [long["share"], long["share_low"]] == [0, 0]
    assert 0.5 < long["share_high"] < 1
    short = score_waiting(make([50, 90], [True, True]), cut=CUT, within_hours=100).loc["all"]
    assert [short["share"], short["share_high"]] == [1, 1]
    assert score_waiting(make([], []), cut=CUT).empty


def test_elapsed_hours_over_a_clock_change_and_ends_after_the_cut():
    episodes = pd.DataFrame(
        {"start": pd.to_datetime(["2022-03-26 22:00"]), "end": pd.to_datetime(["2022-03-27 10:00"])}
    )
    assert score_waiting(episodes, cut=date(2022, 3, 27))["median"].tolist() == [11]
    assert score_waiting(episodes, cut=date(2022, 3, 26))["n_open"].tolist() == [1]


def test_groups_are_kept_apart_and_rows_may_come_in_any_order():
    episodes = make([2, 4, 6, 30, 40, 50], [True] * 6)
    kind = pd.Series(list("bbbaaa"))
    table = score_waiting(episodes, cut=CUT, groups=kind)
    assert table["median"].to_dict() == {"a": 40, "b": 4}
    assert table["share"].to_dict() == {"a": 0, "b": 1}
    pd.testing.assert_frame_equal(table, score_waiting(episodes[::-1], cut=CUT, groups=kind[::-1]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"within_hours": 0}, "within_hours"),
        ({"level": 2}, "level"),
        ({"cut": date(2022, 1, 1)}, "after the cut"),
        ({"groups": pd.Series(["a"], index=["z"])}, "index of episodes"),
        ({"groups": pd.Series([None, "a"])}, "groups must not be missing"),
        ({"episodes": pd.DataFrame({"start": []})}, "'end' is missing"),
        (
            {"episodes": make([3, 4], [1, 1]).rename(columns={"start": "end", "end": "start"})},
            "start must not be after",
        ),
    ],
)
def test_refusals(change, words):
    options = {"episodes": make([3, 4], [True, True]), "cut": CUT} | change
    with pytest.raises(SchemaError, match=words):
        score_waiting(options.pop("episodes"), **options)
