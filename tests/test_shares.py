"""A share as a percentage."""

import math

import pytest

from vawg_geo.base.shares import percent

pytestmark = pytest.mark.methods("13")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.86, "86%"), (1, "100%"), (0.9999, "over 99%"), (0.0001, "under 1%"), (0, "0%"), (math.nan, "cannot say")],
)
def test_percent_never_rounds_to_certainty(share, text):
    assert percent(share) == text
