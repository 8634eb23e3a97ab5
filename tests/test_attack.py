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
MOST = 4  # largest count tried by hand
MONTHS = ("2022-01", "2022-02", "2022-03")
ZONES = {"A": "A", "B": "B", "C": "C", "total": "A;B;C", "Z": "A;B"}


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
    spans = draw(st.sampled_from([["2022-01"], ["2022-01..2022-02", "2022-02..2022-03"], ["2022-01", "2022-01..2022-02"]]))
    if len(rows) * len(columns) * len({m for s in spans for m in months(s)}) > 8:
        spans = spans[:1]
    when = sorted({m for s in spans for m in months(s)})
    truth = {a: draw(st.integers(0, MOST)) for a in product(rows, columns, when)}
    row_labels = [*rows, "total", *(["Z"] if len(rows) > 2 and draw(st.booleans()) else [])]
    figures = []
    for row, column, span in product(row_labels, [*columns, "total"], spans):
        own = product(ZONES[row].split(";") if row == "Z" else atoms(row, rows), atoms(column, columns), months(span))
        value, base = sum(truth[a] for a in own), draw(st.sampled_from([0, 0, 0, 3]))
        value = None if draw(st.integers(0, 2)) == 0 else (value + base // 2) // base * base if base else value
        figures.append(figure(row, column, value, span, rounded_to=base, parts="A;B" if row == "Z" else ""))
    return rows, columns, figures


def every_table(rows, columns, figures):
    """All whole tables that fit, one a line, and the place of each finest cell; None when some cell has no bound."""
    when = sorted({m for f in figures for m in months(f["period"])})
    place = {a: n for n, a in enumerate(product(rows, columns, when))}
    sums = [
        (np.bincount([place[a] for a in product(ZONES["Z"].split(";") if f["row"] == "Z" else atoms(f["row"], rows),
                                               atoms(f["column"], columns), months(f["period"]))], minlength=len(place)),
         f["value"] - f["rounded_to"] / 2, f["value"] + f["rounded_to"] / 2)
        for f in figures if f["value"] is not None
    ]  # fmt: skip
    bounded = np.array([max((s[0][n] for s in sums), default=0) for n in range(len(place))])
    tables = np.zeros((1, 0), dtype=int)
    for n in range(len(place)):
        if not bounded[n]:
            return None
        most = int(min(high for s, _, high in sums if s[n]))
        tables = np.hstack([np.repeat(tables, most + 1, axis=0), np.tile(np.arange(most + 1), len(tables))[:, None]])
        for s, _, high in sums:
            tables = tables[tables @ s[: n + 1] <= high]
    for s, low, _ in sums:
        tables = tables[tables @ s >= low]
    return tables, place


@settings(max_examples=60, deadline=None)
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
