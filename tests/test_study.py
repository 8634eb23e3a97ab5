"""The study: a generator whose truth holds, methods that do as they say, a quick run whose form and bytes are right."""

import shutil

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.measures.capture import score_capture
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.heldout import first_places
from vawg_geo.measures.ranking import score_harm
from vawg_geo.runs.study.calibration import measure_chances, tabulate_brier, tabulate_reliability, tabulate_tiers
from vawg_geo.runs.study.change_rule import ChangeRule
from vawg_geo.runs.study.delay import measure_delay
from vawg_geo.runs.study.heldout import measure_heldout
from vawg_geo.runs.study.intervals import against, bootstrap, summarise
from vawg_geo.runs.study.lists import Setting, count, first_rows, raw_harm, shrunk
from vawg_geo.runs.study.real_cases import read_county, read_open
from vawg_geo.runs.study.real_tables import hold_out_open, notice_county, share_lists
from vawg_geo.runs.study.report_tables import grid, verdicts
from vawg_geo.runs.study.stability import measure_stability
from vawg_geo.runs.study.study import run_study
from vawg_geo.runs.study.worlds import A_YEAR, AREAS, CHANGE_MONTH, MONTHS, World, draw_county, offence_mix

pytestmark = pytest.mark.methods(5)


@pytest.fixture(scope="module")
def drawn():
    return draw_county("test", World("city", planted=True), 0)


def test_the_generator_draws_what_its_truth_says(drawn):
    rate, expected = drawn.counts.sum(axis=1), drawn.truth.rate.sum(axis=1)
    assert rate.sum() == len(drawn.incidents)
    chi2 = ((rate - expected) ** 2 / expected).sum()
    assert stats.chi2.sf(chi2, AREAS) > 0.001
    busy = np.argsort(-expected)[:20]
    mean = drawn.harm[busy].sum() / drawn.counts[busy].sum()
    true = (drawn.truth.severity[busy] * expected[busy]).sum() / expected[busy].sum()
    assert mean == pytest.approx(true, rel=0.2)
    assert drawn.truth.rate[:, :CHANGE_MONTH].sum() * 12 / CHANGE_MONTH == pytest.approx(A_YEAR, rel=0.05)


def test_offences_end_in_their_month_before_the_list_is_made(drawn):
    ended = drawn.incidents["occurred_to"].dt.tz_convert("Europe/London")
    month = (ended.dt.year - drawn.first.year) * 12 + ended.dt.month - drawn.first.number
    assert (month == drawn.incidents["month"]).mean() > 0.995  # an hour of summer time at a month's end
    assert (ended <= drawn.as_of(MONTHS - 1)).all()
    window = drawn.window(40, 3)["month"]
    assert (window.min(), window.max()) == (38, 40)


def test_the_same_county_twice_and_another_by_its_number():
    one, same, other = (draw_county("test", World(), i) for i in (1, 1, 2))
    pd.testing.assert_frame_equal(one.incidents, same.incidents)
    assert len(one.incidents) != len(other.incidents)


def test_planted_places_take_the_harm_they_were_given(drawn):
    harm, planted = drawn.truth.harm, drawn.truth.planted
    order = np.sort(harm[:, CHANGE_MONTH - 1])[::-1]
    assert harm[planted["new, strong"], -1] == pytest.approx(order[2])
    assert harm[planted["new, weak"], -1] == pytest.approx(order[7])
    assert harm[planted["quiet"], -1] == pytest.approx(order[1] / 10)


@pytest.mark.parametrize(("severity", "least", "most"), [("light", 5, 60), ("usual", 100, 300), ("heavy", 300, 900)])
def test_mixes_use_real_weights(severity, least, most):
    weights, shares = offence_mix(severity)
    assert shares.sum() == pytest.approx(1)
    assert least < weights @ shares < most


def test_a_setting_is_score_harm(drawn):
    setting = Setting(k=7, half_life_months=None, strata=False, months=24)
    scores = setting.scores(drawn, 30)
    direct = score_harm(drawn.window(30, 24), drawn.areas, k=7)
    assert np.allclose(scores["shrunk_harm"], direct["shrunk_harm"] / 2)
    as_used = Setting().scores(drawn, 40)
    assert as_used["expected_n"].sum() == pytest.approx(A_YEAR, rel=0.15)


