"""Batches with day and month exchanged: found by their delays, and never in a file that is right."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.book import Book
from vawg_geo.sources.date_batches import reject_exchanged
from vawg_geo.sources.dates import parse_dates

pytestmark = pytest.mark.fault("I16", "I17")


def extract(seed, n=4_000, *, defaults=0.0, delay_days=12):
    """Three years of crimes with long and short delays; a share of both dates falls on the first of a month."""
    rng = np.random.default_rng(seed)
    begun = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.uniform(0, 1_095, n), "D")
    recorded = begun + pd.to_timedelta(rng.exponential(delay_days, n), "D")
    table = pd.DataFrame({"from": begun, "recorded": recorded})
    for name in table:
        first = rng.random(n) < defaults
        table.loc[first, name] = table.loc[first, name].dt.to_period("M").dt.to_timestamp()
    return table.apply(lambda times: times.dt.strftime("%d/%m/%Y"))


def batch(seed, n):
    rng = np.random.default_rng(seed)
    day = rng.integers(1, 9, n)
    later = np.minimum(day + rng.integers(0, 4, n), 12)
    return pd.DataFrame({"from": [f"06/{d:02d}/2020" for d in day], "recorded": [f"06/{d:02d}/2020" for d in later]})


def set_aside(table, order="day_first"):
    book = Book("a.csv", pd.RangeIndex(1, len(table) + 1))
    reject_exchanged({name: parse_dates(table[name], order) for name in table}, order=order, book=book)
    return ~book.used


@pytest.mark.parametrize("defaults", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("delay_days", [1, 12, 90])
def test_a_file_that_is_right_is_left_alone(defaults, delay_days):
    found = [set_aside(extract(seed, defaults=defaults, delay_days=delay_days)).sum() for seed in range(5)]
    assert found == [0] * 5


@pytest.mark.parametrize("seed", range(5))
def test_what_is_set_aside_is_of_the_batch(seed):
    good, bad = extract(seed), batch(seed, 18)
    found = set_aside(pd.concat([good, bad], ignore_index=True))
    late = (bad["from"] != bad["recorded"]).sum()
    assert found[len(good) :].sum() == late
    assert found[: len(good)].sum() <= 2  # rows that look the same by chance


def test_a_large_batch_refuses_the_file_and_names_the_first_row():
    whole = pd.concat([extract(0), batch(0, 80)], ignore_index=True)
    with pytest.raises(
        SourceError, match=r"a\.csv: \d\d of 4,080 rows.* from and recorded .*Export that batch.*\[I17\]"
    ):
        set_aside(whole)


def test_nothing_is_exchanged_by_iso_or_without_a_recorded_column():
    assert not set_aside(pd.DataFrame({"from": ["2020-03-06"] * 50, "recorded": ["2020-05-06"] * 50}), "iso").any()
    assert not set_aside(batch(0, 80)[["from"]]).any()
