import math

import pandas as pd
import pytest
from tasking_made import MARCH

from vawg_geo.base.periods import LONDON
from vawg_geo.publishing.tasking_tasks import counted_words, delivered_words, patrol_minutes


def events(before, after):
    nights = [pd.Timestamp("2021-09-04")] * before + [pd.Timestamp("2022-03-05")] * after
    return pd.DataFrame({"night": pd.to_datetime(nights)})


def test_few_are_too_few_to_tell():
    assert counted_words(events(62, 7), MARCH) == "7 offences against 5.3 expected: too few to tell."
    assert counted_words(events(0, 0), MARCH).endswith("too few to tell.")


def test_many_more_are_told_without_a_cause():
    assert counted_words(events(60, 20), MARCH).endswith("more than chance explains; why, counts cannot say.")


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
