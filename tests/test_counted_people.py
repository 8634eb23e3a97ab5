"""Eliminated people count nowhere; the youngest suspect is the youngest who can be one."""

import pandas as pd
import pytest

from vawg_geo.measures.counted_people import not_eliminated, youngest_suspects

pytestmark = pytest.mark.methods("14")
PEOPLE = pd.DataFrame(
    {
        "incident": [*"aabbcd"],
        "role": ["suspect", "suspect", "suspect", "victim", "suspect", "suspect"],
        "age": [40.0, 15.0, 9.0, 12.0, 20.0, None],
        "eliminated": pd.array([None, True, False, None, True, None], dtype="boolean"),
    }
)


def test_only_those_known_to_be_eliminated_are_left_out():
    assert not_eliminated(PEOPLE).index.tolist() == [0, 2, 3, 5]
    assert not_eliminated(PEOPLE.assign(eliminated=PEOPLE["eliminated"].astype("object"))).index.tolist() == [
        0,
        2,
        3,
        5,
    ]
    assert not_eliminated(PEOPLE.drop(columns="eliminated")).index.tolist() == [0, 1, 2, 3, 4, 5]
    assert not_eliminated(PEOPLE.iloc[:0]).empty


def test_the_youngest_suspect_is_of_ten_or_over_and_not_eliminated():
    age, named = youngest_suspects(PEOPLE, pd.Index([*"abcde"]))
    assert age.dropna().to_dict() == {"a": 40.0}  # 15 eliminated, 9 an error of recording, d's not recorded
    assert named.to_dict() == {"a": True, "b": True, "c": False, "d": True, "e": False}
    everybody = youngest_suspects(PEOPLE.drop(columns="eliminated"), pd.Index([*"abcde"]))[0]
    assert everybody.dropna().to_dict() == {"a": 15.0, "c": 20.0}
