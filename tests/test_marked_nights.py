"""Nights of a kind against nights like them."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.marked_nights import compare_nights

pytestmark = pytest.mark.methods(8)


def nights(counts, marked, alike):
    return pd.Series(counts), pd.Series(marked, dtype=bool), pd.Series(alike)


def test_hand_sum():
    """
    Two groups: marked 4, 6 and others 3, 5 (a); marked 8 and others 2, 4, 3 (b).

    Mantel-Haenszel: (10 x 2/4 + 8 x 3/4) / (8 x 2/4 + 9 x 1/4) = 11 / 6.25; its variance over the same sums
    (4 x 18/16 + 3 x 17/16) / (11 x 6.25); the others differ less than chance, so no wider.
    """
    found = compare_nights(*nights([4, 6, 3, 5, 8, 2, 4, 3], [1, 1, 0, 0, 1, 0, 0, 0], list("aaaabbbb")))
    assert (found.nights, found.n) == (3, 18)
    assert found.ratio == pytest.approx(11 / 6.25)
    assert found.expected == pytest.approx(18 * 6.25 / 11)
    spread = np.sqrt((4 * 18 / 16 + 3 * 17 / 16) / (11 * 6.25))
    assert np.log([found.low, found.high]) == pytest.approx(np.log(1.76) + np.array([-1, 1]) * 1.959964 * spread)


def test_one_group_is_the_plain_ratio():
    """An independent way: in one group the ratio is that of the means, its variance 1/a + 1/b."""
    rng = np.random.default_rng(0)
    counts, marked = rng.poisson(4, 400), np.arange(400) % 10 == 0
    found = compare_nights(*nights(counts, marked, ["a"] * 400))
    a, b = counts[marked].sum(), counts[~marked].sum()
    assert found.ratio == pytest.approx((a / 40) / (b / 360))
    phi = max(1.0, counts[~marked].var(ddof=1) / counts[~marked].mean())
    spread = np.sqrt(phi * (1 / a + 1 / b))
    assert np.log(found.high / found.ratio) == pytest.approx(1.959964 * spread, rel=1e-4)


def test_covers_no_change():
    """Nights that differ more than chance by themselves: 95 of 100 intervals hold 1."""
    rng, inside = np.random.default_rng(4), []
    alike = [f"{at // 28} {at % 7}" for at in range(28 * 30)]
    for _ in range(200):
        counts = rng.poisson(rng.gamma(3, 1, len(alike)))
        found = compare_nights(*nights(counts, rng.random(len(alike)) < 0.1, alike))
        inside.append(found.low <= 1 <= found.high)
    assert 0.9 <= np.mean(inside) <= 1


def test_cannot_say():
    few = compare_nights(*nights([9, 9, 9], [1, 1, 0], ["a"] * 3))
    assert (few.nights, few.n) == (2, 18)
    assert np.isnan(few.ratio)
    assert few.expected == pytest.approx(18)
    alone = compare_nights(*nights([9, 9, 9], [1, 1, 1], ["a"] * 3))
    assert (alone.nights, alone.n) == (0, 0)
    assert np.isnan(alone.expected)
    assert compare_nights(*nights([9, 9, 9, 0], [1, 1, 1, 0], ["a"] * 4)).expected == 0
    assert np.isnan(compare_nights(*nights([0, 0, 0, 9], [1, 1, 1, 0], ["a"] * 4)).ratio)


def test_refuses():
    with pytest.raises(SchemaError, match="same order"):
        compare_nights(pd.Series([1, 2]), pd.Series([True, False], index=[1, 0]), pd.Series(["a", "a"]))
    with pytest.raises(SchemaError, match="at least 0"):
        compare_nights(*nights([-1, 2], [1, 0], ["a", "a"]))
