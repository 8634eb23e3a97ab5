"""The evaluation of operations: METHODS 9's worked values, brute force, coverage and power by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.operations import detectable_effect, evaluate_operation, evaluate_operation_harm

pytestmark = pytest.mark.methods("9")
MAIN = ["treated_before", "treated_after", "control_before", "control_after"]
AROUND = [f"displaced_{column}" for column in MAIN]
counts = st.tuples(st.integers(0, 400), st.integers(0, 400))


@pytest.mark.parametrize(
    ("treated", "control", "around", "total", "se"),
    [
        ((20, 10), (20, 20), {}, -10, 8.367),
        ((20, 10), (20, 20), {"displaced_treated": (30, 20), "displaced_control": (30, 30)}, -20, 13.416),
        ((100, 80), (100, 90), {}, -10, 19.235),
    ],
)
def test_worked_values(treated, control, around, total, se):
    got = evaluate_operation(treated, control, **around)
    assert (got["total"], round(got["total_se"], 3)) == (total, se)
    assert got["z"] == pytest.approx(total / se, rel=1e-4)
    assert [got["low"], got["high"]] == pytest.approx([total - 1.6449 * se, total + 1.6449 * se], rel=1e-3)
    columns = ["local", "local_se", "displaced", "displaced_se", "total", "total_se", "z", "low", "high"]
    assert list(got.index) == columns


@given(counts, counts, counts, counts, st.tuples(st.integers(1, 30), st.integers(1, 30)))
@settings(max_examples=60)
def test_against_a_contrast_vector(treated, control, around, around_control, nights):
    t0, t1 = nights
    contrast = np.array([-1 / t0, 1 / t1, 1 / t0, -1 / t1] * 2)
    n = np.array([*treated, *control, *around, *around_control])
    got = evaluate_operation(
        treated, control, displaced_treated=around, displaced_control=around_control, exposure=nights
    )
    assert got["total"] == pytest.approx(contrast @ n)
    assert got["total_se"] == pytest.approx(np.sqrt(contrast @ np.diag(n) @ contrast))
    assert got["total"] == pytest.approx(got["local"] + got["displaced"])
    assert (got["z"] != got["z"]) == (n.sum() == 0)
    assert got["low"] <= got["total"] <= got["high"]
    turned = evaluate_operation(
        control, treated, displaced_treated=around_control, displaced_control=around, exposure=nights
    )
    assert turned["total"] == pytest.approx(-got["total"])


@given(counts, counts, st.tuples(st.integers(1, 30), st.integers(1, 30)))
@settings(max_examples=30)
def test_harm_with_unit_weights_is_the_count(treated, control, nights):
    table = pd.DataFrame([[*treated, *control], [0, 0, 0, 0]], columns=MAIN, index=["8N", "39"])
    harm = evaluate_operation_harm(table, weights=pd.Series({"39": 7.0, "8N": 1.0}), exposure=nights)
    pd.testing.assert_series_equal(harm, evaluate_operation(treated, control, exposure=nights))


def test_harm_by_hand_and_displaced():
    table = pd.DataFrame([[20, 10, 20, 20], [2, 1, 1, 1]], columns=MAIN, index=["8N", "19C"])
    weights = pd.Series([10.0, 100.0], index=table.index)
    got = evaluate_operation_harm(table, weights=weights)
    assert got["local"] == 10 * -10 + 100 * -1
    assert got["local_se"] == pytest.approx(np.sqrt(10**2 * 70 + 100**2 * 5))
    both = evaluate_operation_harm(table.join(table.set_axis(AROUND, axis=1)), weights=weights)
    assert both["total"] == 2 * got["total"]
    assert both["total_se"] == pytest.approx(np.sqrt(2) * got["total_se"])


@pytest.mark.parametrize(("before", "after", "nights"), [(30, 30, (1, 1)), (8, 8, (1, 1)), (240, 20, (12, 1))])
def test_interval_covers(before, after, nights):
    rng = np.random.default_rng(before)
    runs = 1_500
    t0, c0 = rng.poisson(before, (2, runs))
    t1, c1 = rng.poisson(0.7 * after, runs), rng.poisson(after, runs)
    truth = -0.3 * after / nights[1]
    drawn = np.stack([t0, t1, c0, c1], axis=1)
    table = pd.DataFrame([evaluate_operation(row[:2], row[2:], exposure=nights) for row in drawn])
    inside = ((table["low"] <= truth) & (truth <= table["high"])).mean()
    assert inside == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(
    ("treated", "control", "power", "level", "nights"),
    [
        ((100, 100), (100, 100), 0.8, 0.9, (1, 1)),
        ((25, 30), (60, 70), 0.8, 0.9, (1, 1)),
        ((400, 410), (380, 390), 0.5, 0.95, (1, 1)),
        ((60, 60), (40, 40), 0.9, 0.8, (1, 1)),
        ((480, 80), (600, 100), 0.8, 0.9, (12, 2)),
    ],
)
def test_the_effect_is_shown_with_that_power(treated, control, power, level, nights):
    reduction = detectable_effect(treated, control, power=power, level=level, exposure=nights)
    rng = np.random.default_rng(7)
    runs = 60_000
    t0, t1, c0, c1 = (rng.poisson(m, runs) for m in (treated[0], treated[1] - reduction, *control))
    n0, n1 = nights
    wdd = (t1 - c1) / n1 - (t0 - c0) / n0
    se = np.sqrt((t0 + c0) / n0**2 + (t1 + c1) / n1**2)
    rejected = np.abs(wdd) > stats.norm.isf((1 - level) / 2) * se
    assert rejected.mean() == pytest.approx(power, abs=0.008 if n0 == n1 else 0.02)


def test_exact_chance_against_the_evaluation_itself():
    reduction = detectable_effect((14, 14), (5, 6), power=0.6)
    grid = np.arange(60)
    chance = 0.0
    up = stats.poisson.pmf(grid, 14 - reduction + 5)
    down = stats.poisson.pmf(grid, 14 + 6)
    for a in grid:
        for b in grid[grid + a > 0]:
            chance += up[a] * down[b] * (evaluate_operation((b, a), (0, 0))["high"] < 0)
    assert chance == pytest.approx(0.6, abs=1e-6)


@given(st.floats(20, 400), st.floats(0.1, 0.9), st.floats(0.1, 0.85))
@settings(max_examples=30)
def test_more_power_or_level_needs_more_effect(mean, power, level):
    pair = (mean, mean)
    effect = detectable_effect(pair, pair, power=power, level=level)
    for harder in ({"power": power + 0.05, "level": level}, {"power": power, "level": level + 0.1}):
        more = detectable_effect(pair, pair, **harder)
        assert np.isnan(more) or more >= effect - 1e-6
    assert np.isnan(effect) or 0 <= effect <= mean


def test_a_single_weekend_cannot_show_anything():
    assert np.isnan(detectable_effect((4, 4), (5, 5)))
    assert np.isnan(detectable_effect((48, 4), (60, 5), exposure=(12, 1)))
    assert np.isnan(detectable_effect((0, 0), (0, 0)))
    assert np.isnan(detectable_effect((0, 0), (0, 0), exposure=(2, 1)))


def test_what_shows_already_needs_nothing():
    assert detectable_effect((200, 20), (100, 100)) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: evaluate_operation((1, 2, 3), (1, 2)), "treated must have one number a row"),
        (lambda: evaluate_operation((1, -2), (1, 2)), "at least 0: 1 rows break this, the first is row 'after'"),
        (lambda: evaluate_operation((1, 2), (1.5, 2)), "control must be whole"),
        (lambda: evaluate_operation((1, 2), ("a", "b")), "control must be numbers"),
        (lambda: evaluate_operation((1, 2), (1, np.nan)), "finite"),
        (lambda: evaluate_operation((1, 2), (1, 2), displaced_treated=(1, 2)), "belong together"),
        (lambda: evaluate_operation((1, 2), (1, 2), exposure=(0, 1)), "exposure must be above 0"),
        (lambda: evaluate_operation((1, 2), (1, 2), level=90), "level must"),
        (lambda: detectable_effect((1, 2), (1, 2), power=80), "power must"),
        (lambda: detectable_effect((1, 2), (-1, 2)), "control must be at least 0"),
        (lambda: evaluate_operation_harm(pd.DataFrame([[1, 2]], columns=MAIN[:2]), weights=1), "control_before"),
        (lambda: evaluate_operation_harm(pd.DataFrame([[1] * 4], columns=MAIN), weights=-1), "weights must"),
        (lambda: evaluate_operation_harm(pd.DataFrame([[1] * 5], columns=[*MAIN, AROUND[0]]), weights=1), "missing"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(SchemaError, match=words):
        call()
