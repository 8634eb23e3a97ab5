"""The month's figures that other pages repeat are those of the monthly page."""

import pandas as pd
import pytest

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.hotspots import find_hotspots
from vawg_geo.measures.night_month import measure_nights, prepare_month, repeat_figures, tier_places

PROFILE = read_profile("nte_monthly")
MARCH = Month(2022, 3)


def prepared(case, month=MARCH, **other):
    options = {"month": month, "profile": PROFILE, "cut": case.cut, "extra_nights": case.force.extra_nights} | other
    return prepare_month(case.incidents, case.areas, **options)


def same(figures, found):
    repeated = repeat_figures(found)
    assert (figures.headline, figures.gate) == (repeated.headline, repeated.gate) == (found.headline, found.gate)
    pd.testing.assert_frame_equal(figures.monthly, found.monthly)
    assert len(repeated.tier_a) == (found.scores["tier"] == "A").sum() > 0
    pd.testing.assert_series_equal(figures.tier_a, repeated.tier_a)


def test_the_figures_are_the_monthly_page_s(case, found):
    same(measure_nights(prepared(case)), found)


@pytest.mark.slow
def test_they_are_so_in_any_month(case):
    for month in (Month(2021, 7), Month(2020, 12)):
        found = find_hotspots(
            case.incidents, case.areas, month=month, profile=PROFILE, cut=case.cut,
            extra_nights=case.force.extra_nights,
        )  # fmt: skip
        same(measure_nights(prepared(case, month)), found)


def test_without_a_single_night_offence_no_place_has_a_tier(case):
    none = case.incidents[case.incidents["space"] != "public"]
    nights = prepare_month(none, case.areas, month=MARCH, profile=PROFILE, cut=case.cut)
    assert measure_nights(nights).tier_a.empty


def test_a_tier_needs_chance_evidence_and_more_than_one_offence():
    judged = pd.DataFrame({"enough": [True, True, False, True], "survives": [True, True, True, False]})
    assert list(tier_places(pd.Series([0.9, 0.6, 0.9, 0.9]), judged, profile=PROFILE)) == ["A", "B", "", ""]


def test_what_cannot_be_ranked_is_refused(case):
    with pytest.raises(SchemaError, match="at least one area"):
        prepare_month(case.incidents, case.areas.iloc[:0], month=MARCH, profile=PROFILE, cut=case.cut)
    with pytest.raises(PeriodError, match="must be over"):
        prepared(case, Month(2022, 4))
