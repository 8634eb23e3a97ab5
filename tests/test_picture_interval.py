"""A small interval stands where its figures are, and says nothing that its row does not."""

import math
import re

import pytest

from vawg_geo.publishing.pictures.interval import WIDTH, draw_interval


def test_figures_stand_on_one_axis():
    svg = str(draw_interval(0.5, 0.25, 0.75, before=1.0, top=1.0))
    ends = [float(x) for x in re.findall(r'class="interval" d="M([\d.]+) \S+L([\d.]+)', svg)[0]]
    dots = [float(x) for x in re.findall(r'cx="([\d.]+)"', svg)]
    assert dots == [WIDTH / 2, WIDTH - 5]  # half way, and the axis's end
    assert sum(ends) / 2 == dots[0]
    assert 'aria-hidden="true"' in svg
    assert "<text" not in svg


@pytest.mark.parametrize(("figures", "marks"), [((2.0, 1.0, math.inf), 2), ((2.0, math.nan, math.nan), 1)])
def test_an_open_end_is_cut_and_a_missing_one_not_drawn(figures, marks):
    svg = str(draw_interval(*figures, before=math.nan, top=4.0))
    assert svg.count("<circle") == 1
    assert svg.count("<path") == marks
    assert max(float(x) for x in re.findall(r"L([\d.]+)", svg)) <= WIDTH - 5


def test_without_a_figure_there_is_none():
    assert draw_interval(math.nan, 0, 1, before=1, top=1) == ""
    assert draw_interval(1, 0, 1, before=1, top=0) == ""
