"""Signals by chance: the number is the charts' own rate of calling a steady course changed."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.chance_signals import chance_of_signal, count_chance
from vawg_geo.measures.charts import control_limits, longest_run
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import Figure, read_signal

pytestmark = pytest.mark.methods("8")


def test_two_points_by_hand():
    """Each lies half their distance from the average: never outside 2.66 of it; beyond 1.96 where N(0, 1/2) is."""
    assert chance_of_signal(2) == 0
    expected = 2 * stats.norm.sf(stats.norm.ppf(0.975) * np.sqrt(2))
    assert chance_of_signal(2, interval=True) == pytest.approx(expected, abs=4 * np.sqrt(expected / 20_000))


def test_a_long_chart_signals_by_its_limits_or_its_run():
    """With limits well known: three sigma both ways, or the last points of a run all on one side."""
    points = 64
    told = 2 * stats.norm.sf(3) + 2.0 ** -longest_run(points)
    assert told < chance_of_signal(points) < 4 * told  # the average and limits of 24 points are not well known
    assert chance_of_signal(points) < chance_of_signal(points, interval=True) < 0.08


def test_it_is_what_the_charts_themselves_say_of_steady_courses():
    """Poisson counts under u', as the reckoner charts them, by another seed and the chart's own code."""
    points, courses = 16, 150
    draws = np.random.default_rng(7).poisson(200, (courses, points))
    seen = [
        read_signal(control_limits(pd.Series(one), chart="u'", sizes=1.0, baseline=points)["signal"].iloc[-1])
        for one in draws
    ]
    chance = chance_of_signal(points)
    low, high = stats.binom.ppf([0.0005, 0.9995], courses, chance)
    assert low <= sum(way in ("up", "down") for way in seen) <= high
    assert chance_of_signal(points) == chance  # the seed is fixed


def test_the_simulated_rule_is_the_charts_rule_course_by_course(monkeypatch):
    """The same courses judged one at a time by `control_limits`: the same number of signals."""
    monkeypatch.setattr("vawg_geo.measures.chance_signals._DRAWS", 200)
    values = np.random.default_rng(20220331).standard_normal((200, 36))
    own = [read_signal(control_limits(pd.Series(one), chart="xmr")["signal"].iloc[-1]) for one in values]
    assert chance_of_signal.__wrapped__(36) == pytest.approx(sum(way in ("up", "down") for way in own) / 200)


def test_one_point_has_no_chance():
    with pytest.raises(SchemaError, match="at least 2"):
        chance_of_signal(1)


METRIC = SimpleNamespace(chart="u'", baseline=False, least=20)
SERIES = pd.DataFrame({"baseline": ["a"] * 24 + ["b"] * 12 + [None]})
FIGURE = Figure(5.0, 4.0, 6.0, 100.0, "up", 3.0)
ONE = Reading(METRIC, SERIES, FIGURE, "good signal", baseline="b")


def changed(reading=ONE, **figure):
    return replace(reading, figure=replace(reading.figure, **figure))


def test_only_what_a_chart_judges_is_counted():
    beside = replace(ONE, metric=SimpleNamespace(chart="p'", baseline=True, least=20), baseline="a")
    judged = [ONE, changed(signal="none"), changed(signal="unsteady"), changed(beside, signal="none")]
    given = replace(ONE, metric=SimpleNamespace(chart="given", baseline=False, least=20))
    others = [
        given, replace(ONE, hidden=True), changed(signal="cannot say"), changed(base=19.0), changed(base=np.nan),
        changed(ripe=False), changed(data="gate"), changed(data="none"),
    ]  # fmt: skip
    counts = count_chance(judged + others)
    assert (counts["charted"], counts["signals"]) == (4, 2)
    assert counts["chance"] == pytest.approx(3 * chance_of_signal(12) + chance_of_signal(24, interval=True))
    assert count_chance(others) == {"charted": 0, "signals": 0, "chance": 0.0}
