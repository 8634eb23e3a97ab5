"""Near repeats: every pair by hand, a double loop at 3,000 events, and no more false alarms than claimed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError, PlaceError, SchemaError
from vawg_geo.measures.near_repeat import near_repeat_chains, score_near_repeat

pytestmark = pytest.mark.methods("7")
START = pd.Timestamp("2022-01-01")
BANDS = {"distances_m": (0, 100, 200), "days": (0, 7, 14)}


def events(*rows, names=None):
    """Rows of east, north, day."""
    index = names or [f"e{i}" for i in range(len(rows))]
    points = gpd.GeoSeries([shapely.Point(e, n) for e, n, _ in rows], index=index, crs=27700)
    return points, pd.Series([START + pd.Timedelta(days=d) for *_, d in rows], index=index, dtype="datetime64[us]")


def crowd(n, seed=0, side=3_000.0, span=365):
    rng = np.random.default_rng(seed)
    return events(*np.column_stack([rng.integers(0, side, (n, 2)), rng.integers(0, span, n)]))


def table(knox):
    return {(d.left, t.left): row for (d, t), row in knox.iterrows()}


def test_bands_are_closed_below_and_open_above():
    points, times = events((0, 0, 0), (100, 0, 7), (0, 199, 14))
    knox = table(score_near_repeat(points, times, **BANDS))
    # 0-1: 100 m, 7 days; 0-2: 199 m, 14 days (out); 1-2: 222.7 m (out)
    assert {k: row["observed"] for k, row in knox.items()} == {(0, 0): 0, (0, 7): 0, (100, 0): 0, (100, 7): 1}
    # times dealt out: the pair at 100 m is 7, 7 or 14 days apart, each alike; so is the pair at 199 m
    assert knox[100, 7]["expected"] == pytest.approx(4 / 3, abs=0.06)
    assert np.isnan(knox[0, 0]["ratio"])
    assert knox[0, 0]["p"] == 1


def test_observed_and_chance_against_loops():
    points, times = crowd(60, side=900, span=40)
    knox = score_near_repeat(points, times, **BANDS, permutations=400)
    far = np.hypot(*(np.subtract.outer(c, c) for c in (points.x.to_numpy(), points.y.to_numpy())))
    day = (times - START).dt.days.to_numpy()

    def loops(day):
        late = np.abs(np.subtract.outer(day, day))
        once = np.triu(np.ones_like(far, dtype=bool), 1)
        return [
            (once & (far >= a) & (far < a + 100) & (late >= b) & (late < b + 7)).sum() for a in (0, 100) for b in (0, 7)
        ]

    rng = np.random.default_rng(9)
    chance = np.array([loops(rng.permutation(day)) for _ in range(400)])
    assert knox["observed"].tolist() == loops(day)
    assert np.allclose(knox["expected"], chance.mean(axis=0), rtol=0.1)
    assert np.allclose(knox["p"], (1 + (chance >= loops(day)).sum(axis=0)) / 401, atol=0.1)
    assert np.allclose(knox["ratio"], knox["observed"] / knox["expected"])


def test_planted_repeats_are_found():
    points, times = crowd(150, seed=1)
    again = gpd.GeoSeries(points.translate(30, 20).to_numpy(), index=[f"r{i}" for i in range(150)], crs=27700)
    after = pd.Series((times + pd.Timedelta(days=2)).to_numpy(), index=again.index)
    knox = table(score_near_repeat(pd.concat([points, again]), pd.concat([times, after]), **BANDS, permutations=199))
    assert knox[0, 0]["p"] == 1 / 200
    assert knox[0, 0]["ratio"] > 3


def test_false_alarms_stay_under_the_rate():
    alarms = 0
    for run in range(150):
        points, times = crowd(40, seed=run, side=800, span=60)
        knox = score_near_repeat(points, times, distances_m=(0, 200), days=(0, 14), permutations=39, seed=run)
        alarms += knox["p"].iloc[0] <= 0.05
    assert alarms <= 150 * 0.05 + 3 * np.sqrt(150 * 0.05 * 0.95)


def test_order_and_implied_zero_change_nothing():
    points, times = crowd(80, side=900, span=60)
    kept = times.copy()
    knox = score_near_repeat(points, times, **BANDS, permutations=19)
    assert knox.columns.tolist() == ["observed", "expected", "ratio", "p"]
    other = score_near_repeat(
        gpd.GeoDataFrame(geometry=points[::-1]), times.sample(frac=1, random_state=3),
        distances_m=[100, 200], days=[7, 14], permutations=19,
    )  # fmt: skip
    pd.testing.assert_frame_equal(knox, other)
    pd.testing.assert_series_equal(times, kept)
    swapped = gpd.GeoSeries(gpd.points_from_xy(points.y, points.x), index=points.index, crs=27700)
    assert score_near_repeat(swapped, times, **BANDS)["observed"].tolist() == knox["observed"].tolist()


def joined_one_by_one(points, times, distance_m, days):
    """Chains by walking from event to event, each compared with all others."""
    x, y, t = points.x.to_numpy(), points.y.to_numpy(), times.to_numpy()
    chain = np.full(len(x), -1)
    for start in np.lexsort((y, x, t)):
        if chain[start] < 0:
            number, waiting = chain.max() + 1, [start]
            chain[start] = number
            while waiting:
                i = waiting.pop()
                near = np.hypot(x - x[i], y - y[i]) < distance_m
                near &= np.abs(t - t[i]) < np.timedelta64(round(days * 86_400_000_000), "us")
                new = np.flatnonzero(near & (chain < 0))
                chain[new] = number
                waiting += list(new)
    return chain


@pytest.mark.parametrize("seed", [0, 1])
def test_chains_equal_brute_force_at_3000_events(seed):
    points, times = crowd(3_000, seed=seed, side=12_000)
    chain = near_repeat_chains(points, times, distance_m=200, days=14)
    assert chain.tolist() == joined_one_by_one(points, times, 200, 14).tolist()
    assert 100 < chain.nunique() < 3_000


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), max_size=25), st.randoms())
def test_chain_laws(rows, random):
    points, times = events(*[(100 * e, 100 * n, d) for e, n, d in rows])
    chain = near_repeat_chains(points, times, distance_m=200, days=2)
    assert chain.index.equals(points.index)
    assert chain.tolist() == joined_one_by_one(points, times, 200, 2).tolist()
    order = random.sample(list(points.index), len(rows))
    pd.testing.assert_series_equal(
        near_repeat_chains(points[order], times, distance_m=200, days=2)[points.index], chain
    )


def test_links_are_strictly_closer_than_both():
    assert near_repeat_chains(*events((0, 0, 0), (199.9, 0, 13.9)), distance_m=200, days=14).tolist() == [0, 0]
    assert near_repeat_chains(*events((0, 0, 0), (200, 0, 1)), distance_m=200, days=14).tolist() == [0, 1]
    assert near_repeat_chains(*events((0, 0, 0), (1, 0, 14)), distance_m=200, days=14).tolist() == [0, 1]


def test_days_are_elapsed_across_the_clock_change():
    points, _ = events((0, 0, 0), (0, 0, 0))
    times = pd.Series(pd.to_datetime(["2022-03-26 12:00", "2022-03-27 12:30"]), index=points.index)
    assert near_repeat_chains(points, times, distance_m=1, days=1).tolist() == [0, 1]  # naive: as written
    london = times.dt.tz_localize("Europe/London")  # an hour is lost: 23.5 h
    assert near_repeat_chains(points, london, distance_m=1, days=1).tolist() == [0, 0]


def test_nothing_and_one():
    assert near_repeat_chains(*events(), distance_m=200, days=14).empty
    assert near_repeat_chains(*events((0, 0, 0)), distance_m=200, days=14).tolist() == [0]
    assert (score_near_repeat(*events((0, 0, 0)), **BANDS)["observed"] == 0).all()


TWO = events((0, 0, 0), (1, 1, 1))


@pytest.mark.parametrize(
    ("points", "times", "options", "error", "words"),
    [
        (*TWO, {"permutations": 0}, SchemaError, "permutations"),
        (*TWO, {"distances_m": (0,)}, SchemaError, "distances_m"),
        (*TWO, {"days": (0, 7, 7)}, SchemaError, "days"),
        (*TWO, {"days": (-7, 7)}, SchemaError, "days"),
        (TWO[0].set_crs(4326, allow_override=True), TWO[1], {}, PlaceError, "metres"),
        ([1, 2], TWO[1], {}, PlaceError, "GeoSeries"),
        (TWO[0], TWO[1].head(1), {}, SchemaError, "same labels"),
        (TWO[0], TWO[1].rename({"e1": "x"}), {}, PeriodError, "1 have none.*'e1'"),
        (TWO[0], TWO[1].dt.day, {}, PeriodError, "dates or times"),
    ],
)
def test_refusals(points, times, options, error, words):
    with pytest.raises(error, match=words):
        score_near_repeat(points, times, **{**BANDS, **options})


@pytest.mark.parametrize("options", [{"distance_m": 0}, {"days": -1}])
def test_chain_refusals(options):
    with pytest.raises(PlaceError, match=next(iter(options))):
        near_repeat_chains(*TWO, **{"distance_m": 200, "days": 14, **options})
