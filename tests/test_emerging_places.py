"""What each place's cluster has done, from points in time to labels."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from vawg_geo.base.periods import Month
from vawg_geo.measures.emerging import classify_emerging
from vawg_geo.measures.emerging_places import label_places
from vawg_geo.measures.gistar import score_gistar

pytestmark = pytest.mark.methods(7)
SIDE = 7
AREAS = gpd.GeoDataFrame(
    geometry=[box(x, y, x + 1000, y + 1000) for y in range(0, SIDE * 1000, 1000) for x in range(0, SIDE * 1000, 1000)],
    index=[f"A{at:02d}" for at in range(SIDE**2)], crs=27700,
)  # fmt: skip


def rows(counts, *, last="2022-03"):
    """One row an offence, in the middle of its quarter; columns of `counts` are quarters, the last ends with `last`."""
    middles = pd.period_range(end=pd.Period(last, "M") - 1, periods=3 * counts.shape[1] - 2, freq="M")[::3]
    at = [(code, month.to_timestamp()) for code, line in zip(AREAS.index, counts, strict=True)
          for month, n in zip(middles, line, strict=True) for _ in range(n)]  # fmt: skip
    return pd.DataFrame(at, columns=["area", "day"])


def test_agrees_with_gistar_a_quarter_at_a_time():
    rng = np.random.default_rng(7)
    counts = rng.poisson(2, (SIDE**2, 12))
    counts[[16, 17, 23, 24], 8:] += 30
    found = label_places(rows(counts), AREAS, last=Month(2022, 3), months=38)
    z = pd.DataFrame(
        {at: score_gistar(pd.Series(counts[:, at] * 1.0, AREAS.index), AREAS, permutations=0)["z"] for at in range(12)}
    )
    pd.testing.assert_series_equal(found["label"], classify_emerging(z), check_names=False)
    assert found["z"].to_numpy() == pytest.approx(z[11].to_numpy())
    assert found["n"].tolist() == counts[:, -1].tolist()
    assert found.loc["A24", "label"] == "consecutive"
    assert (found["steps"] == 12).all()
    back = label_places(rows(counts), AREAS.iloc[::-1], last=Month(2022, 3), months=36)
    assert back.loc["A24", "label"] == "consecutive"
    assert list(back.index) == list(AREAS.index[::-1])


def test_says_nothing_where_nothing_can_be_said():
    full = np.ones((SIDE**2, 12), dtype=int)
    empty = full.copy()
    empty[9:, 3] = 0
    assert label_places(rows(full), AREAS, last=Month(2022, 3), months=29).empty
    assert label_places(rows(empty), AREAS, last=Month(2022, 3), months=36).empty
    assert label_places(rows(full), AREAS.head(29), last=Month(2022, 3), months=36).empty
    assert len(label_places(rows(full), AREAS, last=Month(2022, 3), months=36)) == SIDE**2


def test_rows_elsewhere_or_later_are_not_read():
    counts = np.random.default_rng(1).poisson(3, (SIDE**2, 10))
    more = pd.concat([
        rows(counts), pd.DataFrame({"area": ["A00", "elsewhere", None], "day": pd.to_datetime(["2022-04-01"] * 3)}),
    ], ignore_index=True)  # fmt: skip
    one, two = (label_places(given, AREAS, last=Month(2022, 3), months=30) for given in (rows(counts), more))
    pd.testing.assert_frame_equal(one, two)
