"""attack_tables: bounds equal to trying every table there is, and the classic ways to leak are caught."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.publishing.attack import attack_tables

pytestmark = pytest.mark.methods("12")
MOST = 4  # largest count of a finest cell
TOO_MANY = 300_000
MONTHS = ("2022-01", "2022-02", "2022-03")


def figure(row, column, value, period="2022", audience="public", **more):
    return {"table": "t", "row": row, "column": column, "value": value, "audience": audience, "period": period, **more}


def published(*figures):
    table = pd.DataFrame(figures)
    return table.assign(value=table["value"].astype("Int64"))


def atoms(label, every):
    return every if label == "total" else label.split(";")


def months(period):
    first, _, last = period.partition("..")
    return [m for m in MONTHS if first <= m <= (last or first)]


@st.composite
def releases(draw):
    """A small table, some of its sums over rows, columns, zones and spans of months, some of them hidden or rounded."""
    rows, columns = draw(st.sampled_from([("AB", "x"), ("ABC", "x"), ("AB", "xy"), ("ABC", "xy"), ("A", "x")]))
    spans = draw(
        st.sampled_from([["2022-01"], ["2022-01..2022-02", "2022-02..2022-03"], ["2022-01", "2022-01..2022-02"]])
    )
    if len(rows) * len(columns) * len({m for s in spans for m in months(s)}) > 8:
        spans = spans[:1]
    when = sorted({m for s in spans for m in months(s)})
    truth = {a: draw(st.integers(0, MOST)) for a in product(rows, columns, when)}
    row_labels = [*rows, "total", *(["Z"] if len(rows) > 2 and draw(st.booleans()) else [])]
    figures, whole_rows = [], draw(st.booleans())  # rows by total alone, kinds for zones and all rows together
    for row, column, span in product(row_labels, [*columns, "total"], spans):
        if whole_rows and row in rows and column in columns:
            continue
        own = product("AB" if row == "Z" else atoms(row, rows), atoms(column, columns), months(span))
        value, base = sum(truth[a] for a in own), draw(st.sampled_from([0, 0, 0, 3]))
        value = None if draw(st.integers(0, 2)) == 0 else (value + base // 2) // base * base if base else value
        figures.append(figure(row, column, value, span, rounded_to=base, parts="A;B" if row == "Z" else ""))
    return rows, columns, figures


def every_table(rows, columns, figures):
    """All whole tables that fit, one a line, and the place of each finest cell; None when there are too many."""
    when = sorted({m for f in figures for m in months(f["period"])})
    place = {a: n for n, a in enumerate(product(rows, columns, when))}
    sums = []
    for f in (f for f in figures if f["value"] is not None):
        own_rows = ["A", "B"] if f["row"] == "Z" else atoms(f["row"], rows)
        own = [place[a] for a in product(own_rows, atoms(f["column"], columns), months(f["period"]))]
        half = f["rounded_to"] / 2
        sums.append((np.bincount(own, minlength=len(place)), f["value"] - half, f["value"] + half))
    tables = np.zeros((1, 0), dtype=int)
    for n in range(len(place)):
        most = int(min((high for s, _, high in sums if s[n]), default=10**9))
        if len(tables) * (most + 1) > TOO_MANY:
            return None
        tables = np.hstack([np.repeat(tables, most + 1, axis=0), np.tile(np.arange(most + 1), len(tables))[:, None]])
        for s, _, high in sums:
            tables = tables[tables @ s[: n + 1] <= high]
    for s, low, _ in sums:
        tables = tables[tables @ s >= low]
    return tables, place


@settings(max_examples=40)
@given(releases())
def test_bounds_equal_every_table_tried(release):
    rows, columns, figures = release
    tried = every_table(rows, columns, figures)
    found = attack_tables(published(*figures), width=3)
    assert len(found[~found["implied"]]) == sum(f["value"] is None for f in figures)
    if tried is None:
        return
    tables, place = tried
    for cell in found.itertuples():
        row = "A;B" if cell.row == "Z" else cell.row
        own = [place[a] for a in product(atoms(row, rows), atoms(cell.column, columns), months(cell.period))]
        sums = tables[:, own].sum(axis=1)
        assert (cell.low, cell.high) == (sums.min(), sums.max())
        assert cell.safe == (cell.high - cell.low >= 3 or (cell.implied and cell.low >= 3))


def rolled(monthly, row="A", first=(2019, 1), window=12, **more):
    """Publish every rolling window of some monthly counts."""
    name = [
        f"{(first[0] * 12 + first[1] - 1 + n) // 12}-{(first[1] - 1 + n) % 12 + 1:02d}" for n in range(len(monthly))
    ]
    return [
        figure(row, "total", int(sum(monthly[n : n + window])), f"{name[n]}..{name[n + window - 1]}", **more)
        for n in range(len(monthly) - window + 1)
    ]


@pytest.mark.fault("D1")
def test_exact_totals_beside_hidden_cells_give_most_of_them_away():
    rng = np.random.default_rng(0)
    exact = hidden = 0
    for _ in range(20):
        found = attack_tables(naive(rng.poisson(9, (6, 4)), 5), width=5)
        exact, hidden = exact + int(found["low"].eq(found["high"]).sum()), hidden + len(found)
        assert not found.loc[found["low"].eq(found["high"]), "safe"].any()
    assert exact / hidden > 0.7


def naive(counts, threshold):
    """The plain way: small cells blank, exact totals beside them."""
    rows, columns = [f"r{n}" for n in range(counts.shape[0])], [f"c{n}" for n in range(counts.shape[1])]
    inner = [
        figure(row, column, int(n) if n >= threshold else None)
        for row, line in zip(rows, counts, strict=True)
        for column, n in zip(columns, line, strict=True)
    ]
    totals = [figure(row, "total", int(n)) for row, n in zip(rows, counts.sum(axis=1), strict=True)]
    totals += [figure("total", column, int(n)) for column, n in zip(columns, counts.sum(axis=0), strict=True)]
    return published(*inner, *totals, figure("total", "Total", int(counts.sum())))


@pytest.mark.fault("D3")
def test_overlapping_zones_give_their_difference_away():
    zones = published(figure("walk", "total", 41, parts="A;B;C"), figure("wider walk", "total", 43, parts="A;B;C;D;E"))
    (piece,) = attack_tables(zones, width=5).itertuples()
    assert (piece.row, piece.low, piece.high, piece.implied, piece.safe) == ("D;E", 2, 2, True, False)
    assert attack_tables(zones.assign(value=[41, 63]), width=5)["safe"].all()  # surely not small
    rounded = zones.assign(value=pd.array([40, 45], dtype="Int64"), rounded_to=5)
    assert attack_tables(rounded, width=5)[["low", "high"]].to_numpy().tolist() == [[1, 9]]


@pytest.mark.fault("D3")
def test_zones_and_areas_are_attacked_together():
    figures = published(
        figure("A", "total", None), figure("B", "total", 12), figure("C", "total", None), figure("D", "total", 30),
        figure("north", "total", 15, parts="A;B"), figure("east", "total", 33, parts="A;D"),
    )  # fmt: skip
    found = attack_tables(figures, width=5).set_index("row")
    assert found.loc["A", ["low", "high", "safe"]].tolist() == [3, 3, False]
    assert found.loc["C", "safe"]
    with pytest.raises(DisclosureError, match="contradict one another"):
        attack_tables(figures.assign(value=[pd.NA, 12, pd.NA, 30, 15, 36]), width=5)


@pytest.mark.fault("D4")
def test_rolling_windows_give_single_months_away():
    monthly = np.zeros(47, dtype=int)
    monthly[[3, 17, 20, 33, 40]] = 2, 6, 1, 3, 1
    windows = rolled(monthly)
    assert len(windows) == 36
    found = attack_tables(published(*windows), width=5)
    exact = found[found["low"].eq(found["high"])]
    assert len(exact) == 47  # every month of four years, none of them published
    assert exact["implied"].all()
    assert (
        exact.set_index("period")["low"].reindex([w["period"][:7] for w in windows]).tolist() == monthly[:36].tolist()
    )
    assert not exact.loc[exact["low"] < 5, "safe"].any()


@pytest.mark.fault("D4")
def test_whole_years_tell_nothing_of_their_months():
    found = attack_tables(published(figure("A", "total", 7, "2021"), figure("A", "total", 9, "2022")), width=5)
    assert found.empty
    found = attack_tables(
        published(figure("A", "total", 17, "2021"), figure("A", "total", 18, "2021-02..2022-01")), width=5
    )
    assert found[["period", "low", "high"]].to_numpy().tolist() == [
        ["2021-01", 0, 17], ["2021-02..2021-12", 0, 17], ["2022-01", 1, 18],
    ]  # fmt: skip


@pytest.mark.fault("D3", "D4")
def test_audiences_are_told_apart_and_added_up():
    figures = published(
        figure("A", "total", None, audience="public"), figure("B", "total", 20, rounded_to=5),
        figure("total", "total", 25, rounded_to=5), figure("B", "total", 18, audience="partner"),
        figure("total", "total", 23, audience="partner"), figure("A", "total", None, audience="partner"),
    )  # fmt: skip
    found = attack_tables(figures, width=5).set_index("audience")
    assert found.loc["public", ["low", "high", "safe"]].tolist() == [1, 9, True]
    assert found.loc["partner", ["low", "high", "safe"]].tolist() == [5, 5, False]


def test_what_partners_are_shown_is_not_hidden_from_them():
    figures = published(figure("A", "total", None), figure("A", "total", 7, audience="partner"))
    found = attack_tables(figures, width=5)
    assert found["audience"].tolist() == ["public"]
    assert found["high"].tolist() == [np.inf]
    assert len(attack_tables(figures.assign(audience=["stranger", "internal"]), width=5)) == 1  # unknown: as public


@pytest.mark.fault("D4")
def test_the_newest_word_on_a_figure_counts():
    """One period in two editions: a late record made 20 of 19; the hidden count is what is left of the newer."""
    old = [
        figure("A", "total", None, edition=1),
        figure("B", "total", 15, edition=1),
        figure("total", "total", 19, edition=1),
    ]
    new = [
        figure("A", "total", None, edition=2),
        figure("B", "total", 15, edition=2),
        figure("total", "total", 20, edition=2),
    ]
    found = attack_tables(published(*old, *new), width=5)
    assert found[["low", "high", "safe"]].to_numpy().tolist() == [[5, 5, False]]
    with pytest.raises(DisclosureError, match=r"two values for table 't', row 'total', column 'total', period '2022'"):
        attack_tables(published(*old, *new).drop(columns="edition"), width=5)


@pytest.mark.fault("D4")
def test_a_figure_once_published_cannot_be_hidden_again():
    figures = published(figure("A", "total", 6, edition=1), figure("A", "total", None, edition=2))
    assert attack_tables(figures, width=5)[["low", "high", "safe"]].to_numpy().tolist() == [[6, 6, False]]
    later = published(figure("A", "total", None, edition=1), figure("A", "total", 6, edition=2))
    assert attack_tables(later, width=5).empty


@pytest.mark.fault("D4")
def test_revised_figures_differ_as_little_as_they_can():
    """B grew past the old total: the old one is bent by one, the least that fits, and still tells A."""
    old = [
        figure("A", "total", None, edition=1),
        figure("B", "total", None, edition=1),
        figure("total", "total", 20, edition=1),
    ]
    new = [
        figure("A", "total", None, edition=2),
        figure("B", "total", 21, edition=2),
        figure("total", "total", None, edition=2),
    ]
    found = attack_tables(published(*old, *new), width=5).set_index("row")
    assert found.loc["A", ["low", "high", "safe"]].tolist() == [0, 0, False]
    assert found.loc["total", ["low", "high", "safe"]].tolist() == [21, 21, False]


def test_a_label_that_is_no_month_is_a_period_by_itself():
    figures = published(figure("A", "total", None, "the carnival"), figure("A", "total", 9, "2022"))
    assert attack_tables(figures, width=5)["high"].tolist() == [np.inf]


@pytest.mark.parametrize("quarter", ["2022-Q1", "2022Q1", "2022-01..2022-03", "2022-01/2022-03", "2022-01 to 2022-03"])
def test_a_quarter_is_its_months_however_written(quarter):
    monthly = [figure("A", "total", n, month) for n, month in zip([None, 4, 5], MONTHS, strict=True)]
    found = attack_tables(published(*monthly, figure("A", "total", 12, quarter)), width=3)
    assert found[["low", "high", "safe"]].to_numpy().tolist() == [[3, 3, False]]


def test_a_width_of_nought_would_call_everything_safe():
    with pytest.raises(SchemaError, match="width must be above 0"):
        attack_tables(published(figure("A", "total", None)), width=0)


def test_row_order_and_index_say_nothing():
    table = naive(np.random.default_rng(3).poisson(6, (5, 4)), 5)
    keys = ["row", "column"]
    mixed = table.sample(frac=1, random_state=1)
    one, other = (attack_tables(t, width=5).sort_values(keys).reset_index(drop=True) for t in (table, mixed))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"value": [-1, 2]}, SchemaError, r"0 or more.* 1 rows break this, the first is row 0"),
        ({"value": [1.5, 2]}, SchemaError, "never rates or shares"),
        ({"value": ["SECRET", "2"]}, SchemaError, "whole numbers, <NA> where hidden"),
        ({"row": [None, "B"]}, SchemaError, "row must not be missing: 1 rows"),
        ({"period": ["2022-02..2022-01", "2022"]}, SchemaError, "must not end before it begins"),
        ({"row": ["A", "A"], "parts": ["x;y", "x;z"]}, DisclosureError, "two lists of parts"),
        ({"rounded_to": [-5, 0]}, SchemaError, "rounded_to must be 0"),
    ],
)
def test_broken_input_is_refused_by_name(change, error, words):
    table = published(figure("A", "total", 1), figure("B", "total", 2)).astype({"value": "object"})
    with pytest.raises(error, match=words) as caught:
        attack_tables(table.assign(**change), width=5)
    assert "SECRET" not in str(caught.value)


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match="missing: audience, period"):
        attack_tables(published(figure("A", "total", 1)).drop(columns=["audience", "period"]), width=5)


def test_nothing_published_nothing_found():
    empty = published(figure("A", "total", 1)).iloc[:0]
    assert list(attack_tables(empty, width=5).columns) == [
        "table", "row", "column", "audience", "period", "implied", "low", "high", "safe",
    ]  # fmt: skip


def test_one_audience_may_be_tried_alone():
    figures = published(figure("A", "total", None), figure("A", "total", None, audience="partner"))
    assert attack_tables(figures, width=5, audience="partner")["audience"].tolist() == ["partner"]
    assert len(attack_tables(figures, width=5)) == 2


@pytest.mark.fault("D3")
def test_three_zones_two_by_two_need_whole_numbers():
    """Each pair is 1 to 3: halves would allow 4.5 and 1.5 in all, whole counts 4 and 2."""
    zones = [figure(f"z{n}", "total", 2, parts=parts, rounded_to=2) for n, parts in enumerate(("A;B", "B;C", "A;C"))]
    everything = figure("all three", "total", None, parts="A;B;C", rounded_to=0)
    found = attack_tables(published(*zones, everything), width=5).set_index("row")
    assert found.loc["all three", ["low", "high"]].tolist() == [2, 4]


def test_what_is_too_large_to_work_out_is_unsafe(monkeypatch):
    monkeypatch.setattr("vawg_geo.publishing.attack_bounds.TOO_LARGE", 0)
    found = attack_tables(naive(np.random.default_rng(0).poisson(9, (6, 4)), 5), width=5)
    assert found["low"].isna().any()
    assert not found.loc[found["low"].isna(), "safe"].any()
