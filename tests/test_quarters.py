"""Quarters inside a period, and what they sum to."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.measures.quarters import inside_period, sum_quarters

FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


def test_only_what_lies_wholly_inside_counts():
    texts = [
        "2021-04 to 2021-06",
        "2021-03 to 2021-05",
        "2022-01 to 2022-03",
        "2022-03",
        "2022-02 to 2022-04",
        "a year",
    ]
    inside = inside_period(pd.Series(texts), first=FIRST, last=LAST)
    assert inside.to_list() == [True, False, True, True, False, False]


def test_a_hand_sum():
    table = pd.DataFrame(
        {
            "source": ["a", "a", "b", "c", None], "period": "2021-04 to 2021-06", "n": [3, 4, 7, 9, 1],
            "d": [10, 10, np.nan, 8, 2],
        }
    )  # fmt: skip
    table.loc[1, "period"] = "2021-07 to 2021-09"
    sums = sum_quarters(table, by=["source"], first=FIRST, last=LAST)
    assert sums.loc["a", ["quarters", "n", "d"]].to_list() == [2, 7, 20]
    assert sums.loc["a", "share"] == pytest.approx(0.35)
    assert sums.loc[["b", "c"], "share"].isna().all()  # a count alone; more than were asked
    assert sums.loc["not recorded", "n"] == 1
    alone = sum_quarters(table.drop(columns="d"), by=["source"], first=FIRST, last=LAST)
    assert alone["share"].isna().all()
    assert sum_quarters(table.iloc[:0], by=["source"], first=FIRST, last=LAST).empty
