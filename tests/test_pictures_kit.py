import math
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.publishing.figures import GRID_KEY
from vawg_geo.publishing.pictures.frame import EMPTY, Drawn, keys, notes, spread
from vawg_geo.publishing.pictures.hours import clock_words
from vawg_geo.publishing.pictures.ramp import break_words, ramp_step
from vawg_geo.publishing.pictures.scales import Scale, axis_values, label_places, label_words, round_ticks
from vawg_geo.publishing.pictures.shown import name_some, say, say_extremes, say_tick
from vawg_geo.publishing.pictures.svg import (
    band,
    box,
    fit_text,
    kept,
    line,
    marker,
    short,
    steps,
    text,
    text_width,
    wrap_text,
)

NUMBERS = st.floats(-1e6, 1e6)
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@pytest.fixture(scope="module")
def afm():
    """Adobe's own widths of Helvetica, which Arial and Liberation Sans keep: letter to thousandths of the size."""
    import matplotlib as mpl

    file = Path(mpl.get_data_path(), "fonts/pdfcorefonts/Helvetica.afm").read_text(encoding="latin-1")
    found = re.findall(r"^C (\d+) ; WX (\d+) ", file, re.MULTILINE)
    return {chr(int(code)): int(wide) for code, wide in found if int(code) < 127}


def test_no_letter_is_wider_than_the_fonts_maker_says(afm):
    taken = {letter: text_width(letter) * 1000 / 12 for letter in afm}
    assert all(taken[letter] >= wide - 45 for letter, wide in afm.items() if letter not in "+<>=~@"), taken
    words = "Rape and serious sexual offences, 1,148 (86%)"
    assert text_width(words) == pytest.approx(sum(afm[letter] for letter in words) * 12 / 1000, rel=0.02)


@given(TEXTS, st.floats(20, 300))
def test_text_fits_where_it_is_put(words, room):
    assert text_width(fit_text(words, room)) <= room
    lines = wrap_text(words, room, most=3)
    assert len(lines) <= 3
    assert all(text_width(line_of_it) <= room for line_of_it in lines)
    if not any("…" in line_of_it for line_of_it in lines):
        assert " ".join(lines) == " ".join(words.split())


@given(NUMBERS, st.floats(1e-6, 1e6), st.integers(2, 8), st.booleans())
def test_ticks_are_round_even_and_hold_the_values(low, wide, most, whole):
    ticks = round_ticks(low, low + wide, most=most, whole=whole)
    step = (ticks[-1] - ticks[0]) / (len(ticks) - 1)
    tolerance = 1e-6 * (abs(low) + wide) + 1e-9
    assert ticks[0] <= low + tolerance
    assert ticks[-1] >= low + wide - tolerance
    assert len(ticks) <= most + 2
    assert all(b - a == pytest.approx(step, rel=1e-3, abs=1e-9) for a, b in pairwise(ticks))
    assert not whole or all(tick == round(tick) for tick in ticks)


