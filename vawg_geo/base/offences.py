"""Home Office offence codes: the table of what each means, and how its spellings become one text."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from vawg_geo.base.facts import read_facts

# Spaces and invisible characters that spreadsheets and web pages leave in codes.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_NOISE = re.compile(rf"\s|{INVISIBLE.pattern}")
_NUMERIC = re.compile(r"([0-9]{1,3})/([0-9]{1,2})|([0-9]{2,3})([0-9]{2})")  # 019/08, 19/8; 01908, 1908
_SHAPE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2}|[A-Z][0-9]{0,2}|/[0-9]{1,2}|[0-9]{1,2})?")
# Combined rows of the published tables; the parts share one weight or have none.
_COMBINED = {"1/4.1/4.10/4.2": "1", "104A/104B": "104A"}


def offence_table() -> pd.DataFrame:
    """
    List the offence codes.

    Returns
    -------
    offences
        Index code (alphanumeric class as text; CF, FGM, FM, IIA, NFS and SPK are our own names for core offences whose
        class is not published): `label` (short plain words), `description`, `group`, `strand`, `scope` (core /
        female_victim / male_victim / context / da_flag / exclude), `space_hint` (public / private / online / mixed),
        `weight` (ONS Crime Severity Score 2019/20; NaN = no open weight).

    References
    ----------
    METHODS 2. Office for National Statistics, Crime Severity Score data tool, 2019/20. Strand and scope are judgements.
    """
    table = read_facts("offences").set_index("code")
    return table.assign(weight=pd.to_numeric(table["weight"], errors="coerce").astype("float64"))


def numeric_classes() -> pd.DataFrame:
    """
    List the numeric classes and the alphanumeric class each counts under.

    Returns
    -------
    classes
        Index numeric ("019/08"): `code`, `others` (further classes the number may stand for), `note` (why this one,
        where it was a choice).
    """
    return read_facts("offences_numeric").set_index("numeric")


def normalise_codes(codes: pd.Series) -> pd.Series:
    """
    Bring every spelling of an offence code to its alphanumeric class, as exact text.

    Parameters
    ----------
    codes
        Text such as "19C", " 8n ", "019/08", "19/8", "01908"; never through float ("4.10" is not "4.1").

    Returns
    -------
    codes
        Text with the index of `codes`; `<NA>` where the code is missing or unknown.
    """
    known = {value: _normalise(value) for value in codes.dropna().unique()}
    return codes.map(known).astype("str").rename("offence_code")


def looks_like_code(text: str) -> bool:
    """
    Tell whether text is shaped like an offence code, and so may be named in a message.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    shaped
        True for 99Z, 8E5, 4.10, 019/08 or 01908; False for words, names and long numbers.
    """
    return bool(_SHAPE.fullmatch(_NOISE.sub("", text).upper()))


def _normalise(value: object) -> str | None:
    # Whole numbers are safe as text; fractions are not: 4.10 has already become 4.1.
    if isinstance(value, float) or not isinstance(value, str | int):
        return None
    text = _NOISE.sub("", str(value)).upper().lstrip("?")
    text = _COMBINED.get(text, text)
    classes, numeric = _known()
    plain = text.lstrip("0")
    if plain in classes:
        return plain
    parts = _NUMERIC.fullmatch(text)
    if not parts:
        return None
    return numeric.get(f"{(parts[1] or parts[3]).zfill(3)}/{(parts[2] or parts[4]).zfill(2)}")


@cache
def _known() -> tuple[frozenset[str], dict[str, str]]:
    return frozenset(offence_table().index), dict(read_facts("offences_numeric")[["numeric", "code"]].to_numpy())
