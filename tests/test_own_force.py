"""Our own figures stand beside other forces' in their definition, and the rank has its interval."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.measures.comparators import score_forces
from vawg_geo.measures.own_force import rank_force

pytestmark = pytest.mark.methods("8")
FIRST, LAST, CUT = date(2021, 4, 1), date(2021, 9, 30), date(2022, 4, 5)


def made():
    others = pd.DataFrame(
        {
            "force": [f"f{at}" for at in range(12)] * 2,
            "period": ["2021-04 to 2021-06"] * 12 + ["2021-01 to 2021-03"] * 12,  # the second is not inside
            "measure": "da_prosecution_possible", "n": range(24), "d": 100,
        }
    )  # fmt: skip
    when = pd.Timestamp("2021-05-01", tz="Europe/London")
    rows = pd.DataFrame(
        {"status": "live", "themes": "da;violence", "recorded_on": when}, index=[f"c{at}" for at in range(50)]
    )
    rows.loc["c48", "status"] = "cancelled"
    rows.loc["c49", "themes"] = "violence"
    history = pd.DataFrame(
        {"incident": ["c0", "c1", "c2", "c48", "c3"], "code": ["1", "16", "8", "1", "14"], "date": when}
    )
    late = pd.DataFrame({"incident": ["c4"], "code": ["1"], "date": [when + pd.Timedelta(days=181)]})
    return others, pd.concat([history, late], ignore_index=True), rows


def test_our_share_is_counted_as_theirs_and_ranked_among_them():
    others, history, rows = made()
    ranks = rank_force(others, history, rows, first=FIRST, last=LAST, cut=CUT).set_index("measure")
    ours = ranks.loc["da_prosecution_possible"]
    assert ours[["forces", "n", "d"]].to_list() == [13, 2, 48]
    table = others.iloc[:12].set_index("force")[["n", "d"]]
    table.loc["this force"] = [2, 48]
    assert ours["rank"] == score_forces(table["n"], table["d"]).loc["this force", "rank"]
    assert ours["rank_low"] <= ours["rank"] <= ours["rank_high"]
    assert list(ranks.index) == ["da_prosecution_possible"]  # of the others there is nobody to compare with


def test_without_crimes_or_forces_there_is_no_rank():
    others, history, rows = made()
    assert rank_force(others, history, rows.iloc[:0], first=FIRST, last=LAST, cut=CUT).empty
    assert rank_force(others.iloc[:0], history, rows, first=FIRST, last=LAST, cut=CUT).empty
