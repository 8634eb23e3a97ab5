import math
from dataclasses import replace

import pandas as pd
import pytest
from tasking_made import MARCH

from vawg_geo.base.periods import LONDON
from vawg_geo.measures.place_changes import NO_CHANGE
from vawg_geo.measures.task_memory import DELIVERED, DONE, OVERDUE, SHORT, patrol_minutes
from vawg_geo.publishing.tasking_tasks import (
    TaskRow,
    counted_words,
    delivered_words,
    memory_words,
    task_figures,
    task_rows,
)  # fmt: skip


def events(before, after):
    nights = [pd.Timestamp("2021-09-04")] * before + [pd.Timestamp("2022-03-05")] * after
    return pd.DataFrame({"night": pd.to_datetime(nights)})


def test_few_are_too_few_to_tell():
    assert counted_words(events(62, 7), MARCH, expected_year=62) == "7 offences against 5.3 expected: too few to tell."
    assert counted_words(events(0, 0), MARCH, expected_year=0).endswith("too few to tell.")
    assert counted_words(events(200, 18), MARCH, expected_year=200).endswith(NO_CHANGE + ".")


def test_many_more_are_told_without_a_cause():
    assert counted_words(events(60, 20), MARCH, expected_year=60).endswith(
        "more than chance explains; why, counts cannot say."
    )


def test_fewer_of_a_young_month_are_told_as_so_far():
    assert counted_words(events(300, 5), MARCH, expected_year=300).endswith("late records are still to come.")


def test_what_the_shrunk_baseline_expects_is_no_change():
    """A place picked for a lucky year would fall back in any case: METHODS 9."""
    assert counted_words(events(300, 12), MARCH, expected_year=120).endswith(NO_CHANGE + ".")


def test_the_level_is_shared_among_the_tasks():
    said = [counted_words(events(60, 12), MARCH, expected_year=60, tests=n) for n in (1, 20)]
    assert "more than chance" in said[0]
    assert NO_CHANGE in said[1]


@pytest.mark.parametrize(
    ("minutes", "asked", "text"),
    [
        (180, 480, "180 of 480 minutes delivered (38%)."), (math.nan, 480, "Delivered: not logged."), (0, 0, ""),
        (30, math.nan, "30 patrol minutes logged."),
    ],
)  # fmt: skip
def test_delivered(minutes, asked, text):
    assert delivered_words(minutes, asked) == text


def test_a_patrol_belongs_to_the_month_it_began_in():
    start = pd.to_datetime(["2022-02-28 23:50", "2022-03-01 00:00", "2022-03-31 23:50"]).tz_localize(LONDON)
    patrols = pd.DataFrame({"area": "A", "start": start, "end": start + pd.Timedelta(minutes=15)})
    assert patrol_minutes(patrols, "A", MARCH) == 30
    assert math.isnan(patrol_minutes(None, "A", MARCH))


def test_the_page_carries_what_is_still_to_be_done_and_says_it_first():
    row = TaskRow("Market Square", "Visit.", "", "", "Licensing", "28 February 2022", OVERDUE, since="February")
    mine = [replace(row, state=state, since="") for state in (DELIVERED, DONE, SHORT, "not logged")]
    assert memory_words([row, *mine], MARCH) == (
        "2 of 4 tasks for March done or delivered, 1 short of the minutes asked. 1 older task still to be done."
    )
    assert memory_words([], MARCH) == ""
    assert task_figures([row, *mine]).rows[0][2:6] == ("February", "Licensing", "28 February 2022", OVERDUE)


def test_the_countys_page_opens_with_its_tasks(case, found):
    rows = task_rows(case, found, month=MARCH)
    assert [(row.since, row.state) for row in rows] == [
        ("February", OVERDUE), ("", SHORT), ("", SHORT), ("", DONE), ("", SHORT)
    ]  # fmt: skip
    assert rows[0].delivered == "Not done: overdue since 28 February 2022, Licensing Sergeant."
    assert rows[0].counted == ""
    assert rows[3].delivered == "Done on 24 March 2022."
    assert all(row.counted for row in rows[1:])