@pytest.mark.parametrize(
    ("known", "top", "share", "ticks"),
    [
        ([3, 17], None, False, [0, 5, 10, 15, 20]),
        ([0.93], None, True, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([3], 100, False, [0, 20, 40, 60, 80, 100]),
        ([-4, 8], None, False, [-5, -2.5, 0, 2.5, 5, 7.5, 10]),
        ([0, 0], None, True, [0, 0.02, 0.04, 0.06, 0.08, 0.1]),
        ([], None, False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_an_axis_begins_at_nothing_and_a_share_ends_at_all(known, top, share, ticks):
    assert axis_values(known, top=top, share=share) == pytest.approx(ticks)


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_scale_of_ratios_puts_twice_and_half_equally_far(ratio, times):
    scale = Scale(0.01, 100, 0, 300, ratio=True)
    assert scale(1) == pytest.approx(150)
    assert scale(ratio * times) - scale(ratio) == pytest.approx(scale(times) - scale(1))


def test_a_scale_holds_what_lies_beyond_and_knows_what_it_does_not_know():
    scale = Scale(0, 10, 100, 0)
    assert [scale(v) for v in (-5, 0, 4, 10, 99)] == [100, 100, 60, 0, 0]
    assert math.isnan(scale(math.nan))


@given(st.lists(st.floats(0, 200), max_size=12))
def test_labels_move_apart_and_keep_their_order(wanted):
    places = spread(wanted, 10, low=0, high=200)
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    there = [places[at] for at in order]
    assert all(b - a >= 10 - 1e-6 for a, b in pairwise(there))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in places)
    assert spread([10, 50, 90], 10, low=0, high=100) == [10, 50, 90]
    assert spread([10, 5, 11], [30, 10, 1], low=0, high=100) == [15, 5, 45]


def test_lines_break_where_nothing_is_known():
    nothing = math.nan
    assert 'd="M0 1L1 2M3 4h.1"' in line([(0, 1), (1, 2), (2, nothing), (3, 4)], "x")
    assert line([(0, nothing)], "x") == ""
    assert 'd="M0 1L1 1L1 3L0 3Z"' in band([(0, 1), (1, 1), (2, nothing)], [(0, 3), (1, 3), (2, 3)], "x")
    assert steps([(0, 5), (2, 3), (4, 1)]) == [(0, 5), (2, 5), (2, 3), (4, 3), (4, 1), (4, 1)]
    assert steps([]) == []


def test_points_that_cannot_be_told_apart_are_left_out():
    assert kept([[0, 0.1, 0.5, 0.6, 2], [9, 9, 9, 9, 9]], 0.4) == [0, 2, 4]
    assert kept([[1, math.nan, math.nan, 1, 1]], 5) == [0, 1, 3, 4]
    assert kept([[]], 1) == []


def test_marks_are_written_short_and_the_same_everywhere():
    assert [short(v) for v in (0, -0.04, -0.5, 12, 12.34, -3)] == ["0", "0", "-0.5", "12", "12.3", "-3"]
    assert 'width="0"' in box(1, 2, -3, 4, "x")
    assert text(1, 2, "") == ""
    assert {marker(0, 0, shape)[:3] for shape in ("dot", "hollow", "square", "diamond", "up", "down")} == {"<ci", "<pa"}


def test_pieces_stand_under_one_another():
    below = Drawn(10, notes(["A note."], 300, left=0).marks)
    assert (Drawn(20, EMPTY.marks) + below).height == 30
    assert "translate(0 20)" in (Drawn(20, EMPTY.marks) + below).marks
    assert Drawn(20, EMPTY.marks) + EMPTY == Drawn(20, EMPTY.marks)
    assert keys([], 300, left=0).height == 0
    many = keys([(marker(0, 0, "dot"), "a long explanation of a mark")] * 4, 320, left=0)
    assert many.height > 3 * 15


def test_an_axis_of_months_names_whole_years_first():
    months = pd.Index([str(m) for m in pd.period_range("2019-04", "2022-03", freq="M")])
    assert [words for _, words in label_places(months, width=500)] == [
        "Jul 2019",
        "Jan 2020",
        "Jul 2020",
        "Jan 2021",
        "Jul 2021",
        "Jan 2022",
    ]
    assert [words for _, words in label_places(months, width=250)] == ["Jan 2020", "Jan 2021", "Jan 2022"]
    assert label_places(months[:1], width=250) == [(0, "Apr 2019")]
    assert label_places(pd.Index(["Q1", "Q2", "Q3"]), width=100) == [(0, "Q1"), (2, "Q3")]
    assert label_places(pd.Index([]), width=100) == []
    assert label_words("2022-03") == "March 2022"


def test_figures_are_written_as_their_unit_asks():
    assert [say(1148), say(5.14, "rate"), say(0.994, "share"), say(math.inf)] == ["1,148", "5.1", "99%", "cannot say"]
    steps_and_words = [(2.5, "2.5"), (0.25, "0.25"), (1, "1"), (1000, "1,000"), (0.5, "0.5")]
    assert all(say_tick(step, step=step) == words for step, words in steps_and_words)
    assert [say_tick(v, "share", step=v) for v in (0.2, 0.025, 0.005)] == ["20%", "2.5%", "0.5%"]


def test_extremes_are_named_with_their_ties():
    assert say_extremes(["a", "b", "c"], [1, 3, 3]) == "Highest 3 (b and c), lowest 1 (a)"
    assert say_extremes(["a", "b"], [2, math.nan]) == "2 (a)"
    assert say_extremes(["a", "b"], [2, 2]) == "2 throughout"
    assert say_extremes(["a"], [math.nan]) == "cannot say"
    assert name_some(["2022-01", "b", "c", "d"]) == "January 2022, b, c and others"


def test_a_ramp_steps_at_its_breaks():
    assert break_words([10, 50.5], share=False) == ["under 10", "10 to 50.5", "50.5 or more"]
    assert GRID_KEY == ("under 0.5%", "0.5% to 2%", "2% to 4%", "4% to 8%", "8% or more")
    assert [ramp_step(v, (0.1, 0.2)) for v in (0, 0.1, 0.2, 1, math.nan)] == [0, 1, 2, 2, 0]


def test_hours_are_said_as_people_say_them():
    assert [clock_words(hour) for hour in (0, 1, 11, 12, 13, 23)] == ["midnight", "1am", "11am", "noon", "1pm", "11pm"]
