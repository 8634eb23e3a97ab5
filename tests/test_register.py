"""The register over time: overdue people, loads without names."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.register import count_caseloads, count_overdue, time_since_visit

CUT = date(2022, 4, 5)


def at(*texts):
    return pd.to_datetime(pd.Series(texts)).dt.tz_localize("Europe/London")


def made():
    return pd.DataFrame(
        {
            "person_id": list("aabcd"), "officer": ["x", "y", "x", "x", None],
            "due": at("2022-01-10", "2022-03-10", "2022-01-31", "2022-05-01", "2022-02-01"),
            "done": at("2022-01-20", None, "2022-02-02", "2022-03-15", None),
        }
    )  # fmt: skip


def test_a_hand_sum():
    table = count_overdue(made(), months=["2022-01", "2022-02", "2022-03", "2022-04"], cut=CUT)
    assert table["people"].to_list() == [2, 3, 4, 4]  # c is known from its first visit, d once it is due
    assert table["overdue"].to_list() == [0, 1, 2, 2]  # b is due that day itself: not yet late
    assert count_overdue(made(), months=[], cut=CUT).empty
    with pytest.raises(SchemaError, match="due"):
        count_overdue(made().drop(columns="due"), months=["2022-01"], cut=CUT)


def test_the_county_agrees_with_a_slow_count(case):
    visits, months = case.tables["visits"], ["2021-06", "2022-03", "2022-04"]
    table = count_overdue(visits, months=months, cut=case.cut)
    for month in months:
        day = min(
            pd.Period(month).end_time.normalize().tz_localize("Europe/London"),
            pd.Timestamp(case.cut, tz="Europe/London"),
        )
        late = {v.person_id for v in visits.itertuples() if v.due < day and not v.done <= day}
        assert table.loc[month, "overdue"] == len(late)


def test_loads_have_no_names():
    loads = count_caseloads(made(), pd.Series({"a": "North", "b": "North", "c": "South"}))
    assert loads.to_numpy().tolist() == [[2, 2], [1, 1]]  # x: b and c; y: a, whose latest visit is hers
    assert list(loads.columns) == ["people", "districts"]
    with pytest.raises(SchemaError, match="officer"):
        count_caseloads(made().drop(columns="officer"), pd.Series(dtype="str"))


def test_days_since_the_last_visit():
    days = time_since_visit(pd.DataFrame({"last_visit": at("2022-04-04", None)}), cut=CUT)
    assert days[0] == 1
    assert np.isnan(days[1])
