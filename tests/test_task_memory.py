"""What became of each task: every state reached, nothing known of the future, older ones carried on."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.task_memory import carried_over, count_states, remember_tasks

CUT = date(2022, 4, 5)


def made(rows):
    columns = ["month", "asked_minutes", "delivered_minutes", "due", "done_on"]
    table = pd.DataFrame(rows, columns=columns).assign(area="A", asked="Visit", owner=" Sgt ")
    for name in ("due", "done_on"):
        table[name] = pd.to_datetime(table[name]).dt.tz_localize(LONDON)
    return table


ROWS = [
    ("2022-03", 100, 90, None, None, "delivered"),
    ("2022-03", 100, 89, None, None, "short"),
    ("2022-04", 100, 20, None, None, "under way"),
    ("2022-02", 100, None, None, None, "not logged"),
    ("2022-03", 0, 0, "2022-03-31", "2022-04-02", "done"),
    ("2022-03", 0, 0, "2022-03-31", "2022-04-06", "overdue"),  # done after the cut: nobody knew
    ("2022-02", 0, 0, "2022-02-28", None, "overdue"),
    ("2022-01", None, None, "2022-04-05", None, "open"),
    ("2022-03", 0, 0, None, None, "not told"),
]


def test_every_state():
    got = remember_tasks(made([row[:5] for row in ROWS]), None, cut=CUT)
    assert got["state"].tolist() == [row[5] for row in ROWS]
    assert set(got["owner"]) == {"Sgt"}
    assert carried_over(got, Month(2022, 3))["month"].tolist() == ["2022-02", "2022-01"]


def test_a_force_that_keeps_no_days_done_is_not_told_to_be_late():
    got = remember_tasks(made([("2022-02", 0, 0, "2022-02-28", None)]), None, cut=CUT)
    assert got["state"].tolist() == ["not told"]
    bare = made([("2022-02", 0, 0, None, None)])[["month", "area", "asked", "asked_minutes", "delivered_minutes"]]
    assert remember_tasks(bare, None, cut=CUT)["owner"].tolist() == [""]
    assert remember_tasks(None, None, cut=CUT).empty


def test_minutes_come_from_the_log_where_the_task_does_not_say_them():
    start = pd.to_datetime(["2022-03-04 23:00", "2022-03-05 23:00", "2022-04-01 01:00"]).tz_localize(LONDON)
    log = pd.DataFrame({"area": "A", "start": start, "end": start + pd.Timedelta(minutes=45)})
    got = remember_tasks(made([("2022-03", 100, None, None, None)]), log, cut=CUT)
    assert got[["delivered_minutes", "state"]].values.tolist() == [[90.0, "delivered"]]


def test_months_add_up(case):
    got = remember_tasks(case.tables["tasks"], case.tables["patrols"], cut=case.cut)
    counts = count_states(got).set_index("month")
    assert counts["tasks"].sum() == len(case.tables["tasks"])
    assert counts["asked_minutes"].sum() == case.tables["tasks"]["asked_minutes"].sum()
    assert counts["delivered_minutes"].sum() == case.tables["tasks"]["delivered_minutes"].sum()
    assert counts["overdue"].to_dict() == {month: int(month == "2022-02") for month in counts.index}
    own = got[got["month"] == "2022-03"]
    share = own["delivered_minutes"].sum() / own["asked_minutes"].sum()
    assert counts.loc["2022-03", "share"] == pytest.approx(share)
