"""Victims, suspects and pairs recorded again: slow counts, sums that balance, nobody named."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.pair_counts import GAPS, NO_GAP, WHO, concentrate, count_gaps, count_windows

FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


def made():
    days = {"a": "2019-06-01", "b": "2020-12-30", "c": "2021-01-03", "d": "2021-03-01", "e": "2021-03-01"}
    times = pd.to_datetime(pd.Series(days)).dt.tz_localize("Europe/London")
    people = [
        ("a", "v1", "victim"), ("a", "s1", "suspect"), ("b", "v1", "victim"), ("b", "s1", "suspect"),
        ("c", "v1", "victim"), ("c", "s2", "suspect"), ("d", "v2", "victim"), ("d", "s1", "suspect"),
        ("e", "v1", "victim"), ("e", "s1", "suspect"), ("e", "v1", "suspect"), ("z", "v1", "victim"),
    ]  # fmt: skip
    return pd.DataFrame(people, columns=["incident", "pid", "role"]), times


def test_a_hand_sum_of_windows_and_gaps():
    people, times = made()
    windows = count_windows(people, times=times, first=FIRST, last=LAST, windows=[30, 365]).set_index(["who", "days"])
    n = [windows.loc[(who, 365), "n"] for who in WHO]
    assert n == [3, 4, 3]  # v1 is also the suspect of e: no pair of itself
    assert windows.loc[("victim", 30), "repeats"] == 1  # c, 4 days after b
    assert windows.loc[("victim", 365), "repeats"] == 2  # and e
    assert windows.loc[("suspect", 365), "repeats"] == 2  # s1 in d and e
    assert windows.loc[("pair", 365), "repeats"] == 1  # v1 and s1 in e
    gaps = count_gaps(people, times=times, first=FIRST, last=LAST).pivot_table(index="gap", columns="who", values="n")
    assert gaps.loc["up to 7 days"].to_dict() == {"victim": 1, "suspect": 0, "pair": 0}
    assert gaps.loc["31 to 90 days"].to_dict() == {"victim": 1, "suspect": 2, "pair": 1}
    assert gaps.sum().to_dict() == {"victim": 3, "suspect": 4, "pair": 3}
    assert set(gaps.index) == {*GAPS, NO_GAP}


def test_gaps_and_windows_agree_on_the_county(case):
    rows = case.incidents[case.incidents["da"].fillna(value=False).astype(bool)]
    people, times = case.people, rows["recorded_on"]
    gaps = count_gaps(people, times=times, first=date(2021, 4, 1), last=date(2022, 3, 31))
    windows = count_windows(people, times=times, first=date(2021, 4, 1), last=date(2022, 3, 31)).set_index(
        ["who", "days"]
    )
    for who in WHO:
        own = gaps[gaps["who"] == who].set_index("gap")["n"]
        assert own.sum() == windows.loc[(who, 365), "n"]
        assert own.drop(NO_GAP).sum() == windows.loc[(who, 365), "repeats"]
        assert own[["up to 7 days", "8 to 30 days"]].sum() == windows.loc[(who, 30), "repeats"]
    assert not {"pid", "incident", "victim", "suspect"} & set(gaps.columns)  # nobody leaves


def test_concentration_is_of_pairs():
    people, times = made()
    harm = pd.Series(1.0, index=times.index)
    assert concentrate(people, harm=harm, role="pair")["people"] == 3
    assert concentrate(people, harm=harm.mask(harm.index == "e"), role="pair")["crimes"] == 4
    with pytest.raises(SchemaError, match="role"):
        concentrate(people, harm=harm, role="witness")
