"""Nights by hours: the small hours belong to the evening before."""

import pandas as pd
import pytest
from nte_table import incidents

from vawg_geo.measures.night_grid import night_grid

pytestmark = pytest.mark.methods("3")


def test_small_hours_belong_to_the_evening_before():
    grid = night_grid(incidents([{"at": "2022-03-12 23:00"}, {"at": "2022-03-13 02:30"}, {"at": "2022-03-14 00:10"}]))
    assert grid.loc["Sat", [23, 2]].tolist() == [1.0, 1.0]
    assert grid.loc["Sun", 0] == 1.0
    assert grid.to_numpy().sum() == 3


def test_spans_are_spread_and_afternoons_left_out():
    grid = night_grid(incidents([{"at": "2022-03-11 17:00", "to": "2022-03-11 21:00"}]))
    assert grid.loc["Fri", [18, 19, 20, 21]].tolist() == pytest.approx([0.25, 0.25, 0.25, 0])


def test_no_events_give_zeros():
    grid = night_grid(incidents([{}]).iloc[:0])
    assert grid.shape == (7, 12)
    assert grid.to_numpy().sum() == 0
    assert list(pd.Index(grid.index)) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
