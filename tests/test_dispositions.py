"""outcome_incidence: statsmodels' own cumulative incidence, Wilson without censoring, coverage, odd input."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.facts import outcome_table
from vawg_geo.measures.dispositions import OTHER, _variance, outcome_incidence

pytestmark = pytest.mark.methods("10")
GROUPS = {"possible": ["1", "2"], "difficulties": ["14", "15", "16"]}
CUT = date(2022, 4, 5)
START = pd.Timestamp("2021-01-01")


def history(rows):
    """(incident, code, day since START) to an outcome table."""
    table = pd.DataFrame(rows, columns=["incident", "code", "day"]).astype({"incident": "str", "code": "str"})
    return table.assign(date=START + pd.to_timedelta(table.pop("day"), unit="D"))


def cohort(days):
    """Days since START to recording times, incidents i0, i1, ..."""
    return pd.Series(START + pd.to_timedelta(list(days), unit="D"), index=[f"i{k}" for k in range(len(days))])


def at(table, group, day):
    return table[(table["group"] == group) & (table["day"] == day)].iloc[0]


def made(times, causes, cut_after):
    """One crime a row: its waiting time and cause (0 = none by the cut)."""
    rows = [
        (f"i{k}", {1: "1", 2: "15"}[c], 400 - cut_after[k] + t)
        for k, (t, c) in enumerate(zip(times, causes, strict=True))
        if c
    ]
    recorded = cohort([400 - gap for gap in cut_after])
    return history(rows), recorded, (START + pd.Timedelta(days=400)).date()


def test_by_hand():
    # four crimes: charged on day 10, difficulties on day 20, followed for 15 days, followed for 200 days
    outcomes = history([("i0", "1", 10), ("i1", "16", 20)])
    recorded = pd.Series(
        [START, START, pd.Timestamp(CUT) - pd.Timedelta(days=15), pd.Timestamp(CUT) - pd.Timedelta(days=200)],
        index=["i0", "i1", "i2", "i3"],
    )
    table = outcome_incidence(outcomes, recorded_on=recorded, cut=CUT, groups=GROUPS)
    assert list(table.columns) == ["group", "day", "incidence", "low", "high", "at_risk"]
    assert at(table, "possible", 9)["incidence"] == 0
    assert at(table, "possible", 10)["incidence"] == 1 / 4
    assert at(table, "difficulties", 20)["incidence"] == pytest.approx(3 / 4 * 1 / 2)
    assert [at(table, "possible", day)["at_risk"] for day in (0, 10, 11, 15, 16, 20, 21)] == [4, 4, 3, 3, 2, 2, 1]
    assert at(table, "possible", 200)["incidence"] == 1 / 4
    assert table[table["day"] > 200]["incidence"].isna().all()


def run(time, status, follow, **options):
    outcomes, recorded, cut = made(time, status, follow)
    return outcome_incidence(outcomes, recorded_on=recorded, cut=cut, groups=GROUPS, **options)


@given(st.integers(3, 60), st.integers(0, 10_000))
@settings(max_examples=40)
def test_against_statsmodels(n, seed):
    from statsmodels.duration.survfunc import CumIncidenceRight

    rng = np.random.default_rng(seed)
    waits, follow, cause = rng.integers(0, 60, n), rng.integers(0, 70, n), rng.integers(1, 3, n)
    status, time = np.where(waits <= follow, cause, 0), np.minimum(waits, follow)
    table = run(time, status, follow, horizon_days=80)
    with np.errstate(all="ignore"):
        other = CumIncidenceRight(time.astype(float), status)
    for k in range(status.max()):
        own = table[table["group"] == list(GROUPS)[k]].set_index("day")["incidence"]
        assert np.allclose(own[other.times.astype(int)], other.cinc[k])
    shares = table.pivot_table(index="day", columns="group", values="incidence")
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    assert (shares.diff().dropna() >= -1e-12).all().all()
    known = table.dropna()
    assert ((known["low"] <= known["incidence"] + 1e-12) & (known["incidence"] <= known["high"] + 1e-12)).all()


def test_variance_against_statsmodels():
    from statsmodels.duration.survfunc import CumIncidenceRight

    rng = np.random.default_rng(5)
    time, status = rng.integers(0, 50, 300), rng.integers(0, 3, 300)
    other = CumIncidenceRight(time.astype(float), status)
    own, ends = (np.bincount(time[keep], minlength=50) for keep in (status == 1, status > 0))
    at_risk = np.array([(time >= day).sum() for day in range(50)])
    free = np.concatenate([[1], np.cumprod(1 - ends / at_risk)[:-1]])
    got = _variance(np.cumsum(free * own / at_risk), own, ends, at_risk, free)
    assert np.allclose(np.sqrt(got[:-1]), other.cinc_se[0][:-1])


def test_without_censoring_it_is_the_share_with_wilsons_interval():
    from statsmodels.stats.proportion import proportion_confint

    waits, cause = np.repeat([5, 9, 30], [7, 20, 13]), np.repeat([1, 2, 1], [7, 20, 13])
    table = run(waits, cause, np.full(40, 399), horizon_days=60)
    for day, x in ((4, 0), (5, 7), (29, 7), (30, 20), (60, 20)):
        row = at(table, "possible", day)
        assert row["incidence"] == pytest.approx(x / 40)
        low, high = proportion_confint(x, 40, method="wilson")
        assert [row["low"], row["high"]] == pytest.approx([low, high])
    everyone = run(np.full(9, 3), np.full(9, 1), np.full(9, 50), horizon_days=60)
    assert at(everyone, "possible", 60)["incidence"] == 1
    assert at(everyone, "possible", 60)["low"] == pytest.approx(proportion_confint(9, 9, method="wilson")[0])


@pytest.mark.slow
@pytest.mark.parametrize("n", [40, 150])
def test_intervals_cover_under_competition_and_censoring(n):
    rng = np.random.default_rng(n)
    truth = 0.3 * (1 - np.exp(-60 / 50))  # 30 % of crimes go to the first cause, waiting times exponential
    inside, runs = 0, 400
    for _ in range(runs):
        waits = np.floor(rng.exponential(50, n)).astype(int)
        cause = np.where(rng.random(n) < 0.3, 1, 2)
        follow = rng.integers(20, 150, n)
        status, time = np.where(waits <= follow, cause, 0), np.minimum(waits, follow)
        row = at(run(time, status, follow, horizon_days=59), "possible", 59)
        inside += row["low"] <= truth <= row["high"]
    assert inside / runs == pytest.approx(0.95, abs=0.035)


def test_the_first_outcome_counts_once_whatever_the_order():
    rows = [("i0", "0", 1), ("i0", "16", 30), ("i0", "1", 60), ("i1", "15", 9), ("i1", "2", 9), ("x", "1", 3)]
    outcomes, recorded = history(rows), cohort([0, 0, 10])
    options = {"recorded_on": recorded, "cut": CUT, "groups": GROUPS, "horizon_days": 90}
    table = outcome_incidence(outcomes, **options)
    assert at(table, "possible", 90)["incidence"] == pytest.approx(1 / 3)  # i1: two on one day, named first
    assert at(table, "difficulties", 90)["incidence"] == pytest.approx(1 / 3)
    assert table.attrs == {"revised": 2, "before_recording": 0}
    kept = outcomes.copy()
    pd.testing.assert_frame_equal(outcome_incidence(outcomes[::-1], **options), table)
    pd.testing.assert_frame_equal(outcomes, kept)
    early = outcome_incidence(outcomes, **(options | {"cut": date(2021, 1, 20)}))
    assert at(early, "difficulties", 5)["incidence"] == 0  # i0's outcomes lie after this cut


def test_other_outcomes_compete_and_early_ones_are_told():
    outcomes = history([("i0", "18", 5), ("i1", "1", 2), ("i2", None, 50)])
    outcomes.loc[2, "code"] = pd.NA
    recorded = cohort([0, 4, 0, 0]).dt.tz_localize("Europe/London")
    table = outcome_incidence(
        outcomes, recorded_on=recorded, cut=CUT, groups=outcome_table()["group"].drop(["0", "18"])
    )
    assert at(table, OTHER, 100)["incidence"] == 1 / 2
    assert at(table, "charge", 0)["incidence"] == 1 / 4
    assert table.attrs["before_recording"] == 1
    assert table["group"].nunique() == outcome_table()["group"].drop(["0", "18"]).nunique() + 1


def test_no_crimes_and_no_outcomes():
    none = outcome_incidence(history([]), recorded_on=cohort([]), cut=CUT, groups=GROUPS, horizon_days=2)
    assert none["incidence"].isna().all()
    assert (none["at_risk"] == 0).all()
    quiet = outcome_incidence(history([]), recorded_on=cohort([0] * 20), cut=CUT, groups=GROUPS)
    assert (quiet["incidence"] == 0).all()
    assert quiet["high"].iloc[365] == pytest.approx(1.96**2 / (20 + 1.96**2), rel=1e-3)


@pytest.mark.parametrize("cut", ["2022-04-05", pd.Timestamp(CUT), pd.Timestamp(CUT, tz="Europe/London")])
def test_numbers_serve_as_codes_and_labels_and_text_as_a_day(cut):
    rows = history([("i0", "16", 4), ("i1", "1", 9), ("i1", "0", 2)])
    said = outcome_incidence(rows, recorded_on=cohort([0, 3, 5]), cut=CUT, groups=GROUPS)
    rows["code"] = [16.0, 1.0, 0.0]
    rows["incident"] = rows["incident"].str[1:].astype(int)
    numbered = outcome_incidence(rows, recorded_on=cohort([0, 3, 5]).set_axis(range(3)), cut=cut, groups=GROUPS)
    pd.testing.assert_frame_equal(numbered, said)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"groups": {"a": ["1"], "b": ["1"]}}, SchemaError, "one group only"),
        ({"groups": {"a": ["0"]}}, SchemaError, "no outcome"),
        ({"groups": {}}, SchemaError, "at least one"),
        ({"horizon_days": -1}, SchemaError, "horizon_days"),
        ({"level": 95}, SchemaError, "level"),
        ({"cut": date(2021, 1, 2)}, PeriodError, "2 are later"),
        ({"recorded_on": cohort([0, 1]).rename({"i1": "i0"})}, SchemaError, "repeats 1"),
        ({"recorded_on": cohort([0, 1]).where([True, False])}, SchemaError, "must not be missing"),
        ({"outcomes": pd.DataFrame({"incident": ["i0"]})}, SchemaError, "column 'code' is missing"),
        ({"cut": "SECRET"}, PeriodError, "cut must be a day, such as"),
        ({"cut": ""}, PeriodError, "cut must be a day, such as"),
    ],
)
def test_refusals(change, error, words):
    options = {"outcomes": history([("i0", "1", 4)]), "recorded_on": cohort([0, 5, 9]), "cut": CUT, "groups": GROUPS}
    options |= change
    with pytest.raises(error, match=words):
        outcome_incidence(options.pop("outcomes"), **options)
