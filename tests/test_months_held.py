"""A lost file is never a quiet month (FAULTS F11)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.hotspots import find_hotspots
from vawg_geo.measures.months_held import require_months

pytestmark = pytest.mark.fault("F11")
MARCH = Month(2022, 3)


def records(counts):
    """So many records in each month up to March 2022; every second one without the day it was recorded."""
    months = pd.period_range(end="2022-03", periods=len(counts), freq="M")
    days = pd.Series(np.repeat(months.to_timestamp(), counts)).dt.as_unit("us").dt.tz_localize("Europe/London")
    return pd.DataFrame({"recorded_on": days.where(days.index % 2 == 0), "occurred_from": days})


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([20] * 11 + [0], "no record of March 2022, within the 12 months asked for: they reach from April 2021 to Feb"),
        ([20] * 9 + [0, 0, 20], "no record of February 2022 and of 1 other months"),
        ([20] + [0] * 10 + [20], "and of 9 other months"),
    ],
)
def test_a_month_without_a_record_is_refused(counts, told):
    with pytest.raises(PeriodError, match=told):
        require_months(records(counts), month=MARCH, months=12)


@pytest.mark.parametrize("counts", [[20] * 12, [1, 0, 1, 0], [0, 20, 20], [0] * 12, [20, 0, *[20] * 12]])
def test_few_records_and_what_lies_before_the_first_or_the_evidence_are_no_loss(counts):
    require_months(records(counts), month=MARCH, months=12)


def test_a_month_before_the_first_record_is_refused():
    with pytest.raises(PeriodError, match=r"no record of March 2021: they reach from January 2022 to March 2022"):
        require_months(records([20, 20, 20]), month=Month(2021, 3), months=12)


@given(st.lists(st.integers(10, 30), min_size=2, max_size=24), st.data())
def test_any_lost_month_is_found(counts, data):
    lost = data.draw(st.integers(1, len(counts) - 1))
    require_months(records(counts), month=MARCH, months=24)
    with pytest.raises(PeriodError, match="A file of the extract is missing"):
        require_months(records([*counts[:lost], 0, *counts[lost + 1 :]]), month=MARCH, months=24)


@pytest.mark.parametrize("lost", ["2022-03", "2021-12"])
def test_the_county_without_a_month_is_refused(case, lost):
    when = case.incidents["recorded_on"].fillna(case.incidents["occurred_from"])
    held = case.incidents[when.dt.tz_localize(None).dt.to_period("M") != pd.Period(lost)]
    with pytest.raises(PeriodError, match="no record of"):
        find_hotspots(held, case.areas, month=MARCH, profile=read_profile("nte_monthly"), cut=case.cut)
