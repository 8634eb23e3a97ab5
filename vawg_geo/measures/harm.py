"""What each offence weighs: harm by offence code."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import OffenceCodeError, SchemaError

_SHAPED = re.compile(r"\d{1,3}[A-Z]{0,2}(\.\d{1,2})?(/\d{1,3}[A-Z]?(\.\d{1,2})?)*")


@checked
def weigh_harm(offence_codes: pd.Series, *, weights: Mapping[str, float] | pd.Series | None = None) -> pd.Series:
    """
    Give each offence its harm weight.

    Parameters
    ----------
    offence_codes
        Normalised Home Office offence codes (text), one an offence.
    weights
        Code to weight (>= 0): a force's own sheet, such as the Cambridge Crime Harm Index. By default the ONS Crime
        Severity Score, 2019/20 edition.

    Returns
    -------
    harm
        Weights with the index and order of `offence_codes`.

    Raises
    ------
    OffenceCodeError
        If a code is missing, unknown or has no weight; a missing weight is never 0. Codes are listed where they are
        shaped like codes. If codes are numbers with a decimal point: 4.10 has become 4.1, another offence.
    SchemaError
        If the sheet of weights repeats a code, or holds a negative or endless weight or text.

    References
    ----------
    Office for National Statistics (2016), Crime Severity Score: weights from sentencing. METHODS 2.
    """
    _refuse_numbers(offence_codes)
    sheet = _sheet(weights)
    codes = offence_codes.astype("str").str.strip()
    harm = codes.map(sheet).astype("float64")
    lost = harm.isna()
    if lost.any():
        raise OffenceCodeError(_message(codes[lost], int(offence_codes.isna().sum())))
    return harm.rename("harm")


def _refuse_numbers(codes: pd.Series) -> None:
    if codes.dtype != object and not pd.api.types.is_float_dtype(codes.dtype):
        return
    numbers = codes.map(lambda code: isinstance(code, float)) & codes.notna()
    if numbers.any():
        raise OffenceCodeError(
            f"offence codes must be text: {int(numbers.sum())} rows hold numbers, the first is row "
            f"{codes.index[numbers][0]!r}; as a number 4.10 is 4.1, another offence. Read the column as text."
        )


def _sheet(weights: Mapping[str, float] | pd.Series | None) -> pd.Series:
    if weights is None:
        from vawg_geo.base.offences import offence_table

        weights = offence_table()["weight"]
    try:
        sheet = pd.Series(dict(weights) if isinstance(weights, Mapping) else weights, dtype="float64")
    except (TypeError, ValueError):
        raise SchemaError("the sheet of weights must hold numbers; convert the column first.") from None
    if sheet.index.has_duplicates:
        raise SchemaError(f"the sheet of weights repeats {int(sheet.index.duplicated().sum())} codes; keep one each.")
    bad = (sheet < 0) | np.isinf(sheet)
    if bad.any():
        raise SchemaError(f"weights must be finite and at least 0: {int(bad.sum())} codes of the sheet break this.")
    return sheet


def _message(codes: pd.Series, missing: int) -> str:
    unique = sorted(set(codes.dropna()))
    shaped = [code for code in unique if _SHAPED.fullmatch(code)]
    others = len(unique) - len(shaped)
    parts = [
        f"codes {', '.join(shaped)}" if shaped else "",
        f"{others} texts not shaped like a code" if others else "",
        f"{missing} missing codes" if missing else "",
    ]
    listed = "; ".join(part for part in parts if part)
    return (
        f"every offence code needs a harm weight: {len(codes)} rows break this, the first is row "
        f"{codes.index[0]!r} ({listed}). Correct the codes or give `weights`."
    )
