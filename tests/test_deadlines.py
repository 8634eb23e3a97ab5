"""The latest day of a recommendation: from its words, the data cut and the profile's cadence."""

from dataclasses import replace
from datetime import date

import pytest

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.report.deadlines import NO_DAY, latest_day, latest_words
from vawg_geo.publishing.report.sentences import HERE, Piece, Sentence, catalogue, template_of
from vawg_geo.publishing.report.study import Study

pytestmark = pytest.mark.methods("13")
FULL = read_profile("vawg_full")


def said(name):
    return Sentence((Piece("By then."),), name)


@pytest.fixture
def study(case):
    return Study(case, FULL, Month(2022, 3))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("demand.by_when", date(2022, 9, 30)),  # the next half year's end
        ("victims.finding_by_when", date(2022, 7, 5)),  # three months after the cut of 5 April
        ("fear.finding_by_when", date(2022, 6, 5)),
        ("fear.survey_by_when", date(2022, 6, 30)),  # the quarter after the period
    ],
)
def test_a_day_follows_from_the_words(name, day, study):
    assert latest_day(said(name), study) == day
    assert latest_words(said(name), study) == f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize(("month", "last"), [((2022, 3), 6), ((2022, 4), 6), ((2022, 5), 6), ((2022, 6), 9)])
def test_a_quarter_is_the_one_that_follows_the_period(month, last, study):
    assert latest_day(said("fear.survey_by_when"), replace(study, month=Month(*month))).month == last


def test_without_a_time_the_day_is_to_be_agreed(study):
    for name in ("", "memory.by_when", "no_such_chapter.by_when", "demand.no_such_sentence"):
        assert latest_words(said(name), study) == NO_DAY
    asked = replace(study, profile=replace(FULL, cadence="on request"))
    assert latest_day(said("demand.by_when"), asked) is None
    assert latest_day(said("demand.by_when"), replace(study, profile=replace(FULL, cadence="monthly"))).month == 4


def test_a_template_names_its_time_and_its_gap_only_where_they_mean_something():
    for path in HERE.glob("*.toml"):
        for name, template in catalogue(path.stem).items():
            assert template_of(said(f"{path.stem}.{name}")) == template
            assert not template.due or not any(sign.isdigit() for sign in template.text), name
            assert bool(template.ask) == bool(template.ask_of), name
            told = template.gap == "text" or (template.gap == "otherwise" and template.otherwise)
            assert not template.ask or told, f"{path.stem}.{name} asks for what closes no gap"
