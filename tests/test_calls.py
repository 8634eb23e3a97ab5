"""Hints of the public face under newer libraries: what is another name of a class means that class."""

from collections.abc import Sequence
from types import GenericAlias, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from vawg_geo.base import calls
from vawg_geo.base.errors import SchemaError

# As numpy has it for Python 3.12 and later: `type NDArray[T] = ndarray[Any, dtype[T]]`.
ARRAY = GenericAlias(SimpleNamespace(__value__=np.ndarray[Any, np.dtype[Any]]), (np.float64,))


def test_another_name_of_a_class_is_that_class():
    calls._hold("x", np.ones(2), ARRAY)
    with pytest.raises(SchemaError, match=r"x must be .*; .* was given"):
        calls._hold("x", "many", ARRAY)
    assert calls._kinds(Sequence[float] | np.ndarray) == [Sequence, np.ndarray]
