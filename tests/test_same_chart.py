"""One series, one usual range, one signal: however many months a page draws, and whatever page it is."""

from dataclasses import replace

import pandas as pd
import pytest
from people_made import study_of, table

from vawg_geo.measures.held_charts import chart_held
from vawg_geo.publishing.chapters import _developing_tables as developing
from vawg_geo.publishing.chapters import demand, journey, missing, online, orders, registered, reports
from vawg_geo.publishing.chapters._data_marks import asked_marks
from vawg_geo.publishing.chapters._demand_tables import days_of
from vawg_geo.publishing.chapters._outcomes_tables import month_table
from vawg_geo.publishing.chapters._possible import known_outcomes
from vawg_geo.publishing.chapters._recording_tables import put_months
from vawg_geo.publishing.chapters.data import _monthly
from vawg_geo.publishing.reckoner.read import name_readings, read_plans

pytestmark = pytest.mark.methods("8")
LIMITS = {"centre": "centre", "low": "expected_low", "high": "expected_high"}


@pytest.fixture(scope="module")
def some(case):
    """Every fifth crime: its charts are wide, but quickly made."""
    kept = case.incidents[::5]
    return replace(case, incidents=kept, people=case.people[case.people["incident"].isin(kept.index)])


@pytest.fixture(scope="module")
def reckoned(some):
    names = {"da_recorded", "da_prosecution", "street_safe", "rso_overdue", "missing_day"}
    return name_readings(read_plans(study_of(some, "tracker", hotspots=False), names=names))


def of_chapter(chapter, name, profile, key="month"):
    def made(case, **written):
        study = study_of(case, profile, **written)
        chapter.write(study)
        return table(study, name).set_index(key)

    return made


def of_outcomes(case, **written):
    study = study_of(case, "outcomes", **written)
    return month_table(study, known_outcomes(study))


def of_fields(case, **written):
    study = study_of(case, "vawg_full", **written)
    return _monthly(study, asked_marks(study)).set_index(["field", "group"])


def of_recording(case, **written):
    study = study_of(case, "dq_protected", **written)
    return table(study, put_months(study)).set_index(["field", "month"])


MADE = {
    "attended within the hour": of_chapter(journey, "journey_attended", "da"),
    "outcomes": of_outcomes,
    "fields": of_fields,
    "characteristics": of_recording,
    "episodes": of_chapter(missing, "missing_months", "missing"),
    "orders": of_chapter(orders, "orders_months", "vawg_full"),
    "online": of_chapter(online, "online_months", "vawg_full"),
    "offences": of_chapter(demand, "demand_months", "sso"),
    "visits": of_chapter(registered, "registered_overdue", "rso_restricted"),
}


@pytest.mark.parametrize("name", MADE)
def test_what_a_page_draws_moves_no_limit_and_no_signal(name, some):
    narrow, wide = (MADE[name](some, chart_months=months) for months in (18, 60))
    both = wide.loc[wide.index.isin(narrow.index)]
    assert len(narrow) < len(wide)
    pd.testing.assert_frame_equal(both, narrow)
    limits = [column for column in ("low", "lower", "harm_low", "assigned_lower") if column in narrow]
    assert narrow[limits].notna().any().all()


def test_a_period_of_reports_moves_no_limit(some):
    shown = [of_chapter(reports, "reports_months", "streetsafe")(some, months=months) for months in (12, 24)]
    columns = ["n", "days", "centre", "low", "high", "signal"]
    pd.testing.assert_frame_equal(shown[0][columns], shown[1][columns].tail(12))


def test_each_has_the_ready_reckoners_range_and_signal(some, reckoned):
    def same(metric, theirs, factor=1.0):
        ours = reckoned[metric].series.loc[theirs.index]
        for name, other in LIMITS.items():
            assert (theirs[name] * factor).tolist() == pytest.approx(ours[other].tolist(), nan_ok=True), (metric, name)
        assert theirs["signal"].tolist() == ours["signal"].replace("cannot say", "").tolist(), metric
        assert theirs["low"].notna().sum() > 6

    own = study_of(some, "da", chart_months=30)
    crimes = month_table(own, known_outcomes(own)).drop(columns=["low", "high"])
    same("da_prosecution", crimes.rename(columns={"lower": "low", "upper": "high"}))
    same("street_safe", of_chapter(reports, "reports_months", "streetsafe")(some, months=12))
    same("rso_overdue", MADE["visits"](some, chart_months=20))
    same("missing_day", MADE["episodes"](some, chart_months=20))
    same("da_recorded", of_chapter(demand, "demand_months", "da")(some, chart_months=20))
    for profile in ("da", "vawg_full"):  # the section on what is developing, of the theme in the whole area
        counts = developing.count_everywhere(study_of(some, profile)).loc[("da", developing.EVERYWHERE)]
        days = days_of(counts.index)
        chart = chart_held(counts, chart="u'", sizes=days)
        same("da_recorded", chart.assign(**chart[list(LIMITS)].mul(days, axis=0)))


def test_what_is_assigned_is_charted_from_when_older_crimes_are_held(some):
    """The first half year holds outcomes of young crimes alone: they say nothing of what is usual."""
    wide = of_outcomes(some, chart_months=100)
    assert wide["centre"].first_valid_index() < "2016-07"
    assert wide["assigned_centre"].first_valid_index() == "2016-10"
    settled = wide.loc["2016-10":"2018-09"]
    assert wide["assigned_centre"].iloc[-1] == pytest.approx(settled["assigned_x"].sum() / settled["assigned"].sum())


def test_a_table_that_begins_later_has_no_zeros_before(some):
    """Months before the first outcome, order or report known are no months without one."""
    since = pd.Timestamp("2018-04-01", tz="Europe/London")
    held = some.tables
    late = {
        "outcomes": held["outcomes"][held["outcomes"]["date"] >= since],
        "orders": held["orders"][held["orders"]["applied"] >= since],
    }
    later = replace(some, tables=held | late)
    assert of_outcomes(later, chart_months=72)["centre"].first_valid_index() == "2018-04"
    orders_ = MADE["orders"](later, chart_months=72)
    assert orders_.index[0] == "2018-04"
    assert orders_["centre"].iloc[0] == pytest.approx(orders_["n"].head(24).mean())
