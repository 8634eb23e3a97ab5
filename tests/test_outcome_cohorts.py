"""Outcomes by cohort and by month assigned: hand sums, a loop over crimes, histories that never multiply crimes."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.measures.outcome_cohorts import count_assigned_outcomes, count_cohort_outcomes, is_ripe

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 3, 31)
RECORDED = pd.Series(
    pd.to_datetime(
        ["2021-07-02 09:00", "2021-07-31 23:30", "2021-09-05 00:00", "2021-10-02 12:00"], format="%Y-%m-%d %H:%M"
    ),
    index=list("abcd"),
)
OUTCOMES = pd.DataFrame(
    [("a", "16", "2021-08-01"), ("a", "1", "2021-12-29"), ("b", "1", "2022-02-20"), ("c", "8", "2021-09-05"),
     ("c", "8", "2021-09-06"), ("d", "0", "2021-10-03"), ("d", "1", "2022-04-02"), ("z", "2", "2021-09-30")],
    columns=["incident", "code", "date"],
).assign(date=lambda t: pd.to_datetime(t["date"]))  # fmt: skip


def test_cohorts_by_hand():
    table = count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=CUT)
    assert list(table.index) == ["2021-07", "2021-08", "2021-09", "2021-10"]
    assert table["n"].tolist() == [2, 0, 1, 1]
    assert table["x"].tolist() == [1, 0, 1, 0]  # a on day 180; b on day 204; d after the cut
    assert table["ripe"].tolist() == [True, True, True, False]  # 30 September + 180 days = 29 March
    assert np.isnan(table["share"]["2021-08"])
    later = count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=date(2022, 7, 1), days=210, codes=["1"])
    assert later["x"].tolist() == [2, 0, 0, 1]
    early = count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED.head(1), cut=CUT, days=179)
    assert early["x"].tolist() == [0]


def test_assigned_by_hand():
    table = count_assigned_outcomes(OUTCOMES, first=date(2021, 8, 1), last=CUT)
    assert table.loc["2021-09"].tolist() == [2, 2]  # c counts once, z although recorded elsewhere
    assert table.loc["2021-08"].tolist() == [1, 0]
    assert table["n"].sum() == 5
    assert len(table) == 8


def test_against_a_loop():
    rng = np.random.default_rng(3)
    n = 300
    recorded = pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D"))
    rows = pd.DataFrame({"incident": rng.integers(0, 320, 900), "code": rng.choice(["0", "1", "8", "16"], 900)})
    rows["date"] = pd.Timestamp("2021-03-01") + pd.to_timedelta(rng.integers(0, 500, 900), unit="D")
    recorded.index, rows["incident"] = recorded.index.map("p{}".format), rows["incident"].map("p{}".format)
    got = count_cohort_outcomes(rows, recorded_on=recorded, cut=CUT, days=100)
    own = dict.fromkeys(got.index, 0)
    for crime, when in recorded.items():
        mine = rows[(rows["incident"] == crime) & rows["code"].isin(["1", "8"]) & (rows["date"] <= pd.Timestamp(CUT))]
        own[f"{when:%Y-%m}"] += bool(((mine["date"] - when).dt.days <= 100).any())
    assert got["x"].to_dict() == own
    assert got["n"].sum() == n
    pd.testing.assert_frame_equal(got, count_cohort_outcomes(rows[::-1], recorded_on=recorded[::-1], cut=CUT, days=100))


def test_ripeness_and_emptiness():
    assert is_ripe(RECORDED, cut=CUT).tolist() == [True, True, True, True]
    assert is_ripe(RECORDED, cut=CUT, days=181).tolist() == [True, True, True, False]
    nothing = count_cohort_outcomes(OUTCOMES.head(0), recorded_on=RECORDED.head(0), cut=CUT)
    assert nothing.empty
    quiet = count_assigned_outcomes(OUTCOMES.head(0), first=CUT, last=CUT)
    assert quiet.to_numpy().tolist() == [[0, 0]]


def test_codes_that_are_not_known_are_no_such_outcome():
    blank = OUTCOMES.assign(code=pd.array([pd.NA] * 8, dtype="str"))
    assert count_cohort_outcomes(blank, recorded_on=RECORDED, cut=CUT)["x"].sum() == 0
    assert count_assigned_outcomes(blank, first=date(2021, 8, 1), last=CUT)["n"].sum() > 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=CUT, days=-1), SchemaError, "days"),
        (lambda: count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=CUT, codes=["0"]), SchemaError, "codes"),
        (lambda: count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=CUT, codes="1"), SchemaError, "codes"),
        (lambda: count_cohort_outcomes(OUTCOMES, recorded_on=RECORDED, cut=date(2021, 8, 1)), PeriodError, "2 are"),
        (lambda: count_assigned_outcomes(OUTCOMES, first=CUT, last=date(2021, 1, 1)), SchemaError, "last"),
        (
            lambda: count_assigned_outcomes(OUTCOMES[["code"]], first=CUT, last=CUT),
            SchemaError,
            "'incident' is missing",
        ),
        (lambda: is_ripe(RECORDED.where(RECORDED.index != "b"), cut=CUT), SchemaError, "missing"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()
