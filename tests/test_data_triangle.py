"""The triangle of reporting delay: counted again by hand, never shrinking, its totals those of demand."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.chapters._data_triangle import AFTER, count_known, shown_triangle
from vawg_geo.publishing.chapters._demand_context import count_occurred
from vawg_geo.publishing.report.study import Study

pytestmark = pytest.mark.methods("8")


@pytest.fixture
def study(case):
    return Study(case, read_profile("vawg_full"), Month(2022, 3))


def test_each_month_grows_to_what_demand_counts(study):
    known = count_known(study).set_index("month")
    assert len(known) == study.written.months
    assert (known["n"] == count_occurred(study).set_index("month")["n"].reindex(known.index)).all()
    whole = known.ffill(axis=1)
    assert (np.diff(whole.to_numpy(dtype=float), axis=1) >= 0).all()
    # By hand: one cell, two months after the end of January.
    rows = study.rows
    month = rows["occurred_to"].dt.tz_convert(LONDON).dt.strftime("%Y-%m") == "2022-01"
    assert known.loc["2022-01", "after_2"] == (month & (rows["day"] < pd.Timestamp("2022-04-01"))).sum()


def test_days_after_the_cut_are_not_counted(study):
    known = count_known(study).set_index("month")
    for k in AFTER:
        late = [month for month in known.index if (Month.parse(month) + k).last > study.cut]
        assert known.loc[late, f"after_{k}"].isna().all()
        assert known[f"after_{k}"].drop(index=late).notna().all()
    shown = shown_triangle(study)
    assert [column.name for column in shown.columns] == ["month", *(f"after_{k}" for k in AFTER), "n"]
    assert "after the data cut" in shown.note.text
