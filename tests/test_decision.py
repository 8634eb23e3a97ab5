import pandas as pd
import pytest

from vawg_geo.publishing.decision import decision_options, peak_slots, place_words

CURVE = pd.DataFrame(
    {
        "places": ["1", "1–4"],
        "nights": "Fri–Sat",
        "hours": "22:00–03:00",
        "share": [0.2, 0.31],
        "officer_hours": [1_000.0, 2e3],
        "adds": [0.2, 0.11],
    }
)


def test_options_share_their_hours_and_end_with_none():
    when, options = decision_options(CURVE)
    assert when == "Fri–Sat, 22:00–03:00"
    assert [option.what for option in options] == ["Place 1", "Places 1–4", "No new patrol task"]
    assert options[1].gain == "31% of expected harm lies there; 2,000 officer-hours (+11 points)"


def test_options_that_differ_name_their_own_hours():
    when, options = decision_options(CURVE.assign(hours=["a", "b"]))
    assert when == ""
    assert options[0].what == "Place 1, Fri–Sat, a"


def test_no_curve_leaves_the_last_option():
    assert [option.key for option in decision_options(CURVE.iloc[:0])[1]] == ["option-none"]


def test_names_stay_names():
    assert place_words("Market Square") == "Market Square"


@pytest.mark.parametrize(
    ("peak", "slots"),
    [
        ("Sat 23:00–02:30", ["23:30 to 23:45", "00:15 to 00:30", "01:00 to 01:15", "01:45 to 02:00"]),
        ("all nights 01:00–01:30", ["01:10 to 01:25"]),
        ("too few for hours", []),
    ],
)
def test_visits_lie_in_the_window(peak, slots):
    assert peak_slots(peak) == slots
