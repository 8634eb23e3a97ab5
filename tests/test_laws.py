"""Laws that hold for every table function of the face, each tried on one small made input."""

import dataclasses
import inspect
import pickle
import warnings
from collections.abc import Iterator
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from laws_made import CASES

import vawg_geo as vg
from vawg_geo.base.errors import VawgGeoError
from vawg_geo.measures.density import DensitySurface

TABLES = ("assign_areas",)  # of other floors, beside every measure
KEPT = ("score_repeats",)  # their table has the input's rows, but not all
RNG = np.random.default_rng(7)
WRONG = ["text", None, [], [1, 2], 7, -1, float("nan"), pd.DataFrame(), pd.Series(dtype="float64")]
pytestmark = pytest.mark.methods("1", "14")
each = pytest.mark.parametrize("name", CASES)
each_table = pytest.mark.parametrize(("name", "key"), [(n, key) for n, c in CASES.items() for key in c.tables])


def call(name, **changed):
    case = CASES[name]
    return getattr(vg, name)(**{**case.tables, **case.options, **changed})


@cache
def usual(name):
    """What the call gives; for laws that compare something else with it."""
    return call(name)


def answers(name, **changed):
    """Give the result, or None where the call is refused by name; any other error, or a warning, fails the test."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # documented: too few permutations
            return call(name, **changed)
    except VawgGeoError:
        return None


def refusal(name, **changed):
    try:
        call(name, **changed)
    except VawgGeoError as refused:
        return str(refused)
    return ""


def same(one, other):
    if isinstance(one, tuple):
        for mine, theirs in zip(one, other, strict=True):
            same(mine, theirs)
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), rtol=1e-9)
        same(one.attrs, other.attrs)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(pd.Series(one), pd.Series(other), rtol=1e-9)
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, float | np.ndarray):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    else:
        assert one == other


def numbers(result) -> Iterator[tuple[str, pd.Series]]:
    if isinstance(result, pd.DataFrame):
        yield from ((str(name), result[name]) for name in result.select_dtypes("number"))
    elif isinstance(result, pd.Series) and pd.api.types.is_numeric_dtype(result):
        yield from ((str(label), pd.Series([value])) for label, value in result.items())
    elif isinstance(result, float):
        yield "", pd.Series([result])


def columns(table):
    return list(table.columns) if isinstance(table, pd.DataFrame) else [None]


def put(table, column, value, rows=slice(None)):
    """Return a copy with a value in some rows of a column (None: of a Series)."""
    values = (table if column is None else table[column]).astype("object").to_numpy().copy()
    values[rows] = value
    made = pd.Series(values, index=table.index).infer_objects()
    if column is None:
        return gpd.GeoSeries(made, crs=table.crs) if isinstance(table, gpd.GeoSeries) else made.rename(table.name)
    changed = table.copy()
    changed[column] = made
    return changed


def is_number(table, column):
    kind = (table if column is None else table[column]).dtype
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def filled(table, value):
    for column in columns(table):
        if is_number(table, column):
            table = put(table, column, value)
    return table


def is_geo(table):
    return isinstance(table, gpd.GeoSeries | gpd.GeoDataFrame)


def test_every_table_function_is_under_the_laws():
    face = {name for name, home in vg._HOME.items() if home.startswith("measures.")} | set(TABLES)
    assert face - set(CASES) == set(), "add a line to tests/laws_made.py"


@each
def test_the_index_is_kept_and_the_input_is_not_changed(name):
    case = CASES[name]
    before = pickle.dumps((case.tables, case.options))
    result = call(name)
    tables, options = pickle.loads(before)
    for key in case.tables:
        same(tables[key], case.tables[key])
    same(options, case.options)
    if case.index:
        assert result.index.equals(case.tables[case.index].index)


@each
def test_the_same_input_twice_gives_the_same(name):
    same(call(name), usual(name))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.tables and not case.ordered])
def test_the_order_of_rows_does_not_matter(name):
    case = CASES[name]
    order = {len(table): RNG.permutation(len(table)) for table in case.tables.values()}
    shuffled = call(name, **{key: table.iloc[order[len(table)]] for key, table in case.tables.items()})
    if case.index:
        shuffled = shuffled.loc[case.tables[case.index].index]
    same(unordered(usual(name), rows=name in KEPT), unordered(shuffled, rows=name in KEPT))


def unordered(result, *, rows):
    """Put tables that keep the rows of the input in one order; summaries must come in theirs."""
    if dataclasses.is_dataclass(result):
        fields = {f.name: getattr(result, f.name) for f in dataclasses.fields(result)}
        return {name: unordered(value, rows=True) for name, value in fields.items()}
    if isinstance(result, dict):
        return {name: unordered(value, rows=rows) for name, value in result.items()}
    return result.sort_index() if rows and isinstance(result, pd.DataFrame | pd.Series) else result


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.total])
def test_totals_balance(name):
    assert CASES[name].total(usual(name))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.tables])
def test_nothing_in_gives_nothing_out_or_says_why(name):
    case = CASES[name]
    result = answers(name, **{key: table.iloc[:0] for key, table in case.tables.items()})
    assert (result is None) == (case.empty == "refused")
    if case.empty == "no rows":
        assert len(result) == 0
        assert list(getattr(result, "columns", [])) == list(getattr(usual(name), "columns", []))
    if case.empty == "zeros":
        assert all((values.fillna(0) == 0).all() for _, values in numbers(result))


@each_table
def test_one_empty_table_is_no_accident(name, key):
    answers(name, **{key: CASES[name].tables[key].iloc[:0]})


@each
def test_a_wrong_kind_of_argument_is_refused_by_name(name):
    for key in inspect.signature(getattr(vg, name)).parameters:
        for wrong in WRONG:
            answers(name, **{key: wrong})


@each_table
def test_a_missing_column_is_named(name, key):
    table = CASES[name].tables[key]
    for column in columns(table) if isinstance(table, pd.DataFrame) else []:
        said = refusal(name, **{key: table.drop(columns=column)})
        assert not said or str(column) in said or column == "geometry" or "labels" in said


@each_table
def test_other_labels_are_no_accident(name, key):
    table = CASES[name].tables[key]
    answers(name, **{key: table.set_axis([*table.index[:-1], table.index[-1] + table.index[-1]])})
    answers(name, **{key: table.iloc[[0, *range(len(table))]]})


@each_table
@pytest.mark.parametrize("value", [-1, np.inf, None, 10**12])
def test_a_broken_number_is_refused_or_borne(name, key, value):
    table = CASES[name].tables[key]
    for column in columns(table):
        if value is None or is_number(table, column):
            answers(name, **{key: put(table, column, value, [0])})


@pytest.mark.parametrize(("name", "key"), [(n, k) for n, c in CASES.items() for k, t in c.tables.items() if is_geo(t)])
def test_another_coordinate_system_is_refused_or_not_looked_at(name, key):
    table = CASES[name].tables[key]
    degrees = answers(name, **{key: table.to_crs(4326)})
    assert degrees is None or "area" in CASES[name].tables["incidents"]


@each
@pytest.mark.parametrize("value", [0, 3])
def test_all_zero_and_all_alike_give_nan_only_where_it_is_said(name, value):
    case = CASES[name]
    result = answers(name, **{key: filled(table, value) for key, table in case.tables.items()})
    lost = {column for column, values in numbers(result) if values.isna().any()}
    known = {column for column, values in numbers(usual(name)) if values.isna().any()}
    assert case.nan == "all" or lost <= known | set(case.nan.split())


def test_surfaces_of_nothing_divide_without_accident():
    surface = CASES["compare_surfaces"].options["before"]
    nothing = dataclasses.replace(surface, values=np.zeros_like(surface.values))
    assert isinstance(nothing, DensitySurface)
    change = vg.compare_surfaces(nothing, nothing)
    assert np.isfinite([change.ratio, change.log_ratio, change.difference]).all()


@pytest.mark.parametrize("wrong", [7, None, [], "text"], ids=repr)
@pytest.mark.parametrize("name", [n for n, home in vg._HOME.items() if home.startswith(("publishing.", "runs."))])
def test_the_rest_of_the_face_refuses_what_is_none_of_its_own(name, wrong):
    needed = [p.name for p in inspect.signature(getattr(vg, name)).parameters.values() if p.default is p.empty]
    if needed and not name.endswith("_page") and name not in ("write_released", "map_hotspots"):
        with pytest.raises(VawgGeoError):
            getattr(vg, name)(**dict.fromkeys(needed, wrong))
