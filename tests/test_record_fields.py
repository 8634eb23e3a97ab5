"""Which fields of a record are filled in: known cases, sums by an independent count, the chart's base."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.record_fields import FIELDS, chart_fields, count_fields, mark_fields

pytestmark = pytest.mark.methods(6)
BEGAN = pd.Timestamp("2022-01-01 20:00", tz="Europe/London")


def records(**changes):
    columns = {
        "victim_sex": ["F", None, "F", "F"], "victim_age": [30.0, 20.0, np.nan, 40.0],
        "occurred_from": [BEGAN] * 4, "occurred_to": [BEGAN + pd.Timedelta(hours=h) for h in (0, 2, 2.1, 30)],
        "geocode_quality": ["good", "poor", None, "good"], "located": ["placed", "placed", "unlocated", "online"],
        "online": pd.array([False, False, pd.NA, True], dtype="boolean"), "place_type": ["street"] * 4,
    }  # fmt: skip
    return pd.DataFrame(columns | changes, index=list("abcd"))


def people(**changes):
    columns = {
        "incident": ["a", "a", "b", "c", "a", "b", "z"],
        "role": ["victim", "victim", "victim", "victim", "suspect", "suspect", "victim"],
        "ethnicity": ["W1", "NS", "W1", None, None, None, "W1"],
        "disability": pd.array([True, False, pd.NA, False, pd.NA, pd.NA, True], dtype="boolean"),
        "eliminated": pd.array([pd.NA, pd.NA, pd.NA, pd.NA, False, True, pd.NA], dtype="boolean"),
    }
    return pd.DataFrame(columns | changes)


def test_each_field_is_asked_as_it_should_be():
    filled = mark_fields(records(), people())
    assert list(filled.columns) == list(FIELDS)
    assert filled["sex"].tolist() == [True, False, True, True]
    assert filled["age"].tolist() == [True, True, False, True]
    assert filled["time"].tolist() == [True, True, False, False]
    assert filled["place"].astype("object").where(filled["place"].notna(), None).tolist() == [True, False, False, None]
    assert filled["ethnicity"].astype("object").where(filled["ethnicity"].notna(), None).tolist() == [
        False, True, False, None]  # one of two victims not stated; blank; nobody listed  # fmt: skip
    assert filled["disability"].astype("object").where(filled["disability"].notna(), None).tolist() == [
        True, False, True, None]  # fmt: skip
    assert filled["suspect"].tolist() == [True, False, False, False]  # b's was eliminated


def test_a_column_a_force_has_not_is_nowhere_filled():
    filled = mark_fields(records(), people().drop(columns=["ethnicity", "eliminated"]))
    assert not filled["ethnicity"].fillna(value=False).any()
    assert filled["suspect"].tolist() == [True, True, False, False]
    with pytest.raises(SchemaError, match="role"):
        mark_fields(records(), people().drop(columns="role"))


def test_counts_equal_a_plain_loop_and_balance():
    rng = np.random.default_rng(3)
    filled = pd.DataFrame({f: pd.array(rng.choice([True, False, None], 200), dtype="boolean") for f in FIELDS})
    group = pd.Series(rng.choice(["x", "y"], 200))
    counts = count_fields(filled, group).set_index(["group", "field"])
    for name in ("x", "y"):
        for field in FIELDS:
            own = [v for v, g in zip(filled[field], group, strict=True) if g == name and v is not pd.NA]
            row = counts.loc[(name, field)]
            assert (row["n"], row["filled"]) == (len(own), sum(map(bool, own)))
            assert row["low"] <= row["share"] <= row["high"]
    twice = count_fields(filled, pd.concat([group, pd.Series("all", index=filled.index)])).set_index(["group", "field"])
    assert (twice.loc["all", "n"] == counts["n"].groupby("field").sum()[twice.loc["all"].index]).all()


def test_the_chart_speaks_of_each_field_by_itself():
    months = [f"2020-{m:02d}" for m in range(1, 13)]
    table = pd.DataFrame({"group": months * 2, "field": ["sex"] * 12 + ["age"] * 12, "n": 400,
                          "filled": [200] * 11 + [390] + [300, 302] * 6})  # fmt: skip
    chart = chart_fields(table)
    told = chart[chart["signal"].str.contains("above")]
    assert list(told["field"]) == ["sex"]
    assert list(told["group"]) == ["2020-12"]
    assert chart.groupby("field")["centre"].nunique().eq(1).all()
    assert chart_fields(table.iloc[:0]).empty
