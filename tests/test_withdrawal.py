"""When victims stop supporting further action: a hand sum, a slow count, and time that balances."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.first_outcomes import first_outcomes
from vawg_geo.measures.withdrawal import score_withdrawal

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 1, 31)


def test_a_hand_sum():
    day = pd.Timestamp("2022-01-01", tz="Europe/London")
    recorded = pd.Series(day, index=list("abcd"))
    history = pd.DataFrame(
        {"incident": list("abc"), "code": ["16", "1", "14"], "date": [day, day + pd.Timedelta(days=4),
                                                                     day + pd.Timedelta(days=12)]}
    )  # fmt: skip
    table = score_withdrawal(history, recorded_on=recorded, cut=CUT, possible=["1"], edges=(0, 10, 40, 60))
    assert table["x"].to_list() == [1, 1, 0]
    assert table["at_risk"].to_list() == [4, 2, 0]
    assert table["crime_days"].to_list() == [1 + 5 + 10 + 10, 3 + 21, 0]  # the day of recording is lived through
    assert table.loc[0, "rate"] == pytest.approx(1_000 / 26)
    assert table.loc[2, ["rate", "low", "high"]].isna().all()


def test_the_county_s_bands_hold_every_withdrawal(case):
    rows = case.incidents[case.incidents["recorded_on"].dt.year == 2019].head(1_500)
    history, cut = case.tables["outcomes"], case.cut
    table = score_withdrawal(history, recorded_on=rows["recorded_on"], cut=cut, possible=["1"])
    found = first_outcomes(history, recorded_on=rows["recorded_on"], cut=cut, possible=["1"])
    assert table["x"].sum() == (found["code"].isin(["14", "16"]) & (found["days"] < 365)).sum()
    lived = (found["days"].reindex(rows.index) + 1).fillna(10_000).clip(upper=365)
    assert table["crime_days"].sum() == lived.sum()  # all were followed for longer than a year


@pytest.mark.parametrize("edges", [(), (0,), (1, 2), (0, 5, 5)])
def test_edges_ascend_from_nought(edges):
    with pytest.raises(SchemaError, match="ascend"):
        score_withdrawal(pd.DataFrame(), recorded_on=pd.Series(dtype="object"), cut=CUT, possible=["1"], edges=edges)
