"""Strict parameters: what papermill lets pass is refused by name (FAULTS F12, F17, X17)."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trouble import PARAMETERS, VALUES, write_notebook

from vawg_geo.base.errors import ParameterError
from vawg_geo.runs.parameters import fill_parameters, read_parameters


@pytest.fixture
def read(tmp_path):
    def _read(*cells, **options):
        return read_parameters(nbformat.read(write_notebook(tmp_path / "n.ipynb", *cells, **options), as_version=4))

    return _read


def test_names_kinds_and_help_come_from_the_cell(read):
    found = read("x = 1", parameters='a: str = "b#c"  # a text\nn: int = 3\nr: float = 1  # a rate\nb: bool = True')
    assert {name: (p.kind, p.default, p.help) for name, p in found.items()} == {
        "a": (str, "b#c", "a text"),
        "n": (int, 3, ""),
        "r": (float, 1, "a rate"),
        "b": (bool, True, ""),
    }


@pytest.mark.parametrize("tags", [[], ["parameter"], ["Parameters"]])
def test_a_lost_tag_is_refused(read, tags):
    with pytest.raises(ParameterError, match="0 cells carry it"):
        read("x = 1", tags=tags)


def test_a_tag_behind_other_code_or_twice_is_refused():
    cell = nbformat.v4.new_code_cell
    tagged = cell(PARAMETERS, metadata={"tags": ["parameters"]})
    for cells in ([cell("x = 1"), tagged], [tagged, tagged]):
        with pytest.raises(ParameterError, match="the first code cell, and no other"):
            read_parameters({"cells": cells})


@pytest.mark.parametrize(
    "line",
    [
        "month = '2022-03'",
        "month: str",
        "month: date = 1",
        "n: int = 1 + 1",
        "n: int = True",
        "n: int = '1'",
        "import os",
    ],
)
def test_anything_but_annotated_literals_is_refused(read, line):
    with pytest.raises(ParameterError, match="line 1"):
        read(parameters=line)


def test_a_cell_that_is_not_python_is_refused(read):
    with pytest.raises(ParameterError, match="not Python"):
        read(parameters="month: str = ")


@pytest.mark.parametrize("cell", ['month = "2021-01"', "for month in (1, 2): pass", "del month", "(month := 1)"])
def test_a_parameter_set_again_is_refused(read, cell):
    with pytest.raises(ParameterError, match="assigns month again"):
        read("%time 1", cell)


def test_every_fault_is_told_at_once_and_no_value_with_it(read):
    given_values = {**VALUES, "monht": "secret", "month": 2022}
    del given_values["as_of"]
    with pytest.raises(ParameterError) as refused:
        fill_parameters(read(), given_values)
    told = str(refused.value)
    assert all(words in told for words in ("'monht'", "'as_of' is not given", "'month' must be text, not int"))
    assert "secret" not in told


def test_values_come_in_the_order_of_the_cell(read):
    assert list(fill_parameters(read(), dict(reversed(VALUES.items())))) == list(VALUES)


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none()))
def test_a_value_passes_only_with_its_own_type(value):
    cells = [nbformat.v4.new_code_cell("a: int = 0\nb: str = ''", metadata={"tags": ["parameters"]})]
    parameters = read_parameters(nbformat.v4.new_notebook(cells=cells))
    if type(value) is int:
        assert fill_parameters(parameters, {"a": value, "b": ""})["a"] == value
    else:
        with pytest.raises(ParameterError):
            fill_parameters(parameters, {"a": value, "b": ""})
