"""What the procedure says where there is nothing to say, and how true its chances are where there is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from nte_table import profile
from scipy import stats

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Score
from vawg_geo.measures.origins import Standing, list_quarters, trace_origins
from vawg_geo.measures.place_changes import compare_years
from vawg_geo.measures.place_scores import count_by_area, score_places
from vawg_geo.measures.tiers import assign_tiers

pytestmark = pytest.mark.methods("5", "6", "8")
MARCH, FIRST = Month(2022, 3), Month(2019, 4)
PRODUCT = profile(score=Score(permutations=1_999))
SIDE, COUNTIES = 11, 20
NIGHTS = 365 * 3 + 1
HARM, MIX = np.array([13.5, 100.0, 400.0, 2953.0]), [0.62, 0.25, 0.1, 0.03]


def ground():
    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(SIDE) for y in range(SIDE)]
    codes = pd.Index([f"A{i:03d}" for i in range(len(cells))], name="code")
    return gpd.GeoDataFrame({"alias": codes}, index=codes, geometry=cells, crs=27700)


def county(rng, risk):
    """Offences of three years with a constant risk: places, nights, victims and severities by chance alone."""
    n = rng.poisson(risk)
    night = pd.Timestamp("2019-04-01") + pd.to_timedelta(rng.integers(0, NIGHTS, n.sum()), unit="D")
    table = pd.DataFrame(
        {"area": np.repeat(ground().index, n), "night": night, "harm": rng.choice(HARM, n.sum(), p=MIX)}
    )
    ended = (table["night"] + pd.Timedelta(hours=22)).dt.tz_localize("Europe/London")
    return table.assign(occurred_to=ended, victim=[f"v{i}" for i in range(len(table))])


def run(rng, risk):
    standing = Standing(county(rng, risk), ground(), PRODUCT)
    history = trace_origins(standing, list_quarters(MARCH, first=FIRST)[-5:])
    scores = score_places(standing, history, MARCH, months=36)
    passed = history.judged["enough"] & history.judged["survives"]
    before, after = (count_by_area(standing.window(end, 12), ground()) for end in (MARCH - 12, MARCH))
    changes = compare_years(before, after, ground()["alias"], nights=(365, 365)).drop(index="all")
    return scores.assign(
        tier=assign_tiers(scores["p_top"], tiers=PRODUCT.tiers).where(passed, ""), told=changes["told"]
    )


def at_most(chance, n):
    """The most that chance would give in 999 of 1,000 runs of this test."""
    return stats.binom.ppf(0.999, n, chance)


@pytest.mark.slow
def test_where_all_places_are_alike_nothing_is_found():
    rng = np.random.default_rng(5)
    runs = [run(rng, np.full(SIDE**2, 15.0)) for _ in range(COUNTIES)]
    assert sum((r["tier"] == "A").any() for r in runs) == 0
    # P is at least .5 by the estimate's own luck: seen in a county of four, so of ten places on a list under one in 20.
    assert sum((r["tier"] == "B").sum() for r in runs) <= stats.poisson.ppf(0.999, 0.5 * COUNTIES)
    assert sum(r["told"].any() for r in runs) <= at_most(0.05, COUNTIES)  # all null: discoveries are false ones
    assert sum(r["cluster"].any() for r in runs) <= at_most(0.05, COUNTIES)
    assert sum((r["status"] == "new").sum() for r in runs) <= stats.poisson.ppf(0.999, 0.5 * COUNTIES)


@pytest.mark.slow
def test_chances_are_true_where_places_differ_for_good():
    rng = np.random.default_rng(6)
    seen = []
    for _ in range(COUNTIES):
        risk = rng.gamma(0.4, 15 / 0.4, SIDE**2)
        scores = run(rng, risk)
        rank = pd.Series(risk, index=scores.index).rank(ascending=False)
        seen.append(
            scores.assign(inside=rank <= PRODUCT.score.top, held=rank.between(scores["rank_low"], scores["rank_high"]))
        )
    table = pd.concat(seen)
    said, spread = table["p_top"].sum(), np.sqrt((table["p_top"] * (1 - table["p_top"])).sum())
    assert abs(said - table["inside"].sum()) < 4 * spread
    for low, high in ((0.1, 0.5), (0.5, 0.8), (0.8, 1.01)):
        part = table.loc[table["p_top"].between(low, high, inclusive="left")]
        error = np.sqrt((part["p_top"] * (1 - part["p_top"])).sum())
        fewer = part["p_top"].sum() - part["inside"].sum()
        assert fewer < 4 * error if low >= 0.5 else -fewer < 4 * error  # never surer than is right
    assert table.loc[table["rank"] <= 20, "held"].mean() > 0.9  # 5-95 % ranks; wider than that, for they fade
    assert (table["told"].groupby(np.repeat(range(COUNTIES), SIDE**2)).any()).sum() <= at_most(0.05, COUNTIES)
