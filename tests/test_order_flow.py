"""The flow of orders: hand sums, a count day by day, and what contradicts itself is told, never counted."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import BalanceError, SchemaError
from vawg_geo.measures.order_flow import FLOW, check_chain, check_flow, count_flow, time_flow
from vawg_geo.measures.orders import find_order_faults, set_aside

pytestmark = pytest.mark.methods("10")
NAMES = ("applied", "granted", "refused", "expires", "revoked", "breached", "breach_arrested")
BEGIN, CUT = date(2022, 1, 1), date(2022, 1, 20)
WEEKS = {"one": (date(2022, 1, 3), date(2022, 1, 9)), "two": (date(2022, 1, 10), date(2022, 1, 16))}


def orders(*rows):
    """Orders from (type, days of January by step)."""
    days = [{"type": kind, **{name: at.get(name) for name in NAMES}} for kind, at in rows]
    table = pd.DataFrame(days, columns=["type", *NAMES])
    stamp = pd.Timestamp(BEGIN) - pd.Timedelta(days=1)
    return table.assign(
        **{name: (stamp + pd.to_timedelta(table[name].astype("float64"), unit="D")).dt.tz_localize("Europe/London")
           for name in NAMES}
    )  # fmt: skip


MADE = orders(
    ("DVPN", {"applied": 3, "granted": 3, "expires": 5}),
    ("DVPN", {"applied": 9, "granted": 10, "expires": 12, "breached": 11, "breach_arrested": 11}),
    ("DVPN", {"applied": 4, "refused": 6}),
    ("DVPN", {"applied": 4}),
    ("SPO", {"applied": 1, "granted": 2, "expires": 900}),
    ("SPO", {"granted": 4, "expires": 900, "revoked": 16}),
    ("SPO", {"applied": 1, "granted": 2, "expires": 9, "revoked": 9}),
)


def test_the_flow_by_hand():
    flow = count_flow(MADE, periods=WEEKS, types=["SRO"])
    assert list(flow.index.get_level_values("type").unique()) == ["SRO", "DVPN", "SPO"]
    assert flow.loc[("DVPN", "one")].tolist() == [4, 1, 1, 2, 0, 1, 0, 0, 0, 0]
    assert flow.loc[("DVPN", "two")].tolist() == [0, 1, 0, 1, 0, 1, 0, 0, 1, 1]
    assert flow.loc[("SPO", "one")].tolist() == [0, 1, 0, 0, 2, 1, 0, 2, 0, 0]  # one day for both ends: expired
    assert flow.loc[("SPO", "two")].tolist() == [0, 0, 0, 0, 2, 0, 1, 1, 0, 0]
    assert (flow.loc["SRO"] == 0).all(axis=None)
    check_chain(flow, periods=list(WEEKS))


def test_arrests_for_a_breach_cannot_be_told_without_the_column():
    without = count_flow(MADE.drop(columns="breach_arrested"), periods=WEEKS)
    assert without["breach_arrested"].isna().all()
    empty = count_flow(MADE.assign(breach_arrested=pd.NaT), periods=WEEKS)
    assert empty["breach_arrested"].isna().all()


def test_days_to_a_decision_count_those_who_wait():
    waiting = time_flow(MADE, span=(BEGIN, CUT), cut=CUT, fewest=4)
    assert waiting.loc["DVPN", ["asked", "n_open", "median"]].tolist() == [4, 1, 1.0]
    assert waiting.loc["SPO", ["asked", "n_open"]].tolist() == [2, 0]
    assert pd.isna(waiting.loc["SPO", "median"])  # fewer than asked for


def test_what_contradicts_itself_is_named():
    table = orders(
        ("A", {}), ("A", {"applied": 4, "granted": 3}), ("A", {"applied": 4, "refused": 3}),
        ("A", {"applied": 1, "granted": 2, "refused": 2}), ("A", {"applied": 1, "granted": 4, "expires": 3}),
        ("A", {"applied": 1, "granted": 4, "revoked": 3}), ("A", {"applied": 1, "granted": 4, "breached": 3}),
        ("A", {"applied": 1, "expires": 5}), ("A", {"applied": 25}),
        ("A", {"granted": 4, "expires": 6, "breached": 7}), ("A", {"granted": 4, "expires": 90}),
    )  # fmt: skip
    faults = find_order_faults(table, cut=CUT)
    assert faults.iloc[:10].to_numpy().diagonal().all()  # one each, in the order of the columns
    assert faults.iloc[:10].to_numpy().sum() == 10
    assert not faults.iloc[10].any()  # made by a court unasked; a day to come when it ends


def test_an_order_entered_again_counts_once_and_two_people_s_are_two():
    one, other = ("A", {"applied": 1, "granted": 2, "expires": 9}), ("A", {"applied": 1, "granted": 2, "expires": 8})
    table = orders(one, one, other)
    assert not find_order_faults(table, cut=CUT)["entered again"].any()  # nobody says whose they are
    for columns, again in (
        ({"subject_id": ["p", "p", "p"]}, [False, True, False]),
        ({"subject_id": ["p", "q", "q"]}, [False, False, False]),
        ({"subject_id": [None, None, "q"]}, [False, False, False]),
        ({"order_id": ["1", "2", "1"]}, [False, False, True]),
        ({"order_id": [None, None, "1"], "subject_id": ["p", "p", "p"]}, [False, True, False]),
    ):
        assert find_order_faults(table.assign(**columns), cut=CUT)["entered again"].tolist() == again


def slowly(row, opens, closes):
    """One order's part of a period, day by day as a clerk would count it."""

    def on(name, day):
        return row[name] == day

    part, live = dict.fromkeys(FLOW, 0), False
    for day in (BEGIN + timedelta(days=i) for i in range(-12, 40)):
        if day > closes:
            break
        if day == opens:
            part["live_start"] = int(live)
        inside = int(opens <= day)
        for name in ("applied", "granted", "refused", "breached", "breach_arrested"):
            part[name] += inside * int(on(name, day))
        live = live or on("granted", day)
        for name, end in (("expired", "expires"), ("revoked", "revoked")):
            if live and on(end, day):
                part[name] += inside
                live = False
    part["live_end"] = int(live)
    decided = min([d for d in (row["granted"], row["refused"]) if d], default=date.max)
    part["pending"] = int(bool(row["applied"]) and row["applied"] <= closes and decided > closes)
    return part


