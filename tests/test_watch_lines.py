"""The watch-list on the front: every place once, a line a reason, each chance in a word and its number."""

from dataclasses import replace

import pandas as pd
import pytest
from tasking_made import made_areas, made_found

from vawg_geo.measures.hotspot_types import WATCH_REASONS
from vawg_geo.publishing.watch_lines import REASONS, watch_lines
from vawg_geo.publishing.words import never_words

pytestmark = pytest.mark.methods("13")
ROWS = [
    ("Chapel Lane", "single event", 2, 0.997, 0, 0.2), ("Heron Close", "single event", 3, 0.95, 2, 0.1),
    ("Mill Lane", "single event", 9, 0.3, 0, 0.6), ("Boat Basin", "emerging", 10, 0.3, 0, 0.06),
    ("Lincoln Passage", "emerging", 18, 0.2, 6, 0.46), ("Quay Lane", "too little evidence", 1, 1.0, 0, 0.7),
    ("Cowgate End", "falling back", 15, 0.2, 9, 0.44), ("Eel Quay", "falling back", 20, 0.2, 7, 0.38),
    ("Park Row", "falling back", 9, 0.4, 6, 0.37), ("Riverside", "fear only", 0, float("nan"), 26, 0.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def found():
    areas = made_areas()
    made = made_found(areas, 8)
    index = pd.Index(areas.index[20:30], name="area")
    watch = pd.DataFrame(ROWS, columns=["place", "why", "n12", "largest_share", "fear", "p"], index=index)
    scores = made.scores.assign(p_top=made.scores["p_top"].where(~made.scores.index.isin(index), watch["p"]))
    risen = made.changes.iloc[[1]].assign(told=True, ratio=10.0).set_axis(index[[3]])
    return replace(made, watch=watch, scores=scores, changes=pd.concat([made.changes, risen]))


def test_a_line_a_reason_in_words_and_numbers(found):
    assert [f"{line.why}: {line.places}" for line in watch_lines(found)] == [
        (
            "Single event: Chapel Lane (over 99% of the harm of 2 offences), Heron Close (95% of 3) and Mill Lane "
            "(without it, not on the list)."
        ),
        (
            "Coming up: Boat Basin 6% (remote chance), with a rise over 12 months; Lincoln Passage 46% (realistic "
            "possibility)."
        ),
        "Too little evidence: Quay Lane (1 offence).",
        "Falling back: Cowgate End 44% and Eel Quay 38% (realistic possibility); Park Row 37% (unlikely).",
        "Felt unsafe, nothing recorded: Riverside (26 Street Safe reports).",
    ]


def test_every_place_stands_once_and_nothing_is_said_that_never_is(found):
    said = " ".join(line.places for line in watch_lines(found))
    assert all(said.count(row[0]) == 1 for row in ROWS)
    assert sum(line.n for line in watch_lines(found)) == len(ROWS)
    assert never_words(said) == []
    assert set(REASONS) == set(WATCH_REASONS)


def test_nothing_watched_gives_no_line(found):
    assert watch_lines(replace(found, watch=found.watch.iloc[:0])) == []
