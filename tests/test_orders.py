"""Orders before they are counted: their days, how long a decision took, who has a suspect."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.orders import EVENTS, order_days, set_aside, time_decisions, with_suspect

pytestmark = pytest.mark.methods("10")
FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


def test_days_to_a_decision_by_hand():
    when = {name: pd.Series([pd.NaT] * 3, dtype="datetime64[us, Europe/London]") for name in EVENTS}
    orders = pd.DataFrame({"type": "SPO", **when})
    at = lambda text: pd.Timestamp(text, tz="Europe/London")  # noqa: E731
    orders["applied"] = [at("2021-03-01"), at("2021-05-01"), at("2022-03-31")]
    orders.loc[0, "granted"], orders.loc[0, "expires"] = at("2021-04-02"), at("2022-03-31")
    orders.loc[1, "refused"] = at("2021-05-11")
    waiting = time_decisions(orders, first=FIRST, last=LAST, cut=date(2022, 4, 5)).loc["SPO"]
    assert waiting[["n", "n_open", "median"]].to_list() == [2, 1, 10]


def test_a_table_without_its_days_is_refused():
    with pytest.raises(SchemaError, match="granted"):
        set_aside(pd.DataFrame({"type": ["SPO"]}), cut=LAST)


def test_days_have_no_hours_and_a_column_nobody_keeps_has_none():
    days = order_days(pd.DataFrame({"applied": [pd.Timestamp("2022-03-27 23:30", tz="Europe/London")]}))
    assert list(days.columns) == [*EVENTS, "breach_arrested"]
    assert days.loc[0, "applied"] == pd.Timestamp("2022-03-27")
    assert days.drop(columns="applied").isna().all(axis=None)


def test_a_suspect_who_was_eliminated_is_none():
    people = pd.DataFrame(
        {"incident": list("aabbc"), "pid": ["1", "2", "3", None, "4"], "role": ["suspect"] * 4 + ["victim"]}
    ).assign(eliminated=pd.array([True, False, True, None, None], dtype="boolean"))
    known = with_suspect(pd.DataFrame(index=list("abc")), people)
    assert known.to_dict() == {"a": True, "b": False, "c": False}
    assert with_suspect(pd.DataFrame(index=list("abc")), people.drop(columns="eliminated"))["b"]
