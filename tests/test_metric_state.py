"""Colours by rule: nothing is coloured that cannot be judged, and nothing neutral ever."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.charts import control_limits
from vawg_geo.measures.metric_state import RULES, Figure, judge_figure, read_signal

pytestmark = pytest.mark.methods("13")
numbers = st.floats(0, 1) | st.just(np.nan)
figures = st.builds(
    lambda ends, **said: Figure(low=ends[0], high=ends[1], **said),
    st.tuples(numbers, numbers).map(np.sort),
    value=numbers,
    base=st.floats(0, 500) | st.just(np.nan),
    signal=st.sampled_from(["up", "down", "unsteady", "none", "cannot say"]),
    centre=numbers,
    ripe=st.booleans(),
    data=st.sampled_from(["good", "poor", "gate", "none"]),
)
ways = st.sampled_from(["up", "down"])


def colour(figure, **said):
    return RULES[judge_figure(figure, **{"polarity": "up", "least": 20} | said)][0]


@given(figures)
def test_a_neutral_metric_is_never_coloured(figure):
    assert colour(figure, polarity="neutral") in ("none", "grey")


@given(figures, ways, st.none() | st.floats(0, 1), st.booleans())
def test_what_cannot_be_judged_is_grey(figure, polarity, target, baseline):
    told = colour(figure, polarity=polarity, target=target, baseline=baseline)
    cannot = not figure.base >= 20 or not figure.ripe or figure.data in ("gate", "none") or np.isnan(figure.value)
    assert told == "grey" if cannot else told in ("red", "amber", "green", "none", "grey")
    if not cannot and told == "grey":
        assert target is None
        assert figure.signal == "cannot say"
        assert figure.data == "good"


@given(figures, ways, st.none() | st.floats(0, 1))
def test_turning_the_figure_and_the_polarity_round_keeps_the_colour(figure, polarity, target):
    signal = {"up": "down", "down": "up"}.get(figure.signal, figure.signal)
    turned = Figure(
        -figure.value, -figure.high, -figure.low, figure.base, signal, -figure.centre, figure.ripe, figure.data
    )
    other = "down" if polarity == "up" else "up"
    aim = None if target is None else -target
    assert judge_figure(figure, polarity=polarity, least=20, target=target) == judge_figure(
        turned, polarity=other, least=20, target=aim
    )


@pytest.mark.parametrize(
    ("said", "figure", "rule"),
    [
        ({}, Figure(0.3, 0.2, 0.4, 100, "down"), "adverse signal"),
        ({}, Figure(0.3, 0.2, 0.4, 100, "up"), "good signal"),
        ({}, Figure(0.3, 0.2, 0.4, 100, "unsteady"), "no change"),
        ({}, Figure(0.3, 0.2, 0.4, 100, "cannot say"), "cannot say"),
        ({}, Figure(0.3, 0.2, 0.4, 100, "up", data="poor"), "poor data"),
        ({}, Figure(0.3, 0.2, 0.4, 100, "down", data="gate"), "data gate"),
        ({"target": 0.5}, Figure(0.3, 0.2, 0.4, 100), "target missed"),
        ({"target": 0.35}, Figure(0.3, 0.2, 0.4, 100), "off target"),
        ({"target": 0.3}, Figure(0.3, 0.2, 0.4, 100), "on target"),
        ({"target": 0.1}, Figure(0.3, 0.2, 0.4, 100, "down"), "adverse signal"),
        ({"baseline": True}, Figure(0.3, 0.2, 0.4, 100, centre=0.5), "worse than baseline"),
        ({"baseline": True}, Figure(0.3, 0.2, 0.4, 100, centre=0.1), "better than baseline"),
        ({"baseline": True}, Figure(0.3, 0.2, 0.4, 100, centre=0.3), "no change"),
        ({}, Figure(0.3, base=19), "too few"),
        ({}, Figure(0.3, base=100, ripe=False), "unripe"),
        ({}, Figure(np.nan, data="none"), "no data"),
    ],
)
def test_the_first_rule_that_holds_gives_the_colour(said, figure, rule):
    assert judge_figure(figure, **{"polarity": "up", "least": 20} | said) == rule


def test_a_neutral_metric_takes_no_target_and_nothing_is_judged_on_no_case():
    with pytest.raises(SchemaError, match="neither a target"):
        judge_figure(Figure(1.0), polarity="neutral", least=1, target=1.0)
    with pytest.raises(SchemaError, match="least must be above 0"):
        judge_figure(Figure(1.0), polarity="up", least=0)


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("", "none"),
        ("above the upper limit", "up"),
        ("below the lower limit; only 2 crossings of the centre", "down"),
        ("part of a run of 9 above the centre", "up"),
        ("part of a run of 9 below the centre", "down"),
        ("only 2 crossings of the centre", "unsteady"),
    ],
)
def test_a_chart_s_words_are_read(words, signal):
    assert read_signal(words) == signal


def test_steady_months_are_rarely_coloured():
    """Three sigma and runs: of 400 steady series at most one in twenty signals in its last month, either way."""
    import pandas as pd

    rng = np.random.default_rng(7)
    told = [
        read_signal(control_limits(pd.Series(rng.poisson(40, 36)), chart="c")["signal"].iloc[-1]) for _ in range(400)
    ]
    assert sum(one in ("up", "down") for one in told) <= 20