def test_first_rows_are_first_places_where_nothing_ties(drawn):
    values = shrunk()(drawn, 40)
    places = first_places(pd.Series(values, index=drawn.areas.index), 10)
    assert drawn.areas.index[first_rows(values, seed=1)].tolist() == places
    assert len(first_rows(np.zeros(20), seed=0)) == 0
    assert set(first_rows(np.array([0.0, 2.0, 0.0, 1.0]), seed=0)) == {1, 3}


def test_shares_are_those_of_the_library(drawn):
    rows = pd.DataFrame(list(measure_heldout(drawn, 0, {"used": shrunk()}, origins=(40,))))
    seen = pd.Series(drawn.truth.harm[:, 41:44].sum(axis=1), index=drawn.areas.index)
    capture = score_capture(seen, pd.Series(shrunk()(drawn, 40), index=drawn.areas.index)).iloc[9]
    assert rows["harm"].iloc[0] == pytest.approx(capture["pai"] * 10 / AREAS)
    assert rows["of_best"].iloc[0] == pytest.approx(capture["pei"])


def test_sums_by_hand(drawn):
    part = drawn.incidents[drawn.incidents["month"].between(30, 41)]
    by_hand = part.groupby("area")["harm"].sum().reindex(drawn.areas.index).fillna(0)
    assert np.allclose(raw_harm(12)(drawn, 41), by_hand)
    assert count(12)(drawn, 41).sum() == len(part)


def test_the_rule_is_the_e_test(drawn):
    rule = ChangeRule()
    changed = rule.changed(drawn, [CHANGE_MONTH + 11])[:, 0]
    assert changed[drawn.truth.planted["new, strong"]]
    place = int(np.flatnonzero(changed)[0])
    turn = CHANGE_MONTH + 6
    before, after = drawn.counts[place, turn - 12 : turn].sum(), drawn.counts[place, turn : turn + 6].sum()
    assert compare_counts(before, after, exposure_before=12, exposure_after=6)["p"].iloc[0] < rule.level
    assert changed.mean() < 0.05


def test_summaries_against_scipy():
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"county": np.tile(range(8), 2), "m": np.repeat(["a", "b"], 8), "w": "x", "v": rng.random(16)})
    row = summarise(rows, ["m"], "v").iloc[0]
    values = rows["v"].to_numpy()[:8]
    assert (row["low"], row["high"]) == pytest.approx(stats.t.interval(0.95, 7, values.mean(), stats.sem(values)))
    gap = against(rows, ["w"], "m", "a", "v").set_index("m")
    assert gap.loc["a", ["mean", "low", "high"]].tolist() == [0, 0, 0]
    paired = stats.ttest_rel(rows["v"][8:], rows["v"][:8]).confidence_interval()
    assert gap.loc["b", ["low", "high"]].tolist() == pytest.approx([paired.low, paired.high])


def test_a_bootstrap_needs_clusters():
    assert np.isnan(bootstrap(2, lambda times: float(times.sum()))).all()
    assert np.isnan(bootstrap(5, lambda _: np.nan)).all()
    values = np.random.default_rng(1).normal(size=400)
    low, high = bootstrap(400, lambda times: float(times @ values / 400))
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15)


def test_reliability_of_honest_chances():
    rng = np.random.default_rng(2)
    p = rng.random(4_000)
    table = pd.DataFrame({"world": "x", "fading": "y", "county": np.arange(4_000) % 20, "p": p})
    table["true"] = (rng.random(4_000) < p).astype(float)
    tenths, tiers = tabulate_reliability(table), tabulate_tiers(table)
    assert np.allclose(tenths["said"], tenths["true"], atol=0.08)
    assert (tenths["low"] < tenths["high"]).all()
    assert tenths["places"].sum() == tiers["places"].sum() == 4_000
    brier = tabulate_brier(table).set_index("score")["mean"]
    assert brier["Brier"] == pytest.approx(((p - table["true"]) ** 2).mean())
    assert 0.2 < brier["skill"] < 0.45  # uniform chances: 1/3


