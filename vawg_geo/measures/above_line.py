"""What "above so much for three months" is worth: each month's interval, all together, and what chance would do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Numbers
from vawg_geo.measures.rates import share_intervals, whole


@checked
def hold_line(x: pd.Series, n: Numbers, *, line: float, level: float = 0.95) -> pd.Series:
    """
    Hold the shares of some months against a line.

    Parameters
    ----------
    x
        Cases that count, a month; whole, 0 to n.
    n
        Cases of the month, above 0.
    line
        The share that is talked about, between 0 and 1.
    level
        Coverage of the intervals.

    Returns
    -------
    held
        `months`; `above` (months whose share lies above the line), `clear` (months whose whole Wilson interval does);
        `x`, `n`, `share`, `low`, `high` of all together; `verdict` ("above", "below" where the whole interval of all
        together lies there, else "includes"); `chance` that every month lies above the line if the true share is the
        line itself (exact binomial, months apart).

    Raises
    ------
    SchemaError
        If there is no month, a month has no case, a count is broken, or an option is out of range.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212. METHODS 4 and 8.
    """
    if not 0 < line < 1:
        raise SchemaError("line must lie between 0 and 1.")
    hits, size = whole(x, x.index, what="x"), whole(n, x.index, what="n")
    if not len(hits) or (size == 0).any():
        raise SchemaError("there must be a month, and each month must have a case.")
    each = share_intervals(x, n, level=level)
    total = pd.Series([hits.sum()]), pd.Series([size.sum()])
    together = share_intervals(*total, level=level).iloc[0]
    luck = stats.binom.sf(np.floor(line * size + 1e-9), size, line)
    verdict = "above" if together["low"] > line else "below" if together["high"] < line else "includes"
    return pd.Series(
        {
            "months": len(hits), "above": int((hits > line * size + 1e-9).sum()),
            "clear": int((each["low"] > line).sum()), "x": int(hits.sum()), "n": int(size.sum()),
            **together.to_dict(), "verdict": verdict, "chance": float(np.prod(luck)),
        }
    )  # fmt: skip
