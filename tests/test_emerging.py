"""classify_emerging: one hand-made series a label, Kendall's tau as second opinion, exactly one label each."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.emerging import LABELS, classify_emerging, trend_z

pytestmark = pytest.mark.methods("7")
SERIES = {
    "historical": [3] * 11 + [0],
    "intensifying": list(np.linspace(2.5, 6, 12)),
    "diminishing": list(np.linspace(6, 2.5, 12)),
    "persistent": [3, 4] * 6,
    "none": [0, 3, 3, 3] * 2 + [0, 0, 1, 1],
    "new": [0] * 11 + [3],
    "consecutive": [0] * 8 + [3, 4, 3, 4],
    "oscillating": [0, -3, 3, 0, 0, -3, 0, 3, 0, 0, 3, 3],
    "sporadic": [0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 3, 3],
}


def test_each_label():
    labels = classify_emerging(pd.DataFrame(SERIES).T)
    assert labels.to_dict() == {name: name for name in SERIES}
    assert set(SERIES) == set(LABELS)


def test_missing_steps_are_neutral():
    z = pd.DataFrame([[np.nan] * 11 + [3.0], [np.nan] * 12], index=["a", "b"])
    assert classify_emerging(z).tolist() == ["new", "none"]


def test_nine_in_ten_is_enough():
    z = pd.DataFrame([[3.0] * 8 + [0.0, 3.0], [3.0] * 7 + [0.0, 0.0, 3.0]])
    assert classify_emerging(z).tolist() == ["persistent", "sporadic"]


@given(st.lists(st.integers(-5, 5), min_size=10, max_size=25))
def test_trend_against_kendall(values):
    z = trend_z(np.array([values], dtype=float))[0]
    n = len(values)
    tau, _ = stats.kendalltau(np.arange(n), values)
    assert np.sign(z) in (0, np.sign(np.nan_to_num(tau)))
    if len(set(values)) == n:
        s = round(tau * n * (n - 1) / 2)
        expected = np.sign(s) * max(abs(s) - 1, 0) / np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
        assert z == pytest.approx(expected)


def test_trend_with_ties_by_hand():
    # 1 1 2 2: s = 4, variance = (4*3*13 - 2 * 2*1*9) / 18
    assert trend_z(np.array([[1.0, 1, 2, 2]]))[0] == pytest.approx(3 / np.sqrt((156 - 36) / 18))


def by_the_rules(series):
    """METHODS 7 read aloud, one series at a time."""
    limit = 1.959963984540054
    hot = [v > limit for v in series]
    run = next((i for i, h in enumerate(reversed(hot)) if not h), len(hot))
    if sum(hot) / len(series) >= 0.9:
        if not hot[-1]:
            return "historical"
        trend = trend_of(series)
        return "intensifying" if trend > limit else "diminishing" if trend < -limit else "persistent"
    if not hot[-1]:
        return "none"
    if sum(hot) == 1:
        return "new"
    if sum(hot) == run:
        return "consecutive"
    return "oscillating" if any(v < -limit for v in series) else "sporadic"


def trend_of(series):
    s = sum(np.sign(b - a) for a, b in itertools.combinations(series, 2))
    n, ties = len(series), [series.count(v) for v in set(series)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    return (s - np.sign(s)) / np.sqrt(variance) if variance else 0


def test_every_series_of_ten_gets_exactly_one_label():
    """All 3^10 series of hot, neutral and cold."""
    every = list(itertools.product([3.0, 0.0, -3.0], repeat=10))
    labels = classify_emerging(pd.DataFrame(every))
    assert len(labels) == 3**10
    assert labels.tolist() == [by_the_rules(series) for series in every]


def test_every_lasting_series_gets_its_trend():
    """All 3^7 beginnings of barely hot, hot and very hot, with a neutral step or none before the end."""
    begun = itertools.product([2.0, 3.0, 4.0], repeat=7)
    every = [(3.0, *series, last, 3.0) for series in begun for last in (0.0, 4.0)]
    labels = classify_emerging(pd.DataFrame(every))
    assert labels.tolist() == [by_the_rules(series) for series in every]
    assert set(labels) == {"intensifying", "diminishing", "persistent"}


@given(st.lists(st.lists(st.sampled_from([-3.0, 0.0, 3.0]), min_size=10, max_size=10), max_size=10))
def test_exactly_one_label_each(rows):
    z = pd.DataFrame(rows, columns=range(10), dtype=float)
    kept = z.copy()
    labels = classify_emerging(z)
    assert labels.isin(LABELS).all()
    assert labels.index.equals(z.index)
    pd.testing.assert_frame_equal(z, kept)
    pd.testing.assert_series_equal(classify_emerging(z[::-1])[::-1], labels)


@pytest.mark.parametrize(
    ("z", "alpha", "error"),
    [
        (pd.DataFrame([[1.0] * 9]), 0.05, PeriodError),
        (pd.DataFrame([[1.0] * 10]), 5, SchemaError),
        (pd.DataFrame([[1.0] * 10] * 2, index=["a", "a"]), 0.05, SchemaError),
        (pd.DataFrame([["x"] * 10]), 0.05, SchemaError),
    ],
)
def test_refusals(z, alpha, error):
    with pytest.raises(error):
        classify_emerging(z, alpha=alpha)
