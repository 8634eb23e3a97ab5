"""Repeats by window: counted against a loop, censored rows left out."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.repeat_windows import count_repeats

pytestmark = pytest.mark.methods("14")


def made(seed, n=300, persons=40):
    rng = np.random.default_rng(seed)
    crimes = [f"c{i}" for i in range(n)]
    days = pd.Timestamp("2021-01-01", tz="Europe/London") + pd.to_timedelta(rng.integers(1, 455, n), unit="D")
    people = pd.DataFrame(
        {"incident": crimes, "pid": [f"p{i}" for i in rng.integers(0, persons, n)], "role": "suspect"}
    )
    return people, pd.Series(days, index=crimes)


@pytest.mark.parametrize("seed", range(3))
def test_against_a_loop(seed):
    people, times = made(seed)
    first, last = date(2022, 1, 1), date(2022, 3, 31)
    table = count_repeats(people, times=times, role="suspect", first=first, last=last).set_index("days")
    began = times.min().normalize()
    for days in (30, 90, 365):
        n = repeats = censored = 0
        for _, row in people.iterrows():
            at = times[row["incident"]]
            if not first <= at.date() <= last:
                continue
            if (at - began).days < days:
                censored += 1
                continue
            n += 1
            others = times[people.loc[people["pid"] == row["pid"], "incident"]]
            repeats += bool(((others < at) & (others >= at - pd.Timedelta(days=days))).any())
        assert (table.loc[days, ["n", "repeats", "censored"]] == [n, repeats, censored]).all()
    assert table["share"].between(table["low"], table["high"]).all()


def test_longer_windows_never_hold_fewer_repeats_a_person():
    people, times = made(4)
    table = count_repeats(people, times=times, role="suspect", first=date(2022, 3, 1), last=date(2022, 3, 31))
    assert table["share"].is_monotonic_increasing


def test_nobody_is_a_table_without_shares():
    people, times = made(1)
    table = count_repeats(people.head(0), times=times, role="suspect", first=date(2022, 1, 1), last=date(2022, 3, 31))
    assert table[["n", "repeats", "censored"]].eq(0).all(axis=None)
    assert table[["share", "low", "high"]].isna().all(axis=None)
    none = count_repeats(
        people.head(0), times=times.head(0), role="suspect", first=date(2022, 1, 1), last=date(2022, 2, 1)
    )
    assert none["n"].eq(0).all()


def test_a_window_of_no_days_is_refused():
    people, times = made(1)
    with pytest.raises(SchemaError, match="days"):
        count_repeats(people, times=times, role="suspect", first=date(2022, 1, 1), last=date(2022, 3, 31), windows=[0])
