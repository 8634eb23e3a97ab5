"""One history counted in every way in use: hand sums, slow counts, and totals that are each other's."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.first_outcomes import first_outcomes
from vawg_geo.measures.outcome_cohorts import count_assigned_outcomes
from vawg_geo.measures.outcome_ways import age_assigned, count_statuses, sum_ways

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 4, 5)
EIGHT = tuple("12345678")


def days(*texts):
    return pd.to_datetime(list(texts), format="%Y-%m-%d").tz_localize("Europe/London")


def hand():
    recorded = pd.Series(
        days("2021-03-01", "2021-03-31", "2021-03-05", "2021-05-01", "2022-03-01"), index=list("abcde")
    )
    rows = [
        ("a", "18", "2021-03-20"), ("a", "1", "2021-08-01"),  # not first, but within 180 days
        ("b", "1", "2021-04-10"), ("b", "16", "2021-12-01"),  # first, revised since
        ("c", "0", "2021-03-06"), ("c", "1", "2021-12-31"),  # its first, too late
        ("d", "1", "2022-04-20"),  # after the cut
        ("e", "16", "2022-03-02"), ("z", "1", "2021-05-01"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["incident", "code", "date"])
    return recorded, table.assign(date=days(*table["date"]))


def made(seed, n=400):
    rng = np.random.default_rng(seed)
    names = np.array([f"c{at}" for at in range(n)])
    start = pd.Timestamp("2020-01-01", tz="Europe/London")
    recorded = pd.Series(start + pd.to_timedelta(rng.integers(0, 800, n), unit="D"), index=names)
    who = rng.choice(names, 700)
    table = pd.DataFrame({"incident": who, "code": rng.choice(["0", "1", "8", "15", "16", "18", "21"], 700)})
    wait = pd.Series(pd.to_timedelta(rng.integers(0, 500, 700), unit="D"))
    return recorded, table.assign(date=recorded.loc[who].reset_index(drop=True) + wait)


def test_statuses_by_hand():
    recorded, history = hand()
    table = count_statuses(history, recorded_on=recorded, cut=CUT, possible=EIGHT)
    march = table.loc["2021-03"]
    assert march[["n", "decided", "open", "x", "ever", "latest", "revised"]].tolist() == [3, 3, 0, 1, 2, 2, 2]
    assert table.loc["2021-05", ["n", "decided", "open", "x"]].tolist() == [1, 0, 1, 0]
    assert table.loc["2021-04", "n"] == 0
    assert table["ripe"].to_dict() == {
        str(m): str(m) < "2021-10" for m in pd.period_range("2021-03", "2022-03", freq="M")
    }
    assert sum_ways(table)["n"] == 5
    assert march["share"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("seed", range(2))
def test_statuses_against_a_slow_count(seed):
    recorded, history = made(seed, 150)
    recorded = recorded[recorded <= pd.Timestamp(CUT, tz="Europe/London")]
    table = count_statuses(history, recorded_on=recorded, cut=CUT, possible=["1", "8"])
    slow = dict.fromkeys(("decided", "x", "ever", "latest", "revised"), 0)
    for crime, began in recorded.items():
        own = history[(history["incident"] == crime) & (history["code"] != "0")]
        own = own[own["date"] < pd.Timestamp("2022-04-06", tz="Europe/London")].sort_values("date", kind="stable")
        soon = own[(own["date"].dt.date - began.date()).map(lambda gap: gap.days) <= 180] if len(own) else own
        slow["decided"] += len(own) > 0
        slow["ever"] += bool(soon["code"].isin(["1", "8"]).any())
        slow["latest"] += bool(len(own)) and own["code"].iloc[-1] in ("1", "8")
        slow["revised"] += len(set(own["code"])) > 1
        first = own[own["date"] == own["date"].min()] if len(own) else own
        slow["x"] += bool(first["code"].isin(["1", "8"]).any()) and len(soon) > 0
    sums = sum_ways(table)
    assert {name: sums[name] for name in slow} == slow
    assert sums["n"] == len(recorded) == sums["decided"] + sums["open"]
    first = first_outcomes(history, recorded_on=recorded, cut=CUT, possible=["1", "8"])
    assert sums["x"] == ((first["kind"] == "prosecution possible") & (first["days"] <= 180)).sum()
    shuffled = count_statuses(history[::-1], recorded_on=recorded[::-1], cut=CUT, possible=["8", "1"])
    pd.testing.assert_frame_equal(table.drop(columns="latest"), shuffled.drop(columns="latest"))


def test_what_is_assigned_by_age_by_hand():
    recorded, history = hand()
    ages = age_assigned(history, recorded_on=recorded, first=date(2021, 4, 1), last=date(2021, 12, 31), possible=EIGHT)
    assert ages["n"].tolist() == [1, 0, 1, 1, 0]  # b on day 10 (and not again), a on day 153, c on day 301
    assert ages["x"].tolist() == [1, 0, 1, 1, 0]
    assert ages["inside"].sum() == 0
    assert ages["to_day"].tolist()[:4] == [30, 100, 180, 365]
    early = age_assigned(history, recorded_on=recorded, first=date(2021, 3, 1), last=date(2021, 12, 31), possible=EIGHT)
    assert early["n"].tolist() == [2, 0, 0, 1, 0]  # a by its first outcome of the period
    assert early["inside"].tolist() == [1, 0, 1, 1, 0]


@pytest.mark.parametrize("seed", range(3))
def test_ages_sum_to_what_was_assigned(seed):
    recorded, history = made(seed)
    first, last = date(2021, 4, 1), date(2021, 4, 30)
    known = recorded[recorded <= pd.Timestamp(last, tz="Europe/London")]
    held = history[history["incident"].isin(known.index)]
    ages = age_assigned(history, recorded_on=known, first=first, last=last, possible=["1", "8"], edges=(10, 50))
    month = count_assigned_outcomes(held, first=first, last=last, codes=["1", "8"]).loc["2021-04"]
    assert ages[["n", "x"]].sum().tolist() == month[["n", "x"]].tolist()
    assert (ages["inside"] <= ages["x"]).all()


def test_refusals():
    recorded, history = hand()
    for more, words in (
        ({"last": date(2020, 1, 1)}, "before first"),
        ({"edges": (5, 5)}, "ascend"),
        ({"edges": ()}, "as"),
    ):
        given = {"first": date(2021, 1, 1), "last": CUT, "possible": EIGHT} | more
        with pytest.raises(SchemaError, match=words):
            age_assigned(history, recorded_on=recorded, **given)
