"""Words and numbers of a record: offence codes, flags, coded values, ages."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import SPOKEN
from vawg_geo.base.offences import INVISIBLE, looks_like_code, normalise_codes
from vawg_geo.base.schema import FLAGS
from vawg_geo.sources.book import Book
from vawg_geo.sources.source import ALLOWED, COMMON, Source

_OLDEST = 120
_YES_NO = {"yes": True, "no": False}
_TOTAL = r"(?:grand |sub-?)?totals?\b.*"


def reject_totals(cells: pd.DataFrame, book: Book) -> None:
    """
    Quarantine rows that sum others up.

    Parameters
    ----------
    cells
        The file's text.
    book
        The file's book.

    References
    ----------
    FAULTS I49.
    """
    # The word may stand in any column of a row without a date; "Total" with one may be a filling station.
    undated = cells["from" if "from" in cells.columns else "month"] == ""
    for name in cells.columns:
        rows = cells[name] if name in ("id", "offence", "from", "month") else cells.loc[undated, name]
        total = rows.str.strip().str.casefold().str.fullmatch(_TOTAL)
        book.reject(total.reindex(cells.index, fill_value=False), "I49", name)


def clean_offences(cells: pd.DataFrame, source: Source, book: Book) -> pd.Series:
    """
    Read the offence codes of one file.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its own spellings (`values.offence`).
    book
        The file's book.

    Returns
    -------
    offence_code
        Alphanumeric class as text, `<NA>` where unknown (such rows are quarantined) or not supplied.

    References
    ----------
    METHODS 2. FAULTS I30, I35-I38, I54, I55.
    """
    if "offence" not in cells.columns:
        return pd.Series(pd.NA, index=cells.index, dtype="str", name="offence_code")
    written = cells["offence"]
    visible = written.str.replace(INVISIBLE.pattern, "", regex=True)
    own = _spellings(source, "offence")
    codes = normalise_codes(visible.str.strip().str.casefold().map(own).astype("str").fillna(visible))
    known = codes.notna()
    book.note_rows("I55", known & (written != visible), "corrected", "offence")
    book.note_rows("I54", known & (visible != visible.str.strip().str.upper()), "corrected", "offence")
    names = {text: _what(text) for text in visible[~known].unique()}
    book.reject(~known, "I30", "offence", visible.map(names))
    return codes


def clean_values(cells: pd.DataFrame, source: Source, name: str, book: Book) -> pd.Series:
    """
    Read one column of words.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its spellings and fixed values.
    name
        The field.
    book
        The file's book.

    Returns
    -------
    values
        Text, missing where blank; where the field has a list of allowed words, only those: other spellings are counted
        in the quality table and become missing, and so do words that say that it is not known.
    """
    if name not in cells.columns:
        return pd.Series(source.fixed.get(name, pd.NA), index=cells.index, dtype="str", name=name)
    texts, spellings = cells[name], _spellings(source, name)
    mapped: pd.Series = texts.str.casefold().map(spellings).astype("str")
    if name not in ALLOWED:
        mapped = mapped.fillna(texts)
        return mapped.where(mapped != "")
    unknown = mapped.isna() & (texts != "")
    what = f"{texts[unknown].nunique()} spellings that are not in the source's list: left unknown"
    book.note_rows("values", unknown & book.used, "reported", name, what)
    return mapped.where(~mapped.isin(["", *SPOKEN]))


def clean_flag(cells: pd.DataFrame, source: Source, name: str, book: Book) -> pd.Series:
    """
    Read one yes-or-no column.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its spellings.
    name
        The field.
    book
        The file's book.

    Returns
    -------
    flag
        Nullable boolean.
    """
    return clean_values(cells, source, name, book).map(_YES_NO).astype("boolean").rename(name)


def clean_flags(cells: pd.DataFrame, source: Source, book: Book) -> pd.DataFrame:
    """
    Read all the flags of `base.schema.FLAGS`.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its spellings.
    book
        The file's book.

    Returns
    -------
    flags
        One nullable boolean column a flag.
    """
    return pd.DataFrame({name: clean_flag(cells, source, name, book) for name in FLAGS})


def clean_age(cells: pd.DataFrame, name: str, book: Book) -> pd.Series:
    """
    Read one column of ages.

    Parameters
    ----------
    cells
        The file's text.
    name
        The field.
    book
        The file's book.

    Returns
    -------
    age
        Years, 0 to 120; NaN where blank, no number, or beyond.
    """
    if name not in cells.columns:
        return pd.Series(float("nan"), index=cells.index, name=name)
    whole = cells[name].str.fullmatch(r"[0-9]{1,3}(\.0*)?")
    ages = pd.to_numeric(cells[name].where(whole), errors="coerce").astype("float64")
    bad = (~whole & (cells[name] != "")) | (ages > _OLDEST)
    book.note_rows("age", bad & book.used, "reported", name)
    return ages.mask(ages > _OLDEST).rename(name)


def _spellings(source: Source, name: str) -> dict[str, str]:
    given = source.values.get(name, {})  # noqa: PD011 - a dictionary, no table
    own = {written.casefold().strip(): value for written, value in given.items()}
    return {word.casefold(): word for word in ALLOWED.get(name, ())} | COMMON.get(name, {}) | own


def _what(text: str) -> str:
    plain = text.strip()
    if not plain:
        return "no offence code"
    if looks_like_code(plain):
        return f"offence code {plain.upper()} is not in the list"
    return "an offence code that is not in the list and not shaped like one"
