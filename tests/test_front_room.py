"""How much the front has room for: never more with longer texts, names or lists, never nothing of something."""

from types import SimpleNamespace

import pytest

from vawg_geo.publishing.front_room import TASKS, WATCHED, front_room, kinds_room


def rows(n, letters):
    tasks = [SimpleNamespace(place="P", asked="a" * letters, delivered="d" * letters, counted="") for _ in range(n)]
    lines = [SimpleNamespace(why="w", places="p" * letters) for _ in range(n)]
    return tasks, lines


def room(listed=8, letters=60, said=200, n=9):
    return front_room(*rows(n, letters), places=["Corn Market"] * listed, said="s" * said)


def test_short_texts_have_room_up_to_the_most():
    assert room(listed=3) == (TASKS, WATCHED)
    assert room(n=0) == (0, 0)
    assert room(n=1) == (1, 1)


@pytest.mark.parametrize("listed", [3, 8, 9, 16])
@pytest.mark.parametrize(("what", "steps"), [("letters", range(0, 900, 60)), ("said", range(100, 900, 50))])
def test_longer_texts_never_have_more_room(listed, what, steps):
    rooms = [room(listed=listed, **{what: step}) for step in steps]
    assert rooms == sorted(rooms, reverse=True)
    assert [pair[1] for pair in rooms] == sorted((pair[1] for pair in rooms), reverse=True)
    assert min(min(pair) for pair in rooms) >= 1
    assert min(rooms)[0] == 1 or what == "said"


def test_a_long_name_takes_a_kinds_room():
    assert kinds_room(["Corn Market"]) == 3
    assert kinds_room(["Corn Market", "Corporation Street & Long Row"]) == 2