DAY = st.none() | st.integers(-10, 30)
ORDER = st.tuples(st.sampled_from(["DVPN", "SPO"]), st.fixed_dictionaries(dict.fromkeys(NAMES, DAY)))


@settings(max_examples=25)
@given(st.lists(ORDER, max_size=8))
def test_whatever_the_days_the_rest_balances_and_is_what_a_clerk_counts(made):
    table = orders(*made)
    kept, _ = set_aside(table, cut=CUT)
    flow = count_flow(kept, periods=WEEKS, types=["DVPN", "SPO"])
    check_chain(flow, periods=list(WEEKS))
    rows = [
        {"type": row["type"], **{name: None if pd.isna(row[name]) else row[name].date() for name in NAMES}}
        for _, row in kept.iterrows()
    ]
    known = any(row["breach_arrested"] for row in rows)
    for (kind, period), line in flow.iterrows():
        slow = pd.DataFrame([slowly(row, *WEEKS[period]) for row in rows if row["type"] == kind], columns=list(FLOW))
        wanted = slow.sum().astype("float64")
        for name in FLOW:
            if name != "breach_arrested" or known:
                assert line[name] == wanted[name], (kind, period, name)


def test_the_county_s_flow_is_that_of_its_days_as_texts(case):
    table = case.tables["orders"]
    kept, faults = set_aside(table, cut=case.cut)
    assert (len(kept), faults["n"].sum()) == (len(table), 0)
    flow = count_flow(table, periods={"now": (date(2022, 1, 1), date(2022, 3, 31))}).droplevel("period")
    text = {name: table[name].dt.strftime("%Y-%m-%d").fillna("9999") for name in NAMES[:6]}
    inside = {name: days.between("2022-01-01", "2022-03-31") for name, days in text.items()}
    ended = text["expires"].where(text["expires"] < text["revoked"], text["revoked"])
    inside["ended"] = (text["granted"] < "9999") & ended.between("2022-01-01", "2022-03-31")
    inside["live_end"] = (text["granted"] <= "2022-03-31") & (ended > "2022-03-31")
    for name, rows in inside.items():
        if name not in ("expires", "revoked"):
            own = flow["expired"] + flow["revoked"] if name == "ended" else flow[name]
            assert own.to_dict() == rows.groupby(table["type"]).sum().to_dict(), name


def test_what_is_set_aside_is_every_row_with_a_fault():
    bad = orders(("A", {"applied": 4, "granted": 3}), ("A", {"applied": 4, "granted": 3, "refused": 3}))
    table = pd.concat([MADE, bad], ignore_index=True)
    kept, faults = set_aside(table, cut=CUT)
    pd.testing.assert_frame_equal(kept, table.iloc[: len(MADE)])
    told = faults.set_index("fault")["n"]
    assert told[told > 0].to_dict() == {
        "granted before it was applied for": 2, "refused before it was applied for": 1, "both granted and refused": 1
    }  # fmt: skip


def test_what_does_not_balance_is_refused():
    flow = count_flow(MADE, periods=WEEKS)
    with pytest.raises(BalanceError, match="1 of 4 rows do not balance, the first is"):
        check_flow(flow.assign(live_end=flow["live_end"].add([0, 1, 0, 0])))
    with pytest.raises(BalanceError, match="1 are not"):
        check_chain(flow.assign(live_start=flow["live_start"].add([0, 1, 0, 0])), periods=list(WEEKS))
    with pytest.raises(SchemaError, match="'breach_arrested' must hold a time"):
        find_order_faults(MADE.assign(breach_arrested="soon"), cut=CUT)
    with pytest.raises(SchemaError, match="granted"):
        find_order_faults(MADE.drop(columns="granted"), cut=CUT)
