"""Minimum evidence, and the score without a place's largest offence."""

import numpy as np
import pandas as pd
import pytest
from nte_table import areas, incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Evidence
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.origins import Standing
from vawg_geo.measures.single_event import count_evidence, has_evidence, largest_offences, survives_without_largest

pytestmark = pytest.mark.methods("6")
MARCH = Month.parse("2022-03")


def members(rows):
    return select_nte(incidents(rows), month=MARCH, profile=profile()).members


def nights(area, n, harm=10.0, **more):
    return [{"area": area, "at": f"2022-03-{1 + i % 28:02d} 23:00", "harm": harm, **more} for i in range(n)]


def test_evidence_by_hand():
    rows = [
        *nights("A001", 3),
        {"area": "A001", "harm": 60.0, "victim": None},
        {"area": "A001", "harm": np.nan, "victim": None},
    ]
    table = count_evidence(members(rows), areas(3))
    assert table.loc["A001", ["n12", "nights12", "victims12", "harm12"]].tolist() == [5, 4, 4, 90.0]
    assert table.loc["A001", "largest_share"] == pytest.approx(60 / 90)
    assert table.loc["A000", ["n12", "nights12", "victims12", "harm12"]].tolist() == [0, 0, 0, 0.0]
    assert np.isnan(table.loc["A000", "largest_share"])


@pytest.mark.parametrize(
    ("n", "nights12", "victims", "enough"), [(5, 3, 3, True), (4, 3, 3, False), (5, 2, 3, False), (5, 3, 2, False)]
)
def test_each_minimum(n, nights12, victims, enough):
    table = pd.DataFrame({"n12": [n], "nights12": [nights12], "victims12": [victims]})
    assert has_evidence(table, least=Evidence()).tolist() == [enough]


def test_largest_of_equals_is_the_latest():
    found = largest_offences(members([*nights("A001", 3, harm=7.0), {"area": None, "located": "placed"}]))
    assert found.to_dict() == {"A001": "i00002"}


def test_one_rape_does_not_make_a_place():
    rows = [row for i in range(4) for row in nights(f"A00{i}", 60 - i, harm=100.0)]
    rows += [*nights("A009", 5, harm=10.0), {"area": "A009", "harm": 60_000.0}]
    standing = Standing(members(rows), areas(), profile())
    scores = standing.harm(standing.members, MARCH)
    assert scores.loc["A009", "rank"] <= 4
    kept = survives_without_largest(
        standing.members, ["A000", "A009", "A020"], top=4, rank=lambda rest: standing.harm(rest, MARCH)["rank"]
    )
    assert kept.to_dict() == {"A000": True, "A009": False, "A020": False}
