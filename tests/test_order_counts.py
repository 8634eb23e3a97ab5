"""Orders and programmes of a period: each step by its own date, people once."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.measures.order_counts import count_orders, count_programmes

pytestmark = pytest.mark.methods(10)
FIRST, LAST = date(2022, 1, 1), date(2022, 3, 31)


def days(*texts):
    return pd.to_datetime(pd.Series(texts), format="ISO8601").dt.tz_localize("Europe/London")


def test_each_step_counts_by_its_own_date_and_the_last_day_counts():
    orders = pd.DataFrame(
        {
            "type": ["DVPN", "DVPN", "DVPN", "SHPO"], "subject_id": ["p", "p", "q", "r"],
            "applied": days("2021-12-31", "2022-01-01", "2022-03-31 23:00", "2022-04-01"),
            "granted": days("2022-01-02", "2022-01-03", None, None),
            "refused": days(None, None, "2022-04-02", None), "breached": days("2022-02-01", None, None, None),
        }
    )  # fmt: skip
    counts = count_orders(orders, first=FIRST, last=LAST, suspects={"p", "z"})
    assert counts.loc["DVPN"].to_dict() == {"granted": 2, "applied": 2, "refused": 0, "breached": 1, "subjects": 1,
                                            "suspects": 1}  # fmt: skip
    assert counts.loc["SHPO"].sum() == 0


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
