import pandas as pd
import pytest

from vawg_geo.publishing.nearby import Nearby
from vawg_geo.publishing.place_questions import ask_questions
from vawg_geo.publishing.tasking_back import offence_mix, responses_for
from vawg_geo.publishing.words import never_words

EMPTY = pd.DataFrame({"place_type": [], "relationship": [], "victim": []}, dtype="str")
CAMERA = Nearby("Camera", "CCTV", "", 0)


def asked(events=EMPTY, near=(), reasons=(), peak="Sat 23:00–02:30", victims=0):
    return [q.points_to for q in ask_questions(events, near, reasons, peak=peak, victims=victims)]


def rows(n, **columns):
    return pd.DataFrame(
        {"place_type": ["street"] * n, "relationship": ["Stranger"] * n, "victim": [f"p{i}" for i in range(n)]}
        | columns
    )


@pytest.mark.parametrize(
    ("closes", "points"),
    [("02:00", True), ("03:00", True), ("03:01", False), ("22:30", True), ("", False), ("late", False)],
)
def test_closing_times_are_asked_about_when_they_meet_the_peak(closes, points):
    assert ("closing" in asked(near=[Nearby("Bar", "bar", closes, 1), CAMERA])) is points


def test_each_question_has_its_evidence():
    assert asked() == ["always"]
    assert asked(near=[Nearby("Rank", "taxi rank", "", 0), CAMERA]) == ["rank"]
    assert asked(near=[Nearby("Rank", "taxi rank", "", 0)]) == ["rank", "cctv"]
    assert asked(reasons=[("Badly lit", 3), ("Restricted visibility", 2)]) == ["lighting"]
    assert asked(rows(4, relationship="Partner"), victims=4) == ["known"]
    assert asked(rows(4), victims=1) == ["repeat"]
    assert asked(rows(3, place_type="licensed"), near=[CAMERA], victims=3) == ["venue"]
    assert asked(rows(2, relationship="Partner"), victims=2) == ["always"]


def test_no_question_blames():
    questions = ask_questions(rows(9, relationship="Family"), [], [("Badly lit", 9)], peak="", victims=2)
    assert never_words(" ".join(q.text for q in questions)) == []
    assert responses_for(questions)[0]["rating"] == "strong"


def test_a_type_of_two_is_never_named():
    mix, other = offence_mix(pd.DataFrame({"offence_code": ["20A"] * 3 + ["19C"] * 2 + [None]}))
    assert [n for _, n in mix] == [3]
    assert other == 3
