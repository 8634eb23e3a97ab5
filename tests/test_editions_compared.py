"""What moved between two editions, cell by cell, and what it is laid to."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vawg_geo.measures.change import compare_counts
from vawg_geo.publishing.editions_compared import GONE, NEW, compare_editions, read_edition_tables

pytestmark = pytest.mark.methods("8")


def table(n, name=("a", "b", "c", "d"), word="steady"):
    return pd.DataFrame({"area": name[: len(n)], "n": n, "share": [x / 7 for x in n], "tier": word})


def compared(before, after, *causes):
    return compare_editions({"areas": before}, {"areas": after}, causes=causes).set_index(["row", "column"])


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_the_same_edition_moves_nothing(n):
    assert compared(table(n), table(n), "time", "data", "definition").empty


def test_every_move_is_listed_once_with_both_values():
    moved = compared(table([5, 9]), table([5, 8], word="rising"), "data")
    assert {*moved.index} == {("b", "n"), ("b", "share"), ("a", "tier"), ("b", "tier")}
    assert tuple(moved.loc[("b", "n"), ["before", "after", "why"]]) == ("9", "8", "data")


def test_with_time_a_count_is_tested_and_the_rest_is_not():
    moved = compared(table([100, 40, 7]), table([100, 90, 8]), "time")
    rows = moved.xs("n", level="column")
    exact = [compare_counts(40, 90)["p"].iloc[0], compare_counts(7, 8)["p"].iloc[0]]
    assert list(rows["p"]) == pytest.approx(exact)
    assert list(rows["q"]) == pytest.approx(stats.false_discovery_control(exact))
    assert list(rows["why"]) == ["time, more than chance", "chance: no change we can distinguish from it"]
    assert moved.xs("share", level="column")["p"].isna().all()


@pytest.mark.parametrize("base", ["nights", "d"])
def test_a_count_on_more_nights_or_of_more_people_is_held_against_them(base):
    before, after = (
        pd.DataFrame({"month": ["May", "June"], base: size, "n": n})
        for size, n in (([124] * 2, [880, 40]), ([93] * 2, [660, 90]))
    )
    moved = compared(before, after, "time").xs("n", level="column").loc[["May", "June"]]
    exact = [
        compare_counts(a, b, exposure_before=124, exposure_after=93)["p"].iloc[0] for a, b in ((880, 660), (40, 90))
    ]
    assert list(moved["p"]) == pytest.approx(exact)
    assert list(moved["why"]) == ["chance: no change we can distinguish from it", "time, more than chance"]
    assert compared(before.assign(**{base: ""}), after, "time").xs("n", level="column")["p"].iloc[0] < 0.001  # no base


def test_rows_that_came_and_went_are_told_once():
    moved = compared(table([5, 6]), table([5, 7], name=["a", "z"]), "time")
    assert dict(zip(moved.index.get_level_values("row"), moved["why"], strict=True)) == {"b": GONE, "z": NEW}


def test_when_the_definition_changed_too_nothing_is_laid_to_chance():
    moved = compared(table([5]), table([50]), "time", "data", "definition")
    assert set(moved["why"]) == {"definition or time or data"}
    assert set(compared(table([5]), table([50]))["why"]) == {"cannot say"}


def test_tables_that_only_one_has_are_left_out_and_rows_are_named_by_as_many_columns_as_it_takes():
    before = pd.DataFrame({"theme": ["da", "da"], "month": ["2022-01", "2022-02"], "n": [1, 2]})
    after = before.assign(n=[1, 3])
    moved = compare_editions({"t": before, "x": before}, {"t": after, "y": after}, causes=["data"])
    assert moved[["table", "row", "column"]].to_numpy().tolist() == [["t", "da|2022-02", "n"]]


def test_the_account_of_the_reading_and_the_marking_are_no_results(tmp_path):
    (tmp_path / "tables").mkdir()
    for name in ("areas", "ledger"):
        table([1]).assign(marking="OFFICIAL").to_csv(tmp_path / "tables" / f"{name}.csv", index=False)
    tables = read_edition_tables(tmp_path)
    assert [*tables] == ["areas"]
    assert [*tables["areas"].columns] == ["area", "n", "share", "tier"]


def test_a_table_may_have_columns_named_value_and_column():
    old = pd.DataFrame({"what": ["a", "b"], "value": ["1", "x"], "column": ["p", "p"]})
    moved = compare_editions({"t": old}, {"t": old.assign(value=["1", "y"])}, causes={"definition"})
    assert moved[["row", "column", "before", "after"]].to_numpy().tolist() == [["b", "value", "x", "y"]]


def test_what_is_not_known_is_the_same_in_a_file_and_in_a_book():
    filed = pd.DataFrame({"area": ["a", "b"], "n": ["", "2"]})
    held = pd.DataFrame({"area": ["a", "b"], "n": [float("nan"), 2.0]})
    assert compare_editions({"t": filed}, {"t": held}, causes={"data"}).empty
