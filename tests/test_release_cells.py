"""What a release counts: any statistic, and a force's total that is the same as the profile's."""

import pandas as pd
import pytest

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.release_cells import RECORDED, TOTAL, UNPLACED, WHOLE, count_cells, count_days
from vawg_geo.publishing.release_tables import spread
from vawg_geo.publishing.report.report import profile_report

pytestmark = pytest.mark.methods("12")
LAST = Month(2022, 3)


@pytest.fixture(scope="module")
def study(case):
    return profile_report(case, profile=read_profile("public_yearly"), month=LAST).study


@pytest.fixture(scope="module")
def cells(case, study):
    counted = count_days(study.rows, "day", RECORDED, Month.parse(str(study.months[0])))
    return count_cells(case, counted, profile=study.profile, month=LAST)


def total(cells, level):
    return int(cells.loc[(cells["level"] == level) & (cells["column"] == TOTAL), "n"].sum())


def test_the_force_is_every_offence_the_profile_counts_placed_or_not(cells, study):
    assert total(cells, "force") == total(cells, "district") == total(cells, "area") == len(study.now)
    assert total(cells[cells["row"] == UNPLACED], "area") == int(study.now["area"].isna().sum()) > 0


def test_kinds_add_up_to_the_total(cells):
    force = cells[cells["level"] == "force"].set_index("column")["n"]
    assert force.drop(TOTAL).sum() == force[TOTAL]


def test_what_has_no_place_stands_after_the_districts(case, cells):
    shown = spread(cells.rename(columns={"n": "value"}), case)["districts"]
    assert list(shown.index[-2:]) == [UNPLACED, WHOLE]
    assert list(shown.index[:-2]) == sorted(case.areas["district"].unique())


def test_earlier_years_reach_only_as_far_as_whole_years_of_data(case, study):
    counted = count_days(study.rows, "day", RECORDED, Month(2020, 5))
    years = count_cells(case, counted, profile=study.profile, month=LAST)
    assert set(years.loc[years["level"] == "year", "period"]) == set()
    assert count_cells(case, counted, profile=study.profile, month=Month(2021, 3)).empty


def test_an_offence_without_a_kind_leaves_kinds_out():
    events = pd.DataFrame({"area": ["a", None], "strand": ["rape", None], "day": [pd.Timestamp("2022-03-01")] * 2})
    counted = count_days(events, "day", RECORDED, LAST)
    assert (counted.named, list(counted.rows["area"])) == (False, ["a", UNPLACED])
