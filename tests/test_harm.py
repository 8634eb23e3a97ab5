"""weigh_harm: the ONS weights, a force's own sheet, and refusals that never echo a value."""

import importlib.util

import pandas as pd
import pytest

from vawg_geo.base.errors import OffenceCodeError, SchemaError
from vawg_geo.measures.harm import weigh_harm

pytestmark = pytest.mark.methods("2")
SHEET = {"19C": 2952.94, "105A": 13.51, "8N": 100.0}


def codes(*values):
    return pd.Series(pd.array(values, dtype="str"), index=[f"r{i}" for i in range(len(values))])


def test_weights_keep_index_order_and_input():
    given = codes("105A", "19C", "105A")
    before = given.copy()
    harm = weigh_harm(given, weights=SHEET)
    assert harm.to_dict() == {"r0": 13.51, "r1": 2952.94, "r2": 13.51}
    pd.testing.assert_series_equal(given, before)
    pd.testing.assert_series_equal(harm, weigh_harm(given, weights=pd.Series(SHEET)))


@pytest.mark.skipif(importlib.util.find_spec("vawg_geo.base.offences") is None, reason="no offence table yet")
def test_default_is_the_ons_severity():
    harm = weigh_harm(codes("19C", "105A"))
    assert harm.round(2).tolist() == [2952.94, 13.51]  # one rape, about 219 common assaults: METHODS 2
    assert round(harm["r0"] / harm["r1"]) == 219


def test_no_rows_no_weights():
    assert weigh_harm(codes(), weights=SHEET).empty


@pytest.mark.parametrize("dtype", ["float64", "object", "Float64"])
def test_codes_read_as_numbers_are_refused(dtype):
    """4.10 (corporate manslaughter) read as a number is 4.1 (manslaughter)."""
    with pytest.raises(OffenceCodeError, match=r"must be text: 2 rows hold numbers, the first is row 0"):
        weigh_harm(pd.Series([4.10, 4.4, None], dtype=dtype))


def test_unknown_codes_are_listed_only_when_shaped_like_codes():
    with pytest.raises(OffenceCodeError, match=r"3 rows.*'r1'.*99Z.*1 texts.*1 missing") as caught:
        weigh_harm(codes("19C", "99Z", "Jane Doe", None), weights=SHEET)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize(
    "sheet",
    [pd.Series([1.0, 2.0], index=["8N", "8N"]), {"8N": -1.0}, {"8N": float("inf")}, {"8N": "SECRET"}],
)
def test_a_broken_sheet_is_refused(sheet):
    with pytest.raises(SchemaError) as caught:
        weigh_harm(codes("8N"), weights=sheet)
    assert "SECRET" not in str(caught.value)
