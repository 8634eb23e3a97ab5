"""The watch-list: each reason, their order, and notes that stay within what is known."""

import numpy as np
import pandas as pd
import pytest
from nte_table import profile

from vawg_geo.measures.hotspot_types import WATCH_COLUMNS, WATCH_REASONS
from vawg_geo.measures.watch_list import MOST, MOST_A_REASON, find_watched

pytestmark = pytest.mark.methods("6")
QUIET = {
    "place": "Mill Lane", "p_top": 0.0, "n12": 8, "n_month": 1, "harm12": 100.0, "nights12": 8, "victims12": 8,
    "largest_share": 0.2, "fear": 0, "enough": True, "survives": False, "rises": False, "held": False, "listed": False,
}  # fmt: skip
CASES = [
    ({"p_top": 0.6, "largest_share": 0.9}, "single event"),
    ({"p_top": 0.6, "largest_share": 0.4}, "single event"),
    ({"p_top": 0.6, "enough": False, "n12": 4}, "too little evidence"),
    ({"p_top": 0.02, "n12": 1, "enough": False, "harm12": 9e9, "largest_share": 1.0}, "single event"),
    ({"p_top": 0.45, "held": True}, "falling back"),
    ({"p_top": 0.2, "held": True}, "falling back"),
    ({"p_top": 0.3}, "emerging"),
    ({"p_top": 0.1, "rises": True}, "emerging"),
    ({"fear": 5, "n12": 0}, "fear only"),
    ({"fear": 5, "n12": 1}, ""),
    ({"p_top": 0.29, "fear": 4, "n12": 0}, ""),
    ({"p_top": 0.6, "listed": True}, ""),
]  # fmt: skip


def watch(*rows):
    busy = [{**QUIET, "harm12": 1_000.0, "listed": True, "p_top": 0.9}] * 12  # others lead the plain harm list
    table = pd.DataFrame([*busy, *({**QUIET, **row} for row in rows)])
    table.index = [f"A{i:03d}" for i in range(len(table))]
    return find_watched(table.astype({"fear": "Int64"}), profile=profile())


@pytest.mark.parametrize(("row", "why"), CASES, ids=[f"{why}-{i}" for i, (_, why) in enumerate(CASES)])
def test_each_reason(row, why):
    found = watch(row)
    assert found["why"].tolist() == ([why] if why else [])
    assert set(found["why"]) <= set(WATCH_REASONS)
    assert tuple(found.columns) == WATCH_COLUMNS
    assert all(note.startswith("Mill Lane: ") and note.endswith(".") for note in found["note"])
    assert not found["note"].str.contains("hot ?spot", case=False).any()


def test_notes():
    notes = watch({"p_top": 0.6, "largest_share": 0.954, "n12": 1, "enough": False}, {"fear": 7, "n12": 0})["note"]
    assert notes.iloc[0] == (
        "Mill Lane: one offence is 95 % of 12 months' harm (1 offence in all). One event is not a pattern; for review, "
        "not patrol."
    )
    assert " is over 99 % of " in watch({"p_top": 0.6, "largest_share": 0.9954})["note"].iloc[0]
    assert watch({"p_top": 0.6, "largest_share": 0.4})["note"].iloc[0].startswith("Mill Lane: without its largest")
    assert notes.iloc[1] == (
        "Mill Lane: 7 Street Safe reports in 12 months, no recorded offence. A pin is not a crime."
    )


def test_order_and_length():
    rows = [{"fear": 9 + i, "n12": 0} for i in range(20)] + [{"p_top": 0.3 + i / 100} for i in range(9)]
    rows += [{"p_top": 0.6, "largest_share": 0.9}]
    found = watch(*rows)
    assert found["why"].tolist() == ["single event"] + ["emerging"] * 4 + ["fear only"] * 4
    assert len(found) <= MOST
    assert found["why"].value_counts().max() <= MOST_A_REASON
    assert found.loc[found["why"] == "fear only", "fear"].tolist() == [28, 27, 26, 25]


def test_without_street_safe_nobody_fears():
    assert watch({"fear": pd.NA}, {"largest_share": np.nan}).empty
