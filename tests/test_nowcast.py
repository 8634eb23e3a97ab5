"""The nowcast: chain-ladder by link ratios, hand sums, coverage by simulation and by going back."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures import nowcast as module
from vawg_geo.measures.nowcast import nowcast_counts, review_nowcasts

pytestmark = pytest.mark.methods("8")
CUT = date(2022, 3, 31)


def make(*, months=40, mean=60.0, days=25.0, seed=0, spread=0.0):
    """Offences of the months up to March 2022 with exponential delays; `spread` lets delays differ by month."""
    rng = np.random.default_rng(seed)
    rows = []
    for month in pd.period_range(end="2022-03", periods=months, freq="M"):
        n = rng.poisson(mean)
        day = month.start_time + pd.to_timedelta(rng.integers(0, month.days_in_month, n), unit="D")
        delay = np.floor(rng.exponential(days * np.exp(spread * rng.standard_normal()), n))
        rows.append(pd.DataFrame({"occurred_to": day, "recorded_on": day + pd.to_timedelta(delay, unit="D")}))
    return pd.concat(rows, ignore_index=True)


def known(incidents, cut):
    return incidents[incidents["recorded_on"] <= pd.Timestamp(cut)]


def test_by_hand():
    # two steps; January: 6 at once, 2 in step 1, 2 in step 2; February: 4, 4 (age 1); March: 3 (age 0)
    rows = [("2022-01-10", "2022-01-20")] * 6 + [("2022-01-10", "2022-03-02")] * 2 + [("2022-01-10", "2022-03-30")] * 2
    rows += [("2022-02-03", "2022-02-03")] * 4 + [("2022-02-03", "2022-03-30")] * 4 + [("2022-03-05", "2022-03-31")] * 3
    rows = [(a, "2022-02-20" if b == "2022-03-02" else b) for a, b in rows]
    incidents = pd.DataFrame(rows, columns=["occurred_to", "recorded_on"]).apply(pd.to_datetime)
    assert list(module._triangle(incidents, date(2022, 4, 1), 2)[2]) == [2, 1, 0]
    table = nowcast_counts(incidents, cut=date(2022, 4, 1), steps=2)
    # link ratios: step 0 to 1 (8 + 8) / (6 + 4), step 1 to 2 10 / 8
    assert table["expected"].tolist() == pytest.approx([10, 8 * 10 / 8, 3 * 16 / 10 * 10 / 8])
    assert table["share_known"].tolist() == pytest.approx([1, 0.8, 0.5])
    assert table["ripe"].tolist() == [True, False, False]
    assert table.loc["2022-01", ["low", "high"]].tolist() == [10, 10]


@given(st.integers(0, 10_000), st.integers(1, 5))
@settings(max_examples=25)
def test_against_link_ratios(seed, steps):
    incidents = make(months=24, mean=12, seed=seed)
    months, triangle, age = module._triangle(incidents, CUT, steps)
    table = nowcast_counts(incidents, cut=CUT, steps=steps, seed=seed)
    upto = np.cumsum(triangle, axis=1)
    factor = [upto[age > j, j + 1].sum() / upto[age > j, j].sum() for j in range(steps)]
    for i, month in enumerate(months):
        final = upto[i, min(age[i], steps)] * np.prod(factor[min(age[i], steps) :])
        assert table.loc[month, "expected"] == pytest.approx(max(final, triangle[i].sum()))
    assert (table["low"] >= table["n"]).all()
    assert (table["low"] <= table["high"]).all()
    assert table["share_known"].is_monotonic_decreasing
    pd.testing.assert_frame_equal(table, nowcast_counts(incidents[::-1], cut=CUT, steps=steps, seed=seed))


@pytest.mark.slow
@pytest.mark.parametrize(("mean", "spread"), [(60, 0), (8, 0), (200, 0.2), (60, 0.4)])
def test_intervals_cover(mean, spread):
    inside, cases = np.zeros(2), 0
    for seed in range(100):
        incidents = make(months=30, mean=mean, seed=seed, spread=spread, days=40)
        final = module._triangle(incidents, date(2024, 3, 31), 12)[1].sum(axis=1)[:30]
        table = nowcast_counts(known(incidents, CUT), cut=CUT, seed=seed)
        hit = (table["low"] <= final) & (final <= table["high"])
        inside += hit.iloc[[-1, -2]].to_numpy()
        cases += 1
    assert (inside / cases >= 0.8 - 3 * np.sqrt(0.16 / cases)).all()
    assert (inside / cases <= 0.95).all()


def test_review_goes_back():
    incidents = make(months=48, seed=3)
    review = review_nowcasts(incidents, cut=CUT, months=18, steps=6)
    assert len(review) == 18
    assert review["inside"].mean() >= 0.5
    assert (review["n_now"] >= review["n_then"]).all()
    short = review_nowcasts(make(months=14), cut=CUT, steps=6)
    assert len(short) == 1
    assert review_nowcasts(make(months=12), cut=CUT, steps=6).empty


def test_late_rows_future_months_and_gaps():
    incidents = make(months=20, seed=1)
    extra = pd.DataFrame({"occurred_to": ["2022-04-02", "2021-01-05"], "recorded_on": ["2022-04-03", "2022-03-30"]})
    more = pd.concat([incidents, extra.apply(pd.to_datetime)], ignore_index=True)
    table = nowcast_counts(more, cut=CUT)
    pd.testing.assert_frame_equal(table, nowcast_counts(incidents, cut=CUT))
    quiet = incidents[incidents["occurred_to"] < "2022-03-01"]
    assert nowcast_counts(quiet, cut=CUT).loc["2022-03", ["n", "expected"]].tolist() == [0, 0]
    early = incidents.copy()
    early.loc[0, "recorded_on"] = early.loc[0, "occurred_to"] - pd.Timedelta(days=400)  # a slip of the pen
    assert nowcast_counts(early, cut=CUT)["n"].sum() == len(known(incidents, CUT))
    assert nowcast_counts(incidents, cut=date(2022, 3, 30)).index[-1] == "2022-02"
    aware = incidents.apply(lambda times: times.dt.tz_localize("Europe/London"))
    pd.testing.assert_frame_equal(nowcast_counts(aware, cut=CUT), nowcast_counts(incidents, cut=CUT))


def test_everything_at_once_is_ripe():
    incidents = make(months=20)
    incidents["recorded_on"] = incidents["occurred_to"]
    table = nowcast_counts(incidents, cut=CUT)
    assert table["ripe"].all()
    assert (table["expected"] == table["n"]).all()
    assert (module._dispersion(np.array([3]), np.array([3]), 1.0, np.random.default_rng(0)) == 1).all()


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda t: t, {"steps": 0}, SchemaError, "steps"),
        (lambda t: t, {"ripe_share": 2}, SchemaError, "ripe_share"),
        (lambda t: t, {"level": 0}, SchemaError, "level"),
        (lambda t: t.tail(60), {}, PeriodError, "oldest month"),
        (lambda t: t.head(0), {}, PeriodError, "ended before the cut"),
        (lambda t: t.assign(recorded_on=pd.NaT), {}, SchemaError, "missing"),
    ],
)
def test_refusals(change, options, error, words):
    with pytest.raises(error, match=words):
        nowcast_counts(change(make(months=20)), cut=CUT, **options)
