"""Shrunk harm and its ranks: a loop by hand, Dirichlet draws one by one, fading, strata and the house laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.fading import Fading, decayed_exposure, faded_weight
from vawg_geo.measures.ranking import score_harm, score_ranks

pytestmark = pytest.mark.methods("5")
AREAS = pd.DataFrame(index=pd.Index([f"Z{i:02d}" for i in range(8)], name="code"))
CUT = pd.Timestamp("2022-04-01", tz="Europe/London")


def make(n=60, seed=0, areas=AREAS):
    rng = np.random.default_rng(seed)
    risk = rng.gamma(0.5, size=len(areas))
    table = pd.DataFrame(
        {
            "area": rng.choice(areas.index, n, p=risk / risk.sum()),
            "harm": rng.choice([1.0, 13.5, 100.0, 2953.0], n, p=[0.5, 0.3, 0.17, 0.03]),
            "occurred_to": CUT - pd.to_timedelta(rng.integers(0, 1095, n), unit="D"),
        },
        index=[f"i{j}" for j in range(n)],
    )
    return table.astype({"area": "str"})


def by_hand(incidents, areas, k, exposure, half_life=None):
    """METHODS 5, one area at a time."""
    age = (CUT - incidents["occurred_to"]) / pd.Timedelta(days=1)
    d = 0.5 ** (age / half_life) if half_life else age * 0 + 1.0
    phi, hbar = (d**2).sum() / d.sum(), (d * incidents["harm"]).sum() / d.sum()
    n = [d[incidents["area"] == code].sum() for code in areas.index]
    big_h = [(d * incidents["harm"])[incidents["area"] == code].sum() for code in areas.index]
    m = sum(n) / sum(exposure)
    s2 = sum(e * (x / e - m) ** 2 for x, e in zip(n, exposure, strict=True)) / sum(exposure)
    a = max(s2 - phi * m / np.mean(exposure), 0)
    scores = []
    for x, h, e in zip(n, big_h, exposure, strict=True):
        w = a / (a + phi * m / e)
        scores.append(e * (m + w * (x / e - m)) * (h + k * hbar) / (x + k))
    return scores


@pytest.mark.parametrize("half_life", [None, 365])
def test_score_by_hand(half_life):
    incidents, exposure = make(), pd.Series(np.linspace(1, 3, 8), index=AREAS.index)
    options = {"as_of": "2022-04-01", "half_life_days": half_life} if half_life else {}
    scores = score_harm(incidents, AREAS, k=10, exposure=exposure, **options)
    assert np.allclose(scores["shrunk_harm"], by_hand(incidents, AREAS, 10, exposure, half_life))
    assert scores["n"].sum() == 60
    assert scores["harm"].sum() == pytest.approx(incidents["harm"].sum())


def test_columns_and_rank():
    scores = score_harm(make(), AREAS)
    assert list(scores.columns) == ["n", "harm", "expected_n", "shrunk_harm", "rank"]
    assert scores.sort_values("rank")["shrunk_harm"].is_monotonic_decreasing


def test_ties_go_by_code_whatever_the_order():
    nothing = make().head(0)
    backwards = AREAS[::-1]
    scores = score_harm(nothing, backwards)
    assert scores["rank"].tolist() == list(range(8, 0, -1))
    assert (scores[["n", "harm", "expected_n", "shrunk_harm"]] == 0).all(axis=None)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 80), st.randoms())
def test_laws(seed, n, random):
    incidents = make(n, seed)
    kept = incidents.copy()
    scores = score_harm(incidents, AREAS, as_of=CUT, half_life_days=200)
    pd.testing.assert_frame_equal(incidents, kept)
    shuffled = incidents.iloc[random.sample(range(n), n)]
    pd.testing.assert_frame_equal(score_harm(shuffled, AREAS[::-1], as_of=CUT, half_life_days=200)[::-1], scores)
    raw, mean = scores["n"], scores["n"].mean()
    plain = score_harm(incidents, AREAS)["expected_n"]
    assert (plain >= np.minimum(raw, mean) - 1e-9).all()
    assert (plain <= np.maximum(raw, mean) + 1e-9).all()


def test_an_unweighted_offence_counts_but_has_no_harm():
    incidents = make()
    more = incidents.copy()
    more.loc[more.index[:5], "harm"] = np.nan
    scores = score_harm(more, AREAS)
    assert scores["n"].sum() == 60
    assert scores["harm"].sum() == pytest.approx(incidents["harm"][5:].sum())
    one = AREAS.iloc[:1]
    here = pd.DataFrame({"area": ["Z00"] * 3, "harm": [10.0, 20.0, np.nan]})
    assert score_harm(here, one)["shrunk_harm"].iloc[0] == pytest.approx(3 * 15)


def test_strata_are_scored_apart_and_ranked_together():
    incidents, strata = make(200), pd.Series(["town", "rural"] * 4, index=AREAS.index)
    scores = score_harm(incidents, AREAS, strata=strata)
    for kind in ("town", "rural"):
        alone = score_harm(incidents, AREAS[(strata == kind).to_numpy()])
        assert np.allclose(scores.loc[alone.index, "shrunk_harm"], alone["shrunk_harm"])
    assert sorted(scores["rank"]) == list(range(1, 9))
    ranks = score_ranks(incidents, AREAS, strata=strata, top=3)
    assert ranks["p_top"].sum() == pytest.approx(3)


def test_the_scale_of_exposure_does_not_matter():
    incidents = make()
    one, nine = (score_harm(incidents, AREAS, exposure=e) for e in (1, 9))
    assert np.allclose(one["shrunk_harm"], nine["shrunk_harm"])


def draws_one_by_one(incidents, areas, top, draws=20_000, k=15):
    rng = np.random.default_rng(99)
    n = incidents["area"].value_counts().reindex(areas.index, fill_value=0).to_numpy(float)
    weights = np.sort(incidents["harm"].unique())
    mix = np.array(
        [[((incidents["area"] == c) & (incidents["harm"] == w)).sum() for w in weights] for c in areas.index]
    )
    m = n.mean()
    a = max(((n - m) ** 2).mean() - m, 0)
    rate = rng.gamma(n + m * m / a, 1 / (1 + m / a), size=(draws, len(n))) if a else np.full((draws, len(n)), m)
    shares = mix.sum(axis=0) / mix.sum()
    harm = rate * np.column_stack([rng.dirichlet(row + k * shares, size=draws) @ weights for row in mix])
    ranks = (-harm).argsort(axis=1).argsort(axis=1) + 1
    return (ranks <= top).mean(axis=0), np.quantile(ranks, 0.05, axis=0), np.quantile(ranks, 0.95, axis=0)


@pytest.mark.parametrize(("seed", "n"), [(1, 40), (2, 400)])
def test_ranks_against_dirichlet_draws(seed, n):
    incidents = make(n, seed)
    ranks = score_ranks(incidents, AREAS, top=3, draws=8_000)
    p, low, high = draws_one_by_one(incidents, AREAS, 3)
    assert np.abs(ranks["p_top"] - p).max() < 4 * np.sqrt(0.25 / 8_000)
    assert np.abs(ranks["rank_low"] - low).max() <= 1
    assert np.abs(ranks["rank_high"] - high).max() <= 1


def test_ranks_are_the_same_twice_and_in_any_order():
    incidents = make(300)
    ranks = score_ranks(incidents, AREAS, top=3)
    pd.testing.assert_frame_equal(
        score_ranks(incidents.sample(frac=1, random_state=1), AREAS[::-1], top=3)[::-1], ranks
    )
    assert not score_ranks(incidents, AREAS, top=3, seed=1).equals(ranks)
    assert ranks["p_top"].sum() == pytest.approx(3)
    assert (ranks["rank_low"] <= ranks["rank_high"]).all()


def test_without_evidence_every_place_is_as_likely():
    ranks = score_ranks(make().head(0), AREAS, top=2)
    assert np.abs(ranks["p_top"] - 0.25).max() < 0.05


def test_one_certain_place_is_surely_first():
    incidents = pd.DataFrame({"area": ["Z03"] * 90 + ["Z05"] * 10, "harm": 10.0})
    ranks = score_ranks(incidents, AREAS, top=1)
    assert ranks.loc["Z03", "p_top"] == 1
    assert ranks.loc["Z03", ["rank_low", "rank_high"]].tolist() == [1, 1]


def test_half_life_halves_and_exposure_matches():
    incidents = pd.DataFrame({"occurred_to": [CUT, CUT - pd.Timedelta(days=365)]})
    assert faded_weight(incidents, Fading("2022-04-01", 365)).round(3).tolist() == [1.0, 0.5]
    assert decayed_exposure(365, half_life_days=365) == pytest.approx(263.3, abs=0.05)
    naive = pd.DataFrame({"occurred_to": [pd.Timestamp("2021-04-01")]})
    assert faded_weight(naive, Fading(CUT, 365)) == pytest.approx([0.5])


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda t: t.drop(columns="harm"), {}, SchemaError, "'harm' is missing"),
        (lambda t: t.assign(harm=-1.0), {}, SchemaError, "at least 0"),
        (lambda t: t, {"k": 0}, SchemaError, "k must"),
        (lambda t: t, {"exposure": 0}, SchemaError, "above 0"),
        (lambda t: t, {"strata": pd.Series(["x"], index=["Z00"])}, SchemaError, "strata must have"),
        (lambda t: t, {"strata": pd.Series([None] * 8, index=AREAS.index, dtype="str")}, SchemaError, "not be missing"),
        (lambda t: t, {"as_of": CUT, "half_life_days": -1}, PeriodError, "half_life"),
        (lambda t: t, {"as_of": "2019-01-01", "half_life_days": 9}, PeriodError, "end later"),
        (lambda t: t.drop(columns="occurred_to"), {"as_of": CUT, "half_life_days": 9}, SchemaError, "'occurred_to'"),
    ],
)
def test_refusals(change, options, error, words):
    for function in (score_harm, score_ranks):
        with pytest.raises(error, match=words):
            function(change(make()), AREAS, **options)


@pytest.mark.parametrize("options", [{"top": 0}, {"draws": 0}])
def test_too_little_asked(options):
    with pytest.raises(SchemaError, match="at least"):
        score_ranks(make(), AREAS, **options)


def test_a_quick_look_is_given_with_a_warning():
    with pytest.warns(UserWarning, match="100 draws are too few for a page; use 4000 or more"):
        assert score_ranks(make(), AREAS, top=3, draws=100)["p_top"].sum() == pytest.approx(3)


@pytest.mark.slow
def test_chances_of_the_top_are_honest():
    """Known true harm: of the places given 50-100 %, about as many are truly in the top as promised."""
    rng, areas = np.random.default_rng(11), pd.DataFrame(index=[f"A{i:03d}" for i in range(490)])
    weights, mix = np.array([5.0, 13.5, 100.0, 600.0, 2953.0]), np.array([0.25, 0.4, 0.25, 0.07, 0.03])
    promised, kept = [], []
    for seed in range(20):
        rate, shares = rng.gamma(0.4, 18, 490), rng.dirichlet(15 * mix, 490)
        truth = pd.Series(rate * (shares @ weights), index=areas.index).rank(ascending=False) <= 10
        n = rng.poisson(rate)
        harm = np.concatenate([rng.choice(weights, size, p=p) for size, p in zip(n, shares, strict=True)])
        incidents = pd.DataFrame({"area": np.repeat(areas.index, n), "harm": harm})
        p = score_ranks(incidents, areas, seed=seed)["p_top"]
        promised.append(p[p >= 0.5])
        kept.append(truth[p >= 0.5])
    promised, kept = pd.concat(promised), pd.concat(kept)
    assert abs(promised.mean() - kept.mean()) < 0.1
