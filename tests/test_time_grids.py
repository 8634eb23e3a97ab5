"""time_grid: hand sums, minutes counted one by one, what is left out and what is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.time_grids import time_grid

pytestmark = pytest.mark.methods("3")

TIMES = ["occurred_from", "occurred_to"]


def make(rows, *, zone=None):
    table = pd.DataFrame(rows, columns=TIMES).apply(pd.to_datetime, format="ISO8601")
    return table.apply(lambda times: times.dt.tz_localize(zone)) if zone else table


def test_by_hand():
    # Friday 22:00 to Saturday 02:00; Friday midnight sharp; two days
    rows = [
        ("2022-03-04T22:00", "2022-03-05T02:00"),
        ("2022-03-04T00:00", None),
        ("2022-03-01T00:00", "2022-03-03T00:00"),
    ]
    for zone in (None, "Europe/London"):
        grid = time_grid(make(rows, zone=zone))
        assert grid.loc["Fri", [22, 23]].tolist() == [0.25, 0.25]
        assert grid.loc["Sat", [0, 1]].tolist() == [0.25, 0.25]
        assert grid.loc["Fri", 0] == 1
        assert grid.attrs == {"n": 2, "long": 1, "precise": 0.5, "midnight": 0.5}
    assert time_grid(make(rows), precise_hours=4).attrs["precise"] == 1


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 900)), min_size=1, max_size=12))
@settings(max_examples=30)
def test_against_counting_minutes(spans):
    base = pd.Timestamp("2022-01-03")  # winter: no clock change within two weeks
    starts = [base + pd.Timedelta(minutes=a) for a, _ in spans]
    incidents = make([(s, s + pd.Timedelta(minutes=b)) for s, (_, b) in zip(starts, spans, strict=True)])
    grid = np.zeros((7, 24))
    for start, (_, length) in zip(starts, spans, strict=True):
        for minute in range(max(length, 1)):
            at = start + pd.Timedelta(minutes=minute)
            grid[at.weekday(), at.hour] += 1 / max(length, 1)
    assert np.allclose(time_grid(incidents), grid)


def test_nothing():
    grid = time_grid(make([("2022-03-04T22:00", None)]).head(0))
    assert grid.to_numpy().sum() == 0
    assert grid.shape == (7, 24)
    assert np.isnan(grid.attrs["precise"])


def test_refusals():
    with pytest.raises(SchemaError, match="'occurred_to' is missing"):
        time_grid(make([("2022-03-04T22:00", None)])[["occurred_from"]])
    with pytest.raises(SchemaError, match="after end"):
        time_grid(make([("2022-03-04T22:00", "2022-03-04T21:00")]))
