"""Time: every record spread or counted out, planted nights told, unplanted ones not."""

from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import bare, grown, of_others, texts, unsaid, write
from people_made import part_of, table

from vawg_geo.publishing.chapters import _time_tables as counted
from vawg_geo.publishing.chapters import time

pytestmark = pytest.mark.methods(3)


@pytest.fixture(scope="module")
def made(case):
    return write(time, case)


def test_rows_add_up_to_the_period(made):
    study, _ = made
    clocks, hours = table(study, "time_clocks"), table(study, "time_hours")
    assert clocks.loc["all", "n"] == len(study.now)
    assert (clocks["n"] == clocks["spread"] + clocks["long"] + clocks["nonrecent"]).all()
    for space in clocks.index:
        assert hours.loc[hours["space"] == space, "n"].sum() == pytest.approx(clocks.loc[space, "spread"])
    weekend = hours[(hours["space"] == "public") & (hours["day"].isin(["Fri", "Sat"]) & (hours["hour"] >= 18)
                    | hours["day"].isin(["Sat", "Sun"]) & (hours["hour"] < 6))]  # fmt: skip
    assert weekend["n"].sum() / clocks.loc["public", "spread"] == pytest.approx(clocks.loc["public", "weekend"])


def test_nights_are_those_of_the_calendar(made, case):
    study, _ = made
    marks = counted.mark_nights(study)
    eve = marks[marks["what"] == "Eve of a bank holiday"]["night"]
    assert pd.Timestamp("2021-05-02") in set(eve)
    assert pd.Timestamp("2021-05-03") not in set(eve)
    fresh = case.tables["calendar"].query("kind == 'freshers'")
    days = (fresh["until"] - fresh["date"]).dt.days + 1
    assert (marks["kind"] == "freshers").sum() == days.sum()
    assert not set(marks["kind"]) & {"campaign", "recording_change"}
    busiest = table(study, "time_busiest")
    assert busiest["n"].is_monotonic_decreasing
    assert "New Year's Eve" in busiest["what"].iloc[0]


def test_an_unplanted_night_is_not_told_and_a_planted_one_is(case):
    """Twelve invented nights a year are like the rest; the same nights with four times the records are not."""
    days = pd.date_range("2018-04-11", "2022-02-28", freq="29D").tz_localize("Europe/London")
    mine = pd.DataFrame({"date": days, "kind": "event", "name": "A made night"})
    made = replace(case, tables={"calendar": mine})
    study, _ = write(time, made)
    nights = table(study, "time_nights")
    assert set(nights["told"]) == {"no change we can distinguish from chance"}
    on = set(days.strftime("%Y-%m-%d"))

    def mask(t):
        return t["occurred_from"].dt.strftime("%Y-%m-%d").isin(on) & t["space"].eq("public")

    more = replace(grown(case, mask, times=6), tables={"calendar": mine})
    study, section = write(time, more)
    assert table(study, "time_nights").loc["A made night|Public places", "told"] == "more"
    assert section.findings[0].what.text.startswith("A made night, public places")


def test_months_that_are_not_complete_are_left_out(made):
    study, _ = made
    last = counted.last_complete(study)
    assert last < study.month
    months = table(study, "time_months")
    assert months["nights"].sum() == (last.last - (last - 35).first).days + 1


def test_each_sentence_is_said_both_ways(made, case):
    _, poor = write(time, bare(case))
    _, none = write(time, of_others(case))
    quiet = case.tables["calendar"].query("kind == 'football'")
    _, plain = write(time, replace(case, tables={"calendar": quiet}))
    _, children = write(time, case, name="csae")
    _, short = write(time, case, name="sso", chart_months=8)
    _, some = write(time, part_of(case, rows=170, tables=("calendar",)))
    assert unsaid("time", made[1], poor, none, plain, children, short, some) == set()
    assert "gives no calendar" in texts(poor)
    assert "no whole year" in texts(short)
