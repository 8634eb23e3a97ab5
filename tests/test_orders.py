"""Orders counted by event: they reconcile, whatever their dates, and agree with a slow count."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.orders import EVENTS, count_orders, time_decisions, with_suspect

pytestmark = pytest.mark.methods("10")
FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


def made(seed, n=400):
    rng = np.random.default_rng(seed)
    days = pd.date_range("2020-01-01", periods=1_000, tz="Europe/London")
    table = pd.DataFrame({name: days[rng.integers(0, 1_000, n)] for name in EVENTS})
    holes = pd.DataFrame(rng.random((n, 6)) < [0, 0.2, 0.8, 0.1, 0.8, 0.7], columns=list(EVENTS))
    return table.mask(holes).assign(type=rng.choice(["DVPN", "SPO"], n))


@pytest.mark.parametrize("seed", range(4))
def test_live_orders_reconcile_and_agree_with_a_slow_count(seed):
    orders = made(seed)
    counts = count_orders(orders, first=FIRST, last=LAST)
    assert (counts["live_end"] == counts["live_start"] + counts["granted"] - counts["ended"]).all()
    slow = {kind: dict.fromkeys(counts.columns, 0) for kind in ("DVPN", "SPO")}
    for row in orders.itertuples():
        days = {name: None if pd.isna(at := getattr(row, name)) else at.date() for name in EVENTS}
        for name in ("applied", "granted", "refused", "breached"):
            slow[row.type][name] += bool(days[name] and FIRST <= days[name] <= LAST)
        if days["granted"]:
            end = min([d for d in (days["expires"], days["revoked"]) if d], default=date.max)
            end = max(end, days["granted"])
            slow[row.type]["live_start"] += days["granted"] < FIRST <= end
            slow[row.type]["live_end"] += days["granted"] <= LAST < end
            slow[row.type]["ended"] += FIRST <= end <= LAST
    assert counts.to_dict("index") == slow


def test_a_hand_sum():
    when = {name: pd.Series([pd.NaT] * 3, dtype="datetime64[us, Europe/London]") for name in EVENTS}
    orders = pd.DataFrame({"type": "SPO", **when})
    at = lambda text: pd.Timestamp(text, tz="Europe/London")  # noqa: E731
    orders["applied"] = [at("2021-03-01"), at("2021-05-01"), at("2022-03-31")]
    orders.loc[0, "granted"], orders.loc[0, "expires"] = at("2021-04-02"), at("2022-03-31")
    orders.loc[1, "refused"] = at("2021-05-11")
    found = count_orders(orders, first=FIRST, last=LAST).loc["SPO"]
    assert found.to_dict() == {
        "applied": 2, "granted": 1, "refused": 1, "breached": 0, "live_start": 0, "ended": 1, "live_end": 0
    }  # fmt: skip
    waiting = time_decisions(orders, first=FIRST, last=LAST, cut=date(2022, 4, 5)).loc["SPO"]
    assert waiting[["n", "n_open", "median"]].to_list() == [2, 1, 10]


def test_a_table_without_its_days_is_refused():
    with pytest.raises(SchemaError, match="granted"):
        count_orders(pd.DataFrame({"type": ["SPO"]}), first=FIRST, last=LAST)


def test_a_suspect_who_was_eliminated_is_none():
    people = pd.DataFrame(
        {"incident": list("aabbc"), "pid": ["1", "2", "3", None, "4"], "role": ["suspect"] * 4 + ["victim"]}
    ).assign(eliminated=pd.array([True, False, True, None, None], dtype="boolean"))
    known = with_suspect(pd.DataFrame(index=list("abc")), people)
    assert known.to_dict() == {"a": True, "b": False, "c": False}
    assert with_suspect(pd.DataFrame(index=list("abc")), people.drop(columns="eliminated"))["b"]
