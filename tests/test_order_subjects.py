"""People with an order granted in a period, and programmes: each step by its own date, people once."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.measures.order_subjects import count_programmes, count_subjects

pytestmark = pytest.mark.methods(10)
FIRST, LAST = date(2022, 1, 1), date(2022, 3, 31)


def days(*texts):
    return pd.to_datetime(pd.Series(texts), format="ISO8601").dt.tz_localize("Europe/London")


def test_people_count_once_by_the_day_of_the_grant_and_the_last_day_counts():
    orders = pd.DataFrame(
        {
            "type": ["DVPN", "DVPN", "DVPN", "DVPN", "SHPO"], "subject_id": ["p", "p", "q", "s", "p"],
            "granted": days("2022-01-02", "2022-01-03", None, "2022-03-31 23:00", "2022-04-01"),
        }
    )  # fmt: skip
    people = count_subjects(orders, first=FIRST, last=LAST, suspects={"p", "z"})
    assert people.loc["DVPN"].to_dict() == {"subjects": 2, "suspects": 1}
    assert people.loc["SHPO"].sum() == 0
    none = count_subjects(orders, first=date(2020, 1, 1), last=date(2020, 1, 2), suspects=())
    assert (none == 0).all(axis=None)
    assert list(none.index) == ["DVPN", "SHPO"]


def test_programmes_count_those_referred():
    table = pd.DataFrame(
        {
            "name": ["CARA", "CARA", "CARA"], "person_id": ["p", "q", "s"],
            "referred": days("2022-01-05", "2021-06-01", "2022-02-01"),
            "started": days("2022-02-01", "2022-01-02", None), "completed": days(None, "2022-03-01", None),
        }
    )  # fmt: skip
    counts = count_programmes(table, first=FIRST, last=LAST, suspects={"p"})
    assert counts.loc["CARA"].to_dict() == {"referred": 2, "started": 2, "completed": 1, "subjects": 2, "suspects": 1}
