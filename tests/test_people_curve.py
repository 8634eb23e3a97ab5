"""The power-few curve: by hand, against the measure of two points, and a chance that is one."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.people_concentration import measure_people
from vawg_geo.measures.people_curve import draw_curve

pytestmark = pytest.mark.methods(7)


def rows(pids, harm):
    return pd.DataFrame({"incident": [f"c{i}" for i in range(len(pids))], "pid": pids, "harm": harm})


def test_shares_by_hand():
    curve = draw_curve(rows(list("aabcd"), [4, 2, 2, 1, 1]), shares=(0.25, 0.5, 1.0)).set_index("units")
    assert curve["people"].tolist() == [1, 2, 4]
    assert curve["share"].tolist() == pytest.approx([0.6, 0.8, 1.0])


def test_it_meets_the_measure_of_people_at_its_points():
    """Independent: `measure_people` looks for the share of people that hold half; the curve must hold half there."""
    rng = np.random.default_rng(5)
    table = rows(rng.integers(0, 120, 400).astype(str), rng.gamma(0.5, 100, 400))
    held = measure_people(table)
    curve = draw_curve(table, shares=tuple(np.arange(1, 121) / 120)).reset_index()
    first = curve.loc[curve["share"] >= 0.5, "people"].iloc[0]
    assert first / held["people"] == pytest.approx(held["share_for_50"])


def test_people_with_a_crime_each_hold_what_chance_gives():
    curve = draw_curve(rows([str(i) for i in range(200)], [1.0, 9.0] * 100))
    assert curve["share"].to_numpy() == pytest.approx(curve["chance"].to_numpy())
    few = draw_curve(rows(["a"] * 60 + [str(i) for i in range(140)], [1.0] * 200)).set_index("units")
    assert few.loc[0.05, "share"] > few.loc[0.05, "chance_high"]


def test_nobody_and_no_harm_draw_nothing_and_broken_harm_is_refused():
    assert draw_curve(rows([], [])).empty
    assert draw_curve(rows(["a"], [0.0])).empty
    with pytest.raises(SchemaError, match="harm"):
        draw_curve(rows(["a"], [-1.0]))
