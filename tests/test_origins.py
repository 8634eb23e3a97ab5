"""Rolling origin: nothing after the origin is used, and small strata find company."""

import pandas as pd
import pytest
from nte_table import areas, incidents, profile

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Score
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.origins import (
    Standing,
    harm_by_month,
    list_quarters,
    trace_origins,
    yearly_factor,
)

pytestmark = pytest.mark.methods("6")
MARCH = Month.parse("2022-03")


def standing(rows):
    few = profile(score=Score(top=2))
    return Standing(select_nte(incidents(rows), month=MARCH, profile=few).members, areas(), few)


def busy(area, months, n=6):
    return [{"area": area, "at": f"{month}-{5 + i:02d} 23:00"} for month in months for i in range(n)]


MOVED = busy("A003", ["2021-01", "2021-02", "2021-03"]) + busy("A009", ["2022-01", "2022-02", "2022-03"])


def test_the_future_is_not_used():
    then = standing(MOVED).ranks(Month(2021, 12))
    without = standing([row for row in MOVED if row["area"] == "A003"]).ranks(Month(2021, 12))
    pd.testing.assert_frame_equal(then, without)


def test_history_follows_the_harm():
    history = trace_origins(standing(MOVED), [Month(2021, 12), MARCH])
    assert history.p_top.loc["A003", "2021-12"] > 0.9
    assert history.p_top.loc["A009", "2021-12"] < 0.3
    assert history.p_top.loc["A009", "2022-03"] > 0.9
    assert history.eligible.loc["A009"].tolist() == [False, True]
    assert history.judged.loc["A009"].all()
    assert history.ranks["rank_low"].le(history.ranks["rank_high"]).all()


def test_quarters():
    assert [str(m) for m in list_quarters(MARCH, first=Month(2021, 1))] == ["2021-12", "2022-03"]
    assert len(list_quarters(MARCH, first=Month(2016, 4))) == 9
    assert list_quarters(MARCH, first=MARCH) == [MARCH]


def test_a_steady_place_is_expected_what_it_has():
    """36 months at one offence a month, faded, brought to a year: twelve."""
    assert sum(0.5 ** ((m + 0.5) / 12) for m in range(36)) * yearly_factor(
        evidence_months=36, half_life_days=365
    ) == pytest.approx(12, rel=0.01)


def test_harm_by_month_has_no_gap_and_balances():
    made = standing(MOVED).members
    table = harm_by_month(made, areas(), first=Month(2020, 12), last=MARCH)
    assert table.shape == (40, 16)
    assert table.to_numpy().sum() == made["harm"].sum()
    assert harm_by_month(made.iloc[:0], areas(), first=MARCH, last=MARCH).to_numpy().sum() == 0
