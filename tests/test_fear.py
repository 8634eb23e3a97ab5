"""classify_fear: worked rates, drawn posteriors, and too few stays too few."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.fear import NAMES, classify_fear
from vawg_geo.measures.rates import smooth_rates

pytestmark = pytest.mark.methods("4", "11")

REPORTS = pd.Series({"both": 60, "fear": 70, "record": 6, "neither": 8, "quiet": 4, "blank": 30})
OFFENCES = pd.Series({"both": 90, "fear": 8, "record": 80, "neither": 9, "quiet": 90, "blank": 0})


def test_the_four_names_and_too_few():
    got = classify_fear(REPORTS, OFFENCES)
    assert got["label"].tolist() == ["both", "fear only", "record only", "neither", "too few", "too few"]
    assert (got["p"].iloc[:4] > 0.95).all()
    assert got["p"].iloc[4:].isna().all()
    assert got.loc["fear", ["fear_class", "record_class"]].tolist() == [3, 1]


def test_shares_are_those_of_smooth_rates():
    size = pd.Series([1.0, 2, 1, 3, 1, 2], index=REPORTS.index)
    got = classify_fear(REPORTS, OFFENCES, exposure=size[::-1])
    for name, n in (("fear", REPORTS), ("record", OFFENCES)):
        rate = smooth_rates(pd.DataFrame({"n": n, "population": size}), per=1)
        expected = rate * size
        assert np.allclose(got[f"{name}_share"], 100 * expected / expected.sum())
        times = rate / (n.sum() / size.sum())
        assert got[f"{name}_class"].tolist() == [1 + (t > 1) + (t > 2) for t in times]


def test_probability_against_draws():
    reports, offences = pd.Series([9, 12, 5, 6, 20, 8.0]), pd.Series([11, 5, 9, 30, 8, 12.0])
    got, rng, above = classify_fear(reports, offences), np.random.default_rng(0), []
    for n in (reports, offences):
        m, a = n.mean(), max(n.var(ddof=0) - n.mean(), 0)
        above.append(rng.gamma(m**2 / a + n, 1 / (m / a + 1), size=(40_000, 6)) > m)
    for i, label in enumerate(got["label"]):
        fear, record = next(pair for pair, name in NAMES.items() if name == label)
        drawn = ((above[0][:, i] == fear) & (above[1][:, i] == record)).mean()
        assert got["p"].iloc[i] == pytest.approx(drawn, abs=0.01)


def test_places_alike_are_not_told_apart():
    got = classify_fear(pd.Series([7, 7, 7]), pd.Series([9, 9, 9]))
    assert got["label"].tolist() == ["neither"] * 3
    assert got["p"].tolist() == [0.25] * 3
    nothing = classify_fear(pd.Series([0, 0]), pd.Series([0, 0]))
    assert nothing["label"].tolist() == ["too few"] * 2
    assert (nothing["fear_share"] == 0).all()
    assert classify_fear(pd.Series([], dtype=int), pd.Series([], dtype=int)).empty


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12), st.randoms())
def test_laws(pairs, random):
    reports, offences = (pd.Series(column) for column in zip(*pairs, strict=True))
    kept = reports.copy()
    got = classify_fear(reports, offences)
    pd.testing.assert_series_equal(reports, kept)
    assert (got["label"].eq("too few") == ((reports < 5) | (offences < 5))).all()
    assert got["p"].dropna().between(0, 1).all()
    order = random.sample(range(len(reports)), len(reports))
    pd.testing.assert_frame_equal(classify_fear(reports[order], offences).sort_index(), got)
    swapped = classify_fear(offences, reports)  # fear and record are treated alike
    assert swapped["fear_class"].tolist() == got["record_class"].tolist()
    assert np.allclose(swapped["p"], got["p"], equal_nan=True)
    assert "sum" not in " ".join(got.columns)


@pytest.mark.parametrize(
    ("reports", "offences", "options", "words"),
    [
        (REPORTS, OFFENCES.head(2), {}, "same labels"),
        (REPORTS, -OFFENCES, {}, "offences must be at least 0"),
        (REPORTS + 0.5, OFFENCES, {}, "reports must be whole"),
        (REPORTS, OFFENCES, {"exposure": 0}, "above 0"),
        ([1], OFFENCES, {}, "Series"),
    ],
)
def test_refusals(reports, offences, options, words):
    with pytest.raises(SchemaError, match=words):
        classify_fear(reports, offences, **options)
