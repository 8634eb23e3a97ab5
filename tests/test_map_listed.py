"""Hot spots from a table: numbers, colours and words as the scores give them."""

import json

import numpy as np
import pandas as pd
import pytest
from map_made import made_areas

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.map_element import element_of
from vawg_geo.publishing.map_listed import read_listed
from vawg_geo.publishing.map_views import _numbers_text
from vawg_geo.publishing.maps import map_hotspots


@pytest.fixture(scope="module")
def areas():
    return made_areas(36)


def data_of(made):
    return json.loads(element_of(made).block_text)


@pytest.fixture
def scores(areas):
    n = np.arange(len(areas), 0, -1)
    return pd.DataFrame({"n": n, "shrunk_harm": n * 10.0, "rank": n[::-1], "p_top": 0.86}, index=areas.index)


def test_the_first_ranks_are_numbered_whatever_the_order(areas, scores):
    data = data_of(map_hotspots(scores.sample(frac=1, random_state=1), areas, title="{{7*7}}"))
    assert [(place["c"], place["i"]) for place in data["listed"]] == [(areas.index[k], k + 1) for k in range(10)]
    assert (data["title"], data["measure"], data["watch"]) == ("{{7*7}}", "Expected harm", [])
    assert data["areas"][0]["t"] == f"{len(areas)} recorded; highly likely (86%) to be among the 10 with most harm"
    assert sum("t" in area for area in data["areas"]) == 10


def test_a_place_to_watch_is_drawn_and_never_numbered(areas, scores):
    tiers = scores.head(3).assign(tier=["A", "watch", "B"], rank_low=1, rank_high=4)
    data = data_of(map_hotspots(tiers, areas, title="t"))
    assert ([place["i"] for place in data["listed"]], data["watch"]) == ([1, 3], [areas.index[1]])
    assert data["areas"][2]["t"].endswith("rank between 1 and 4")


@pytest.mark.parametrize(
    ("numbers", "words"), [([1, 2, 3], "1 to 3"), ([1, 2], "1 and 2"), ([1, 2, 4], "1, 2 and 4"), ([3], "3")]
)
def test_a_run_of_numbers_is_told_by_its_ends(numbers, words):
    assert _numbers_text(numbers) == words


def test_without_ranks_the_figure_decides_and_without_figures_the_order():
    table = pd.DataFrame({"harm": [1.0, 3, 3]}, index=["a", "c", "b"])
    assert read_listed(table, top=2).numbers.to_dict() == {"b": 1, "c": 2}
    bare = read_listed(table[[]], top=2)
    assert (bare.numbers.to_dict(), bare.words["a"], bare.measure) == ({"a": 1, "c": 2}, "", "No figure")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: pd.concat([t, t.head(1)]), "1 rows repeat a code"),
        (lambda t: t.assign(rank=0.5), "'rank' must hold whole numbers from 1: 36 rows break this"),
        (lambda t: t.assign(rank="SECRET"), "'rank' must hold whole numbers"),
        (lambda t: t.rename(index=lambda code: f"{code}x"), "every row's code must be an area"),
        (lambda t: t["n"], "a table .DataFrame. by area code"),
        (lambda _: None, "a table .DataFrame. by area code"),
    ],
)
def test_what_is_no_table_of_places_is_refused(areas, scores, change, words):
    with pytest.raises(SchemaError, match=words) as caught:
        map_hotspots(change(scores), areas, title="t")
    assert "SECRET" not in str(caught.value)
