"""Our own figures stand beside other forces' in their definition, and the rank has its interval."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.outcome_sets import assumed_set
from vawg_geo.measures.comparators import compare_ranks, score_forces
from vawg_geo.measures.own_force import OWN, move_force, rank_force

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
    ranks = rank_force(others, history, rows, first=FIRST, last=LAST, cut=CUT, possible=assumed_set().codes).set_index(
        "measure"
    )
    ours = ranks.loc["da_prosecution_possible"]
    assert ours[["forces", "n", "d"]].to_list() == [13, 2, 48]
    table = others.iloc[:12].set_index("force")[["n", "d"]]
    table.loc["this force"] = [2, 48]
    assert ours["rank"] == score_forces(table["n"], table["d"]).loc["this force", "rank"]
    assert ours["rank_low"] <= ours["rank"] <= ours["rank_high"]
    assert list(ranks.index) == ["da_prosecution_possible"]  # of the others there is nobody to compare with


def test_without_crimes_or_forces_there_is_no_rank():
    others, history, rows = made()
    assert rank_force(
        others, history, rows.iloc[:0], first=FIRST, last=LAST, cut=CUT, possible=assumed_set().codes
    ).empty
    assert rank_force(
        others.iloc[:0], history, rows, first=FIRST, last=LAST, cut=CUT, possible=assumed_set().codes
    ).empty


def test_a_move_is_held_against_what_chance_does_to_ranks():
    others, history, rows = made()
    early = rows.assign(recorded_on=rows["recorded_on"] - pd.Timedelta(days=90)).add_suffix("x", axis=0)
    before = (date(2021, 1, 1), date(2021, 3, 31))
    both = pd.concat([rows, early])
    moves = move_force(
        others, history, both, before=before, now=(FIRST, LAST), cut=CUT, possible=assumed_set().codes
    ).set_index("measure").loc["da_prosecution_possible"]  # fmt: skip
    assert moves[["forces", "n_before", "d_before", "n", "d"]].to_list() == [13, 0, 48, 2, 48]
    names = [f"f{at}" for at in range(12)]
    d = pd.Series([100] * 12 + [48], index=[*names, OWN])
    old, new = (pd.Series([*range(start, start + 12), own], index=d.index) for start, own in ((12, 0), (0, 2)))
    theirs = compare_ranks(old, d, new, d).loc[OWN]
    assert moves[list(theirs.index)].to_dict() == theirs.to_dict()
    assert moves["move"] == moves["rank_before"] - moves["rank_after"] > 0
    none = move_force(others, history, rows, before=before, now=(FIRST, LAST), cut=CUT, possible=["1"])
    assert none.empty  # no crime of ours in the period before


def test_figures_that_contradict_themselves_count_for_nobody_and_few_forces_are_no_table():
    others, history, rows = made()
    said = {"first": FIRST, "last": LAST, "cut": CUT, "possible": assumed_set().codes}
    plain = rank_force(others, history, rows, **said)
    twice = pd.concat([others, others], ignore_index=True)
    pd.testing.assert_frame_equal(rank_force(twice, history, rows, **said), plain)  # told twice is told once
    for odd in (others.head(2).assign(n=50), others.head(2).assign(n=101)):
        more = pd.concat([others, odd], ignore_index=True)
        assert rank_force(more, history, rows, **said)["forces"].item() == plain["forces"].item() - 2
    assert rank_force(others.head(4), history, rows, **said)["forces"].item() == 5
    assert rank_force(others.head(3), history, rows, **said).empty
    assert rank_force(others.assign(d=0, n=0), history, rows, **said).empty
