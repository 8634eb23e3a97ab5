"""Shares against a line drawn beforehand: what would show that a hypothesis is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.rates import share_intervals

ABOVE, BELOW, BETWEEN, CANNOT_SAY = "above", "below", "not told apart", "cannot say"


def judge_shares(tests: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    Say on which side of its line each share lies.

    Parameters
    ----------
    tests
        One row a test: `n` (whole, 0 up to d), `d` (whole, >= 0), `line` (0 to 1; NaN = there is none to draw).
    least
        Least `d` of a test that can say anything.

    Returns
    -------
    judged
        The columns of `tests` and `share`, `low`, `high` (95 % Wilson interval; NaN below `least`), `side_of_line`
        (text): "above" where the whole interval lies above the line, "below" where it lies below, "not told apart"
        where it holds the line, "cannot say" where `d` is below `least` or there is no line.

    Raises
    ------
    SchemaError
        If a column is missing, a line lies outside 0 to 1, or n exceeds d.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. METHODS 4.
    """
    if lost := {"n", "d", "line"} - set(tests.columns):
        raise SchemaError(f"tests must have the columns n, d and line; not there: {', '.join(sorted(lost))}.")
    if not tests["line"].dropna().between(0, 1).all():
        raise SchemaError("a line must lie from 0 to 1.")
    enough = (tests["d"] >= least) & (tests["d"] > 0)
    ends = pd.DataFrame(np.nan, index=tests.index, columns=["share", "low", "high"])
    if enough.any():
        kept = tests[enough]
        ends.loc[enough] = share_intervals(kept["n"], kept["d"])[["share", "low", "high"]].to_numpy()
    line = tests["line"]
    side = np.select(
        [~enough | line.isna(), ends["low"] > line, ends["high"] < line], [CANNOT_SAY, ABOVE, BELOW], BETWEEN
    )
    return tests.assign(**ends, side_of_line=side)
