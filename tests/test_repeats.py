"""Repeats and dyads: hand sums, a loop over people, the left edge of the records, odd input."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.base.profile import Profile
from vawg_geo.base.restricted import Restricted
from vawg_geo.measures.repeats import find_dyads, score_repeats

pytestmark = pytest.mark.methods("14")

FROM = date(2020, 1, 1)
OPEN = Profile("t", "t", "q?", "n")
RESTRICTED = Profile("t", "t", "q?", "n", restricted=Restricted("monthly review", "A. Reviewer", "2022-06-30"))
PAPER = {"profile": RESTRICTED, "today": date(2022, 4, 6)}


def make(seed=0, n=200, persons=30):
    rng = np.random.default_rng(seed)
    names = [f"i{k}" for k in range(n)]
    seconds = rng.integers(0, 3 * 365 * 86_400, n)
    times = pd.Series(pd.Timestamp("2020-01-01", tz="UTC") + pd.to_timedelta(seconds, unit="s"), index=names)
    people = pd.DataFrame(
        {
            "incident": rng.choice(names, 2 * n),
            "pid": [f"p{k}" for k in rng.integers(0, persons, 2 * n)],
            "role": rng.choice(["victim", "suspect"], 2 * n),
        }
    )
    return people, times


def test_by_hand():
    times = pd.Series(pd.to_datetime(["2020-03-01", "2021-02-28", "2021-03-01", "2021-03-01"]), index=list("abcd"))
    people = pd.DataFrame(
        [("a", "x", "victim"), ("b", "x", "victim"), ("c", "x", "victim"), ("d", "x", "victim"), ("d", "x", "victim"),
         ("a", "y", "suspect"), ("b", None, "victim")],
        columns=["incident", "pid", "role"],
    )  # fmt: skip
    table = score_repeats(people, times=times, role="victim", observed_from=FROM)
    assert table["earlier"].tolist() == [0, 1, 2, 2]  # c: b yesterday and a exactly 365 days before; d is no earlier
    assert table["days_since"].tolist()[1:] == [364, 1, 1]
    assert table["censored"].tolist() == [True, False, False, False]
    assert table.attrs == {"unidentified": 1, "without_time": 0}
    lost = score_repeats(people, times=times.drop("b"), role="victim", observed_from=FROM)
    assert (len(lost), lost.attrs["without_time"]) == (3, 1)
    assert score_repeats(people, times=times, role="victim", observed_from=FROM, days=364)["earlier"].tolist()[2] == 1


@given(st.integers(0, 10_000), st.sampled_from(["victim", "suspect"]), st.integers(1, 500))
@settings(max_examples=8)
def test_against_a_loop(seed, role, days):
    people, times = make(seed, n=40, persons=8)
    kept = people.copy()
    table = score_repeats(people, times=times, role=role, observed_from=FROM, days=days)
    mine = people[people["role"] == role].drop_duplicates(["incident", "pid"])
    for at, row in mine.iterrows():
        gaps = times[row["incident"]] - times[mine.loc[mine["pid"] == row["pid"], "incident"]]
        inside = gaps[(gaps > pd.Timedelta(0)) & (gaps <= pd.Timedelta(days=days))]
        assert table.loc[at, "earlier"] == len(inside)
        since = table.loc[at, "days_since"]
        assert np.isnan(since) if inside.empty else since == pytest.approx(inside.min() / pd.Timedelta(days=1))
    assert (table["repeat"] == (table["earlier"] > 0)).all()
    shuffled = score_repeats(
        people.sample(frac=1, random_state=1), times=times, role=role, observed_from=FROM, days=days
    )
    assert shuffled["earlier"].sum() == table["earlier"].sum()
    pd.testing.assert_frame_equal(people, kept)


def test_dyads_against_a_loop():
    people, times = make(4, n=80, persons=6)
    table = find_dyads(people, **PAPER, times=times)
    shared = {}
    for crime, rows in people.groupby("incident"):
        for victim in set(rows.loc[rows["role"] == "victim", "pid"]):
            for suspect in set(rows.loc[rows["role"] == "suspect", "pid"]) - {victim}:
                shared.setdefault((victim, suspect), []).append(times[crime])
    expected = {pair: (len(when), min(when), max(when)) for pair, when in shared.items() if len(when) > 1}
    got = {(r["victim"], r["suspect"]): (r["n"], r["first"], r["last"]) for _, r in table.iterrows()}
    assert got == expected
    assert table["n"].is_monotonic_decreasing
    assert len(find_dyads(people, **PAPER, times=times, least=1)) == len(shared)


def test_eliminated_people_are_left_out():
    people, times = make(2)
    flagged = people.assign(eliminated=pd.array([True] * len(people), dtype="boolean"))
    assert find_dyads(flagged, **PAPER, times=times).empty
    unknown = people.assign(eliminated=pd.array([pd.NA] * len(people), dtype="boolean"))
    pd.testing.assert_frame_equal(find_dyads(unknown, **PAPER, times=times), find_dyads(people, **PAPER, times=times))


def test_nobody():
    people, times = make()
    none = score_repeats(people.head(0), times=times, role="victim", observed_from=FROM)
    assert none.empty
    assert find_dyads(people.head(0), **PAPER, times=times).empty


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "witness"}, "role"),
        ({"days": 0}, "days"),
        ({"observed_from": date(2021, 1, 1)}, "before observed_from"),
        ({"times": pd.concat([make()[1]] * 2)}, "once"),
        ({"people": make()[0].drop(columns="pid")}, "'pid' is missing"),
    ],
)
def test_refusals(change, words):
    people, times = make()
    options = {"people": people, "times": times, "role": "victim", "observed_from": FROM} | change
    with pytest.raises(SchemaError, match=words):
        score_repeats(options.pop("people"), **options)


def test_dyads_refuse():
    people, times = make()
    with pytest.raises(SchemaError, match="least"):
        find_dyads(people, **PAPER, times=times, least=0)
    with pytest.raises(DisclosureError, match="restricted profile"):
        find_dyads(people, times=times, profile=OPEN)
    with pytest.raises(DisclosureError, match="expired on 2022-06-30"):
        find_dyads(people, times=times, profile=RESTRICTED, today=date(2022, 7, 1))
