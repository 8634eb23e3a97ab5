"""The codes of self-defined ethnicity (18+1) and the five groups they belong to."""

from __future__ import annotations

import pandas as pd

GROUPS = {
    "W": "White", "A": "Asian or Asian British", "B": "Black or Black British", "M": "Mixed or multiple",
    "O": "Other ethnic group",
}  # fmt: skip
_CODES = "W1 W2 W3 W9 M1 M2 M3 M9 A1 A2 A3 A4 A9 B1 B2 B9 O2 O9"
CODES = {code: code[0] for code in _CODES.split()} | {"O1": "A"}  # O1 was Chinese in the older list (16+1), now A4


def ethnic_group(codes: pd.Series) -> pd.Series:
    """
    Give each code its group.

    Parameters
    ----------
    codes
        As recorded; missing where nothing is.

    Returns
    -------
    groups
        Letter of `GROUPS`; missing for "NS" (not stated) and for a code that is not in the list.
    """
    return codes.map(CODES).astype("str")
