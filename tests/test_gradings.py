"""Grades of risk: the last one counts, they sum to all, moves belong to one victim."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.gradings import NONE, count_regrades, last_grades, order_grades, sum_moves, time_assessments

CUT = date(2022, 4, 5)


def made():
    rows = [
        ("a", "Standard", "2022-01-01 10:00"), ("a", "High", "2022-01-03 10:00"), ("b", "Medium", "2022-01-05 10:00"),
        ("c", "High", "2022-03-01 10:00"), ("d", "Low", None), ("e", "Medium", "2022-01-06 10:00"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["incident", "risk", "completed_at"])
    return table.assign(completed_at=pd.to_datetime(table["completed_at"]).dt.tz_localize("Europe/London"))


def test_each_crime_has_its_last_grade_and_they_sum_to_all():
    grades = last_grades(made(), pd.Index(list("abcdx")))
    assert grades.to_dict() == {"a": "High", "b": "Medium", "c": "High", "d": "Low", "x": NONE}
    assert order_grades(grades) == ["Low", "Medium", "High", NONE]
    with pytest.raises(SchemaError, match="risk"):
        last_grades(made().drop(columns="risk"), pd.Index(["a"]))


def test_moves_are_of_one_victim_and_near():
    who = pd.Series({"a": "v", "b": "v", "c": "v", "d": "v", "e": None})
    moves = count_regrades(made(), who=who, days=30)
    assert moves.to_numpy().tolist() == [
        ["High", "Medium", 1],
        ["Standard", "High", 1],
    ]  # c is 55 days later, e nobody's
    assert moves.attrs["same_crime"] == 1
    assert sum_moves(moves) == {"up": 1, "down": 1, "same": 0, "n": 2}
    assert count_regrades(made(), who=who, days=365)["n"].sum() == 3


def test_assessments_are_timed_from_the_recording():
    at = pd.Timestamp("2022-01-01 12:00", tz="Europe/London")
    rows = pd.DataFrame({"recorded_on": [at] * 5}, index=list("abcdx"))
    table = time_assessments(made(), rows, cut=CUT)
    assert table["n"].to_dict() == {"Low": 1, "Standard": 1, "Medium": 1, "High": 1, "All": 4}
    assert table.loc["Standard", "median"] == 0  # completed before the recording: no wait
    assert table.loc["Medium", "median"] == pytest.approx(94)
    assert table.loc["Low", "n_open"] == 1
    assert time_assessments(made().iloc[:0], rows, cut=CUT).empty
