"""Tiers and states: every rule, and every history of five quarters against a plain re-telling."""

import itertools

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.profile import Tiers
from vawg_geo.measures.tiers import assign_tiers, classify_status

pytestmark = pytest.mark.methods("6")
TIERS = Tiers()


def status(*p, eligible=None):
    table = pd.DataFrame([p], index=["a"])
    can = pd.DataFrame([eligible or [True] * len(p)], index=["a"])
    row = classify_status(table, can, tiers=TIERS).iloc[0]
    return row["status"], row["status_months"], row["held"]


def test_tiers_at_their_edges():
    p = pd.Series([0.8, 0.7999, 0.5, 0.4999, np.nan], index=list("abcde"))
    assert list(assign_tiers(p, tiers=TIERS)) == ["A", "B", "B", "", ""]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([0.1, 0.2, 0.5], ("new", 0, False)),
        ([0.1, 0.1, 0.6, 0.6], ("new", 3, False)),  # until the third time makes it stable
        ([0.9], ("listed", 0, False)),  # so short a history cannot tell new from old
        ([0.1, 0.9], ("listed", 0, False)),
        ([0.6, 0.6, 0.6], ("stable", 6, False)),
        ([0.6, 0.4, 0.6, 0.6], ("stable", 9, False)),
        ([0.6, 0.4, 0.4, 0.6], ("listed", 9, False)),  # neither new nor stable
        ([0.6, 0.6, 0.6, 0.4], ("", 9, True)),  # between the thresholds: held
        ([0.6, 0.6, 0.2], ("", 6, True)),  # one period below is not enough
        ([0.6, 0.2, 0.4, 0.2], ("", 9, True)),  # nor are two that do not follow each other
        ([0.6, 0.2, 0.2], ("leaving", 3, False)),
        ([0.6, 0.2, 0.2, 0.1], ("leaving", 6, False)),
        ([0.6, 0.2, 0.2, 0.1, 0.1], ("", 0, False)),
        ([0.6, 0.2, 0.2, 0.4], ("", 0, False)),  # back above the lower line, but not on the list
        ([0.6, 0.2, 0.2, 0.6], ("listed", 0, False)),  # returned: not new
        ([0.4, 0.2, 0.2], ("", 0, False)),  # never a candidate, cannot leave
        ([np.nan, np.nan, 0.7], ("new", 0, False)),
        ([0.7, np.nan, np.nan], ("", 6, True)),  # a period that cannot say takes nobody off
    ],
)
def test_histories(history, expected):
    assert status(*history) == expected


def test_without_evidence_no_candidate():
    assert status(0.1, 0.9, eligible=[True, False]) == ("", 0, False)
    assert status(0.9, 0.9, 0.2, 0.2, eligible=[False] * 4) == ("", 0, False)  # never listed, so never leaving


def told(history):
    """Tell the rules again, by words: walk back for the last stay on the list."""
    on = [i for i, p in enumerate(history) if p >= 0.5]
    if not on:
        return ""
    gone = [
        i for i in range(1, len(history))
        if history[i] < 0.3 and history[i - 1] < 0.3 and any(j < i for j in on)
    ]  # fmt: skip
    if history[-1] >= 0.5:
        if sum(p >= 0.5 for p in history[-4:]) >= 3:
            return "stable"
        return "new" if on[0] >= len(history) - 2 else "listed"
    after = [i for i in gone if i > on[-1]]
    if after and len(history) - 1 - after[0] < 2 and history[-1] < 0.3:
        return "leaving"
    return ""


def test_every_history_of_five_quarters():
    histories = list(itertools.product([0.1, 0.4, 0.7], repeat=5))
    table = pd.DataFrame(histories, index=[str(h) for h in histories])
    result = classify_status(table, table.notna(), tiers=TIERS)
    assert list(result["status"]) == [told(h) for h in histories]
    assert (result["status_months"] >= 0).all()
    assert not (result["held"] & result["status"].ne("")).any()


def test_tables_must_match():
    with pytest.raises(SchemaError, match="same rows and columns"):
        classify_status(pd.DataFrame([[0.5]]), pd.DataFrame([[True, True]]), tiers=TIERS)
