"""The scoreboard counts honestly: a case holds when it was tried and nothing of it failed or was skipped."""

from pathlib import Path

import pytest
from scoreboard import cases, held, merge, score, tell

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("outcomes", "answer"),
    [
        (["passed"], True),
        ([], False),
        (["passed", "skipped"], False),
        (["passed", "error"], False),
        (["skipped"], False),
    ],
)
def test_a_case_holds_when_tried_and_nothing_failed_or_was_skipped(outcomes, answer):
    assert held(score([(outcome, ["I7"], "a test") for outcome in outcomes])["I7"]) is answer


def test_sessions_add_up_and_what_was_not_tried_is_named():
    board = merge([score([("passed", ["I7", "X3"], "one")]), score([("passed", ["I7"], "two")])])
    assert board["I7"]["passed"] == 2
    said = tell(board)
    assert all(f"NOT TRIED {number} " in said for number in cases() if number not in {"I7", "X3"})


def test_a_number_that_is_no_case_is_refused():
    with pytest.raises(ValueError, match="I99"):
        score([("passed", ["I99"], "a test")])


def test_every_case_is_listed_once():
    numbers = [number for letter, last in {"X": 22, "I": 57, "F": 18, "L": 8, "D": 5}.items() for number in
               (f"{letter}{n}" for n in range(1, last + 1))]  # fmt: skip
    assert list(cases()) == numbers


def test_the_page_tells_of_every_case():
    told = [line.split("|") for line in (ROOT / "docs" / "trust.md").read_text("utf-8").splitlines()]
    rows = {cells[1].strip(): cells[4].strip() for cells in told if len(cells) == 7}
    assert {number: rows.get(number) for number in cases()} == dict.fromkeys(cases(), "yes")