def test_without_a_truth_nothing_is_measured_against_it(drawn):
    from dataclasses import replace

    blind = replace(drawn, truth=None)
    assert list(measure_delay(blind, 0)) == []
    assert list(measure_chances(blind, 0)) == []
    rows = pd.DataFrame(list(measure_heldout(blind, 0, {"count": count(12)}, origins=(59,))))
    assert rows["harm"].between(0, 1).all()
    assert rows["horizon"].tolist() == [3, 12]


def test_tables_in_markdown():
    table = pd.DataFrame({"w": ["a", "a"], "c": ["x", "y"], "mean": [0.5, np.nan], "low": [0.4, 0], "high": [0.6, 0]})
    assert grid(table, "w", "c").splitlines() == ["|  | x | y |", "|---|---|---|", "| a | 50 (40 to 60) | - |"]
    rival = pd.DataFrame(
        {"world": list("abcde"), "horizon": 12, "method": "r", "mean": 0.1, "low": 0.05, "high": [0.2] * 5}
    )
    assert "| r | +10.0 | 5 worlds | none | 0 |" in verdicts(rival, "base")


@pytest.mark.slow
def test_a_quick_study(tmp_path):
    """Form, bytes, and facts that hold in any run."""
    page = run_study(None, tmp_path / "one", quick=True)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "A quick run" in text
    assert not {"nan", "None", "inf"} & set(text.replace("|", " ").replace("(", " ").split())
    for name in ("stability", "heldout", "delay", "reliability"):
        assert f"({name}.svg)" in text
        assert (page.parent / f"{name}.svg").stat().st_size < 80_000
    shared = pd.read_csv(page.parent / "stability.csv").set_index(["world", "method", "months"])["mean"]
    for world in shared.index.unique("world"):
        assert shared[world, "shrunk harm", 36] > shared[world, "raw harm", 1] + 0.1
        assert shared[world, "raw harm", 1] < 0.3
        assert shared[world, "shrunk harm", 12] > shared[world, "raw harm", 12]
    held = pd.read_csv(page.parent / "heldout_against.csv").set_index(["method", "horizon"])
    assert (held.loc[("raw harm, 1 month", 12), "high"] < 0).all()
    delay = pd.read_csv(page.parent / "delay.csv").set_index(["what", "method"])["mean"]
    quick, slow = (delay["new, strong", method].mean() for method in ("half after 3 months", "no fading"))
    assert quick < slow


@pytest.mark.slow
def test_the_same_bytes_twice(tmp_path, monkeypatch):
    from vawg_geo.runs.study import study
    from vawg_geo.runs.study.size import Size

    monkeypatch.setattr(study, "QUICK", Size(counties=2, changes=2, chances=2, worlds=1))
    one, two = (study.run_study(None, tmp_path / name, quick=True).parent for name in ("one", "two"))
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in two.iterdir())
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in files)


@pytest.mark.slow
def test_the_demonstration_county_is_ranked_from_its_extracts(county):
    records, planted = read_county(county)
    assert records.months == 72
    shared = share_lists(records).set_index(["method", "months"])["mean"]
    assert shared["shrunk harm", 12] > shared["raw harm", 1]
    delays = notice_county(records, planted).set_index("half_life")
    assert delays.loc["half after 12 months", "new"] <= 7


@pytest.mark.real
def test_open_counts_alone(data, open_force, tmp_path):
    shutil.copytree(open_force.parent, tmp_path / "open")  # with what was read of it
    now, later = read_open(data, tmp_path / "open")
    assert (now.months, later.months) == (13, 6)
    assert now.areas.index.equals(later.areas.index)
    table = share_lists(now)
    assert set(table["method"]) == {"count"}
    held = hold_out_open(now, later)
    assert held["share"].between(10 / len(now.areas), 0.5).all()


def test_lists_are_compared_once_a_pair(drawn):
    rows = pd.DataFrame(list(measure_stability(drawn, 0, windows=(12, 36))))
    assert rows[rows["months"] == 36].groupby("method").size().tolist() == [1, 1, 1]
    assert rows["shared"].between(0, 1).all()
