"""suppress_small: nothing small is seen, nothing hidden is worked out, little is lost; the plain way fails."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.publishing.attack import attack_tables
from vawg_geo.publishing.disclosure import RULES, round_counts, suppress_small

pytestmark = pytest.mark.methods("12")


def drawn(seed, shape=(6, 4), mean=9):
    return pd.DataFrame(
        np.random.default_rng(seed).poisson(mean, shape), [f"r{n}" for n in range(shape[0])], list("wxyz")[: shape[1]]
    )


tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 30]), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0], max_size=shape[0],
    )
)  # fmt: skip


@pytest.mark.fault("D1", "D2")
@settings(max_examples=25)
@given(tables, st.sampled_from([3, 5, 10]))
def test_nothing_small_is_seen_and_nothing_hidden_is_worked_out(counts, threshold):
    table = pd.DataFrame(counts)
    before = table.copy()
    shown = suppress_small(table, threshold=threshold)
    long = shown.attrs["published"]
    pd.testing.assert_frame_equal(table, before)
    assert shown.index.equals(table.index)
    assert shown.columns.equals(table.columns)
    assert (shown.dtypes == "Int64").all()
    assert (shown.isna() | shown.eq(table)).all(axis=None)
    assert not (long["value"] < threshold).any()
    assert attack_tables(long, width=threshold)["safe"].all()
    totals = long[long["column"].eq("total") & long["row"].ne("total")].set_index("row")["value"]
    sums = table.sum(axis=1).set_axis(table.index.astype(str))
    assert (totals.isna() | totals.eq(sums.reindex(totals.index))).all()
    again = suppress_small(table, threshold=threshold)
    pd.testing.assert_frame_equal(again, shown)


def long_form(table, hidden):
    """Publish a table with exact totals but for hidden cells."""
    whole = table.assign(total=table.sum(axis=1))
    whole.loc["total"] = whole.sum()
    long = whole.rename_axis("row").reset_index().melt("row", var_name="column").astype({"value": "Int64"})
    gone = [(row, column) in hidden for row, column in zip(long["row"], long["column"], strict=True)]
    return long.assign(value=long["value"].mask(gone), table="t", audience="public", period="2022")


def small(table, threshold):
    return {(row, column) for row, column in product(table.index, table.columns) if table.loc[row, column] < threshold}


@pytest.mark.fault("D1")
def test_the_plain_way_gives_most_hidden_cells_away_and_ours_none():
    exact = hidden = 0
    for seed in range(20):
        table = drawn(seed)
        plain = attack_tables(long_form(table, small(table, 5)), width=5)
        exact, hidden = exact + plain["low"].eq(plain["high"]).sum(), hidden + len(plain)
        ours = attack_tables(suppress_small(table, threshold=5).attrs["published"], width=5)
        assert ours["safe"].all()
        assert not ours["low"].eq(ours["high"]).any()
    assert exact / hidden > 0.7


@pytest.mark.fault("D2")
def test_hiding_a_second_cell_in_each_line_still_fails_and_ours_does_not():
    failed = 0
    for seed in range(20):
        table = drawn(seed, mean=7)
        hidden = small(table, 5)
        for line in [*([(r, c) for c in table] for r in table.index), *([(r, c) for r in table.index] for c in table)]:
            if len(own := [cell for cell in line if cell in hidden]) == 1:  # the textbook's rule: never one alone
                hidden.add(min((c for c in line if c not in own), key=lambda c: (table.loc[c], c)))
        failed += not attack_tables(long_form(table, hidden), width=5)["safe"].all()
        assert attack_tables(suppress_small(table, threshold=5).attrs["published"], width=5)["safe"].all()
    assert failed >= 4


def fewest(table, threshold):
    """The fewest cells (totals too) whose hiding is safe, by trying all choices."""
    cells = [*product([*table.index, "total"], [*table.columns, "total"])]
    whole = long_form(table, set()).set_index(["row", "column"])["value"]
    first = {cell for cell in cells if whole[cell] < threshold}
    rest = [cell for cell in cells if cell not in first]
    for choice in sorted(product([False, True], repeat=len(rest)), key=sum):
        hidden = first | {cell for cell, own in zip(rest, choice, strict=True) if own}
        if attack_tables(long_form(table, hidden), width=threshold)["safe"].all():
            return len(hidden)
    raise AssertionError


@pytest.mark.parametrize("seed", range(2))
def test_little_more_is_hidden_than_must_be(seed):
    table = pd.DataFrame(np.random.default_rng(seed).poisson(7, (2, 3)), list("ab"), list("xyz"))
    ours = suppress_small(table, threshold=5).attrs["published"]["value"].isna().sum()
    assert fewest(table, 5) <= ours <= fewest(table, 5) + 2


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ([[0, 0], [0, 0]], 0), ([[8]], 1), ([[2]], 0), ([[9, 9, 9]], 3), ([[9], [9]], 2), ([[9, 3, 9]], 1),
        (np.zeros((0, 2)), 0), (np.zeros((2, 0)), 0),
    ],
)  # fmt: skip
def test_edges(counts, seen):
    shown = suppress_small(pd.DataFrame(counts), threshold=5)
    assert shown.shape == np.shape(counts)
    assert int(shown.notna().sum().sum()) == seen
    assert attack_tables(shown.attrs["published"], width=5)["safe"].all()


def test_the_grand_total_goes_last():
    published = suppress_small(pd.DataFrame([[3, 4], [2, 9]]), threshold=5).attrs["published"]
    assert published.set_index(["row", "column"]).loc[("total", "total"), "value"] == 18


def test_without_totals_only_small_counts_are_hidden():
    table = drawn(1)
    shown = suppress_small(table, threshold=5, margins=False)
    assert shown.isna().equals(table < 5)
    assert not shown.attrs["published"]["row"].eq("total").any()


def test_a_hidden_table_can_be_worked_with():
    """pandas asks whether what tables carry is equal, and a plain table carried there answers cell by cell."""
    shown = suppress_small(drawn(1), threshold=5)
    whole = shown.astype("Float64").merge(shown, left_index=True, right_index=True)
    assert whole.attrs["published"].equals(shown.attrs["published"])
    assert shown.attrs["published"].eq(3).any(axis=None) == (shown.attrs["published"] == 3).any(axis=None)
    assert not pd.concat([shown.T, suppress_small(drawn(2), threshold=5)]).attrs


def test_labels_in_levels_are_labels():
    levels = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)])
    assert suppress_small(drawn(1, (3, 4)).set_axis(levels), threshold=5).index.equals(levels)


def test_a_force_size_table_is_hidden_and_withstands():
    rng = np.random.default_rng(0)
    share = rng.gamma(0.35, 1, 490)
    table = pd.DataFrame(rng.poisson(3_000 * (share / share.sum())[:, None] * rng.dirichlet(np.full(8, 2.0))))
    shown = suppress_small(table, threshold=5)
    assert shown.isna().sum().sum() < 1.05 * (table < 5).sum().sum()
    assert attack_tables(shown.attrs["published"], width=5)["safe"].all()


@pytest.mark.parametrize(
    ("table", "error", "words"),
    [
        (pd.DataFrame([[1, -1], [2, 3]]), SchemaError, "1 rows break this, the first is row 0"),
        (pd.DataFrame([[1, 2], [None, 3]]), SchemaError, "none missing: 1 rows break this, the first is row 1"),
        (pd.DataFrame([[1.5]]), SchemaError, "never suppress a rate"),
        (pd.DataFrame([["SECRET"]]), SchemaError, "move text columns to its index"),
        (pd.DataFrame([[1], [2]], index=["a", "a"]), SchemaError, "each row needs its own label: 1 repeat"),
        (pd.DataFrame([[1, 2]], columns=[1, "1"]), SchemaError, "each column needs its own label"),
        (pd.DataFrame([[1]], index=["Total"]), DisclosureError, "leave the row of totals out"),
        (pd.DataFrame([[1]], columns=["ALL"]), DisclosureError, "leave the column of totals out"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table, error, words):
    with pytest.raises(error, match=words) as caught:
        suppress_small(table, threshold=5)
    assert "SECRET" not in str(caught.value)


def test_a_threshold_is_a_whole_number_above_nought():
    with pytest.raises(SchemaError, match="threshold must be a whole number, 1 or more"):
        suppress_small(drawn(0), threshold=0)


def test_rounding_stays_within_half_a_base():
    table = pd.DataFrame({"n": pd.array([0, 2, 3, 7, 8, pd.NA, 112], dtype="Int64")}, index=list("abcdefg"))
    rounded = round_counts(table, base=5)
    assert rounded["n"].tolist() == [0, 0, 5, 5, 10, pd.NA, 110]
    assert rounded.index.equals(table.index)
    assert ((rounded - table).abs().dropna() <= 2.5).all(axis=None)
    assert round_counts(pd.DataFrame({"n": [5, 15, 25]}), base=10)["n"].tolist() == [10, 20, 30]  # halves go up
    with pytest.raises(SchemaError, match="base must be 1 or more"):
        round_counts(table, base=0)
    with pytest.raises(SchemaError, match="whole numbers or <NA>"):
        round_counts(pd.DataFrame({"n": [1.5]}), base=5)


def test_the_rules_of_each_audience():
    assert RULES["internal"].threshold == 0
    assert (RULES["partner"].threshold, RULES["partner"].csa_threshold, RULES["partner"].rounded_to) == (5, 10, 0)
    public = RULES["public"]
    assert (public.threshold, public.rounded_to, public.months, public.places) == (10, 5, 12, False)
