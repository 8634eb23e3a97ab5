import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tasking_made import MARCH, PROBES, made_grid

from vawg_geo.publishing.figures import (
    busiest_hours,
    describe_grid,
    describe_spark,
    draw_bar,
    draw_grid,
    draw_spark,
    grid_class,
    month_counts,
)  # fmt: skip


def test_a_grid_is_named_and_every_cell_drawn():
    svg = draw_grid(made_grid(1), of="all places")
    assert svg.count("<rect") == 7 * 12
    assert re.search(r'role="img" aria-label="Nights by hour, all places: busiest \w{3} \d\d:00', svg)
    assert svg == draw_grid(made_grid(1), of="all places")


def test_the_busiest_hours_are_the_largest_shares():
    grid = made_grid(2)
    hours = busiest_hours(grid)
    assert [share for *_, share in hours] == sorted((grid / grid.to_numpy().sum()).to_numpy().ravel())[:-4:-1]


def test_an_empty_grid_says_so():
    empty = made_grid(1) * 0
    assert describe_grid(empty, of="x").endswith("no offences.")
    assert draw_grid(empty, of="x").count('class="q0"') == 84


@pytest.mark.parametrize(("share", "step"), [(0, 0), (0.0049, 0), (0.005, 1), (0.02, 2), (0.04, 3), (0.08, 4), (1, 4)])
def test_breaks_are_fixed(share, step):
    assert grid_class(share) == step


@pytest.mark.parametrize("probe", PROBES)
def test_a_place_name_cannot_leave_its_attribute(probe):
    svg = draw_grid(made_grid(1), of=probe)
    assert "<script" not in svg
    assert "<img" not in svg


@given(st.lists(st.integers(0, 99), min_size=1, max_size=48), st.floats(0, 50), st.floats(0, 50))
def test_a_line_stays_in_its_frame(counts, low, spread):
    svg = draw_spark(counts, last=MARCH, low=low, high=low + spread)
    points = re.search(r'points="([^"]+)"', svg)[1].split()
    assert len(points) == len(counts)
    assert all(4 <= float(point.split(",")[1]) <= 44 for point in points)


def test_no_range_no_band():
    assert "band" not in draw_spark([1, 2], last=MARCH, low=math.nan, high=math.nan)
    assert "cannot say" in describe_spark([1, 2], last=MARCH, low=math.nan, high=math.nan)
    assert "February 2022 to March 2022" in describe_spark([1, 2], last=MARCH, low=0, high=3)


def test_a_bar_is_as_long_as_its_share():
    assert 'class="full" width="25.0"' in draw_bar(0.25)
    assert 'class="full" width="0.0"' in draw_bar(math.nan)
    assert 'aria-hidden="true"' in draw_bar(1)


def test_month_counts():
    assert month_counts([1, 2], MARCH) == [("February 2022", "1 offence"), ("March 2022", "2 offences")]
    assert pd.Series(dict(month_counts([0] * 36, MARCH))).index[0] == "April 2019"
