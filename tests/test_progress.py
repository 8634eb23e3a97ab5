"""Cases with a suspect followed to each outcome: hand sums, slow counts, and medians whose intervals hold them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.measures.dispositions import outcome_incidence
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes, follow_outcomes
from vawg_geo.measures.median_change import compare_medians
from vawg_geo.measures.progress import (
    ALSO,
    ANY,
    CHARGED,
    NO_SUSPECT,
    follow_progress,
    follow_quarters,
    middle_days,
    progress_kinds,
    read_medians,
    time_reached,
)
from vawg_geo.measures.suspects_reached import count_suspects

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 4, 5)
START = pd.Timestamp("2021-01-04", tz="Europe/London")
EIGHT = tuple("12345678")
KINDS = progress_kinds(EIGHT)


def cohort(n, days=0):
    names = [f"c{at}" for at in range(n)]
    when = START + pd.to_timedelta(days if np.ndim(days) else np.zeros(n, dtype=int) + days, unit="D")
    return pd.DataFrame({"recorded_on": when, "day": when.tz_localize(None).normalize()}, index=names)


def history(pairs):
    """From (crime, code, day) to a history."""
    table = pd.DataFrame(pairs, columns=["incident", "code", "after"])
    return table.assign(date=START + pd.to_timedelta(table["after"], unit="D")).drop(columns="after")


def made(seed, n=400):
    rng = np.random.default_rng(seed)
    rows = cohort(n, rng.integers(0, 400, n))
    who = rng.choice(rows.index, 500)
    codes = rng.choice(["0", "1", "8", "14", "15", "16", "18", "21"], 500)
    wait = pd.to_timedelta(rng.integers(0, 300, 500), unit="D")
    when = pd.DatetimeIndex(rows.loc[who, "recorded_on"]) + wait
    return rows, pd.DataFrame({"incident": who, "code": codes, "date": when})


def test_kinds_part_the_set_and_name_each_code_once():
    assert KINDS[CHARGED] == ("1",)
    assert KINDS[ALSO] == tuple("2345678")
    assert KINDS[NO_SUSPECT] == ("14", "18")
    assert ALSO not in progress_kinds(["1"])
    codes = [code for codes in KINDS.values() for code in codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("seed", range(3))
def test_outcomes_share_out_what_has_any(seed):
    rows, table = made(seed)
    curves = follow_progress(table, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT, horizon_days=365)
    each = curves[curves["group"] != ANY].groupby("day")["incidence"].sum(min_count=1)
    whole = curves[curves["group"] == ANY].set_index("day")["incidence"]
    pd.testing.assert_series_equal(each, whole, check_names=False)
    other = follow_outcomes(table, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT, horizon_days=365)
    both = curves[curves["group"].isin([CHARGED, ALSO])].groupby("day")["incidence"].sum(min_count=1)
    possible = other[other["group"] == POSSIBLE].set_index("day")["incidence"]
    pd.testing.assert_series_equal(both, possible, check_names=False)


def test_medians_by_hand():
    pairs = [(f"c{at}", "1", day) for at, day in enumerate([5, 10, 20, 30, 40, 50])]
    table = history([*pairs, ("c6", "16", 3), ("c7", "16", 60)])
    rows = cohort(10)
    curves = follow_progress(table, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT, horizon_days=365)
    medians = read_medians(curves)
    assert medians.loc[CHARGED, "median"] == 40  # the fifth of ten
    assert medians.loc[ANY, "median"] == 30
    assert np.isnan(medians.loc["16", "median"])  # two of ten: there is none
    assert np.isinf(medians.loc[CHARGED, "median_high"])
    first = first_outcomes(table, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT)
    reached = time_reached(first, KINDS, days=45)
    assert reached.loc[CHARGED, ["x", "half"]].tolist() == [5, 20]  # day 50 is too late
    assert reached.loc["16", ["x", "half"]].tolist() == [1, 3]
    assert reached.loc["15", "x"] == 0
    assert np.isnan(reached.loc["15", "half"])


def test_the_interval_of_a_median_holds_it():
    """Half have an outcome by day 60; every crime of a year is followed to one cut, so late ones are cut off."""
    rng, sims, n, held = np.random.default_rng(1), 60, 160, 0
    for _ in range(sims):
        rows = cohort(n, rng.integers(0, 420, n))
        wait = rng.geometric(1 - 0.5 ** (1 / 60), n) - 1
        table = pd.DataFrame(
            {"incident": rows.index, "code": rng.choice(["1", "16"], n),
             "date": rows["recorded_on"] + pd.to_timedelta(wait, unit="D")}
        )  # fmt: skip
        curves = outcome_incidence(
            table, recorded_on=rows["recorded_on"], cut=CUT, groups={ANY: ("1", "16")}, horizon_days=120
        )
        low, high = read_medians(curves).loc[ANY, ["median_low", "median_high"]]
        held += low <= 59 <= high
    assert held / sims >= 0.88


def test_the_interval_of_a_difference_of_medians_holds_it():
    rng, sims = np.random.default_rng(2), 80
    waits = [pd.Series(one) for one in rng.exponential(50, (2 * sims, 60)).astype(int)]
    kept = sum(compare_medians(*pair)["word"] == "same" for pair in zip(waits[::2], waits[1::2], strict=True))
    assert kept / sims >= 0.92
    moved = [compare_medians(one, one * 4)["word"] for one in waits[:15]]
    assert moved == ["higher"] * 15


def test_differences_by_hand():
    days = pd.Series([10] * 30)
    assert compare_medians(days, days + 5) == {"difference": 5.0, "low": 5.0, "high": 5.0, "word": "higher"}
    assert compare_medians(days + 5, days)["word"] == "lower"
    none = compare_medians(days.head(0), days)
    assert none["word"] == "same"
    assert np.isnan(none["difference"])
    assert middle_days(pd.Series([4])) == (4.0, 4.0, 4.0)
    assert middle_days(pd.Series([1, 2, 90]))[0] == 2


def test_quarters_are_each_followed_alone():
    rows, table = made(4)
    quarters = {"first": (date(2021, 1, 1), date(2021, 3, 31)), "none": (date(2020, 1, 1), date(2020, 3, 31)),
                "last": (date(2022, 1, 1), date(2022, 3, 31))}  # fmt: skip
    curves = follow_quarters(table, rows, quarters=quarters, cut=CUT, possible=EIGHT, horizon_days=365)
    assert set(curves["quarter"]) == {"first", "last"}
    own = rows[rows["day"] <= "2021-03-31"]
    alone = follow_outcomes(
        table[table["incident"].isin(own.index)], recorded_on=own["recorded_on"], cut=CUT, possible=EIGHT,
        horizon_days=365,
    )  # fmt: skip
    ours = curves[curves["quarter"] == "first"].set_index("day")["incidence"]
    theirs = alone[alone["group"] == POSSIBLE].set_index("day")["incidence"]
    pd.testing.assert_series_equal(ours, theirs.loc[ours.index], check_names=False)
    young = curves[curves["quarter"] == "last"]
    assert young["day"].max() <= (CUT - date(2022, 1, 1)).days
    followed = (CUT - rows["day"].max().date()).days
    assert (young["ripe"] == (young["day"] <= followed)).all()
    empty = follow_quarters(table, rows.head(0), quarters=quarters, cut=CUT, possible=EIGHT, horizon_days=9)
    assert list(empty.columns) == list(curves.columns)


def test_suspects_by_hand():
    rows = cohort(6)
    table = history([("c0", "1", 10), ("c1", "8", 181), ("c2", "16", 5), ("c2", "1", 9), ("c3", "2", 180)])
    people = pd.DataFrame(
        [("c0", "p", "suspect", None), ("c0", "p", "suspect", None), ("c1", "p", "suspect", None),
         ("c1", "q", "suspect", None), ("c2", "q", "suspect", None), ("c3", "r", "suspect", True),
         ("c3", "s", "suspect", False), ("c4", None, "suspect", None), ("c0", "v", "victim", None),
         ("z", "t", "suspect", None)],
        columns=["incident", "pid", "role", "eliminated"],
    )  # fmt: skip
    found = count_suspects(people, rows["recorded_on"], table, cut=CUT, possible=EIGHT).set_index("crimes_each")
    assert found["n"].to_dict() == {"one crime": 1, "two or three crimes": 2, "four crimes or more": 0, "all": 3}
    assert found["x"].to_dict() == {"one crime": 1, "two or three crimes": 1, "four crimes or more": 0, "all": 2}
    assert found.loc["all", "involved"] == 5
    bare = count_suspects(people.drop(columns="eliminated"), rows["recorded_on"], table, cut=CUT, possible=EIGHT)
    assert bare["n"].iloc[-1] == 4
