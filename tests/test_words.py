import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.publishing.words import (  # fmt: skip
    VERDICTS,
    YARDSTICK,
    chance_word,
    change_words,
    day_words,
    join_words,
    never_words,
    number,
    plural,
    sentence,
    tidy,
)

pytestmark = pytest.mark.methods("13")


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0, "remote chance"), (0.05, "remote chance"), (0.07, "remote chance"), (0.075, "highly unlikely"),
        (0.1, "highly unlikely"), (0.2, "highly unlikely"), (0.225, "unlikely"), (0.35, "unlikely"),
        (0.375, "realistic possibility"), (0.49, "realistic possibility"), (0.525, "realistic possibility"),
        (0.55, "likely"), (0.75, "likely"), (0.775, "likely"), (0.8, "highly likely"), (0.9, "highly likely"),
        (0.925, "highly likely"), (0.95, "almost certain"), (1, "almost certain"), (math.nan, "cannot say"),
    ],
)  # fmt: skip
def test_the_yardstick_and_its_gaps(chance, word):
    assert chance_word(chance) == word


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_chance_never_has_a_lesser_word(a, b):
    order = [word for word, _ in YARDSTICK]
    assert (a <= b) <= (order.index(chance_word(a)) <= order.index(chance_word(b)))


def test_a_percentage_change_only_from_fifty():
    assert change_words(49, 70) == "from 49 to 70"
    assert change_words(50, 75) == "from 50 to 75 (50% more)"
    assert change_words(200, 100) == "from 200 to 100 (50% fewer)"
    assert change_words(60, 60) == "from 60 to 60"


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_written_of_a_change_may_stand(before, after):
    assert never_words(change_words(before, after)) == []


@pytest.mark.parametrize(
    "text",
    ["a spike in", "an epidemic", "it surged", "the prevalence of", "a significant rise", "we prevented", "an offender",
     "she put herself at risk", "from 3 to 6 (100% more)"],
)  # fmt: skip
def test_what_is_never_written(text):
    assert never_words(text)


def test_what_may_be_written():
    assert never_words("Spiking; from 200 to 230 (15% more). " + " ".join(VERDICTS.values())) == []


def test_small_words():
    assert (number(1234.5), number(math.nan), number(2.25, 1)) == ("1,234", "cannot say", "2.2")
    assert (plural(1, "offence"), plural(0, "offence"), plural(2, "person", "people")) == (
        "1 offence",
        "0 offences",
        "2 people",
    )
    assert (join_words([]), join_words(["a"]), join_words(["a", "b"]), join_words(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )
    assert day_words(date(2022, 4, 5)) == "5 April 2022"
    assert (sentence(" it is so. "), sentence("")) == ("It is so.", "")
    assert tidy("86 % on 1-31 March, 23:00-02:30, a-b") == "86% on 1–31 March, 23:00–02:30, a-b"
    assert tidy("cut 2022-04-05, 2022-03") == "cut 2022-04-05, 2022-03"
