"""Pairs and themes of people: counts that equal a plain loop, and no pseudonym in what leaves."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from vawg_geo.measures.people_counts import count_overlap, count_pairs

pytestmark = pytest.mark.methods(14)


def test_pairs_equal_a_plain_loop():
    rng = np.random.default_rng(2)
    crimes = [f"c{i}" for i in range(60)]
    people = pd.DataFrame(
        [(c, f"v{rng.integers(8)}", "victim", None) for c in crimes]
        + [(c, f"s{rng.integers(4)}", "suspect", bool(rng.random() < 0.2)) for c in crimes]
        + [("c0", None, "suspect", False), ("elsewhere", "v1", "victim", None)],
        columns=["incident", "pid", "role", "eliminated"],
    ).astype({"eliminated": "boolean"})
    times = pd.Series(pd.Timestamp("2022-01-01", tz="UTC"), index=crimes)
    kept = people[~people["eliminated"].fillna(value=False) & people["pid"].notna() & people["incident"].isin(crimes)]
    tally: dict[tuple[str, str], int] = {}
    for _, own in kept.groupby("incident"):
        sides = [sorted(set(own.loc[own["role"] == role, "pid"])) for role in ("victim", "suspect")]
        for pair in product(*sides):
            tally[pair] = tally.get(pair, 0) + 1
    pairs = count_pairs(people, times).set_index("crimes_together")
    assert pairs["pairs"].sum() == len(tally)
    assert pairs["crimes"].sum() == sum(tally.values())
    assert pairs.loc["2", "pairs"] == sum(n == 2 for n in tally.values())
    assert set(pairs.columns) == {"pairs", "crimes"}


def test_across_themes_asks_for_two_crimes():
    rows = pd.DataFrame(
        [("p", "c1", "da"), ("p", "c1", "violence"), ("q", "c2", "da"), ("q", "c3", "violence"), ("r", "c4", "da")],
        columns=["pid", "incident", "theme"],
    )
    table = count_overlap(rows, ("da", "violence", "rape")).set_index(["theme", "other"])
    assert table.loc[("da", "violence")].tolist() == [3, 2, 1]
    assert table.loc[("violence", "da")].tolist() == [2, 2, 1]
    assert table.loc[("rape", "da")].tolist() == [0, 0, 0]
