"""Coverage: expected harm inside the patrolled places and hours, against officer-hours."""

import numpy as np
import pandas as pd
import pytest
from nte_table import areas, incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.coverage import choose_options, measure_coverage, patrol_hours, share_in_hours

pytestmark = pytest.mark.methods("6")


def members(rows):
    return select_nte(incidents(rows), month=Month.parse("2022-03"), profile=profile()).members


def test_share_in_hours_by_hand():
    rows = [{"area": "A001", "at": "2022-03-12 23:00"}] * 3 + [{"area": "A001", "at": "2022-03-16 23:00"}]
    rows += [{"area": "A002", "at": "2022-03-12 21:00", "to": "2022-03-12 23:00"}] * 2
    share = share_in_hours(members(rows), areas(3))
    overall = (3 + 2 * 0.5) / 6
    assert share["A000"] == pytest.approx(overall)
    assert share["A001"] == pytest.approx((3 + 15 * overall) / 19)
    assert share["A002"] == pytest.approx((1 + 15 * overall) / 17)


def test_no_events_no_share():
    assert share_in_hours(members([{}]).iloc[:0], areas(2)).isna().all()


def test_curve_by_hand():
    harm = pd.Series({"a": 60.0, "b": 30.0, "c": 10.0})
    curve = measure_coverage(harm, pd.Series({"a": 0.5, "b": 0.2, "c": 1.0}), order=["a", "b"], nights=8)
    assert curve["share"].tolist() == pytest.approx([0.30, 0.36])
    assert curve["adds"].tolist() == pytest.approx([0.30, 0.06])
    assert curve["officer_hours"].tolist() == [80, 160]  # places x 8 nights x 5 hours x 2 officers


def test_patrol_runs_over_midnight():
    assert patrol_hours() == 5
    assert patrol_hours("21:00", "23:30") == 2.5


@pytest.mark.parametrize(("listed", "sizes"), [(7, [2, 4, 7]), (4, [2, 4]), (3, [2, 3]), (1, [1]), (0, [])])
def test_options(listed, sizes):
    codes = [f"A{i:03d}" for i in range(10)]
    curve = measure_coverage(pd.Series(1.0, index=codes), pd.Series(0.5, index=codes), order=codes[:listed], nights=9)
    options = choose_options(curve, weekend=("Fri", "Sat"), month="April 2022")
    assert options["k"].tolist() == sizes
    assert options["adds"].sum() == pytest.approx(options["share"].max() if sizes else 0)
    assert options["share"].is_monotonic_increasing


def test_nothing_expected_nothing_covered():
    curve = measure_coverage(pd.Series({"a": 0.0}), pd.Series({"a": np.nan}), order=["a"], nights=8)
    assert curve["share"].isna().all()
